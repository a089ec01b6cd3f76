"""The history of a record: its revisions, what each of them said, and how it was on some day.

The content of the current revision lies in the graph, that of replaced ones in the body store. What a withdrawal
leaves is a revision without content.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from claimgraph.errors import Conflict, InputError, NotFound, StoreUnusable
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service.records import Body, Written, etag
from claimgraph.service.revisions import GRAPH, Author, Revision
from claimgraph.vocabulary import CG, PROV

if TYPE_CHECKING:
    from claimgraph.service.claimgraph import Claimgraph

_ABOUT = """SELECT ?revision ?predicate ?value WHERE { GRAPH %s {
    VALUES ?revision { %s } ?revision ?predicate ?value } } ORDER BY ?predicate ?value"""
_PORTION = 200
"""Revisions asked for at once."""


@dataclass(frozen=True)
class Entry:
    """One revision as it is told: who wrote it, when and why.

    Attributes:
        when: As `xsd:dateTime`, in UTC.
        sha256: Digest of its content; None for a withdrawal, which has none.
        sources: IRIs of what it was made from, such as a contribution.
        triples: What is kept about it.
    """

    iri: str
    number: int
    when: str
    agent: str
    automated: bool
    reason: str | None
    sha256: str | None
    reviewer: str | None
    sources: tuple[str, ...]
    triples: tuple[Triple, ...]

    @property
    def withdrawn(self) -> bool:
        """Whether the record was taken out of the graph."""
        return self.sha256 is None

    @property
    def moment(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.when)


@dataclass(frozen=True)
class Content:
    """What a revision says.

    Attributes:
        intact: Whether it has the digest that was recorded; for the current revision, which lies in the graph, a layout
            of another version of claimgraph gives another one, too.
    """

    triples: Sequence[Triple]
    intact: bool


class History:
    """The revisions of one record."""

    def __init__(self, graph: Claimgraph, path: str, current: Revision) -> None:
        self.path, self.document, self.current = path, graph.records.document(path), current
        self._graph = graph

    @classmethod
    def of(cls, graph: Claimgraph, path: str) -> History:
        """The history of a record, also of one that was taken out.

        Raises:
            NotFound: If there never was one.
        """
        current = graph.records.revision(path)
        if current is None:
            raise NotFound(f"there is no record {path}")
        return cls(graph, path, current)

    def __len__(self) -> int:
        return self.current.number

    def entry(self, number: int) -> Entry:
        """One revision by its number.

        Raises:
            NotFound: If there is none.
        """
        found = self.entries(number, number) if 1 <= number <= len(self) else []
        if not found:
            raise NotFound(f"{self.path} has no revision {number}; it has {len(self)}")
        return found[0]

    def entries(self, first: int, last: int) -> list[Entry]:
        """The revisions from one number to another, oldest first."""
        numbers = range(max(1, first), min(last, len(self)) + 1)
        portions = (numbers[start : start + _PORTION] for start in range(0, len(numbers), _PORTION))
        return [entry for portion in portions for entry in self._read(portion)]

    def _read(self, numbers: Sequence[int]) -> Iterator[Entry]:
        iris = [f"{self.document}/history/{number}" for number in numbers]
        said: dict[str, list[Triple]] = {iri: [] for iri in iris}
        names = " ".join(str(NamedNode(iri)) for iri in iris)
        rows = self._graph.store.select(_ABOUT % (NamedNode(self._graph.store.base + GRAPH), names))
        for revision, predicate, value in rows:
            assert isinstance(revision, NamedNode) and isinstance(predicate, NamedNode) and value
            said[revision.value].append(Triple(revision, predicate, value))
        return (_entry(iri, triples) for iri, triples in said.items() if triples)

    def as_of(self, moment: datetime) -> Entry:
        """The revision in force at a moment.

        Raises:
            NotFound: If there was no record then.
        """
        low, high = 0, len(self)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.entry(middle).moment <= moment else (low, middle - 1)
        if low == 0:
            first = self.entry(1).when
            raise NotFound(f"there was no {self.path} on {moment:%Y-%m-%d}; its first revision is of {first}")
        return self.entry(low)

    def content(self, number: int) -> Content:
        """What a revision said.

        Raises:
            NotFound: If there is no such revision, it is a withdrawal, or its content is not kept.
            StoreUnusable: If what is kept is damaged.
        """
        entry = self.entry(number)
        if entry.sha256 is None:
            raise NotFound(f"{self.path} was taken out of the graph with revision {number}; that one says nothing")
        return self._now(entry) or Content(self._kept(entry, entry.sha256), intact=True)

    def _now(self, entry: Entry) -> Content | None:
        """The content of the current revision, also while somebody writes the next one; None for others."""
        current = self._graph.records.revision(self.path)
        triples = self._graph.store.graph(self.document)
        if current is None or entry.number != current.number or self._graph.records.revision(self.path) != current:
            return None
        digest = hashlib.sha256(self._graph.records.body(self.path, triples)).hexdigest()
        return Content(triples, digest == entry.sha256)

    def _kept(self, entry: Entry, digest: str) -> list[Triple]:
        try:
            body = self._graph.body(digest)
        except NotFound:
            raise NotFound(f"what revision {entry.number} of {self.path} said is not kept") from None
        if hashlib.sha256(body).hexdigest() != digest:
            raise StoreUnusable(f"the body of revision {entry.number} of {self.path} is damaged: its digest is another")
        return parse_triples(body, TURTLE, base=self.document, place=entry.iri)

    def restore(self, number: int, author: Author, *, at: int | None = None, dry_run: bool = False) -> Written:
        """Write what an earlier revision said as a new one; goes through the gate like every write.

        Args:
            number: The revision.
            author: Who restores it, and why.
            at: Number of the revision that must be the current one; None accepts any.
            dry_run: Only say what would happen.

        Raises:
            Refused: If the gate finds a violation, since shapes and other records may have changed in the meantime.
            Conflict: If the record has moved on.
        """
        triples = self.content(number).triples
        if at is not None and at != len(self):
            raise Conflict(f"{self.path} is now at revision {len(self)}, not at {at}")
        expected = None if self.current.withdrawn else etag(self.current)
        told = f"Restores revision {number}" + (f": {author.reason}" if author.reason else ".")
        author = Author(author.agent, author.automated, told, contribution=f"{self.document}/history/{number}")
        expecting = {self.path: expected}
        return self._graph.records.write([Body(self.path, triples)], author, dry_run=dry_run, expecting=expecting)


def _entry(iri: str, triples: Sequence[Triple]) -> Entry:
    said = {predicate: [t for t in triples if t.predicate == predicate] for predicate in {t.predicate for t in triples}}

    def one(predicate: NamedNode) -> str | None:
        return next((str(getattr(t.object, "value", "")) for t in said.get(predicate, ())), None)

    return Entry(
        iri=iri,
        number=int(one(CG.revisionNumber) or 0),
        when=one(PROV.generatedAtTime) or "",
        agent=one(PROV.wasAttributedTo) or "",
        automated=one(CG.agentKind) == CG.AutomatedAgent.value,
        reason=one(CG.reason),
        sha256=one(CG.sha256),
        reviewer=one(CG.reviewer),
        sources=tuple(str(getattr(t.object, "value", "")) for t in said.get(PROV.wasDerivedFrom, ())),
        triples=tuple(triples),
    )


def moment_of(text: str) -> datetime:
    """The moment that a date or a time stands for: of a date its last second, in UTC.

    Raises:
        InputError: If it is neither.

    >>> moment_of("2026-01-31").isoformat()
    '2026-01-31T23:59:59.999999+00:00'
    >>> moment_of("2026-01-31T12:00:00Z").isoformat()
    '2026-01-31T12:00:00+00:00'
    """
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            return datetime.combine(date.fromisoformat(text), time.max, UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(None, found=f"'{text}'", expected="a date such as 2026-01-31, or a time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
