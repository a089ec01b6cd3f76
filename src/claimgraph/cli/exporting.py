"""The command `export`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from claimgraph.cli.graphs import open_graph
from claimgraph.cli.naming import path_of_name
from claimgraph.errors import UsageError
from claimgraph.network.exports import FORMATS
from claimgraph.service.chains import NAME as CHAINS
from claimgraph.settings import Settings

NETWORK = "network"


def export_view(
    settings: Settings,
    name: str,
    values: Mapping[str, str],
    *,
    format: str | None,
    target: Path | None,
    empty: bool = False,
    token: str | None = None,
) -> None:
    """Write a view of the network to a file or to standard output; a file appears only when it is whole.

    Raises:
        UsageError: If there is no such format, or it is binary and would go to a terminal.
    """
    format = _format(format, target)
    if target is None and FORMATS[format].binary and sys.stdout.isatty():
        raise UsageError(f"{format} is not for a terminal; name a file with -o, or send it on")
    with open_graph(settings, empty=empty, token=token) as graph:
        path, about = _subject(name, graph.base)
        content = graph.export(path, {**values, **about}, format)
    if target is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        write_whole(target, content)


def _format(format: str | None, target: Path | None) -> str:
    named = format or (target.suffix.lstrip(".").lower() if target else "svg")
    if named not in FORMATS:
        where = f"format '{named}'" if format else f"the ending of '{target}'"
        raise UsageError(f"{where} is unknown; accepted are {', '.join(FORMATS)}")
    return named


def _subject(name: str, base: str) -> tuple[str | None, dict[str, str]]:
    """The record or view that is asked for, None for the network, and the parameters that say which part of it."""
    if name in (NETWORK, CHAINS):
        return (CHAINS if name == CHAINS else None), {}
    document, _, fragment = name.partition("#")
    if document.removeprefix(base).startswith("concepts/"):
        return None, {"concept": name if name.startswith(base) else base + name}
    about = {"mechanism": fragment.removeprefix("mechanism-")} if fragment.startswith("mechanism-") else {}
    return path_of_name(document, base), about


def write_whole(target: Path, content: bytes) -> None:
    """Write a file beside the target and put it in its place."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
