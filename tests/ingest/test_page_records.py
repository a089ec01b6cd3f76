"""Pages become records that the gate lets through, the same ones each time, and never touch what the graph knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple
from stories import BASE, CONCEPTS, LABELS, PAGES, ontology, page_of, told, written

from claimgraph import shipped
from claimgraph.errors import IdentifierError
from claimgraph.gate import Draft, Gate, Severity
from claimgraph.gate.shapes import ShapeSet
from claimgraph.ingest import ConceptIndex, Lexicon, Page, read_page
from claimgraph.store import EmbeddedStore
from claimgraph.vocabulary import CG, DCTERMS, RDF, SKOS

GOOD = sorted((PAGES / "good").glob("*.txt"))
SEED = "10.1080/02640414.2024.2321021"


@pytest.fixture(scope="module")
def store() -> Iterator[EmbeddedStore]:
    """A store with the vocabulary and the concepts that the pages name."""
    store = EmbeddedStore.transient(BASE)
    store.load(Quad(t.subject, t.predicate, t.object, NamedNode(BASE + "ontology")) for t in ontology())
    record = NamedNode(CONCEPTS.removesuffix("#"))
    for name, labels in LABELS.items():
        node = NamedNode(CONCEPTS + name)
        store.load(
            [
                Quad(node, RDF.type, SKOS.Concept, record),
                Quad(node, SKOS.prefLabel, Literal(labels[0], language="en"), record),
            ]
        )
    yield store
    store.close()


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate(ShapeSet.read(shipped.gate_shape_files()), ontology())


def violations(records: list[tuple[str, list[Triple]]], gate: Gate, store: EmbeddedStore) -> list[str]:
    report = gate.check([Draft(path, BASE + path, triples) for path, triples in records], store)
    return [str(result) for result in report.results if result.severity is Severity.VIOLATION]


@pytest.mark.parametrize("path", GOOD, ids=[path.stem for path in GOOD])
def test_records_of_a_page_pass_the_gate(
    path: Path, lexicon: Lexicon, concepts: ConceptIndex, gate: Gate, store: EmbeddedStore
) -> None:
    assert violations(written(page_of(path), lexicon, concepts), gate, store) == []


def test_records_of_the_real_pages_pass_the_gate(
    shared_pages: Path, lexicon: Lexicon, concepts: ConceptIndex, gate: Gate, store: EmbeddedStore
) -> None:
    paths = sorted(shared_pages.glob("*.txt"))
    assert paths
    for path in paths:
        assert violations(written(page_of(path), lexicon, concepts), gate, store) == []


def test_the_seed_page_has_seven_evidence_lines_on_its_study(
    shared_pages: Path, lexicon: Lexicon, concepts: ConceptIndex
) -> None:
    records = written(page_of(shared_pages / "repetitions-in-reserve.txt"), lexicon, concepts)
    assert [path for path, _ in records] == ["claims/repetitions-in-reserve", f"studies/{SEED}"]
    claim = told(records)["claim"]
    assert [len(mechanism["hasStep"]) for mechanism in claim["hasMechanism"]] == [4, 3]
    assert [mechanism["standing"] for mechanism in claim["hasMechanism"]] == ["MostProbable", "LessSupported"]
    lines = [
        line for mechanism in claim["hasMechanism"] for step in mechanism["hasStep"] for line in step["hasEvidence"]
    ]
    assert [(line["study"], line["direction"]) for line in lines] == [(SEED, "Supports")] * 7
    assert [step["position"] for mechanism in claim["hasMechanism"] for step in mechanism["hasStep"]] == [
        1,
        2,
        3,
        4,
        1,
        2,
        3,
    ]
    assert (claim["declaredSupporting"], claim["declaredContradicting"], claim["declaredSynthesized"]) == (1, 0, 1)
    assert claim["textCondition"] == "CutOff"
    assert not {"hasEvidence", "hasDeclaredStudy", "hasNeed", "hasOutcome"} & set(claim)


@pytest.mark.parametrize("path", GOOD, ids=[path.stem for path in GOOD])
def test_a_page_gives_the_same_triples_each_time(path: Path, lexicon: Lexicon, concepts: ConceptIndex) -> None:
    content = path.read_bytes()
    first, second = (written(read_page(content, path.name), lexicon, concepts) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("path", GOOD, ids=[path.stem for path in GOOD])
def test_records_are_closed_and_typed(path: Path, lexicon: Lexicon, concepts: ConceptIndex) -> None:
    for record, triples in written(page_of(path), lexicon, concepts):
        own = {triple.object.value for triple in triples if isinstance(triple.object, NamedNode)}
        typed = {triple.subject for triple in triples if triple.predicate == RDF.type}
        assert len(set(triples)) == len(triples)
        assert {triple.subject for triple in triples} == typed
        assert {iri for iri in own if iri.startswith(f"{BASE}{record}#")} <= {node.value for node in typed}  # type: ignore[union-attr]


def test_a_study_that_the_graph_knows_is_never_written(lexicon: Lexicon, concepts: ConceptIndex) -> None:
    page = page_of(PAGES / "good" / "labelled.txt")
    known = {"https://doi.org/10.5555/gait.2019", "https://doi.org/10.5555/gait.2022"}
    by_set = written(page, lexicon, concepts, known_studies=known)
    by_question = written(page, lexicon, concepts, known_studies=known.__contains__)
    assert [path for path, _ in by_set] == ["claims/labelled", "studies/10.5555/gait.2020", "studies/10.5555/gait.2021"]
    assert by_set == by_question
    assert by_set[0] == written(page, lexicon, concepts)[0], "what the graph knows changes nothing in the claim"


def test_the_document_names_its_page_and_no_date_or_licence(lexicon: Lexicon, concepts: ConceptIndex) -> None:
    page = read_page((PAGES / "good" / "labelled.txt").read_bytes(), "some/folder\\Walking Speed.txt")
    (path, triples), *studies = written(
        page, lexicon, concepts, path="claims/walking-speed", digest="ab" * 32, language="en-GB"
    )
    said = {triple.predicate: triple.object for triple in triples if triple.subject == NamedNode(BASE + path)}
    assert said[DCTERMS.title] == Literal("Walking speed", language="en-GB")
    assert not {DCTERMS.created, DCTERMS.modified, DCTERMS.license} & set(said)
    for record, written_triples in [(path, triples), *studies]:
        source = {
            triple.predicate: triple.object
            for triple in written_triples
            if triple.subject == NamedNode(f"{BASE}{record}#source")
        }
        assert (source[CG.fileName], source[CG.sha256]) == (Literal("Walking Speed.txt"), Literal("ab" * 32))


def test_proposed_links_never_run_in_a_circle(lexicon: Lexicon, concepts: ConceptIndex) -> None:
    page = read_page(
        b"Walking is good for people.\nMost probable mechanism\nCausal chain\nWalking increases ankle strength.\n"
        b"Ankle strength reduces sway.\nSway decreases walking.\nSway increases falls.\n",
        "x.txt",
    )
    steps = told(written(page, lexicon, concepts))["claim"]["hasMechanism"][0]["hasStep"]
    links = [
        [(link["cause"], link["consequence"], link["state"]) for link in step.get("hasLink", [])] for step in steps
    ]
    assert links == [
        [("walking", "ankle-strength", "Proposed")],
        [("ankle-strength", "sway", "Proposed")],
        [],
        [("sway", "falls", "Proposed")],
    ]


def test_one_study_cited_twice_in_a_step_has_one_line(lexicon: Lexicon, concepts: ConceptIndex) -> None:
    page = read_page(
        b"Walking is good for people.\nMost probable mechanism\nCausal chain\n"
        b"Legs grow, as observed in DOI 10.5555/a, and in winter too, as directly measured in DOI 10.5555/A.\n",
        "x.txt",
    )
    (step,) = told(written(page, lexicon, concepts))["claim"]["hasMechanism"][0]["hasStep"]
    assert step["hasEvidence"] == [
        {"direction": "Supports", "basis": "Observation", "alsoStatedBasis": "DirectMeasurement", "study": "10.5555/a"}
    ]


def test_a_context_value_that_names_two_concepts_is_only_a_detail(lexicon: Lexicon, concepts: ConceptIndex) -> None:
    page = read_page(
        b"Walking is good for people.\nContext Details\nPopulation\nadults who nap\nIntervention\nbalance work\nTarget\nsway\n",
        "x.txt",
    )
    claim = told(written(page, lexicon, concepts))["claim"]
    assert "population" not in claim
    assert claim["intervention"] == "balance-work"
    assert [detail["detailName"] for detail in claim["hasDeclaredDetail"]] == ["Population", "Intervention", "Target"]


def test_a_path_that_is_no_record_is_refused(lexicon: Lexicon, concepts: ConceptIndex) -> None:
    page: Page = page_of(PAGES / "good" / "labelled.txt")
    with pytest.raises(IdentifierError, match="expected a record path"):
        written(page, lexicon, concepts, path="claims/../x")
