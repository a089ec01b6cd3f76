"""INDRA's error model: how sure a set of evidence makes us, given how often its sources err.

Each source errs by itself (systematic error) and in each of its mentions (random error). This is the simple scorer of
INDRA (Gyori et al. 2017, https://doi.org/10.15252/msb.20177651; `indra.belief.SimpleScorer`); here the sources are
studies rather than readers, so that two quotes of one paper are not two witnesses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod


@dataclass(frozen=True)
class Witness:
    """One source on one side.

    Attributes:
        systematic: Probability that the source errs whatever it mentions, 0 to 1.
        random: For each of its mentions the probability that this one is wrong, 0 to 1.
    """

    systematic: float
    random: tuple[float, ...]

    @property
    def error(self) -> float:
        """Probability that all that this source says is wrong.

        >>> round(Witness(0.05, (0.3, 0.3)).error, 4)
        0.14
        """
        return min(1.0, self.systematic + prod(self.random)) if self.random else 1.0


def probability(witnesses: Iterable[Witness]) -> float:
    """Probability that at least one witness is right.

    >>> round(probability([Witness(0.05, (0.3,)), Witness(0.05, (0.3,))]), 4)
    0.8775
    """
    return 1.0 - prod(witness.error for witness in witnesses)


def confidence(supporting: Iterable[Witness], disputing: Iterable[Witness]) -> float | None:
    """How sure the evidence makes us, 0 to 1; None where there is no evidence, which is not 0.

    >>> reader = lambda mentions: Witness(0.05, (0.3,) * mentions)
    >>> round(confidence([reader(3)], [reader(1)]), 3)
    0.323
    >>> confidence([], []) is None
    True
    """
    for_it, against = list(supporting), list(disputing)
    if not for_it and not against:
        return None
    return probability(for_it) * (1.0 - probability(against))
