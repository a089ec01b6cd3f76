"""What a record under validation refers to: in the same write, in the vocabulary, in the store.

Only a few triples about each IRI are fetched, so the gate costs what the record costs and not what the store holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.gate.draft import Draft
from claimgraph.store.interface import Store
from claimgraph.vocabulary import CG, RDF, SKOS

NODES = frozenset(
    {CG.cause, CG.consequence, CG.contrast, CG.population, CG.intervention, CG.comparator, CG.outcome, CG.measured,
     CG.variable, CG.arm, CG.comparedWith, CG.proxyVariable, CG.standsFor, CG.measures}
)  # fmt: skip
"""Properties whose values are nodes of the causal graph."""
ACROSS = NODES | {CG.study, CG.finding, CG.includesStudy, CG.reportOf, CG.versionOf, SKOS.broader}
"""Properties that may lead to another record; parts, such as steps and evidence lines, lie in the record itself."""
FACTS = (RDF.type, SKOS.inScheme, CG.nullValue)
"""What shapes may ask about a node of another record."""

Vocabulary = Mapping[str, Sequence[Triple]]

_DESCRIBED = """SELECT ?node ?fact ?value WHERE { VALUES ?node { %s }
    { ?node rdf:type ?value BIND(rdf:type AS ?fact) }
    UNION { ?node skos:inScheme ?value BIND(skos:inScheme AS ?fact) } }"""
"""Two values lists joined with the graph would be planned as a scan of every type in the store."""
_OWNERS = "SELECT ?finding ?study WHERE { VALUES ?finding { %s } ?study cg:hasFinding ?finding }"
_USERS = """SELECT ?gone ?user WHERE { VALUES ?gone { %s } GRAPH ?graph { ?user ?property ?gone }
    FILTER(?graph NOT IN (%s))
    FILTER(!STRSTARTS(STR(?graph), "%ssystem/") && !STRSTARTS(STR(?graph), "%sderived/")) } LIMIT 20"""


def vocabulary_of(triples: Iterable[Triple]) -> Vocabulary:
    """Index the facts of the ontology by node."""
    index: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        if triple.predicate in FACTS and isinstance(triple.subject, NamedNode):
            index[triple.subject.value].append(triple)
    return index


class Surroundings:
    """The graph around a write, as its drafts see it."""

    def __init__(self, store: Store, vocabulary: Vocabulary, drafts: Sequence[Draft]) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._drafts = {draft.document: draft for draft in drafts}
        self._by_subject = {subject: draft for draft in drafts for subject in draft.subjects()}

    def facts(self, draft: Draft) -> list[Triple]:
        """Types and schemes of what a draft refers to; nothing about what the same write removes."""
        found: list[Triple] = []
        unknown: list[str] = []
        across = draft.references(ACROSS)
        for iri in draft.references():
            if iri in self._vocabulary:
                found.extend(self._vocabulary[iri])
            elif iri in across and iri in self._by_subject:
                found.extend(self._drafted(iri))
            elif iri in across and not self._rewritten(iri):
                unknown.append(iri)
        return found + self._stored(unknown)

    def _drafted(self, iri: str) -> Iterator[Triple]:
        draft = self._by_subject[iri]
        for fact in FACTS:
            for value in draft.values(iri, fact):
                yield Triple(NamedNode(iri), fact, value)

    def _rewritten(self, iri: str) -> bool:
        """Whether the record in which the IRI would lie is part of this write, and does not describe it any more."""
        return iri.partition("#")[0] in self._drafts

    def _stored(self, iris: Sequence[str]) -> list[Triple]:
        if not iris:
            return []
        rows = self._store.select(_DESCRIBED % _values(iris))
        return [
            Triple(node, fact, value)
            for node, fact, value in rows
            if isinstance(node, NamedNode) and isinstance(fact, NamedNode) and value is not None
        ]

    def owners_of(self, findings: Iterable[str]) -> dict[str, set[str]]:
        """For each finding the IRIs of the studies that report it, after this write."""
        owners = {finding: set(self._drafted_owners.get(finding, ())) for finding in findings}
        unknown = [finding for finding, found in owners.items() if not found and not self._rewritten(finding)]
        if unknown:
            for finding, study in self._store.select(_OWNERS % _values(unknown)):
                owners[_value(finding)].add(_value(study))
        return owners

    def stored(self, draft: Draft) -> list[Triple]:
        """The store's version of a record."""
        return self._store.graph(draft.document)

    def users_of(self, iris: Sequence[str], draft: Draft) -> Iterator[tuple[str, str]]:
        """Pairs of (IRI, node of another record that refers to it), after this write; some where there are many."""
        if not iris:
            return
        base, written = self._store.base, ", ".join(str(NamedNode(document)) for document in self._drafts)
        for gone, user in self._store.select(_USERS % (_values(iris), written, base, base)):
            yield _value(gone), _value(user)
        for iri in iris:
            yield from (
                (iri, user) for user, document in self._drafted_users.get(iri, ()) if document != draft.document
            )

    @cached_property
    def _drafted_owners(self) -> Mapping[str, list[str]]:
        """For each finding that a draft reports the studies that report it."""
        owners: dict[str, list[str]] = defaultdict(list)
        for draft in self._drafts.values():
            for triple in draft.with_predicate(CG.hasFinding):
                owners[_value(triple.object)].append(_value(triple.subject))
        return owners

    @cached_property
    def _drafted_users(self) -> Mapping[str, list[tuple[str, str]]]:
        """For each value in a draft the nodes that have it, each with its record."""
        users: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for draft in self._drafts.values():
            for triple in draft.triples:
                users[_value(triple.object)].append((_value(triple.subject), draft.document))
        return users


def _values(iris: Iterable[str]) -> str:
    return " ".join(str(NamedNode(iri)) for iri in iris)


def _value(term: object) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)
