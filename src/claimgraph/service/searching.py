"""Search over a store: the index follows the records, and is as new as the store whenever it is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress

from claimgraph.errors import InputError, OverLimit
from claimgraph.search import Entry, Found, Index, Search
from claimgraph.search.entry import KINDS, entries_of
from claimgraph.service.journal import Journal
from claimgraph.service.revisions import GRAPH, current_revisions
from claimgraph.store.interface import Store

_STANDING = """SELECT ?record ?revision WHERE { GRAPH <%s> {
    ?record cg:currentRevision ?revision . ?revision a cg:Revision } }"""


class Searcher:
    """Finds records of a store."""

    def __init__(self, store: Store, journal: Journal, place: str, language: str, patience_s: float = 10.0) -> None:
        """Keep the index at a path, or with `:memory:` nowhere; nobody waits longer than `patience_s` for it."""
        self._store, self._journal, self._language, self._patience_s = store, journal, language, patience_s
        self._index = Index(place)
        self._refreshing = threading.Lock()

    def search(self, wanted: Search) -> Found:
        """A page of what is looked for."""
        self.refresh()
        return self._index.search(wanted)

    def values(self, kind: str, facet: str, *, most: int = 50) -> list[tuple[str, int]]:
        """The values of a facet on a list, with how many entries have each, the most frequent first."""
        self.refresh()
        return self._index.values(kind, facet, most=most)

    def refresh(self) -> None:
        """Bring the index up to the store: after a write of this process by what it changed, else by a comparison.

        Raises:
            OverLimit: If somebody else is at it and does not get done.
        """
        if self._index.revision == self._store.revision():
            return
        if not self._refreshing.acquire(timeout=self._patience_s):
            raise OverLimit("the index for search is being made; try again in a moment", retry_after_s=5)
        try:
            revision = self._store.revision()
            known = self._index.revision
            if known != revision:
                written = self._journal.changed(known, revision) if known else None
                changed = self._compared() if written is None else self._read(written)
                self._index.update(changed, revision)
        finally:
            self._refreshing.release()

    def _compared(self) -> Iterator[tuple[str, str | None, Iterable[Entry]]]:
        """Records whose revision is not the one that the index read."""
        known, standing = self._index.records(), self._standing()
        yield from ((document, None, ()) for document in known if document not in standing)
        for document, revision in standing.items():
            if known.get(document) != revision:
                yield document, revision, self._entries(document)

    def _standing(self) -> dict[str, str]:
        """The current revision of each record that stands and can be found."""
        rows = self._store.select(_STANDING % (self._store.base + GRAPH))
        starts = tuple(f"{self._store.base}{kind}/" for kind in KINDS)
        return {row[0].value: row[1].value for row in rows if row[0] and row[1] and row[0].value.startswith(starts)}

    def _read(self, documents: Iterable[str]) -> Iterator[tuple[str, str | None, Iterable[Entry]]]:
        starts = tuple(f"{self._store.base}{kind}/" for kind in KINDS)
        asked = sorted(document for document in documents if document.startswith(starts))
        now = current_revisions(self._store, asked)
        for document in asked:
            revision = now.get(document)
            if revision is None or revision.withdrawn:
                yield document, None, ()
            else:
                yield document, revision.iri, self._entries(document)

    def _entries(self, document: str) -> list[Entry]:
        """What a record adds; nothing where it lacks what shapes ask for, as records of a remote store may."""
        with suppress(InputError):
            return list(entries_of(self._store.graph(document), document, self._store.base, self._language))
        return []

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()
