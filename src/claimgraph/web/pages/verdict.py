"""The verdict on a claim in one line, and what its figures mean; derived, like all that it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from claimgraph.appraisal.confidence import RatedClaim
from claimgraph.model.evidence import Tally

_BANDS = ((0.9, "strong"), (0.75, "good"), (0.5, "moderate"), (0.0, "weak"))
"""Lower bounds of confidence with the word that stands for each band; a reading aid of this page, no rule of GRADE."""


@dataclass(frozen=True)
class Verdict:
    """What the evidence comes to.

    Attributes:
        word: In a word: strong, good, moderate, weak, disputed, or none.
        sentence: In a sentence.
    """

    word: str
    sentence: str


def verdict_of(rated: RatedClaim, tally: Tally) -> Verdict:
    """Sum up the claim's own evidence; that of its mechanisms stands beside it."""
    sure = rated.rated.confidence
    counts = _counts(tally)
    if sure is None:
        return Verdict("none", f"{counts} {_without(tally)}")
    if rated.rated.hearing.disputing and sure < _BANDS[2][0]:
        return Verdict("disputed", f"{counts} The evidence against it weighs as much as the evidence for it, or more.")
    word = next(word for least, word in _BANDS if sure >= least)
    return Verdict(word, f"{counts} What they show for the claim itself is {word} evidence.")


def _counts(tally: Tally) -> str:
    if not tally.supporting and not tally.contradicting:
        return "No study is recorded for or against it."
    one = tally.supporting == 1
    return f"{_number(tally.supporting)} {'study supports' if one else 'studies support'} it, {_against(tally)}."


def _against(tally: Tally) -> str:
    if not tally.contradicting:
        return "none contradicts it"
    return f"{_number(tally.contradicting).lower()} contradict{'s' if tally.contradicting == 1 else ''} it"


def _without(tally: Tally) -> str:
    if not tally.supporting and not tally.contradicting:
        return "How sure it is cannot be said."
    return "What is reported does not count as evidence for the claim as it is worded; see why."


def _number(count: int) -> str:
    words = "No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split()
    return words[count] if count < len(words) else str(count)
