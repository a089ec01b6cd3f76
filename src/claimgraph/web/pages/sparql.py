"""The page of a SPARQL endpoint: a form and its answer, which a script turns into an editor.

`static/editor.js` brings the editor of the bundle, where `make pages` has made it; `static/completions.js` reads names
from the endpoint's own descriptions, `static/results.js` shows answers. Without them the form works as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from claimgraph.errors import QueryError
from claimgraph.service import Claimgraph
from claimgraph.web.examples import example_text
from claimgraph.web.pages.topics import by_topic
from claimgraph.web.tables import Cell
from claimgraph.web.templates import render

EXAMPLE = (
    "SELECT ?claim ?statement WHERE {\n  ?claim a cg:Claim ; cg:statement ?statement .\n}\nORDER BY ?claim\nLIMIT 20"
)
"""What the form holds at first."""
_TABLES = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_GRAPHS = {"turtle": "Turtle", "jsonld": "JSON-LD", "ntriples": "N-Triples", "rdfxml": "RDF/XML"}


@dataclass(frozen=True)
class Shown:
    """An answer as the page shows it.

    Attributes:
        columns: Names of columns; None where the answer is no table.
        rows: Its first rows.
        text: The beginning of a graph in Turtle.
        cut: Whether there is more.
        fault: What is wrong with the query.
    """

    columns: list[str] | None = None
    rows: list[list[Cell]] = field(default_factory=list)
    text: str | None = None
    cut: bool = False
    fault: QueryError | None = None

    @property
    def formats(self) -> dict[str, str]:
        """In what it can be downloaded, by the name of the format."""
        return _TABLES if self.columns is not None else _GRAPHS if self.text is not None else {}


def editor_page(graph: Claimgraph, path: str, query: str, shown: Shown) -> str:
    """The page of the endpoint at a path."""
    base = graph.store.base
    examples = [
        (topic, [(each.summary, address_of(path, example_text(each, base))) for each in queries])
        for topic, queries in by_topic(graph.catalogue.values())
    ]
    return render(
        "sparql.html",
        title="Ask in SPARQL",
        path=path,
        own=path == "/sparql",
        query=query,
        shown=shown,
        lines=faulty_lines(query, shown.fault),
        address=address_of(path, query),
        examples=examples if path == "/sparql" else [],
        base=base,
    )


def address_of(path: str, query: str) -> str:
    """Where a query is asked and answered."""
    return f"{path}?{urlencode({'query': query})}"


def faulty_lines(query: str, fault: QueryError | None) -> list[tuple[int, str]]:
    """The line of a fault with the two before it, each with its number; none where the fault names no line.

    >>> fault = QueryError("query", found="x", expected="y", line=3, column=6)
    >>> faulty_lines("SELECT *\\nWHERE {\\n  ?s foo\\n}", fault)
    [(1, 'SELECT *'), (2, 'WHERE {'), (3, '  ?s foo')]
    """
    if fault is None or fault.line is None:
        return []
    lines = query.splitlines() or [""]
    last = min(fault.line, len(lines))
    return [(number, lines[number - 1]) for number in range(max(1, last - 2), last + 1)]
