"""Search follows the store: what was written is found by the next search, what was withdrawn is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimgraph.errors import OverLimit
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.search import Search
from claimgraph.search.index import Index
from claimgraph.service import Claimgraph
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.settings import Settings

CLAIM = '@prefix cg: <https://w3id.org/claimgraph/ontology#> . <#claim> a cg:Claim ; cg:statement "%s"@en .'


def write(graph: Claimgraph, name: str, statement: str | None) -> None:
    path = f"claims/{name}"
    triples = parse_triples((CLAIM % statement).encode(), TURTLE, base=graph.store.base + path) if statement else []
    graph.records.write([Body(path, triples)], Author())


def titles(graph: Claimgraph, words: str, kind: str = "claims") -> list[str]:
    return [entry.title for entry in graph.search.search(Search(kind, words)).entries]


def test_the_curated_records_are_found_by_words(curated: Claimgraph) -> None:
    assert titles(curated, "volume load repetition total")[0].startswith("In resistance-trained adults")
    assert titles(curated, "refalo similar muscle hypertrophy", "studies")
    assert titles(curated, "aminoacidemia", "concepts") == ["amino acid availability"]


def test_the_curated_records_are_found_by_what_they_are_about(curated: Claimgraph) -> None:
    scheme = f"{curated.store.base}concepts/resistance-training"
    study = "https://doi.org/10.1080/02640414.2024.2321021"
    citing = curated.search.search(Search("claims", facets={"study": [study]}))
    assert citing.total > 1
    about = curated.search.search(Search("claims", facets={"concept": [f"{scheme}#volume-load"], "study": [study]}))
    assert 0 < about.total <= citing.total
    trials = curated.search.search(Search("studies", facets={"design": ["WithinPersonTrial"]}, since=2024))
    assert study in {entry.iri for entry in trials.entries}
    assert curated.search.search(Search("concepts", facets={"scheme": [scheme]})).total > 100


def test_a_write_is_found_by_the_next_search(graph: Claimgraph) -> None:
    assert titles(graph, "zebrafish") == []
    write(graph, "fish", "Zebrafish swim.")
    assert titles(graph, "zebrafish") == ["Zebrafish swim."]
    write(graph, "fish", "Zebrafish rest.")
    assert titles(graph, "zebrafish") == ["Zebrafish rest."]
    write(graph, "fish", None)
    assert titles(graph, "zebrafish") == []


def test_a_known_write_reads_only_what_it_changed(graph: Claimgraph, monkeypatch: pytest.MonkeyPatch) -> None:
    titles(graph, "muscle")
    read: list[str] = []
    entries = graph.search._entries
    monkeypatch.setattr(graph.search, "_entries", lambda document: read.append(document) or entries(document))
    write(graph, "fish", "Zebrafish swim.")
    assert titles(graph, "zebrafish") and read == [f"{graph.store.base}claims/fish"]


def test_the_index_stays_with_the_store_and_catches_up(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    first = Claimgraph.open(settings)
    assert titles(first, "muscle")
    first.close()
    second = Claimgraph.open(settings)
    write(second, "fish", "Zebrafish swim.")
    second.close()
    third = Claimgraph.open(settings)
    assert titles(third, "zebrafish") == ["Zebrafish swim."]
    third.close()
    kept = Index(str(tmp_path / "store" / "search.sqlite"))
    assert len(kept.records()) > 40
    kept.close()


def bands(graph: Claimgraph, **band: tuple[float | None, float | None]) -> set[str]:
    found = graph.search.search(Search("claims", bands=band))
    return {entry.iri.removeprefix(f"{graph.store.base}claims/").removesuffix("#claim") for entry in found.entries}


def test_a_claim_is_found_by_the_confidence_that_its_appraisal_tells(curated: Claimgraph) -> None:
    entries = curated.search.search(Search("claims", sort="confidence")).entries
    for entry in entries:
        path = entry.iri.removeprefix(curated.store.base).removesuffix("#claim")
        told = json.loads(curated.derive("appraisal", path, {}).json())
        mechanisms = [each for each in told["hasRating"] if "chainLength" in each]
        best = next((each["confidence"] for each in mechanisms if not each["standing"].endswith("RuledOut")), None)
        assert (entry.confidence, entry.mechanism) == (told["confidence"], best), path
    known = [entry.confidence for entry in entries if entry.confidence is not None]
    assert known == sorted(known, reverse=True) and len(set(known)) > 4
    assert [entry.confidence for entry in entries[len(known) :]] == [None] * (len(entries) - len(known))


def test_bands_hold_their_ends_and_nothing_without_evidence(curated: Claimgraph) -> None:
    entries = curated.search.search(Search("claims")).entries
    some = sorted(entry.confidence for entry in entries if entry.confidence is not None)
    least, most = some[1], some[-2]
    wanted = {e.iri for e in entries if e.confidence is not None and least <= e.confidence <= most}
    found = curated.search.search(Search("claims", bands={"confidence": (least, most)}))
    assert {entry.iri for entry in found.entries} == wanted and 0 < found.total == len(wanted) < len(some)
    assert len(bands(curated, confidence=(0.0, None))) == len(some)
    both = bands(curated, confidence=(0.0, None), mechanism=(0.0, None))
    assert both == bands(curated, confidence=(0.0, None)) & bands(curated, mechanism=(None, 1.0))


STUDY = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
<https://doi.org/10.1000/a> a cg:Study ; cg:doi "10.1000/a" ; cg:title "Fish"@en ; cg:design cg:RandomizedTrial ;
    cg:publicationStanding cg:%s ; cg:measured <../../concepts/fish#speed> , <../../concepts/fish#rest> ."""
