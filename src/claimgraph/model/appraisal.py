"""Recorded judgements of certainty, as GRADE makes them: one outcome, eight domains."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Judgement:
    """The rating of one domain.

    Attributes:
        domain: Local name, such as RiskOfBias.
        levels: By how many levels it moves certainty, down below zero; None if it could not be assessed.
        raters: IRIs of those who judged.
    """

    iri: str
    domain: str
    levels: int | None
    reason: str
    raters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Appraisal:
    """The judgements about one claimed outcome.

    Attributes:
        outcome: IRI of the claimed outcome.
        start: Local name of the level from which the rating starts, such as HighCertainty.
    """

    iri: str
    outcome: str
    start: str
    judgements: tuple[Judgement, ...] = ()
