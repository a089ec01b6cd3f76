"""Two versions of a record beside each other: which nodes each has, and which node is part of which."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.vocabulary import CG, FOAF, RDF

Term = object
_TOPICS = ("Claim", "Study", "ConceptScheme", "Contribution")
_ORDER = {name: number for number, name in enumerate(CG.names())}


def is_part_property(predicate: NamedNode) -> bool:
    """Whether a property links a node to its parts, such as `cg:hasStep`."""
    name = predicate.value.removeprefix(CG.iri)
    return name != predicate.value and name != CG.hasNoEffectOn.value and bool(re.match(r"has[A-Z]", name))


class Side:
    """One version, indexed."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = frozenset(triples)
        self.nodes: dict[Term, dict[NamedNode, set[Term]]] = defaultdict(lambda: defaultdict(set))
        for triple in self.triples:
            self.nodes[triple.subject][triple.predicate].add(triple.object)

    def values(self, node: Term, predicate: NamedNode) -> list[Term]:
        """Values of a property, in a fixed order."""
        return sorted(self.nodes[node].get(predicate, ()), key=str) if node in self.nodes else []


class Sides:
    """The versions before and after a change."""

    def __init__(self, before: Iterable[Triple], after: Iterable[Triple]) -> None:
        self.before, self.after = Side(before), Side(after)

    @property
    def removed(self) -> frozenset[Triple]:
        """The triples that went."""
        return self.before.triples - self.after.triples

    @property
    def added(self) -> frozenset[Triple]:
        """The triples that came."""
        return self.after.triples - self.before.triples

    @cached_property
    def nodes(self) -> list[Term]:
        """All nodes that something is said of in either version."""
        return sorted({*self.before.nodes, *self.after.nodes}, key=_by_number)

    def values(self, node: Term, predicate: NamedNode) -> list[Term]:
        """Values of a property as they are now, or if there are none, as they were."""
        return self.after.values(node, predicate) or self.before.values(node, predicate)

    def value(self, node: Term, predicate: NamedNode) -> Term | None:
        """The first of the values."""
        return next(iter(self.values(node, predicate)), None)

    def kind(self, node: Term) -> str:
        """Local name of the node's class."""
        return _text(self.value(node, RDF.type)).rpartition("#")[2]

    def of_kind(self, kind: str) -> list[Term]:
        """Nodes of a class."""
        return [node for node in self.nodes if self.kind(node) == kind]

    @cached_property
    def owners(self) -> dict[Term, Term]:
        """The node that each part is part of, as it is now, or if it is gone, as it was; never in a circle."""
        found: dict[Term, Term] = {}
        for side in (self.before, self.after):
            for triple in sorted(side.triples, key=str):
                owner, part = triple.subject, triple.object
                if is_part_property(triple.predicate) and part in side.nodes and not _is_above(part, owner, found):
                    found[part] = owner
        return found

    def is_part(self, owner: Term, predicate: NamedNode, part: Term) -> bool:
        """Whether this is what makes a node part of another."""
        return is_part_property(predicate) and self.owners.get(part) == owner

    @cached_property
    def topics(self) -> frozenset[Term]:
        """What the record is about: what it says so of, and its one claim, study or scheme."""
        triples = self.before.triples | self.after.triples
        named = {triple.object for triple in triples if triple.predicate == FOAF.primaryTopic}
        alone = {nodes[0] for kind in _TOPICS if len(nodes := self.of_kind(kind)) == 1}
        return frozenset(named | alone)

    def in_order(self) -> Iterator[Term]:
        """Every node once, in reading order: what the record is about, its parts within it, the record itself last."""
        seen: set[Term] = set()
        parts: dict[Term, list[Term]] = defaultdict(list)
        for part, owner in self.owners.items():
            parts[owner].append(part)
        roots = sorted((node for node in self.nodes if node not in self.owners), key=self._root_rank)
        for root in [*roots, *self.nodes]:
            yield from self._walk(root, parts, seen)

    def _root_rank(self, node: Term) -> tuple[object, ...]:
        return self.kind(node) == "Record", node not in self.topics, _by_number(node)

    def _walk(self, root: Term, parts: dict[Term, list[Term]], seen: set[Term]) -> Iterator[Term]:
        ahead = [root]
        while ahead:
            node = ahead.pop()
            if node not in seen:
                seen.add(node)
                yield node
                ahead += sorted(parts[node], key=self._part_rank, reverse=True)

    def _part_rank(self, node: Term) -> tuple[object, ...]:
        place = next((n for n in map(_number, (self.value(node, CG.position), self.value(node, CG.rank))) if n), 0)
        return _ORDER.get(self.kind(node), 0), place, _by_number(node)


def _is_above(part: Term, owner: Term, owners: dict[Term, Term]) -> bool:
    """Whether an owner is part of its own part."""
    above: Term | None = owner
    while above is not None and above != part:
        above = owners.get(above)
    return above == part


def _number(term: Term | None) -> int:
    text = _text(term) if isinstance(term, Literal) else ""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _by_number(node: Term) -> tuple[list[int], str]:
    """Nodes by the numbers in their fragments: step-2 before step-10."""
    text = _text(node)
    return [int(digits[-9:]) for digits in re.findall("[0-9]+", text.partition("#")[2])], text


def _text(term: Term | None) -> str:
    return str(getattr(term, "value", term or ""))
