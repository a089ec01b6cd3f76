"""Which lines of a page are headings, and what stands under them.

The three layouts differ in what they leave out; the words of a line decide, never its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from claimgraph.ingest.lines import Line, refusal, shown
from claimgraph.ingest.parts import Side

HEADING_CHARS = 100
"""A longer line is no heading."""


class Kind(Enum):
    """What stands under a heading."""

    MECHANISM = auto()
    SYNTHESIS = auto()
    STANDING = auto()
    SUMMARY = auto()
    CHAIN = auto()
    EVIDENCE = auto()
    LISTING = auto()
    NEEDS = auto()
    DETAILS = auto()
    ASSESSMENT = auto()
    WORDING = auto()
    ORIGINAL = auto()
    ASIDE = auto()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        kind: What stands under it.
        count: The number that it declares, as written; None if it declares none.
        side: Which list of studies it heads.
        first: Whether it ranks a mechanism above all others.
    """

    kind: Kind
    count: str | None = None
    side: Side | None = None
    first: bool = False


_ONE = r" (?:mechanism|explanation|pathway)s?"
_THING = rf"(?:{_ONE})?"
_NUMBERED = r"(?:\s*[:#(-]?\s*(?:[0-9]{1,2}|[ivx]{1,4}|[a-d])\)?|\s*\([^()]{0,40}\))?"
_EVIDENCE = r"by (?:the )?(?:(?:current|available) )?evidence"
_BY_EVIDENCE = rf"(?: {_EVIDENCE})?"
_OPEN = r"(?:,? (?:but|though|yet) (?:still )?not (?:yet )?ruled out|,? and (?:thus |so )?ruled out)?"
_FIRST = re.compile(
    rf"(?:the )?(?:most|best)[ -](?:probable|likely|plausible|supported){_THING}{_BY_EVIDENCE}{_NUMBERED}"
    rf"|(?:main|primary|leading) (?:mechanism|explanation|pathway){_NUMBERED}"
)
_OTHER = re.compile(
    rf"(?:less|least) (?:well )?(?:supported|probable|likely|plausible){_THING}{_BY_EVIDENCE}{_OPEN}{_NUMBERED}"
    rf"|(?:weakly|poorly|partially|not) supported (?:mechanisms?|{_EVIDENCE}){_OPEN}{_NUMBERED}"
    rf"|(?:alternative|competing|rival|secondary)(?: (?:possible|plausible|proposed))?{_ONE}{_NUMBERED}"
    rf"|(?:mechanisms? )?(?:not (?:yet )?)?ruled out{_THING}{_BY_EVIDENCE}{_NUMBERED}"
    rf"|(?:refuted|rejected|excluded|disproved|disproven){_ONE}{_NUMBERED}"
    rf"|(?:refuted|contradicted) {_EVIDENCE}"
)
_SYNTHESIS = re.compile(r"synthesis(?: (?:from|of|across)\s*(?P<count>.*?)\s*(?:stud(?:y|ies)|papers?|sources?))?")
_LISTING = re.compile(
    r"(?P<side>supporting|contradicting|opposing|conflicting|refuting|disputing|inconclusive|neutral)"
    r"(?: (?:studies|evidence|sources|papers))?\s*(?P<count>[(\[:].*|[-+−–]?\s?[0-9].*)?"
)
_SIDES = {"supporting": Side.SUPPORTING, "inconclusive": Side.INCONCLUSIVE, "neutral": Side.INCONCLUSIVE}
_PLAIN = {
    Kind.MECHANISM: re.compile(r"(?:proposed |biological )?mechanisms?(?: of action)?"),
    Kind.SYNTHESIS: re.compile(r"how it works"),
    Kind.SUMMARY: re.compile(r"in (?:simple|plain) (?:terms|words|english)"),
    Kind.CHAIN: re.compile(r"(?:the )?causal (?:chain|steps|pathway)(?:\s*\([^()]{0,40}\))?|steps|step by step"),
    Kind.EVIDENCE: re.compile(r"evidence(?: from (?:the )?studies)?"),
    Kind.NEEDS: re.compile(
        r"gold[ -]standard evidence(?: needed)?|evidence (?:still )?needed|(?:ideal )?studies (?:still )?needed"
    ),
    Kind.DETAILS: re.compile(
        r"(?:context|intervention|population|comparator|outcome|exposure|study|claim|further|pico) details|pico"
    ),
    Kind.ASSESSMENT: re.compile(r"evidence quality assessment"),
    Kind.WORDING: re.compile(r"scientific claim|more accurate statement"),
    Kind.ORIGINAL: re.compile(r"original (?:statement|claim|quote|wording)"),
    Kind.ASIDE: re.compile(
        r"(?:related|similar) (?:claims|assertions)|comments(?: \([0-9]+\))?|discussion|references|disclaimer"
    ),
}
_COUNT = re.compile(r"[0-9]{1,7}|[0-9]{1,3}(?:,[0-9]{3}){1,2}")


def heading_of(text: str) -> Heading | None:
    """The heading that a line is, or None.

    >>> heading_of("Less supported by current evidence, but not ruled out").kind.name
    'STANDING'
    >>> heading_of("Supporting (2)").count
    '(2)'
    """
    words = plain(text)
    if not words or len(words) > HEADING_CHARS or words[-1] in ".!?…":
        return None
    for kind, pattern in _PLAIN.items():
        if pattern.fullmatch(words):
            return Heading(kind)
    first = _FIRST.fullmatch(words) is not None
    if first or _OTHER.fullmatch(words):
        return Heading(Kind.STANDING, first=first)
    return _counting(words)


def _counting(words: str) -> Heading | None:
    synthesis = _SYNTHESIS.fullmatch(words)
    if synthesis:
        return Heading(Kind.SYNTHESIS, count=synthesis["count"])
    listing = _LISTING.fullmatch(words)
    if listing:
        side = _SIDES.get(listing["side"], Side.CONTRADICTING)
        return Heading(Kind.LISTING, count=listing["count"], side=side)
    return None


def plain(text: str) -> str:
    """Lower case, one blank between words, without the marks of Markdown and a closing colon."""
    if len(text) > 2 * HEADING_CHARS:
        return ""
    return " ".join(text.strip("#*_ \t").rstrip(":").casefold().replace("’", "'").split())


def count_of(raw: str, line: Line, what: str) -> int:
    """Read a number that the page declares.

    Raises:
        PageError: If it is no whole number, or negative.
    """
    digits = re.sub(r"\s*(?:stud(?:y|ies)|papers?|sources?)$", "", raw.strip(" \t:()[]+"))
    if not _COUNT.fullmatch(digits):
        raise refusal(line, found=shown(line.text), expected=f"a whole number of at least 0 as {what}")
    return int(digits.replace(",", ""))
