"""The command `dump`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from claimgraph.cli.graphs import open_graph
from claimgraph.errors import UsageError
from claimgraph.mediatypes import N_QUADS
from claimgraph.rdf.parse import parse_quads
from claimgraph.service.loading import bodies_of_quads, write_record_file
from claimgraph.settings import Settings


def dump_to(settings: Settings, target: Path | None, *, empty: bool, token: str | None) -> None:
    """Write all records to a folder, a file or standard output; a file appears only when it is whole."""
    if target is not None and target.suffix not in ("", ".nq"):
        raise UsageError(f"'{target}' is neither a folder nor a file ending in .nq")
    with open_graph(settings, empty=empty, token=token) as graph:
        base = graph.base
        if target is None:
            graph.dump(sys.stdout.buffer)
            return
        if target.suffix == ".nq" and not target.is_dir():
            temporary = target.with_name(target.name + ".part")
            with temporary.open("wb") as file:
                graph.dump(file)
            temporary.replace(target)
            return
        content = io.BytesIO()
        graph.dump(content)
    bodies = bodies_of_quads(parse_quads(content.getvalue(), N_QUADS, base=base), base, "dump")
    for body in bodies:
        write_record_file(target, body.path, body.triples, base)
    print(f"{len(bodies)} records written to {target}", file=sys.stderr)
