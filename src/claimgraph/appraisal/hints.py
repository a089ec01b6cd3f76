"""Hints for those who judge certainty: what the graph knows that bears on a domain. A hint is never a judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from claimgraph.appraisal.bodies import Body
from claimgraph.appraisal.designs import REVIEWS
from claimgraph.appraisal.scrutiny import (
    DIFFERENCES,
    EQUIVALENCES,
    RATIOS,
    Setting,
    includes_null,
    null_of,
    shows_equivalence,
)
from claimgraph.model import Dossier, Finding, Outcome, Study

PARTICIPANTS, EVENTS, TRIALS = 400, 300, 10
"""Rules of thumb: participants for a continuous outcome and events for one of yes or no (GRADE guidelines 6,
https://doi.org/10.1016/j.jclinepi.2011.01.012), trials for a funnel plot (Cochrane Handbook, section 13.3.5.4)."""
COUNTS = frozenset({"RiskRatio", "OddsRatio", "HazardRatio", "RiskDifference"})
"""Effect measures of outcomes that happen or do not."""
LARGE, VERY_LARGE = 2, 5
"""Relative risks from which an effect is large or very large (GRADE guidelines 9,
https://doi.org/10.1016/j.jclinepi.2011.06.004); below, their inverses."""


@dataclass(frozen=True)
class Hint:
    """A reason to look at.

    Attributes:
        domain: Local name of the domain that it bears on.
        points: Which way: `down`, `up`, or `open` where the graph does not know enough.
        reason: A sentence.
    """

    domain: str
    points: str
    reason: str


def hints_of(dossier: Dossier, outcome: Outcome, body: Body) -> tuple[Hint, ...]:
    """All hints about an outcome, by domain; none without a study."""
    if not body.studies:
        return ()
    told = _Hints(dossier, outcome, body)
    return (*told.bias(), *told.inconsistency(), *told.indirectness(), *told.imprecision(), *told.publication(),
            *told.effect())  # fmt: skip


class _Hints:
    """Looks at one body of evidence."""

    def __init__(self, dossier: Dossier, outcome: Outcome, body: Body) -> None:
        self._dossier, self._outcome, self._body = dossier, outcome, body
        self._findings = body.findings(dossier.literature)
        self._setting = Setting(dossier.claim.intervention, dossier.claim.comparator)

    def bias(self) -> Iterator[Hint]:
        cited = self._cites(self._body.studies)
        yield Hint("RiskOfBias", "open", f"How likely bias is in {cited} is not recorded.")
        unregistered = [s for s in self._body.studies if s.registration is None and s.design not in REVIEWS]
        if unregistered:
            yield Hint("RiskOfBias", "open", f"No registration is recorded for {self._cites(unregistered)}.")
        for study in self._body.studies:
            if study.standing == "Preprint":
                yield Hint("RiskOfBias", "open", f"{self._cite(study)} is a preprint that nobody has reviewed.")
            elif study.standing == "Superseded":
                yield Hint("RiskOfBias", "open", f"{self._cite(study)} has been superseded by a newer version.")
            elif study.standing == "Corrected":
                yield Hint("RiskOfBias", "open", f"{self._cite(study)} has been corrected.")

    def inconsistency(self) -> Iterator[Hint]:
        if self._body.is_single:
            yield Hint("Inconsistency", "open", "One study: its consistency cannot be assessed.")
            return
        sides = {side: self._said(side) for side in ("Supports", "Disputes")}
        if all(sides.values()):
            told = " against ".join(self._cites(studies) for studies in sides.values())
            yield Hint("Inconsistency", "down", f"The studies point different ways: {told}.")
        up, down = self._moved(1), self._moved(-1)
        if up and down:
            told = " higher, ".join(self._cites(studies) for studies in (up, down))
            arm = self._labels(self._setting.intervention)
            yield Hint("Inconsistency", "down", f"The estimates under {arm} point different ways: {told} lower.")
        for study in self._body.studies:
            if study.design in REVIEWS and len(self._body.studies) == 1:
                yield Hint("Inconsistency", "open", f"How far the trials in {self._cite(study)} agree is not recorded.")

    def _said(self, direction: str) -> list[Study]:
        said = {line.study for line in self._body.lines if line.direction == direction}
        return [study for study in self._body.studies if study.iri in said]

    def _moved(self, way: int) -> list[Study]:
        moved = {finding.iri for finding in self._findings if self._way(finding) == way}
        return [study for study in self._body.studies if moved & {finding.iri for finding in study.findings}]

    def _way(self, finding: Finding) -> int:
        """Whether the outcome is higher (1) or lower (-1) with the intervention, by the whole interval; else 0."""
        if finding.lower is None or finding.upper is None or includes_null(finding):
            return 0
        way = 1 if finding.lower > null_of(finding) else -1
        if finding.arm in self._setting.intervention:
            return way
        return -way if finding.compared_with in self._setting.intervention else 0

    def indirectness(self) -> Iterator[Hint]:
        claim = self._dossier.claim
        conditions = {study.iri: self._conditions(study) for study in self._body.studies}
        yield from self._mismatch("population", claim.population, {s.iri: s.population for s in self._body.studies})
        yield from self._mismatch(
            "intervention", claim.intervention, {iri: each[0] for iri, each in conditions.items()}
        )
        yield from self._mismatch("comparator", claim.comparator, {iri: each[1] for iri, each in conditions.items()})
        yield from self._outcomes()

    def _conditions(self, study: Study) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What a study compares, the other way round if so it is what the claim compares."""
        claim, nesting = self._dossier.claim, self._dossier.nesting

        def alike(found: Sequence[str], asked: Sequence[str]) -> bool:
            return any(nesting.covers(found, each) or nesting.covers(asked, one) for each in asked for one in found)

        swapped = alike(study.intervention, claim.comparator) and alike(study.comparator, claim.intervention)
        if swapped and not alike(study.intervention, claim.intervention):
            return study.comparator, study.intervention
        return study.intervention, study.comparator

    def _mismatch(self, word: str, asked: Sequence[str], found: dict[str, tuple[str, ...]]) -> Iterator[Hint]:
        """Compare what the studies had with what the claim asks for; studies that differ alike make one hint."""
        if not asked:
            return
        wanted = self._labels(asked)
        missing = [self._dossier.study(iri) for iri, concepts in found.items() if not concepts]
        for points, relation in (("open", "a part of"), ("down", "wider than"), ("down", "not")):
            alike: dict[str, list[Study]] = {}
            for iri, concepts in found.items():
                if concepts and self._relation(asked, concepts) == relation:
                    alike.setdefault(self._labels(concepts), []).append(self._dossier.study(iri))
            if alike:
                told = "; ".join(f"{label} ({self._cites(studies)})" for label, studies in alike.items())
                yield Hint("Indirectness", points, f"The {word} is {relation} {wanted}: {told}.")
        if missing:
            yield Hint("Indirectness", "open", f"The {word} is not recorded for {self._cites(missing)}.")

    def _relation(self, asked: Sequence[str], found: Sequence[str]) -> str | None:
        nesting = self._dossier.nesting
        if any(concept in found for concept in asked):
            return None
        if any(nesting.covers(found, concept) for concept in asked):
            return "a part of"
        return "wider than" if any(nesting.covers(asked, concept) for concept in found) else "not"

    def _outcomes(self) -> Iterator[Hint]:
        label = self._label(self._outcome.concept)
        parts, proxies, unknown = [], [], []
        for study in self._body.studies:
            narrower, standing_in = self._measured(study)
            if narrower:
                parts.append(f"{self._labels(narrower)} ({self._cite(study)})")
            elif standing_in:
                proxies.append(f"{self._labels(standing_in)} ({self._cite(study)})")
            elif self._outcome.concept not in study.measured:
                unknown.append(study)
        if parts:
            yield Hint("Indirectness", "open", f"A part of {label} was measured: {'; '.join(parts)}.")
        if proxies:
            yield Hint("Indirectness", "open", f"Measured to stand for {label}: {'; '.join(proxies)}.")
        if unknown:
            yield Hint("Indirectness", "down", f"{label} is not recorded as measured in {self._cites(unknown)}.")

    def _measured(self, study: Study) -> tuple[list[str], list[str]]:
        """What a study measured that is narrower than the outcome, and what stands for it; neither if it itself."""
        wanted, nesting = self._outcome.concept, self._dossier.nesting
        if wanted in study.measured:
            return [], []
        narrower = [concept for concept in study.measured if nesting.is_within(concept, wanted)]
        standing = [proxy.variable for proxy in study.proxies if nesting.is_within(proxy.stands_for, wanted)]
        return narrower, list(dict.fromkeys(standing))

    def imprecision(self) -> Iterator[Hint]:
        with_interval = [finding for finding in self._findings if None not in (finding.lower, finding.upper)]
        if self._outcome.direction in EQUIVALENCES:
            yield from self._against_margin(with_interval)
        elif self._outcome.direction in DIFFERENCES:
            yield from self._against_null(with_interval)
        if not with_interval:
            yield Hint("Imprecision", "open", "No interval of a difference between the arms is recorded.")
        yield from self._size()

    def _against_margin(self, findings: Sequence[Finding]) -> Iterator[Hint]:
        outcome = self._outcome
        if outcome.margin is None:
            yield Hint("Imprecision", "down", "No margin is stated, so no interval can be narrow enough.")
            yield from self._intervals("down", "include no difference, which is not sameness", findings, includes_null)
            return
        margin = f"the margin of ±{outcome.margin:f} {outcome.unit or ''}".rstrip()
        same = [finding for finding in findings if finding.unit == outcome.unit]
        other = [finding for finding in findings if finding.unit != outcome.unit]
        yield from self._intervals(
            "down", f"reach beyond {margin}", same, lambda finding: not shows_equivalence(finding, outcome)
        )
        yield from self._intervals("open", f"are in another unit than {margin}", other, lambda _: True)

    def _against_null(self, findings: Sequence[Finding]) -> Iterator[Hint]:
        yield from self._intervals("down", "include no effect", findings, includes_null)

    def _intervals(
        self, points: str, what: str, findings: Sequence[Finding], holds: Callable[[Finding], bool]
    ) -> Iterator[Hint]:
        told = dict.fromkeys(self._interval(finding) for finding in findings if holds(finding))
        if told:
            yield Hint("Imprecision", points, f"Intervals that {what}: {'; '.join(told)}.")

    def _size(self) -> Iterator[Hint]:
        if any(finding.measure in COUNTS for finding in self._findings):
            yield Hint("Imprecision", "open", f"Events are not recorded; about {EVENTS} are a rule of thumb.")
            return
        numbers = [study.participants for study in self._body.studies]
        known = [number for number in numbers if number is not None]
        rule = f"about {PARTICIPANTS} are a rule of thumb for a measured quantity"
        if len(known) < len(numbers):
            unknown = [study for study in self._body.studies if study.participants is None]
            yield Hint("Imprecision", "open", f"Participants are not recorded for {self._cites(unknown)}; {rule}.")
        elif sum(known) < PARTICIPANTS:
            yield Hint("Imprecision", "down", f"{sum(known)} participants in all; {rule}.")

    def publication(self) -> Iterator[Hint]:
        if not any(study.design in REVIEWS for study in self._body.studies) and len(self._body.studies) < TRIALS:
            told = f"Fewer than {TRIALS} studies: a funnel plot cannot show whether results are missing."
            yield Hint("PublicationBias", "open", told)

    def effect(self) -> Iterator[Hint]:
        if not self._body.is_nonrandomised:
            return
        for finding in self._findings:
            if finding.measure in RATIOS - {"RatioOfMeans"} and finding.estimate and not includes_null(finding):
                size = max(finding.estimate, 1 / finding.estimate)
                if size > LARGE:
                    how = "very large" if size > VERY_LARGE else "large"
                    told = f"The estimate of {self._label(finding.variable)}, {finding.estimate:f}, is {how}."
                    yield Hint("LargeEffect", "up", told)

    def _interval(self, finding: Finding) -> str:
        unit = f" {finding.unit}" if finding.unit and finding.unit != "1" else ""
        return f"{self._label(finding.variable)} {finding.lower:f} to {finding.upper:f}{unit}"

    def _cite(self, study: Study) -> str:
        return self._dossier.refer(study.iri)

    def _cites(self, studies: Iterable[Study]) -> str:
        return ", ".join(self._cite(study) for study in studies)

    def _label(self, iri: str) -> str:
        return self._dossier.label(iri)

    def _labels(self, iris: Iterable[str]) -> str:
        return ", ".join(self._label(iri) for iri in iris)
