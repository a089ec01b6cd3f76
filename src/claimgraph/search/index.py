"""The index: SQLite's full-text search over entries, kept in one file beside the store."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from claimgraph.search.entry import KINDS, Entry
from claimgraph.search.pages import COLUMNS, Found, Pages, Search
from claimgraph.search.words import expression

VERSION = 4
"""Of the layout below and of what entries hold; an index of another one is made anew."""
MARKS = ("\x02", "\x03")
"""Characters before and after a word that was found; no text of a record holds them."""
_EXCERPT = 28
"""Words of an excerpt."""
_LAYOUT = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE record(document TEXT PRIMARY KEY, revision TEXT NOT NULL);
CREATE TABLE entry(id INTEGER PRIMARY KEY, document TEXT NOT NULL, iri TEXT NOT NULL, kind TEXT NOT NULL,
    title TEXT NOT NULL, note TEXT NOT NULL, year INTEGER, weight INTEGER NOT NULL,
    confidence REAL, mechanism REAL);
CREATE INDEX entry_document ON entry(document);
CREATE INDEX entry_iri ON entry(iri);
CREATE INDEX entry_weight ON entry(kind, weight DESC, title COLLATE NOCASE, iri);
CREATE INDEX entry_confidence ON entry(kind, confidence DESC, title COLLATE NOCASE, iri);
CREATE INDEX entry_mechanism ON entry(kind, mechanism);
CREATE INDEX entry_title ON entry(kind, title COLLATE NOCASE, iri);
CREATE INDEX entry_year ON entry(kind, year DESC, title COLLATE NOCASE, iri);
CREATE TABLE facet(name TEXT NOT NULL, value TEXT NOT NULL, entry INTEGER NOT NULL,
    PRIMARY KEY(name, value, entry)) WITHOUT ROWID;
CREATE INDEX facet_entry ON facet(entry);
"""
_WORDS = """CREATE VIRTUAL TABLE words_{kind}
    USING fts5(title, text, tokenize='porter unicode61 remove_diacritics 2', prefix='2 3');
"""


@dataclass(frozen=True)
class Hit:
    """An entry with the place at which the words were found.

    Attributes:
        title: Its title, with `MARKS` around the words that were found.
        excerpt: The part of its text around the words that were found, marked as well.
    """

    entry: Entry
    title: str
    excerpt: str


