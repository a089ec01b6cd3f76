"""The commands `study standing`, `study check` and `study import`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from claimgraph.bibliography import read_references
from claimgraph.bibliography.reading import MOST_BYTES
from claimgraph.bibliography.resolver import Resolver
from claimgraph.cli.graphs import open_graph
from claimgraph.cli.progress import progress_over
from claimgraph.errors import InputError
from claimgraph.gate import Report
from claimgraph.service.bibliography import File, ImportReport, text_of
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


def import_studies(
    settings: Settings, paths: Sequence[Path], dois: Sequence[str], *, syntax: str | None, dry_run: bool,
    overwrite: bool, skip: bool, empty: bool, format: str, token: str | None,
) -> int:  # fmt: skip
    """Fill study records from reference files and from the DOI resolver; returns the exit code.

    All is read before anything is written; then each file is written in one step, all DOIs in one.
    """
    files = [_file(path, syntax) for path in progress_over(paths, "reading")]
    for file in files:
        faults = read_references(file.content, file.name, file.format).faults
        if faults and not skip:
            raise faults[0]
    if dois:
        files.append(_resolved(settings, dois))
    reports = []
    with open_graph(settings, empty=empty, token=token) as graph:
        for file in progress_over(files, "writing"):
            reports.append(graph.import_references(file, dry_run=dry_run, overwrite=overwrite, skip=skip))
    joined = ImportReport(
        tuple(entry for report in reports for entry in report.entries),
        Report.of(result for report in reports for result in report.report.results),
    )
    if format == "json":
        print(json.dumps(joined.as_json(), indent=2, ensure_ascii=False))
    else:
        print(text_of(joined, dry_run=dry_run))
    return _ended(joined, skip=skip)


def _ended(report: ImportReport, *, skip: bool) -> int:
    left = len(report.skipped)
    if left:
        print(f"{left} of {len(report.entries)} entries left out", file=sys.stderr)
    return 1 if left and not skip else 0


def _file(path: Path, syntax: str | None) -> File:
    if str(path) == "-":
        return File("standard input", sys.stdin.buffer.read(MOST_BYTES + 1), syntax)
    try:
        with path.open("rb") as file:
            return File(str(path), file.read(MOST_BYTES + 1), syntax)
    except OSError as error:
        raise InputError(str(path), found=error.strerror or "an error", expected="a file that can be read") from None


def _resolved(settings: Settings, dois: Sequence[str]) -> File:
    with Resolver(settings.doi_resolver) as resolver:
        works = [resolver.ask(doi) for doi in progress_over(dois, "asking")]
    return File(settings.doi_resolver, b"[" + b",".join(works) + b"]", "csl")
