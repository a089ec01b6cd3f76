"""GRADE: published rules as tables, and what is said where judgements are missing, odd or ignored."""

from __future__ import annotations

from dataclasses import replace

import pytest
from appraisal_cases import dossier, line, study
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.appraisal.bodies import LEVELS
from claimgraph.appraisal.designs import Designs
from claimgraph.appraisal.grade import DOWN, UP, GradeProfile, OutcomeGrade, of_claim
from claimgraph.model import Appraisal, Author, Claim, Dossier, Judgement, Outcome, Study
from claimgraph.service.filling import ontology_triples

DESIGNS = Designs.read(ontology_triples())
VERY_LOW, LOW, MODERATE, HIGH = LEVELS
TRIAL, COHORT = "RandomizedTrial", "CohortStudy"
NOTHING = dict.fromkeys(DOWN, 0)
GROWTH = Outcome("#outcome-1", "growth", "Increase", "Critical")


def judged(levels: dict[str, int | None], number: int = 1) -> tuple[Judgement, ...]:
    return tuple(
        Judgement(f"#judgement-{number}-{name}", name, value, "So.", ("#me",)) for name, value in levels.items()
    )


def appraisal(start: str, levels: dict[str, int | None], number: int = 1, outcome: str = "#outcome-1") -> Appraisal:
    return Appraisal(f"#appraisal-{number}", outcome, start, judged(levels, number))


def graded(told: Dossier, *appraisals: Appraisal) -> GradeProfile:
    return of_claim(replace(told, claim=replace(told.claim, appraisals=appraisals)), DESIGNS)


def studies(*designs: str | None) -> tuple[Study, ...]:
    return tuple(study(f"s{n}", design=design, measured=("growth",)) for n, design in enumerate(designs, 1))


def claim_on(*designs: str | None, outcomes: tuple[Outcome, ...] = (GROWTH,)) -> Dossier:
    shelf = studies(*designs)
    return dossier(*shelf, outcomes=outcomes, evidence=tuple(line(n, s.iri) for n, s in enumerate(shelf, 1)))


def of_outcome(designs: tuple[str | None, ...], *appraisals: Appraisal) -> OutcomeGrade:
    return graded(claim_on(*designs), *appraisals).outcomes[0]


@pytest.mark.parametrize(
    ("designs", "start", "levels", "expected"),
    [
        # Cochrane's table of what each level is reached by (BJSM, Table 1 of bjsm.bmj.com/highwire/markup/110605).
        ((TRIAL, TRIAL), HIGH, {}, HIGH),
        ((COHORT, COHORT), LOW, {"LargeEffect": 2}, HIGH),
        ((TRIAL, TRIAL), HIGH, {"RiskOfBias": -1}, MODERATE),
        ((COHORT, COHORT), LOW, {"LargeEffect": 1}, MODERATE),
        ((TRIAL, TRIAL), HIGH, {"RiskOfBias": -1, "Imprecision": -1}, LOW),
        ((TRIAL, TRIAL), HIGH, {"Imprecision": -2}, LOW),
        ((COHORT, COHORT), LOW, {}, LOW),
        ((TRIAL, TRIAL), HIGH, {"RiskOfBias": -1, "Imprecision": -2}, VERY_LOW),
        ((COHORT, COHORT), LOW, {"Indirectness": -1}, VERY_LOW),
        (("CaseSeries", "CaseReport"), VERY_LOW, {}, VERY_LOW),
        # Further ways up (BMJ Open, Table 1 of bmjopen.bmj.com/highwire/markup/215908).
        ((COHORT, COHORT), LOW, {"DoseResponse": 1}, MODERATE),
        ((COHORT, COHORT), LOW, {"PlausibleConfounding": 1}, MODERATE),
        ((COHORT, COHORT), LOW, {"DoseResponse": 1, "PlausibleConfounding": 1}, HIGH),
        # Three levels for imprecision (GRADE guidelines 34); the ends of the scale.
        ((TRIAL, TRIAL), HIGH, {"Imprecision": -3}, VERY_LOW),
        ((COHORT, COHORT), LOW, {"Imprecision": -3, "RiskOfBias": -2}, VERY_LOW),
        ((COHORT, COHORT), LOW, {"LargeEffect": 2, "DoseResponse": 1, "PlausibleConfounding": 1}, HIGH),
    ],
)
def test_the_levels_are_those_of_the_published_tables(
    designs: tuple[str, ...], start: str, levels: dict[str, int | None], expected: str
) -> None:
    grade = of_outcome(designs, appraisal(start, {**NOTHING, **levels}))
    assert (grade.certainty, grade.is_complete, grade.remarks) == (expected, True, ())
    assert grade.body.start == start


