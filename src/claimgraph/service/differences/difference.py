"""The difference of two versions of a record: sentences for people, triples for programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode, Triple

from claimgraph.service.differences.names import Names
from claimgraph.service.differences.places import Places
from claimgraph.service.differences.sentences import Change, changed, whole
from claimgraph.service.differences.sides import Side, Sides, Term
from claimgraph.vocabulary import CG


@dataclass(frozen=True)
class Difference:
    """What is different; each triple that came or went is in one of the changes.

    Attributes:
        changes: In reading order of the record.
    """

    changes: tuple[Change, ...]
    removed: frozenset[Triple] = field(repr=False)
    added: frozenset[Triple] = field(repr=False)

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def text(self) -> str:
        """The sentences, one on a line, with the details of whole parts below them."""
        lines = []
        for change in self.changes:
            lines.append(change.text)
            lines += [f"  {name}: {value}" for name, value in change.details]
        return "".join(f"{line}\n" for line in lines) or "Nothing is different.\n"

    def as_json(self) -> dict[str, Any]:
        """The difference as JSON-ready values; triples as N-Triples."""
        return {
            "changes": [change.as_json() for change in self.changes],
            "removed": sorted(f"{triple} ." for triple in self.removed),
            "added": sorted(f"{triple} ." for triple in self.added),
        }


def difference_of(before: Iterable[Triple], after: Iterable[Triple], names: Names) -> Difference:
    """What is different between two versions of one record.

    An empty version stands for a record that is not there: then everything was added, or removed.

    >>> from pyoxigraph import Literal
    >>> from claimgraph.vocabulary import CG
    >>> claim = NamedNode("http://localhost:8000/claims/x#claim")
    >>> old, new = (Triple(claim, CG.statement, Literal(text, language="en")) for text in ("Rest.", "Rest more."))
    >>> difference_of([old], [new], Names()).changes[0].text
    '#claim: statement reworded: “Rest.” → “Rest more.”'
    """
    sides = Sides(before, after)
    places = Places(sides, names)
    told = _Told(sides)
    changes = [change for node in sides.in_order() for change in told.about(places, node)]
    return Difference(tuple(changes), sides.removed, sides.added)


class _Told:
    """Shares the triples that differ out among the nodes, so that each is told once."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._removed = self._shared(sides.removed, sides.before, sides.after)
        self._added = self._shared(sides.added, sides.after, sides.before)

    def _shared(self, triples: Iterable[Triple], here: Side, there: Side) -> dict[Term, set[Triple]]:
        """The triples by the node that tells them: a link to a part that came or went is told with the part."""
        shared: dict[Term, set[Triple]] = defaultdict(set)
        for triple in triples:
            owner, part = triple.subject, triple.object
            moved_as_whole = part in here.nodes and part not in there.nodes
            linked = moved_as_whole and self._sides.is_part(owner, triple.predicate, part)
            shared[part if linked else owner].add(triple)
        return shared

    def about(self, places: Places, node: Term) -> Iterator[Change]:
        removed, added = self._removed.get(node, set()), self._added.get(node, set())
        if node not in self._sides.before.nodes:
            yield whole(places, node, "added", self._sides.after, frozenset(added))
        elif node not in self._sides.after.nodes:
            yield whole(places, node, "removed", self._sides.before, frozenset(removed))
        else:
            for predicate in sorted({triple.predicate for triple in removed | added}, key=_rank):
                yield from changed(places, node, predicate, _of(removed, predicate), _of(added, predicate))


def _of(triples: Iterable[Triple], predicate: NamedNode) -> frozenset[Triple]:
    return frozenset(triple for triple in triples if triple.predicate == predicate)


_ORDER = {name: number for number, name in enumerate(CG.names())}


def _rank(predicate: NamedNode) -> tuple[int, str]:
    """Properties in the order of the vocabulary, foreign ones last."""
    return _ORDER.get(predicate.value.removeprefix(CG.iri), len(_ORDER)), predicate.value
