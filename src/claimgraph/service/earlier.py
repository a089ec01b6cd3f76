"""The graph with one record as it was: for pages that show an earlier revision in the look of today."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pyoxigraph import Triple

from claimgraph.model import Nesting, Study
from claimgraph.service.derivations import Derivations
from claimgraph.service.network import Network

if TYPE_CHECKING:
    from claimgraph.service.claimgraph import Claimgraph


def with_record(graph: Claimgraph, path: str, triples: Sequence[Triple]) -> Claimgraph:
    """The same graph, to be read alone, in which one record says something else.

    Other records are as they are now, and so is whatever is asked of the store in SPARQL.
    """
    document = graph.store.base + path
    earlier = copy.copy(graph)
    earlier.store = _Store(graph.store, document, triples)
    earlier.__dict__["records"] = _Records(graph.records, path, triples)
    earlier.__dict__["derivations"] = _Derivations(graph.derivations, earlier, path)
    return earlier


class _Instead:
    """Something of which a part is answered differently."""

    def __init__(self, real: object, key: str, triples: Sequence[Triple]) -> None:
        self._real, self._key, self._triples = real, key, list(triples)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the real one has
        return getattr(self._real, name)


class _Store(_Instead):
    def graph(self, name: str) -> list[Triple]:
        """The triples of one graph."""
        return list(self._triples) if name == self._key else self._real.graph(name)  # type: ignore[attr-defined]

    def has_graph(self, name: str) -> bool:
        """Whether a graph of this name holds triples."""
        return name == self._key or self._real.has_graph(name)  # type: ignore[attr-defined]


class _Records(_Instead):
    def read(self, path: str) -> list[Triple]:
        """The triples of a record."""
        return list(self._triples) if path == self._key else self._real.read(path)  # type: ignore[attr-defined]


class _Derivations(Derivations):
    """Works out anew what hangs on the record, and takes the rest from the real one."""

    def __init__(self, real: Derivations, graph: Claimgraph, path: str) -> None:
        super().__init__(graph.store, real.priors, real.language)
        self._real, self._path = real, path
        self._document = real.base + path

    @property
    def labels(self) -> dict[str, str]:
        return self._real.labels

    @property
    def nesting(self) -> Nesting:
        return self._real.nesting

    def network(self) -> Network:
        return self._real.network()

    def study(self, iri: str) -> Study:
        own = self._study_document(iri) == self._document
        return super().study(iri) if own else self._real.study(iri)
