"""What stands before the first heading: the statement, and what the page declares about the claim at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claimgraph.ingest.headings import HEADING_CHARS, count_of
from claimgraph.ingest.lines import Line
from claimgraph.ingest.marks import is_sentence
from claimgraph.ingest.parts import Count, Passage

_BOTH_SCORES = re.compile(
    r"(\S+)\s+pro[\s,;|/·]+(\S+)\s+against|pro\s*[:(]?\s*([^\s)]+)\)?[\s,;|/·]+against\s*[:(]?\s*([^\s)]+)\)?",
    re.IGNORECASE,
)
_ONE_SCORE = re.compile(
    r"(?P<before>[+−–-]?[0-9]\S*)\s+(?P<word>pro|against)|(?P<word2>pro|against)\s*[:(]?\s*(?P<after>[+−–-]?[0-9][^\s)]*)\)?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"[+−–-]?[0-9]\S*")
_FURNITURE = re.compile(
    r"history|share|save|follow|cite|print|edit|report(?: an? (?:error|issue))?|home|back|menu|claims?|statement"
    r"|assertions|log ?in|sign (?:in|up)|search(?: evidence)?",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?:analysis|version)\s*:?\s*(v?\s?[0-9][0-9.]{0,10})|(v[0-9][0-9.]{0,10})", re.IGNORECASE)
_LABELLED = re.compile(r"(claim type|type|verdict|statement|claim)\s*:\s*(\S.*)", re.IGNORECASE)
_VERDICT = re.compile(
    r"(?:(?:very|mostly|overall|no|not|well) )*"
    r"(?:strong(?:ly)?|moderate(?:ly)?|weak(?:ly)?|limited|partial(?:ly)?|mixed|conflicting|insufficient|"
    r"inconclusive|emerging|preliminary|minimal|low|high|unclear|contested|disputed|contradicted|refuted|"
    r"debunked|supported|unsupported|unproven|proven|plausible|promising|overstated|unverified|controversial|"
    r"likely true|likely false|true|false|disproven|disproved|against|needs more (?:research|evidence)|support|"
    r"evidence)"
    r"(?: (?:support|supported|evidence|results|findings|contradiction|contradicted|opposition|consensus|confidence|"
    r"certainty|against|agreement|data)){0,2}",
    re.IGNORECASE,
)
_TYPICAL = re.compile(r"[A-Za-z]+(?:al|ic|ive|ary|ory|tion|ison|ence|arm)")
_TYPE = re.compile(rf"[a-z]+(?:[-_ ][a-z]+)?|{_TYPICAL.pattern}")


@dataclass(slots=True)
class Header:
    """What the lines before the first heading say; filled while they are read."""

    statement: Passage | None = None
    claim_type: Passage | None = None
    verdict: Passage | None = None
    version: Passage | None = None
    pro: Count | None = None
    against: Count | None = None
    unread: list[Passage] = field(default_factory=list)

    @property
    def declares(self) -> bool:
        """Whether anything but words stood there, so that the page is known for an evidence page."""
        return any((self.verdict, self.version, self.pro, self.against))


def read_header(lines: Sequence[Line]) -> Header:
    """Read the lines before the first heading.

    Raises:
        PageError: If a score cannot be read.
    """
    header = Header()
    rest = [line for line in _read_scores(lines, header) if not _read_label(line, header)]
    header.statement, unread = _statement_of(list(_unwrapped(rest)))
    header.unread += unread
    return header


def _read_scores(lines: Sequence[Line], header: Header) -> list[Line]:
    """Read both scores, before their words or after them, and return the other lines."""
    rest: list[Line] = []
    words: list[int] = []
    for line in lines:
        if _read_inline_scores(line, header):
            continue
        if line.text.casefold() in ("pro", "against"):
            words.append(len(rest))
        rest.append(line)
    return _read_lone_scores(rest, words, header) if words else rest


def _read_inline_scores(line: Line, header: Header) -> bool:
    if len(line.text) > HEADING_CHARS:
        return False
    both = _BOTH_SCORES.fullmatch(line.text)
    if both:
        _score("pro", both[1] or both[3], line, header)
        _score("against", both[2] or both[4], line, header)
        return True
    one = _ONE_SCORE.fullmatch(line.text)
    if one:
        _score((one["word"] or one["word2"]).casefold(), one["before"] or one["after"], line, header)
    return one is not None


def _read_lone_scores(lines: list[Line], words: list[int], header: Header) -> list[Line]:
    follows = not _is_number(lines, words[0] - 1) and _is_number(lines, words[-1] + 1)
    taken: set[int] = set(words)
    for place in words:
        number = place + 1 if follows else place - 1
        word = lines[place].text
        if number in taken or not 0 <= number < len(lines) or _is_wordy(lines[number].text):
            continue
        taken.add(number)
        _score(word.casefold(), lines[number].text, lines[number], header)
    return [line for place, line in enumerate(lines) if place not in taken]


def _is_number(lines: Sequence[Line], place: int) -> bool:
    return 0 <= place < len(lines) and _NUMERIC.fullmatch(lines[place].text) is not None


def _is_wordy(text: str) -> bool:
    """Whether a line beside a score is no attempt at a number; then no score is declared."""
    known = _VERSION.fullmatch(text) or _FURNITURE.fullmatch(text)
    return len(text.split()) > 2 or known is not None or _is_verdict(text)


def _score(word: str, raw: str, line: Line, header: Header) -> None:
    count = Count(count_of(raw, line, f"the score '{word.title()}'"), line.number)
    if word == "pro":
        header.pro = count
    else:
        header.against = count


def _read_label(line: Line, header: Header) -> bool:
    """Read a line that is no sentence: furniture, verdict, version, claim type."""
    labelled = _LABELLED.fullmatch(line.text)
    if labelled and labelled[1].casefold() in ("claim", "statement"):
        return False
    name = labelled[1].casefold() if labelled else ""
    passage = Passage(labelled[2] if labelled else line.text, line.number)
    version = _VERSION.fullmatch(line.text)
    if version:
        header.version = header.version or Passage((version[1] or version[2]).strip(), line.number)
    elif name == "verdict" or (not name and header.verdict is None and _is_verdict(line.text)):
        header.verdict = passage
    elif _FURNITURE.fullmatch(line.text):
        return True
    elif name or (_TYPE.fullmatch(line.text) and _is_better_type(line.text, header.claim_type)):
        header.unread += [header.claim_type] if header.claim_type else []
        header.claim_type = passage
    else:
        return False
    return True


def _is_better_type(text: str, known: Passage | None) -> bool:
    """Whether a word is more like a claim type than the one found before it."""
    return known is None or (_TYPICAL.fullmatch(known.text) is None and _TYPICAL.fullmatch(text) is not None)


def _is_verdict(text: str) -> bool:
    return len(text) <= 60 and _VERDICT.fullmatch(" ".join(text.split())) is not None


def _unwrapped(lines: Iterable[Line]) -> Iterable[Line]:
    """Join a line that goes on in lower case to the one right before it."""
    held: list[Line] = []
    for line in lines:
        if held and not _goes_on(held, line):
            yield _in_one(held)
            held = []
        held.append(line)
    if held:
        yield _in_one(held)


def _goes_on(held: Sequence[Line], line: Line) -> bool:
    begun = len(held) > 1 or len(held[0].text.split()) > 2
    return begun and not line.gap and line.text[0].islower() and not is_sentence(held[-1].text)


def _in_one(lines: Sequence[Line]) -> Line:
    first = lines[0]
    return Line(first.place, first.number, " ".join(line.text for line in lines), first.gap)


def _statement_of(lines: Sequence[Line]) -> tuple[Passage | None, list[Passage]]:
    """The first sentence, else the longest wording of three words or more; and what is left."""
    wordings = [line for line in lines if len(re.findall(r"[^\W\d_]+", line.text)) > 2]
    sentences = [line for line in wordings if is_sentence(line.text)]
    chosen = sentences[0] if sentences else max(wordings, key=lambda line: len(line.text), default=None)
    unread = [Passage(line.text, line.number) for line in lines if line is not chosen]
    if chosen is None:
        return None, unread
    labelled = _LABELLED.fullmatch(chosen.text)
    return Passage(labelled[2] if labelled else chosen.text, chosen.number), unread
