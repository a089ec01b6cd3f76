"""One form for graphs: fragment names for blank nodes, and digests that do not depend on order or labels."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import networkx
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

_ROUNDS = 16
"""Rounds of refinement inside a circle of blank nodes; nodes that still look alike count as twins."""


def name_blank_nodes(triples: Sequence[Triple], document: str) -> list[Triple]:
    """Give each blank node a fragment IRI of the document, derived from what is said about it.

    The name is `#b-` and a hash of everything that can be reached from the node, so the same content gets the same name
    in every write; identical twins are told apart by a counter. Takes time linear in the graph, whereas canonical
    labels (RDFC-1.0) can take exponential time on graphs made for it.

    >>> from pyoxigraph import Literal
    >>> node, predicate = BlankNode(), NamedNode("http://e/p")
    >>> [named] = name_blank_nodes([Triple(node, predicate, Literal("x"))], "http://e/doc")
    >>> named.subject.value.startswith("http://e/doc#b-")
    True
    """
    nodes = {node for triple in triples for node in _blank_nodes(triple)}
    if not nodes:
        return list(triples)
    hashes, generations = _hashes(nodes, triples)
    twins: dict[str, int] = defaultdict(int)
    taken = {triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)}
    names: dict[BlankNode, NamedNode] = {}
    incoming = _incoming(triples)
    for generation in generations:
        parents = {node: _parent(incoming[node], names) for node in generation}
        for node in sorted(generation, key=lambda node: (hashes[node], parents[node], node.value)):
            names[node] = _free_name(f"{document}#b-{hashes[node][:16]}", twins, taken)
    return [_renamed(triple, names) for triple in triples]


def _free_name(stem: str, twins: dict[str, int], taken: set[str]) -> NamedNode:
    while True:
        twins[stem] += 1
        name = stem if twins[stem] == 1 else f"{stem}-{twins[stem]}"
        if name not in taken:
            return NamedNode(name)


def _blank_nodes(triple: Triple) -> Iterator[BlankNode]:
    for term in (triple.subject, triple.object):
        if isinstance(term, BlankNode):
            yield term


def _hashes(nodes: set[BlankNode], triples: Sequence[Triple]) -> tuple[dict[BlankNode, str], list[list[BlankNode]]]:
    """A hash of what can be reached from each blank node, and the nodes in generations, parents before children.

    Exact for trees, refined by rounds inside circles.
    """
    outgoing: dict[BlankNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            outgoing[triple.subject].append(triple)
    links: networkx.DiGraph[BlankNode] = networkx.DiGraph()
    links.add_nodes_from(nodes)
    links.add_edges_from(
        (node, t.object) for node in outgoing for t in outgoing[node] if isinstance(t.object, BlankNode)
    )
    circles = networkx.condensation(links)
    hashes: dict[BlankNode, str] = {}
    for number in reversed(list(networkx.topological_sort(circles))):
        members = circles.nodes[number]["members"]
        for _ in range(min(len(members), _ROUNDS)):
            hashes |= {node: _hash(outgoing[node], hashes) for node in members}
    generations = [
        [node for number in generation for node in circles.nodes[number]["members"]]
        for generation in networkx.topological_generations(circles)
    ]
    return hashes, generations


def _hash(triples: Iterable[Triple], hashes: dict[BlankNode, str]) -> str:
    lines = sorted(
        f"{triple.predicate} {hashes.get(triple.object, '') if isinstance(triple.object, BlankNode) else triple.object}"
        for triple in triples
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _incoming(triples: Iterable[Triple]) -> dict[BlankNode, list[Triple]]:
    incoming: dict[BlankNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.object, BlankNode):
            incoming[triple.object].append(triple)
    return incoming


def _parent(incoming: Sequence[Triple], names: dict[BlankNode, NamedNode]) -> str:
    """The first parent that points to a node, by name: twins of different parents keep apart."""
    parents = (names.get(t.subject, "") if isinstance(t.subject, BlankNode) else t.subject for t in incoming)
    return min((f"{parent} {t.predicate}" for parent, t in zip(parents, incoming, strict=True)), default="")


def _renamed(triple: Triple, names: dict[BlankNode, NamedNode]) -> Triple:
    subject, value = triple.subject, triple.object
    if isinstance(subject, BlankNode):
        subject = names[subject]
    if isinstance(value, BlankNode):
        value = names[value]
    return Triple(subject, triple.predicate, value)


def digest(triples: Iterable[Triple]) -> str:
    """SHA-256 of the canonical N-Triples of a graph (RDFC-1.0): equal exactly for isomorphic graphs."""
    return hashlib.sha256(canonical_ntriples(triples)).hexdigest()


def dataset_digest(quads: Iterable[Quad]) -> str:
    """SHA-256 of the canonical N-Quads of a dataset (RDFC-1.0): equal exactly for isomorphic datasets.

    >>> node = NamedNode("http://e/a")
    >>> dataset_digest([Quad(node, node, node, node)])[:12]
    '9ff286238315'
    """
    dataset = Dataset(quads)
    if any(isinstance(term, BlankNode) for quad in dataset for term in (quad.subject, quad.object, quad.graph_name)):
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = serialize(dataset, format=RdfFormat.N_QUADS) or b""
    whole = hashlib.sha256()
    for line in sorted(lines.splitlines(keepends=True)):
        whole.update(line)
    return whole.hexdigest()


def canonical_ntriples(triples: Iterable[Triple]) -> bytes:
    """The canonical N-Triples document of a graph: sorted, blank nodes renamed."""
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = serialize(dataset, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def normalise(triples: Iterable[Triple]) -> list[Triple]:
    """Literals as the store keeps them (`1.50` becomes `1.5`), duplicates dropped, in no particular order.

    >>> from pyoxigraph import Literal
    >>> node, decimal = NamedNode("http://e/x"), NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    >>> [triple] = normalise([Triple(node, node, Literal("1.50", datatype=decimal))])
    >>> triple.object.value
    '1.5'
    """
    store = Store()
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return [quad.triple for quad in store]
