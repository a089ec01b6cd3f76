"""What a store holds from the start: the vocabulary, the shapes and the curated records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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


def vocabulary_change(store: Store) -> Change:
    """What brings the vocabulary and shapes of a store to the shipped ones; empty where they are the same."""
    system = NamedNode(store.base + SYSTEM)
    version = Literal(shipped.digest_of(shipped.ontology_files() + shipped.shape_files()), datatype=XSD.string)
    known = [t for t in store.graph(system.value) if t.predicate == CG.dataVersion]
    if [t.object for t in known] == [version]:
        return Change()
    removed = {Quad(t.subject, t.predicate, t.object, system) for t in known}
    added = {Quad(system, CG.dataVersion, version, system)}
    for name, triples in ((ONTOLOGY_GRAPH, ontology_triples()), (SHAPES_GRAPH, shape_triples())):
        graph = NamedNode(store.base + name)
        removed |= {Quad(t.subject, t.predicate, t.object, graph) for t in store.graph(graph.value)}
        added |= {Quad(t.subject, t.predicate, t.object, graph) for t in triples}
    return Change(frozenset(removed), frozenset(added))


def is_new(store: Store) -> bool:
    """Whether a store never was filled."""
    return not any(t.predicate == CG.dataVersion for t in store.graph(store.base + SYSTEM))


def shipped_records(base: str) -> Iterator[Body]:
    """The curated records."""
    for path, file in shipped.graph_files():
        yield Body(path, parse_triples(file.read_bytes(), TURTLE, base=base + path, place=str(file)))
