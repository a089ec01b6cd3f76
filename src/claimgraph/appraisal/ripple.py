"""Retraction ripple: what leans on a study, and what is left of it when its standing changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from claimgraph.appraisal.confidence import RatedClaim, appraise
from claimgraph.appraisal.designs import Designs
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.wanted import Want, wants_of
from claimgraph.appraisal.witnesses import WITHOUT_WEIGHT
from claimgraph.model import Dossier, Study

KINDS = ("claim", "outcome", "mechanism", "step", "link")
_SAME = 1e-9


@dataclass(frozen=True)
class Change:
    """One confidence that changes.

    Attributes:
        kind: One of `KINDS`.
        target: IRI of what it is the confidence of.
        before: 0 to 1; None without evidence.
        after: 0 to 1; None without evidence.
    """

    kind: str
    target: str
    before: float | None
    after: float | None

    @property
    def loses_all(self) -> bool:
        """Whether it opens a gap: there was evidence, and none is left."""
        return self.before is not None and self.after is None


@dataclass(frozen=True)
class Ripple:
    """What a changed standing does to one claim, in order of reading.

    Attributes:
        before: The claim as it stands.
        after: The claim as it would stand.
        supporting: Studies not retracted that support the claim or a part of it, before and after.
        disputing: Those that dispute it.
        reopened: Wanted studies of which the graph then no longer has one.
    """

    before: RatedClaim
    after: RatedClaim
    changes: tuple[Change, ...]
    supporting: tuple[int, int]
    disputing: tuple[int, int]
    reopened: tuple[Want, ...] = ()

    @property
    def new_order(self) -> tuple[str, ...] | None:
        """IRIs of the mechanisms, the surest first, where their order changes; None where it stays."""
        orders = [tuple(each.mechanism.iri for each in rated.mechanisms) for rated in (self.before, self.after)]
        return orders[1] if orders[0] != orders[1] else None


def ripple(dossier: Dossier, standings: Mapping[str, str], priors: Priors, designs: Designs) -> Ripple:
    """What changes in a claim if studies have other standings.

    Args:
        dossier: The claim.
        standings: Local names of standings by IRI of the study, such as Retracted.
        priors: The priors of the error model.
        designs: How strong study designs are, for what is wanted.
    """
    changed = with_standings(dossier, standings)
    before, after = appraise(dossier, priors), appraise(changed, priors)
    now, then = dict(confidences_of(before)), dict(confidences_of(after))
    changes = [
        Change(kind, target, confidence, then[kind, target])
        for (kind, target), confidence in now.items()
        if differ(confidence, then[kind, target])
    ]
    sides = [(_studies(dossier, side), _studies(changed, side)) for side in ("Supports", "Disputes")]
    met = {_aim(want) for want in wants_of(dossier, designs, priors) if not want.is_open}
    reopened = (want for want in wants_of(changed, designs, priors) if want.is_open and _aim(want) in met)
    return Ripple(before, after, tuple(changes), sides[0], sides[1], tuple(reopened))


def _aim(want: Want) -> tuple[str, str, str | None]:
    """What a wanted study is for, whether or not there is one."""
    return want.target, want.rung.name, want.need.iri if want.need else None


def _studies(dossier: Dossier, direction: str) -> int:
    cited = {line.study for line in dossier.claim.all_evidence() if line.direction == direction}
    return sum(dossier.study(study).standing not in WITHOUT_WEIGHT for study in cited)


def with_standings(dossier: Dossier, standings: Mapping[str, str]) -> Dossier:
    """A dossier in which studies have other standings."""
    changed = {iri: replace(dossier.studies.get(iri) or Study(iri), standing=name) for iri, name in standings.items()}
    return replace(dossier, studies={**dossier.studies, **changed})


def differ(before: float | None, after: float | None) -> bool:
    """Whether two confidences are not the same."""
    if before is None or after is None:
        return before is not after
    return abs(before - after) > _SAME


def confidences_of(rated: RatedClaim) -> Iterator[tuple[tuple[str, str], float | None]]:
    """Every confidence of a claim with what it is of, kind and IRI, in order of reading."""
    yield ("claim", rated.claim.iri), rated.rated.confidence
    for outcome in rated.outcomes:
        yield ("outcome", outcome.outcome.iri), outcome.rated.confidence
    for mechanism in sorted(rated.mechanisms, key=lambda each: rated.claim.mechanisms.index(each.mechanism)):
        yield ("mechanism", mechanism.mechanism.iri), mechanism.confidence
        for step in mechanism.steps:
            yield ("step", step.step.iri), step.confidence
            for link in step.links:
                yield ("link", link.link.iri), link.rated.confidence
