"""The certainty of the shipped claims, and of one with recorded judgements: by library, command and server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from serving import Server, run, serving

from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service import Claimgraph
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.vocabulary import CG

SEED = "claims/repetitions-in-reserve"
RATER = "https://orcid.org/0000-0002-1825-0097"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("grade")) as server:
        yield server


def tree(graph: Claimgraph, path: str = SEED) -> Any:
    return json.loads(graph.derive("grade", path, {}).json())


def names(iris: list[str]) -> list[str]:
    return [iri.rpartition("#")[2] for iri in iris]


def test_the_seed_is_not_rated_and_the_missing_judgements_are_listed(curated: Claimgraph) -> None:
    told = tree(curated)
    assert (told["certainty"], told["isComplete"]) == (None, False)
    for outcome in told["hasOutcomeCertainty"]:
        assert outcome["certainty"] is None and outcome["startByDesign"] == CG.HighCertainty.value
        assert names(outcome["missingDomain"]) == ["RiskOfBias", "Indirectness", "Imprecision", "PublicationBias"]


def test_the_hints_of_the_seed_are_those_of_its_one_small_trial_without_a_margin(curated: Claimgraph) -> None:
    growth = tree(curated)["hasOutcomeCertainty"][2]
    hints = [(names([h["domain"]])[0], h["hintsAt"], h["hintReason"]) for h in growth["hasCertaintyHint"]]
    assert ("Inconsistency", "open", "One study: its consistency cannot be assessed.") in hints
    assert ("Imprecision", "down", "No margin is stated, so no interval can be narrow enough.") in hints
    size = "18 participants in all; about 400 are a rule of thumb for a measured quantity."
    assert ("Imprecision", "down", size) in hints
    assert any(d == "Indirectness" and "Measured to stand for quadriceps hypertrophy: rectus" in r for d, _, r in hints)
    assert any(d == "Imprecision" and "rectus femoris thickness -0.113 to 0.047 cm" in r for d, _, r in hints)
    assert not any(points == "up" for _, points, _ in hints)


def test_no_shipped_claim_is_rated_without_a_recorded_judgement(curated: Claimgraph) -> None:
    paths = curated.derivations.paths()
    assert len(paths) > 8
    for path in paths:
        recorded = curated.derivations.claim(path).appraisals
        assert recorded or tree(curated, path)["certainty"] is None


def judge(graph: Claimgraph, *judgements: tuple[str, int]) -> None:
    """Record an appraisal of the seed's critical outcome."""
    lines = [
        f'<#judgement-{n}> a cg:Judgement ; cg:domain cg:{domain} ; cg:levels {levels} ; cg:reason "So."@en ; '
        f"cg:rater <{RATER}> . <#appraisal-1> cg:hasJudgement <#judgement-{n}> ."
        for n, (domain, levels) in enumerate(judgements, 1)
    ]
    head = f"""@prefix cg: <{CG.iri}> .
        <#claim> cg:hasAppraisal <#appraisal-1> .
        <#appraisal-1> a cg:Appraisal ; cg:appraises <#outcome-3> ; cg:startLevel cg:HighCertainty ."""
    added = parse_triples("\n".join([head, *lines]).encode(), TURTLE, base=graph.records.document(SEED))
    graph.records.write([Body(SEED, [*graph.records.read(SEED), *added])], Author(reason="A test."))


def test_recorded_judgements_add_up_with_their_reasons_and_raters(graph: Claimgraph) -> None:
    judge(
        graph, ("RiskOfBias", 0), ("Imprecision", -2), ("Indirectness", 0), ("PublicationBias", 0), ("LargeEffect", 1)
    )
    told = tree(graph)
    assert (told["certainty"], told["isComplete"]) == (CG.LowCertainty.value, True)
    (appraisal,) = told["hasOutcomeCertainty"][2]["hasAppraisal"]
    last = appraisal["hasJudgement"][-1]
    assert (last["levels"], last["countedLevels"], last["remark"]) == (1, 0, "evidence that was lowered is not raised")
    assert (last["reason"], last["rater"]) == ("So.", [RATER])
    triples = graph.derive("grade", SEED, {}).triples()
    assert sum(t.predicate == CG.certainty and t.object == CG.LowCertainty for t in triples) == 3
    text = graph.derive("grade", SEED, {}).text
    assert "Overall: low certainty\n" in text
    assert f"    −2 imprecision: So. [{RATER}]" in text
    assert "0 large effect (recorded as +1: evidence that was lowered is not raised): So." in text


def test_the_command_reads_as_a_person_would() -> None:
    text = run("grade", "repetitions-in-reserve", "--store", "memory").stdout
    assert "Overall: not rated, no judgement is recorded" in text
    assert "By design it starts from high certainty." in text
    assert text.count("18 participants in all") == 1
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("media", ["application/json", "text/plain", "text/html", "text/turtle"])
def test_the_server_tells_it_in_every_form(server: Server, media: str) -> None:
    answer = server.http.get(f"{SEED}/grade", headers={"Accept": media})
    assert answer.status_code == 200 and answer.headers["content-type"].partition(";")[0] == media
    assert b"18 participants" in answer.content


def test_it_is_a_view_of_a_claim_alone(server: Server) -> None:
    assert server.http.get("grade").status_code == 404
