"""The words around a DOI say on what basis and in which direction it is cited; other wordings name their values."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from stories import ontology, page_of

from claimgraph.ingest import Introduction, Lexicon
from claimgraph.ingest.amounts import duration_of, sample_size_of
from claimgraph.ingest.bibliography import dois_in
from claimgraph.vocabulary import CG


def names(*values: NamedNode) -> list[str]:
    return [value.value.removeprefix(CG.iri) for value in values]


def introduced(text: str, lexicon: Lexicon) -> list[Introduction]:
    return list(lexicon.introductions(text, dois_in(text)))


STUDY = "in the study with DOI 10.5555/a"


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        (f"X rises, as directly measured {STUDY}.", ["DirectMeasurement"]),
        (f"X rises, as measured by ultrasound {STUDY}.", ["DirectMeasurement"]),
        (f"X rises, as confirmed by direct measurements of Y {STUDY}.", ["DirectMeasurement"]),
        (f"X rises, as confirmed by repeated thickness measurements {STUDY}.", ["DirectMeasurement"]),
        (f"X rises, as confirmed by the pooled trials {STUDY}.", ["DirectMeasurement"]),
        (f"X rises, as confirmed {STUDY}.", ["Observation"]),
        (f"X rises, as observed {STUDY}.", ["Observation"]),
        (f"X rises, as indirectly measured {STUDY}.", ["Observation"]),
        ("X rises, as inferred from the study with DOI 10.5555/a.", ["AuthorInference"]),
        (f"X rises, as suggested {STUDY}.", ["AuthorInference"]),
        (f"X rises, as hypothesised {STUDY}.", ["AuthorInference"]),
        (f"X rises, as supported by established mechanistic literature cited {STUDY}.", ["CitedLiterature"]),
        (f"X rises, as supported by biomechanical evidence cited {STUDY}.", ["CitedLiterature"]),
        (f"X rises, as described {STUDY}.", ["CitedLiterature"]),
        (f"X rises, as inferred by the editors from what stands {STUDY}.", ["CuratorInference"]),
        (f"X rises {STUDY}.", ["Unstated"]),
        (f"X rises, as supported by the data {STUDY}.", ["Unstated"]),
        (f"X rises, although this was not measured {STUDY}.", ["Unstated"]),
        (f"X rises, as was never directly measured {STUDY}.", ["Unstated"]),
        (f"X rises, as not only observed but measured {STUDY}.", ["Observation", "DirectMeasurement"]),
        (
            "X rises, as inferred from the study with DOI 10.5555/a and supported by established mechanistic literature "
            "cited therein.",
            ["AuthorInference", "CitedLiterature"],
        ),
        (f"X rises, as observed and directly measured {STUDY}.", ["Observation", "DirectMeasurement"]),
        (f"The fatigue observed late in a set, as in each one, falls, as measured by speed, force and power {STUDY}.", ["DirectMeasurement"]),
        (f"The fatigue observed late in a set falls, directly measured {STUDY}.", ["DirectMeasurement"]),
        (f"Growth (seen in quadriceps, such as the vastus lateralis) rises, as inferred {STUDY}.", ["AuthorInference"]),
        (f"Speed, as well as force, was directly measured {STUDY}.", ["DirectMeasurement"]),
        (f"X rises with increased thickness, reduced load and improved form {STUDY}.", ["Unstated"]),
        ("The study with DOI 10.5555/a directly measured that X rises.", ["DirectMeasurement"]),
        ("X rises (10.5555/a), which was directly measured", ["DirectMeasurement"]),
        ("X was observed. Y rises in the study with DOI 10.5555/a.", ["Unstated"]),
        ("X was observed. (DOI: 10.5555/a)", ["Observation"]),
        (f"X rises, AS DIRECTLY-MEASURED {STUDY}.", ["DirectMeasurement"]),
    ],
)  # fmt: skip
def test_the_clause_that_holds_a_doi_names_its_basis(text: str, bases: list[str], lexicon: Lexicon) -> None:
    (introduction,) = introduced(text, lexicon)
    assert names(introduction.basis, *introduction.also) == bases
    assert introduction.direction == CG.Supports


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("as measured in the studies with DOI 10.5555/a and DOI 10.5555/b.", ["DirectMeasurement", "DirectMeasurement"]),
        ("as measured in DOI 10.5555/a, and inferred from the study with DOI 10.5555/b.", ["DirectMeasurement", "AuthorInference"]),
        ("as measured in DOI 10.5555/a. Y follows, as described in DOI 10.5555/b.", ["DirectMeasurement", "CitedLiterature"]),
        ("as measured in DOI 10.5555/a and cited therein. Y is seen in DOI 10.5555/b.", ["DirectMeasurement", "Observation"]),
        ("as measured in DOI 10.5555/a, while Y stays in the study with DOI 10.5555/b.", ["DirectMeasurement", "Unstated"]),
        ("X rises (10.5555/a), with later phases that fall (10.5555/b)", ["Unstated", "Unstated"]),
    ],
)  # fmt: skip
def test_each_doi_has_its_own_introduction(text: str, told: list[str], lexicon: Lexicon) -> None:
    assert names(*(introduction.basis for introduction in introduced(f"X rises, {text}", lexicon))) == told


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("X rises, but this is contradicted by the study with DOI 10.5555/a.", ["Disputes"]),
        ("X rises, as disputed by direct measurements in the study with DOI 10.5555/a.", ["Disputes"]),
        ("X rises, as measured in DOI 10.5555/a, but not confirmed by DOI 10.5555/b.", ["Supports", "Disputes"]),
        ("The study with DOI 10.5555/a contradicts this.", ["Disputes"]),
        ("X contradicts common sense, as measured in the study with DOI 10.5555/a.", ["Supports"]),
        ("X rises, as not contradicted by the study with DOI 10.5555/a.", ["Supports"]),
        ("X rises, inconsistent with the study with DOI 10.5555/a.", ["Disputes"]),
    ],
)
def test_the_words_before_a_doi_say_for_or_against(text: str, directions: list[str], lexicon: Lexicon) -> None:
    assert names(*(introduction.direction for introduction in introduced(text, lexicon))) == directions


def test_the_seed_page_has_the_basis_of_each_step(shared_pages: Path, lexicon: Lexicon) -> None:
    page = page_of(shared_pages / "repetitions-in-reserve.txt")
    told = [
        [
            names(introduction.basis, *introduction.also)
            for introduction in lexicon.introductions(step.text, step.citations)
        ]
        for mechanism in page.mechanisms
        for step in mechanism.steps
    ]
    assert told == [
        [["DirectMeasurement"]],
        [["DirectMeasurement"]],
        [["AuthorInference", "CitedLiterature"]],
        [["DirectMeasurement"]],
        [["Observation"]],
        [["CitedLiterature"]],
        [["DirectMeasurement"]],
    ]


@pytest.mark.parametrize(
    ("words", "design"),
    [
        ("Systematic review and meta-analysis of randomized placebo-controlled trials", "MetaAnalysis"),
        ("Meta-analyses of RCTs", "MetaAnalysis"),
        ("Systematic review of cohort studies", "SystematicReview"),
        ("Randomized double-blind placebo-controlled trial, 12 weeks, 200 adults", "RandomizedTrial"),
        ("Large, multicentre, double-blind randomised trial", "RandomizedTrial"),
        ("RCT of 60 lifters", "RandomizedTrial"),
        ("Randomized crossover trial", "CrossoverTrial"),
        ("Randomized, placebo-controlled cross-over study", "CrossoverTrial"),
        ("Within-person randomised trial of limbs", "WithinPersonTrial"),
        ("Cluster-randomised trial of gyms", "ClusterTrial"),
        ("Non-randomized controlled trial", "NonrandomizedTrial"),
        ("Prospective cohort studies", "CohortStudy"),
        ("Case-control study", "CaseControlStudy"),
        ("Cross-sectional survey of 900 lifters", "CrossSectionalStudy"),
        ("Before-and-after study", "BeforeAfterStudy"),
        ("N-of-1 trials", "NOf1Trial"),
        ("Acute mechanistic study with biopsies", "AcuteExperiment"),
        ("Animal studies", "AnimalStudy"),
        ("In vitro study of myotubes", "InVitroStudy"),
        ("Narrative review", "NarrativeReview"),
        ("Expert opinion", "ExpertOpinion"),
        ("Something that nobody has done", None),
        ("Randomly chosen people tried it", None),
    ],
)
def test_a_need_names_its_design(words: str, design: str | None, lexicon: Lexicon) -> None:
    found = lexicon.design_of(words)
    assert (names(found)[0] if found else None) == design


@pytest.mark.parametrize(
    ("words", "claim_type"),
    [
        ("causal", "Causal"),
        ("Mechanistic", "Mechanistic"),
        ("associational", "Correlational"),
        ("assertion", None),
        ("causal chain", None),
    ],
)
def test_a_claim_type_is_named_by_whole_words(words: str, claim_type: str | None, lexicon: Lexicon) -> None:
    found = lexicon.claim_type_of(words)
    assert (names(found)[0] if found else None) == claim_type


@pytest.mark.parametrize(
    ("heading", "standing"),
    [
        ("Most probable mechanism", "MostProbable"),
        ("Less supported by current evidence, but not ruled out", "LessSupported"),
        ("Less supported, but not ruled out", "LessSupported"),
        ("Not ruled out", "LessSupported"),
        ("Ruled out by current evidence", "RuledOut"),
        ("Mechanism", None),
    ],
)
def test_a_heading_names_a_standing(heading: str, standing: str | None, lexicon: Lexicon) -> None:
    found = lexicon.standing_of(heading)
    assert (names(found)[0] if found else None) == standing


@pytest.mark.parametrize(
    ("words", "size", "duration"),
    [
        ("Randomized trial, 12 weeks, 200 adults", 200, "P84D"),
        ("8-week trial with n=60", 60, "P56D"),
        ("2 years, N ≥ 1,500 older women", 1500, "P2Y"),
        ("24 hours of infusion in 12 young trained men", 12, "PT24H"),
        ("10 days", None, "P10D"),
        ("1 month", None, "P1M"),
        ("at least 100 participants per arm", None, None),
        ("50-60 lifters over 8-12 weeks", None, None),
        ("50 to 60 lifters over 8 to 12 weeks", None, None),
        ("12 men and 12 women", None, None),
        ("12 weeks of training, 6 months of follow-up", None, None),
        ("3 sessions per week, 2 days per week", None, None),
        ("adults aged 65 years or older", None, None),
        ("0 weeks, 0 adults", None, None),
        ("n = 30 per group", None, None),
        ("100 older adults aged 70 years", 100, None),
    ],
)
def test_numbers_count_where_they_are_plain(words: str, size: int | None, duration: str | None) -> None:
    assert (sample_size_of(words), duration_of(words)) == (size, duration)


@pytest.mark.parametrize(("language", "known"), [("en", True), ("en-GB", True), ("de", False)])
def test_wordings_are_those_of_the_language_of_the_page(language: str, known: bool) -> None:
    assert (Lexicon.of(ontology(), language=language).claim_type_of("causal") == CG.Causal) is known
