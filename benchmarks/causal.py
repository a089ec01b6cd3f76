"""What the causal network costs: reading it, the best chains through it, and keeping it up to date.

Run with `make bench`. The peer reads rows of a SPARQL join into networkx and asks `networkx.shortest_simple_paths` for
the same chains, over the same store in the same run. Milliseconds are of this machine; the ratios are what counts.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TypeVar

import networkx
import pyoxigraph
from pyoxigraph import RdfFormat

from claimgraph.appraisal.priors import Priors
from claimgraph.network.causal import Causal, assertions_of
from claimgraph.network.chains import Found, chains_between
from claimgraph.network.reading import read_causal, read_facts
from claimgraph.network.weighing import Facts, Weighing
from claimgraph.network.weights import Weights, cost_of
from claimgraph.rdf.read import read_claim
from claimgraph.service.derivations import Derivations
from claimgraph.service.filling import ontology_triples
from claimgraph.store.embedded import EmbeddedStore
from claimgraph.vocabulary import CG, RDF

Result = TypeVar("Result")
BASE = "http://localhost:8000/"
INFLUENCES = ["increases"] * 5 + ["decreases"] * 3 + ["modulates", "maintains", "hasNoEffectOn"]
BASES = ["DirectMeasurement", "Observation", "AuthorInference", "CitedLiterature"]
DESIGNS = ["RandomizedTrial", "MetaAnalysis", "CohortStudy", "AcuteExperiment", "AnimalStudy", "InVitroStudy"]
GOALS = {"arrows/s against networkx": 1.2, "five chains against networkx": 1.5}
ROWS = """SELECT ?cause ?consequence ?influence ?link ?mechanism {
    ?link cg:cause ?cause ; cg:consequence ?consequence ; cg:influence ?influence .
    ?step cg:hasLink ?link . ?mechanism cg:hasStep ?step }"""


class Made:
    """Generated records as N-Quads."""

    def __init__(self, claims: int, seed: int = 1) -> None:
        self.claims, self.concepts, self.studies = claims, max(100, claims // 10), max(50, claims // 5)
        self.random = random.Random(seed)

    def concept(self) -> str:
        """One of the concepts."""
        number = self.random.randrange(self.concepts)
        return f"{BASE}concepts/generated-{number // 2000}#c{number}"

    def study(self, number: int) -> Iterator[str]:
        """A study with a design, two concepts that it measured and four more that it assigned."""
        graph = f"{BASE}studies/10.1000/s{number}"
        node = f"https://doi.org/10.1000/s{number}"
        yield _quad(node, RDF.type.value, CG.Study.value, graph)
        yield _quad(node, CG.design.value, CG.iri + self.random.choice(DESIGNS), graph)
        for _ in range(4):
            yield _quad(node, CG.measured.value, self.concept(), graph)

    def claim(self, number: int) -> Iterator[str]:
        """A claim whose mechanism has two steps of two links, nine in ten steps with a line of evidence."""
        graph = f"{BASE}claims/g{number}"
        step_at = self.concept()

        def said(node: str, predicate: str, value: str) -> str:
            return _quad(f"{graph}#{node}", CG.iri + predicate, value, graph)

        yield _quad(f"{graph}#claim", RDF.type.value, CG.Claim.value, graph)
        yield f'<{graph}#claim> <{CG.iri}statement> "Claim {number}"@en <{graph}> .\n'
        yield said("claim", "intervention", step_at)
        yield said("claim", "comparator", f"{BASE}concepts/generated-0#c{number % 50}")
        yield said("claim", "hasMechanism", f"{graph}#m")
        yield said("m", "standing", CG.iri + "MostProbable")
        for step in range(2):
            yield said("m", "hasStep", f"{graph}#s{step}")
            yield f'<{graph}#s{step}> <{CG.iri}statement> "Step {step}"@en <{graph}> .\n'
            for link in range(2):
                name, at, step_at = f"s{step}l{link}", step_at, self.concept()
                yield said(f"s{step}", "hasLink", f"{graph}#{name}")
                yield said(name, "cause", at)
                yield said(name, "consequence", step_at)
                yield said(name, "influence", CG.iri + self.random.choice(INFLUENCES))
                yield said(name, "state", CG.iri + "Curated")
            if self.random.random() < 0.9:
                name = f"s{step}e"
                yield said(f"s{step}", "hasEvidence", f"{graph}#{name}")
                yield said(name, "direction", CG.iri + ("Supports" if self.random.random() < 0.9 else "Disputes"))
                yield said(name, "basis", CG.iri + self.random.choice(BASES))
                yield said(name, "study", f"https://doi.org/10.1000/s{self.random.randrange(self.studies)}")

    def store(self) -> EmbeddedStore:
        """All of it in an on-disk store."""
        store = EmbeddedStore.in_memory(BASE)
        engine: pyoxigraph.Store = store._engine
        for start in range(0, self.claims, 10_000):
            some = range(start, min(start + 10_000, self.claims))
            engine.bulk_load("".join(q for n in some for q in self.claim(n)).encode(), format=RdfFormat.N_QUADS)
        engine.bulk_load(
            "".join(q for n in range(self.studies) for q in self.study(n)).encode(), format=RdfFormat.N_QUADS
        )
        engine.optimize()
        return store


def _quad(subject: str, predicate: str, value: str, graph: str) -> str:
    return f"<{subject}> <{predicate}> <{value}> <{graph}> .\n"


def timed(action: Callable[[], Result]) -> tuple[Result, float]:
    """What an action returns, and the seconds that it took."""
    gc.collect()
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


def peer_graph(store: EmbeddedStore) -> networkx.MultiDiGraph[str]:
    """The rows of a join in a networkx graph."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for cause, consequence, influence, link, mechanism in store.select(ROWS):
        assert cause and consequence and influence and link and mechanism
        graph.add_edge(
            cause.value, consequence.value, influence=influence.value, link=link.value, mechanism=mechanism.value
        )
    return graph


