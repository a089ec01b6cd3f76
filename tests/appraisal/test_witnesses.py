"""Who speaks for himself: reports, versions, reviews and repeated quotes are not further witnesses."""

from __future__ import annotations

import random

import pytest
from appraisal_cases import dossier, line, study
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.appraisal.confidence import rate
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.scrutiny import Counted
from claimgraph.appraisal.witnesses import Hearing, hear
from claimgraph.model import EvidenceLine, Literature

PRIORS = Priors(
    {"RandomizedTrial": 0.05, "MetaAnalysis": 0.03, "CohortStudy": 0.15},
    {"DirectMeasurement": 0.2, "Observation": 0.3, "AuthorInference": 0.5, "Unstated": 0.7},
)
SHELF = dossier(
    study("a"), study("b"), study("c", design="CohortStudy"),
    study("report 1", report_of=("trial",)), study("report 2", report_of=("trial",)), study("trial"),
    study("preprint", version_of=("a",)), study("retracted", standing="Retracted"),
    study("review", design="MetaAnalysis", includes=("a", "b")),
    study("review of report", design="MetaAnalysis", includes=("trial",)),
    study("review of itself", design="MetaAnalysis", includes=("review of itself",)),
).literature  # fmt: skip


def counted(*lines: EvidenceLine) -> list[Counted]:
    return [Counted(each, each.direction, each.basis) for each in lines]


def heard(*lines: EvidenceLine) -> Hearing:
    return hear(counted(*lines), SHELF, PRIORS)


def errors(hearing: Hearing) -> list[float]:
    return [round(source.witness().error, 4) for source in hearing.supporting]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(1)], [0.25]),
        ([line(1), line(2)], [0.25]),
        ([line(1), line(2, basis="AuthorInference")], [0.25]),
        ([line(1, findings=("f",)), line(2, findings=("f",), basis="Observation")], [0.25]),
        ([line(1, findings=("f",)), line(2, findings=("g",), basis="Observation")], [0.11]),
        ([line(1, findings=("f",)), line(2, findings=("g",)), line(3, findings=("f", "g"))], [0.25]),
        ([line(1, findings=("f",)), line(2, basis="AuthorInference")], [0.15]),
        ([line(1), line(2, "b")], [0.25, 0.25]),
        ([line(1), line(2, "c")], [0.25, 0.35]),
        ([line(1, "report 1"), line(2, "report 2")], [0.25]),
        ([line(1, "report 1"), line(2, "trial")], [0.25]),
        ([line(1), line(2, "preprint")], [0.25]),
        ([line(1, "review"), line(2), line(3, "b"), line(4, "c")], [0.35, 0.23]),
        ([line(1, "review of report"), line(2, "report 1")], [0.23]),
        ([line(1, "review of itself")], [0.23]),
        ([line(1, "unknown")], [0.35]),
        ([line(1, basis="Odd")], [0.75]),
    ],
    ids=[
        "one line", "the same twice", "two bases, the best counts", "one finding twice", "two findings",
        "findings that meet", "a finding and none", "two studies", "two designs", "two reports", "a report and its trial",
        "a preprint and its article", "a review and its trials", "a review and a report", "a review of itself",
        "a study that nobody knows", "a basis that nobody knows",
    ],
)  # fmt: skip
def test_lines_become_witnesses(lines: list[EvidenceLine], expected: list[float]) -> None:
    assert errors(heard(*lines)) == expected


def test_sides_are_heard_apart() -> None:
    hearing = heard(line(1), line(2, direction="Disputes"))
    assert len(hearing.supporting) == len(hearing.disputing) == 1


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([line(1, "retracted")], ["retracted"]),
        ([line(1, direction="Inconclusive")], ["inconclusive"]),
        ([line(1, "review"), line(2)], ["pooled"]),
    ],
    ids=str,
)
def test_what_counts_nothing_is_said_with_its_reason(lines: list[EvidenceLine], why: list[str]) -> None:
    assert [left.why for left in heard(*lines).left_out] == why


def test_a_retracted_review_pools_nothing() -> None:
    shelf = Literature({**SHELF.studies, "review": study("review", standing="Retracted", includes=("a",))})
    hearing = hear(counted(line(1, "review"), line(2)), shelf, PRIORS)
    assert [source.studies for source in hearing.supporting] == [("a",)]


def test_a_line_that_comes_twice_is_one_line() -> None:
    assert errors(heard(line(1), line(1))) == [0.25]


independent = st.lists(
    st.builds(
        line,
        st.integers(1, 30),
        st.sampled_from(["a", "b", "c", "report 1", "report 2"]),
        direction=st.sampled_from(["Supports", "Disputes", "Inconclusive"]),
        basis=st.sampled_from(["DirectMeasurement", "Observation", "AuthorInference", "Unstated"]),
        findings=st.sampled_from([(), ("f",), ("g",), ("f", "g")]),
    ),
    max_size=8,
    unique_by=lambda each: each.iri,
)


@given(independent, st.integers())
def test_the_order_of_lines_does_not_matter(lines: list[EvidenceLine], seed: int) -> None:
    shuffled = list(lines)
    random.Random(seed).shuffle(shuffled)
    assert heard(*shuffled) == heard(*lines)


@given(independent, st.sampled_from(["DirectMeasurement", "Observation", "Unstated"]))
def test_a_further_study_never_moves_it_the_wrong_way(lines: list[EvidenceLine], basis: str) -> None:
    def confidence(*more: EvidenceLine) -> float:
        return rate(counted(*lines, *more), SHELF, PRIORS).confidence or 0.0

    assert confidence(line(99, "trial of its own", basis=basis)) >= confidence() - 1e-12
    assert confidence(line(99, "trial of its own", direction="Disputes", basis=basis)) <= confidence() + 1e-12


@given(st.integers(1, 20))
def test_one_study_convinces_no_more_than_its_design_allows(number: int) -> None:
    lines = [line(place, findings=(f"f{place}",)) for place in range(number)]
    confidence = rate(counted(*lines), SHELF, PRIORS).confidence
    assert confidence is not None and confidence <= 0.95
