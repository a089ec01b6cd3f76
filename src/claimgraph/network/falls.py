"""What falls with an arrow: the mechanisms that assert it, and what each of them no longer reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimgraph.network.causal import RULED_OUT, Arrow, Assertion, Causal, Key


@dataclass(frozen=True)
class Fall:
    """A mechanism that asserts the arrow.

    Attributes:
        assertions: Its links that do.
        cut_off: IRIs of the concepts that it reached from its first ones, and does not reach without the arrow.
        others: Mechanisms of the same claim, not ruled out, that stand without the arrow.
    """

    claim: str
    mechanism: str
    standing: str
    assertions: tuple[Assertion, ...]
    cut_off: tuple[str, ...]
    others: tuple[str, ...]


def falls(index: Causal, arrows: Sequence[Arrow]) -> list[Fall]:
    """What falls if these arrows fall, by claim and mechanism; ruled-out mechanisms have fallen already."""
    found: dict[str, list[Assertion]] = {}
    for arrow in arrows:
        for assertion in arrow.assertions:
            if assertion.kind != RULED_OUT:
                found.setdefault(assertion.mechanism, []).append(assertion)
    return [_fall(index, mechanism, found[mechanism], arrows) for mechanism in sorted(found)]


def _fall(index: Causal, mechanism: str, assertions: list[Assertion], gone: Sequence[Arrow]) -> Fall:
    first = assertions[0]
    by_mechanism: dict[str, list[Arrow]] = {}
    for arrow in index.of_document(first.document):
        for each in arrow.assertions:
            if each.document == first.document and each.kind != RULED_OUT:
                by_mechanism.setdefault(each.mechanism, []).append(arrow)
    lost = {arrow.key for arrow in gone}
    others = [name for name, arrows in by_mechanism.items() if not any(arrow.key in lost for arrow in arrows)]
    return Fall(
        first.claim,
        mechanism,
        first.standing,
        tuple(sorted(set(assertions))),
        tuple(_cut_off(by_mechanism[mechanism], lost)),
        tuple(sorted(others)),
    )


def _cut_off(arrows: Sequence[Arrow], lost: set[Key]) -> list[str]:
    starts = {arrow.cause for arrow in arrows} - {arrow.consequence for arrow in arrows}
    kept = [arrow for arrow in arrows if arrow.key not in lost]
    return sorted(_reached(starts, arrows) - _reached(starts, kept))


def _reached(starts: Iterable[str], arrows: Sequence[Arrow]) -> set[str]:
    reached = set(starts)
    while more := {arrow.consequence for arrow in arrows if arrow.cause in reached} - reached:
        reached |= more
    return reached
