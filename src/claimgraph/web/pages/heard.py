"""Whom an arrow's confidence rests on: each line that was heard, as it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.appraisal.scrutiny import Counted
from claimgraph.appraisal.witnesses import Hearing, Source
from claimgraph.web.pages.names import Names

SIDES = {"Supports": "supports", "Disputes": "disputes", "Inconclusive": "is inconclusive"}


@dataclass(frozen=True)
class Heard:
    """One study as it was heard on one arrow.

    Attributes:
        side: supports, disputes, or a reason why it counts nothing.
        basis: Label of the basis with which it counts.
        stated: Label of the basis that the record states, where that does not hold.
        line: IRI of the evidence line.
    """

    study: str
    side: str
    design: str | None
    basis: str
    stated: str | None
    line: str

    @property
    def counts(self) -> bool:
        """Whether it bears on the confidence."""
        return self.side in ("supports", "disputes")


def heard(hearing: Hearing, names: Names) -> list[Heard]:
    """All that were heard, those that support first."""
    return list(dict.fromkeys(_heard(hearing, names)))


def _heard(hearing: Hearing, names: Names) -> Iterator[Heard]:
    for side, sources in (("supports", hearing.supporting), ("disputes", hearing.disputing)):
        for source in sources:
            for mention in source.mentions:
                yield _told(mention.lines[0], side, names, source)
    for left in hearing.left_out:
        yield _told(left.line, _LEFT.get(left.why, left.why), names)


_LEFT = {
    "retracted": "is retracted and counts nothing",
    "pooled": "is counted within a review that includes it",
    "inconclusive": "is inconclusive",
}


def _told(counted: Counted, side: str, names: Names, source: Source | None = None) -> Heard:
    line = counted.line
    stated = names.term(line.basis) if line.basis != counted.basis else None
    design = names.term(source.design) if source and source.design else None
    return Heard(line.study, side, design, names.term(counted.basis), stated, line.iri)
