"""How sure each arrow is: worked out when it is first asked for, kept as long as the arrow and its studies stay."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import lru_cache

from claimgraph.network.causal import Arrow

Weigh = Callable[[Arrow], float | None]
LENGTH = 16
"""Chains are shorter than this."""
_SCALE = 10**9
_LEAST = math.exp(-60)
_NO_EVIDENCE = 10**12


class Weights:
    """Confidence of arrows, 0 to 1, None where no line of evidence counts; and the same as costs that add up."""

    def __init__(self, weigh: Weigh, ceiling: Weigh | None = None) -> None:
        """Join a rule with its short cut.

        Args:
            weigh: Confidence of an arrow by all lines of the assertions that count.
            ceiling: What the confidence is at most, which costs less to say; None where the lines weigh nothing for
                sure. Without it each arrow that is looked at is weighed.
        """
        self._weigh, self._ceiling = weigh, ceiling
        self._known: dict[Arrow, float | None] = {}
        self._costs: dict[Arrow, int] = {}
        self._floors: dict[Arrow, int] = {}

    def confidence(self, arrow: Arrow) -> float | None:
        """Confidence of an arrow."""
        if arrow not in self._known:
            self._known[arrow] = self._weigh(arrow)
        return self._known[arrow]

    def cost(self, arrow: Arrow) -> int:
        """What an arrow adds to the cost of a chain; see `cost_of`."""
        cost = self._costs.get(arrow)
        if cost is None:
            cost = self._costs[arrow] = cost_of(self.confidence(arrow))
        return cost

    def floor(self, arrow: Arrow) -> int:
        """What it adds at least, without weighing it."""
        cost = self._costs.get(arrow) or self._floors.get(arrow)
        if cost is None:
            if self._ceiling is None:
                return self.cost(arrow)
            cost = self._floors[arrow] = cost_of(self._ceiling(arrow))
        return cost

    def forget(self, arrows: Iterable[Arrow]) -> None:
        """Drop what is known of arrows that are no more."""
        for arrow in arrows:
            for known in (self._known, self._costs, self._floors):
                known.pop(arrow, None)


@lru_cache(4096)
def cost_of(confidence: float | None) -> int:
    """A whole number that orders chains when it is summed over their arrows.

    First by how many arrows have no evidence, then by the product of the confidences, then by length. Whole numbers add
    up to the same in any order, so that equal chains are equal.

    >>> cost_of(0.5) + cost_of(0.5) < cost_of(0.2) < cost_of(None)
    True
    >>> cost_of(1.0)
    1
    """
    if confidence is None:
        return _NO_EVIDENCE * LENGTH + 1
    return round(-math.log(max(confidence, _LEAST)) * _SCALE) * LENGTH + 1
