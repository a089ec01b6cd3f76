"""The index: SQLite's full-text search over entries, kept in one file beside the store."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claimgraph.search.entry import KINDS, Entry
from claimgraph.search.words import expression

VERSION = 2
"""Of the layout below and of what entries hold; an index of another one is made anew."""
SORTS = ("relevance", "title", "year", "studies", "confidence")
_TITLE = "entry.title COLLATE NOCASE, entry.iri"
_ORDERS = {
    "title": _TITLE,
    "year": f"entry.year DESC, {_TITLE}",
    "studies": f"entry.weight DESC, {_TITLE}",
    "confidence": f"entry.confidence DESC, {_TITLE}",
}
_USUAL = {"claims": "studies", "studies": "year", "concepts": "title"}
"""The order of what is found equally well."""
_ORDER = {(kind, sort): _ORDERS[_USUAL[kind] if sort == "relevance" else sort] for kind in KINDS for sort in SORTS}
_COLUMNS = ("iri", "kind", "title", "note", "year", "weight", "confidence", "mechanism")
_BANDS = ("confidence", "mechanism")
_TOO_MANY = 20_000
"""Entries above which words tell nothing apart: they then come as they were read, which needs no look at each text."""
_LAYOUT = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE record(document TEXT PRIMARY KEY, revision TEXT NOT NULL);
CREATE TABLE entry(id INTEGER PRIMARY KEY, document TEXT NOT NULL, iri TEXT NOT NULL, kind TEXT NOT NULL,
    title TEXT NOT NULL, note TEXT NOT NULL, year INTEGER, weight INTEGER NOT NULL,
    confidence REAL, mechanism REAL);
CREATE INDEX entry_document ON entry(document);
CREATE INDEX entry_weight ON entry(kind, weight DESC, title COLLATE NOCASE, iri);
CREATE INDEX entry_confidence ON entry(kind, confidence DESC, title COLLATE NOCASE, iri);
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
class Search:
    """What is looked for.

    Attributes:
        kind: The list, one of `claims`, `studies`, `concepts`.
        words: As typed into a box; empty finds all.
        facets: Values that must all be there, by name.
        since: Earliest year.
        until: Latest year.
        bands: Least and highest `confidence` or `mechanism`, by that name; None leaves an end open. What has none is
            in no band.
        sort: One of `SORTS`.
        limit: Entries on a page.
        offset: Entries on the pages before.
    """

    kind: str
    words: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    bands: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    sort: str = "relevance"
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class Found:
    """A page of what was found, and how many there are in all."""

    total: int
    entries: tuple[Entry, ...]


class Index:
    """Entries in a file, or in memory."""

    def __init__(self, place: str) -> None:
        """Open the index at a path, or with `:memory:` an empty one."""
        self._lock = threading.RLock()
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
            values = (document, *(getattr(entry, name) for name in _COLUMNS))
            columns, marks = ", ".join(("document", *_COLUMNS)), ", ".join("?" * (1 + len(_COLUMNS)))
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
            return self._page(wanted, _Conditions.of(wanted), match)

    def _page(self, wanted: Search, conditions: _Conditions, match: str | None) -> Found:
        words = f"words_{wanted.kind}"
        matching = f"{words} CROSS JOIN entry ON entry.id = {words}.rowid"
        if match is None:
            total = self._count("entry", conditions)
            return Found(total, self._entries("entry", conditions, _ORDER[wanted.kind, wanted.sort], wanted))
        with_words = conditions.also(f"{words} MATCH ?", match)
        total = self._count(words if conditions.only_kind else matching, with_words, by_words=conditions.only_kind)
        sort = _ORDER[wanted.kind, wanted.sort]
        if wanted.sort == "relevance":
            sort = f"{words}.rowid" if total > _TOO_MANY else f"bm25({words}, 4.0, 1.0), entry.weight DESC, entry.iri"
        return Found(total, self._entries(matching, with_words, sort, wanted))

    def _count(self, tables: str, conditions: _Conditions, *, by_words: bool = False) -> int:
        where, values = (conditions.texts[-1], conditions.values[-1:]) if by_words else conditions.where
        return int(self._db.execute(f"SELECT count(*) FROM {tables} WHERE {where}", values).fetchone()[0])

    def _entries(self, tables: str, conditions: _Conditions, order: str, wanted: Search) -> tuple[Entry, ...]:
        columns = ", ".join(f"entry.{name}" for name in _COLUMNS)
        where, values = conditions.where
        page = f"SELECT {columns} FROM {tables} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
        rows = self._db.execute(page, [*values, wanted.limit, wanted.offset]).fetchall()
        return tuple(Entry(**dict(zip(_COLUMNS, row, strict=True))) for row in rows)

    def values(self, kind: str, name: str, *, most: int = 50) -> list[tuple[str, int]]:
        """The values of a facet on a list with how many entries have each, the most frequent first."""
        counted = (
            "SELECT value, count(*) AS number FROM facet JOIN entry ON entry.id = facet.entry "
            "WHERE name = ? AND kind = ? GROUP BY value ORDER BY number DESC, value LIMIT ?"
        )
        with self._lock:
            return self._db.execute(counted, (name, kind, most)).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()


@dataclass(frozen=True)
class _Conditions:
    """Conditions on entries with the values that they are about."""

    texts: tuple[str, ...]
    values: tuple[object, ...]

    @classmethod
    def of(cls, wanted: Search) -> _Conditions:
        # The plus keeps the engine from going over the whole list where few entries have a fact.
        found = cls(("+entry.kind = ?" if wanted.facets else "entry.kind = ?",), (wanted.kind,))
        for name, values in wanted.facets.items():
            for value in values:
                found = found.also("entry.id IN (SELECT entry FROM facet WHERE name = ? AND value = ?)", name, value)
        for bound, year in ((">=", wanted.since), ("<=", wanted.until)):
            if year is not None:
                found = found.also(f"entry.year {bound} ?", year)
        for name in _BANDS:
            for bound, limit in zip((">=", "<="), wanted.bands.get(name, ()), strict=False):
                if limit is not None:
                    found = found.also(f"entry.{name} {bound} ?", limit)
        return found

    def also(self, text: str, *values: object) -> _Conditions:
        return _Conditions((*self.texts, text), (*self.values, *values))

    @property
    def only_kind(self) -> bool:
        return len(self.texts) == 1

    @property
    def where(self) -> tuple[str, tuple[object, ...]]:
        return " AND ".join(self.texts), self.values
