"""The commands `dump` and `hash`."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from claimgraph.cli.graphs import Graph, open_graph
from claimgraph.errors import UsageError
from claimgraph.mediatypes import N_QUADS, TRIG, RdfType, rdf_type_of_suffix
from claimgraph.rdf.parse import parse_quads
from claimgraph.service.dumping import dump_to_folder, records_digest
from claimgraph.service.loading import bodies_of_quads, read_bodies
from claimgraph.service.records import Body
from claimgraph.settings import DEFAULT_BASE, Settings

FORMATS = {kind.name: kind for kind in (N_QUADS, TRIG)}


def dump_to(settings: Settings, target: Path | None, *, format: str | None, empty: bool, token: str | None) -> None:
    """Write all records to a folder, a file or standard output; a file appears only when it is whole."""
    kind = _kind(target, format)
    with open_graph(settings, empty=empty, token=token) as graph:
        if target is None:
            graph.dump(sys.stdout.buffer, kind or N_QUADS)
            sys.stdout.flush()
            return
        if kind is not None:
            _to_file(graph, target, kind)
            return
        base, bodies = graph.base, _bodies(graph)
    done = dump_to_folder(bodies, target, base)
    for file in done.removed:
        print(f"removed {file}, whose record is gone", file=sys.stderr)
    for file in done.left:
        print(f"left {file}, which is no record of the store and was not written by a dump", file=sys.stderr)
    print(f"{done.records} records written to {target}", file=sys.stderr)


def _kind(target: Path | None, format: str | None) -> RdfType | None:
    """The syntax of what is written; None for a folder.

    Raises:
        UsageError: If ending and format do not fit, or the ending is that of something else.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"--format '{format}' is unknown; accepted are {', '.join(FORMATS)}")
    if target is None:
        return FORMATS[format or N_QUADS.name]
    named = None if target.is_dir() else rdf_type_of_suffix(target.name)
    if named in FORMATS.values() and format in (None, getattr(named, "name", None)):
        return named
    if named is None and format is None and (target.is_dir() or not target.suffix):
        return None
    expected = f"ending in {FORMATS[format].suffix}" if format else "ending in .nq or .trig, or a folder"
    raise UsageError(f"'{target}' is no file {expected}")


def _to_file(graph: Graph, target: Path, kind: RdfType) -> None:
    temporary = target.with_name(target.name + ".part")
    try:
        with temporary.open("wb") as file:
            graph.dump(file, kind)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _bodies(graph: Graph) -> list[Body]:
    content = io.BytesIO()
    graph.dump(content, N_QUADS)
    return bodies_of_quads(parse_quads(content.getvalue(), N_QUADS, base=graph.base), graph.base, "dump")


def print_hash(settings: Settings, paths: Sequence[Path], *, empty: bool, token: str | None) -> None:
    """Print the digest of all records of the store, or of files."""
    if paths:
        base = settings.base_iri or DEFAULT_BASE
        print(records_digest(read_bodies(paths, base), base))
        return
    with open_graph(settings, empty=empty, token=token) as graph:
        base, bodies = graph.base, _bodies(graph)
    print(records_digest(bodies, base))