@pytest.mark.parametrize(
    ("designs", "levels", "expected", "why"),
    [
        ((COHORT, COHORT), {"RiskOfBias": -1, "LargeEffect": 2}, VERY_LOW, "evidence that was lowered is not raised"),
        ((TRIAL, TRIAL), {"LargeEffect": 2}, HIGH, "only evidence that mostly is not randomised is raised"),
        ((TRIAL, TRIAL, COHORT), {"DoseResponse": 1}, HIGH, "only evidence that mostly is not randomised is raised"),
        ((COHORT, COHORT), {"DoseResponse": 2}, MODERATE, "dose response moves certainty by 0 to +1"),
        ((TRIAL, TRIAL), {"RiskOfBias": -3}, LOW, "risk of bias moves certainty by −2 to 0"),
        ((TRIAL, TRIAL), {"Imprecision": 1}, HIGH, "imprecision moves certainty by −3 to 0"),
        ((TRIAL,), {"Inconsistency": -1}, HIGH, "the consistency of one study cannot be assessed"),
        ((TRIAL,), {"Inconsistency": 0}, HIGH, "the consistency of one study cannot be assessed"),
    ],
)
def test_a_judgement_that_counts_otherwise_than_recorded_says_why(
    designs: tuple[str, ...], levels: dict[str, int | None], expected: str, why: str
) -> None:
    start = HIGH if TRIAL in designs else LOW
    grade = of_outcome(designs, appraisal(start, {**NOTHING, **levels}))
    told = {each.judgement.domain: each.why for each in grade.sums[0].judgements}
    assert grade.certainty == expected
    assert told[list(levels)[-1]] == why


def test_without_an_appraisal_there_is_no_certainty_but_a_list_of_what_is_missing() -> None:
    grade = of_outcome((TRIAL, TRIAL))
    assert (grade.certainty, grade.is_complete, grade.missing) == (None, False, tuple(DOWN))


def test_one_study_needs_no_judgement_of_consistency() -> None:
    assert "Inconsistency" not in of_outcome((TRIAL,)).missing
    assert "Inconsistency" in of_outcome(("MetaAnalysis",)).missing


def test_with_some_judgements_the_level_is_as_far_as_it_is_judged() -> None:
    grade = of_outcome((TRIAL, TRIAL), appraisal(HIGH, {"RiskOfBias": -1, "Imprecision": None}))
    assert (grade.certainty, grade.is_complete) == (MODERATE, False)
    assert grade.missing == ("Inconsistency", "Indirectness", "PublicationBias")


def test_a_recorded_start_wins_over_the_designs_and_the_difference_is_said() -> None:
    grade = of_outcome((COHORT, COHORT), appraisal(HIGH, NOTHING))
    assert grade.certainty == HIGH
    assert grade.remarks == (
        "It is recorded to start from high certainty; the designs of its studies start from low certainty.",
    )


def test_a_review_starts_where_its_studies_start_and_a_trial_inside_it_counts_once() -> None:
    review = study("review", design="MetaAnalysis", includes=("s1", "s2", "s3"), measured=("growth",))
    shelf = (review, *studies(COHORT, COHORT, TRIAL))
    told = dossier(*shelf, outcomes=(GROWTH,), evidence=(line(1, "review"), line(2, "s3")))
    body = graded(told).outcomes[0].body
    assert [each.iri for each in body.studies] == ["review"] and body.start == LOW
    assert graded(claim_on("MetaAnalysis")).outcomes[0].body.start is None


def test_a_retracted_study_is_left_out_and_said() -> None:
    told = claim_on(TRIAL, COHORT)
    gone = replace(told.studies["s1"], standing="Retracted", authors=(Author("Doe"),), year=2024)
    grade = graded(replace(told, studies={**told.studies, "s1": gone})).outcomes[0]
    assert [each.iri for each in grade.body.studies] == ["s2"]
    assert grade.remarks == ("Doe 2024 is retracted and is left out.",)


def test_what_a_study_infers_or_cites_is_no_evidence_of_an_outcome() -> None:
    told = dossier(*studies(TRIAL), outcomes=(GROWTH,), evidence=(line(1, "s1", basis="AuthorInference"),))
    assert graded(told).outcomes[0].body.studies == ()


