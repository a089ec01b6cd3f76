"""Derived arrows: each distinct *cause influence consequence* once, for reach across claims.

Only curated links outside ruled-out mechanisms derive an arrow, and it goes when its last asserting link goes. Reach
over these triples costs a fraction of reach through the links that assert them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import NamedNode, Quad, Triple

from claimgraph.rdf.read import Nodes
from claimgraph.store.interface import Change, Store
from claimgraph.vocabulary import CG

GRAPH = "derived/arrows"
"""Path of the graph that holds them."""

_ASSERTED = """SELECT DISTINCT ?graph ?cause ?influence ?consequence WHERE {
    %s
    GRAPH ?graph {
        ?link cg:cause ?cause ; cg:consequence ?consequence ; cg:influence ?influence ; cg:state cg:Curated .
        ?step cg:hasLink ?link . ?mechanism cg:hasStep ?step ; cg:standing ?standing .
        FILTER(?standing != cg:RuledOut)
    } }"""


def arrows_of(triples: Iterable[Triple]) -> set[Triple]:
    """The arrows that one record asserts, with `cg:influences` beside each that is no absence of effect."""
    nodes = Nodes(triples)
    return {arrow for mechanism in nodes.of_class(CG.Mechanism) for arrow in _of_mechanism(nodes, mechanism)}


def _of_mechanism(nodes: Nodes, mechanism: str) -> Iterator[Triple]:
    if nodes.name(mechanism, CG.standing) == "RuledOut":
        return
    for step in nodes.all(mechanism, CG.hasStep):
        for link in nodes.all(step, CG.hasLink):
            if nodes.name(link, CG.state) == "Curated":
                yield from with_super_property(
                    NamedNode(nodes.need(link, CG.cause)),
                    NamedNode(nodes.need(link, CG.influence)),
                    NamedNode(nodes.need(link, CG.consequence)),
                )


def with_super_property(cause: NamedNode, influence: NamedNode, consequence: NamedNode) -> Iterator[Triple]:
    """The arrow, and the same with `cg:influences` unless it says that there is no effect."""
    yield Triple(cause, influence, consequence)
    if influence != CG.hasNoEffectOn:
        yield Triple(cause, CG.influences, consequence)


def arrow_change(store: Store, before: Sequence[Triple], after: Sequence[Triple], documents: Iterable[str]) -> Change:
    """What a write does to the derived arrows.

    Args:
        store: The store before the write.
        before: Triples of all records of the write as they stand in the store.
        after: The same records as they will be.
        documents: IRIs of these records.
    """
    old, new = arrows_of(before), arrows_of(after)
    lost = old - new
    kept = _asserted_elsewhere(store, lost, set(documents)) if lost else set()
    graph = NamedNode(store.base + GRAPH)
    return Change(
        removed=frozenset(Quad(arrow.subject, arrow.predicate, arrow.object, graph) for arrow in lost - kept),
        added=frozenset(Quad(arrow.subject, arrow.predicate, arrow.object, graph) for arrow in new - old),
    )


def _asserted_elsewhere(store: Store, arrows: set[Triple], documents: set[str]) -> set[Triple]:
    pairs = sorted({f"({arrow.subject} {arrow.object})" for arrow in arrows})
    rows = store.select(_ASSERTED % f"VALUES (?cause ?consequence) {{ {' '.join(pairs)} }}")
    return {arrow for graph, *terms in rows if _name(graph) not in documents for arrow in _from_row(terms)}


def _from_row(terms: Sequence[object]) -> Iterator[Triple]:
    cause, influence, consequence = terms
    assert isinstance(cause, NamedNode) and isinstance(influence, NamedNode) and isinstance(consequence, NamedNode)
    return with_super_property(cause, influence, consequence)


def all_arrows(store: Store) -> Iterator[Quad]:
    """Every derived arrow of a store, computed afresh: what the arrows kept by writes must equal."""
    graph = NamedNode(store.base + GRAPH)
    rows = store.select(_ASSERTED % "")
    arrows = {arrow for _, *terms in rows for arrow in _from_row(terms)}
    return (Quad(arrow.subject, arrow.predicate, arrow.object, graph) for arrow in arrows)


def _name(term: object) -> str:
    return str(getattr(term, "value", term))
