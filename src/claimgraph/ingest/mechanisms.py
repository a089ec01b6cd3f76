"""The mechanism sections of a page: a summary in plain words, then the steps in their order.

With labels and numbers the page says what is what. Without them the first paragraph under the heading is the summary
and each further one a step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from claimgraph.ingest.bibliography import citations_in, dois_in
from claimgraph.ingest.headings import Kind, heading_of
from claimgraph.ingest.lines import Line, refusal, shown
from claimgraph.ingest.marks import Marker, is_notice, is_remark, is_sentence, is_separator, marker_of
from claimgraph.ingest.parts import PageMechanism, PageStep, Passage

_REMARK_WORDS = 6


@dataclass(slots=True)
class _Sentence:
    """A step while it is read; the text is empty between a lone number and its sentence."""

    line: Line
    text: str
    remarks: list[str] = field(default_factory=list)

    def step(self) -> PageStep:
        remark = "; ".join(self.remarks) or None
        return PageStep(self.text, self.line.number, remark, citations_in(self.text, [self.line]))


@dataclass(slots=True)
class _Reading:
    """One mechanism while it is read.

    Attributes:
        loose: Paragraphs before the first label, number or bullet of the steps.
        steps: Sentences known to be steps.
        in_chain: Whether what follows is a step.
        numbered: Whether the page numbers the steps.
        fresh: Whether the next sentence begins a step.
        joined: Whether a separator follows the first loose paragraph, so that it is a step too.
    """

    loose: list[_Sentence] = field(default_factory=list)
    steps: list[_Sentence] = field(default_factory=list)
    in_chain: bool = False
    numbered: bool = False
    fresh: bool = True
    joined: bool = False


def read_mechanisms(heading: Line, lines: Sequence[Line]) -> Iterator[PageMechanism]:
    """Read what stands under a heading that ranks mechanisms; each further summary or chain begins another one.

    Raises:
        PageError: If a mechanism has no step, the numbers of its steps skip or repeat, or one has no sentence.
    """
    for part in _parts(lines):
        reading = _Reading()
        for line in part:
            _read_line(line, reading)
        yield _mechanism(heading, reading)


def _parts(lines: Sequence[Line]) -> Iterator[list[Line]]:
    part: list[Line] = []
    labels: set[Kind] = set()
    for line in lines:
        label = heading_of(line.text)
        kind = label.kind if label else None
        if (kind is Kind.SUMMARY and labels) or (kind is Kind.CHAIN and Kind.CHAIN in labels):
            yield part
            part, labels = [], set()
        if kind in (Kind.SUMMARY, Kind.CHAIN):
            labels.add(kind)
        part.append(line)
    yield part


def _read_line(line: Line, reading: _Reading) -> None:
    label = heading_of(line.text)
    if label is not None:
        reading.in_chain = label.kind is Kind.CHAIN
    elif is_separator(line.text):
        reading.fresh = True
        reading.joined = reading.joined or (not reading.in_chain and len(reading.loose) == 1)
    elif not is_notice(line.text):
        _read_words(line, reading)


def _read_words(line: Line, reading: _Reading) -> None:
    marker = marker_of(line.text)
    if marker is None and reading.in_chain:
        marker = _bare_number(line, len(reading.steps) + 1)
    if marker is not None:
        _begin_step(line, marker.number, marker.rest, reading)
    elif not reading.in_chain:
        _read_loose(line, reading)
    elif reading.steps and not reading.steps[-1].text:
        reading.steps[-1].line, reading.steps[-1].text = line, line.text
    elif reading.steps and (is_remark(line.text) or (reading.numbered and not reading.fresh)):
        _go_on(reading.steps[-1], line)
    else:
        reading.steps.append(_Sentence(line, line.text))
        reading.fresh = False


def _bare_number(line: Line, expected: int) -> Marker | None:
    """The number of a step that has no full stop after it: the one expected, before a capital letter."""
    number, _, rest = line.text.partition(" ")
    return Marker(expected, rest.strip()) if number == str(expected) and rest.strip()[:1].isupper() else None


def _begin_step(line: Line, number: int | None, text: str, reading: _Reading) -> None:
    expected = len(reading.steps) + 1
    if number is not None and number != expected:
        raise refusal(line, found=f"step {number}", expected=f"step {expected}")
    _require_sentence(reading)
    reading.in_chain, reading.numbered, reading.fresh = True, number is not None, False
    reading.steps.append(_Sentence(line, text))


def _read_loose(line: Line, reading: _Reading) -> None:
    if is_remark(line.text) and reading.loose:
        reading.loose[-1].remarks.append(line.text)
    else:
        reading.loose.append(_Sentence(line, line.text))


def _go_on(step: _Sentence, line: Line) -> None:
    """A further line of a step: what the page notes beside it, or more of its sentence."""
    short = len(line.text.split()) <= _REMARK_WORDS and not dois_in(line.text) and not line.text[0].islower()
    if is_remark(line.text) or (short and (line.gap or is_sentence(step.text))):
        step.remarks.append(line.text)
    else:
        step.text += " " + line.text


def _require_sentence(reading: _Reading) -> None:
    if reading.steps and not reading.steps[-1].text:
        raise refusal(
            reading.steps[-1].line, found="none after its number", expected=f"the sentence of step {len(reading.steps)}"
        )


def _mechanism(heading: Line, reading: _Reading) -> PageMechanism:
    _require_sentence(reading)
    summaries = len(reading.loose) if reading.steps else 0 if reading.joined else 1
    steps = reading.loose[summaries:] + reading.steps
    if not steps:
        raise refusal(heading, found="none", expected=f"at least one step under {shown(heading.text)}")
    summary = reading.loose[:summaries]
    for sentence in summary:
        citations_in(sentence.text, [sentence.line])
    return PageMechanism(
        Passage(heading.text, heading.number),
        Passage("\n".join(sentence.text for sentence in summary), summary[0].line.number) if summary else None,
        tuple(sentence.step() for sentence in steps),
    )
