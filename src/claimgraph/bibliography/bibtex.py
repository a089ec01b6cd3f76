"""BibTeX and BibLaTeX, by bibtexparser; LaTeX in values by pylatexenc."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

from claimgraph.bibliography import values
from claimgraph.bibliography.markup import from_latex, plain
from claimgraph.bibliography.reference import Entries, Reference, entry_fault, iri_of
from claimgraph.bibliography.values import Wrong
from claimgraph.errors import InputError
from claimgraph.model import Study
from claimgraph.model.study import Author

MOST_AUTHORS = 5_000
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it warns of broken blocks, which are faults here
_READ = frozenset({
    "doi", "url", "pmid", "eprint", "eprinttype", "archiveprefix", "title", "subtitle", "author", "year", "date",
    "journal", "journaltitle", "booktitle", "volume", "number", "issue", "pages", "eid", "articleno", "language",
    "langid",
})  # fmt: skip


def read_bibtex(content: str, place: str) -> Entries:
    """Read the entries of a BibTeX file; comments, preambles and macros are no entries.

    Macros stand for their text once: none is built of others, so none can grow.
    """
    library = parse_string(content)
    references: list[Reference] = []
    faults = [_failure(block, place) for block in library.failed_blocks]
    for entry in library.entries:
        line = (entry.start_line or 0) + 1
        try:
            references.append(_Fields(entry).reference(place, line))
        except Wrong as wrong:
            faults.append(entry_fault(place, entry.key, line, wrong.found, wrong.expected))
    return Entries(tuple(references), tuple(faults))


def _failure(block: Block, place: str) -> InputError:
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock):
        return entry_fault(place, block.key, line, "the key a second time", "each key once")
    if isinstance(block, DuplicateFieldKeyBlock):
        fields = ", ".join(sorted(block.duplicate_keys))
        inner = block.ignore_error_block
        key = inner.key if isinstance(inner, Entry) else "?"
        return entry_fault(place, key, line, f"the field {fields} twice", "each field once")
    head = (block.raw or "").strip().partition("\n")[0][:60]
    reason = f" ({block.error})" if isinstance(block, ParsingFailedBlock) and block.error else ""
    return InputError(place, line=line, found=f"'{head}', which breaks off{reason}", expected="a whole BibTeX entry")


class _Fields:
    """The fields of one entry, as text."""

    def __init__(self, entry: Entry) -> None:
        self._key, self._fields = entry.key, {}
        for field in entry.fields:
            name = field.key.lower()
            if name not in _READ:
                continue
            if len(field.value) > values.MOST_LETTERS * (10 if name == "author" else 1):
                raise Wrong(f"{len(field.value)} letters as '{name}'", f"at most {values.MOST_LETTERS}")
            if field.enclosing == "no-enclosing" and not field.value.strip().isdigit():
                found = f"'{name} = {field.value[:60]}'"
                raise Wrong(found, "a value in braces or quotes, a number, or a macro that the file defines")
            self._fields[name] = field.value

    def _raw(self, *names: str) -> str:
        return next((self._fields[name] for name in names if self._fields.get(name, "").strip()), "")

    def _text(self, *names: str) -> str:
        return plain(from_latex(self._raw(*names)))

    def reference(self, place: str, line: int) -> Reference:
        """What they say."""
        doi, pmid = self._doi(), self._pmid()
        stated = self._raw("year", "date")
        study = Study(
            iri=iri_of(doi, pmid),
            doi=doi,
            pmid=pmid,
            title=self._title(),
            authors=tuple(self._authors()),
            year=values.year(from_latex(stated)) if stated else None,
            container=self._text("journal", "journaltitle", "booktitle") or None,
            volume=self._text("volume") or None,
            issue=self._text("number", "issue") or None,
            pages=values.pages(self._text("pages", "eid", "articleno")),
        )
        return Reference(place, self._key, study, line, values.language(self._text("langid", "language")))

    def _doi(self) -> str | None:
        """The DOI, which many files write with LaTeX's escapes, or give as address only."""
        stated = self._raw("doi")
        if not stated:
            url = self._raw("url").strip()
            stated = url if "://doi.org/10." in url or "://dx.doi.org/10." in url else ""
        return values.doi(stated.replace("\\", "").strip("{} ")) if stated else None

    def _pmid(self) -> str | None:
        stated = self._raw("pmid")
        if not stated and self._raw("eprinttype", "archiveprefix").strip().lower() == "pubmed":
            stated = self._raw("eprint")
        return values.pmid(stated) if stated else None

    def _title(self) -> str | None:
        title, below = self._text("title"), self._text("subtitle")
        return f"{title}: {below}" if title and below else title or None

    def _authors(self) -> Iterator[Author]:
        names = split_multiple_persons_names(self._raw("author"))
        if len(names) > MOST_AUTHORS:
            raise Wrong(f"{len(names)} authors", f"at most {MOST_AUTHORS}")
        for name in names:
            if name.strip().lower() == "others":
                continue
            try:
                parts = parse_single_name_into_parts(name, strict=False)
            except InvalidNameError:
                raise Wrong(f"the author '{name[:60]}'", "a name such as 'Knuth, Donald E.'") from None
            family = _latex_words([*parts.von, *parts.last])
            given = _latex_words([*parts.first, *parts.jr])
            if family:
                yield Author(family, given or None)


def _latex_words(words: list[str]) -> str:
    return plain(from_latex(" ".join(words)))
