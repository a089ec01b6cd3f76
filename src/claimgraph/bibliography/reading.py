"""Reference files: their format told by their content, and their entries."""

from __future__ import annotations

import re
from collections.abc import Callable

from claimgraph.bibliography.bibtex import read_bibtex
from claimgraph.bibliography.csl import read_csl
from claimgraph.bibliography.reference import Entries
from claimgraph.bibliography.ris import START, read_ris
from claimgraph.errors import InputError, UsageError

FORMATS: dict[str, Callable[[str, str], Entries]] = {
    "csl": read_csl,
    "crossref": read_csl,
    "bibtex": read_bibtex,
    "ris": read_ris,
}
"""Formats by the names that users give them."""
MOST_BYTES = 50_000_000
MOST_ENTRIES = 2_000
"""More than that is refused: all is written in one step."""
MOST_BEGINNINGS = 20_000
"""Signs with which entries begin, some of which may stand in text; a file with more is refused unread."""
_BIBTEX = re.compile(r"@[A-Za-z]+\s{0,20}[{(]")
_EXPECTED = "CSL-JSON, Crossref JSON, BibTeX or RIS"


def read_references(content: bytes, place: str, format: str | None = None) -> Entries:
    """Read a reference file.

    Args:
        content: The file, in UTF-8.
        place: Its name, for messages.
        format: One of `FORMATS`; None looks at the content.

    Raises:
        InputError: If it is too large, not UTF-8, of no known format, or broken.
        UsageError: If there is no such format.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"format '{format}' is unknown; accepted are {', '.join(FORMATS)}")
    if len(content) > MOST_BYTES:
        raise InputError(place, found=f"{len(content)} bytes", expected=f"at most {MOST_BYTES}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].count(b"\n") + 1
        raise InputError(place, line=before, found="bytes that are not UTF-8", expected="text in UTF-8") from None
    beginnings = max(text.count("@"), text.count("TY  -"))
    if beginnings > MOST_BEGINNINGS:
        raise InputError(place, found=f"{beginnings} beginnings of entries", expected=f"at most {MOST_ENTRIES} entries")
    entries = FORMATS[format or _format_of(text, place)](text, place)
    count = len(entries.references) + len(entries.faults)
    if count == 0:
        raise InputError(place, found="no entry", expected=_EXPECTED)
    if count > MOST_ENTRIES:
        raise InputError(place, found=f"{count} entries", expected=f"at most {MOST_ENTRIES}; split the file")
    return entries


def _format_of(text: str, place: str) -> str:
    head = text.lstrip()[:1]
    if head in ("{", "["):
        return "csl"
    if any(START.match(line) for line in text.splitlines()):
        return "ris"
    if _BIBTEX.search(text):
        return "bibtex"
    raise InputError(place, found="text of no known format" if head else "nothing", expected=_EXPECTED)
