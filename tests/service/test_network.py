"""The network that is kept in memory follows every write, and never misses one."""

from __future__ import annotations

import threading

from network_cases import contents
from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph.network.causal import Causal
from claimgraph.service import Claimgraph
from claimgraph.service import network as networks
from claimgraph.service.journal import Journal
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.store.interface import Change
from claimgraph.vocabulary import CG

AUTHOR = Author("https://orcid.org/0000-0002-1825-0097", reason="A test.")
SEED = "claims/repetitions-in-reserve"
STUDY = "studies/10.1080/02640414.2024.2321021"
C = "http://localhost:8000/concepts/resistance-training#"


def afresh(graph: Claimgraph) -> Causal:
    return Causal.of_claims(graph.derivations.claim(path) for path in graph.derivations.paths())


def turned(triples: list[Triple]) -> list[Triple]:
    """The record with every decrease an increase."""
    return [Triple(t.subject, t.predicate, CG.increases) if t.object == CG.decreases else t for t in triples]


def reads(monkeypatch) -> list[int]:
    counted: list[int] = []
    real = networks.read_causal
    monkeypatch.setattr(networks, "read_causal", lambda store: counted.append(1) or real(store))
    return counted


def test_a_changed_claim_is_taken_over_without_reading_all_anew(graph: Claimgraph, monkeypatch) -> None:
    counted = reads(monkeypatch)
    before = graph.derivations.network()
    kept = contents(before.index)
    graph.records.write([Body(SEED, turned(graph.records.read(SEED)))], AUTHOR)
    after = graph.derivations.network()
    assert contents(after.index) == contents(afresh(graph)) != kept
    assert contents(before.index) == kept  # who began with the old one goes on with it
    assert len(counted) == 1
    graph.records.write([Body(SEED, [])], AUTHOR)
    assert contents(graph.derivations.network().index) == contents(afresh(graph))
    assert not graph.derivations.network().index.of_document(graph.store.base + SEED) and len(counted) == 1


def test_a_retracted_study_weighs_nothing_from_then_on(graph: Claimgraph) -> None:
    network = graph.derivations.network()
    (arrow,) = network.index.between(C + "repetitions-in-reserve", C + "fatigue")
    assert network.weights.confidence(arrow) == 0.75
    triples = graph.records.read(STUDY)
    retracted = [t for t in triples if t.predicate != CG.publicationStanding]
    retracted.append(
        Triple(NamedNode("https://doi.org/" + STUDY.removeprefix("studies/")), CG.publicationStanding, CG.Retracted)
    )
    graph.records.write([Body(STUDY, retracted)], AUTHOR)
    after = graph.derivations.network()
    (same,) = after.index.between(C + "repetitions-in-reserve", C + "fatigue")
    assert after.weights.confidence(same) is None and network.weights.confidence(arrow) == 0.75


def test_a_write_that_nobody_noted_is_found_all_the_same(graph: Claimgraph, monkeypatch) -> None:
    counted = reads(monkeypatch)
    graph.derivations.network()
    name = NamedNode(graph.store.base + SEED)
    link = NamedNode(f"{name.value}#mechanism-1-step-1-link-1")
    change = Change(
        frozenset([Quad(link, CG.influence, CG.decreases, name)]),
        frozenset([Quad(link, CG.influence, CG.increases, name)]),
    )
    graph.store.commit(change)
    assert contents(graph.derivations.network().index) == contents(afresh(graph))
    assert len(counted) == 2


def test_a_write_while_the_network_is_being_read_is_not_missed(graph: Claimgraph, monkeypatch) -> None:
    real = networks.read_causal

    def read_then_write(store) -> Causal:
        found = real(store)
        monkeypatch.setattr(networks, "read_causal", real)
        graph.records.write([Body(SEED, turned(graph.records.read(SEED)))], AUTHOR)
        return found

    monkeypatch.setattr(networks, "read_causal", read_then_write)
    network = graph.derivations.network()
    assert network.revision == graph.store.revision()
    assert contents(network.index) == contents(afresh(graph))


def test_many_readers_and_a_writer_see_whole_networks(graph: Claimgraph) -> None:
    plain = graph.records.read(SEED)
    versions = [plain, turned(plain)]
    states = []
    for triples in versions:
        graph.records.write([Body(SEED, triples)], AUTHOR)
        states.append(contents(graph.derivations.network().index))
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            if contents(graph.derivations.network().index) not in states:
                wrong.append(1)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(6):
        graph.records.write([Body(SEED, versions[turn % 2])], AUTHOR)
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong


def test_nothing_is_known_across_a_gap_and_old_writes_are_forgotten() -> None:
    journal = Journal()
    journal.enter("1", "2", ["a"])
    journal.enter("3", "4", ["b"])
    assert journal.changed("1", "4") is None and journal.changed("2", "2") == frozenset()
    for revision in range(10, 400):
        journal.enter(str(revision), str(revision + 1), ["c"])
    assert journal.changed("1", "2") is None and journal.changed("300", "400") == {"c"}


def test_a_dry_run_is_no_write(graph: Claimgraph) -> None:
    before = graph.derivations.network()
    body = Body(
        SEED,
        [
            *graph.records.read(SEED),
            Triple(NamedNode(graph.store.base + SEED + "#claim"), CG.plainStatement, Literal("x", language="de")),
        ],
    )
    graph.records.write([body], AUTHOR, dry_run=True)
    assert graph.derivations.network() is before
