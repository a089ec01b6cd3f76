"""How strong study designs are: where GRADE starts with them, and at which level of OCEBM 2011 they answer a question.

Both are data of the ontology (`ontology/schemes/design-strengths.ttl`, `ontology/schemes/evidence-questions.ttl`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Triple

from claimgraph.vocabulary import CG, SKOS

REVIEWS = frozenset({"SystematicReview", "MetaAnalysis"})
"""Designs that pool other studies."""
_LEVELS = {
    CG.levelOneDesign: 1,
    CG.levelTwoDesign: 2,
    CG.levelThreeDesign: 3,
    CG.levelFourDesign: 4,
    CG.levelFiveDesign: 5,
}


@dataclass(frozen=True)
class Designs:
    """The strength of designs, by local names.

    Attributes:
        starts: The certainty from which GRADE rates a design.
        ranks: Its place in the order of strength, 1 the strongest.
        levels: The level of OCEBM 2011, 1 to 5, of a design for a question.
        questions: The question that a claim type asks.
        broader: The design that a design is a kind of.
    """

    starts: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[tuple[str, str], int] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    broader: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, triples: Iterable[Triple]) -> Designs:
        """Read what a graph says of designs."""
        starts, questions, broader = {}, {}, {}
        ranks: dict[str, int] = {}
        levels: dict[tuple[str, str], int] = {}
        for triple in triples:
            one, other = _name(triple.subject), _name(triple.object)
            if triple.predicate == CG.gradeStart:
                starts[one] = other
            elif triple.predicate == CG.designRank:
                ranks[one] = int(other)
            elif triple.predicate == CG.asksQuestion:
                questions[one] = other
            elif triple.predicate == SKOS.broader:
                broader[one] = other
            elif triple.predicate in _LEVELS:
                levels[one, other] = _LEVELS[triple.predicate]
        return cls(starts, ranks, levels, questions, broader)

    def start_of(self, design: str | None) -> str | None:
        """The certainty from which GRADE rates a design; None for a review, and for what GRADE does not rate."""
        return next((self.starts[each] for each in self._kinds(design) if each in self.starts), None)

    def rank_of(self, design: str | None) -> int:
        """Its place in the order of strength, 1 the strongest; one that is not known comes after all others."""
        return next((self.ranks[each] for each in self._kinds(design) if each in self.ranks), self._last)

    def level_of(self, question: str | None, design: str | None) -> int | None:
        """The level of OCEBM 2011, 1 to 5, that a study of a design reaches at best; None where the table has none."""
        known = (self.levels.get((question or "", each)) for each in self._kinds(design))
        return next((level for level in known if level is not None), None)

    def is_kind_of(self, design: str | None, wider: str) -> bool:
        """Whether a design is another one or a kind of it."""
        return wider in self._kinds(design)

    def _kinds(self, design: str | None) -> Iterator[str]:
        while design is not None:
            yield design
            design = self.broader.get(design)

    @property
    def _last(self) -> int:
        return 1 + max(self.ranks.values(), default=0)


def _name(term: object) -> str:
    return str(getattr(term, "value", term)).removeprefix(CG.iri)
