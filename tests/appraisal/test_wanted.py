"""Which studies are wanted for a claim and its weak arrows, what they would show, and what closes them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from appraisal_cases import CLAIM, dossier, finding, line, link, study

from claimgraph.appraisal.designs import Designs
from claimgraph.appraisal.ladders import LADDERS
from claimgraph.appraisal.predictions import listed, on_contrast, on_mediation, on_outcomes, on_perturbation
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.wanted import Want, wants_of
from claimgraph.model import Dossier, EvidenceLine, Mechanism, Need, Outcome, Proxy, Step, Study
from claimgraph.service.filling import ontology_triples

TRIPLES = ontology_triples()
DESIGNS, PRIORS = Designs.read(TRIPLES), Priors.read(TRIPLES)
MORE = Outcome("#outcome-1", "growth", "Increase")
SAME = Outcome("#outcome-1", "growth", "NoMeaningfulDifference")
ARMS = {"intervention": ("reserve",), "comparator": ("failure",), "measured": ("growth",)}
TRIAL = study("a", **ARMS)


def wants(told: Dossier, **more: float) -> tuple[Want, ...]:
    return wants_of(told, DESIGNS, PRIORS, **more)


def claim_of(
    *studies: Study, outcome: Outcome = MORE, type: str | None = "Causal", needs: tuple[Need, ...] = (), **more: object
) -> Dossier:
    evidence = tuple(line(n, each.iri) for n, each in enumerate(studies, 1))
    told = dossier(*studies, outcomes=(outcome,), evidence=evidence, **more)  # type: ignore[arg-type]
    return replace(told, claim=replace(told.claim, type=type, needs=needs))


def on_claim(told: Dossier) -> dict[str, Want]:
    return {want.rung.name: want for want in wants(told) if want.target == CLAIM}


def closed(told: Dossier) -> list[str]:
    return [name for name, want in on_claim(told).items() if not want.is_open]


@pytest.mark.parametrize(
    ("type", "rungs"),
    [
        ("Causal", ["review", "trial", "controlled", "observed", "mechanistic"]),
        ("Comparative", ["review", "trial", "controlled", "observed", "mechanistic"]),
        (None, ["review", "trial", "controlled", "observed", "mechanistic"]),
        ("Harm", ["review", "trial", "controlled", "observed", "mechanistic"]),
        ("Correlational", ["review", "cohort", "observed"]),
        ("Diagnostic", ["review", "accuracy", "observed"]),
        ("Descriptive", ["survey", "review", "series"]),
        ("Mechanistic", ["review", "people", "animals", "cells"]),
        ("Definitional", []),
    ],
)
def test_a_claim_wants_the_studies_of_its_question_strongest_first(type: str | None, rungs: list[str]) -> None:
    assert list(on_claim(claim_of(type=type))) == rungs


def test_the_rungs_of_a_question_go_down_the_levels_of_ocebm() -> None:
    for question, ladder in LADDERS.items():
        levels = [DESIGNS.level_of(question, rung.designs[0]) for rung in ladder]
        assert None not in levels and levels == sorted(levels), question  # type: ignore[type-var]


def test_each_want_of_a_claim_says_what_it_could_yield() -> None:
    told = on_claim(claim_of())
    assert [want.certainty for want in told.values()] == [
        "HighCertainty", "HighCertainty", "LowCertainty", "LowCertainty", None,
    ]  # fmt: skip
    assert [want.level for want in told.values()] == [1, 2, 3, 4, 5]
    gains = [want.gain or 0.0 for want in told.values()]
    assert gains[0] > gains[1] > gains[2] > gains[3] > 0
    assert all(want.prediction and want.features for want in told.values())


STRONGER = ["trial", "controlled", "observed", "mechanistic"]


@pytest.mark.parametrize(
    ("attached", "expected"),
    [
        (TRIAL, STRONGER),
        (replace(TRIAL, design="CrossoverTrial"), STRONGER),
        (replace(TRIAL, design="MetaAnalysis"), ["review", *STRONGER]),
        (replace(TRIAL, design="CohortStudy"), STRONGER[1:]),
        (replace(TRIAL, design="AnimalStudy"), STRONGER[3:]),
        (replace(TRIAL, design=None), []),
        (replace(TRIAL, standing="Corrected"), STRONGER),
        (replace(TRIAL, standing="Retracted"), []),
        (replace(TRIAL, standing="Preprint"), []),
        (replace(TRIAL, intervention=("two in reserve",)), STRONGER),
        (replace(TRIAL, intervention=("training",)), []),
        (replace(TRIAL, intervention=("failure",), comparator=("reserve",)), STRONGER),
        (replace(TRIAL, comparator=("rest",)), []),
        (replace(TRIAL, comparator=()), STRONGER),
        (replace(TRIAL, measured=("arm growth",)), STRONGER),
        (replace(TRIAL, measured=("size",)), []),
        (replace(TRIAL, measured=("thickness",), proxies=(Proxy("thickness", "growth", "It shows."),)), STRONGER),
        (replace(TRIAL, measured=("strength",)), []),
    ],
)
def test_a_want_closes_by_a_study_in_good_standing_as_strong_with_intervention_and_outcome(
    attached: Study, expected: list[str]
) -> None:
    broader = {"two in reserve": ("reserve",), "reserve": ("training",), "arm growth": ("growth",), "growth": ("size",)}
    told = claim_of(attached, broader=broader)
    assert closed(told) == expected
    assert all(want.closed_by == ("a",) for name, want in on_claim(told).items() if name in expected)


def test_a_want_of_several_outcomes_closes_only_when_all_are_measured() -> None:
    both = (MORE, replace(MORE, iri="#outcome-2", concept="strength"))
    other = replace(TRIAL, iri="b", measured=("strength",))
    told = dossier(TRIAL, other, outcomes=both, evidence=(line(1, "a"),))
    assert closed(told) == []
    with_both = dossier(TRIAL, other, outcomes=both, evidence=(line(1, "a"), line(2, "b")))
    assert on_claim(with_both)["trial"].closed_by == ("a", "b")


@pytest.mark.parametrize(
    ("outcome", "bounds", "expected"),
    [
        (SAME, ("-0.1", "0.1"), ("a leaves open growth: no margin is stated",)),
        (replace(SAME, margin=Decimal("0.1"), unit="cm"), ("-0.1", "0.2"),
         ("a leaves open growth: no interval is within the margin",)),
        (replace(SAME, margin=Decimal("0.1"), unit="cm"), ("-0.1", "0.1"), ()),
        (MORE, ("-0.1", "0.2"), ("a leaves open growth: its interval includes no effect, or is of one arm",)),
        (MORE, ("0.1", "0.2"), ()),
    ],
)  # fmt: skip
def test_a_study_that_closes_without_settling_says_why(
    outcome: Outcome, bounds: tuple[str, str], expected: tuple[str, ...]
) -> None:
    found = finding("f", *bounds, arm="reserve", compared_with="failure", unit="cm")
    told = dossier(replace(TRIAL, findings=(found,)), outcomes=(outcome,), evidence=(line(1, findings=("#f",)),))
    assert on_claim(told)["trial"].left_open == expected


def test_studies_that_close_while_they_dispute_each_other_say_so() -> None:
    other = replace(TRIAL, iri="b")
    told = dossier(TRIAL, other, outcomes=(MORE,), evidence=(line(1, "a"), line(2, "b", direction="Disputes")))
    assert on_claim(told)["trial"].left_open == ("the studies that are cited point both ways",)


def step(*links: object, lines: tuple[EvidenceLine, ...] = (), number: int = 1) -> Step:
    return Step(f"#step-{number}", number, "It does.", links=links, evidence=lines)  # type: ignore[arg-type]


def on_arrows(told: Dossier, **more: float) -> list[tuple[str, tuple[str, ...]]]:
    return [(want.rung.name, want.decides) for want in wants(told, **more) if want.target != CLAIM]


INNER = link("signal", "growth")
OUTER = link("reserve", "signal", number=2)


def test_an_arrow_from_an_exposure_wants_trials_and_one_from_the_body_perturbation() -> None:
    told = dossier(steps=(step(INNER, OUTER),))
    assert on_arrows(told) == [
        ("people", ("#link-1",)), ("models", ("#link-1",)), ("mediation", ("#link-1",)),
        ("trial", ("#link-2",)), ("controlled", ("#link-2",)),
    ]  # fmt: skip


def test_several_arrows_of_a_step_want_one_trial_that_measures_them_all() -> None:
    told = dossier(steps=(step(INNER, link("growth", "strength", number=3)),))
    whole = wants(told)[-1]
    assert (whole.rung.name, whole.decides) == ("mediation", ("#link-1", "#link-3"))
    assert whole.measures == ("signal", "growth", "strength") == whole.unmeasured
    assert whole.prediction is not None
    assert whole.prediction.supports == "In both arms, growth rises with signal and strength rises with growth."


def test_a_sure_arrow_wants_nothing() -> None:
    sure = step(OUTER, lines=(line(1, "a"),))
    told = dossier(replace(TRIAL, measured=("signal",)), steps=(sure,))
    assert on_arrows(told) == []
    assert len(on_arrows(told, below=0.9)) == 2


def test_arrows_of_ruled_out_mechanisms_and_proposed_ones_want_nothing() -> None:
    ruled_out = Mechanism("#mechanism-1", "RuledOut", steps=(step(INNER),))
    assert on_arrows(dossier(mechanisms=(ruled_out,))) == []
    assert on_arrows(dossier(steps=(step(replace(INNER, state="Proposed")),))) == []


def test_an_arrow_that_stands_in_two_steps_is_wanted_once() -> None:
    twice = replace(OUTER, iri="#link-9")
    told = dossier(steps=(step(OUTER), step(twice, number=2)))
    assert on_arrows(told) == [("trial", ("#link-2", "#link-9")), ("controlled", ("#link-2", "#link-9"))]


def test_what_nobody_measured_is_named() -> None:
    told = dossier(replace(TRIAL, measured=("growth",)), steps=(step(INNER, lines=(line(1, "a"),)),))
    assert {want.unmeasured for want in wants(told) if want.target == "#link-1"} == {("signal",)}


BLOCKED = link("drug", "signal", "decreases", number=5)


@pytest.mark.parametrize(
    ("attached", "arrows", "expected"),
    [
        (study("a", intervention=("signal",), measured=("growth",)), (), ["people", "models"]),
        (study("a", design="AnimalStudy", intervention=("signal",), measured=("growth",)), (), ["models"]),
        (study("a", intervention=("drug",), measured=("signal", "growth")), (BLOCKED,), ["people", "models"]),
        (study("a", intervention=("drug",), measured=("signal", "growth")), (replace(BLOCKED, influence="increases"),), []),
        (study("a", intervention=("drug",), measured=("signal", "growth")),
         (BLOCKED, link("drug", "sleep", "decreases", number=6)), []),
        (study("a", design="CohortStudy", intervention=("signal",), measured=("growth",)), (), []),
        (study("a", **{**ARMS, "measured": ("signal", "growth")}), (), ["mediation"]),
    ],
)  # fmt: skip
def test_an_arrow_closes_by_a_trial_that_measured_it_or_changed_its_cause_alone(
    attached: Study, arrows: tuple[object, ...], expected: list[str]
) -> None:
    inferred = line(1, "a", basis="AuthorInference")
    told = dossier(attached, steps=(step(INNER, lines=(inferred,)), step(*arrows, number=2)))
    wanted = [want for want in wants(told) if want.decides == ("#link-1",)]
    assigned = "signal" in attached.intervention
    if assigned:
        assert [want.rung.name for want in wanted] == ["trial", "controlled"]
    else:
        assert [want.rung.name for want in wanted if not want.is_open] == expected


def need(**more: object) -> Need:
    told: dict[str, object] = {"design": "RandomizedTrial", "decides": (CLAIM,), "intervention": ("reserve",), **more}
    return Need("#need-1", 1, "A large trial.", **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "attached", "beside", "is_open"),
    [
        (need(), (), "trial", True),
        (need(design="WithinPersonTrial"), (), "trial", True),
        (need(), (TRIAL,), "trial", False),
        (need(sample_size=200), (replace(TRIAL, participants=18),), "trial", True),
        (need(sample_size=200), (replace(TRIAL, participants=200),), "trial", False),
        (need(sample_size=200), (TRIAL,), "trial", False),
        (need(status="ClosedNeed"), (), "trial", False),
        (need(design="MetaAnalysis"), (TRIAL,), "review", True),
        (need(intervention=("sleep",)), (), "source", True),
        (need(design=None), (), "source", True),
    ],
)
def test_what_the_source_asks_for_stands_beside_the_want_that_says_the_same(
    asked: Need, attached: tuple[Study, ...], beside: str, is_open: bool
) -> None:
    told = wants(claim_of(*attached, needs=(asked,)))
    (found,) = [want for want in told if want.need is not None]
    assert (found.rung.name, found.is_open) == (beside, is_open)
    assert len(told) == (6 if beside == "source" else 5)


def test_a_trial_that_the_source_asks_for_takes_the_place_of_the_arrows_wants() -> None:
    asked = need(decides=("#link-2",), measures=("signal",))
    told = claim_of(needs=(asked,), steps=(step(OUTER),))
    assert [want.rung.name for want in wants(told) if want.target == "#link-2"] == ["source"]
    elsewhere = claim_of(needs=(replace(asked, measures=("sleep",)),), steps=(step(OUTER),))
    assert len([want for want in wants(elsewhere) if want.target == "#link-2"]) == 3


@pytest.mark.parametrize(
    ("outcomes", "supports", "refutes"),
    [
        ((SAME,), "The 95 % interval of the difference in growth lies within a margin stated beforehand.",
         "That interval lies wholly outside it."),
        ((replace(SAME, margin=Decimal("0.1"), unit="cm"),),
         "The 95 % interval of the difference in growth lies within the margin of ±0.1 cm.",
         "That interval lies wholly outside it."),
        ((replace(SAME, direction="NotInferior"),),
         "The 95 % interval of the difference in growth does not reach beyond a margin stated beforehand on the worse side.",
         "That interval lies wholly beyond it."),
        ((MORE,), "The 95 % interval of the difference in growth lies wholly above zero.",
         "That interval lies wholly below zero, or holds nothing but differences too small to matter."),
        ((MORE, replace(MORE, concept="strength")),
         "The 95 % intervals of the differences in growth and strength lie wholly above zero.",
         "The 95 % interval of one of these differences lies wholly below zero, or holds nothing but differences too "
         "small to matter."),
        ((MORE, replace(SAME, concept="strength")),
         "The 95 % interval of the difference in growth lies wholly above zero. The 95 % interval of the difference in "
         "strength lies within a margin stated beforehand.",
         "That of growth lies wholly below zero, or holds nothing but differences too small to matter. That of strength "
         "lies wholly outside it."),
    ],
)  # fmt: skip
def test_the_result_that_would_support_and_refute_a_claim_is_said(
    outcomes: tuple[Outcome, ...], supports: str, refutes: str
) -> None:
    told = on_outcomes(dossier(outcomes=outcomes))
    assert (told.supports, told.refutes) == (supports, refutes)


@pytest.mark.parametrize(
    ("influence", "contrast", "perturbed", "together"),
    [
        ("increases", "lies wholly above zero", "Lowering x lowers y, and raising it raises y.", "y rises with x"),
        ("decreases", "lies wholly below zero", "Lowering x raises y, and raising it lowers y.", "y falls with x"),
        ("maintains", "lies wholly above zero", "Lowering x lets y fall, and keeping it up keeps up y.", "y rises with x"),
        ("modulates", "excludes zero", "Lowering or raising x changes y.", "y changes with x"),
        ("hasNoEffectOn", "lies within a margin stated beforehand",
         "When x is lowered or raised, y stays within a margin stated beforehand.", "y does not go with x"),
    ],
)  # fmt: skip
def test_the_result_that_would_support_an_arrow_is_said(
    influence: str, contrast: str, perturbed: str, together: str
) -> None:
    told, arrow = dossier(), link("x", "y", influence)
    assert on_contrast(told, arrow, ("z",)).supports == (
        f"The 95 % interval of the difference in y between x and z {contrast}."
    )
    assert on_perturbation(told, arrow).supports == perturbed
    assert on_mediation(told, [arrow]).supports == f"In both arms, {together}."
    predictions = (on_contrast(told, arrow, ()), on_perturbation(told, arrow), on_mediation(told, [arrow]))
    assert all(each.supports != each.refutes for each in predictions)


def test_nothing_listed_is_nothing() -> None:
    assert listed([]) == ""
