"""Reading and writing records: the one way into the graph."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from claimgraph.errors import Conflict, InputError, NotFound, OverLimit, Refused
from claimgraph.gate import Draft, Gate, Report
from claimgraph.identifiers import record_path
from claimgraph.network.arrows import arrow_change
from claimgraph.rdf.canonical import normalise
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service.journal import Journal
from claimgraph.service.revisions import (
    Author,
    Revision,
    current_revisions,
    digest_quad,
    revision_quads,
    superseded_quad,
)
from claimgraph.store.bodies import BodyStore
from claimgraph.store.interface import Change, Store
from claimgraph.vocabulary import CG

MANAGED = frozenset(
    {CG.currentRevision, CG.revisionOf, CG.revisionNumber, CG.storeRevision, CG.baseIri, CG.dataVersion}
)
"""Properties that the store keeps itself; they are ignored in what is written."""


@dataclass(frozen=True)
class Body:
    """A record to be written; no triples mean that it goes."""

    path: str
    triples: Sequence[Triple]


@dataclass(frozen=True)
class Written:
    """What a write did, or with a dry run would do.

    Attributes:
        report: What the gate says; it conforms.
        outcomes: For each path: created, changed, unchanged or removed.
        etags: For each path that stands after the write, its entity tag.
    """

    report: Report
    outcomes: dict[str, str]
    etags: dict[str, str]


MOST_TRIPLES = 20_000
"""Larger records are refused unjudged: judging one takes seconds and gigabytes, and nothing can end it."""
_TRIES = 5
"""How often a write is worked out anew because the store has moved on in the meantime."""


class Records:
    """The records of a store.

    What the gate saw still holds when the write is committed: writers wait for each other, those of other processes,
    too. Where the store has moved on all the same, the write is worked out anew.
    """

    def __init__(self, store: Store, gate: Gate, bodies: BodyStore, journal: Journal | None = None) -> None:
        """Join the parts; a journal learns of every write."""
        self._store, self._gate, self._bodies, self._journal = store, gate, bodies, journal or Journal()
        self._writing = threading.RLock()

    def document(self, path: str) -> str:
        """IRI of the record with this path.

        Raises:
            IdentifierError: If the path is none.
        """
        return self._store.base + record_path(path)

    def read(self, path: str) -> list[Triple]:
        """The triples of a record.

        Raises:
            NotFound: If there is none.
        """
        triples = self._store.graph(self.document(path))
        if not triples:
            raise NotFound(f"there is no record {path}")
        return triples

    def revision(self, path: str) -> Revision | None:
        """The current revision of a record; that of a withdrawn record has no digest. None if it never was."""
        document = self.document(path)
        return current_revisions(self._store, [document]).get(document)

    def etag(self, path: str) -> str | None:
        """Entity tag of a record, None where there is none."""
        revision = self.revision(path)
        return etag(revision) if revision and not revision.withdrawn else None

    def body(self, path: str, triples: Iterable[Triple]) -> bytes:
        """The Turtle of a record as it is kept at rest: relative to its own IRI."""
        return write_turtle(triples, document=self.document(path), base=self._store.base).encode()

    def validate(self, bodies: Sequence[Body], *, timeout_s: float | None = None) -> Report:
        """What the gate says about records as they would be written together.

        Raises:
            OverLimit: If it takes longer than it may.
        """
        return self._gate.check(self._drafts(bodies), self._store, timeout_s=timeout_s)

    def write(
        self,
        bodies: Sequence[Body],
        author: Author,
        *,
        dry_run: bool = False,
        expecting: dict[str, str | None] | None = None,
        at: str | None = None,
        by: Mapping[str, Author] | None = None,
    ) -> Written:
        """Write records in one atomic step, or nothing at all.

        Args:
            bodies: The records, each replaced as a whole.
            author: Who writes and why.
            dry_run: Only say what would happen.
            expecting: For some paths the entity tag that must be current; None where no record must be.
            at: Store revision on which the bodies were made up; None if they stand on their own.
            by: For some paths whose work they are, where it is not the author's.

        Raises:
            Refused: If the gate finds a violation.
            Conflict: If a record is no longer what the caller expects, or the store no longer at revision `at`.
        """
        with self._writing, nullcontext() if dry_run else self._store.writing():
            for _ in range(_TRIES):
                state = self._store.revision()
                if at is not None and at != state:
                    raise Conflict(f"the store is at revision {state}, no longer at {at}")
                try:
                    return self._write(bodies, author, by or {}, state, dry_run=dry_run, expecting=expecting or {})
                except (Conflict, Refused):
                    if self._store.revision() == state:
                        raise
        raise Conflict("the store is being written by others all the time; try again")

    def _write(
        self,
        bodies: Sequence[Body],
        author: Author,
        by: Mapping[str, Author],
        state: str,
        *,
        dry_run: bool,
        expecting: dict[str, str | None],
    ) -> Written:
        """One try, which holds if the store is still at the revision `state` in the end."""
        drafts = self._drafts(bodies)
        before = current_revisions(self._store, [draft.document for draft in drafts])
        self._check_expected(expecting, before)
        report = self._gate.check(drafts, self._store)
        if not report.conforms:
            raise Refused(report)
        authors = {draft.path: by.get(draft.path, author) for draft in drafts}
        return self._commit(drafts, before, authors, report, None if dry_run else state)

    def _drafts(self, bodies: Sequence[Body]) -> list[Draft]:
        drafts = [self._draft(body) for body in bodies]
        twice = [path for path, count in Counter(draft.path for draft in drafts).items() if count > 1]
        if twice:
            raise InputError(twice[0], found="two versions in one write", expected="each record once")
        return drafts

    def _draft(self, body: Body) -> Draft:
        path = record_path(body.path)
        if len(body.triples) > MOST_TRIPLES:
            raise OverLimit(f"{path} has {len(body.triples)} triples; a record has at most {MOST_TRIPLES}", status=413)
        triples = [triple for triple in body.triples if triple.predicate not in MANAGED]
        return Draft(path, self._store.base + path, triples)

    def _check_expected(self, expecting: dict[str, str | None], before: dict[str, Revision]) -> None:
        for path, tag in expecting.items():
            revision = before.get(self.document(path))
            current = etag(revision) if revision and not revision.withdrawn else None
            if tag != current:
                raise Conflict(f"{path} is now {current or 'absent'}, not {tag or 'absent'}")

    def _commit(
        self,
        drafts: Sequence[Draft],
        before: dict[str, Revision],
        authors: Mapping[str, Author],
        report: Report,
        state: str | None,
    ) -> Written:
        """Write the difference if the store is at the revision `state`; None only says what would happen."""
        removed: set[Quad] = set()
        added: set[Quad] = set()
        outcomes: dict[str, str] = {}
        etags: dict[str, str] = {}
        stored: list[Triple] = []
        coming: list[Triple] = []
        for draft in drafts:
            old, new = set(self._store.graph(draft.document)), set(normalise(draft.triples))
            revision = before.get(draft.document)
            outcomes[draft.path] = _outcome(old, new)
            stored += old
            coming += new
            if old == new:
                if revision and not revision.withdrawn:
                    etags[draft.path] = etag(revision)
                continue
            graph = NamedNode(draft.document)
            removed |= {Quad(t.subject, t.predicate, t.object, graph) for t in old - new}
            added |= {Quad(t.subject, t.predicate, t.object, graph) for t in new - old}
            sha256 = hashlib.sha256(self.body(draft.path, new)).hexdigest() if new else None
            if revision:
                removed.add(superseded_quad(self._store, draft.document, revision))
            added |= set(revision_quads(self._store, draft.document, revision, sha256, authors[draft.path]))
            if sha256:
                etags[draft.path] = etag_of(sha256)
            if old and state is not None:
                kept = self._bodies.put(self.body(draft.path, old))
                if revision and revision.sha256 not in (None, kept):
                    removed.add(digest_quad(self._store, revision, revision.sha256 or ""))
                    added.add(digest_quad(self._store, revision, kept))
        change = Change(frozenset(removed), frozenset(added))
        if change and state is not None:
            arrows = arrow_change(self._store, stored, coming, [draft.document for draft in drafts])
            whole = Change(change.removed | arrows.removed, change.added | arrows.added)
            after = self._store.commit(whole, expecting=state)
            self._journal.enter(state, after, [draft.document for draft in drafts])
        return Written(report, outcomes, etags)


def _outcome(old: set[Triple], new: set[Triple]) -> str:
    if old == new:
        return "unchanged"
    return "created" if not old else "changed" if new else "removed"


def etag(revision: Revision) -> str:
    """Entity tag of a revision that stands."""
    return etag_of(revision.sha256 or "")


def etag_of(sha256: str) -> str:
    """Entity tag of the content with this digest."""
    return sha256[:32]