REVIEW = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
<https://doi.org/10.1000/review> a cg:Study ; cg:doi "10.1000/review" ; cg:title "Fishes"@en ;
    cg:design cg:MetaAnalysis ; cg:includesStudy <https://doi.org/10.1000/a> ."""
CONCEPTS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<#scheme> a skos:ConceptScheme ; skos:prefLabel "fish"@en .
<#rest> a skos:Concept ; skos:prefLabel "rest"@en ; skos:inScheme <#scheme> ; skos:definition "Not to swim."@en .
<#sprint> a skos:Concept ; skos:prefLabel "sprint"@en ; skos:inScheme <#scheme> ; skos:definition "Haste."@en .
<#speed> a skos:Concept ; skos:prefLabel "speed"@en ; skos:inScheme <#scheme> ; skos:definition "How fast."@en %s ."""
SURE = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
<#claim> a cg:Claim ; cg:statement "Fish that rest swim faster."@en ; cg:hasMechanism <#mechanism-1> .
<#mechanism-1> a cg:Mechanism ; cg:standing cg:MostProbable ; cg:hasStep <#mechanism-1-step-1> .
<#mechanism-1-step-1> a cg:MechanismStep ; cg:position 1 ; cg:statement "Rest helps."@en ;
    cg:hasLink <#mechanism-1-step-1-link-1> ; cg:hasEvidence <#mechanism-1-step-1-evidence-1> .
<#mechanism-1-step-1-link-1> a cg:CausalLink ; cg:cause <../concepts/fish#rest> ; cg:influence cg:increases ;
    cg:consequence <../concepts/fish#sprint> ; cg:state cg:Curated .
