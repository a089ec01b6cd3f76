"""The reasons for one confidence as a page tells them: who was heard, what counts for less, what would raise it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

from claimgraph.model import Dossier
from claimgraph.service.derived.appraisal import RISES, number, why_lowered

Tree = Any
_BASES = "unmeasured"


@dataclass(frozen=True)
class Lessened:
    """A line that counts for less than it says, or not at all.

    Attributes:
        study: IRI of the study that it cites.
        says: What becomes of it, and why.
    """

    study: str
    says: str


@dataclass(frozen=True)
class Reasons:
    """What one confidence rests on.

    Attributes:
        tree: The rating, as programs get it.
        lessened: Lines that count for less.
    """

    tree: Tree
    lessened: Sequence[Lessened]

    def witnesses(self, direction: str) -> list[Tree]:
        """The sources on one side: Supports or Disputes."""
        return [each for each in self.tree.get("hasWitness", ()) if each["direction"].endswith(f"#{direction}")]

    @cached_property
    def sums(self) -> list[str]:
        """The confidence as a sum to follow, in one or two lines; none where nobody counts."""
        pro, con = self.witnesses("Supports"), self.witnesses("Disputes")
        return list(_sums(pro, con, self.tree["confidence"]))

    @property
    def rises(self) -> list[tuple[str, float]]:
        """What would raise it, the most first, with the confidence then."""
        return [(RISES[each["means"]], each["confidenceAfter"]) for each in self.tree.get("hasRise", ())]


def reasons_of(tree: Tree, dossier: Dossier) -> Reasons:
    """The reasons that a rating holds."""
    return Reasons(tree, list(dict.fromkeys(_lessened(tree.get("hasDiscount", ()), dossier))))


def _lessened(discounts: Iterable[Tree], dossier: Dossier) -> Iterator[Lessened]:
    by_line: dict[str, list[Tree]] = {}
    for each in discounts:
        by_line.setdefault(each["ofLine"], []).append(each)
    studies = {line.iri: line.study for line in dossier.claim.all_evidence()}
    for line, found in by_line.items():
        yield Lessened(studies.get(line, line), _says(found, dossier))


def _says(discounts: Sequence[Tree], dossier: Dossier) -> str:
    """What becomes of a line; the last reason is the one that takes all weight from it, where there is one."""
    whys = {each["discountedFor"]: each for each in discounts}
    if "retracted" in whys:
        return "is retracted and counts nothing"
    if "pooled" in whys:
        reviews = " and ".join(dossier.refer(review) for review in whys["pooled"]["about"])
        return f"is not counted beside {reviews}, which includes it"
    told = "; ".join(
        why_lowered(dossier, each["discountedFor"], each["about"])
        for each in discounts
        if each["discountedFor"] not in ("inconclusive", _BASES)
    )
    if "inconclusive" in whys or told:
        return "is inconclusive and counts nothing" + (f": {told}" if told else "")
    return _as_other_basis(whys[_BASES], dossier)


def _as_other_basis(discount: Tree, dossier: Dossier) -> str:
    stated, counted = dossier.label(discount["statedBasis"]), dossier.label(discount["basis"])
    why = why_lowered(dossier, _BASES, discount["about"])
    return f"is cited for “{stated}” but counts as “{counted}”: {why}"


def _sums(supporting: Sequence[Tree], disputing: Sequence[Tree], confidence: float | None) -> Iterator[str]:
    if confidence is None:
        return
    if len(supporting) == 1 and not disputing:
        yield f"1 − ({_error(supporting[0])}) = {number(confidence)}"
        return
    sides = [_right(witnesses) for witnesses in (supporting, disputing)]
    if supporting:
        yield f"at least one of those who support it is right: {_all_wrong(supporting)} = {number(sides[0])}"
    if disputing:
        yield f"at least one of those who dispute it is right: {_all_wrong(disputing)} = {number(sides[1])}"
        yield f"the first, and not the second: {number(sides[0])} × (1 − {number(sides[1])}) = {number(confidence)}"


def _right(witnesses: Sequence[Tree]) -> float:
    errors: list[float] = [each["error"] for each in witnesses]
    return 1.0 - prod(errors)


def _all_wrong(witnesses: Sequence[Tree]) -> str:
    return "1 − " + " × ".join(number(each["error"]) for each in witnesses)


def _error(witness: Tree) -> str:
    """The error of one source as it is made up, such as 0.05 + 0.2 × 0.5."""
    mentions = " × ".join(f"{each['randomError']:g}" for each in witness["hasMention"])
    return f"{witness['systematicError']:g} + {mentions}"
