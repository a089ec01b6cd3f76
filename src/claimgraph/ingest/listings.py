"""The lists of a page: studies for and against, evidence that is wanted, named details.

The layouts number their entries, part them by blank lines or give one a line; the declared count decides between
readings that differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from claimgraph.ingest.bibliography import dois_in, is_identifier, read_listed_study
from claimgraph.ingest.lines import Line
from claimgraph.ingest.marks import is_notice, marker_of
from claimgraph.ingest.parts import ListedStudy, PageDetail, Passage, Side
from claimgraph.ingest.phrases import word_set

_EXPLANATION = re.compile(r"why this evidence\??|technical explanation|in simple terms|summary", re.IGNORECASE)
_YEAR = re.compile(r"\(?(?:1[89]|20)[0-9]{2}\)?")
_LEVEL = re.compile(r"(?:oxford |cebm )?level [0-9][a-e]?", re.IGNORECASE)
_PREAMBLE = re.compile(r"according to (?:the )?(?:grade|ebm)\b|.*\bstrongest to weakest\b|.*:$", re.IGNORECASE)
_PAIR = re.compile(r"([^\W\d_][^:.]{0,40}):\s+(\S.*)", re.DOTALL)
_NAMES = word_set(
    """action age claim-status comparator comparison control domain dosage dose duration exposure frequency intervention
    outcome population route setting sex study-design-support subject target timing type appropriate-language-strength
    assessment-explanation more-accurate-statement scientific-claim"""
)


def studies_of(lines: Sequence[Line], side: Side, declared: int | None) -> tuple[ListedStudy, ...]:
    """The studies listed under a heading; notices that a list is empty are no studies.

    Raises:
        PageError: If an identifier is announced and is no DOI.
    """
    entries = _entries([line for line in lines if not is_notice(line.text)], declared)
    return tuple(read_listed_study(entry, side, place) for place, entry in enumerate(entries, start=1))


def _entries(lines: Sequence[Line], declared: int | None) -> list[list[Line]]:
    """Entries by number where the numbers fit, else by blank lines, identifiers or single lines."""
    numbered = _numbered(lines)
    parted = _parted([line for line in lines if not _is_lone_number(line)])
    if len(numbered) == declared or (len(numbered) > 1 and len(parted) != declared):
        return numbered
    return numbered if numbered and declared is None else parted


def _numbered(lines: Sequence[Line]) -> list[list[Line]]:
    """Entries that begin at the numbers 1, 2, 3 …; a lone number out of turn is a score and is passed over."""
    entries: list[list[Line]] = []
    for line in lines:
        marker = marker_of(line.text)
        if marker is not None and marker.number == len(entries) + 1:
            entries.append([])
            line = Line(line.place, line.number, marker.rest, line.gap)
        elif _is_lone_number(line):
            continue
        if not entries:
            return []
        if line.text and not _EXPLANATION.fullmatch(line.text):
            entries[-1].append(line)
    return [entry for entry in entries if entry]


def _is_lone_number(line: Line) -> bool:
    marker = marker_of(line.text)
    return marker is not None and not marker.rest


def _parted(lines: Sequence[Line]) -> list[list[Line]]:
    entries: list[list[Line]] = []
    has_gaps = any(line.gap for line in lines[1:])
    explained = False
    for line in lines:
        if _EXPLANATION.fullmatch(line.text):
            explained = True
            continue
        marker = marker_of(line.text)
        bare = Line(line.place, line.number, marker.rest, line.gap) if marker else line
        begins = marker is not None or line.gap or not has_gaps or _has_doi(entries)
        if not entries or (begins and not explained and not _belongs(bare, entries)):
            entries.append([])
        entries[-1].append(bare)
        explained = False
    return entries


def _has_doi(entries: Sequence[Sequence[Line]]) -> bool:
    return bool(entries) and any(dois_in(line.text) for line in entries[-1])


def _belongs(line: Line, entries: Sequence[Sequence[Line]]) -> bool:
    """Whether a line can only be the year or identifier of the entry before it."""
    if _YEAR.fullmatch(line.text):
        return True
    return is_identifier(line.text) and not _has_doi(entries)


def needs_of(lines: Sequence[Line]) -> tuple[Passage, ...]:
    """The studies that the page calls for, strongest first; its sentence about the method is none of them."""
    wanted = [line for line in lines if not is_notice(line.text) and not _PREAMBLE.match(line.text)]
    starts = _starts(wanted)
    items = [wanted[start:stop] for start, stop in pairwise([*starts, len(wanted)])]
    return tuple(passage for item in items if (passage := _need(item)))


def _starts(lines: Sequence[Line]) -> list[int]:
    """Where the items begin: at numbers, else at bullets; at levels of evidence where these come first; else anywhere.

    A level that stands within a numbered item parts nothing, since the next item may have none.
    """
    levels, markers = _level_starts(lines), _numbers_in_turn(lines) or _marked(lines)
    if levels and not (markers and markers[0] <= levels[0]):
        return levels
    return markers or list(range(len(lines)))


def _level_starts(lines: Sequence[Line]) -> list[int]:
    """Items that have a level each, on the line after their name or, where the first line is one, before it."""
    places = [place for place, line in enumerate(lines) if _LEVEL.fullmatch(line.text)]
    return places if 0 in places else [place - 1 for place in places]


def _numbers_in_turn(lines: Sequence[Line]) -> list[int]:
    """Where the numbers 1, 2, 3 … stand; other numbers and the bullets below them are part of an item."""
    places: list[int] = []
    for place, line in enumerate(lines):
        marker = marker_of(line.text)
        if marker is not None and marker.number == len(places) + 1:
            places.append(place)
    return places


def _marked(lines: Sequence[Line]) -> list[int]:
    return [place for place, line in enumerate(lines) if marker_of(line.text)]


def _need(lines: Sequence[Line]) -> Passage | None:
    marker = marker_of(lines[0].text)
    first = marker.rest if marker else lines[0].text
    words = [text for text in (first, *(line.text for line in lines[1:])) if text]
    return Passage("\n".join(words), lines[0].number) if words else None


def details_of(lines: Sequence[Line], *, assessment: bool = False) -> tuple[PageDetail, ...]:
    """Names and values, as `name: value` or on lines that alternate; further lines go on with the value before them.

    Args:
        lines: What stands under the heading.
        assessment: Whether only the known names begin a pair, as in the site's assessment of evidence.
    """
    pairs: list[list[Line]] = []
    for line in lines:
        pair = _PAIR.fullmatch(line.text)
        awaits_value = bool(pairs) and len(pairs[-1]) == 1
        if awaits_value and (assessment or not _is_name(line)):
            pairs[-1].append(line)
        elif awaits_value:
            _give_back(pairs)
            pairs.append([line])
        elif pair and not assessment:
            pairs.append([_cut(line, pair[1]), _cut(line, pair[2])])
        elif _is_name(line) or (not assessment and len(line.text) <= 40):
            pairs.append([line])
        elif pairs:
            pairs[-1].append(line)
    _give_back(pairs)
    return tuple(_detail(pair) for pair in pairs)


def _is_name(line: Line) -> bool:
    return line.text[0].isupper() and "-".join(line.text.rstrip(":").casefold().split()) in _NAMES


def _give_back(pairs: list[list[Line]]) -> None:
    """A name without a value was the last line of the value before it."""
    if pairs and len(pairs[-1]) == 1:
        last = pairs.pop()
        if pairs:
            pairs[-1] += last


def _cut(line: Line, text: str) -> Line:
    return Line(line.place, line.number, text, line.gap)


def _detail(pair: Sequence[Line]) -> PageDetail:
    return PageDetail(pair[0].text.rstrip(": "), "\n".join(line.text for line in pair[1:]), pair[0].number)


def wording_of(heading: Line, lines: Iterable[Line]) -> PageDetail | None:
    """A further wording of the claim, kept as a detail under its heading; None if the page leaves it out."""
    words = "\n".join(line.text for line in lines)
    return PageDetail(heading.text.rstrip(": "), words, heading.number) if words else None
