"""The graph as views read it."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import Triple

from claimgraph.service import Claimgraph


class GraphReader:
    """Reads records and rows straight from the graph of this process."""

    def __init__(self, graph: Claimgraph) -> None:
        self.read: Callable[[str], list[Triple]] = graph.records.read
        self.select = graph.store.select
