"""The graph as it would be with other versions of a few records, without writing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph.service.derivations import Derivations
from claimgraph.service.records import Body
from claimgraph.store.embedded import EmbeddedStore
from claimgraph.store.interface import Change, Row, Store


class Overlay:
    """A store to read from: some records as given, all others as they are.

    Queries are asked of the store and of the given records, each by itself: enough for what is looked up by IRI.
    """

    def __init__(self, store: Store, bodies: Sequence[Body]) -> None:
        self.base, self._store = store.base, store
        self._records = {store.base + body.path: list(body.triples) for body in bodies}
        self._own = EmbeddedStore.transient(store.base)
        quads = (
            Quad(t.subject, t.predicate, t.object, NamedNode(document))
            for document, triples in self._records.items()
            for t in triples
        )
        self._own.commit(Change(added=frozenset(quads)))

    def graph(self, name: str) -> list[Triple]:
        """See `Store.graph`."""
        return self._records[name] if name in self._records else self._store.graph(name)

    def has_graph(self, name: str) -> bool:
        """See `Store.has_graph`."""
        return bool(self._records[name]) if name in self._records else self._store.has_graph(name)

    def select(self, query: str, bindings: Mapping[str, NamedNode | Literal] | None = None) -> list[Row]:
        """See `Store.select`."""
        return list(dict.fromkeys([*self._store.select(query, bindings), *self._own.select(query, bindings)]))

    def revision(self) -> str:
        """See `Store.revision`."""
        return self._store.revision()


def derivations_with(derivations: Derivations, bodies: Sequence[Body]) -> Derivations:
    """What views are derived from if some records were others; labels and nesting of concepts stay as they are."""
    over = Derivations(
        Overlay(derivations.store, bodies), derivations.priors, derivations.language  # type: ignore[arg-type]
    )  # fmt: skip
    over.once("labels", lambda: derivations.labels)
    over.once("nesting", lambda: derivations.nesting)
    return over
