"""What the gate costs on one record of about 150 triples, as ratios to `pyshacl.validate` called the usual way.

Run with `make bench`. Each store size is filled with generated records; the record is the same throughout. Times are
medians of a warm process, in milliseconds; the ratios are what counts, since all come from one run on one machine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import pyshacl
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from claimgraph import shipped
from claimgraph.gate import Draft, Gate
from claimgraph.gate.gate import Engine
from claimgraph.gate.shapes import ShapeSet
from claimgraph.gate.surroundings import Surroundings, Vocabulary, vocabulary_of
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service.filling import ontology_triples
from claimgraph.store import EmbeddedStore

BASE = "http://localhost:8000/"
PREFIXES = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
PEER = "pyshacl.validate"
RATIOS = {"shacl": 40.0, "pyshacl": 4.0}
MILLISECONDS = {"shacl": 3.0, "pyshacl": 25.0}


def claim(number: int) -> str:
    """A claim with two mechanisms of four steps, 139 triples."""
    lines = [
        f'<> a cg:Record . <#claim> a cg:Claim ; cg:statement "Claim {number}"@en ; cg:population <../concepts/c#c1> ;'
        " cg:claimType cg:Causal ; cg:hasMechanism <#m1> , <#m2> ."
    ]
    for mechanism, standing in ((1, "MostProbable"), (2, "LessSupported")):
        steps = [f"<#m{mechanism}s{step}>" for step in range(1, 5)]
        lines.append(f"<#m{mechanism}> a cg:Mechanism ; cg:standing cg:{standing} ; cg:hasStep {' , '.join(steps)} .")
        for place in range(1, 5):
            name, concept = f"#m{mechanism}s{place}", (number + mechanism * 5 + place) % 40
            lines.append(
                f'<{name}> a cg:MechanismStep ; cg:position {place} ; cg:statement "Step {place}"@en ;'
                f" cg:hasLink <{name}l> ; cg:hasEvidence <{name}e> .\n"
                f"<{name}l> a cg:CausalLink ; cg:cause <../concepts/c#c{concept}> ;"
                f" cg:consequence <../concepts/c#c{(concept + 1) % 40}> ;"
                " cg:influence cg:increases ; cg:state cg:Curated .\n"
                f"<{name}e> a cg:EvidenceLine ; cg:study <https://doi.org/10.1000/s> ; cg:direction cg:Supports ;"
                " cg:basis cg:DirectMeasurement ; cg:finding <../studies/10.1000/s#finding-1> ."
            )
    return "\n".join(lines)


def surroundings() -> Iterator[tuple[str, str]]:
    """The concepts and the study that every claim refers to."""
    concepts = "\n".join(
        f'<#c{n}> a skos:Concept ; skos:prefLabel "c{n}"@en ; skos:definition "D."@en ; skos:inScheme <#s> .'
        for n in range(40)
    )
    yield "concepts/c", f'<#s> a skos:ConceptScheme ; skos:prefLabel "s"@en .\n{concepts}'
    yield (
        "studies/10.1000/s",
        '<https://doi.org/10.1000/s> a cg:Study ; cg:doi "10.1000/s" ; cg:hasFinding <#finding-1> .'
        " <#finding-1> a cg:Finding ; cg:variable <../../concepts/c#c1> .",
    )


def quads(path: str, text: str) -> Iterator[Quad]:
    """A record as quads of its graph."""
    graph = NamedNode(BASE + path)
    triples = parse_triples((PREFIXES + text).encode(), TURTLE, base=graph.value)
    return (Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def filled(records: int) -> EmbeddedStore:
    """An on-disk store with so many claims."""
    store = EmbeddedStore.in_memory(BASE)
    store.load(quad for path, text in surroundings() for quad in quads(path, text))
    store.load(quad for number in range(records) for quad in quads(f"claims/g{number}", claim(number)))
    return store


def main() -> None:
    """Measure, print a table, and leave with 1 if a ratio is below its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 20000])
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    shapes, ontology = ShapeSet.read(shipped.gate_shape_files()), ontology_triples()
    gate = Gate(shapes, ontology)
    missed = False
    print(f"{'records':>8} {'engine':>16} {'ms':>8} {'ratio':>8}   goal")
    for size in options.sizes:
        store = filled(size)
        costs = _costs(gate, store, vocabulary_of(ontology), options.rounds)
        usual = costs.pop(PEER)
        print(f"{size:>8} {PEER:>16} {usual:>8.2f} {1:>8.1f}")
        for engine, cost in costs.items():
            goal = f"at least {RATIOS[engine]:g} times; on a quiet machine at most {MILLISECONDS[engine]:g} ms"
            print(f"{size:>8} {engine:>16} {cost:>8.2f} {usual / cost:>8.1f}   {goal}")
            missed |= usual / cost < RATIOS[engine]
        store.close()
    print("a ratio is below its goal" if missed else "every ratio reaches its goal")
    raise SystemExit(missed)


def _costs(gate: Gate, store: EmbeddedStore, vocabulary: Vocabulary, rounds: int) -> dict[str, float]:
    """Medians in milliseconds, peer and engines in turn, so that a machine that slows down slows all alike."""
    text, path = (PREFIXES + claim(7)).encode(), "claims/new"
    draft = Draft(path, BASE + path, parse_triples(text, TURTLE, base=BASE + path))
    facts = Surroundings(store, vocabulary, [draft]).facts(draft)
    data = (serialize([*draft.triples, *facts], format=RdfFormat.N_TRIPLES) or b"").decode()
    actions: dict[str, Callable[[], object]] = {PEER: partial(_usual, data, gate.shapes.ntriples)}
    actions |= {engine.name: partial(_check, gate, engine, store, path, text) for engine in gate.engines}
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            times[name] += _milliseconds(action, 1 if name == PEER else 5)
    return {name: statistics.median(found) for name, found in times.items()}


def _milliseconds(action: Callable[[], object], runs: int) -> list[float]:
    times = []
    action()
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return times


def _check(gate: Gate, engine: Engine, store: EmbeddedStore, path: str, text: bytes) -> None:
    """What a write pays: the record parsed, what it refers to looked up, shapes and rules applied."""
    triples = parse_triples(text, TURTLE, base=BASE + path)
    if not gate.check([Draft(path, BASE + path, triples)], store, by=engine).conforms:
        raise SystemExit("the record of the benchmark does not conform")


def _usual(data: str, shapes: str) -> object:
    graph = rdflib.Graph().parse(data=data, format="nt")
    return pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data=shapes, format="nt"))


if __name__ == "__main__":
    main()
