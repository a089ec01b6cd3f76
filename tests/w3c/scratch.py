"""The scratch endpoints of a server: fill the dataset, ask it, change it, read it back."""

from __future__ import annotations

import httpx
from pyoxigraph import RdfFormat
from serving import Server
from solutions import PROLOGUE, Node, Row, Table, read_graph, read_solutions

QUERY, UPDATE, STORE = "scratch/sparql", "scratch/update", "scratch/store"
DIRECT_QUERY, DIRECT_UPDATE = "application/sparql-query", "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
_QUADS = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


class Scratch:
    """One server's scratch dataset."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._held: str | None = None

    def hold(self, trig: str) -> None:
        """Let the dataset hold what a TriG document says, and nothing else."""
        if trig != self._held:
            done = self._write(f"DROP ALL ; INSERT DATA {{ {_data(read_graph(trig, RdfFormat.TRIG))} }}")
            assert done.is_success, f"{done.status_code} {done.text}"
            self._held = trig

    def ask(self, query: str, accept: str = JSON, *, prologue: str = PROLOGUE) -> httpx.Response:
        headers = {"Content-Type": DIRECT_QUERY, "Accept": accept}
        return self.server.http.post(QUERY, content=(prologue + query).encode(), headers=headers)

    def update(self, text: str) -> httpx.Response:
        self._held = None
        return self._write(PROLOGUE + text)

    def _write(self, text: str) -> httpx.Response:
        headers = {"Content-Type": DIRECT_UPDATE, **self.server.curator}
        return self.server.http.post(UPDATE, content=text.encode(), headers=headers)

    def quads(self) -> list[Row]:
        """Every triple of the dataset, with its graph unless it is in the default graph."""
        answer = self.ask(_QUADS)
        assert answer.status_code == 200, answer.text
        table = read_solutions(answer.content, JSON)
        assert isinstance(table, Table)
        return table.rows


def _data(rows: list[Row]) -> str:
    return " ".join(_named(row.get("g"), f"{row['s']} {row['p']} {row['o']} .") for row in rows)


def _named(graph: Node | None, triple: str) -> str:
    return f"GRAPH {graph} {{ {triple} }}" if graph else triple
