"""What an evidence line deserves: the basis and the direction with which it counts, and why these are not its own.

A line that says that its study measured what the study did not measure counts with the basis that would be right. One
whose finding does not show what it is cited for counts as inconclusive. These are the rules of the audits
`unmeasured`, `equivalence` and `interval` (`shapes/audit.ttl`), which report the same to curators.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claimgraph.model import Claim, EvidenceLine, Finding, Link, Literature, Outcome

MEASURED = frozenset({"DirectMeasurement", "Observation"})
"""Bases that say that the study itself saw it."""
EQUIVALENCES = frozenset({"NoMeaningfulDifference", "NotInferior"})
DIFFERENCES = frozenset({"Increase", "Decrease"})
RATIOS = frozenset({"RatioOfMeans", "RiskRatio", "OddsRatio", "HazardRatio"})
"""Effect measures whose null value is 1; with the others it is 0."""


@dataclass(frozen=True)
class Lowered:
    """Why a line counts for less than it says.

    Attributes:
        audit: Short name of the audit that speaks: unmeasured, equivalence or interval.
        about: IRIs of the concepts that were not measured, or of the findings that do not show it.
    """

    audit: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """An evidence line as it counts for one arrow or outcome.

    Attributes:
        direction: Local name: Supports, Disputes or Inconclusive.
        basis: Local name of the basis with which it counts.
        lowered: Why either differs from what the line says; empty where neither does.
    """

    line: EvidenceLine
    direction: str
    basis: str
    lowered: tuple[Lowered, ...] = ()


@dataclass(frozen=True)
class Setting:
    """What a claim compares, as IRIs, and the margins within which it takes outcomes for the same.

    Attributes:
        margins: Its outcomes that have a margin, with nothing but concept, margin and unit.
    """

    intervention: tuple[str, ...] = ()
    comparator: tuple[str, ...] = ()
    margins: tuple[Outcome, ...] = ()

    @classmethod
    def of(cls, claim: Claim) -> Setting:
        """The setting of a claim."""
        margins = tuple(
            Outcome(outcome.iri, outcome.concept, "", margin=outcome.margin, unit=outcome.unit)
            for outcome in sorted(claim.outcomes, key=lambda outcome: outcome.iri)
            if outcome.margin is not None
        )
        return cls(claim.intervention, claim.comparator, margins)


def uncovered(literature: Literature, line: EvidenceLine, link: Link) -> tuple[str, ...]:
    """The ends of an arrow that the study of a line neither assigned, nor measured, nor has a proxy for.

    A narrower concept covers a broader one, never the other way round.
    """
    covered = literature.covered(line.study)
    return tuple(end for end in (link.cause, link.consequence) if end not in covered)


def count_on_link(literature: Literature, line: EvidenceLine, link: Link, setting: Setting) -> Counted:
    """A line as it counts for an arrow, its own or inherited from the arrow's step."""
    lowered = []
    basis = line.basis
    missing = uncovered(literature, line, link) if basis in MEASURED else ()
    if missing:
        lowered.append(Lowered("unmeasured", missing))
        basis = deserved(line)
    if line.direction == "Supports":
        lowered += _unshown_on_link(literature, line, link, setting)
    return _counted(line, basis, lowered)


def deserved(line: EvidenceLine) -> str:
    """The basis that is right where the study did not measure it: another one that the line states, or inference."""
    others = [basis for basis in line.also if basis not in MEASURED]
    return others[0] if others else "AuthorInference"


def _unshown_on_link(literature: Literature, line: EvidenceLine, link: Link, setting: Setting) -> list[Lowered]:
    """Why a line does not show an arrow: its contrasts include no effect, or it has changes within an arm alone.

    An arrow from what the study assigned compares its arms; one from a process runs within each arm, and a change
    within the arm may speak for it.
    """
    contrasts, changes = _split(_findings(literature, line))
    doubtful = [finding for finding in contrasts if includes_null(finding)]
    if link.influence == "hasNoEffectOn":
        margins = [outcome for outcome in setting.margins if outcome.concept == link.consequence]
        unshown = tuple(f.iri for f in doubtful if not any(shows_equivalence(f, outcome) for outcome in margins))
        return [Lowered("equivalence", unshown)] if unshown else []
    if doubtful:
        return [Lowered("interval", tuple(finding.iri for finding in doubtful))]
    study = literature.study(line.study)
    assigned = literature.nesting.covers([*study.intervention, *study.comparator], link.cause)
    if contrasts or not assigned or not (link.contrast or setting.comparator):
        return []
    within = tuple(f.iri for f in changes if f.arm and _speaks_for(literature, line.study, f, link.consequence))
    return [Lowered("interval", within)] if within else []


