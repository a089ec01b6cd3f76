"""Single values of reference files, each checked: DOIs, PubMed numbers, years, pages, ORCIDs, languages."""

from __future__ import annotations

import re

from claimgraph.errors import IdentifierError, InputError
from claimgraph.identifiers import read_doi, record_path, study_path

MOST_LETTERS = 5_000
"""Longest value that is read; abstracts and the like are not."""
_YEAR = re.compile(r"(1[6-9]|20|21)[0-9]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAMED = {
    "english": "en", "american": "en-us", "british": "en-gb", "usenglish": "en-us", "ukenglish": "en-gb", "eng": "en",
    "german": "de", "ngerman": "de", "ger": "de", "deu": "de", "french": "fr", "fre": "fr", "fra": "fr",
    "spanish": "es", "spa": "es", "portuguese": "pt", "por": "pt", "brazilian": "pt-br", "italian": "it", "ita": "it",
    "dutch": "nl", "chinese": "zh", "chi": "zh", "japanese": "ja", "jpn": "ja", "russian": "ru", "rus": "ru",
}  # fmt: skip
"""Names and three-letter codes of languages that reference files use (babel, MEDLINE)."""


class Wrong(InputError):
    """A value that cannot be used; whoever reads the entry says where it stands."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(None, found=found, expected=expected)


def doi(text: str) -> str:
    """A DOI, bare and in lower case.

    Raises:
        Wrong: If it is none, or cannot name a record.

    >>> doi("https://doi.org/10.5555/ABC")
    '10.5555/abc'
    """
    try:
        found = read_doi(text)
        record_path(study_path(found))
    except IdentifierError:
        raise Wrong(f"the DOI '{_cut(text)}'", "a DOI such as 10.1080/02640414.2024.2321021") from None
    return found


def pmid(text: str) -> str:
    """A PubMed number.

    Raises:
        Wrong: If it is none.

    >>> pmid("PMID: 38393985")
    '38393985'
    """
    match = re.fullmatch(r"(?:pmid:?\s*)?([1-9][0-9]{0,8})", text.strip(), re.IGNORECASE | re.ASCII)
    if match is None:
        raise Wrong(f"the PubMed number '{_cut(text)}'", "a number such as 38393985")
    return match[1]


def year(text: str) -> int:
    """A year from 1600 to 2199, of a date that begins with it.

    Raises:
        Wrong: If it is none.

    >>> year("2020"), year("2020-05-01"), year("2020/05//")
    (2020, 2020, 2020)
    """
    head = re.match(r"[0-9]+", text.strip(), re.ASCII)
    if head is None or not _YEAR.fullmatch(head[0]) or re.match(r"[^\W_]", text.strip()[4:]):
        raise Wrong(f"the year '{_cut(text)}'", "a year such as 2020")
    return int(head[0])


def pages(first: str, last: str = "") -> str | None:
    """A page range with one hyphen; None for none.

    >>> pages("85--101"), pages("85 – 101"), pages("85", "101"), pages("e123", "")
    ('85-101', '85-101', '85-101', 'e123')
    """
    first, last = first.strip(), last.strip()
    text = f"{first}-{last}" if first and last and last != first else first or last
    return re.sub(r"\s*[-‐‑‒–—]+\s*", "-", text) or None


def orcid(text: str) -> str | None:
    """An ORCID, bare; None if its shape or its check character (ISO 7064 MOD 11-2) is wrong.

    >>> orcid("http://orcid.org/0000-0002-1825-0097"), orcid("0000-0002-1825-0098")
    ('0000-0002-1825-0097', None)
    """
    match = re.search(r"([0-9]{4}-){3}[0-9]{3}[0-9X]\Z", text.strip(), re.ASCII)
    if match is None:
        return None
    total = 0
    for digit in match[0].replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return match[0] if match[0][-1] == "0123456789X"[(12 - total % 11) % 11] else None


def language(text: str) -> str | None:
    """A language tag, None where the text names no language.

    >>> language("en-US"), language("English"), language("eng"), language("?")
    ('en-us', 'en', 'en', None)
    """
    plain = text.strip().lower()
    if plain in _NAMED:
        return _NAMED[plain]
    return plain if _LANGUAGE.fullmatch(plain) else None


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:80] + "…"
