"""Pages of what is looked for, in SQL that costs little however much is found.

What few entries have is found first and then put in order; what many have is met on the way through an index that is in
order already, so that the walk ends with the page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claimgraph.search.entry import Entry

SORTS = ("relevance", "title", "year", "studies", "confidence")
_TITLE = "entry.title COLLATE NOCASE, entry.iri"
_INDEXES = {"title": "entry_title", "year": "entry_year", "studies": "entry_weight", "confidence": "entry_confidence"}
"""The index that is in the order of each sort."""
_ORDERS = {
    "title": _TITLE,
    "year": f"entry.year DESC, {_TITLE}",
    "studies": f"entry.weight DESC, {_TITLE}",
    "confidence": f"entry.confidence DESC, {_TITLE}",
}
_USUAL = {"claims": "studies", "studies": "year", "concepts": "title"}
"""The order of what is found equally well."""
COLUMNS = ("iri", "kind", "title", "note", "year", "weight", "confidence", "mechanism")
"""What is told of an entry."""
_RANGES = ("year", "confidence", "mechanism")
_MANY = 5_000
"""Entries above which words tell nothing apart: they then come as they were read, which needs no look at each text."""


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


class Pages:
    """What one search finds."""

    def __init__(self, db: sqlite3.Connection, wanted: Search, kept: dict[tuple[object, ...], Any]) -> None:
        """Look for something.

        Args:
            db: The index.
            wanted: What is looked for.
            kept: What was counted since the index changed last.
        """
        self._db, self._wanted, self._kept = db, wanted, kept
        self._words = f"words_{wanted.kind}"
        usual = _USUAL[wanted.kind] if wanted.sort == "relevance" else wanted.sort
        self._order, self._index = _ORDERS[usual], _INDEXES[usual]

    def found(self, match: str | None) -> Found:
        """The page of those that an expression matches; None stands for all."""
        return self._without_words() if match is None else self._with_words(match)

    def counts(self, match: str | None, name: str, most: int) -> list[tuple[str, int]]:
        """The values of a facet with how many of all pages have each, the most frequent first."""
        conditions = self._plain()
        if match is not None:
            inside = f"entry.id IN (SELECT rowid FROM {self._words} WHERE {self._words} MATCH ?)"
            conditions.append(_Condition(inside, (match,)))
        where, values = _joined(conditions)
        query = (
            "SELECT value, count(*) AS number FROM entry JOIN facet ON facet.entry = entry.id "
            f"WHERE name = ? AND {where} GROUP BY value ORDER BY number DESC, value LIMIT ?"
        )
        return self._db.execute(query, [name, *values, most]).fetchall()

    def _plain(self) -> list[_Condition]:
        """All that is asked for besides words."""
        conditions = [_Condition("+entry.kind = ?" if self._wanted.facets else "entry.kind = ?", (self._wanted.kind,))]
        conditions += [_Condition(f"entry.id IN ({each.text})", each.values) for each in self._facets()]
        conditions += [_Condition(f"entry.{text}", values) for text, values in self._ranges()]
        return conditions

    def _without_words(self) -> Found:
        conditions = self._plain()
        total = self._count("entry", conditions)
        return Found(total, self._page("entry", conditions, self._order))

    def _with_words(self, match: str) -> Found:
        matching = _Condition(f"{self._words} MATCH ?", (match,))
        facets = [_Condition(f"+{self._words}.rowid IN ({each.text})", each.values) for each in self._facets()]
        conditions = [matching, *facets, *self._in_ranges(matching)]
        total = self._count(self._words, conditions)
        if self._wanted.sort != "relevance":
            return Found(total, self._walked(conditions) if total > _MANY else self._sorted(conditions, self._order))
        if total > _MANY:
            return Found(total, self._sorted(conditions, f"{self._words}.rowid"))
        return Found(total, self._ranked(conditions))

    def _walked(self, conditions: Sequence[_Condition]) -> tuple[Entry, ...]:
        """The page of much, met on the way through the list in order."""
        where, values = _joined(conditions)
        inside = _Condition(f"+entry.id IN (SELECT rowid FROM {self._words} WHERE {where})", tuple(values))
        of_kind = _Condition("entry.kind = ?", (self._wanted.kind,))
        return self._page(f"entry INDEXED BY {self._index}", [of_kind, inside], self._order)

    def _sorted(self, conditions: Sequence[_Condition], order: str) -> tuple[Entry, ...]:
        return self._page(f"{self._words} CROSS JOIN entry ON entry.id = {self._words}.rowid", conditions, order)

    def _ranked(self, conditions: Sequence[_Condition]) -> tuple[Entry, ...]:
        """The page by how well words fit; only entries that could be on it are looked at."""
        where, values = _joined(conditions)
        best = f"SELECT rowid AS id, bm25({self._words}, 4.0, 1.0) AS fit FROM {self._words} WHERE {where}"
        last = "SELECT fit FROM hit ORDER BY fit LIMIT 1 OFFSET ?"
        query = (
            f"WITH hit AS MATERIALIZED ({best}) SELECT {_TOLD} FROM hit CROSS JOIN entry ON entry.id = hit.id "
            f"WHERE fit <= coalesce(({last}), 1e300) ORDER BY fit, entry.weight DESC, entry.iri LIMIT ? OFFSET ?"
        )
        limit, offset = self._wanted.limit, self._wanted.offset
        return _entries(self._db.execute(query, [*values, limit + offset, limit, offset]))

    def _page(self, tables: str, conditions: Sequence[_Condition], order: str) -> tuple[Entry, ...]:
        where, values = _joined(conditions)
        query = f"SELECT {_TOLD} FROM {tables} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
        return _entries(self._db.execute(query, [*values, self._wanted.limit, self._wanted.offset]))

    def _count(self, tables: str, conditions: Sequence[_Condition]) -> int:
        where, values = _joined(conditions)
        whole = ("count", *values)
        if where == "entry.kind = ?" and whole in self._kept:
            return self._kept[whole]  # type: ignore[no-any-return]
        total = int(self._db.execute(f"SELECT count(*) FROM {tables} WHERE {where}", values).fetchone()[0])
        if where == "entry.kind = ?":
            self._kept[whole] = total
        return total

    def _facets(self) -> list[_Condition]:
        """Sets of entries that have each of the facts."""
        query = "SELECT entry FROM facet WHERE name = ? AND value = ?"
        return [_Condition(query, (name, value)) for name, values in self._wanted.facets.items() for value in values]

    def _ranges(self) -> list[tuple[str, tuple[object, ...]]]:
        ranges = {"year": (self._wanted.since, self._wanted.until), **self._wanted.bands}
        return [
            (f"{name} {bound} ?", (limit,))
            for name in _RANGES
            for bound, limit in zip((">=", "<="), ranges.get(name, ()), strict=False)
            if limit is not None
        ]

    def _in_ranges(self, matching: _Condition) -> list[_Condition]:
        """That an entry lies within the ranges, looked up from whichever side has less to look at."""
        ranges = self._ranges()
        if not ranges:
            return []
        inside = _Condition(" AND ".join(text for text, _ in ranges), tuple(v for _, some in ranges for v in some))
        of_kind = _Condition("entry.kind = ?", (self._wanted.kind,))
        if self._count(self._words, [matching]) < self._count("entry", [of_kind, inside]):
            look_up = f"SELECT 1 FROM entry WHERE entry.id = {self._words}.rowid AND {inside.text}"
            return [_Condition(f"EXISTS ({look_up})", inside.values)]
        among = f"SELECT id FROM entry WHERE {of_kind.text} AND {inside.text}"
        return [_Condition(f"+{self._words}.rowid IN ({among})", (*of_kind.values, *inside.values))]


@dataclass(frozen=True)
class _Condition:
    """A piece of SQL with its values."""

    text: str
    values: tuple[object, ...]


_TOLD = ", ".join(f"entry.{name}" for name in COLUMNS)


def _joined(conditions: Sequence[_Condition]) -> tuple[str, list[object]]:
    return " AND ".join(each.text for each in conditions), [value for each in conditions for value in each.values]


def _entries(rows: sqlite3.Cursor) -> tuple[Entry, ...]:
    return tuple(Entry(**dict(zip(COLUMNS, row, strict=True))) for row in rows.fetchall())
