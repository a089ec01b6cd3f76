"""Marks that order or annotate the lines of a page: numbers, bullets, separators, remarks, notices."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK_CHARS = 100
"""A longer line is neither separator nor remark nor notice."""

_LONE_NUMBER = re.compile(r"(?:step\s+)?([0-9]{1,3})\s*[.):]?", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:step\s+([0-9]{1,3})\s*[.):–—-]?\s+|\(?([0-9]{1,3})[.)](?:\s+|(?=[A-Za-z])))(\S.*)", re.IGNORECASE | re.DOTALL
)
_BULLET = re.compile(r"(?:[-*–]\s+|[•·▪●◦‣]\s*)(\S.*)", re.DOTALL)
_SEPARATOR = re.compile(
    r"[↓→⇓⇩⟶▼]+|(?:(?:which|this|that)(?: in turn)?|in turn) (?:leads? to|causes|results in)"
    r"|leads to|leading to|resulting in|(?:and )?then",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?:not (?:yet )?)?(?:(?:fully|partially|well|widely|directly|independently) )?"
    r"(?:verified|confirmed|supported|replicated|backed|validated|corroborated|contradicted|disputed|established|unverified|"
    r"speculative|theoretical|inferred|based)"
    r"(?: (?:by|in|from|on|across)(?: [\w-]+){1,4})?[.]?"
    r"|(?:single|one|limited|strong|weak|moderate|emerging|no) (?:study|evidence|support)(?: only)?[.]?"
    r"|needs? (?:more|further) (?:evidence|research|studies)[.]?",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:community )?contributions? (?:are )?welcome|none(?: (?:found|yet|listed))?|n/?a"
    r"|no (?:(?:supporting|contradicting|opposing|conflicting|known|published|such|further) ){0,2}"
    r"(?:evidence|studies|study)"
    r"(?: (?:was|were|has been|have been))?(?: (?:found|available|listed|identified|yet|so far)){0,2}"
    r"|be the first to .{1,40}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The number or bullet of a list item; `number` is None for a bullet, `rest` empty for a lone number."""

    number: int | None
    rest: str


def marker_of(text: str) -> Marker | None:
    """The number or bullet with which a line begins, or None.

    >>> marker_of("2. Volume raises growth."), marker_of("3 to 5 grams a day raise it.")
    (Marker(number=2, rest='Volume raises growth.'), None)
    """
    lone = _LONE_NUMBER.fullmatch(text)
    if lone:
        return Marker(int(lone[1]), "")
    numbered = _NUMBER.match(text)
    if numbered:
        return Marker(int(numbered[1] or numbered[2]), numbered[3])
    bullet = _BULLET.match(text)
    return Marker(None, bullet[1]) if bullet else None


def is_separator(text: str) -> bool:
    """Whether a line only joins two steps, such as "which leads to"."""
    return len(text) <= MARK_CHARS and _SEPARATOR.fullmatch(" ".join(text.rstrip(":").split())) is not None


def is_remark(text: str) -> bool:
    """Whether a line only says how well a step is supported, such as "Verified by multiple studies"."""
    return len(text) <= MARK_CHARS and _REMARK.fullmatch(" ".join(text.split())) is not None


def is_notice(text: str) -> bool:
    """Whether a line only says that a list is empty or may be added to."""
    return len(text) <= MARK_CHARS and _NOTICE.fullmatch(text.rstrip(".! ")) is not None


def is_sentence(text: str) -> bool:
    """Whether words end as a sentence does, brackets and quotation marks aside.

    >>> is_sentence('Volume raises growth (by a little.)'), is_sentence("Moderate Support")
    (True, False)
    """
    return text.rstrip("\"'”’»)]").endswith((".", "!", "?", "…"))
