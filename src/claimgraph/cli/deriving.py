"""The commands that print derived views."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from claimgraph.cli.graphs import open_graph
from claimgraph.cli.naming import path_of_name
from claimgraph.settings import Settings


def print_view(
    settings: Settings,
    name: str,
    claim: str | None,
    values: Mapping[str, str | None],
    *,
    format: str,
    empty: bool = False,
    token: str | None = None,
) -> bytes:
    """Print a derived view of one claim, or with None of the whole graph; returns what was printed."""
    given = {key: value for key, value in values.items() if value is not None}
    with open_graph(settings, empty=empty, token=token) as graph:
        path = path_of_name(claim, graph.base) if claim is not None else None
        content = graph.derive(name, path, given, format)
    sys.stdout.buffer.write(content)
    sys.stdout.flush()
    return content
