"""Query results as rows of (text, link) for pages."""

from __future__ import annotations

from itertools import islice

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from claimgraph.vocabulary import PREFIXES
from claimgraph.web.links import local_url

Cell = tuple[str, str | None]
MOST_ROWS = 1000
"""Rows that a page shows; a browser can do little with more, and the server would be busy with them for seconds."""


def table_of(content: bytes, base: str) -> tuple[list[str], list[list[Cell]]]:
    """Columns and the first rows of JSON results; a yes or no is one cell."""
    results = parse_query_results(content, QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return ["answer"], [[("yes" if results else "no", None)]]
    assert isinstance(results, QuerySolutions)
    columns = [variable.value for variable in results.variables]
    return columns, [[_cell(term, base) for term in solution] for solution in islice(results, MOST_ROWS)]


def _cell(term: object, base: str) -> Cell:
    if isinstance(term, NamedNode):
        return _short(term.value, base), local_url(term.value, base)
    if isinstance(term, Literal):
        return term.value, None
    return "" if term is None else str(term), None


def _short(iri: str, base: str) -> str:
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri.removeprefix(base)
