"""RIS, by rispy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import rispy

from claimgraph.bibliography import values
from claimgraph.bibliography.markup import plain
from claimgraph.bibliography.reference import Entries, Reference, entry_fault, iri_of
from claimgraph.bibliography.values import Wrong
from claimgraph.errors import InputError
from claimgraph.model import Study
from claimgraph.model.study import Author

START = re.compile(r"TY  - ?")
_END = re.compile(r"ER  -")
_TAGGED = re.compile(r"[A-Z][A-Z0-9]  -")
MOST_LINES = 500
"""Most lines of one value: the library's time grows with their square."""
_EXPECTED = "RIS entries, each from 'TY  - ' to 'ER  - '"


def read_ris(content: str, place: str) -> Entries:
    """Read the entries of an RIS file.

    Raises:
        InputError: If an entry does not end, or a line is none of RIS.
    """
    lines = content.splitlines()
    starts = _starts(lines, place)
    try:
        entries = rispy.loads("\n".join(lines))
    except Exception as error:  # the library raises what its dictionaries raise
        raise InputError(place, found=f"broken RIS ({error})"[:200], expected=_EXPECTED) from None
    if len(entries) != len(starts):
        raise InputError(place, found=f"{len(starts)} beginnings but {len(entries)} entries", expected=_EXPECTED)
    references: list[Reference] = []
    faults: list[InputError] = []
    for number, (line, entry) in enumerate(zip(starts, entries, strict=True), 1):
        key = str(entry.get("id") or number)[:80]
        try:
            references.append(_Fields(entry).reference(place, key, line))
        except Wrong as wrong:
            faults.append(entry_fault(place, key, line, wrong.found, wrong.expected))
    return Entries(tuple(references), tuple(faults))


def _starts(lines: list[str], place: str) -> list[int]:
    """Lines on which entries begin, each before the end of the one before."""
    starts: list[int] = []
    opened = run = 0
    for number, line in enumerate(lines, 1):
        run = 0 if _TAGGED.match(line) else run + 1
        if opened and run > MOST_LINES:
            raise InputError(place, line=number, found=f"a value of more than {MOST_LINES} lines", expected=_EXPECTED)
        if START.match(line):
            if opened:
                break
            starts.append(number)
            opened = number
        elif _END.match(line):
            opened = 0
    if opened:
        raise InputError(place, line=opened, found="an entry without end", expected="'ER  - ' on its last line")
    return starts


class _Fields:
    """The fields of one entry, as text."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self._entry = entry

    def _all(self, *names: str) -> list[str]:
        found = (self._entry.get(name) for name in names)
        texts = [str(each) for value in found if value for each in (value if isinstance(value, list) else [value])]
        for text in texts:
            if len(text) > values.MOST_LETTERS:
                raise Wrong(f"{len(text)} letters in one value", f"at most {values.MOST_LETTERS}")
        return [text for text in texts if text.strip()]

    def _text(self, *names: str) -> str:
        return plain(next(iter(self._all(*names)), ""))

    def reference(self, place: str, key: str, line: int) -> Reference:
        """What they say."""
        doi, pmid = self._doi(), self._pmid()
        stated = self._text("year", "publication_year", "date")
        study = Study(
            iri=iri_of(doi, pmid),
            doi=doi,
            pmid=pmid,
            title=self._text("title", "primary_title") or None,
            authors=tuple(self._authors()),
            year=values.year(stated) if stated else None,
            container=self._text("alternate_title3", "journal_name", "secondary_title", "alternate_title2") or None,
            volume=self._text("volume") or None,
            issue=self._text("number") or None,
            pages=values.pages(self._text("start_page"), self._text("end_page")),
        )
        return Reference(place, key, study, line, values.language(self._text("language")))

    def _doi(self) -> str | None:
        stated = self._text("doi")
        if not stated:
            stated = next((url for url in self._all("urls") if re.search("://(dx[.])?doi[.]org/10[.]", url)), "")
        return values.doi(stated) if stated else None

    def _pmid(self) -> str | None:
        """The accession number where the entry says that it is PubMed's."""
        source = f"{self._text('name_of_database')} {self._text('database_provider')}".lower()
        stated = self._text("accession_number")
        named = stated.lower().startswith("pmid") or "pubmed" in source or "medline" in source
        return values.pmid(stated) if stated and named else None

    def _authors(self) -> Iterator[Author]:
        for name in self._all("authors", "first_authors"):
            family, _, rest = plain(name).partition(",")
            given = " ".join(part.strip() for part in rest.split(",") if part.strip())
            if family.strip():
                yield Author(family.strip(), given or None)
