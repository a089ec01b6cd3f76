"""The page of `grade`: a summary of findings for each outcome, as recorded judgements have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claimgraph.appraisal.bodies import LEVELS
from claimgraph.appraisal.grade import DOWN, UP, signed
from claimgraph.model import Outcome, Study
from claimgraph.service.derived import Told
from claimgraph.vocabulary import CG
from claimgraph.web.pages.asked import Asked, plain
from claimgraph.web.pages.names import Names
from claimgraph.web.templates import render

Tree = Any


@dataclass(frozen=True)
class Row:
    """One outcome of the table.

    Attributes:
        studies: The studies that are cited as having measured it.
        hints: Reasons that a rater should look at, by domain; those that all outcomes share are left out.
    """

    outcome: Outcome
    tree: Tree
    studies: Sequence[Study]
    hints: Sequence[tuple[str, Sequence[Tree]]]

    @property
    def participants(self) -> int | None:
        """Participants of its studies; None where one does not say."""
        counts = [study.participants for study in self.studies]
        return sum(count or 0 for count in counts) if counts and None not in counts else None


def grade_page(asked: Asked, told: Told) -> str:
    """How certain the evidence for each outcome is, what nobody has judged, and what the graph hints at."""
    assert asked.path is not None
    derivations, tree = asked.graph.derivations, plain(told)
    claim, grades = derivations.claim(asked.path), tree["hasOutcomeCertainty"]
    shared = _shared(grades)
    outcomes = {each.iri: each for each in claim.outcomes}
    return render(
        "grade.html",
        title="How certain the evidence is",
        claim=claim,
        tree=tree,
        rows=[
            Row(
                outcomes[each["appraises"]],
                each,
                [derivations.study(iri) for iri in each["study"]],
                _by_domain([hint for hint in each["hasCertaintyHint"] if hint not in shared]),
            )
            for each in grades
        ],
        shared=_by_domain(shared),
        level=_level,
        signed=signed,
        names=Names(derivations),
        asked=asked,
        base=derivations.base,
    )


def _level(certainty: str | None) -> int:
    """How many of four marks a certainty has; 0 where nobody rated it."""
    return LEVELS.index(certainty.removeprefix(CG.iri)) + 1 if certainty else 0


def _shared(grades: Sequence[Tree]) -> list[Tree]:
    """Hints that all of several outcomes have."""
    if len(grades) < 2:
        return []
    first, *others = (each["hasCertaintyHint"] for each in grades)
    return [hint for hint in first if all(hint in hints for hints in others)]


def _by_domain(hints: Sequence[Tree]) -> list[tuple[str, list[Tree]]]:
    found = [(CG.iri + name, [hint for hint in hints if hint["domain"] == CG.iri + name]) for name in (*DOWN, *UP)]
    return [(domain, told) for domain, told in found if told]
