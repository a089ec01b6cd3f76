"""Search over a store: the index follows the records, and is as new as the store whenever it is asked.

Claims are kept with how sure they are, which their own record does not say alone: it depends on the studies that they
cite, on how concepts nest, and on the priors. When one of these changes, the claims concerned are read anew.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

from pyoxigraph import NamedNode

from claimgraph.appraisal.confidence import appraise
from claimgraph.errors import ClaimgraphError, InputError, OverLimit
from claimgraph.identifiers import study_iri_of_path
from claimgraph.model import Claim
from claimgraph.search import Entry, Found, Hit, Index, Search
from claimgraph.search.entry import KINDS, entries_of
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.told import rounded
from claimgraph.service.journal import Journal
from claimgraph.service.revisions import GRAPH, current_revisions

_STANDING = """SELECT ?record ?revision WHERE { GRAPH <%s> {
    ?record cg:currentRevision ?revision . ?revision a cg:Revision } }"""
_LEANING = """SELECT DISTINCT ?line WHERE { VALUES ?changed { %s }
    ?study (cg:includesStudy|cg:reportOf|cg:versionOf)* ?changed . ?line cg:study ?study }"""
_PORTION = 200
"""Records that the index takes at a time, so that others get at it in between and nothing is done twice."""
_log = logging.getLogger(__name__)
Some = TypeVar("Some")
Changed = tuple[str, str | None, Iterable[Entry]]


class Searcher:
    """Finds records of a store."""

    def __init__(self, derivations: Derivations, journal: Journal, place: str, patience_s: float = 10.0) -> None:
        """Keep the index at a path, or with `:memory:` nowhere; nobody waits longer than `patience_s` for it."""
        self._derivations, self._journal, self._patience_s = derivations, journal, patience_s
        self._store = derivations.store
        self._index = Index(place)
        self._refreshing = threading.Lock()
        self._warming: threading.Thread | None = None
        self._closing = threading.Event()
        self._rules: str | None = None

    def search(self, wanted: Search) -> Found:
        """A page of what is looked for."""
        self.refresh()
        return self._index.search(wanted)

    def hits(self, wanted: Search) -> tuple[int, list[Hit]]:
        """A page of what words find, with the places where they stand, and how many there are in all."""
        self.refresh()
        return self._index.hits(wanted)

    def marked(self, wanted: Search, found: Found) -> list[Hit]:
        """The entries that a search found, with the places where its words stand."""
        return self._index.marked(wanted, found)

    def counts(self, wanted: Search, facet: str, *, most: int = 50) -> list[tuple[str, int]]:
        """The values of a facet, with how many of what is looked for have each, the most frequent first."""
        self.refresh()
        return self._index.counts(wanted, facet, most=most)

    def values(self, kind: str, facet: str, *, most: int = 50) -> list[tuple[str, int]]:
        """The values of a facet on a list, with how many entries have each, the most frequent first."""
        self.refresh()
        return self._index.values(kind, facet, most=most)

    def warm(self) -> None:
        """Begin to bring the index up to the store, so that the first search need not wait for it."""
        self._warming = threading.Thread(target=self._warm, name="search-index", daemon=True)
        self._warming.start()

    def _warm(self) -> None:
        try:
            self.refresh()
        except ClaimgraphError as error:
            _log.warning("the index for search is not ready: %s", error)

    def refresh(self) -> None:
        """Bring the index up to the store: after a write of this process by what it changed, else by a comparison.

        Raises:
            OverLimit: If somebody else is at it and does not get done.
        """
        if self._is_current():
            return
        if not self._refreshing.acquire(timeout=self._patience_s):
            raise OverLimit("the index for search is being made; try again in a moment", retry_after_s=5)
        try:
            self._follow()
        finally:
            self._refreshing.release()

    def _is_current(self) -> bool:
        """Whether the index has been brought up to the store, by the rules that hold now."""
        return (
            self._rules is not None
            and self._index.known("rules") == self._rules
            and self._index.revision == self._store.revision()
        )

    def _follow(self) -> None:
        revision, known = self._store.revision(), self._index.revision
        written = self._journal.changed(known, revision) if known and self._rules else None
        concepts = f"{self._store.base}concepts/"
        if written is None or any(document.startswith(concepts) for document in written):
            self._rules = self._read_rules()
        if known == revision and self._index.known("rules") == self._rules:
            return
        for portion in _portions(self._changed(written)):
            self._index.update(portion, None)
        self._index.update((), revision, rules=self._rules or "")

    def _read_rules(self) -> str:
        """What decides on confidence besides the records of a claim and of its studies, in short."""
        priors, broader = self._derivations.priors, self._derivations.nesting.broader
        parts = (priors.systematic, priors.random, {above: sorted(found) for above, found in broader.items()})
        return blake2b(repr([sorted(part.items()) for part in parts]).encode(), digest_size=16).hexdigest()

    def _changed(self, written: Iterable[str] | None) -> Iterator[Changed]:
        """Records that the index does not have as they are: claims first, so that what is broken off is found again."""
        known = self._index.records()
        now = self._standing(written)
        changed = {document for document, revision in now.items() if known.get(document) != revision}
        claims = f"{self._store.base}claims/"
        if self._index.known("rules") != self._rules:
            changed |= {document for document in {*known, *now} if document.startswith(claims)}
        elif known:
            changed |= self._leaning(changed)
        for document in sorted(changed, key=lambda each: (not each.startswith(claims), each)):
            if self._closing.is_set():
                raise OverLimit("the server is about to end", retry_after_s=5)
            revision = now.get(document) if document in now else known.get(document)
            yield document, revision, self._entries(document) if revision else ()

    def _standing(self, written: Iterable[str] | None) -> dict[str, str | None]:
        """The current revision of each record, None where it was withdrawn: of those written, or of all."""
        if written is not None:
            asked = sorted(document for document in written if document.startswith(self._starts))
            now = current_revisions(self._store, asked)
            return {
                document: None if (found := now.get(document)) is None or found.withdrawn else found.iri
                for document in asked
            }
        rows = self._store.select(_STANDING % (self._store.base + GRAPH))
        standing = {row[0].value: row[1].value for row in rows if row[0] and row[1]}
        gone = dict.fromkeys(self._index.records())
        return {**gone, **{document: iri for document, iri in standing.items() if document.startswith(self._starts)}}

    @property
    def _starts(self) -> tuple[str, ...]:
        return tuple(f"{self._store.base}{kind}/" for kind in KINDS)

    def _leaning(self, changed: Iterable[str]) -> set[str]:
        """Claims that cite a changed study, or one that it belongs to or is included by."""
        base = self._store.base
        paths = [document.removeprefix(base) for document in changed if document.startswith(f"{base}studies/")]
        studies = sorted(study_iri_of_path(path) or f"{base}{path}#study" for path in paths)
        found: set[str] = set()
        for some in _portions(studies):
            query = _LEANING % " ".join(str(NamedNode(study)) for study in some)
            found |= {row[0].value.partition("#")[0] for row in self._store.select(query) if row[0]}
        return {document for document in found if document.startswith(f"{base}claims/")}

    def _entries(self, document: str) -> Sequence[Entry]:
        """What a record adds; nothing where it lacks what shapes ask for, as records of a remote store may."""
        triples = self._store.graph(document)
        with suppress(InputError):
            return list(entries_of(triples, document, self._store.base, self._derivations.language, self._rate))
        return []

    def _rate(self, claim: Claim) -> tuple[float | None, float | None]:
        rated = appraise(self._derivations.dossier_of(claim), self._derivations.priors)
        standing = [each.confidence for each in rated.mechanisms if each.mechanism.standing != "RuledOut"]
        return rounded(rated.rated.confidence), rounded(standing[0] if standing else None)

    def close(self) -> None:
        """Let go of the index; what is being read is left where it is, and read on at the next start."""
        self._closing.set()
        if self._warming:
            self._warming.join()
        self._index.close()


def _portions(parts: Iterable[Some]) -> Iterator[list[Some]]:
    ahead = iter(parts)
    while portion := list(islice(ahead, _PORTION)):
        yield portion
