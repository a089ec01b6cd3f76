"""The appraisal of the shipped claims, by the library, the command and the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from serving import Server, run, serving

from claimgraph.errors import NotFound, ParameterError
from claimgraph.service import Claimgraph
from claimgraph.vocabulary import CG

SEED = "claims/repetitions-in-reserve"
CLAIMS = "http://localhost:8000/claims/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("appraisal")) as server:
        yield server


def seed(curated: Claimgraph) -> Any:
    return json.loads(curated.derive("appraisal", SEED, {}).json())


def parts(tree: Any, name: str) -> list[Any]:
    return [part for part in tree["hasRating"] if name in part["rates"].partition("#")[2]]


def test_the_seed_has_no_evidence_that_counts_for_equivalence_without_a_margin(curated: Claimgraph) -> None:
    tree = seed(curated)
    assert tree["confidence"] is None
    outcomes = parts(tree, "outcome")
    assert [outcome["confidence"] for outcome in outcomes] == [None, None, None]
    assert {d["discountedFor"] for o in outcomes for d in o["hasDiscount"]} == {"equivalence", "inconclusive"}
    assert {rise["means"] for outcome in outcomes for rise in outcome["hasRise"]} == {"study", "margin"}


def test_the_main_mechanism_of_the_seed_ranks_first_with_its_weakest_step(curated: Claimgraph) -> None:
    main, other = parts(seed(curated), "mechanism")
    assert main["rates"].endswith("#mechanism-1") and (main["rank"], main["chainLength"]) == (1, 4)
    assert [step["confidence"] for step in main["hasRating"]] == [0.75, 0.75, 0.45, 0.45]
    assert main["confidence"] == pytest.approx(0.75 * 0.75 * 0.45 * 0.45, abs=1e-6)
    assert main["weakest"].endswith("#mechanism-1-step-3")
    assert [step["confidence"] for step in other["hasRating"]] == [0.45, 0.40, None]
    assert other["confidence"] is None and seed(curated)["explanation"] is None


def test_a_lowered_line_says_by_which_audit_and_what_was_not_measured(curated: Claimgraph) -> None:
    main = parts(seed(curated), "mechanism")[0]
    link = main["hasRating"][3]["hasRating"][0]
    (discount,) = link["hasDiscount"]
    assert discount["discountedFor"] == "unmeasured"
    assert (discount["statedBasis"], discount["basis"]) == (CG.DirectMeasurement.value, CG.AuthorInference.value)
    assert {iri.rpartition("#")[2] for iri in discount["about"]} == {"mtor-signaling", "ribosome-biogenesis"}
    assert link["hasWitness"][0]["error"] == 0.55


def test_each_confidence_has_its_explanation_beside_it(curated: Claimgraph) -> None:
    numbers = 0
    for path in curated.derivations.paths():
        ahead = [json.loads(curated.derive("appraisal", path, {}).json())]
        while ahead:
            part = ahead.pop()
            ahead.extend(part.get("hasRating", []))
            if part["confidence"] is not None:
                numbers += 1
                assert part.get("hasWitness") or part.get("hasRating"), part["rates"]
    assert numbers > 50


def test_the_triples_hold_the_same_numbers(curated: Claimgraph) -> None:
    told = curated.derive("appraisal", SEED, {})
    stated = sorted(float(t.object.value) for t in told.triples() if t.predicate == CG.confidence)
    assert stated.count(0.75) == 7 and 0.113906 in stated


def test_nothing_of_it_is_stored(graph: Claimgraph) -> None:
    before = graph.store.revision()
    graph.derive("appraisal", SEED, {})
    assert graph.store.revision() == before
    assert not graph.store.select("SELECT ?x WHERE { ?x cg:confidence ?y }")


def test_a_write_is_seen_by_the_next_appraisal(graph: Claimgraph) -> None:
    from claimgraph.service.revisions import Author
    from claimgraph.service.standings import record_standings

    study = "https://doi.org/10.1080/02640414.2024.2321021"
    assert parts(seed(graph), "mechanism")[0]["confidence"] is not None
    record_standings(graph, {study: "Retracted"}, Author(reason="A test."))
    assert parts(seed(graph), "mechanism")[0]["confidence"] is None


def test_what_is_not_there_is_said(curated: Claimgraph) -> None:
    with pytest.raises(NotFound, match="there is no claim claims/nothing"):
        curated.derive("appraisal", "claims/nothing", {})
    with pytest.raises(NotFound, match="there is no view 'appraisal' of the whole graph"):
        curated.derive("appraisal", None, {})
    with pytest.raises(ParameterError, match="parameter 'depth' is unknown; no parameter was expected"):
        curated.derive("appraisal", SEED, {"depth": "2"})


def test_the_command_reads_as_a_person_would() -> None:
    text = run("appraise", "repetitions-in-reserve", "--store", "memory").stdout
    assert "1. The mechanism that the source calls most probable: 0.11 over 4 steps (weakest step 3: 0.45" in text
    assert "it did not measure mTOR signaling, ribosome biogenesis" in text
    assert "Refalo et al. 2024 is inconclusive: no margin is stated for quadriceps hypertrophy" in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"), ("text/plain", "text/plain"), ("text/html", "text/html"),
        ("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"), ("application/trig", "application/trig"),
        ("application/rdf+xml", "application/rdf+xml"), ("application/n-quads", "application/n-quads"),
    ],
)  # fmt: skip
def test_the_server_tells_it_in_every_form(server: Server, accept: str | None, media: str) -> None:
    answer = server.http.get(f"{SEED}/appraisal", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200 and answer.headers["content-type"].partition(";")[0] == media
    assert b"0.45" in answer.content


def test_an_answer_that_is_still_right_is_not_sent_again(server: Server) -> None:
    first = server.http.get(f"{SEED}/appraisal")
    again = server.http.get(f"{SEED}/appraisal", headers={"If-None-Match": first.headers["etag"]})
    other = server.http.get(f"{SEED}/appraisal?format=text", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{SEED}/appraisal?format=pdf", 400), (f"{SEED}/appraisal?depth=1", 400), (f"{SEED}/judgement", 404),
        ("claims/nothing/appraisal", 404), ("studies/10.1080/02640414.2024.2321021/appraisal", 404),
        ("ripple", 400), ("ripple?study=https://doi.org/10.1000/none", 404), ("ripple?study=x y", 400),
        (f"ripple?study={CLAIMS}x&standing=odd", 400),
    ],
)  # fmt: skip
def test_wrong_requests_get_the_status_that_says_so(server: Server, path: str, status: int) -> None:
    answer: httpx.Response = server.http.get(path)
    assert answer.status_code == status and answer.json()["detail"]
