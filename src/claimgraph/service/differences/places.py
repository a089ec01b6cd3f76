"""What the parts of a record are called: "step 3", "the arrow from fatigue to movement velocity", "author 2"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from claimgraph.service.differences.names import Names
from claimgraph.service.differences.sides import Sides, Term
from claimgraph.vocabulary import CG, SKOS


@dataclass(frozen=True)
class Places:
    """Names the nodes of a record as people would."""

    sides: Sides
    names: Names

    def of(self, node: Term) -> str:
        """What a node is called; empty for what the record is about."""
        if node in self.sides.topics:
            return ""
        return _CALLED.get(self.sides.kind(node), _other)(self, node)

    def words(self, term: Term) -> str:
        """A value in words; parts of the record by what they are called in it."""
        return self.subject(term) if isinstance(term, NamedNode) and self._is_part(term) else self.names.term(term)

    def subject(self, node: Term) -> str:
        """A node as the object of a sentence: "the claim", "step 2 of the most probable mechanism"."""
        if node in self.sides.topics:
            return "the " + self.kind(node)
        owner, name = self.owner(node), self.of(node)
        inside = owner is not None and name.startswith(prefix := self.of(owner) + ", ")
        words = name.removeprefix(prefix) if inside else name
        whose = f" of {self.subject(owner)}" if inside and owner is not None else ""
        return ("the " if _NEEDS_ARTICLE.match(words) else "") + words + whose

    def kind(self, node: Term) -> str:
        """The class of a node in words."""
        kind = self.sides.kind(node)
        return _KINDS.get(kind) or (self.names.iri(CG.iri + kind) if kind else "record")

    def words_of(self, node: Term, predicate: NamedNode) -> str:
        """The first value of a property in words; empty where there is none."""
        value = self.sides.value(node, predicate)
        return "" if value is None else self.words(value)

    def number_of(self, node: Term, predicate: NamedNode) -> str:
        """A number of a node with a space before it."""
        value = self.sides.value(node, predicate)
        return f" {value.value}" if isinstance(value, Literal) else ""

    def owner(self, node: Term) -> Term | None:
        """The node that a part is part of."""
        return self.sides.owners.get(node)

    def within(self, node: Term, name: str) -> str:
        """The name of a part after that of its owner."""
        owner = self.owner(node)
        place = self.of(owner) if owner is not None else ""
        return f"{place}, {name}" if place else name

    @cached_property
    def mechanisms(self) -> dict[Term, str]:
        """What the mechanisms are called: by their standing, with a number where several have the same."""
        nodes = self.sides.of_kind("Mechanism")
        standings = [self.words_of(node, CG.standing) for node in nodes]
        called = {}
        for at, (node, standing) in enumerate(zip(nodes, standings, strict=True)):
            number = f" {standings[:at].count(standing) + 1}" if standings.count(standing) > 1 else ""
            called[node] = f"{standing} mechanism{number}".strip()
        return called

    def _is_part(self, term: NamedNode) -> bool:
        known = term in self.sides.before.nodes or term in self.sides.after.nodes
        return known and "#" in term.value and self.sides.kind(term) != "Concept"


def _mechanism(places: Places, node: Term) -> str:
    return places.mechanisms[node]


def _step(places: Places, node: Term) -> str:
    name = "step" + places.number_of(node, CG.position)
    owner = places.owner(node)
    alone = owner is None or len(places.mechanisms) < 2
    return name if alone else places.within(node, name)


def _link(places: Places, node: Term) -> str:
    ends = f"arrow from {places.words_of(node, CG.cause)} to {places.words_of(node, CG.consequence)}"
    return places.within(node, ends)


def _line(places: Places, node: Term) -> str:
    return places.within(node, places.words_of(node, CG.study))


def _outcome(places: Places, node: Term) -> str:
    return f"outcome {places.words_of(node, CG.outcome)}"


def _need(places: Places, node: Term) -> str:
    return "evidence need" + places.number_of(node, CG.rank)


def _appraisal(places: Places, node: Term) -> str:
    return f"GRADE appraisal of {places.words_of(node, CG.appraises) or 'an outcome'}"


def _judgement(places: Places, node: Term) -> str:
    return places.within(node, places.words_of(node, CG.domain) or "judgement")


def _finding(places: Places, node: Term) -> str:
    arms = [words for each in (CG.arm, CG.comparedWith) if (words := places.words_of(node, each))]
    name = f"finding on {places.words_of(node, CG.variable)}"
    return f"{name} ({' against '.join(arms)})" if arms else name


def _author(places: Places, node: Term) -> str:
    return "author" + places.number_of(node, CG.position)


def _proxy(places: Places, node: Term) -> str:
    return f"proxy {places.words_of(node, CG.proxyVariable)} for {places.words_of(node, CG.standsFor)}"


def _declared_study(places: Places, node: Term) -> str:
    return "declared study" + places.number_of(node, CG.position)


def _concept(places: Places, node: Term) -> str:
    value = places.sides.value(node, SKOS.prefLabel)
    return f"concept {value.value if isinstance(value, Literal) else places.names.term(node)}"


def _other(places: Places, node: Term) -> str:
    kind = places.sides.kind(node)
    if kind:
        return places.kind(node)
    iri = str(getattr(node, "value", node))
    return f"#{iri.partition('#')[2]}" if "#" in iri else iri


_KINDS = {"Concept": "concept", "ConceptScheme": "scheme"}
_NEEDS_ARTICLE = re.compile("arrow|outcome|finding|proxy|concept|.*mechanism|GRADE|record$")
_CALLED: dict[str, Callable[[Places, Term], str]] = {
    "Mechanism": _mechanism,
    "MechanismStep": _step,
    "CausalLink": _link,
    "EvidenceLine": _line,
    "ClaimedOutcome": _outcome,
    "EvidenceNeed": _need,
    "Appraisal": _appraisal,
    "Judgement": _judgement,
    "Finding": _finding,
    "Authorship": _author,
    "Proxy": _proxy,
    "DeclaredStudy": _declared_study,
    "Concept": _concept,
}
