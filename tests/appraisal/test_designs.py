"""How strong designs are: where GRADE starts with them, and the table of OCEBM 2011."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from claimgraph.appraisal.bodies import LEVELS
from claimgraph.appraisal.designs import REVIEWS, Designs
from claimgraph.service.filling import ontology_triples
from claimgraph.vocabulary import CG, SKOS

DESIGNS = Designs.read(ontology_triples())


def members(scheme: NamedNode) -> set[str]:
    return {
        triple.subject.value.removeprefix(CG.iri)  # type: ignore[union-attr]
        for triple in ontology_triples()
        if triple.predicate == SKOS.inScheme and triple.object == scheme
    }


OCEBM = {
    "Prevalence": {"CrossSectionalStudy": 1, "MetaAnalysis": 2, "CaseSeries": 4, "AnimalStudy": None},
    "DiagnosticAccuracy": {"SystematicReview": 1, "CrossSectionalStudy": 2, "CaseControlStudy": 4, "InVitroStudy": 5},
    "Prognosis": {"SystematicReview": 1, "CohortStudy": 2, "RandomizedTrial": 3, "CaseSeries": 4, "AnimalStudy": None},
    "TreatmentBenefit": {
        "MetaAnalysis": 1, "NOf1Trial": 1, "RandomizedTrial": 2, "WithinPersonTrial": 2, "NonrandomizedTrial": 3,
        "CohortStudy": 3, "CaseControlStudy": 4, "CaseSeries": 4, "AcuteExperiment": 5, "ExpertOpinion": None,
    },
    "CommonHarm": {"SystematicReview": 1, "CrossoverTrial": 2, "CohortStudy": 3, "CaseSeries": 4, "AnimalStudy": 5},
    "RareHarm": {"SystematicReview": 1, "NOf1Trial": 1, "RandomizedTrial": 2, "CohortStudy": 3, "CaseSeries": 4},
    "Screening": {"SystematicReview": 1, "RandomizedTrial": 2, "CohortStudy": 3, "CaseControlStudy": 4},
}  # fmt: skip
"""The published table (https://bjsm.bmj.com, Table 1 of 10.1136/bjsports; PMC6251059, Table 1; PMC4530008, Table 4),
each design at the best level that it can reach."""


@pytest.mark.parametrize(
    ("question", "design", "level"), [(q, design, level) for q, row in OCEBM.items() for design, level in row.items()]
)
def test_the_levels_are_those_of_ocebm_2011(question: str, design: str, level: int | None) -> None:
    assert DESIGNS.level_of(question, design) == level


def test_the_table_has_a_row_for_each_question_and_no_other() -> None:
    assert {question for question, _ in DESIGNS.levels} == set(OCEBM) == members(CG.EvidenceQuestions)
    assert {design for _, design in DESIGNS.levels} <= members(CG.StudyDesigns)


def test_every_claim_type_asks_a_question_but_those_about_mechanisms_and_words() -> None:
    assert members(CG.ClaimTypes) - set(DESIGNS.questions) == {"Mechanistic", "Definitional"}
    assert DESIGNS.questions["Comparative"] == "TreatmentBenefit" and DESIGNS.questions["Harm"] == "CommonHarm"
    assert set(DESIGNS.questions.values()) <= set(OCEBM)


def test_no_question_and_no_design_have_no_level() -> None:
    assert DESIGNS.level_of(None, "RandomizedTrial") is None
    assert DESIGNS.level_of("TreatmentBenefit", None) is None


@pytest.mark.parametrize(
    ("design", "start"),
    [
        ("RandomizedTrial", "HighCertainty"), ("CrossoverTrial", "HighCertainty"), ("ClusterTrial", "HighCertainty"),
        ("CohortStudy", "LowCertainty"), ("CaseControlStudy", "LowCertainty"), ("CaseSeries", "VeryLowCertainty"),
        ("CaseReport", "VeryLowCertainty"), ("MetaAnalysis", None), ("AnimalStudy", None), ("ExpertOpinion", None),
        (None, None),
    ],
)  # fmt: skip
def test_trials_start_high_and_other_studies_low(design: str | None, start: str | None) -> None:
    assert DESIGNS.start_of(design) == start
    assert start is None or start in LEVELS


def test_every_design_has_a_place_in_the_order_of_strength() -> None:
    ranks = {design: DESIGNS.rank_of(design) for design in members(CG.StudyDesigns)}
    assert len(ranks) > 15 and max(ranks.values()) < DESIGNS.rank_of("Unheard") == DESIGNS.rank_of(None)
    assert {design for design, rank in ranks.items() if rank == 1} == REVIEWS
    order = ("MetaAnalysis", "WithinPersonTrial", "CohortStudy", "CaseControlStudy", "AcuteExperiment", "AnimalStudy",
             "InVitroStudy", "NarrativeReview", "ExpertOpinion")  # fmt: skip
    assert [ranks[design] for design in order] == list(range(1, 10))
