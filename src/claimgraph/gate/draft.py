"""A record as it would be written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.rdf.canonical import name_blank_nodes
from claimgraph.vocabulary import RDF

Object = NamedNode | Literal | BlankNode | Triple


class Draft:
    """The triples of one record as received, with blank nodes named; no triples mean that the record goes.

    Attributes:
        path: Record path such as `claims/repetitions-in-reserve`.
        document: IRI of the record and of its graph.
        triples: What it says.
    """

    def __init__(self, path: str, document: str, triples: Sequence[Triple]) -> None:
        self.path, self.document = path, document
        self.triples = name_blank_nodes(triples, document)

    @cached_property
    def _index(self) -> dict[str, dict[NamedNode, list[Object]]]:
        index: dict[str, dict[NamedNode, list[Object]]] = defaultdict(lambda: defaultdict(list))
        for triple in self.triples:
            index[getattr(triple.subject, "value", str(triple.subject))][triple.predicate].append(triple.object)
        return index

    def subjects(self) -> list[str]:
        """IRIs of all nodes that the record describes."""
        return list(self._index)

    def values(self, subject: str, predicate: NamedNode) -> Sequence[Object]:
        """Objects of one property of one node."""
        return self._index[subject][predicate] if subject in self._index and predicate in self._index[subject] else ()

    def types_of(self, subject: str) -> Sequence[Object]:
        """Classes of one node."""
        return self.values(subject, RDF.type)

    def has_type(self, subject: str, class_: NamedNode) -> bool:
        """Whether a node is of a class."""
        return class_ in self.types_of(subject)

    def classes(self) -> set[Object]:
        """Classes of all nodes."""
        return {triple.object for triple in self.with_predicate(RDF.type)}

    def with_predicate(self, predicate: NamedNode) -> Iterator[Triple]:
        """Triples of one property."""
        return (triple for triple in self.triples if triple.predicate == predicate)

    def references(self, predicates: Collection[NamedNode] | None = None) -> set[str]:
        """IRIs that the record names as objects, of some properties or of all, without describing them."""
        named = {
            triple.object.value
            for triple in self.triples
            if isinstance(triple.object, NamedNode) and (predicates is None or triple.predicate in predicates)
        }
        return named - set(self._index)
