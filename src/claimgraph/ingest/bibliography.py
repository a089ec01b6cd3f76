"""DOIs in running text, and the studies that a page lists.

A DOI may stand bare, after `doi:` or the word DOI, or in a resolver's or publisher's address. Where the text announces
one and none follows, the page is refused rather than the evidence lost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from claimgraph.errors import IdentifierError
from claimgraph.identifiers import read_doi, record_path, study_path
from claimgraph.ingest.lines import Line, refusal, shown
from claimgraph.ingest.parts import Citation, ListedStudy, Side

DOI_CHARS = 256
"""Longest DOI that is read; file systems take no longer names."""

_EXPECTED = "a DOI such as 10.1080/02640414.2024.2321021"
_TOKEN = re.compile(r"(?:(?<![0-9A-Za-z.])|(?<=doi)|(?<=DOI))10\.[0-9]{4,9}(?:/|%2[Ff])[^\s\"“”„«»…—]{1,300}")
_NEXT_DOI = re.compile(r"[,;|](?:https?://|doi:|10\.[0-9]{4,9}/)", re.IGNORECASE)
_TAIL = ".,;:!?'’*_|/`"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_ANNOUNCED = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?<![\w/.])dois?(?![^\W0-9]|/|\.org)", re.IGNORECASE)
_AFTER_ANNOUNCED = re.compile(
    r"[\s:=#(\[<\"“'‘]*(?:(?:number|no\.?|is)\b[\s:]*)?(?:https?://(?:dx\.|www\.)?doi\.org/|doi\.org/|doi:)?\s*",
    re.IGNORECASE,
)
_NONE_GIVEN = re.compile(
    r"(?:not (?:available|given|known|assigned|listed|provided|stated|found|yet)|unavailable|unknown|none|n/?a|missing|"
    r"pending|of|was|were|are|has|had|have|for|and|or|that|which|given|listed|below|above|system|resolver|registration)"
    r"(?![\w/-])",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|without|lacks?|lacking|missing)\s+(?:an?\s+)?$", re.IGNORECASE)
_MISSPELT = re.compile(
    r"(?<![0-9A-Za-z./])(?:10\.[0-9]{1,3}/(?=\S{0,60}[A-Za-z])(?=\S{0,60}[0-9])\S{6,300}|1[1-9]\.[0-9]{4,9}/\S{1,300})"
)
_LONE = re.compile(r"[0-9]{1,3}\.[0-9]+(?:/\S*)?")
_YEAR = re.compile(r"\((1[89][0-9]{2}|20[0-9]{2})\)")
_TITLE = re.compile(r"(?P<title>.*\S)\s*\((?P<year>1[89][0-9]{2}|20[0-9]{2})\)\W*")
_ELLIPSES = ("...", "…")


def dois_in(text: str) -> tuple[Citation, ...]:
    """The DOIs that a text cites, in order; what is no DOI is passed over.

    >>> [found.doi for found in dois_in("Shown twice (https://doi.org/10.1000/A(1)b; doi:10.1000/c).")]
    ['10.1000/a(1)b', '10.1000/c']
    """
    return tuple(_dois(text))


def _dois(text: str) -> Iterator[Citation]:
    position = 0
    while match := _TOKEN.search(text, position):
        token = _trimmed(match[0])
        in_address = text[max(0, match.start() - 8) : match.start()].lower() == "doi.org/"
        position = match.start() + len(token)
        doi = _checked(_without_query(token) if in_address else token, in_address=in_address)
        if doi:
            follows = text[position : position + 3]
            yield Citation(doi, match.start(), position, cut_off=follows.startswith(_ELLIPSES))


def _trimmed(token: str) -> str:
    following = _NEXT_DOI.search(token)
    token = (token[: following.start()] if following else token)[: DOI_CHARS + 1]
    while token and (token[-1] in _TAIL or _closes_nothing(token)):
        token = token[:-1]
    return token


def _closes_nothing(token: str) -> bool:
    opener = _BRACKETS.get(token[-1])
    return opener is not None and token.count(token[-1]) > token.count(opener)


def _without_query(token: str) -> str:
    return re.split(r"[?#]", token, maxsplit=1)[0]


def _checked(token: str, *, in_address: bool) -> str | None:
    """The DOI of a token, or None if it could not name a record."""
    encoded = in_address or "/" not in token
    try:
        doi = read_doi("https://doi.org/" + token if encoded else token)
        record_path(study_path(doi))
    except IdentifierError:
        return None
    return doi if doi.isprintable() and len(doi) <= DOI_CHARS else None


def citations_in(text: str, lines: Sequence[Line]) -> tuple[Citation, ...]:
    """The DOIs that a text cites, in order.

    Args:
        text: The words of `lines`, joined by line ends or blanks.
        lines: Where the words stand, for messages.

    Raises:
        PageError: If the text announces a DOI and none follows, or has a word that can only be a misspelt one.
    """
    found = dois_in(text)
    starts = [citation.start for citation in found]
    for announced in _ANNOUNCED.finditer(text):
        before = bisect_right(starts, announced.start()) - 1
        if before < 0 or found[before].end <= announced.start():
            _require_doi(text, announced, starts, lines)
    misspelt = _MISSPELT.search(text)
    if misspelt and not misspelt[0].endswith(_ELLIPSES):
        token = misspelt[0].rstrip(_TAIL + ")]")
        raise refusal(_line_of(text, misspelt.start(), lines), found=shown(token), expected=_EXPECTED)
    return found


def _require_doi(text: str, announced: re.Match[str], starts: Sequence[int], lines: Sequence[Line]) -> None:
    after = _AFTER_ANNOUNCED.match(text, announced.end())
    position = after.end() if after else announced.end()
    next_doi = bisect_right(starts, announced.start())
    if next_doi < len(starts) and starts[next_doi] in (position, announced.end()):
        return
    words = text[position : position + DOI_CHARS].split()
    denied = _DENIED.search(text[max(0, announced.start() - 40) : announced.start()])
    if denied or _NONE_GIVEN.match(text, position) or (words and words[0].endswith(_ELLIPSES)):
        return
    token = words[0].rstrip(_TAIL + ")]") if words else ""
    found = shown(token) if token else "nothing"
    raise refusal(
        _line_of(text, announced.start(), lines), found=f"{found} after {shown(announced[0])}", expected=_EXPECTED
    )


def _line_of(text: str, position: int, lines: Sequence[Line]) -> Line:
    return lines[min(text.count("\n", 0, position), len(lines) - 1)]


def is_identifier(text: str) -> bool:
    """Whether a line holds a DOI and nothing else but its announcement.

    >>> is_identifier("DOI: 10.1007/s40279-016-0571-4"), is_identifier("Loading in men (1996)")
    (True, False)
    """
    found = dois_in(text)
    if not found:
        return _LONE.fullmatch(text) is not None or _ANNOUNCED.fullmatch(text.rstrip(": ")) is not None
    before = text[: found[0].start].lower()
    return (
        not re.search(r"[a-z]", re.sub(r"https?://(?:dx\.|www\.)?doi\.org/|doi", "", before))
        and len(text) - found[-1].end < 4
    )


def read_listed_study(lines: Sequence[Line], side: Side, position: int) -> ListedStudy:
    """Read one entry of a list of studies: its words, and title, year and DOI where they can be told apart.

    Raises:
        PageError: If an identifier is announced and is no DOI.
    """
    text = "\n".join(line.text for line in lines)
    for line in lines:
        if _LONE.fullmatch(line.text) and not dois_in(line.text):
            raise refusal(line, found=shown(line.text), expected=_EXPECTED)
    citations = [citation for citation in citations_in(text, lines) if not citation.cut_off]
    title, year = _title_and_year(lines)
    return ListedStudy(text, lines[0].number, side, position, citations[0].doi if citations else None, title, year)


def _title_and_year(lines: Sequence[Line]) -> tuple[str | None, int | None]:
    """Title and year of the form `title (year)`; other forms give the year alone, so that no author becomes a title."""
    words = [_without_dois(line.text) for line in lines if not is_identifier(line.text)]
    first = next((text for text in words if text), "")
    match = _TITLE.fullmatch(first)
    if match and not _YEAR.search(match["title"]):
        title = match["title"]
        return (None if title.endswith(_ELLIPSES) else title), int(match["year"])
    years = {int(year) for text in words for year in _YEAR.findall(text)}
    return None, years.pop() if len(years) == 1 else None


def _without_dois(text: str) -> str:
    for citation in reversed(dois_in(text)):
        text = text[: citation.start] + text[citation.end :]
    return re.sub(r"(?i)(?:https?://)?(?:dx\.|www\.)?doi\.org/|\bdoi\b\s*:?", "", text).strip(" .,;:-–—[]")
