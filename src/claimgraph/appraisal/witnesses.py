"""Lines into witnesses: who of those that are cited speaks for himself.

Two quotes of one paper are not two witnesses, nor are two reports of one trial, two versions of one article, or a
review and the trials that it pools.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimgraph.appraisal.belief import Witness
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.scrutiny import Counted
from claimgraph.model import Literature, Study

SIDES = ("Supports", "Disputes")
WITHOUT_WEIGHT = frozenset({"Retracted"})
"""Standings of publications whose lines count nothing."""


@dataclass(frozen=True)
class Mention:
    """What one source says in one place: lines that cite the same finding, or none.

    Attributes:
        lines: As they count; the best basis among them is that of the mention.
        random: Random error of that basis.
    """

    lines: tuple[Counted, ...]
    basis: str
    random: float


@dataclass(frozen=True)
class Source:
    """A trial, or a review, with all that it says on one side.

    Attributes:
        studies: IRIs of the publications through which it speaks, best design first.
        design: Local name of the design that counts; None where none is recorded.
    """

    studies: tuple[str, ...]
    design: str | None
    systematic: float
    mentions: tuple[Mention, ...]

    def witness(self) -> Witness:
        """The same as numbers."""
        return Witness(self.systematic, tuple(mention.random for mention in self.mentions))


@dataclass(frozen=True)
class LeftOut:
    """A line that counts nothing, and why: inconclusive, retracted or pooled (by the review that is counted)."""

    line: Counted
    why: str
    review: str | None = None


@dataclass(frozen=True)
class Hearing:
    """Who speaks for, who against, and which lines count nothing."""

    supporting: tuple[Source, ...] = ()
    disputing: tuple[Source, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def hear(lines: Iterable[Counted], literature: Literature, priors: Priors) -> Hearing:
    """Sort lines into sources on either side, and those that count nothing; the order of the lines does not matter."""
    ordered = sorted(_without_repeats(lines), key=lambda counted: counted.line.iri)
    counting, left_out = _with_weight(ordered, literature)
    sources = Sources(literature, {counted.line.study for counted in counting})
    heard, pooled = _without_pooled(counting, sources)
    sides = [_side([each for each in heard if each.direction == side], sources, priors) for side in SIDES]
    return Hearing(sides[0], sides[1], tuple(sorted([*left_out, *pooled], key=lambda each: each.line.line.iri)))


def _without_repeats(lines: Iterable[Counted]) -> list[Counted]:
    """A line that comes by two ways counts as it counts best."""
    best: dict[str, Counted] = {}
    for counted in lines:
        known = best.get(counted.line.iri)
        if known is None or len(counted.lowered) < len(known.lowered):
            best[counted.line.iri] = counted
    return list(best.values())


def _with_weight(lines: Sequence[Counted], literature: Literature) -> tuple[list[Counted], list[LeftOut]]:
    counting, left_out = [], []
    for counted in lines:
        if literature.study(counted.line.study).standing in WITHOUT_WEIGHT:
            left_out.append(LeftOut(counted, "retracted"))
        elif counted.direction not in SIDES:
            left_out.append(LeftOut(counted, "inconclusive"))
        else:
            counting.append(counted)
    return counting, left_out


class Sources:
    """Which publications speak for one source: reports of one trial and versions of one article are the same."""

    def __init__(self, literature: Literature, studies: Iterable[str]) -> None:
        self._literature = literature
        self._parent: dict[str, str] = {}
        for study in sorted(studies):
            self._root(study)
            found = literature.study(study)
            for other in (*found.report_of, *found.version_of):
                self._join(study, other)

    def _root(self, study: str) -> str:
        parent = self._parent.setdefault(study, study)
        if parent != study:
            self._parent[study] = parent = self._root(parent)
        return parent

    def _join(self, one: str, other: str) -> None:
        low, high = sorted((self._root(one), self._root(other)))
        self._parent[high] = low

    def of(self, study: str) -> str:
        """The name of a study's source: one IRI for all that belong together."""
        return self._root(study)

    def study(self, iri: str) -> Study:
        """A study."""
        return self._literature.study(iri)

    def pooled(self, source: str, studies: Iterable[str]) -> str | None:
        """A review among these studies that includes a source."""
        included = ((review, each) for review in sorted(studies) for each in self.study(review).includes)
        return next((review for review, each in included if self.of(each) == source != self.of(review)), None)


def _without_pooled(lines: Sequence[Counted], sources: Sources) -> tuple[list[Counted], list[LeftOut]]:
    studies = {counted.line.study for counted in lines}
    reviews = {source: sources.pooled(source, studies) for source in sorted({sources.of(study) for study in studies})}
    kept = [counted for counted in lines if reviews[sources.of(counted.line.study)] is None]
    pooled = [
        LeftOut(counted, "pooled", review)
        for counted in lines
        if (review := reviews[sources.of(counted.line.study)]) is not None
    ]
    return kept, pooled


def _side(lines: Sequence[Counted], sources: Sources, priors: Priors) -> tuple[Source, ...]:
    by_source: dict[str, list[Counted]] = {}
    for counted in lines:
        by_source.setdefault(sources.of(counted.line.study), []).append(counted)
    return tuple(_source(by_source[name], sources, priors) for name in sorted(by_source))


def _source(lines: Sequence[Counted], sources: Sources, priors: Priors) -> Source:
    studies = {counted.line.study for counted in lines}
    ranked = sorted(studies, key=lambda iri: (priors.of_design(sources.study(iri).design), iri))
    design = sources.study(ranked[0]).design
    return Source(tuple(ranked), design, priors.of_design(design), _mentions(lines, priors))


def _mentions(lines: Sequence[Counted], priors: Priors) -> tuple[Mention, ...]:
    """Lines that cite a finding in common are one mention, and so are those that cite none."""
    groups: list[tuple[set[str], list[Counted]]] = []
    for counted in lines:
        cited = set(counted.line.findings) or {""}
        near = [group for group in groups if group[0] & cited]
        groups = [group for group in groups if not group[0] & cited]
        groups.append((cited.union(*(g[0] for g in near)), [*(each for g in near for each in g[1]), counted]))
    mentions = [_mention(group, priors) for _, group in groups]
    return tuple(sorted(mentions, key=lambda mention: mention.lines[0].line.iri))


def _mention(lines: list[Counted], priors: Priors) -> Mention:
    ordered = sorted(lines, key=lambda counted: (priors.of_basis(counted.basis), counted.line.iri))
    return Mention(tuple(ordered), ordered[0].basis, priors.of_basis(ordered[0].basis))
