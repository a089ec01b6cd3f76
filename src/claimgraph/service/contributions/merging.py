"""Bringing a proposal to a record that has moved on since: the difference that it makes is applied, or says why not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from claimgraph.service.contributions.fragments import Names, fragments_of


@dataclass(frozen=True)
class Clash:
    """Something that a proposal would change and somebody else has changed: the node and its property."""

    node: str
    property: str


@dataclass(frozen=True)
class Merged:
    """A record after a proposal; with clashes it is not to be written."""

    triples: frozenset[Triple]
    clashes: tuple[Clash, ...] = ()


def merged(
    base: Iterable[Triple], proposed: Iterable[Triple], current: Iterable[Triple], document: str, given: Iterable[str]
) -> Merged:
    """Apply the difference between two versions of a record to a third.

    Args:
        base: The record on which the proposal was made.
        proposed: The record as proposed.
        current: The record as it stands now.
        document: IRI of the record.
        given: Names that the record gave to parts after the base; parts of the proposal with such a name get another.
    """
    before, after, now = frozenset(base), frozenset(proposed), frozenset(current)
    if before == now:
        return Merged(after)
    renaming = _renaming(before, after, document, set(given))
    added = frozenset(_renamed(triple, renaming) for triple in after - before)
    removed = before - after
    clashes = {_clash(triple) for triple in removed - now}
    known = _subjects(now) | (_subjects(added) - _subjects(before))
    clashes |= {_clash(triple) for triple in added if triple.subject not in known}
    ordered = sorted(clashes, key=lambda clash: (clash.node, clash.property))
    return Merged((now - removed) | added, tuple(ordered))


def _renaming(
    before: frozenset[Triple], after: frozenset[Triple], document: str, given: set[str]
) -> dict[NamedNode, NamedNode]:
    """New names for the proposal's own parts whose names were given away meanwhile; parts of parts follow."""
    new = fragments_of(after, document) - fragments_of(before, document)
    names, found = Names(document, given | fragments_of(after, document)), dict[str, str]()
    for name in sorted(new, key=lambda name: (len(name), name)):
        parent = max((old for old in found if name.startswith(old + "-")), key=len, default=None)
        moved = found[parent] + name.removeprefix(parent) if parent else name
        if moved in given:
            moved = names.fresh(re.sub(r"-[0-9]+\Z", "", moved)).value.rpartition("#")[2]
        if moved != name:
            found[name] = moved
    return {NamedNode(f"{document}#{old}"): NamedNode(f"{document}#{name}") for old, name in found.items()}


def _renamed(triple: Triple, renaming: dict[NamedNode, NamedNode]) -> Triple:
    subject, value = triple.subject, triple.object
    if isinstance(subject, NamedNode):
        subject = renaming.get(subject, subject)
    if isinstance(value, NamedNode):
        value = renaming.get(value, value)
    return Triple(subject, triple.predicate, value)


def _subjects(triples: Iterable[Triple]) -> frozenset[object]:
    return frozenset(triple.subject for triple in triples)


def _clash(triple: Triple) -> Clash:
    return Clash(getattr(triple.subject, "value", str(triple.subject)), triple.predicate.value)
