"""Confidence of links, steps, mechanisms and claims, and what would raise it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from appraisal_cases import CLAIM, dossier, finding, line, link, study

from claimgraph.appraisal.confidence import appraise, raise_by, raises_of
from claimgraph.appraisal.designs import Designs
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.ripple import ripple
from claimgraph.model import Dossier, EvidenceLine, Mechanism, Outcome, Step, Study
from claimgraph.service.filling import ontology_triples

PRIORS = Priors({"RandomizedTrial": 0.05}, {"DirectMeasurement": 0.2, "AuthorInference": 0.5})
DESIGNS = Designs.read(ontology_triples())
TRIAL = study("a", measured=("x", "y", "z"))


def step(position: int, *lines: EvidenceLine, ends: tuple[str, str] = ("x", "y"), state: str = "Curated") -> Step:
    arrow = replace(link(*ends, number=position), state=state)
    return Step(f"#step-{position}", position, "It does.", links=(arrow,), evidence=lines)


def mechanism(number: int, standing: str, *steps: Step) -> Mechanism:
    own = [
        replace(
            each,
            iri=f"#m{number}{each.iri}",
            links=tuple(replace(link, iri=f"#m{number}{link.iri}") for link in each.links),
        )
        for each in steps
    ]
    return Mechanism(f"#mechanism-{number}", standing, steps=tuple(own))


SURE, INFERRED = line(1), line(2, basis="AuthorInference")


def test_a_step_is_as_sure_as_its_weakest_link() -> None:
    links = (link("x", "y", number=1), link("y", "unknown", number=2))
    told = dossier(TRIAL, steps=(Step("#step-1", 1, "It does.", links=links, evidence=(SURE,)),))
    (rated,) = appraise(told, PRIORS).mechanisms[0].steps
    assert [round(each.rated.confidence or 0, 4) for each in rated.links] == [0.75, 0.45]
    assert rated.confidence == pytest.approx(0.45)
    assert rated.weakest is not None and rated.weakest.link.iri == "#link-2"


def test_a_chain_is_the_product_of_its_steps_with_its_weakest_and_its_length() -> None:
    (rated,) = appraise(dossier(TRIAL, steps=(step(1, SURE), step(2, INFERRED))), PRIORS).mechanisms
    assert rated.confidence == pytest.approx(0.75 * 0.45)
    assert rated.mean == pytest.approx((0.75 * 0.45) ** 0.5)
    assert rated.weakest is not None and rated.weakest.step.position == 2 and len(rated.steps) == 2


def test_a_step_without_evidence_leaves_its_chain_without_a_confidence() -> None:
    (rated,) = appraise(dossier(TRIAL, steps=(step(1, SURE), step(2))), PRIORS).mechanisms
    assert (rated.confidence, rated.mean, rated.weakest_confidence) == (None, None, None)
    assert rated.weakest is not None and rated.weakest.step.position == 2


def test_a_step_without_curated_links_is_weighed_by_its_lines() -> None:
    (rated,) = appraise(dossier(TRIAL, steps=(step(1, SURE, state="Proposed"),)), PRIORS).mechanisms
    assert rated.confidence == pytest.approx(0.75)


def test_mechanisms_rank_by_weakest_link_then_mean_then_as_the_source_has_them() -> None:
    told = dossier(
        TRIAL,
        mechanisms=(
            mechanism(1, "MostProbable", step(1, SURE), step(2, INFERRED)),
            mechanism(2, "LessSupported", step(1, SURE), step(2, SURE), step(3, INFERRED)),
            mechanism(3, "LessSupported", step(1, SURE), step(2)),
            mechanism(4, "RuledOut", step(1)),
        ),
    )
    order = [each.mechanism.iri[-1] for each in appraise(told, PRIORS).mechanisms]
    assert order == ["2", "1", "3", "4"]


def test_a_claim_says_when_its_source_ranks_mechanisms_the_other_way() -> None:
    told = dossier(
        TRIAL,
        mechanisms=(mechanism(1, "MostProbable", step(1, INFERRED)), mechanism(2, "LessSupported", step(1, SURE))),
    )
    disagreement = appraise(told, PRIORS).disagreement
    assert disagreement is not None
    assert [each.mechanism.iri for each in disagreement] == ["#mechanism-1", "#mechanism-2"]


def test_equal_mechanisms_are_no_disagreement() -> None:
    told = dossier(TRIAL, mechanisms=(mechanism(1, "MostProbable", step(1)), mechanism(2, "LessSupported", step(1))))
    assert appraise(told, PRIORS).disagreement is None


def test_a_claim_stands_on_its_own_lines_only() -> None:
    long = tuple(step(position, INFERRED) for position in range(1, 9))
    rated = appraise(dossier(TRIAL, steps=long, evidence=(SURE,)), PRIORS)
    assert rated.rated.confidence == pytest.approx(0.75)
    assert (rated.mechanisms[0].confidence or 1) < 0.01


def equivalence(margin: str | None) -> Dossier:
    shown = finding("f", "-0.1", "0.1", arm="reserve", compared_with="failure", unit="cm")
    outcome = Outcome("#outcome-1", "growth", "NoMeaningfulDifference", None, Decimal(margin) if margin else None, "cm")
    cited = line(1, findings=("#f",), target="#outcome-1")
    return dossier(replace(TRIAL, findings=(shown,)), outcomes=(outcome,), evidence=(cited,))


@pytest.mark.parametrize(("margin", "expected"), [(None, None), ("0.2", 0.75), ("0.05", None)])
def test_equivalence_without_a_margin_that_holds_is_no_evidence(margin: str | None, expected: float | None) -> None:
    rated = appraise(equivalence(margin), PRIORS)
    assert rated.rated.confidence == rated.outcomes[0].rated.confidence
    assert rated.rated.confidence == (None if expected is None else pytest.approx(expected))


def test_what_would_raise_it_most_comes_first() -> None:
    told = equivalence(None)
    rated = appraise(told, PRIORS)
    found = raises_of("#outcome-1", rated.outcomes[0].rated, told.literature, PRIORS)
    assert [(each.how, round(each.after, 4)) for each in found] == [("margin", 0.75), ("study", 0.75)]
    inferred = dossier(TRIAL, steps=(step(1, SURE, ends=("x", "unknown")),))
    only = appraise(inferred, PRIORS).mechanisms[0].steps[0].links[0]
    found = raises_of(only.link.iri, only.rated, inferred.literature, PRIORS)
    assert [(each.how, round(each.after, 4)) for each in found] == [("study", 0.8625), ("measured", 0.75)]


def test_a_further_study_raises_a_link_a_claim_and_nothing_that_is_not_there() -> None:
    rated = appraise(dossier(TRIAL, steps=(step(1, SURE),), evidence=(INFERRED,)), PRIORS)
    assert raise_by(rated, "#link-1", PRIORS) == pytest.approx(0.9375 - 0.75)
    assert raise_by(rated, CLAIM, PRIORS) == pytest.approx(0.8625 - 0.45)
    assert raise_by(rated, "#elsewhere", PRIORS) is None


def test_a_retraction_takes_what_rests_on_it_alone() -> None:
    told = dossier(
        TRIAL, replace(TRIAL, iri="b"), steps=(step(1, SURE, line(3, "b")), step(2, INFERRED)), evidence=(SURE,)
    )
    found = ripple(told, {"a": "Retracted"}, PRIORS, DESIGNS)
    changes = {(each.kind, each.target): (each.before, each.after) for each in found.changes}
    assert changes["claim", CLAIM] == (pytest.approx(0.75), None)
    assert changes["step", "#step-1"] == (pytest.approx(0.9375), pytest.approx(0.75))
    assert changes["link", "#link-2"] == (pytest.approx(0.45), None)
    assert (found.supporting, found.disputing) == ((2, 1), (0, 0))
    assert {each.target for each in found.changes if each.loses_all} == {CLAIM, "#mechanism-1", "#step-2", "#link-2"}


@pytest.mark.parametrize("standing", ["Corrected", "InGoodStanding"])
def test_a_standing_that_takes_no_weight_changes_nothing(standing: str) -> None:
    assert not ripple(dossier(TRIAL, evidence=(SURE,)), {"a": standing}, PRIORS, DESIGNS).changes


def test_a_study_that_nobody_cites_changes_nothing() -> None:
    assert not ripple(dossier(TRIAL, Study("z"), evidence=(SURE,)), {"z": "Retracted"}, PRIORS, DESIGNS).changes
