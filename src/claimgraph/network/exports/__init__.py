"""Exports of views of the causal network: pictures, graph formats, a table, RDF."""

from __future__ import annotations

from claimgraph.network.exports.formats import FORMATS, Format, write
from claimgraph.network.exports.multigraph import to_networkx

__all__ = ["FORMATS", "Format", "to_networkx", "write"]
