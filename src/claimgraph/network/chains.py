"""Chains of arrows between two concepts, across claims: the surest first, without missing any.

Both ends search towards each other. From the consequence, Dijkstra's algorithm learns what the way to it costs; from
the cause, chains grow in the order of what they will cost at least (A*, Hart, Nilsson and Raphael 1968,
https://doi.org/10.1109/TSSC.1968.300136). What is not yet known costs at least as much as the last that became known,
so the chains come out in their exact order, and the search ends with the last that is wanted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count, islice

from claimgraph.network.causal import ASSERTED, PROPOSED, Arrow, Causal, Key
from claimgraph.network.signs import NO_EFFECT, composed, opposed
from claimgraph.network.weights import LENGTH, Weights

BUDGET = 400_000
"""Arrows after which a search stops, and says so."""
_NEVER = 1 << 62
_LONG = 2_000
"""Chains begun after which it pays to know how far every concept is from the end."""


@dataclass(frozen=True)
class Chain:
    """Arrows of which each starts where the last one ended; no concept comes twice."""

    arrows: tuple[Arrow, ...]
    confidences: tuple[float | None, ...]

    def __len__(self) -> int:
        return len(self.arrows)

    @property
    def concepts(self) -> tuple[str, ...]:
        """IRIs of the concepts along it."""
        return (*(arrow.cause for arrow in self.arrows), self.arrows[-1].consequence)

    @property
    def sign(self) -> str:
        """Sign of the whole."""
        return composed(arrow.sign for arrow in self.arrows)

    @property
    def confidence(self) -> float | None:
        """Product over its arrows, 0 to 1; None if one of them has no evidence."""
        known = [value for value in self.confidences if value is not None]
        return math.prod(known) if len(known) == len(self.confidences) else None

    @property
    def weakest(self) -> int:
        """Place of the arrow of which we are least sure, from 0; one without evidence is weaker than any other."""
        return min(range(len(self)), key=lambda place: -1.0 if (c := self.confidences[place]) is None else c)

    @property
    def predicts_no_difference(self) -> bool:
        """Whether an arrow of no effect makes the whole so."""
        return self.sign == NO_EFFECT


@dataclass
class Found:
    """Chains in their order: fewest arrows without evidence, then confidence, then length, then IRIs.

    Attributes:
        looked_at: How many arrows the search looked at.
        complete: Whether there are no better ones, and no others where fewer were found than wanted; False where the
            search stopped at its budget.
    """

    chains: list[Chain] = field(default_factory=list)
    looked_at: int = 0
    complete: bool = True


def chains_between(
    index: Causal,
    weights: Weights,
    cause: str,
    consequence: str,
    *,
    length: int = 8,
    number: int = 5,
    proposed: bool = False,
    budget: int = BUDGET,
) -> Found:
    """The best chains from one concept to another.

    Arrows that differ in nothing but their contrast make one chain, told by the one of them that we are surest of.

    Args:
        index: All arrows.
        weights: How sure they are.
        cause: IRI of the concept that the chains start from; narrower and broader ones are others.
        consequence: IRI of the one that they lead to.
        length: Most arrows of a chain, 1 to 15.
        number: Most chains.
        proposed: Whether proposed arrows may take part; ruled-out ones never do.
        budget: Arrows to look at before the search gives up.
    """
    if not 1 <= length < LENGTH:
        raise ValueError(f"a chain has 1 to {LENGTH - 1} arrows, not {length}")
    if cause == consequence:
        return Found()
    search = _Search(index, weights, cause, consequence, length, PROPOSED if proposed else ASSERTED, budget)
    paths = list(islice(search.paths(), number))
    chains = [Chain(path, tuple(weights.confidence(arrow) for arrow in path)) for path in paths]
    return Found(chains, search.looked_at, search.looked_at <= budget)


_Begun = tuple[int, tuple[Key, ...], int, Arrow | None, tuple[Arrow, ...]]
"""A chain that has begun: least cost of the whole, its keys, cost without its last arrow, that arrow, the others."""


class _Search:
    """One search: what is known from the end, and the chains that have begun."""

    def __init__(
        self, index: Causal, weights: Weights, source: str, target: str, length: int, kind: int, budget: int
    ) -> None:
        self._weights, self._source, self._target = weights, source, target
        self._leading, self._reaching = index.leading, index.reaching
        self._length, self._kind, self._budget = length, kind, budget
        self.looked_at = 0
        self._hops, self._depth, self._rim = {target: 0}, 0, {target}
        self._near: dict[str, int] = {}
        self._ticks = count()
        self._behind: list[tuple[int, int, str, int, Arrow | None]] = [(0, next(self._ticks), target, 0, None)]

    def paths(self) -> Iterator[tuple[Arrow, ...]]:
        """Paths in their order, until there are no more or the budget is spent."""
        if not self._can_be_reached():
            return
        begun = self._begin(self._source, 0, (), ())
        gone: set[tuple[tuple[str, ...], ...]] = set()
        while begun and self.looked_at <= self._budget:
            least, keys, spent, last, arrows = heappop(begun)
            if last is not None:  # its last arrow counted for what it costs at least
                spent += self._weights.cost(last)
                arrows = (*arrows, last)
            place = arrows[-1].key[2]
            now = spent + self._ahead(place)
            if now > least:
                if now < _NEVER:
                    heappush(begun, (now, keys, spent, None, arrows))
                continue
            way = tuple(key[:3] for key in keys)
            if way in gone:  # under other contrasts, of which we are less sure
                continue
            gone.add(way)
            if place == self._target:
                yield arrows
            else:
                for entry in self._begin(place, spent, keys, arrows):
                    heappush(begun, entry)
                self._learn()
                if len(gone) == _LONG:
                    self._deepen(self._length)

    def _begin(self, place: str, spent: int, keys: tuple[Key, ...], arrows: tuple[Arrow, ...]) -> list[_Begun]:
        """A chain with each arrow that may come next."""
        found: list[_Begun] = []
        seen = {self._source, *(key[2] for key in keys)}
        left = self._length - len(keys) - 1
        following = self._leading(place)
        self.looked_at += len(following)
        floor, hops, far, kind = self._weights.floor, self._hops, self._depth + 1, self._kind
        for arrow in following:
            end = arrow.key[2]
            if arrow.kind <= kind and end not in seen and hops.get(end, far) <= left:
                least = spent + floor(arrow) + self._ahead(end)
                if least < _NEVER:
                    found.append((least, (*keys, arrow.key), spent, arrow, arrows))
        found.sort(key=_first)
        return found

    def _ahead(self, place: str) -> int:
        """What the way from a concept to the end costs at least."""
        known = self._near.get(place)
        if known is not None:
            return known
        return self._behind[0][0] if self._behind else _NEVER

    def _learn(self) -> None:
        """Learn what the way costs from one more concept: the next nearest to the end."""
        behind, near, weights = self._behind, self._near, self._weights
        while behind:
            cost, _, place, after, arrow = heappop(behind)
            if place in near:
                continue
            exact = after + weights.cost(arrow) if arrow is not None else after
            if exact > cost:
                heappush(behind, (exact, next(self._ticks), place, exact, None))
                continue
            near[place] = cost
            if place != self._source:
                self._look_behind(place, cost)
            return

    def _look_behind(self, place: str, cost: int) -> None:
        arriving = self._reaching(place)
        self.looked_at += len(arriving)
        near, kind, floor, target = self._near, self._kind, self._weights.floor, self._target
        for arrow in arriving:
            start = arrow.key[0]
            if arrow.kind <= kind and start not in near and start != target:
                heappush(self._behind, (cost + floor(arrow), next(self._ticks), start, cost, arrow))

    def _can_be_reached(self) -> bool:
        """Whether any chain is short enough: by steps from both ends, the narrower side first."""
        ahead, rim, steps = {self._source}, {self._source}, 0
        while not (ahead & self._hops.keys()):
            if steps + self._depth >= self._length or not rim or not self._rim:
                return False
            if len(rim) <= len(self._rim):
                rim = self._ends(rim) - ahead
                ahead |= rim
                steps += 1
            else:
                self._deepen(self._depth + 1)
        return True

    def _ends(self, places: set[str]) -> set[str]:
        found = set()
        for place in places:
            following = self._leading(place)
            self.looked_at += len(following)
            found.update([arrow.key[2] for arrow in following if arrow.kind <= self._kind])
        return found

    def _deepen(self, depth: int) -> None:
        """Learn of each concept within so many arrows of the end how many they are."""
        while self._depth < depth and self._rim:
            found: set[str] = set()
            for place in self._rim:
                arriving = self._reaching(place)
                self.looked_at += len(arriving)
                found.update([arrow.key[0] for arrow in arriving if arrow.kind <= self._kind])
            self._depth += 1
            self._rim = found - self._hops.keys()
            self._hops.update(dict.fromkeys(self._rim, self._depth))
        if not self._rim:
            self._depth = LENGTH


def _first(entry: _Begun) -> tuple[int, tuple[Key, ...]]:
    return entry[:2]


def contradicting(index: Causal, arrow: Arrow) -> list[Arrow]:
    """Arrows between the same concepts under the same contrast whose signs contradict that of this one."""
    others = index.between(arrow.cause, arrow.consequence)
    return [
        other
        for other in others
        if other.kind == ASSERTED and other.contrast == arrow.contrast and opposed(arrow.sign, other.sign)
    ]


def variants(index: Causal, arrow: Arrow) -> list[Arrow]:
    """The same arrow under other contrasts."""
    others = index.between(arrow.cause, arrow.consequence)
    return [each for each in others if each.kind == ASSERTED and each.key[:3] == arrow.key[:3] and each is not arrow]
