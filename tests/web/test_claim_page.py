"""What the page of a claim says, and how it puts it."""

from __future__ import annotations

import re

import pytest

from claimgraph.appraisal.confidence import appraise
from claimgraph.model.evidence import Tally
from claimgraph.service import Claimgraph
from claimgraph.web.pages.claim import claim_page, read_claim_page
from claimgraph.web.pages.remarks import listed
from claimgraph.web.pages.verdict import verdict_of

SEED = "claims/repetitions-in-reserve"


def test_the_steps_of_the_seed_carry_their_confidence_and_warnings(curated: Claimgraph) -> None:
    main, other = read_claim_page(curated, SEED).chains
    assert [part.sure for part in main.parts] == ["0.75", "0.75", "0.45", "0.45"]
    assert [[remark.audit for remark in part.warnings] for part in main.parts] == [[], [], [], ["unmeasured"]]
    assert [bool(part.warnings) for part in other.parts] == [True, False, True]
    assert main.weakest == "step 3: 0.45" and other.sure == "no evidence"


def test_what_a_study_did_not_measure_is_one_sentence(curated: Claimgraph) -> None:
    step = read_claim_page(curated, SEED).chains[0].parts[3]
    assert step.warnings[0].text == (
        "Refalo et al. 2024 neither assigned nor measured mTOR signaling, ribosome biogenesis, myofibrillar protein "
        "synthesis and net muscle protein balance. The basis that would be right is author inference."
    )


def test_remarks_that_differ_in_the_variable_alone_are_one(curated: Claimgraph) -> None:
    page = read_claim_page(curated, SEED)
    told = [remark.text for remark in page.remarks if remark.audit == "equivalence"]
    assert len(told) == 1 and "volume load, repetition count and quadriceps hypertrophy" in told[0]
    assert page.warnings == 17


def test_studies_stand_once_with_all_that_they_are_cited_for(curated: Claimgraph) -> None:
    page = read_claim_page(curated, SEED)
    assert [len(page.cited[heading]) for heading in ("Supporting", "Contradicting")] == [1, 0]
    assert {use.part for use in page.cited["Supporting"][0].uses} >= {"quadriceps hypertrophy", "step 3 of mechanism 2"}


@pytest.mark.parametrize(
    ("tally", "sentence"),
    [
        (Tally(0, 0, 0), "No study is recorded for or against it. How sure it is cannot be said."),
        (Tally(1, 0, 0), "One study supports it, none contradicts it. What is reported does not count"),
        (Tally(2, 1, 0), "Two studies support it, one contradicts it."),
        (Tally(14, 3, 0), "14 studies support it, three contradict it."),
    ],
    ids=["none", "one", "two to one", "many"],
)
def test_the_verdict_counts_in_words(curated: Claimgraph, tally: Tally, sentence: str) -> None:
    rated = appraise(curated.derivations.dossier(SEED), curated.derivations.priors)
    assert verdict_of(rated, tally).sentence.startswith(sentence)


def test_every_claim_has_a_page_with_each_address_once(curated: Claimgraph) -> None:
    paths = curated.derivations.paths()
    assert paths
    for path in paths:
        page = claim_page(curated, path)
        ids = re.findall(r'\sid="([^"]*)"', page)
        assert len(ids) == len(set(ids)), path
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids) | {"content"}, path
        assert " style=" not in page and "<style" not in page and not re.search(r"\son[a-z]+=", page), path


def test_words_are_listed_for_reading() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_proposals_that_wait_are_told(graph: Claimgraph) -> None:
    given = {
        "on": "#claim",
        "direction": "Disputes",
        "basis": "Observation",
        "doi": "10.5555/12345678",
        "title": "A study",
    }
    assert "for review" not in claim_page(graph, SEED)
    graph.contributions.propose("evidence", SEED, given)
    assert "1 proposal waits" in claim_page(graph, SEED)
