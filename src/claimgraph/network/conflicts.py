"""Claims that contradict each other: one arrow with opposite signs under one contrast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from claimgraph.network.causal import Arrow, Causal
from claimgraph.network.signs import opposed


@dataclass(frozen=True)
class Conflict:
    """Two arrows between the same concepts under the same contrast that different claims assert."""

    one: Arrow
    other: Arrow


def conflicts(index: Causal) -> list[Conflict]:
    """All conflicts of asserted arrows, by the arrows' IRIs; within one claim mechanisms may well disagree."""
    return sorted(_conflicts(index), key=lambda conflict: (conflict.one.key, conflict.other.key))


def _conflicts(index: Causal) -> Iterator[Conflict]:
    groups: dict[tuple[str, str, tuple[str, ...]], list[Arrow]] = {}
    for arrow in index.arrows():
        groups.setdefault((arrow.cause, arrow.consequence, arrow.contrast), []).append(arrow)
    for arrows in groups.values():
        for one, other in combinations(sorted(arrows, key=lambda arrow: arrow.key), 2):
            if opposed(one.sign, other.sign) and _of_different_claims(one, other):
                yield Conflict(one, other)


def _of_different_claims(one: Arrow, other: Arrow) -> bool:
    return len({*one.claims(), *other.claims()}) > 1
