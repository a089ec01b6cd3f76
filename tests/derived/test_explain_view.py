"""Chains, falls, conflicts and comparisons over the shipped claims, by the library, the command and the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pyoxigraph import NamedNode, Triple
from serving import Server, run, serving

from claimgraph.errors import ParameterError
from claimgraph.service import Claimgraph
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.vocabulary import CG

C = "http://localhost:8000/concepts/resistance-training#"
SEED = "claims/repetitions-in-reserve"
RESERVE, GROWTH = "repetitions in reserve", "rectus femoris hypertrophy"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("explain")) as server:
        yield server


def explained(curated: Claimgraph, cause: str, consequence: str, **more: str) -> Any:
    return json.loads(curated.derive("explain", None, {"from": cause, "to": consequence, **more}).json())


def test_the_chains_of_the_seed_run_through_both_of_its_mechanisms(curated: Claimgraph) -> None:
    tree = explained(curated, RESERVE, GROWTH)
    assert tree["searchComplete"] is True
    first, *_, last = tree["hasChain"]
    assert (first["sign"], first["chainLength"], first["weakestPosition"]) == ("+", 8, 5)
    assert first["confidence"] == pytest.approx(0.00692, abs=1e-5)
    assert last["confidence"] is None and last["chainLength"] == 4
    assert [arrow["position"] for arrow in first["hasArrow"]] == list(range(1, 9))
    head = first["hasArrow"][0]
    assert head["cause"] == C + "repetitions-in-reserve" and head["contrast"] == [C + "training-to-failure"]
    (assertion,) = head["hasAssertion"]
    assert assertion["ofStep"].endswith(SEED + "#mechanism-1-step-1")
    assert assertion["study"] == ["https://doi.org/10.1080/02640414.2024.2321021"]


def test_a_chain_through_no_effect_is_told_as_one(curated: Claimgraph) -> None:
    told = curated.derive("explain", None, {"from": "low-load training", "to": "muscle hypertrophy"})
    chains = json.loads(told.json())["hasChain"]
    assert chains and any(chain["sign"] == "0" for chain in chains)
    assert "predicts no difference in muscle hypertrophy" in told.text


def test_a_net_effect_that_differs_from_the_chain_is_said(curated: Claimgraph) -> None:
    tree = explained(curated, RESERVE, "volume load")
    assert {net["sign"] for net in tree["hasNetEffect"]} == {"0"}
    assert any(
        "the net effect by repetitions-in-reserve#claim is another" in c["explanation"] for c in tree["hasChain"]
    )


@pytest.mark.parametrize(
    "name",
    [
        "volume load", "Volume Load", "volume-load", "resistance-training#volume-load",
        "concepts/resistance-training#volume-load", C + "volume-load",
    ],
)  # fmt: skip
def test_a_concept_is_found_by_each_of_its_names(curated: Claimgraph, name: str) -> None:
    assert explained(curated, "fatigue", name)["leadsTo"] == C + "volume-load"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"from": "volume lod", "to": "fatigue"}, "parameter 'from' is 'volume lod', which no concept is called; a concept, such as 'volume load'"),
        ({"from": "fatigue", "to": C + "nothing"}, "which no concept is called"),
        ({"from": "fatigue"}, "parameter 'to' is missing"),
        ({"from": "fatigue", "to": "volume load", "length": "16"}, "'length' is '16'; a whole number from 1 to 15 was expected"),
        ({"from": "fatigue", "to": "volume load", "number": "0"}, "'number' is '0'; a whole number from 1 to 50 was expected"),
    ],
)  # fmt: skip
def test_what_cannot_be_explained_is_refused_with_what_could(
    curated: Claimgraph, values: dict[str, str], message: str
) -> None:
    with pytest.raises(ParameterError) as refused:
        curated.derive("explain", None, values)
    assert message in str(refused.value)


def test_a_concept_without_arrows_is_not_exchanged_in_silence(curated: Claimgraph) -> None:
    told = curated.derive("explain", None, {"from": "fatigue", "to": "quadriceps hypertrophy"})
    tree = json.loads(told.json())
    assert tree["hasChain"] == [] and C + "rectus-femoris-hypertrophy" in tree["suggests"]
    assert "No arrow leads to quadriceps hypertrophy." in told.text
    assert "There are arrows for its narrower or broader concepts: muscle hypertrophy," in told.text


def test_the_triples_of_a_chain_carry_its_order(curated: Claimgraph) -> None:
    triples = curated.derive("explain", None, {"from": RESERVE, "to": GROWTH, "number": "1"}).triples()
    (chain,) = [t.object for t in triples if t.predicate == CG.hasChain]
    arrows = [t.object for t in triples if t.predicate == CG.hasArrow and t.subject == chain]
    positions = [t.object.value for t in triples if t.predicate == CG.position and t.subject in arrows]
    assert sorted(map(int, positions)) == list(range(1, 9))


def test_the_same_question_has_the_same_answer(curated: Claimgraph) -> None:
    told = [curated.derive("explain", None, {"from": RESERVE, "to": GROWTH}).json() for _ in range(2)]
    assert told[0] == told[1]


def test_regional_growth_by_exercise_order_tells_the_mechanisms_of_the_seed_apart(curated: Claimgraph) -> None:
    told = curated.derive("compare", SEED, {})
    (comparison,) = json.loads(told.json())["hasComparison"]
    best = comparison["hasObservation"][0]
    assert best["variable"] == [C + "rectus-femoris-hypertrophy", C + "vastus-lateralis-hypertrophy"]
    assert (best["arm"], best["comparedWith"]) == (
        C + "leg-press-before-leg-extension", [C + "leg-extension-before-leg-press"],
    )  # fmt: skip
    signs = {(p["ofMechanism"][-1], p["variable"].rpartition("#")[2][:2]): p["sign"] for p in best["hasPrediction"]}
    assert signs == {("1", "re"): "0", ("1", "va"): "0", ("2", "re"): "−", ("2", "va"): "0"}
    assert [p["variable"] for p in comparison["hasOpposite"]] == [[C + "vastus-lateralis-hypertrophy"]]
    assert "most probable: no difference in either, both alike" in told.text


def test_mechanisms_that_nothing_tells_apart_are_said_to_be_such(curated: Claimgraph) -> None:
    told = curated.derive("compare", "claims/weekly-set-volume", {})
    assert "Nothing that both speak of tells them apart." in told.text
    assert "no two mechanisms that compete" in curated.derive("compare", "claims/ribosome-biogenesis", {}).text


def test_with_an_arrow_fall_the_mechanisms_that_contain_it(curated: Claimgraph) -> None:
    told = curated.derive("falls", None, {"cause": "fatigue", "consequence": "repetition capacity"})
    fallen = json.loads(told.json())["hasFall"]
    seed = next(fall for fall in fallen if SEED in fall["ofClaim"])
    assert C + "rectus-femoris-hypertrophy" in seed["cutsOff"]
    assert [iri.rpartition("#")[2] for iri in seed["sparesMechanism"]] == ["mechanism-2"]
    assert "so do 3 mechanisms of 3 claims" in told.text
    nothing = curated.derive("falls", None, {"cause": "repetition capacity", "consequence": "fatigue"})
    assert "so nothing falls" in nothing.text


def test_claims_that_contradict_each_other_are_listed(graph: Claimgraph) -> None:
    assert json.loads(graph.derive("conflicts", None, {}).json())["conflictCount"] == 0
    path = "claims/training-to-failure"
    link = f"{graph.store.base}{path}#mechanism-2-step-1-link-1"
    triples = [
        Triple(t.subject, t.predicate, CG.decreases)
        if t.subject == NamedNode(link) and t.predicate == CG.influence
        else t
        for t in graph.records.read(path)
    ]
    other = "claims/regional-activation"
    copied = [*graph.records.read(other)]
    first = next(t.subject for t in copied if t.predicate == CG.cause)
    ends = {t.predicate: t.object for t in graph.records.read(path) if t.subject == NamedNode(link)}
    copied = [
        t
        for t in copied
        if t.subject != first or t.predicate not in (CG.cause, CG.consequence, CG.influence, CG.contrast)
    ]
    copied += [
        Triple(first, CG.cause, ends[CG.cause]), Triple(first, CG.consequence, ends[CG.consequence]),
        Triple(first, CG.influence, CG.increases), Triple(first, CG.contrast, NamedNode(C + "non-failure-training")),
    ]  # fmt: skip
    graph.records.write(
        [Body(path, triples), Body(other, copied)], Author("https://orcid.org/0000-0002-1825-0097", reason="x")
    )
    told = graph.derive("conflicts", None, {})
    tree = json.loads(told.json())
    assert tree["conflictCount"] == 1
    assert {arrow["sign"] for arrow in tree["hasConflict"][0]["hasArrow"]} == {"+", "−"}
    assert "1 conflict between claims" in told.text


def test_over_http_the_views_are_where_the_documentation_says(server: Server) -> None:
    asked = server.http.get("/explain", params={"from": RESERVE, "to": GROWTH}, headers={"Accept": "application/json"})
    assert asked.status_code == 200 and len(asked.json()["hasChain"]) == 3
    turtle = server.http.get("/explain", params={"from": RESERVE, "to": GROWTH, "format": "turtle"})
    assert turtle.headers["content-type"].startswith("text/turtle") and "cg:hasChain" in turtle.text
    unknown: httpx.Response = server.http.get("/explain", params={"from": "x y z", "to": GROWTH})
    assert unknown.status_code == 400 and "which no concept is called" in unknown.text
    for address, word in [(f"/{SEED}/compare", "hasObservation"), ("/conflicts", "conflictCount")]:
        assert word in server.http.get(address, params={"format": "json"}).text
    fallen = server.http.get(
        "/falls", params={"cause": "fatigue", "consequence": "repetition capacity", "format": "text"}
    )
    assert "fall" in fallen.text and fallen.headers["content-type"].startswith("text/plain")


def test_the_commands_print_what_the_views_say(server: Server) -> None:
    store = ("--store", str(server.store))
    assert "repetitions in reserve ─−→ neuromuscular fatigue" in run("explain", RESERVE, GROWTH, *store).stdout
    assert "by leg press" in run("compare", "repetitions-in-reserve", *store, "--format", "json").stdout
    assert "no longer reaches" in run("falls", "fatigue", "repetition capacity", *store).stdout
    assert "No two claims" in run("conflicts", *store).stdout
    assert "which no concept is called" in run("explain", "volume lod", GROWTH, *store, expect=1).stderr