def _speaks_for(literature: Literature, study: str, finding: Finding, concept: str) -> bool:
    """Whether a finding is about a concept: its variable is that, something narrower, or a proxy for it."""
    proxies = (proxy for proxy in literature.study(study).proxies if proxy.variable == finding.variable)
    return literature.nesting.covers([finding.variable, *(proxy.stands_for for proxy in proxies)], concept)


def about(literature: Literature, line: EvidenceLine, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes of a claim that a line without a target is about: those that its findings speak for, else all."""
    findings = _findings(literature, line)
    meant = tuple(
        outcome
        for outcome in outcomes
        if any(_speaks_for(literature, line.study, finding, outcome.concept) for finding in findings)
    )
    return meant or tuple(outcomes)


def count_on_outcomes(
    literature: Literature, line: EvidenceLine, outcomes: Iterable[Outcome], setting: Setting
) -> Counted:
    """A line as it counts for the outcomes of a claim that it is about; it shows nothing if it shows none of them."""
    judged = [_unshown_on_outcome(literature, line, outcome, setting) for outcome in outcomes]
    unshown = [lowered for lowered in judged if lowered is not None]
    if line.direction != "Supports" or not judged or len(unshown) < len(judged):
        return Counted(line, line.direction, line.basis)
    return _counted(line, line.basis, list(dict.fromkeys(unshown)))


def _unshown_on_outcome(
    literature: Literature, line: EvidenceLine, outcome: Outcome, setting: Setting
) -> Lowered | None:
    contrasts, changes = _split(_findings(literature, line))
    if outcome.direction in EQUIVALENCES:
        outside = tuple(finding.iri for finding in contrasts if not shows_equivalence(finding, outcome))
        if outcome.margin is None or outside:
            return Lowered("equivalence", outside if outcome.margin is not None else (outcome.concept,))
    elif outcome.direction in DIFFERENCES:
        doubtful = tuple(finding.iri for finding in contrasts if includes_null(finding))
        if doubtful:
            return Lowered("interval", doubtful)
    within = tuple(finding.iri for finding in changes if finding.arm)
    return Lowered("interval", within) if within and not contrasts and setting.comparator else None


def includes_null(finding: Finding) -> bool:
    """Whether the interval of a finding includes its null value; False where it has no interval."""
    if finding.lower is None or finding.upper is None:
        return False
    return finding.lower <= null_of(finding) <= finding.upper


def null_of(finding: Finding) -> Decimal:
    """The value that means no effect: as recorded, else as the effect measure has it."""
    if finding.null is not None:
        return finding.null
    return Decimal(1) if finding.measure in RATIOS else Decimal(0)


def shows_equivalence(finding: Finding, outcome: Outcome) -> bool:
    """Whether the whole interval of a finding lies within the margin around its null value, in the margin's unit.

    The same is asked of an outcome that is not inferior: which side would be worse is not recorded.
    """
    if (
        outcome.margin is None
        or finding.lower is None
        or finding.upper is None
        or (finding.unit or "1") != (outcome.unit or "1")
    ):
        return False
    null = null_of(finding)
    return null - outcome.margin <= finding.lower and finding.upper <= null + outcome.margin


def _findings(literature: Literature, line: EvidenceLine) -> list[Finding]:
    return [literature.findings[iri] for iri in line.findings if iri in literature.findings]


def _split(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Contrasts between arms, and changes within an arm."""
    contrasts: list[Finding] = []
    changes: list[Finding] = []
    for finding in findings:
        (contrasts if finding.compared_with else changes).append(finding)
    return contrasts, changes


def _counted(line: EvidenceLine, basis: str, lowered: list[Lowered]) -> Counted:
    shown = all(each.audit == "unmeasured" for each in lowered)
    return Counted(line, line.direction if shown else "Inconclusive", basis, tuple(lowered))
