"""An evidence page as text becomes the parts of a `Page`, or one error that says where and why not.

Three layouts are known, with any mixture of them: bare paragraphs; paragraphs with labels and numbered steps; and
claims without mechanism whose details stand in pairs of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claimgraph.errors import PageError
from claimgraph.ingest.bibliography import citations_in
from claimgraph.ingest.header import Header, read_header
from claimgraph.ingest.headings import Kind, count_of, heading_of
from claimgraph.ingest.lines import Line, lines_of, refusal, shown
from claimgraph.ingest.listings import details_of, needs_of, studies_of, wording_of
from claimgraph.ingest.marks import is_notice
from claimgraph.ingest.mechanisms import read_mechanisms
from claimgraph.ingest.parts import Count, ListedStudy, Page, PageDetail, PageMechanism, Passage, Side
from claimgraph.ingest.sections import UNRANKED, Section, begins_section, sections_of

_PLAIN = (*UNRANKED, Kind.NEEDS, Kind.ORIGINAL, Kind.DETAILS, Kind.ASSESSMENT, Kind.WORDING)
"""Sections whose words are kept as they are; a DOI announced there must be one all the same."""

_BRACKETED = re.compile(r"\([^()]{0,12}\)")
_STATEMENT = "the statement of the claim before the first heading"


@dataclass(slots=True)
class _Body:
    """What the sections say; filled while they are read."""

    synthesis: list[Line] = field(default_factory=list)
    original: list[Line] = field(default_factory=list)
    counts: dict[str, Count] = field(default_factory=dict)
    mechanisms: list[PageMechanism] = field(default_factory=list)
    ranked_first: int = 0
    studies: list[ListedStudy] = field(default_factory=list)
    needs: list[Passage] = field(default_factory=list)
    details: list[PageDetail] = field(default_factory=list)
    unread: list[Passage] = field(default_factory=list)


def read_page(content: bytes, name: str) -> Page:
    """Read an evidence page.

    Args:
        content: The file as it is: UTF-8, with or without byte order mark, any line ends.
        name: Its name, for messages and for the record.

    Raises:
        PageError: If it cannot be read: no text, no statement, a mechanism without steps, a DOI announced that is
            none, a declared number that is none or negative.

    >>> page = read_page(b"Naps restore strength.\\n\\nEvidence from Studies\\nSupporting (0)", "naps.txt")
    >>> page.statement.text, page.supporting.value
    ('Naps restore strength.', 0)
    """
    lines = lines_of(content, name)
    first = next((place for place, line in enumerate(lines) if begins_section(line)), len(lines))
    header = read_header(lines[:first])
    statement = _require_statement(header, lines, first)
    body = _Body()
    for section in sections_of(lines[first:]):
        _read_section(section, body)
    _require_steps(lines[first:], body)
    _check_citations(lines[:first])
    return Page(
        name,
        statement,
        header.claim_type,
        header.verdict,
        header.version,
        header.pro,
        header.against,
        original=_joined(body.original),
        synthesis=_joined(body.synthesis),
        synthesized=body.counts.get("synthesized"),
        mechanisms=tuple(body.mechanisms),
        supporting=body.counts.get("supporting"),
        contradicting=body.counts.get("contradicting"),
        studies=tuple(body.studies),
        needs=tuple(body.needs),
        details=tuple(body.details),
        unread=(*header.unread, *body.unread),
    )


def _require_statement(header: Header, lines: Sequence[Line], first: int) -> Passage:
    if header.statement is None:
        at = lines[first] if first < len(lines) else lines[-1]
        raise refusal(at, found=shown(at.text), expected=_STATEMENT)
    if first == len(lines) and not header.declares:
        raise refusal(lines[-1], found="none", expected="a heading such as 'Mechanism' or 'Evidence from Studies'")
    return header.statement


def _read_section(section: Section, body: _Body) -> None:
    kind = section.heading.kind
    if kind in _PLAIN:
        _check_citations(section.lines)
    if kind in UNRANKED:
        _read_synthesis(section, body)
    elif kind is Kind.STANDING:
        _read_standing(section, body)
    elif kind is Kind.LISTING:
        _read_listing(section, body)
    elif kind is Kind.NEEDS:
        body.needs += needs_of(section.lines)
    elif kind is Kind.ORIGINAL:
        body.original += section.lines
    elif kind in (Kind.DETAILS, Kind.ASSESSMENT):
        body.details += details_of(section.lines, assessment=kind is Kind.ASSESSMENT)
    elif kind is Kind.WORDING:
        wording = wording_of(section.line, section.lines)
        body.details += [wording] if wording else []
    else:
        body.unread += [Passage(line.text, line.number) for line in section.lines if not is_notice(line.text)]


def _read_synthesis(section: Section, body: _Body) -> None:
    body.synthesis += [line for line in section.lines if not is_notice(line.text)]
    if section.heading.count is not None:
        _declare(body, "synthesized", section.heading.count, section.line)


def _read_standing(section: Section, body: _Body) -> None:
    for place, mechanism in enumerate(read_mechanisms(section.line, section.lines)):
        body.mechanisms.append(mechanism)
        body.ranked_first += _ranks_first(mechanism)
        if body.ranked_first > 1:
            line = (mechanism.summary or mechanism.steps[0]).line if place else section.line.number
            raise PageError(section.line.place, line=line, found="a second one", expected="one most probable mechanism")


def _ranks_first(mechanism: PageMechanism) -> bool:
    heading = heading_of(mechanism.heading.text)
    return heading is not None and heading.first


def _read_listing(section: Section, body: _Body) -> None:
    side = section.heading.side or Side.INCONCLUSIVE
    count, lines = section.heading.count, section.lines
    if count is None and lines and _BRACKETED.fullmatch(lines[0].text):
        count, lines = lines[0].text, lines[1:]
    declared = _declare(body, side.value, count, section.line) if count is not None else None
    body.studies += studies_of(lines, side, declared)


def _declare(body: _Body, what: str, raw: str, line: Line) -> int:
    """Keep a declared number; the same number may be declared twice, another one may not."""
    number = count_of(raw, line, f"the number of {what} studies")
    earlier = body.counts.setdefault(what, Count(number, line.number))
    if earlier.value != number:
        raise refusal(line, found=f"{number}", expected=f"{earlier.value} {what} studies as on line {earlier.line}")
    return number


def _require_steps(lines: Sequence[Line], body: _Body) -> None:
    """A heading that promises a mechanism needs one under it."""
    for line in lines:
        heading = heading_of(line.text)
        if heading is not None and heading.kind is Kind.MECHANISM and not body.mechanisms:
            raise refusal(line, found="none", expected=f"a mechanism with at least one step under {shown(line.text)}")


def _check_citations(lines: Iterable[Line]) -> None:
    for line in lines:
        citations_in(line.text, [line])


def _joined(lines: Sequence[Line]) -> Passage | None:
    return Passage("\n".join(line.text for line in lines), lines[0].number) if lines else None