def peer_chains(pair: tuple[str, str], graph: networkx.DiGraph[str]) -> int:
    """Five chains by Yen's algorithm as networkx has it, over arrows whose weights are known already."""
    found = islice(networkx.shortest_simple_paths(graph, *pair, weight="weight"), 5)
    return len(list(found))


def weighted(index: Causal, weights: Weights) -> networkx.DiGraph[str]:
    """The arrows as a plain networkx graph with their costs."""
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    for arrow in index.arrows():
        cost = cost_of(weights.confidence(arrow))
        known = graph.get_edge_data(arrow.cause, arrow.consequence)
        if known is None or cost < known["weight"]:
            graph.add_edge(arrow.cause, arrow.consequence, weight=cost)
    return graph


def reading(store: EmbeddedStore) -> tuple[Causal, float]:
    """Read the index and the peer's graph; returns the index and the ratio of arrows a second."""
    rows, peer_s = timed(lambda: peer_graph(store).number_of_edges())
    index, index_s = timed(lambda: read_causal(store))
    arrows = sum(len(arrow.assertions) for arrow in index.arrows())
    print(f"{'reading, with evidence':<28} {arrows:>9} arrows {arrows / index_s:>9.0f} arrows/s")
    print(f"{'SPARQL rows into networkx':<28} {rows:>9} arrows {rows / peer_s:>9.0f} arrows/s")
    return index, (arrows / index_s) / (rows / peer_s)


def searching(store: EmbeddedStore, index: Causal, pairs: list[tuple[str, str]], peers: int) -> float:
    """Find five chains for each pair with nothing known of any arrow; returns the ratio to the peer."""
    priors, facts = Priors.read(ontology_triples()), read_facts(store)
    answers = [_cold(store, index, priors, facts, pair) for pair in pairs]
    ms = [seconds * 1000 for _, seconds in answers]
    stopped = sum(not found.complete for found, _ in answers)
    looked_at = statistics.median(found.looked_at for found, _ in answers)
    print(f"{'five chains, cold':<28} median {statistics.median(ms):.0f} ms, worst {max(ms):.0f} ms of {len(ms)} pairs")
    print(f"{'':<28} {looked_at:.0f} arrows looked at, {stopped} searches stopped at the budget")
    known = Weights(lambda arrow: 1 - 0.4 ** len(lines) if (lines := arrow.counting[0].lines) else None)
    graph = weighted(index, known)
    warm_ms = [timed(partial(chains_between, index, known, *pair))[1] * 1000 for pair in pairs]
    print(f"{'five chains, weights known':<28} median {statistics.median(warm_ms):.0f} ms, worst {max(warm_ms):.0f} ms")
    peer_ms = [timed(partial(peer_chains, pair, graph))[1] * 1000 for pair in pairs[:peers]]
    print(f"{'networkx, weights known':<28} median {statistics.median(peer_ms):.0f} ms of {len(peer_ms)} pairs")
    return statistics.median(peer_ms) / statistics.median(warm_ms)


def _cold(
    store: EmbeddedStore, index: Causal, priors: Priors, facts: Facts, pair: tuple[str, str]
) -> tuple[Found, float]:
    derivations = Derivations(store, priors)
    weighing = Weighing(derivations.studies, facts, derivations.nesting, priors)
    weights = Weights(weighing.confidence, weighing.ceiling)
    return timed(lambda: chains_between(index, weights, *pair))


def changing(store: EmbeddedStore, index: Causal, document: str) -> None:
    """Take the change of one record."""

    def change() -> Causal:
        return index.replaced(document, assertions_of(read_claim(store.graph(document), f"{document}#claim")))

    changes = [timed(change)[1] * 1000 for _ in range(20)]
    print(f"{'one record changed':<28} median {statistics.median(changes):.1f} ms, worst {max(changes):.1f} ms")


def main() -> None:
    """Measure, print, and leave with 1 if a ratio is below its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--peer-pairs", type=int, default=5)
    options = parser.parse_args()
    store = Made(options.claims).store()
    index, read_ratio = reading(store)
    pick = random.Random(7)
    concepts = sorted({arrow.cause for arrow in index.arrows()})
    pairs = [(pick.choice(concepts), pick.choice(concepts)) for _ in range(options.pairs)]
    search_ratio = searching(store, index, pairs, options.peer_pairs)
    changing(store, index, f"{BASE}claims/g{options.claims // 2}")
    missed = False
    for (name, goal), ratio in zip(GOALS.items(), (read_ratio, search_ratio), strict=True):
        print(f"{name:<28} {ratio:.1f} times, goal at least {goal:g}")
        missed |= ratio < goal
    store.close()
    raise SystemExit(missed)


if __name__ == "__main__":
    main()
