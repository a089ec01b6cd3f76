"""The command that prints the audits."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

from claimgraph.cli.graphs import Graph, open_graph
from claimgraph.cli.naming import path_of_name
from claimgraph.settings import Settings


def print_audit(
    settings: Settings,
    claims: Sequence[str],
    chosen: Mapping[str, str | None],
    *,
    strict: bool,
    format: str,
    empty: bool = False,
    token: str | None = None,
) -> int:
    """Print the audits of some claims, or without any of the whole graph; returns the exit code.

    Args:
        settings: Which store.
        claims: Names of claims.
        chosen: Values of the view's parameters; None is not given.
        strict: Whether a warning, also one that is not printed, makes the exit code 1.
        format: text, json or turtle.
        empty: Do not fill a new store with the curated records.
        token: For the server that holds the store.
    """
    given = {name: value for name, value in chosen.items() if value is not None}
    with open_graph(settings, empty=empty, token=token) as graph:
        path, about = _about(graph, claims)
        content = graph.derive("audit", path, about | given, format)
        failed = strict and _any_warning(graph, path, about)
    sys.stdout.buffer.write(content)
    sys.stdout.flush()
    return 1 if failed else 0


def _about(graph: Graph, claims: Sequence[str]) -> tuple[str | None, dict[str, str]]:
    """What to ask: the view of one claim, or that of the graph, for several claims or for all."""
    paths = [path_of_name(claim, graph.base) for claim in claims]
    if len(paths) == 1:
        return paths[0], {}
    return None, {"claims": ",".join(path.removeprefix("claims/") for path in paths)} if paths else {}


def _any_warning(graph: Graph, path: str | None, about: dict[str, str]) -> bool:
    return bool(json.loads(graph.derive("audit", path, about | {"severity": "Warning", "limit": "1"}, "json")))
