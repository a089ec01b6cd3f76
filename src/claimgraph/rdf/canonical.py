"""One form for graphs: fragment names for blank nodes, and digests that do not depend on order or labels."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

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

_RDFC = CanonicalizationAlgorithm.RDFC_1_0
_ROOT = NamedNode("urn:claimgraph:root")
_IS = NamedNode("urn:claimgraph:is")


def name_blank_nodes(triples: Sequence[Triple], document: str) -> list[Triple]:
    """Give each blank node a fragment IRI of the document, derived from what is said about it.

    The name is `#b-` and a hash of the node's canonical closure (RDFC-1.0), so the same content gets the same name in
    every write; identical twins are told apart by a counter.

    >>> from pyoxigraph import Literal
    >>> node, predicate = BlankNode(), NamedNode("http://e/p")
    >>> [named] = name_blank_nodes([Triple(node, predicate, Literal("x"))], "http://e/doc")
    >>> named.subject.value.startswith("http://e/doc#b-")
    True
    """
    nodes = sorted({node for triple in triples for node in _blank_nodes(triple)}, key=lambda node: node.value)
    if not nodes:
        return list(triples)
    outgoing = _outgoing(triples)
    order = _canonical_order(triples)
    twins: dict[str, int] = defaultdict(int)
    taken = {triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)}
    names: dict[BlankNode, NamedNode] = {}
    hashed = sorted((_closure_hash(node, outgoing), order.get(node, ""), node.value, node) for node in nodes)
    for digest, _, _, node in hashed:
        names[node] = _free_name(f"{document}#b-{digest}", twins, taken)
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


def _outgoing(triples: Iterable[Triple]) -> dict[BlankNode, list[Triple]]:
    outgoing: dict[BlankNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            outgoing[triple.subject].append(triple)
    return outgoing


def _closure_hash(root: BlankNode, outgoing: dict[BlankNode, list[Triple]]) -> str:
    closure = [Triple(_ROOT, _IS, root)]
    seen, pending = {root}, [root]
    while pending:
        for triple in outgoing[pending.pop()]:
            closure.append(triple)
            if isinstance(triple.object, BlankNode) and triple.object not in seen:
                seen.add(triple.object)
                pending.append(triple.object)
    return digest(closure)[:16]


def _canonical_order(triples: Iterable[Triple]) -> dict[BlankNode, str]:
    """For each blank node its smallest canonical line that names it as object: twins differ by their parents."""
    order: dict[BlankNode, str] = {}
    for triple in sorted(triples, key=str):
        if isinstance(triple.object, BlankNode):
            order.setdefault(triple.object, str(triple.subject) + str(triple.predicate))
    return order


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


def canonical_ntriples(triples: Iterable[Triple]) -> bytes:
    """The canonical N-Triples document of a graph: sorted, blank nodes renamed."""
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(_RDFC)
    lines = serialize(dataset, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def dataset_digest(quads: Iterable[Quad]) -> str:
    """SHA-256 of the canonical N-Quads of a dataset."""
    dataset = Dataset(quads)
    dataset.canonicalize(_RDFC)
    lines = serialize(dataset, format=RdfFormat.N_QUADS) or b""
    return hashlib.sha256(b"".join(sorted(lines.splitlines(keepends=True)))).hexdigest()


def normalise(triples: Iterable[Triple]) -> list[Triple]:
    """Literals as the store keeps them (`1.50` becomes `1.5`), duplicates dropped, in no particular order.

    >>> from pyoxigraph import Literal
    >>> decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    >>> [triple] = normalise([Triple(_ROOT, _IS, Literal("1.50", datatype=decimal))])
    >>> triple.object.value
    '1.5'
    """
    store = Store()
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return [quad.triple for quad in store]