class Index:
    """Entries in a file, or in memory."""

    def __init__(self, place: str) -> None:
        """Open the index at a path, or with `:memory:` an empty one."""
        self._lock = threading.RLock()
        self._kept: dict[tuple[object, ...], Any] = {}
        self._db = sqlite3.connect(place, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        if self._version() != VERSION:
            self._make()

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _make(self) -> None:
        names = [row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in (*(f"words_{kind}" for kind in KINDS), "facet", "entry", "record", "meta"):
            if name in names:
                self._db.execute(f"DROP TABLE {name}")
        self._db.executescript(_LAYOUT + "".join(_WORDS.format(kind=kind) for kind in KINDS))
        self._db.execute(f"PRAGMA user_version = {VERSION}")

    @property
    def revision(self) -> str | None:
        """Revision of the store up to which the index has been brought; None before it was."""
        return self.known("revision")

    def known(self, name: str) -> str | None:
        """What was noted with the last whole update under a name."""
        with self._lock:
            row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def records(self) -> dict[str, str]:
        """The revision at which each record was read, by document."""
        with self._lock:
            return dict(self._db.execute("SELECT document, revision FROM record"))

    def update(
        self, changed: Iterable[tuple[str, str | None, Iterable[Entry]]], revision: str | None, **noted: str
    ) -> None:
        """Put records in the place of what the index has of them, in one step.

        Args:
            changed: Document, its revision (None if it is gone) and its entries.
            revision: Revision of the store that this reaches; None if more is to come.
            noted: What `known` is to tell from then on.
        """
        reached = {**noted, **({"revision": revision} if revision else {})}
        with self._lock:
            self._db.execute("BEGIN")
            try:
                for document, state, entries in changed:
                    self._remove(document)
                    if state is not None:
                        self._db.execute("INSERT INTO record VALUES (?, ?)", (document, state))
                        self._add(document, entries)
                self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", sorted(reached.items()))
                self._db.execute("COMMIT")
                self._kept.clear()
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def _remove(self, document: str) -> None:
        old = self._db.execute("SELECT id, kind FROM entry WHERE document = ?", (document,)).fetchall()
        for number, kind in old:
            self._db.execute(f"DELETE FROM words_{kind} WHERE rowid = ?", (number,))
            self._db.execute("DELETE FROM facet WHERE entry = ?", (number,))
        self._db.execute("DELETE FROM entry WHERE document = ?", (document,))
        self._db.execute("DELETE FROM record WHERE document = ?", (document,))

    def _add(self, document: str, entries: Iterable[Entry]) -> None:
        for entry in entries:
            values = (document, *(getattr(entry, name) for name in COLUMNS))
            columns, marks = ", ".join(("document", *COLUMNS)), ", ".join("?" * (1 + len(COLUMNS)))
            number = self._db.execute(f"INSERT INTO entry({columns}) VALUES ({marks})", values).lastrowid
            texts = (number, entry.title, entry.text)
            self._db.execute(f"INSERT INTO words_{entry.kind}(rowid, title, text) VALUES (?, ?, ?)", texts)
            self._db.executemany(
                "INSERT INTO facet VALUES (?, ?, ?)", [(name, value, number) for name, value in sorted(entry.facets)]
            )

    def search(self, wanted: Search) -> Found:
        """A page of the entries that are looked for, in a total order."""
        match = expression(wanted.words)
        if match is None and wanted.words.strip():
            return Found(0, ())
        with self._lock:
            return Pages(self._db, wanted, self._kept).found(match)

    def hits(self, wanted: Search) -> tuple[int, list[Hit]]:
        """A page of what words find, with the places where they stand, and how many there are in all."""
        found = self.search(wanted)
        return found.total, self.marked(wanted, found)

    def marked(self, wanted: Search, found: Found) -> list[Hit]:
        """The entries that a search found, with the places where its words stand."""
        match, words = expression(wanted.words), f"words_{wanted.kind}"
        if match is None or not found.entries:
            return [Hit(entry, entry.title, "") for entry in found.entries]
        marked = (
            f"SELECT entry.iri, highlight({words}, 0, ?, ?), snippet({words}, 1, ?, ?, '…', {_EXCERPT}) "
            f"FROM {words} CROSS JOIN entry ON entry.id = {words}.rowid WHERE {words} MATCH ? AND {words}.rowid IN "
            f"(SELECT id FROM entry WHERE kind = ? AND iri IN ({', '.join('?' * len(found.entries))}))"
        )
        values = (*MARKS, *MARKS, match, wanted.kind, *(entry.iri for entry in found.entries))
        with self._lock:
            places = {iri: texts for iri, *texts in self._db.execute(marked, values)}
        return [Hit(entry, *places.get(entry.iri, (entry.title, ""))) for entry in found.entries]

    def counts(self, wanted: Search, name: str, *, most: int = 50) -> list[tuple[str, int]]:
        """The values of a facet with how many of the entries that are looked for have each, the most frequent first."""
        match = expression(wanted.words)
        if match is None and wanted.words.strip():
            return []
        with self._lock:
            return Pages(self._db, wanted, self._kept).counts(match, name, most)

    def values(self, kind: str, name: str, *, most: int = 50) -> list[tuple[str, int]]:
        """The values of a facet on a list with how many entries have each, the most frequent first."""
        counted = (
            "SELECT value, count(*) AS number FROM facet JOIN entry ON entry.id = facet.entry "
            "WHERE name = ? AND kind = ? GROUP BY value ORDER BY number DESC, value LIMIT ?"
        )
        with self._lock:
            known = ("values", kind, name, most)
            if known not in self._kept:
                self._kept[known] = self._db.execute(counted, (name, kind, most)).fetchall()
            return self._kept[known]  # type: ignore[no-any-return]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()
