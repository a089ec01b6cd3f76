"""The studies wanted for the shipped claims and for the whole graph: by library, command and server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from serving import Server, run, serving

from claimgraph.errors import ParameterError
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service import Claimgraph
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.vocabulary import CG

SEED = "claims/repetitions-in-reserve"
CLAIM = "http://localhost:8000/claims/repetitions-in-reserve#claim"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("wanted")) as server:
        yield server


def entries(graph: Claimgraph, path: str | None = SEED, **values: str) -> list[Any]:
    found: list[Any] = json.loads(graph.derive("wanted", path, values).json())
    return found


def last(iris: list[str]) -> list[str]:
    return [iri.rpartition("#")[2] for iri in iris]


def on_claim(found: list[Any]) -> list[Any]:
    return [entry for entry in found if CLAIM in entry["decides"]]


def test_the_seed_wants_a_review_then_a_trial_then_weaker_studies(curated: Claimgraph) -> None:
    review, trial, *weaker = on_claim(entries(curated))
    assert last(review["design"])[0] == "MetaAnalysis" and last(trial["design"])[0] == "RandomizedTrial"
    assert (review["evidenceLevel"], trial["evidenceLevel"]) == (1, 2)
    assert [review["certainty"], trial["certainty"]] == [CG.HighCertainty.value] * 2
    assert [last([entry["needStatus"]])[0] for entry in (review, trial, *weaker)] == ["OpenNeed"] * 2 + [
        "ClosedNeed"
    ] * 3
    assert {last(entry["closedBy"])[0] for entry in weaker} == {"https://doi.org/10.1080/02640414.2024.2321021"}
    assert "no margin is stated" in weaker[0]["remark"][0]
    assert "a margin stated beforehand" in review["designFeature"]
    assert review["wouldSupport"].endswith("lie within a margin stated beforehand.")


def test_what_the_page_of_the_seed_asks_for_is_kept_and_not_told_twice(curated: Claimgraph) -> None:
    found = entries(curated)
    texts = [need.text for need in curated.derivations.claim(SEED).needs]
    assert len(texts) == 5
    assert sorted(entry["sourceText"] for entry in found if entry["fromSource"]) == sorted(texts)
    assert on_claim(found)[1]["sampleSize"] == 200
    statements = [(entry["statement"], tuple(entry["decides"])) for entry in found]
    assert len(set(statements)) == len(statements)


def test_weak_arrows_of_the_seed_want_what_was_not_measured(curated: Claimgraph) -> None:
    found = entries(curated)
    (arrow,) = (
        entry for entry in found
        if last(entry["decides"]) == ["mechanism-1-step-4-link-1"] and "AcuteExperiment" in last(entry["design"])
    )  # fmt: skip
    assert last(arrow["unmeasured"]) == ["mtor-signaling", "ribosome-biogenesis"]
    assert arrow["wouldSupport"] == (
        "Lowering mTOR signaling lowers ribosome biogenesis, and raising it raises ribosome biogenesis."
    )
    assert arrow["gain"] > 0.3
    decided = {iri for entry in found for iri in last(entry["decides"])}
    assert not decided & {"mechanism-1-step-1-link-1", "mechanism-1-step-2-link-1"}


def test_attaching_a_matching_study_closes_an_entry_and_says_which(graph: Claimgraph) -> None:
    doi = "https://doi.org/10.1000/pooled"
    concepts = "http://localhost:8000/concepts/resistance-training#"
    study = f"""@prefix cg: <{CG.iri}> . @prefix c: <{concepts}> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        <> a cg:Record ; foaf:primaryTopic <{doi}> .
        <{doi}> a cg:Study ; cg:doi "10.1000/pooled" ; cg:title "Pooled"@en ; cg:design cg:MetaAnalysis ;
          cg:intervention c:repetitions-in-reserve ; cg:comparator c:training-to-failure ;
          cg:measured c:volume-load, c:repetition-count, c:quadriceps-hypertrophy ."""
    cited = f"""@prefix cg: <{CG.iri}> . <#claim> cg:hasEvidence <#evidence-9> .
        <#evidence-9> a cg:EvidenceLine ; cg:direction cg:Supports ; cg:basis cg:DirectMeasurement ; cg:study <{doi}> ."""
    records, path = graph.records, "studies/10.1000/pooled"
    bodies = [
        Body(path, parse_triples(study.encode(), TURTLE, base=records.document(path))),
        Body(SEED, [*records.read(SEED), *parse_triples(cited.encode(), TURTLE, base=records.document(SEED))]),
    ]
    assert on_claim(entries(graph))[0]["closedBy"] == []
    records.write(bodies, Author(reason="A test."))
    assert on_claim(entries(graph))[0]["closedBy"] == [doi]