<#mechanism-1-step-1-evidence-1> a cg:EvidenceLine ; cg:study <https://doi.org/10.1000/%s> ;
    cg:direction cg:Supports ; cg:basis cg:DirectMeasurement ."""


def put(graph: Claimgraph, path: str, text: str) -> None:
    triples = parse_triples(text.encode(), TURTLE, base=graph.store.base + path)
    written = graph.records.write([Body(path, triples)], Author())
    assert written.report.conforms, written.report.text()


def fish(graph: Claimgraph, cited: str = "a", broader: str = "") -> None:
    put(graph, "concepts/fish", CONCEPTS % broader)
    put(graph, "studies/10.1000/a", STUDY % "InGoodStanding")
    put(graph, "studies/10.1000/review", REVIEW)
    put(graph, "claims/fish", SURE % cited)


def sureness(graph: Claimgraph) -> float | None:
    (entry,) = graph.search.search(Search("claims", "fish")).entries
    return entry.mechanism


@pytest.mark.parametrize("cited", ["a", "review"])
def test_a_retraction_moves_the_claims_that_lean_on_the_study(graph: Claimgraph, cited: str) -> None:
    fish(graph, cited)
    before = sureness(graph)
    put(graph, "studies/10.1000/a", STUDY % "Retracted")
    read: list[str] = []
    entries = graph.search._entries
    graph.search._entries = lambda document: read.append(document) or entries(document)  # type: ignore[method-assign,func-returns-value]
    after = sureness(graph)
    assert before and (after is None if cited == "a" else after is not None)
    paths = {document.removeprefix(graph.store.base) for document in read}
    assert paths == {"claims/fish", "studies/10.1000/a"}


def test_how_concepts_nest_moves_the_claims_that_it_concerns(graph: Claimgraph) -> None:
    fish(graph)
    inferred = sureness(graph)
    put(graph, "concepts/fish", CONCEPTS % "; skos:broader <#sprint>")
    measured = sureness(graph)
    put(graph, "concepts/fish", (CONCEPTS % "; skos:broader <#sprint>").replace("Haste", "Great haste"))
    assert inferred != measured and sureness(graph) == measured
    (told,) = json.loads(graph.derive("appraisal", "claims/fish", {}).json())["hasRating"]
    assert told["confidence"] == measured


def test_other_priors_make_an_index_that_stayed_tell_other_confidences(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    first = Claimgraph.open(Settings(store=store))
    before = {e.iri: e.confidence for e in first.search.search(Search("claims")).entries}
    first.close()
    priors = tmp_path / "priors.ttl"
    priors.write_text(
        "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\ncg:MetaAnalysis cg:systematicError 0.6 .\n"
    )
    second = Claimgraph.open(Settings(store=store, priors=str(priors)))
    after = {e.iri: e.confidence for e in second.search.search(Search("claims")).entries}
    second.close()
    assert before.keys() == after.keys() and before != after


def test_nobody_is_told_by_old_rules_while_new_ones_are_followed(
    graph: Claimgraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles(graph, "muscle")
    monkeypatch.setattr(graph.search, "_rules", "others")
    monkeypatch.setattr(graph.search, "_patience_s", 0.01)
    with graph.search._refreshing, pytest.raises(OverLimit):
        titles(graph, "muscle")


def test_warming_makes_the_index_before_anybody_asks(tmp_path: Path) -> None:
    graph = Claimgraph.open(Settings(store=str(tmp_path / "store")))
    graph.search.warm()
    assert graph.search._warming is not None
    graph.search._warming.join(30)
    assert graph.search._index.revision == graph.store.revision()
    graph.close()


def test_an_index_that_was_left_half_made_is_finished_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimgraph.service.searching._PORTION", 5)
    graph = Claimgraph.open(Settings(store=str(tmp_path / "store")))
    entries, read = graph.search._entries, []
    monkeypatch.setattr(graph.search, "_entries", lambda document: read.append(document) or entries(document))
    monkeypatch.setattr(graph.search._closing, "is_set", lambda: len(read) == 12)
    with pytest.raises(OverLimit, match="about to end"):
        titles(graph, "muscle")
    assert graph.search._index.revision is None and len(graph.search._index.records()) == 10
    graph.close()
    second = Claimgraph.open(Settings(store=str(tmp_path / "store")))
    assert len(titles(second, "muscle")) > 4 and second.search.search(Search("claims")).total == 9
    second.close()


def test_nobody_waits_for_ever_while_the_index_is_made(graph: Claimgraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph.search, "_patience_s", 0.01)
    with graph.search._refreshing, pytest.raises(OverLimit, match="the index for search is being made"):
        titles(graph, "muscle")
