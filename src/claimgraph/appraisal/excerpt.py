"""The part of the graph that the audits of a few claims look at.

Asked of a whole store, queries with many alternatives and negations cost seconds, since engines plan them from the
wrong end; asked of one claim with what it refers to they cost a fraction of a millisecond each, at any size of the
store and with any engine behind it. So the neighbourhood is copied first, into one graph in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import NamedNode, Quad, Triple

from claimgraph.model import Nesting
from claimgraph.store.interface import Row, Store
from claimgraph.vocabulary import CG, PREFIXES, SKOS

_UP, _DOWN, _NONE = (CG.increases, CG.maintains), (CG.decreases,), (CG.hasNoEffectOn,)
OPPOSITES = {
    **dict.fromkeys(_UP, _DOWN + _NONE),
    **dict.fromkeys(_DOWN, _UP + _NONE),
    **dict.fromkeys(_NONE, _UP + _DOWN),
}
"""For each influence those that say another thing of the same arrow (DESIGN section 3); modulates opposes nothing."""
_TABLES = """SELECT ?value ?fact ?object WHERE {
    VALUES ?fact { cg:allowsStrength cg:allowsClaimType cg:nullValue }
    ?value ?fact ?object ; skos:inScheme ?scheme }"""
_NODES = "SELECT ?node ?property ?value WHERE { VALUES ?node { %s } ?node ?property ?value }"
_PROXIES = (
    "SELECT ?proxy ?property ?value WHERE { VALUES ?study { %s } ?study cg:hasProxy ?proxy . ?proxy ?property ?value }"
)
_ARROWS = (
    "SELECT ?cause ?influence ?effect WHERE { VALUES (?cause ?influence ?effect) { %s } ?cause ?influence ?effect }"
)
_LINKS = "SELECT ?link WHERE { ?link cg:cause %s ; cg:consequence %s ; cg:influence %s }"
_OUTCOMES = """SELECT ?claim WHERE { VALUES (?variable ?intervention) { %s }
    ?outcome cg:outcome ?variable . ?claim cg:hasOutcome ?outcome ; cg:intervention ?intervention }"""


@dataclass(frozen=True)
class Ground:
    """What the excerpts of one revision share.

    Attributes:
        nesting: Which concept is narrower than which.
        tables: What the schemes say about their values: which design allows what, and null values of effect measures.
    """

    nesting: Nesting
    tables: tuple[Triple, ...]


def read_tables(store: Store) -> tuple[Triple, ...]:
    """What the schemes of a store say about their values, as far as audits ask."""
    return tuple(_triples(store.select(_TABLES)))


class Excerpt:
    """The records of a few claims, of what they cite and of their rivals, as one graph in memory."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._engine = pyoxigraph.Store()
        self._engine.extend(Quad(t.subject, t.predicate, t.object) for t in triples)

    @classmethod
    def of(cls, store: Store, claims: Sequence[str], ground: Ground) -> Excerpt:
        """Copy what the audits of some claims look at."""
        triples = [t for document in sorted({_document(claim) for claim in claims}) for t in store.graph(document)]
        triples += _rivals(store, triples)
        cited = sorted(_iris(triples, CG.study))
        findings = sorted(_iris(triples, CG.finding))
        if cited:
            triples += _triples(store.select(_NODES % _terms([*cited, *findings])))
            triples += _triples(store.select(_PROXIES % _terms(cited)))
        return cls([*triples, *ground.tables, *_above(triples, ground.nesting)])

    def select(self, query: str) -> list[Row]:
        """Rows of a SELECT."""
        return [tuple(row) for row in self._engine.query(query, prefixes=dict(PREFIXES))]  # type: ignore[union-attr]


def _rivals(store: Store, own: Sequence[Triple]) -> list[Triple]:
    """Records of other claims that say another thing of an arrow or outcome of these, and cite one of their studies."""
    known = {_document(t.subject.value) for t in own if isinstance(t.subject, NamedNode)}
    studies = _iris(own, CG.study)
    found: list[Triple] = []
    for document in sorted({*_of_arrows(store, own), *_of_outcomes(store, own)} - known):
        triples = store.graph(document)
        if studies & _iris(triples, CG.study):
            found += triples
    return found


def _of_arrows(store: Store, own: Sequence[Triple]) -> Iterator[str]:
    """Documents with an arrow that opposes one of these; the derived arrows say at once whether there is any."""
    cause, effect = _by_subject(own, CG.cause), _by_subject(own, CG.consequence)
    wanted = {
        (start, against, end)
        for link, influences in _by_subject(own, CG.influence).items()
        for influence in influences
        for against in OPPOSITES.get(influence, ())
        for start in cause.get(link, ())
        for end in effect.get(link, ())
    }
    if wanted:
        rows = " ".join(sorted(f"({start} {against} {end})" for start, against, end in wanted))
        for start, against, end in set(store.select(_ARROWS % rows)):
            yield from (_document(_value(row[0])) for row in store.select(_LINKS % (start, end, against)))


def _of_outcomes(store: Store, own: Sequence[Triple]) -> Iterator[str]:
    """Documents of claims about an outcome and an intervention that these speak of too."""
    variables, claims = _by_subject(own, CG.outcome), _by_subject(own, CG.hasOutcome)
    wanted = {
        (variable, intervention)
        for claim, interventions in _by_subject(own, CG.intervention).items()
        for intervention in interventions
        for outcome in claims.get(claim, ())
        for variable in variables.get(outcome, ())
    }
    if wanted:
        rows = " ".join(sorted(f"({variable} {intervention})" for variable, intervention in wanted))
        yield from (_document(_value(row[0])) for row in store.select(_OUTCOMES % rows))


def _above(triples: Iterable[Triple], nesting: Nesting) -> Iterator[Triple]:
    """Which concepts lie above those that are named."""
    ahead = [t.object.value for t in triples if isinstance(t.object, NamedNode) and t.object.value in nesting.broader]
    seen = set(ahead)
    while ahead:
        concept = ahead.pop()
        for above in nesting.broader.get(concept, ()):
            yield Triple(NamedNode(concept), SKOS.broader, NamedNode(above))
            if above not in seen:
                seen.add(above)
                ahead.append(above)


def _by_subject(triples: Iterable[Triple], predicate: NamedNode) -> dict[object, list[NamedNode]]:
    found: dict[object, list[NamedNode]] = {}
    for triple in triples:
        if triple.predicate == predicate and isinstance(triple.object, NamedNode):
            found.setdefault(triple.subject, []).append(triple.object)
    return found


def _iris(triples: Iterable[Triple], predicate: NamedNode) -> set[str]:
    return {t.object.value for t in triples if t.predicate == predicate and isinstance(t.object, NamedNode)}


def _triples(rows: Iterable[Row]) -> Iterator[Triple]:
    for subject, predicate, value in rows:
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
            yield Triple(subject, predicate, value)


def _terms(iris: Iterable[str]) -> str:
    return " ".join(str(NamedNode(iri)) for iri in iris)


def _document(iri: str) -> str:
    return iri.partition("#")[0]


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