def test_of_two_judgements_of_one_domain_and_of_two_appraisals_the_lower_counts() -> None:
    twice = replace(
        appraisal(HIGH, NOTHING), judgements=(*judged(NOTHING), Judgement("#again", "RiskOfBias", -2, "So."))
    )
    grade = of_outcome((TRIAL, TRIAL), twice, appraisal(HIGH, NOTHING, 2))
    assert grade.certainty == LOW
    assert grade.remarks == (
        "Risk of bias is judged 2 times; the lowest counts.",
        "Its appraisals end at different levels (low certainty, high certainty); the lowest counts.",
    )


@pytest.mark.parametrize(
    ("importances", "levels", "expected", "decided_by", "complete", "remarks"),
    [
        (("Critical", "Critical", "Important"), (HIGH, LOW, VERY_LOW), LOW, "Critical", True, ()),
        (("Important", "Limited"), (MODERATE, VERY_LOW), MODERATE, "Important", True,
         ("No outcome is called critical, so the important ones decide.",)),
        (("Limited", None), (MODERATE, LOW), LOW, None, True,
         ("No outcome is called critical or important, so all decide.",)),
        (("Critical", "Critical"), (HIGH, None), HIGH, "Critical", False, ("Not rated, and left out of it: c2.",)),
        (("Critical", "Important"), (None, HIGH), None, "Critical", False, ()),
        ((), (), None, None, False, ("The claim names no outcome.",)),
    ],
)  # fmt: skip
def test_the_lowest_of_the_critical_outcomes_decides(
    importances: tuple[str | None, ...], levels: tuple[str | None, ...], expected: str | None, decided_by: str | None,
    complete: bool, remarks: tuple[str, ...],
) -> None:  # fmt: skip
    outcomes = tuple(Outcome(f"#o{n}", f"c{n}", "Increase", each) for n, each in enumerate(importances, 1))
    rated = [appraisal(level, NOTHING, n, f"#o{n}") for n, level in enumerate(levels, 1) if level is not None]
    profile = graded(claim_on(None, None, outcomes=outcomes), *rated)
    assert (profile.certainty, profile.decided_by, profile.is_complete) == (expected, decided_by, complete)
    assert profile.remarks == remarks


def test_lines_count_for_the_outcome_that_they_name_or_stand_on_else_for_all() -> None:
    other = replace(GROWTH, iri="#outcome-2", evidence=(line(3, "s3"),))
    evidence = (line(1, "s1", target="#outcome-1"), line(2, "s2"))
    told = dossier(*studies(TRIAL, TRIAL, TRIAL), outcomes=(GROWTH, other), evidence=evidence)
    bodies = [[each.iri for each in grade.body.studies] for grade in graded(told).outcomes]
    assert bodies == [["s1", "s2"], ["s2", "s3"]]


ratings = st.fixed_dictionaries({}, optional={name: st.one_of(st.none(), st.integers(-4, 4)) for name in (*DOWN, *UP)})
designs = st.lists(st.sampled_from([TRIAL, COHORT, "CaseSeries", "MetaAnalysis", None]), max_size=4).map(tuple)


@given(designs, st.sampled_from(LEVELS), ratings, st.sampled_from(sorted(DOWN)))
def test_a_lower_judgement_never_raises_certainty(
    designs: tuple[str | None, ...], start: str, levels: dict[str, int | None], domain: str
) -> None:
    now = of_outcome(designs, appraisal(start, {**levels, domain: 0})).certainty
    then = of_outcome(designs, appraisal(start, {**levels, domain: -1})).certainty
    assert now is not None and then is not None
    assert LEVELS.index(then) <= LEVELS.index(now)


@given(designs, st.sampled_from(LEVELS), ratings)
def test_randomised_evidence_never_ends_above_its_start(
    designs: tuple[str | None, ...], start: str, levels: dict[str, int | None]
) -> None:
    grade = of_outcome((TRIAL,) * (len(designs) + 1) + designs, appraisal(start, levels))
    assert grade.certainty is not None
    assert LEVELS.index(grade.certainty) <= LEVELS.index(start)


def test_a_claim_without_outcomes_is_not_rated() -> None:
    assert of_claim(Dossier(Claim("#claim", "x")), DESIGNS).certainty is None
