"""Ladders: the studies that would answer a question or decide an arrow, the strongest first.

For questions the rungs follow the levels of OCEBM 2011 (`ontology/schemes/evidence-questions.ttl`). A mechanism is
decided by perturbation: what is lowered shows whether the cause is necessary, what is raised whether it is sufficient.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rung:
    """One kind of study.

    Attributes:
        name: A short name that tells the rungs of one ladder apart.
        title: What to call it, without article.
        designs: Local names of the designs that it stands for, the first its own.
        features: What makes such a study strong.
        pools: For a review the design of the studies that it should pool.
        perturbs: Whether it must change the cause of an arrow by itself.
    """

    name: str
    title: str
    designs: tuple[str, ...]
    features: tuple[str, ...] = ()
    pools: str | None = None
    perturbs: bool = False


_REVIEWS = ("MetaAnalysis", "SystematicReview")
_REVIEWING = (
    "protocol registered beforehand",
    "all studies of the question sought, unpublished ones too",
    "risk of bias of each study",
    "heterogeneity with a prediction interval",
)
_RANDOMISING = (
    "registered before the first participant",
    "random allocation, concealed",
    "outcomes measured at several times and sites, by people who do not know the groups",
    "all who were randomised analysed",
)
_PERTURBING = (
    "the cause lowered to see whether it is necessary, and raised to see whether it is sufficient",
    "a control that is handled alike",
    "readings at several times, by people who do not know the conditions",
)
_OBSERVING = ("confounders named beforehand and measured", "groups from one source")

TRIAL = Rung(
    "trial",
    "randomised trial (parallel, crossover or within-person)",
    ("RandomizedTrial", "CrossoverTrial", "WithinPersonTrial"),
    _RANDOMISING,
)
CONTROLLED = Rung(
    "controlled",
    "controlled non-randomised trial or cohort study",
    ("NonrandomizedTrial", "CohortStudy"),
    ("exposure recorded as it happens", *_OBSERVING, "few lost, and these described"),
)
OBSERVED = Rung(
    "observed",
    "case-control or cross-sectional study",
    ("CaseControlStudy", "CrossSectionalStudy"),
    ("exposure recorded without knowledge of the outcome", *_OBSERVING),
)
MECHANISTIC = Rung(
    "mechanistic",
    "experiment in people over hours, in animals or in cells",
    ("AcuteExperiment", "AnimalStudy", "InVitroStudy"),
    _PERTURBING,
)
_POOLED = "systematic review with meta-analysis of"
_TREATMENT = (
    Rung("review", f"{_POOLED} randomised trials", _REVIEWS, _REVIEWING, "RandomizedTrial"),
    TRIAL,
    CONTROLLED,
    OBSERVED,
    MECHANISTIC,
)
LADDERS: dict[str, tuple[Rung, ...]] = {
    **dict.fromkeys(("TreatmentBenefit", "CommonHarm", "RareHarm", "Screening"), _TREATMENT),
    "Prognosis": (
        Rung("review", f"{_POOLED} cohort studies", _REVIEWS, _REVIEWING, "CohortStudy"),
        Rung(
            "cohort",
            "cohort study",
            ("CohortStudy",),
            ("all enter at a like point", "both variables measured in everybody", *_OBSERVING, "few lost"),
        ),
        Rung("observed", "case-control study or case series", ("CaseControlStudy", "CaseSeries"), _OBSERVING),
    ),
    "DiagnosticAccuracy": (
        Rung("review", "systematic review of accuracy studies", _REVIEWS, _REVIEWING, "CrossSectionalStudy"),
        Rung(
            "accuracy",
            "cross-sectional accuracy study",
            ("CrossSectionalStudy",),
            ("everybody in turn included", "one reference standard for all", "each test read without the other"),
        ),
        Rung("observed", "case-control study", ("CaseControlStudy",), _OBSERVING),
    ),
    "Prevalence": (
        Rung(
            "survey",
            "survey of a random sample",
            ("CrossSectionalStudy",),
            ("sample drawn by chance from those asked about", "few who do not answer", "measured alike in all"),
        ),
        Rung("review", "systematic review of surveys", _REVIEWS, _REVIEWING, "CrossSectionalStudy"),
        Rung("series", "case series", ("CaseSeries",), ("everybody in turn included",)),
    ),
}
"""For each question of OCEBM 2011 the studies that would answer it."""

IN_PEOPLE = Rung(
    "people",
    "randomised perturbation in people",
    ("RandomizedTrial", "CrossoverTrial", "AcuteExperiment"),
    (*_RANDOMISING[:2], *_PERTURBING),
    perturbs=True,
)
IN_MODELS = Rung(
    "models",
    "perturbation in animals or cells",
    ("AnimalStudy", "InVitroStudy"),
    _PERTURBING,
    perturbs=True,
)
MEASURING = Rung(
    "mediation",
    "randomised trial that measures both ends of each arrow",
    ("RandomizedTrial", "CrossoverTrial", "WithinPersonTrial"),
    (*_RANDOMISING, "causes measured before their consequences, in everybody"),
)
MECHANISM = (
    Rung("review", "systematic review of experiments in people", _REVIEWS, _REVIEWING, "RandomizedTrial"),
    Rung("people", "randomised experiment in people", IN_PEOPLE.designs, IN_PEOPLE.features),
    Rung("animals", "experiment in animals", ("AnimalStudy",), _PERTURBING),
    Rung("cells", "experiment in cells", ("InVitroStudy",), _PERTURBING),
)
"""Studies that would decide a claim about a mechanism."""
FROM_EXPOSURE = (TRIAL, CONTROLLED)
"""Studies that would decide an arrow from something that people can be assigned to."""
FROM_STATE = (IN_PEOPLE, IN_MODELS)
"""Studies that would decide an arrow from what happens in the body; `MEASURING` would decide all of a step at once."""


def ladder_of(claim_type: str | None, question: str | None) -> tuple[Rung, ...]:
    """The studies that would decide a claim; none for a claim about the meaning of a word.

    A claim without a type is taken to say that an exposure changes an outcome.
    """
    if claim_type == "Mechanistic":
        return MECHANISM
    if claim_type is None:
        return _TREATMENT
    return LADDERS.get(question or "", ())
