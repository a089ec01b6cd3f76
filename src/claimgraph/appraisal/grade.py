"""GRADE: what the recorded judgements of an outcome add up to. Nothing is judged here, and nothing is made up.

Evidence starts high or low by its design, five domains lower it, three raise it, and the sum stays between very low and
high (GRADE guidelines 1, https://doi.org/10.1016/j.jclinepi.2010.04.026, and 3,
https://doi.org/10.1016/j.jclinepi.2010.07.015). It is raised only where nothing lowered it and most studies were not
randomised (GRADE guidelines 9, https://doi.org/10.1016/j.jclinepi.2011.06.004). Over outcomes the lowest of the
critical ones counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimgraph.appraisal.bodies import LEVELS, Body, body_of
from claimgraph.appraisal.designs import Designs
from claimgraph.appraisal.hints import Hint, hints_of
from claimgraph.model import Appraisal, Dossier, Judgement, Outcome

DOWN = {"RiskOfBias": -2, "Inconsistency": -2, "Indirectness": -2, "Imprecision": -3, "PublicationBias": -2}
"""Domains that lower certainty, and by how many levels at most; three for imprecision are those of GRADE guidelines 34
(https://doi.org/10.1016/j.jclinepi.2022.07.014)."""
UP = {"LargeEffect": 2, "DoseResponse": 1, "PlausibleConfounding": 1}
"""Domains that raise certainty, and by how many levels at most."""


@dataclass(frozen=True)
class Weighed:
    """A judgement as it counts.

    Attributes:
        levels: By how many levels it moves certainty; None where the domain could not be assessed.
        why: Why that is not as recorded; None where it is.
    """

    judgement: Judgement
    levels: int | None
    why: str | None = None


@dataclass(frozen=True)
class Sum:
    """What the judgements of one appraisal add up to.

    Attributes:
        start: Local name of the level from which they start.
        certainty: Local name of the level at which they end.
        missing: Domains that nobody has judged, of those that lower certainty.
    """

    appraisal: Appraisal
    start: str
    certainty: str
    judgements: tuple[Weighed, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class OutcomeGrade:
    """The certainty of the evidence for one outcome.

    Attributes:
        sums: Its appraisals; more than one where several raters appraised it by themselves.
        certainty: The lowest of them; None where there is none.
        missing: Domains that an appraisal of it still misses.
        remarks: Sentences that must be known to read the certainty rightly.
        hints: Reasons that a rater should look at.
    """

    outcome: Outcome
    body: Body
    sums: tuple[Sum, ...]
    certainty: str | None
    missing: tuple[str, ...]
    remarks: tuple[str, ...]
    hints: tuple[Hint, ...]

    @property
    def is_complete(self) -> bool:
        """Whether it is rated in all domains."""
        return self.certainty is not None and not self.missing


@dataclass(frozen=True)
class GradeProfile:
    """The certainty of all outcomes of a claim.

    Attributes:
        certainty: The lowest among the outcomes that decide; None where none of them is rated.
        decided_by: Importance of the outcomes that decide: Critical, else Important, else None for all others.
        remarks: Sentences that must be known to read it rightly.
    """

    outcomes: tuple[OutcomeGrade, ...]
    certainty: str | None
    decided_by: str | None
    is_complete: bool
    remarks: tuple[str, ...]


def of_claim(dossier: Dossier, designs: Designs) -> GradeProfile:
    """Grade all outcomes of a claim."""
    outcomes = tuple(of_outcome(dossier, outcome, designs) for outcome in dossier.claim.outcomes)
    decided_by, deciding = _deciding(outcomes)
    rated = [grade.certainty for grade in deciding if grade.certainty is not None]
    certainty = min(rated, key=LEVELS.index) if rated else None
    complete = bool(deciding) and all(grade.is_complete for grade in deciding)
    return GradeProfile(outcomes, certainty, decided_by, complete, _profile_remarks(decided_by, deciding, dossier))


def _deciding(outcomes: Sequence[OutcomeGrade]) -> tuple[str | None, Sequence[OutcomeGrade]]:
    for importance in ("Critical", "Important"):
        found = [grade for grade in outcomes if grade.outcome.importance == importance]
        if found:
            return importance, found
    return None, outcomes


def _profile_remarks(decided_by: str | None, deciding: Sequence[OutcomeGrade], dossier: Dossier) -> tuple[str, ...]:
    remarks = []
    if not deciding:
        remarks.append("The claim names no outcome.")
    elif decided_by == "Important":
        remarks.append("No outcome is called critical, so the important ones decide.")
    elif decided_by is None:
        remarks.append("No outcome is called critical or important, so all decide.")
    unrated = [dossier.label(grade.outcome.concept) for grade in deciding if grade.certainty is None]
    if unrated and len(unrated) < len(deciding):
        remarks.append(f"Not rated, and left out of it: {', '.join(unrated)}.")
    return tuple(remarks)


def of_outcome(dossier: Dossier, outcome: Outcome, designs: Designs) -> OutcomeGrade:
    """Grade one outcome."""
    body = body_of(dossier, outcome, designs)
    sums = tuple(add_up(each, body) for each in dossier.claim.appraisals if each.outcome == outcome.iri)
    certainty = min((each.certainty for each in sums), key=LEVELS.index, default=None)
    missing = dict.fromkeys(domain for each in sums for domain in each.missing)
    return OutcomeGrade(
        outcome,
        body,
        sums,
        certainty,
        tuple(missing) if sums else _needed(body),
        tuple(_remarks(sums, body, dossier)),
        hints_of(dossier, outcome, body),
    )


def _needed(body: Body) -> tuple[str, ...]:
    return tuple(domain for domain in DOWN if not (domain == "Inconsistency" and body.is_single))


def add_up(appraisal: Appraisal, body: Body) -> Sum:
    """Add up the judgements of one appraisal."""
    start = appraisal.start if appraisal.start in LEVELS else (body.start or LEVELS[0])
    weighed = [_weighed(judgement, body) for judgement in _lowest_first(appraisal.judgements)]
    down = _total(weighed, DOWN)
    refusal = _why_not_raised(start, down, body)
    if refusal:
        weighed = [_refused(each, refusal) for each in weighed]
    place = LEVELS.index(start) + down + _total(weighed, UP)
    judged = {each.judgement.domain for each in weighed}
    missing = tuple(domain for domain in _needed(body) if domain not in judged)
    certainty = LEVELS[max(0, min(place, len(LEVELS) - 1))]
    return Sum(appraisal, start, certainty, tuple(sorted(weighed, key=_order)), missing)


def _lowest_first(judgements: Iterable[Judgement]) -> list[Judgement]:
    return sorted(judgements, key=lambda each: (each.levels is None, each.levels or 0, each.iri))


def _weighed(judgement: Judgement, body: Body) -> Weighed:
    domain, levels = judgement.domain, judgement.levels
    if domain == "Inconsistency" and body.is_single:
        why = "the consistency of one study cannot be assessed" if levels is not None else None
        return Weighed(judgement, None, why)
    if levels is None:
        return Weighed(judgement, None)
    low, high = (DOWN[domain], 0) if domain in DOWN else (0, UP.get(domain, 0))
    within = max(low, min(levels, high))
    if within == levels:
        return Weighed(judgement, levels)
    return Weighed(judgement, within, f"{words(domain)} moves certainty by {signed(low)} to {signed(high)}")


def _total(weighed: Iterable[Weighed], domains: dict[str, int]) -> int:
    """The sum over domains; where a domain is judged twice, the lower counts."""
    first: dict[str, int] = {}
    for each in weighed:
        if each.judgement.domain in domains and each.levels is not None:
            first.setdefault(each.judgement.domain, each.levels)
    return sum(first.values())


def _why_not_raised(start: str, down: int, body: Body) -> str | None:
    if down < 0:
        return "evidence that was lowered is not raised"
    nonrandomised = body.is_nonrandomised
    if nonrandomised is None:
        nonrandomised = start != LEVELS[-1]
    return None if nonrandomised else "only evidence that mostly is not randomised is raised"


def _refused(weighed: Weighed, why: str) -> Weighed:
    if weighed.judgement.domain in UP and weighed.levels:
        return Weighed(weighed.judgement, 0, why)
    return weighed


def _order(weighed: Weighed) -> tuple[int, str]:
    domains = [*DOWN, *UP]
    domain = weighed.judgement.domain
    return (domains.index(domain) if domain in domains else len(domains)), weighed.judgement.iri


def _remarks(sums: Sequence[Sum], body: Body, dossier: Dossier) -> Iterable[str]:
    for each in sums:
        if body.start is not None and body.start != each.start:
            yield (
                f"It is recorded to start from {words(each.start)}; the designs of its studies start from "
                f"{words(body.start)}."
            )
        yield from _repeated(each)
    if len({each.certainty for each in sums}) > 1:
        levels = ", ".join(words(each.certainty) for each in sums)
        yield f"Its appraisals end at different levels ({levels}); the lowest counts."
    for study in body.retracted:
        yield f"{dossier.refer(study.iri)} is retracted and is left out."
    if sums and not body.studies:
        yield "No study in good standing is cited as having measured it."


def _repeated(each: Sum) -> Iterable[str]:
    domains = [weighed.judgement.domain for weighed in each.judgements]
    for domain in dict.fromkeys(domains):
        if domains.count(domain) > 1:
            yield f"{words(domain).capitalize()} is judged {domains.count(domain)} times; the lowest counts."


def words(name: str) -> str:
    """A local name as words.

    >>> words("RiskOfBias")
    'risk of bias'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def signed(levels: int) -> str:
    """A number of levels with its sign.

    >>> signed(-1), signed(0), signed(2)
    ('−1', '0', '+2')
    """
    return f"−{-levels}" if levels < 0 else f"+{levels}" if levels else "0"
