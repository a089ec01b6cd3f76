"""What a line deserves: measured or not, shown or not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from appraisal_cases import dossier, finding, line, link, study

from claimgraph.appraisal.scrutiny import Setting, about, count_on_link, count_on_outcomes, uncovered
from claimgraph.model import EvidenceLine, Finding, Link, Outcome, Proxy

SETTING = Setting(("reserve",), ("failure",))


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        ({"measured": ("fatigue", "volume")}, ()),
        ({"measured": ("volume",), "intervention": ("fatigue",)}, ()),
        ({"measured": ("volume",), "comparator": ("fatigue",)}, ()),
        ({"measured": ("rectus volume",), "intervention": ("fatigue",)}, ()),
        ({"measured": ("volume of work",), "intervention": ("fatigue",)}, ("volume",)),
        ({"measured": ("volume", "loss"), "proxies": (Proxy("loss", "fatigue", "It shows it."),)}, ()),
        ({"measured": ("volume",)}, ("fatigue",)),
        ({}, ("fatigue", "volume")),
    ],
    ids=["both measured", "assigned", "the comparator", "narrower covers", "broader never covers", "a proxy", "one not", "neither"],
)  # fmt: skip
def test_an_end_is_covered_by_what_was_assigned_measured_or_stood_for(
    known: dict[str, tuple[str, ...]], missing: tuple[str, ...]
) -> None:
    broader = {"rectus volume": ("volume",), "volume": ("volume of work",)}
    shelf = dossier(study("a", **known), broader=broader).literature
    assert uncovered(shelf, line(1), link("fatigue", "volume")) == missing


@pytest.mark.parametrize(
    ("basis", "also", "counted"),
    [
        ("DirectMeasurement", (), "AuthorInference"),
        ("Observation", (), "AuthorInference"),
        ("DirectMeasurement", ("CitedLiterature",), "CitedLiterature"),
        ("DirectMeasurement", ("Observation",), "AuthorInference"),
        ("CitedLiterature", (), "CitedLiterature"),
        ("Unstated", (), "Unstated"),
    ],
)
def test_what_was_not_measured_counts_with_the_basis_it_deserves(
    basis: str, also: tuple[str, ...], counted: str
) -> None:
    shelf = dossier(study("a")).literature
    found = count_on_link(shelf, line(1, basis=basis, also=also), link("fatigue", "volume"), SETTING)
    assert (found.direction, found.basis) == ("Supports", counted)
    assert [each.audit for each in found.lowered] == (["unmeasured"] if counted != basis else [])


CONTRAST = {"arm": "reserve", "compared_with": "failure"}
MEASURED = {"measured": ("fatigue", "growth"), "intervention": ("reserve",)}


@pytest.mark.parametrize(
    ("arrow", "cited", "lowered"),
    [
        (link("fatigue", "growth"), [finding("f", "-0.1", "0.2", **CONTRAST)], "interval"),
        (link("fatigue", "growth"), [finding("f", "0.1", "0.2", **CONTRAST)], None),
        (link("fatigue", "growth"), [finding("f", "0.0", "0.2", **CONTRAST)], "interval"),
        (link("fatigue", "growth"), [finding("f", "0.8", "1.2", measure="RiskRatio", **CONTRAST)], "interval"),
        (link("fatigue", "growth"), [finding("f", "1.1", "1.2", measure="RiskRatio", **CONTRAST)], None),
        (link("fatigue", "growth"), [finding("f", "4", "6", null=Decimal(5), **CONTRAST)], "interval"),
        (link("fatigue", "growth"), [finding("f", **CONTRAST)], None),
        (link("fatigue", "growth"), [finding("f", "0.1", "0.2", arm="reserve")], None),
        (link("reserve", "growth"), [finding("f", "0.1", "0.2", arm="reserve")], "interval"),
        (
            link("reserve", "growth"),
            [finding("f", "0.1", "0.2", arm="reserve"), finding("g", "0.1", "0.2", **CONTRAST)],
            None,
        ),
        (link("reserve", "growth", "hasNoEffectOn"), [finding("f", "-0.1", "0.2", **CONTRAST)], "equivalence"),
        (link("reserve", "growth"), [], None),
    ],
    ids=[
        "includes nought", "excludes it", "touches it", "a ratio around one", "a ratio above one", "a recorded null",
        "no interval", "growth within an arm, for a process", "growth within an arm, for a contrast",
        "beside a contrast", "no difference is no equivalence", "no finding",
    ],
)  # fmt: skip
def test_a_finding_that_does_not_show_the_arrow_makes_its_line_inconclusive(
    arrow: Link, cited: list[Finding], lowered: str | None
) -> None:
    shelf = dossier(study("a", findings=tuple(cited), **MEASURED)).literature
    found = count_on_link(shelf, line(1, findings=tuple(each.iri for each in cited)), arrow, SETTING)
    assert found.direction == ("Inconclusive" if lowered else "Supports")
    assert [each.audit for each in found.lowered] == ([lowered] if lowered else [])


def outcome(direction: str, margin: str | None = None, unit: str | None = "cm") -> Outcome:
    return Outcome("#outcome-1", "growth", direction, None, Decimal(margin) if margin else None, unit)


IN_CM = {"unit": "cm", **CONTRAST}


@pytest.mark.parametrize(
    ("claimed", "cited", "lowered"),
    [
        (outcome("NoMeaningfulDifference"), [finding("f", "-0.1", "0.1", **IN_CM)], "equivalence"),
        (outcome("NoMeaningfulDifference"), [], "equivalence"),
        (outcome("NoMeaningfulDifference", "0.2"), [finding("f", "-0.1", "0.1", **IN_CM)], None),
        (outcome("NoMeaningfulDifference", "0.1"), [finding("f", "-0.1", "0.1", **IN_CM)], None),
        (outcome("NoMeaningfulDifference", "0.05"), [finding("f", "-0.1", "0.1", **IN_CM)], "equivalence"),
        (outcome("NoMeaningfulDifference", "0.2", "mm"), [finding("f", "-0.1", "0.1", **IN_CM)], "equivalence"),
        (outcome("NoMeaningfulDifference", "0.2"), [finding("f", **IN_CM)], "equivalence"),
        (outcome("NotInferior", "0.2"), [finding("f", "-0.1", "0.1", **IN_CM)], None),
        (outcome("Increase"), [finding("f", "-0.1", "0.1", **IN_CM)], "interval"),
        (outcome("Increase"), [finding("f", "0.1", "0.2", **IN_CM)], None),
        (outcome("Increase"), [finding("f", "0.1", "0.2", arm="reserve")], "interval"),
        (outcome("Increase"), [], None),
    ],
    ids=[
        "no margin", "no margin, no finding", "inside", "on the edge", "outside", "other units", "no interval",
        "not inferior", "includes nought", "excludes it", "within the arm", "no finding",
    ],
)  # fmt: skip
def test_a_finding_that_does_not_show_the_outcome_makes_its_line_inconclusive(
    claimed: Outcome, cited: list[Finding], lowered: str | None
) -> None:
    shelf = dossier(study("a", findings=tuple(cited))).literature
    found = count_on_outcomes(shelf, line(1, findings=tuple(each.iri for each in cited)), [claimed], SETTING)
    assert found.direction == ("Inconclusive" if lowered else "Supports")
    assert [each.audit for each in found.lowered] == ([lowered] if lowered else [])


def test_a_line_about_several_outcomes_counts_if_it_shows_one() -> None:
    shelf = dossier(study("a", findings=(finding("f", "0.1", "0.2", **IN_CM),))).literature
    both = [outcome("Increase"), outcome("NoMeaningfulDifference")]
    assert count_on_outcomes(shelf, line(1, findings=("#f",)), both, SETTING).direction == "Supports"


@pytest.mark.parametrize("direction", ["Disputes", "Inconclusive"])
def test_what_does_not_support_is_left_as_it_is(direction: str) -> None:
    shelf = dossier(study("a", findings=(finding("f", "-0.1", "0.1", **IN_CM),), **MEASURED)).literature
    stated: EvidenceLine = line(1, direction=direction, findings=("#f",))
    assert count_on_link(shelf, stated, link("reserve", "growth"), SETTING).direction == direction
    assert count_on_outcomes(shelf, stated, [outcome("Increase")], SETTING).direction == direction


def test_an_arrow_without_effect_is_shown_by_an_interval_inside_the_margin_of_its_outcome() -> None:
    shelf = dossier(study("a", findings=(finding("f", "-0.1", "0.1", **IN_CM),), **MEASURED)).literature
    arrow, stated = link("reserve", "growth", "hasNoEffectOn"), line(1, findings=("#f",))
    for margin, direction in (("0.2", "Supports"), ("0.05", "Inconclusive")):
        setting = Setting(("reserve",), ("failure",), (outcome("NoMeaningfulDifference", margin),))
        assert count_on_link(shelf, stated, arrow, setting).direction == direction


def test_a_line_without_target_is_about_what_its_findings_speak_for() -> None:
    shelf = dossier(study("a", findings=(finding("f", variable="thickness"),),
                          proxies=(Proxy("thickness", "growth", "It shows."),))).literature  # fmt: skip
    other = Outcome("#outcome-2", "strength", "Increase")
    assert about(shelf, line(1, findings=("#f",)), [outcome("Increase"), other]) == (outcome("Increase"),)
    assert about(shelf, line(1), [outcome("Increase"), other]) == (outcome("Increase"), other)
