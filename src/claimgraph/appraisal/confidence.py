"""Confidence on the arrow, and what it adds up to: step, mechanism, claim; each with what it rests on.

A link inherits its step's lines. A step is as sure as its weakest link, a mechanism is a chain of steps, and a claim
stands on its own lines only: a direct trial does not weaken because its explanation is long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from claimgraph.appraisal.belief import Witness, confidence
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.scrutiny import Counted, Setting, about, count_on_link, count_on_outcomes
from claimgraph.appraisal.witnesses import Hearing, hear
from claimgraph.model import Claim, Dossier, EvidenceLine, Link, Literature, Mechanism, Outcome, Step

IDEAL_DESIGN = "RandomizedTrial"
IDEAL_BASIS = "DirectMeasurement"


@dataclass(frozen=True)
class Rated:
    """A confidence, 0 to 1, with who was heard; None if no line counts, which is not 0."""

    confidence: float | None
    hearing: Hearing

    def with_study(self, priors: Priors, design: str = IDEAL_DESIGN) -> float:
        """What the confidence would be with one more supporting study that measured it directly."""
        new = Witness(priors.of_design(design), (priors.of_basis(IDEAL_BASIS),))
        supporting = [source.witness() for source in self.hearing.supporting]
        raised = confidence([*supporting, new], [source.witness() for source in self.hearing.disputing])
        assert raised is not None
        return raised


def rate(lines: Iterable[Counted], literature: Literature, priors: Priors) -> Rated:
    """Weigh lines as one set of evidence."""
    hearing = hear(lines, literature, priors)
    supporting = [source.witness() for source in hearing.supporting]
    return Rated(confidence(supporting, [source.witness() for source in hearing.disputing]), hearing)


@dataclass(frozen=True)
class RatedLink:
    """An arrow with its confidence."""

    link: Link
    rated: Rated


@dataclass(frozen=True)
class RatedStep:
    """A step with its links; without curated links its lines are weighed as they stand.

    Attributes:
        own: The step's own lines, weighed for no arrow in particular; None where links carry them.
    """

    step: Step
    links: tuple[RatedLink, ...]
    own: Rated | None = None

    @property
    def weakest(self) -> RatedLink | None:
        """The link that decides; None for a step without links."""
        return min(self.links, key=lambda link: _order(link.rated.confidence), default=None)

    @property
    def confidence(self) -> float | None:
        """That of the weakest link, 0 to 1; None if that has no evidence."""
        weakest = self.weakest
        if weakest is not None:
            return weakest.rated.confidence
        return self.own.confidence if self.own else None


@dataclass(frozen=True)
class RatedMechanism:
    """A mechanism with its steps, as a chain."""

    mechanism: Mechanism
    steps: tuple[RatedStep, ...]

    @property
    def weakest(self) -> RatedStep | None:
        """The step that decides; None for a mechanism without steps."""
        return min(self.steps, key=lambda step: _order(step.confidence), default=None)

    @property
    def weakest_confidence(self) -> float | None:
        """Confidence of the weakest step, 0 to 1; None if it has no evidence."""
        return self.weakest.confidence if self.weakest else None

    @property
    def confidence(self) -> float | None:
        """Product over the steps, 0 to 1; None if one of them has no evidence."""
        return _product([step.confidence for step in self.steps])

    @property
    def mean(self) -> float | None:
        """Geometric mean over the steps, 0 to 1, which does not fall with their number."""
        whole = self.confidence
        return whole ** (1 / len(self.steps)) if whole is not None else None

    @property
    def rank_key(self) -> tuple[float, float]:
        """Order of mechanisms: by weakest link, then geometric mean, the surest first; equal ones as the source has."""
        return -_order(self.weakest_confidence), -_order(self.mean)


@dataclass(frozen=True)
class RatedOutcome:
    """An outcome with the confidence of the lines about it."""

    outcome: Outcome
    rated: Rated


@dataclass(frozen=True)
class RatedClaim:
    """A claim with its own confidence, and beside it that of its mechanisms, the surest first."""

    claim: Claim
    rated: Rated
    outcomes: tuple[RatedOutcome, ...]
    mechanisms: tuple[RatedMechanism, ...]

    @property
    def disagreement(self) -> tuple[RatedMechanism, RatedMechanism] | None:
        """Two mechanisms that the source ranks the other way round: its favourite, then that of the evidence."""
        places = {name: place for place, name in enumerate(_SOURCE_ORDER)}
        for place, better in enumerate(self.mechanisms):
            for worse in self.mechanisms[place + 1 :]:
                ranked = places.get(better.mechanism.standing, 3) > places.get(worse.mechanism.standing, 3)
                if ranked and better.rank_key != worse.rank_key:
                    return worse, better
        return None


_SOURCE_ORDER = ("MostProbable", "LessSupported", "RuledOut")


def appraise(dossier: Dossier, priors: Priors) -> RatedClaim:
    """Weigh all evidence of a claim."""
    claim, literature = dossier.claim, dossier.literature
    setting = Setting.of(claim)
    mechanisms = [
        RatedMechanism(mechanism, tuple(_step(step, setting, literature, priors) for step in mechanism.steps))
        for mechanism in claim.mechanisms
    ]
    told = [(line, _meant(claim, literature, line, owner)) for owner, line in _own_lines(claim)]
    whole = [count_on_outcomes(literature, line, outcomes, setting) for line, outcomes in told]
    return RatedClaim(
        claim,
        rate(whole, literature, priors),
        tuple(
            RatedOutcome(outcome, _on_outcome(outcome, told, setting, literature, priors)) for outcome in claim.outcomes
        ),
        tuple(sorted(mechanisms, key=lambda mechanism: mechanism.rank_key)),
    )


def _own_lines(claim: Claim) -> list[tuple[Outcome | None, EvidenceLine]]:
    own: list[tuple[Outcome | None, EvidenceLine]] = [(None, line) for line in claim.evidence]
    return own + [(outcome, line) for outcome in claim.outcomes for line in outcome.evidence]


def _meant(claim: Claim, literature: Literature, line: EvidenceLine, owner: Outcome | None) -> tuple[Outcome, ...]:
    """The outcomes that a line is about: its target, the one that it stands on, else what its findings are about."""
    targets = tuple(outcome for outcome in claim.outcomes if outcome.iri == line.target)
    return targets or ((owner,) if owner else about(literature, line, claim.outcomes))


def _on_outcome(
    outcome: Outcome,
    told: Sequence[tuple[EvidenceLine, tuple[Outcome, ...]]],
    setting: Setting,
    literature: Literature,
    priors: Priors,
) -> Rated:
    lines = [count_on_outcomes(literature, line, [outcome], setting) for line, outcomes in told if outcome in outcomes]
    return rate(lines, literature, priors)


def _step(step: Step, setting: Setting, literature: Literature, priors: Priors) -> RatedStep:
    curated = [link for link in step.links if link.state == "Curated"]
    links = tuple(RatedLink(link, rate_link(link, step, setting, literature, priors)) for link in curated)
    if links:
        return RatedStep(step, links)
    plain = [Counted(line, line.direction, line.basis) for line in step.evidence]
    return RatedStep(step, links, rate(plain, literature, priors))


def rate_link(link: Link, step: Step, setting: Setting, literature: Literature, priors: Priors) -> Rated:
    """Weigh an arrow by its own lines and those of its step."""
    lines = [count_on_link(literature, line, link, setting) for line in (*step.evidence, *link.evidence)]
    return rate(lines, literature, priors)


def _order(value: float | None) -> float:
    """No evidence comes below every confidence."""
    return -1.0 if value is None else value


def _product(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return prod(known) if values and len(known) == len(values) else None


@dataclass(frozen=True)
class Raise:
    """Something that would make us surer.

    Attributes:
        target: IRI of the link, step, outcome or claim that it is about.
        how: What it is: `study` is one more study that measured it directly, `margin` is that the margin of
            equivalence were stated and met, `measured` is that the cited study had measured what it is cited for.
        before: Confidence now; None without evidence.
        after: Confidence then.
    """

    target: str
    how: str
    before: float | None
    after: float

    @property
    def gain(self) -> float:
        """How much the confidence rises, 0 to 1; from none it rises by all of it."""
        return self.after - (self.before or 0.0)


def raises_of(target: str, rated: Rated, literature: Literature, priors: Priors) -> list[Raise]:
    """What would raise a confidence, the most first."""
    found = [Raise(target, "study", rated.confidence, rated.with_study(priors))]
    for how, audits in (("margin", {"equivalence"}), ("measured", {"unmeasured"})):
        after = _if_not_lowered(rated, audits, literature, priors)
        if after is not None:
            found.append(Raise(target, how, rated.confidence, after))
    return sorted((each for each in found if each.gain > 0), key=lambda each: (-each.gain, each.how))


def _if_not_lowered(rated: Rated, audits: set[str], literature: Literature, priors: Priors) -> float | None:
    """The confidence if these audits had found nothing; None where they did find nothing."""
    lines = list(lines_of(rated.hearing))
    if not any(lowered.audit in audits for counted in lines for lowered in counted.lowered):
        return None
    return rate([_lifted(counted, audits) for counted in lines], literature, priors).confidence


def lines_of(hearing: Hearing) -> Iterable[Counted]:
    """All lines of a hearing, those that count nothing included."""
    for source in (*hearing.supporting, *hearing.disputing):
        for mention in source.mentions:
            yield from mention.lines
    for left in hearing.left_out:
        yield left.line


def _lifted(counted: Counted, audits: set[str]) -> Counted:
    kept = tuple(lowered for lowered in counted.lowered if lowered.audit not in audits)
    inconclusive = any(lowered.audit != "unmeasured" for lowered in kept)
    basis = counted.basis if any(lowered.audit == "unmeasured" for lowered in kept) else counted.line.basis
    return Counted(counted.line, "Inconclusive" if inconclusive else counted.line.direction, basis, kept)


def raise_by(rated: RatedClaim, target: str, priors: Priors, design: str = IDEAL_DESIGN) -> float | None:
    """By how much one more study of a design would raise the confidence of a claim, an outcome or a link.

    Returns:
        A number from 0 to 1; None if the claim has no such part.
    """
    parts = {rated.claim.iri: rated.rated, **{each.outcome.iri: each.rated for each in rated.outcomes}}
    for mechanism in rated.mechanisms:
        for step in mechanism.steps:
            parts |= {each.link.iri: each.rated for each in step.links}
            parts |= {step.step.iri: step.own} if step.own else {}
    part = parts.get(target)
    return None if part is None else part.with_study(priors, design) - (part.confidence or 0.0)
