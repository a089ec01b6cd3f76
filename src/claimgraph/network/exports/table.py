"""The edges as a table in CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from claimgraph.network.exports.attributes import EDGE_TYPES, edge_scalars
from claimgraph.network.view import View


def write_csv(view: View) -> Iterator[str]:
    """One line an edge, `source` and `target` first, as Gephi, Cytoscape and igraph take it; a cell may be empty."""
    names = ["source", "target", "source_label", "target_label", "key", *EDGE_TYPES]
    yield _line(names)
    for edge in view.edges:
        told = edge_scalars(edge)
        cells = [edge.cause, edge.consequence, view.labels[edge.cause], view.labels[edge.consequence], edge.id]
        yield _line([*cells, *(_written(told.get(name, "")) for name in EDGE_TYPES)])


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line(cells: list[str]) -> str:
    file = io.StringIO()
    csv.writer(file).writerow(cells)
    return file.getvalue()
