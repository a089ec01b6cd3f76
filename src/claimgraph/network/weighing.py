"""Confidence of an arrow by all that its claims cite for it: one set of lines, in which a study counts once.

The rules are those of `appraisal.confidence`; an arrow of one claim is as sure here as it is there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from claimgraph.appraisal.confidence import Rated, rate
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.scrutiny import MEASURED, count_on_link
from claimgraph.appraisal.witnesses import SIDES, WITHOUT_WEIGHT
from claimgraph.model import Link, Literature, Nesting, Study
from claimgraph.network.causal import Arrow, Assertion, Line

Kinds = tuple[tuple[str, str], ...]
Facts = Mapping[str, tuple[str | None, str | None]]
"""Design and publication standing of studies, as local names."""


class Weighing:
    """Weighs arrows."""

    def __init__(
        self,
        studies: Callable[[Iterable[str]], Mapping[str, Study]],
        facts: Facts,
        nesting: Nesting,
        priors: Priors,
    ) -> None:
        """Join what is needed.

        Args:
            studies: Reads studies, with those that they include or belong to.
            facts: What is known of all studies at once, for the short cut.
            nesting: How concepts nest.
            priors: How often studies err.
        """
        self._studies, self._facts, self._nesting, self._priors = studies, facts, nesting, priors
        self._shelves: dict[tuple[str, ...], Literature] = {}
        self._ceilings: dict[tuple[bool, Kinds], float] = {}
        self._single: dict[tuple[tuple[str | None, str | None], str, str], float | None] = {}
        inferred = [error for basis, error in priors.random.items() if basis not in MEASURED]
        self._least = min(inferred, default=1.0)

    def confidence(self, arrow: Arrow) -> float | None:
        """Confidence of an arrow, 0 to 1; None if no line counts."""
        return self.rated(arrow).confidence

    def rated(self, arrow: Arrow) -> Rated:
        """The same with who was heard."""
        literature = self._literature(arrow)
        counted = [
            count_on_link(literature, line.evidence(), _as_link(arrow, assertion), assertion.setting)
            for assertion in arrow.counting
            for line in assertion.lines
        ]
        return rate(counted, literature, self._priors)

    def _literature(self, arrow: Arrow) -> Literature:
        cited = tuple(sorted({line.study for assertion in arrow.counting for line in assertion.lines}))
        shelf = self._shelves.get(cited)
        if shelf is None:
            shelf = self._shelves[cited] = Literature(self._studies(cited), self._nesting)
        return shelf

    def ceiling(self, arrow: Arrow) -> float | None:
        """What the confidence is at most: no scrutiny, no dispute, every line a witness of its own.

        With s the least systematic error and r the random errors of the lines, all that a source says is wrong with a
        probability of s + Π r, which is no less than Π max(s, r); so however lines make up sources, the whole is wrong
        with a probability of no less than that.
        """
        lines = [line for assertion in arrow.counting for line in assertion.lines]
        if len(lines) == 1:
            return self._ceiling_of_one(lines[0])
        weighing = [line for line in lines if self._has_weight(line)]
        if not weighing:
            return None
        lines = list({line.iri: line for line in weighing if line.direction == "Supports"}.values())
        one_study = len({line.study for line in lines}) == 1
        kinds = tuple(sorted([(self._facts.get(line.study, _NOTHING)[0] or "", line.basis) for line in lines]))
        known = self._ceilings.get((one_study, kinds))
        if known is None:
            known = self._ceilings[one_study, kinds] = self._most(kinds, one_study=one_study)
        return known

    def _ceiling_of_one(self, line: Line) -> float | None:
        kind = (self._facts.get(line.study, _NOTHING), line.direction, line.basis)
        if kind not in self._single:
            kinds = ((kind[0][0] or "", line.basis),) if line.direction == "Supports" else ()
            self._single[kind] = self._most(kinds, one_study=True) if self._has_weight(line) else None
        return self._single[kind]

    def _has_weight(self, line: Line) -> bool:
        return line.direction in SIDES and self._facts.get(line.study, _NOTHING)[1] not in WITHOUT_WEIGHT

    def _most(self, kinds: Kinds, *, one_study: bool) -> float:
        if not kinds:
            return 0.0
        systematic = min(self._priors.of_design(design or None) for design, _ in kinds)
        random = [self._random(basis) for _, basis in kinds]
        if one_study:
            return 1.0 - min(1.0, systematic + math.prod(random))
        return 1.0 - math.prod(max(systematic, error) for error in random)

    def _random(self, basis: str) -> float:
        """Random error of a basis, or of the one with which such a line may come to count, if that is less."""
        error = self._priors.of_basis(basis)
        return min(error, self._least) if basis in MEASURED else error


_NOTHING = (None, None)


def _as_link(arrow: Arrow, assertion: Assertion) -> Link:
    """The arrow as the link that asserts it."""
    key = arrow.key
    return Link(assertion.link, key.cause, key.influence, key.consequence, assertion.state, assertion.stated)
