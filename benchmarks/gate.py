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
from claimgraph.gate.surroundings import Surroundings, vocabulary_of
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service.filling import ontology_triples
from claimgraph.store import EmbeddedStore

BASE = "http://localhost:8000/"
PREFIXES = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
LIMITS_MS = {"shacl": 3.0, "pyshacl": 25.0}
LIMITS_RATIO = {"shacl": 40.0, "pyshacl": 4.0}


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


def median_ms(action: Callable[[], object], runs: int) -> float:
    """Median of warm runs, in milliseconds."""
    times = []
    for _ in range(runs + 3):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[3:])


def main() -> None:
    """Measure, print a table, and leave with 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 20000])
    parser.add_argument("--runs", type=int, default=60)
    options = parser.parse_args()
    shapes, ontology = ShapeSet.read(shipped.shape_files()), ontology_triples()
    gate = Gate(shapes, ontology)
    text = (PREFIXES + claim(7)).encode()
    missed = False
    print(f"{'records':>8} {'engine':>16} {'ms':>8} {'ratio':>8}")
    for size in options.sizes:
        store = filled(size)
        path = "claims/new"
        draft = Draft(path, BASE + path, parse_triples(text, TURTLE, base=BASE + path))
        facts = Surroundings(store, vocabulary_of(ontology), [draft]).facts(draft)
        data = (serialize([*draft.triples, *facts], format=RdfFormat.N_TRIPLES) or b"").decode()
        usual = median_ms(partial(_usual, data, shapes.ntriples), max(5, options.runs // 6))
        print(f"{size:>8} {'pyshacl.validate':>16} {usual:>8.2f} {1:>8.1f}")
        for engine in gate.engines:
            cost = median_ms(partial(_check, gate, engine, store, path, text), options.runs)
            missed |= cost > LIMITS_MS[engine.name] or usual / cost < LIMITS_RATIO[engine.name]
            print(f"{size:>8} {engine.name:>16} {cost:>8.2f} {usual / cost:>8.1f}")
        store.close()
    verdict = "missed" if missed else "met"
    print(f"{len(draft.triples)} triples a record; goals of {LIMITS_MS} ms and ratios {LIMITS_RATIO} {verdict}")
    raise SystemExit(missed)


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
