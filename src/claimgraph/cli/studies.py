"""The commands `study standing` and `study check`."""

from __future__ import annotations

import sys
from pathlib import Path

from claimgraph.cli.graphs import open_graph
from claimgraph.settings import Settings


def set_standing(
    settings: Settings, studies: list[str], standing: str, *, because: str | None, dry_run: bool, format: str,
    token: str | None,
) -> None:  # fmt: skip
    """Record a standing, and print what it changes."""
    with open_graph(settings, token=token) as graph:
        content = graph.set_standing(studies, standing, because=because, dry_run=dry_run, format=format)
    sys.stdout.buffer.write(content)
    sys.stdout.flush()


def check_list(
    settings: Settings, file: Path, standing: str, *, mark: bool, because: str | None, format: str, token: str | None
) -> int:
    """Print which publications of a list the graph has and what leans on them; returns the exit code."""
    content = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    with open_graph(settings, token=token) as graph:
        listed = graph.find_listed(content, str(file))
        held = {each.study: each.standing for each in listed if each.study is not None}
        ahead = [study for study, known in held.items() if known != standing]
        marked = f", {len(held) - len(ahead)} marked already" if len(ahead) < len(held) else ""
        print(f"{len(listed)} on the list, {len(held)} of them in the graph{marked}", file=sys.stderr)
        if ahead:
            told = graph.set_standing(ahead, standing, because=because, dry_run=not mark, format=format)
            sys.stdout.buffer.write(told)
            sys.stdout.flush()
    return 1 if ahead and not mark else 0
