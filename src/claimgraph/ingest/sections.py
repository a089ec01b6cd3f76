"""The sections of a page: a heading and the lines under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from claimgraph.ingest.headings import Heading, Kind, heading_of
from claimgraph.ingest.lines import Line
from claimgraph.ingest.marks import marker_of

UNRANKED = (Kind.MECHANISM, Kind.SYNTHESIS)
"""Sections in which a mechanism may begin without a heading that ranks it."""

_LABELS = (Kind.SUMMARY, Kind.CHAIN)


@dataclass(slots=True)
class Section:
    """A heading and the lines under it; `line` is that of the heading."""

    heading: Heading
    line: Line
    lines: list[Line] = field(default_factory=list)


def begins_section(line: Line) -> bool:
    """Whether a line is a heading or a label, so that the header of the page ends before it."""
    return heading_of(line.text) is not None


def sections_of(lines: Iterable[Line]) -> Iterator[Section]:
    """Cut the lines at their headings."""
    section: Section | None = None
    for line in lines:
        heading = _opens(line, section)
        if heading is not None:
            if section is not None:
                yield section
            ranked = not _is_content(line)
            section = Section(
                heading, section.line if section and not ranked and _is_unranked(heading, section) else line
            )
        if section is not None and (heading is None or _is_content(line)):
            section.lines.append(line)
    if section is not None:
        yield section


def _opens(line: Line, section: Section | None) -> Heading | None:
    """The heading of the section that a line begins; labels and a first step begin a mechanism that has no ranking."""
    heading = heading_of(line.text)
    kind = section.heading.kind if section else None
    if heading is not None and heading.kind not in _LABELS:
        return heading
    if heading is not None and kind is None:
        return Heading(Kind.STANDING if heading.kind is Kind.CHAIN else Kind.SYNTHESIS)
    chain = heading is not None and heading.kind is Kind.CHAIN and kind is not Kind.STANDING
    unranked = kind in UNRANKED and (heading is not None or _is_first_step(line))
    return Heading(Kind.STANDING) if chain or unranked else None


def _is_unranked(heading: Heading, section: Section) -> bool:
    return heading == Heading(Kind.STANDING) and section.heading.kind in UNRANKED


def _is_content(line: Line) -> bool:
    """Whether the line that begins a section belongs to what stands in it."""
    heading = heading_of(line.text)
    return heading is None or heading.kind in _LABELS


def _is_first_step(line: Line) -> bool:
    marker = marker_of(line.text)
    return marker is not None and marker.number == 1
