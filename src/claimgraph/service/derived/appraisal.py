"""The view `appraisal`: how sure the evidence makes us of each arrow, mechanism and claim, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import NamedNode

from claimgraph.appraisal.confidence import (
    Raise,
    Rated,
    RatedClaim,
    RatedLink,
    RatedMechanism,
    RatedOutcome,
    RatedStep,
    appraise,
    lines_of,
    raises_of,
)
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.scrutiny import Counted, Lowered
from claimgraph.appraisal.witnesses import LeftOut, Source
from claimgraph.model import Dossier
from claimgraph.model.mechanism import SIGNS
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.told import Told, Tree, page, rounded
from claimgraph.service.derived.view import View
from claimgraph.vocabulary import CG

_LEGEND = (
    "+ supports, − disputes, · counts nothing, ↑ what would raise it most. A study errs as a whole as often as its "
    "design says, and in each of its lines as often as their basis says: 1 − (errs + wrong) is what one line alone is "
    "worth."
)
_STANDINGS = {"MostProbable": "most probable", "LessSupported": "less supported", "RuledOut": "ruled out"}
RISES = {
    "study": "one more randomised trial that measures it directly",
    "margin": "a stated margin that the cited results keep to",
    "measured": "measurement of what the cited study did not measure",
}
"""What would make us surer, for people."""


def tell(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Told:
    """The appraisal of a claim."""
    assert path is not None
    dossier = derivations.dossier(path)
    told = _Page(dossier, derivations.priors)
    rated = appraise(dossier, derivations.priors)
    return Told(told.claim_tree(rated), page(told.claim_text(rated)))


VIEW = View("appraisal", "How sure the evidence makes us", tell)


def number(value: float | None) -> str:
    """A confidence for people: two places, three where it is small; words where there is none.

    >>> number(0.75), number(0.0999), number(0.0123), number(None)
    ('0.75', '0.10', '0.012', 'no evidence')
    """
    if value is None:
        return "no evidence"
    return f"{value:.2f}" if round(value, 3) >= 0.1 or value == 0 else f"{value:.3f}"


def arrow(dossier: Dossier, link: RatedLink) -> str:
    """An arrow for people."""
    sign = SIGNS.get(link.link.influence, "?")
    return f"{dossier.label(link.link.cause)} ─{sign}→ {dossier.label(link.link.consequence)}"


def reasons(dossier: Dossier, priors: Priors, target: str, rated: Rated) -> tuple[str, ...]:
    """Why something is as sure as it is, a line for each source, for each that was left out, and for what would help.

    Each begins with a mark: + supports, − disputes, · counts nothing, ↑ would raise it most.
    """
    return tuple(_Page(dossier, priors).evidence_text(target, rated, ""))


def why_lowered(dossier: Dossier, audit: str, about: Sequence[str]) -> str:
    """Why a line counts for less than it says, for people.

    Args:
        dossier: The claim.
        audit: Short name of the audit that speaks: unmeasured, equivalence or interval.
        about: IRIs of concepts or findings, as `Lowered` has them.
    """
    labels = ", ".join(dossier.label(iri) for iri in about)
    if audit == "unmeasured":
        return f"it did not measure {labels}"
    if audit == "equivalence":
        about_findings = all(iri in dossier.findings for iri in about)
        return "no interval lies inside the margin" if about_findings else f"no margin is stated for {labels}"
    within = [iri for iri in about if dossier.findings[iri].compared_with is None]
    return "it cites a change within one arm" if within else "the interval that it cites includes no effect"


class _Page:
    """Tells the ratings of one claim."""

    def __init__(self, dossier: Dossier, priors: Priors) -> None:
        self._dossier, self._priors = dossier, priors

    def claim_tree(self, rated: RatedClaim) -> Tree:
        disagreement = rated.disagreement
        return {
            "type": "Rating",
            "rates": NamedNode(rated.claim.iri),
            **self._rated(rated.claim.iri, rated.rated),
            "explanation": self._disagreement(*disagreement) if disagreement else None,
            "hasRating": [
                *({"type": "Rating", "rates": NamedNode(each.outcome.iri), **self._rated(each.outcome.iri, each.rated)}
                  for each in rated.outcomes),
                *(self._mechanism_tree(rank, mechanism) for rank, mechanism in enumerate(rated.mechanisms, 1)),
            ],
        }  # fmt: skip

    def _mechanism_tree(self, rank: int, rated: RatedMechanism) -> Tree:
        return {
            "type": "Rating",
            "rates": NamedNode(rated.mechanism.iri),
            "rank": rank,
            "standing": _term(rated.mechanism.standing),
            "confidence": rounded(rated.confidence),
            "geometricMean": rounded(rated.mean),
            "chainLength": len(rated.steps),
            "weakest": NamedNode(rated.weakest.step.iri) if rated.weakest else None,
            "hasRating": [self._step_tree(step) for step in rated.steps],
        }

    def _step_tree(self, rated: RatedStep) -> Tree:
        own = self._rated(rated.step.iri, rated.own) if rated.own else {}
        return {
            "type": "Rating",
            "rates": NamedNode(rated.step.iri),
            "position": rated.step.position,
            **own,
            "confidence": rounded(rated.confidence),
            "weakest": NamedNode(rated.weakest.link.iri) if rated.weakest else None,
            "hasRating": [
                {"type": "Rating", "rates": NamedNode(each.link.iri), **self._rated(each.link.iri, each.rated)}
                for each in rated.links
            ],
        }

    def _rated(self, target: str, rated: Rated) -> dict[str, Tree]:
        return {
            "confidence": rounded(rated.confidence),
            "hasWitness": [
                *(self._witness(source, "Supports") for source in rated.hearing.supporting),
                *(self._witness(source, "Disputes") for source in rated.hearing.disputing),
            ],
            "hasDiscount": [
                *(tree for counted in lines_of(rated.hearing) for tree in self._lowered(counted)),
                *(self._left_out(left) for left in rated.hearing.left_out),
            ],
            "hasRise": [self._rise(each) for each in self._raises(target, rated)],
        }

    def _raises(self, target: str, rated: Rated) -> list[Raise]:
        return raises_of(target, rated, self._dossier.literature, self._priors)

    def _witness(self, source: Source, direction: str) -> Tree:
        return {
            "type": "Witness",
            "direction": _term(direction),
            "study": [NamedNode(study) for study in source.studies],
            "design": _term(source.design),
            "systematicError": source.systematic,
            "error": rounded(source.witness().error),
            "hasMention": [
                {
                    "type": "Mention",
                    "basis": _term(mention.basis),
                    "randomError": mention.random,
                    "ofLine": [NamedNode(counted.line.iri) for counted in mention.lines],
                }
                for mention in source.mentions
            ],
        }

    def _lowered(self, counted: Counted) -> Iterator[Tree]:
        for lowered in counted.lowered:
            changed = lowered.audit == "unmeasured"
            yield {
                "type": "Discount",
                "ofLine": NamedNode(counted.line.iri),
                "discountedFor": lowered.audit,
                "statedBasis": _term(counted.line.basis) if changed else None,
                "basis": _term(counted.basis) if changed else None,
                "about": [NamedNode(iri) for iri in lowered.about],
            }

    def _left_out(self, left: LeftOut) -> Tree:
        return {
            "type": "Discount",
            "ofLine": NamedNode(left.line.line.iri),
            "discountedFor": left.why,
            "about": [NamedNode(left.review)] if left.review else [],
        }

    def _rise(self, rise: Raise) -> Tree:
        return {
            "type": "Rise",
            "means": rise.how,
            "confidenceBefore": rounded(rise.before),
            "confidenceAfter": rounded(rise.after),
        }

    def claim_text(self, rated: RatedClaim) -> Iterator[str]:
        yield rated.claim.statement
        yield ""
        yield f"Confidence by the claim's own evidence: {number(rated.rated.confidence)}"
        if not rated.outcomes:
            yield from self.evidence_text(rated.claim.iri, rated.rated, "  ")
        for outcome in rated.outcomes:
            yield from self._outcome_text(outcome)
        for rank, mechanism in enumerate(rated.mechanisms, 1):
            yield from self._mechanism_text(rank, mechanism)
        if rated.disagreement:
            yield ""
            yield self._disagreement(*rated.disagreement)
        yield ""
        yield _LEGEND

    def _outcome_text(self, rated: RatedOutcome) -> Iterator[str]:
        outcome = rated.outcome
        named = f"{self._dossier.label(outcome.concept)}, {self._dossier.label(CG.iri + outcome.direction)}"
        yield f"  {named}: {number(rated.rated.confidence)}"
        yield from self.evidence_text(outcome.iri, rated.rated, "    ")

    def _mechanism_text(self, rank: int, rated: RatedMechanism) -> Iterator[str]:
        standing = _STANDINGS.get(rated.mechanism.standing, rated.mechanism.standing)
        yield ""
        yield f"{rank}. The mechanism that the source calls {standing}: {number(rated.confidence)}{self._chain(rated)}"
        for step in rated.steps:
            yield from self._step_text(step)

    @staticmethod
    def _chain(rated: RatedMechanism) -> str:
        if rated.weakest is None:
            return ", it has no steps"
        weakest = f"weakest step {rated.weakest.step.position}: {number(rated.weakest_confidence)}"
        if rated.confidence is None:
            missing = [str(step.step.position) for step in rated.steps if step.confidence is None]
            return f" for step {', '.join(missing)} of {len(rated.steps)}"
        return f" over {len(rated.steps)} steps ({weakest}; geometric mean {number(rated.mean)})"

    def _step_text(self, rated: RatedStep) -> Iterator[str]:
        yield f"  step {rated.step.position}: {number(rated.confidence)}"
        if rated.own is not None:
            yield from self.evidence_text(rated.step.iri, rated.own, "      ")
        for told, links in _alike(self._link_text(link) for link in rated.links):
            yield from (f"    {number(link.rated.confidence)}  {arrow(self._dossier, link)}" for link in links)
            yield from told

    def _link_text(self, link: RatedLink) -> tuple[RatedLink, tuple[str, ...]]:
        return link, tuple(self.evidence_text(link.link.iri, link.rated, "          "))

    def evidence_text(self, target: str, rated: Rated, indent: str) -> Iterator[str]:
        for mark, sources in (("+", rated.hearing.supporting), ("−", rated.hearing.disputing)):
            for source in sources:
                yield f"{indent}{mark} {self._source_text(source)}"
        for left in rated.hearing.left_out:
            yield f"{indent}· {self._left_text(left)}"
        for rise in self._raises(target, rated)[:1]:
            yield f"{indent}↑ {number(rise.after)} with {self._rise_text(rise)}"

    def _source_text(self, source: Source) -> str:
        cited = " and ".join(self._dossier.refer(study) for study in source.studies)
        design = self._label(source.design) if source.design else "design not recorded"
        mentions = " × ".join(self._mention_text(mention.lines[0], mention.random) for mention in source.mentions)
        return f"{cited} ({design}, errs {source.systematic:g}): {mentions}"

    def _mention_text(self, counted: Counted, random: float) -> str:
        told = f"{self._label(counted.basis)}, wrong {random:g}"
        lowered = [each for each in counted.lowered if each.audit == "unmeasured"]
        return f"{told} (not {self._label(counted.line.basis)}: {self._why(lowered[0])})" if lowered else told

    def _left_text(self, left: LeftOut) -> str:
        cited = self._dossier.refer(left.line.line.study)
        if left.why == "pooled":
            return f"{cited} is not counted beside {self._dossier.refer(left.review or '')}, which includes it"
        if left.why == "retracted":
            return f"{cited} is retracted and counts nothing"
        reasons = [self._why(lowered) for lowered in left.line.lowered if lowered.audit != "unmeasured"]
        return f"{cited} is inconclusive{': ' + '; '.join(reasons) if reasons else ''}"

    def _why(self, lowered: Lowered) -> str:
        return why_lowered(self._dossier, lowered.audit, lowered.about)

    @staticmethod
    def _rise_text(rise: Raise) -> str:
        return RISES[rise.how]

    def _disagreement(self, favourite: RatedMechanism, better: RatedMechanism) -> str:
        names = [_STANDINGS.get(each.mechanism.standing, "unranked") for each in (favourite, better)]
        sure = [number(each.weakest_confidence) for each in (favourite, better)]
        return (
            f"The evidence ranks the mechanism that the source calls {names[1]} (weakest step {sure[1]}) above the one "
            f"that it calls {names[0]} (weakest step {sure[0]})."
        )

    def _label(self, name: str) -> str:
        return self._dossier.label(CG.iri + name)


def _alike(told: Iterator[tuple[RatedLink, tuple[str, ...]]]) -> list[tuple[tuple[str, ...], list[RatedLink]]]:
    """Links under the text that they share, in order."""
    groups: dict[tuple[str, ...], list[RatedLink]] = {}
    for link, text in told:
        groups.setdefault(text, []).append(link)
    return list(groups.items())


def _term(name: str | None) -> NamedNode | None:
    return NamedNode(CG.iri + name) if name else None
