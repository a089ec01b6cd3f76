"""Predictions: which result would support a claim or an arrow, and which would refute it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimgraph.appraisal.scrutiny import DIFFERENCES, EQUIVALENCES
from claimgraph.model import Dossier, Link, Outcome


@dataclass(frozen=True)
class Prediction:
    """What speaks for it and what against, one or more sentences each."""

    supports: str
    refutes: str


def listed(words: Iterable[str]) -> str:
    """Words as a list for people.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def on_outcomes(dossier: Dossier, *, pooled: bool = False) -> Prediction:
    """What a comparison of the claim's conditions would show."""
    groups: dict[tuple[str, str], list[str]] = {}
    for outcome in dossier.claim.outcomes:
        groups.setdefault((outcome.direction, _margin(outcome)), []).append(dossier.label(outcome.concept))
    alone = len(groups) == 1
    told = [_on_group(direction, margin, labels, pooled, alone) for (direction, margin), labels in groups.items()]
    return Prediction(" ".join(each.supports for each in told), " ".join(each.refutes for each in told))


def _margin(outcome: Outcome) -> str:
    if outcome.direction not in EQUIVALENCES:
        return ""
    if outcome.margin is None:
        return "a margin stated beforehand"
    return f"the margin of ±{outcome.margin:f} {outcome.unit or ''}".rstrip()


def _on_group(direction: str, margin: str, labels: Sequence[str], pooled: bool, alone: bool) -> Prediction:
    many = len(labels) > 1
    noun = f"{'pooled ' if pooled else ''}difference{'s' if many else ''}"
    subject = f"The 95 % interval{'s' if many else ''} of the {noun} in {listed(labels)}"
    one = f"The 95 % interval of one of these {noun}" if many else "That interval" if alone else f"That of {labels[0]}"
    lie = "lie" if many else "lies"
    if direction == "NotInferior":
        reach = "do not reach" if many else "does not reach"
        return Prediction(f"{subject} {reach} beyond {margin} on the worse side.", f"{one} lies wholly beyond it.")
    if direction in EQUIVALENCES:
        return Prediction(f"{subject} {lie} within {margin}.", f"{one} lies wholly outside it.")
    if direction in DIFFERENCES:
        side, other = ("above", "below") if direction == "Increase" else ("below", "above")
        return Prediction(
            f"{subject} {lie} wholly {side} zero.",
            f"{one} lies wholly {other} zero, or holds nothing but differences too small to matter.",
        )
    return Prediction(f"{subject} {lie} where the claim puts it.", f"{one} lies elsewhere.")


ASSOCIATION = Prediction(
    "What the claim says goes together does so, and the 95 % interval excludes no association.",
    "That interval lies wholly on the other side, or holds nothing but associations too small to matter.",
)
ESTIMATE = Prediction(
    "The estimate is what the claim says, with its whole 95 % interval.",
    "The 95 % interval of the estimate excludes what the claim says.",
)


def on_contrast(dossier: Dossier, link: Link, contrast: Sequence[str]) -> Prediction:
    """What assigning people to the cause of an arrow, against its contrast, would show."""
    cause, effect = dossier.label(link.cause), dossier.label(link.consequence)
    against = f"between {cause} and {listed(map(dossier.label, contrast))}" if contrast else f"with and without {cause}"
    subject = f"The 95 % interval of the difference in {effect} {against}"
    if link.influence == "hasNoEffectOn":
        return Prediction(f"{subject} lies within a margin stated beforehand.", "That interval lies wholly outside it.")
    small = "holds nothing but differences too small to matter"
    if link.influence == "modulates":
        return Prediction(f"{subject} excludes zero.", f"That interval {small}.")
    side, other = ("below", "above") if link.influence == "decreases" else ("above", "below")
    return Prediction(f"{subject} lies wholly {side} zero.", f"That interval lies wholly {other} zero, or {small}.")


_PERTURBED = {
    "increases": "Lowering {x} lowers {y}, and raising it raises {y}.",
    "decreases": "Lowering {x} raises {y}, and raising it lowers {y}.",
    "maintains": "Lowering {x} lets {y} fall, and keeping it up keeps up {y}.",
    "modulates": "Lowering or raising {x} changes {y}.",
    "hasNoEffectOn": "When {x} is lowered or raised, {y} stays within a margin stated beforehand.",
}
_UNMOVED = {
    "modulates": "When {x} is lowered or raised, {y} does not change.",
    "hasNoEffectOn": "When {x} is lowered or raised, {y} moves beyond that margin.",
}


def on_perturbation(dossier: Dossier, link: Link) -> Prediction:
    """What changing the cause of an arrow by itself would show."""
    names = {"x": dossier.label(link.cause), "y": dossier.label(link.consequence)}
    still = "When {x} is lowered or raised, {y} does not change, or moves the other way."
    return Prediction(
        _PERTURBED.get(link.influence, _PERTURBED["modulates"]).format(**names),
        _UNMOVED.get(link.influence, still).format(**names),
    )


_TOGETHER = {"decreases": "falls with", "modulates": "changes with", "hasNoEffectOn": "does not go with"}


def on_mediation(dossier: Dossier, links: Iterable[Link]) -> Prediction:
    """What measuring both ends of some arrows in a trial of the claim's conditions would show."""
    told = [
        f"{dossier.label(link.consequence)} {_TOGETHER.get(link.influence, 'rises with')} {dossier.label(link.cause)}"
        for link in links
    ]
    where = "In both arms" if dossier.claim.comparator else "In the participants"
    none = "that is not so" if len(told) == 1 else "one of these is not so"
    return Prediction(f"{where}, {listed(told)}.", f"{where}, {none}.")
