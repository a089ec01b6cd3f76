"""Hints for raters: what the graph knows that bears on a domain of certainty, with its reason."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from appraisal_cases import dossier, finding, line, study

from claimgraph.appraisal.bodies import body_of
from claimgraph.appraisal.designs import Designs
from claimgraph.appraisal.hints import Hint, hints_of
from claimgraph.model import Outcome, Proxy, Study
from claimgraph.service.filling import ontology_triples

DESIGNS = Designs.read(ontology_triples())
ARMS = {"intervention": ("reserve",), "comparator": ("failure",)}
MORE = Outcome("#outcome-1", "growth", "Increase")
SAME = Outcome("#outcome-1", "growth", "NoMeaningfulDifference", margin=Decimal("0.1"), unit="cm")
BETWEEN = {"arm": "reserve", "compared_with": "failure", "unit": "cm"}


def trial(name: str = "a", *found: tuple[str, str], **more: object) -> Study:
    findings = tuple(
        finding(f"{name}-{n}", *bounds, **{**BETWEEN, **more.pop("contrast", {})})  # type: ignore[dict-item]
        for n, bounds in enumerate(found, 1)
    )
    told: dict[str, object] = {"measured": ("growth",), "participants": 500, "registration": "NCT0", **ARMS, **more}
    return study(name, findings=findings, **told)


def hints(*studies: Study, outcome: Outcome = MORE, directions: str = "+", **more: object) -> list[Hint]:
    sides = {"+": "Supports", "-": "Disputes"}
    lines = tuple(
        line(n, each.iri, direction=sides[side], findings=tuple(f.iri for f in each.findings))
        for n, (each, side) in enumerate(zip(studies, directions.ljust(len(studies), "+"), strict=False), 1)
    )
    told = dossier(*studies, outcomes=(outcome,), evidence=lines, **more)  # type: ignore[arg-type]
    return list(hints_of(told, outcome, body_of(told, outcome, DESIGNS)))


def of_domain(domain: str, found: list[Hint]) -> list[tuple[str, str]]:
    return [(hint.points, hint.reason) for hint in found if hint.domain == domain]


@pytest.mark.parametrize(
    ("outcome", "bounds", "more", "expected"),
    [
        (MORE, ("0.1", "0.3"), {}, []),
        (MORE, ("-0.1", "0.3"), {}, [("down", "Intervals that include no effect: growth -0.1 to 0.3 cm.")]),
        (SAME, ("-0.05", "0.1"), {}, []),
        (SAME, ("-0.05", "0.11"), {},
         [("down", "Intervals that reach beyond the margin of ±0.1 cm: growth -0.05 to 0.11 cm.")]),
        (SAME, ("-0.05", "0.1"), {"contrast": {"unit": "mm"}},
         [("open", "Intervals that are in another unit than the margin of ±0.1 cm: growth -0.05 to 0.1 mm.")]),
        (replace(SAME, margin=None), ("-0.05", "0.1"), {},
         [("down", "No margin is stated, so no interval can be narrow enough."),
          ("down", "Intervals that include no difference, which is not sameness: growth -0.05 to 0.1 cm.")]),
        (MORE, ("0.1", "0.3"), {"participants": 399},
         [("down", "399 participants in all; about 400 are a rule of thumb for a measured quantity.")]),
        (MORE, ("0.1", "0.3"), {"participants": None},
         [("open", "Participants are not recorded for a; about 400 are a rule of thumb for a measured quantity.")]),
        (MORE, ("1.1", "1.3"), {"contrast": {"measure": "RiskRatio", "unit": "1"}},
         [("open", "Events are not recorded; about 300 are a rule of thumb.")]),
    ],
)  # fmt: skip
def test_imprecision_is_seen_from_margin_null_and_size(
    outcome: Outcome, bounds: tuple[str, str], more: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert of_domain("Imprecision", hints(trial("a", bounds, **more), outcome=outcome)) == expected


def test_without_an_interval_between_the_arms_imprecision_is_open() -> None:
    assert of_domain("Imprecision", hints(trial())) == [
        ("open", "No interval of a difference between the arms is recorded.")
    ]


@pytest.mark.parametrize(
    ("studies", "directions", "expected"),
    [
        ((trial("a"),), "+", [("open", "One study: its consistency cannot be assessed.")]),
        ((trial("a"), trial("b")), "++", []),
        ((trial("a"), trial("b")), "+-", [("down", "The studies point different ways: a against b.")]),
        ((trial("a", ("0.1", "0.2")), trial("b", ("-0.2", "-0.1"))), "++",
         [("down", "The estimates under reserve point different ways: a higher, b lower.")]),
        ((trial("a", ("0.1", "0.2")), trial("b", ("-0.2", "0.1"))), "++", []),
        ((trial("a", ("0.1", "0.2")),
          trial("b", ("0.1", "0.2"), contrast={"arm": "failure", "compared_with": "reserve"})), "++",
         [("down", "The estimates under reserve point different ways: a higher, b lower.")]),
        ((trial("a", design="MetaAnalysis"),), "+", [("open", "How far the trials in a agree is not recorded.")]),
    ],
)  # fmt: skip
def test_inconsistency_is_seen_where_studies_point_different_ways(
    studies: tuple[Study, ...], directions: str, expected: list[tuple[str, str]]
) -> None:
    assert of_domain("Inconsistency", hints(*studies, directions=directions)) == expected


PROXY = Proxy("thickness", "growth", "It shows.")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"intervention": ()}, [("open", "The intervention is not recorded for a.")]),
        ({"intervention": ("two in reserve",)},
         [("open", "The intervention is a part of reserve: two in reserve (a).")]),
        ({"intervention": ("training",)}, [("down", "The intervention is wider than reserve: training (a).")]),
        ({"comparator": ("rest",)}, [("down", "The comparator is not failure: rest (a).")]),
        ({"intervention": ("failure",), "comparator": ("two in reserve",)},
         [("open", "The intervention is a part of reserve: two in reserve (a).")]),
        ({"measured": ("thickness",), "proxies": (PROXY,)}, [("open", "Measured to stand for growth: thickness (a).")]),
        ({"measured": ("arm growth",)}, [("open", "A part of growth was measured: arm growth (a).")]),
        ({"measured": ("strength",)}, [("down", "growth is not recorded as measured in a.")]),
    ],
)  # fmt: skip
def test_indirectness_is_seen_where_claim_and_study_differ(
    more: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    broader = {"two in reserve": ("reserve",), "reserve": ("training",), "arm growth": ("growth",)}
    assert of_domain("Indirectness", hints(trial(**more), broader=broader)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"registration": None}, ["No registration is recorded for a."]),
        ({"standing": "Preprint"}, ["a is a preprint that nobody has reviewed."]),
        ({"standing": "Superseded"}, ["a has been superseded by a newer version."]),
        ({"standing": "Corrected"}, ["a has been corrected."]),
    ],
)
def test_the_risk_of_bias_is_open_and_the_standing_is_said(more: dict[str, object], expected: list[str]) -> None:
    always = "How likely bias is in a is not recorded."
    assert [reason for _, reason in of_domain("RiskOfBias", hints(trial(**more)))] == [always, *expected]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("design", "estimate", "expected"),
    [
        ("CohortStudy", "2", []), ("CohortStudy", "2.1", ["large"]), ("CohortStudy", "0.4", ["large"]),
        ("CohortStudy", "5.1", ["very large"]), ("CohortStudy", "0.1", ["very large"]), ("RandomizedTrial", "9", []),
    ],
)  # fmt: skip
def test_a_large_effect_is_seen_where_evidence_can_be_raised(design: str, estimate: str, expected: list[str]) -> None:
    value = Decimal(estimate)
    contrast = {"measure": "RiskRatio", "estimate": value}
    found = hints(
        trial("a", (str(value * Decimal("0.9")), str(value * Decimal("1.1"))), design=design, contrast=contrast)
    )
    assert of_domain("LargeEffect", found) == [
        ("up", f"The estimate of growth, {estimate}, is {size}.") for size in expected
    ]


def test_few_studies_leave_publication_bias_open_and_a_review_says_nothing_of_it() -> None:
    assert len(of_domain("PublicationBias", hints(trial()))) == 1
    assert of_domain("PublicationBias", hints(trial(design="MetaAnalysis"))) == []


def test_without_a_study_there_is_nothing_to_hint_at() -> None:
    assert hints() == []