def test_the_graph_wants_first_what_raises_most_and_each_study_once(curated: Claimgraph) -> None:
    found = entries(curated, None)
    gains = [entry["gain"] for entry in found]
    assert len(found) > 100 and gains == sorted(gains, reverse=True)
    assert {entry["needStatus"] for entry in found} == {CG.OpenNeed.value}
    shared = [entry for entry in found if len(entry["ofClaim"]) > 3]
    assert shared and all(len(entry["decides"]) >= len(entry["ofClaim"]) for entry in shared)
    arrows = [(e["statement"], *e["decides"]) for e in found]
    assert len(set(arrows)) == len(arrows)


def test_limit_offset_and_status_choose_a_part(curated: Claimgraph) -> None:
    whole = entries(curated, None)
    assert entries(curated, None, limit="5", offset="3") == whole[3:8]
    both = entries(curated, SEED)
    parts = [entries(curated, SEED, status=status) for status in ("open", "closed")]
    assert sorted(entry["rank"] for part in parts for entry in part) == [entry["rank"] for entry in both]
    assert all(parts)
    assert len(entries(curated, SEED, below="0")) < len(both) < len(entries(curated, SEED, below="1"))
    assert curated.derive("wanted", SEED, {"limit": "0"}).text == "Nothing is wanted.\n"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"status": "odd"}, "parameter 'status' is 'odd'; open or closed or all was expected"),
        ({"limit": "-1"}, "parameter 'limit' is '-1'; a whole number, 0 or more was expected"),
        ({"offset": "many"}, "parameter 'offset' is 'many'; a whole number"),
        ({"below": "x"}, "parameter 'below' is 'x'; a decimal number"),
    ],
)
def test_a_wrong_parameter_is_refused(curated: Claimgraph, values: dict[str, str], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        curated.derive("wanted", SEED, values)


def test_no_sentence_of_any_shipped_claim_has_a_hole(curated: Claimgraph) -> None:
    paths = curated.derivations.paths()
    assert len(paths) > 8
    for path in paths:
        text = curated.derive("wanted", path, {}).text
        assert not any(hole in text for hole in ("None", "{", "  ,", " in :", "..", "http")), path
        assert max(map(len, text.splitlines())) <= 100


def test_the_triples_say_the_same(curated: Claimgraph) -> None:
    triples = curated.derive("wanted", SEED, {}).triples()
    assert sum(t.predicate == CG.wouldSupport for t in triples) == len(entries(curated))


def test_the_commands_read_as_a_person_would() -> None:
    text = run("wanted", "repetitions-in-reserve", "--store", "memory", "--status", "open").stdout
    assert "mTOR signaling ─+→ ribosome biogenesis (0.45; not measured: mTOR signaling, ribosome biogenesis):" in text
    assert "closed by" not in text and "What the source asks for besides:" in text
    whole = run("wanted", "--store", "memory", "--limit", "2", "--format", "json").stdout
    assert len(json.loads(whole)) == 2


@pytest.mark.parametrize("path", [f"{SEED}/wanted", "wanted"])
@pytest.mark.parametrize("media", ["application/json", "text/plain", "text/html", "text/turtle"])
def test_the_server_tells_it_in_every_form(server: Server, path: str, media: str) -> None:
    answer: httpx.Response = server.http.get(path, params={"limit": "3"}, headers={"Accept": media})
    assert answer.status_code == 200 and answer.headers["content-type"].partition(";")[0] == media
    assert b"randomised trials" in answer.content


def test_a_wrong_status_is_a_bad_request(server: Server) -> None:
    assert server.http.get("wanted?status=odd").status_code == 400
