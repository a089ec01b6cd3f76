"""The sign algebra of arrows (DESIGN section 3), as in path analysis (Wright 1934, https://doi.org/10.1214/aoms/1177732676)."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.model.mechanism import SIGNS

INCREASE, DECREASE, UNKNOWN, NO_EFFECT = "+", "−", "?", "0"
IN_WORDS = {
    INCREASE: "raises it",
    DECREASE: "lowers it",
    UNKNOWN: "changes it in a direction that is not known",
    NO_EFFECT: "predicts no difference",
}
"""What each sign of a whole chain says of its end."""


def sign_of(influence: str) -> str:
    """Sign of an influence by its local name; one that is not known has an unknown sign."""
    return SIGNS.get(influence, UNKNOWN)


def composed(signs: Iterable[str]) -> str:
    """Sign of a chain: the product; one arrow of no effect makes the whole so, then one of unknown sign.

    >>> composed(["+", "−", "−"]), composed(["−", "?"]), composed(["?", "0"])
    ('+', '?', '0')
    """
    found = list(signs)
    for absorbing in (NO_EFFECT, UNKNOWN):
        if absorbing in found:
            return absorbing
    return DECREASE if found.count(DECREASE) % 2 else INCREASE


def combined(signs: Iterable[str]) -> str | None:
    """Sign of several ways to one end: theirs where they agree; those without effect add nothing; None without any.

    >>> combined(["+", "0", "+"]), combined(["+", "−"]), combined(["0"]), combined([])
    ('+', '?', '0', None)
    """
    found = set(signs)
    if not found:
        return None
    moving = found - {NO_EFFECT}
    return next(iter(moving)) if len(moving) == 1 else (UNKNOWN if moving else NO_EFFECT)


def opposed(one: str, other: str) -> bool:
    """Whether two signs of one thing contradict each other; an unknown sign contradicts nothing.

    >>> opposed("+", "−"), opposed("0", "+"), opposed("?", "+"), opposed("+", "+")
    (True, True, False, False)
    """
    return one != other and UNKNOWN not in (one, other)
