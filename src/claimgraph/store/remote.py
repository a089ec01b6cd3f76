"""The remote store: any SPARQL 1.1 endpoint, written by one process or by several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from pyoxigraph import Literal, NamedNode, Quad, Triple, serialize

from claimgraph.errors import QueryError, StoreUnusable, UsageError
from claimgraph.identifiers import check_base
from claimgraph.mediatypes import RdfType
from claimgraph.rdf.canonical import normalise
from claimgraph.settings import DEFAULT_BASE, Settings
from claimgraph.store.connection import Connection, Cut
from claimgraph.store.embedded import SYSTEM
from claimgraph.store.endpoint import Endpoint
from claimgraph.store.interface import Answer, Change, Dataset, Row, Wanted
from claimgraph.store.querytext import QueryText
from claimgraph.store.results import answer_of, unreadable
from claimgraph.store.spelling import spell_quads
from claimgraph.store.turns import State, Turns
from claimgraph.store.writing import Writer
from claimgraph.vocabulary import CG, PREFIXES, XSD

_PROBE = f'ASK {{ FILTER(STR("P1D"^^<{XSD.iri}duration>) = "P1D") }}'
"""What Virtuoso fails."""
Bindings = Mapping[str, NamedNode | Literal]


@dataclass(frozen=True)
class Sent:
    """A query as it is sent.

    Attributes:
        text: The query with its prologue.
        dataset: The graphs that it sees.
        makes_graph: Whether its answer is a graph.
        shift: Columns put before the first line of what its author wrote.
        check: A query whose answer tells whether that of this one would be cut without a word; None if none would.
    """

    text: str
    dataset: Dataset
    makes_graph: bool
    shift: int
    check: str | None


class RemoteStore:
    """A SPARQL 1.1 endpoint behind the store interface.

    Attributes:
        base: Base IRI of the graph; graphs outside of it are left alone, but queries see them.
        endpoint: Where it is.
        virtuoso: Whether it has the ways of Virtuoso: it changes some values, cuts long answers, and DESCRIBE finds
            nothing in named graphs.
    """

    def __init__(self, endpoint: Endpoint, base: str | None) -> None:
        """Connect to an endpoint; `base` None takes what the store remembers.

        Raises:
            StoreUnusable: If it does not answer as it should, or has another base.
        """
        self.endpoint = endpoint
        self._server = Connection(endpoint)
        try:
            self.virtuoso = self._is_virtuoso()
            self.base = self._agreed(base)
            self._turns = Turns(self._server, self.base, SYSTEM)
            graphs = endpoint.graph_url is not None
            self._writer = Writer(self._server, self._turns, virtuoso=self.virtuoso, loads_graphs=graphs)
            self._begin()
            self._check_union()
        except BaseException:
            self._server.close()
            raise

    @classmethod
    def open(cls, settings: Settings) -> RemoteStore:
        """Connect to the endpoint that the settings name.

        Raises:
            SettingError: If the settings do not say enough.
            StoreUnusable: As when it is made.
        """
        return cls(Endpoint.of(settings), settings.base_iri)

    def _is_virtuoso(self) -> bool:
        self._server.ask("ASK {}")
        try:
            return not self._server.ask(_PROBE)
        except (QueryError, StoreUnusable):
            return True

    def _agreed(self, base: str | None) -> str:
        rows = self._server.select(f"SELECT DISTINCT ?base {{ GRAPH ?graph {{ ?node {CG.baseIri} ?base }} }}")
        known = sorted(_text(value) for (value,) in rows)
        if not known:
            return check_base(base or DEFAULT_BASE)
        if base is not None and known != [base]:
            found = " and ".join(known)
            raise StoreUnusable(
                f"the store at {self.endpoint.query_url} has the base IRI {found}, not {base}; open it with that one"
            )
        return known[0]

    def _begin(self) -> None:
        """Let a new store remember its base."""
        if self._turns.state().revisions:
            return
        node = NamedNode(self.base + SYSTEM)
        base = Quad(node, CG.baseIri, Literal(self.base, datatype=XSD.string), node)
        with self._turns.take() as turn:
            if not turn.revision:
                first = spell_quads([base, self._turns.standing("0")], virtuoso=self.virtuoso)
                self._server.update(f"INSERT DATA {{ {first} }}")

    def _check_union(self) -> None:
        if not self._server.ask(f"ASK {{ <{self.base}{SYSTEM}> {CG.baseIri} ?base }}"):
            raise StoreUnusable(
                f"the default graph of {self.endpoint.query_url} is not the union of all graphs; switch that on "
                "(oxigraph serve: --union-default-graph; Fuseki: tdb2:unionDefaultGraph true)"
            )

    def select(self, query: str, bindings: Bindings | None = None) -> list[Row]:
        """See `Store.select`."""
        text, shift = QueryText(query).bound(bindings or {}, virtuoso=self.virtuoso).with_prologue(self.base)
        return self._server.select(text, shift=shift)

    def answer(self, query: str, wanted: Wanted, bindings: Bindings | None = None) -> Answer:
        """See `Store.answer`."""
        sent = self.sent(query, wanted.dataset, bindings)
        if sent.check:
            self._server.query(sent.check, sent.dataset)
        result = self._server.query(sent.text, sent.dataset, graph=sent.makes_graph, shift=sent.shift)
        try:
            return answer_of(result, wanted)
        except SyntaxError as error:
            raise unreadable(self.endpoint.query_url, error) from None

    def sent(self, query: str, dataset: Dataset, bindings: Bindings | None = None) -> Sent:
        """A query as it is sent.

        Raises:
            QueryError: If the server would answer it wrongly.
        """
        written = QueryText(query).bound(bindings or {}, virtuoso=self.virtuoso)
        seen = dataset if dataset.default or dataset.named else written.dataset(self.base)
        if self.virtuoso and written.form == "DESCRIBE" and not seen.default:
            found = "DESCRIBE, which finds nothing in the graphs of this store (Virtuoso)"
            raise QueryError("query", found=found, expected="CONSTRUCT, or FROM with the graphs")
        text, shift = written.with_prologue(self.base)
        check = QueryText(text).solutions() if self.virtuoso else None
        return Sent(text, seen, written.makes_graph, shift, check)

    def graph(self, name: str) -> list[Triple]:
        """See `Store.graph`; one that is longer than the server's answers comes in pages."""
        pattern = f"GRAPH {NamedNode(name)} {{ ?s ?p ?o }}"
        try:
            rows = self._server.select(f"SELECT ?s ?p ?o {{ {pattern} }}")
        except Cut as cut:
            rows = self._pages(pattern, cut.most - 1)
        return normalise(Triple(*row) for row in rows)  # type: ignore[arg-type]

    def _pages(self, pattern: str, size: int) -> list[Row]:
        """All rows of a pattern, counted, since the order in which a server gives them is its own affair."""
        [(count,)] = self._server.select(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        rows: set[Row] = set()
        for start in range(0, int(_text(count)), size):
            rows.update(self._server.select(f"SELECT ?s ?p ?o {{ {pattern} }} OFFSET {start} LIMIT {size}"))
        if len(rows) != int(_text(count)):
            raise StoreUnusable(
                f"{self.endpoint.query_url} gave {len(rows)} of {_text(count)} rows; raise its ResultSetMaxRows"
            )
        return list(rows)

    def has_graph(self, name: str) -> bool:
        """See `Store.has_graph`."""
        return self._server.ask(f"ASK {{ GRAPH {NamedNode(name)} {{ ?s ?p ?o }} }}")

    def graph_names(self) -> Iterator[str]:
        """See `Store.graph_names`; those outside of the base belong to others.

        By GROUP BY, which Virtuoso answers in milliseconds where DISTINCT takes it seconds.
        """
        own = f'FILTER(STRSTARTS(STR(?graph), "{self.base}"))'
        rows = self._server.select(f"SELECT ?graph {{ GRAPH ?graph {{ ?s ?p ?o }} {own} }} GROUP BY ?graph")
        return (_text(graph) for (graph,) in rows)

    def commit(self, change: Change, *, expecting: str | None = None) -> str:
        """See `Store.commit`.

        Raises:
            Conflict: If the store has moved on from `expecting`.
            OverLimit: If the change is larger than the server takes in one step.
        """
        return self._writer.commit(change, expecting)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """See `Store.writing`."""
        with self._writer.hold():
            yield

    def load(self, quads: Iterable[Quad]) -> str:
        """See `Store.load`."""
        return self._writer.load(quads)

    def dump(self, output: IO[bytes], kind: RdfType) -> None:
        """See `Store.dump`; graph by graph, so it is of one revision only while nobody writes."""
        names = (NamedNode(name) for name in self.graph_names())
        quads = (Quad(t.subject, t.predicate, t.object, name) for name in names for t in self.graph(name.value))
        serialize(quads, output, kind.format, prefixes=dict(PREFIXES))

    def revision(self) -> str:
        """See `Store.revision`."""
        return self._turns.state().revision

    def state(self) -> State:
        """The revision, and who is about to write: what is read meanwhile may be of two revisions."""
        return self._turns.state()

    def backup(self, folder: str) -> None:
        """A remote store is backed up by its server.

        Raises:
            UsageError: Always.
        """
        url = self.endpoint.query_url
        raise UsageError(f"the store at {url} is backed up by its own server; `claimgraph dump` writes its records")

    def close(self) -> None:
        """See `Store.close`."""
        self._server.close()


def _text(term: object) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)
