"""The audits by two engines: pySHACL over the union of all records, and the product's own runner over a store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from claimgraph import shipped
from claimgraph.appraisal.audits import Audit, audits_of
from claimgraph.appraisal.excerpt import Ground, read_tables
from claimgraph.gate.pyshacl_engine import PyshaclEngine
from claimgraph.gate.shapes import ShapeSet
from claimgraph.mediatypes import TURTLE
from claimgraph.model import Nesting
from claimgraph.rdf.parse import parse_triples
from claimgraph.service import Claimgraph
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.store.embedded import EmbeddedStore
from claimgraph.store.interface import Store
from claimgraph.vocabulary import CG, CGSH, SH, SKOS

BASE = "http://localhost:8000/"
EXAMPLE = "claims/example"
FOLDER = shipped.data_folder("shapes") / "examples" / "audit"
SHAPES = ShapeSet.read([shipped.data_folder("shapes") / "claimgraph.ttl", shipped.audit_shape_file()])
PYSHACL = PyshaclEngine(SHAPES)

Heard = tuple[str, str, str, str]
"""Focus node, shape, value as a term, message."""


def context() -> Iterable[Body]:
    """The records that the examples refer to."""
    parsed = parse_triples((FOLDER / "context.ttl").read_bytes(), TURTLE, base=BASE, place="context.ttl")
    records: dict[str, list[Triple]] = defaultdict(list)
    for triple in parsed:
        iri = triple.subject.value.partition("#")[0]
        path = (
            "studies/" + iri.removeprefix("https://doi.org/")
            if iri.startswith("https://doi.org/")
            else iri[len(BASE) :]
        )
        records[path].append(triple)
    return (Body(path, triples) for path, triples in records.items())


def read_example(path: Path) -> tuple[list[Triple], list[tuple[str, str]]]:
    """The record of an example, and the pairs of focus node and shape that must speak."""
    triples = parse_triples(path.read_bytes(), TURTLE, base=BASE + EXAMPLE, place=path.name)
    told = {t.subject for t in triples if isinstance(t.subject, BlankNode)} | {NamedNode(f"{BASE}{EXAMPLE}#expected")}
    focus = {t.subject: t.object.value for t in triples if t.predicate == SH.focusNode}
    expected = [(focus[t.subject], t.object.value.removeprefix(CGSH)) for t in triples if t.predicate == SH.sourceShape]
    return [t for t in triples if t.subject not in told], sorted(expected)


def write(graph: Claimgraph, triples: Sequence[Triple], path: str = EXAMPLE) -> None:
    """Put a record into a store, through the gate."""
    graph.records.write([Body(path, triples)], Author(reason="A test."))


def by_runner(store: Store, claim: str) -> list[Heard]:
    """What the product says about a claim."""
    return sorted(_heard(audit) for audit in audits_of(store, [claim], ground_of(store)))


def _heard(audit: Audit) -> Heard:
    return audit.focus, audit.shape.removeprefix(CGSH), _spelt(audit.value), audit.message


def ground_of(store: Store) -> Ground:
    """What audits of a store share."""
    broader: dict[str, tuple[str, ...]] = {}
    for node, above in store.select("SELECT ?node ?above WHERE { ?node skos:broader ?above }"):
        broader[node.value] = (*broader.get(node.value, ()), above.value)
    return Ground(Nesting(broader), read_tables(store))


def union_of(store: Store) -> list[Triple]:
    """All records of a store as one graph, with what the schemes say about their values."""
    own = {store.base + "ontology", store.base + "shapes"}
    records = {triple for name in store.graph_names() if name not in own for triple in store.graph(name)}
    return [*records, *read_tables(store)]


def by_pyshacl(union: Sequence[Triple], document: str) -> list[Heard]:
    """What pySHACL says about the nodes of one record."""
    focus = {t.subject.value for t in union if t.subject.value.startswith(document + "#")}
    found = PYSHACL.results(union, focus, document)
    return sorted((r.focus, r.shape.removeprefix(CGSH), r.value or "", r.message) for r in found)


class Unwritten:
    """Records in a store that no gate has seen, with the vocabulary and the derived arrows of all their links."""

    def __init__(self, world: Claimgraph, triples: Iterable[Triple]) -> None:
        self.base, self.tables = world.store.base, read_tables(world.store)
        kept = list(triples)
        arrows = list(_arrows(kept))
        self._store = EmbeddedStore.transient(self.base)
        graph = NamedNode(self.base + "ontology")
        schemes = [t for t in world.store.graph(graph.value) if t.predicate == SKOS.inScheme]
        self._store.load(Quad(t.subject, t.predicate, t.object, graph) for t in [*self.tables, *schemes])
        self._store.load(Quad(t.subject, t.predicate, t.object, _graph_of(t)) for t in kept)
        self._store.load(Quad(*arrow, NamedNode(self.base + "derived/arrows")) for arrow in arrows)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def _arrows(triples: Sequence[Triple]) -> Iterable[tuple[NamedNode, NamedNode, NamedNode]]:
    values = {(t.subject, t.predicate): t.object for t in triples}
    for link, predicate in values:
        if predicate == CG.influence:
            yield values[link, CG.cause], values[link, predicate], values[link, CG.consequence]


def _graph_of(triple: Triple) -> NamedNode:
    document = triple.subject.value.partition("#")[0]
    return NamedNode(document.replace("https://doi.org/", f"{BASE}studies/"))


def _spelt(term: NamedNode | Literal) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
