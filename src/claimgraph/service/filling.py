"""What a store holds from the start: the vocabulary, the shapes and the curated records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import networkx
from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph import shipped
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.canonical import name_blank_nodes
from claimgraph.rdf.parse import parse_triples
from claimgraph.service.records import Body
from claimgraph.store.embedded import SYSTEM
from claimgraph.store.interface import Change, Store
from claimgraph.vocabulary import CG, ONTOLOGY, SHAPES, XSD

ONTOLOGY_GRAPH, SHAPES_GRAPH = "ontology", "shapes"
PORTION = 800
"""Triples after which a portion of the curated records is closed."""


def ontology_triples() -> list[Triple]:
    """The vocabulary, its schemes and its alignments, each triple once."""
    return _read(shipped.ontology_files(), ONTOLOGY)


def shape_triples() -> list[Triple]:
    """The shapes, blank nodes named."""
    return _read(shipped.shape_files(), SHAPES)


def _read(files: list[Path], base: str) -> list[Triple]:
    triples: dict[Triple, None] = {}
    for path in files:
        parsed = parse_triples(path.read_bytes(), TURTLE, base=base, place=str(path))
        triples.update(dict.fromkeys(name_blank_nodes(parsed, f"{base}/{path.stem}")))
    return list(triples)


def vocabulary_changes(store: Store) -> Iterator[Change]:
    """What brings the vocabulary and shapes of a store to the shipped ones, the version last; none where it is so."""
    system = NamedNode(store.base + SYSTEM)
    version = Literal(shipped.digest_of(shipped.ontology_files() + shipped.shape_files()), datatype=XSD.string)
    known = [t for t in store.graph(system.value) if t.predicate == CG.dataVersion]
    if [t.object for t in known] == [version]:
        return
    for name, triples in ((ONTOLOGY_GRAPH, ontology_triples()), (SHAPES_GRAPH, shape_triples())):
        graph = NamedNode(store.base + name)
        removed = frozenset(Quad(t.subject, t.predicate, t.object, graph) for t in store.graph(graph.value))
        yield Change(removed, frozenset(Quad(t.subject, t.predicate, t.object, graph) for t in triples))
    removed = frozenset(Quad(t.subject, t.predicate, t.object, system) for t in known)
    yield Change(removed, frozenset([Quad(system, CG.dataVersion, version, system)]))


def is_new(store: Store) -> bool:
    """Whether a store never was filled."""
    return not any(t.predicate == CG.dataVersion for t in store.graph(store.base + SYSTEM))


def shipped_records(base: str) -> Iterator[Body]:
    """The curated records."""
    for path, file in shipped.graph_files():
        yield Body(path, parse_triples(file.read_bytes(), TURTLE, base=base + path, place=str(file)))


def shipped_portions(base: str) -> Iterator[list[Body]]:
    """The curated records in portions that a remote store takes quickly, each after what it refers to."""
    bodies = {body.path: body for body in shipped_records(base)}
    portion: list[Body] = []
    for group in _in_order(bodies):
        portion += (bodies[path] for path in group)
        if sum(len(body.triples) for body in portion) > PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _in_order(bodies: Mapping[str, Body]) -> Iterator[list[str]]:
    """Records after those that they refer to; those that refer to each other in one group."""
    homes = {_iri(t.subject): path for path, body in bodies.items() for t in body.triples}
    references: networkx.DiGraph[str] = networkx.DiGraph()
    references.add_nodes_from(bodies)
    for path, body in bodies.items():
        references.add_edges_from((homes[_iri(t.object)], path) for t in body.triples if _iri(t.object) in homes)
    groups = networkx.condensation(references)
    members = {group: sorted(groups.nodes[group]["members"]) for group in groups}
    return (members[group] for group in networkx.lexicographical_topological_sort(groups, key=members.__getitem__))


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
