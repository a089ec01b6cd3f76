"""The same view as triples: concepts and links under their own IRIs, and how sure each link is."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.network.view import Edge, Node, View
from claimgraph.rdf.turtle import write_turtle
from claimgraph.vocabulary import CG, RDF, SKOS, XSD


def write_view(view: View) -> Iterator[str]:
    """The view as Turtle."""
    yield write_turtle(list(dict.fromkeys(triples_of_view(view))))


def triples_of_view(view: View) -> Iterator[Triple]:
    """Its triples; a rating is a blank node, since it is worked out and not kept."""
    for node in view.nodes:
        yield from _concept(node)
    for number, edge in enumerate(view.edges, 1):
        for link in edge.links:
            yield from _link(edge, link)
        yield from _rating(edge, BlankNode(f"rating{number}"))


def _concept(node: Node) -> Iterator[Triple]:
    concept = NamedNode(node.iri)
    yield Triple(concept, RDF.type, SKOS.Concept)
    yield Triple(concept, SKOS.prefLabel, Literal(node.label))
    if node.kind:
        yield Triple(concept, CG.conceptKind, _term(node.kind))


def _link(edge: Edge, iri: str) -> Iterator[Triple]:
    link = NamedNode(iri)
    yield Triple(link, RDF.type, CG.CausalLink)
    yield Triple(link, CG.cause, NamedNode(edge.cause))
    yield Triple(link, CG.influence, _term(edge.influence))
    yield Triple(link, CG.consequence, NamedNode(edge.consequence))
    yield Triple(link, CG.state, _term(edge.state))
    for contrast in edge.contrast:
        yield Triple(link, CG.contrast, NamedNode(contrast))
    if edge.step and edge.mechanism and edge.standing and edge.position is not None:
        step, mechanism = NamedNode(edge.step), NamedNode(edge.mechanism)
        yield Triple(step, CG.hasLink, link)
        yield Triple(step, CG.position, Literal(edge.position))
        yield Triple(mechanism, CG.hasStep, step)
        yield Triple(mechanism, CG.standing, _term(edge.standing))
        for claim in edge.claims:
            yield Triple(NamedNode(claim), CG.hasMechanism, mechanism)


def _rating(edge: Edge, rating: BlankNode) -> Iterator[Triple]:
    yield Triple(rating, RDF.type, CG.Rating)
    for link in edge.links:
        yield Triple(rating, CG.rates, NamedNode(link))
    if edge.confidence is not None:
        yield Triple(rating, CG.confidence, _decimal(edge.confidence))
    if edge.basis:
        yield Triple(rating, CG.basis, _term(edge.basis))
    for study in edge.sources:
        yield Triple(rating, CG.study, NamedNode(study))
    if edge.disputed:
        yield Triple(rating, CG.disputed, Literal(True))


def _decimal(value: float) -> Literal:
    return Literal(f"{round(value, 6):f}".rstrip("0").rstrip("."), datatype=XSD.decimal)


def _term(name: str) -> NamedNode:
    return NamedNode(CG.iri + name)
