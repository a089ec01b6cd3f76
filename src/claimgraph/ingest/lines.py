"""The lines of a page: decoded, checked, numbered, without the blank ones.

What is no readable text at all ends here, so that the other rooms only meet words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimgraph.errors import PageError

PAGE_BYTES = 512 * 1024
"""Largest page that is read; real ones have a few kilobytes."""

LINE_CHARS = 20_000
"""Longest line that is read."""

_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_INVISIBLE = "\ufeff\u200b\u2060"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    Attributes:
        place: Name of the page, for messages.
        number: Place in the file, from 1.
        text: The words, white space at both ends removed.
        gap: Whether a blank line stands before it.
    """

    place: str
    number: int
    text: str
    gap: bool


def lines_of(content: bytes, name: str) -> tuple[Line, ...]:
    """Decode a page and cut it into lines; a byte order mark and the kind of line end leave no trace.

    Raises:
        PageError: If the content is empty, too large, binary or not UTF-8, or a line is too long.

    >>> [line.text for line in lines_of(b"\\xef\\xbb\\xbfOne.\\r\\n\\r\\nTwo.", "x.txt")]
    ['One.', 'Two.']
    """
    lines: list[Line] = []
    last = 0
    for number, raw in enumerate(_LINE_END.split(_decoded(content, name)), start=1):
        text = raw.strip().strip(_INVISIBLE).strip()
        if not text:
            continue
        if len(text) > LINE_CHARS:
            raise PageError(
                name,
                line=number,
                found=f"one of {len(text)} characters",
                expected=f"lines of at most {LINE_CHARS} characters",
            )
        lines.append(Line(name, number, text, gap=bool(lines) and number > last + 1))
        last = number
    if not lines:
        raise PageError(
            name, line=1, found="only white space", expected="an evidence page with the statement of a claim"
        )
    return tuple(lines)


def _decoded(content: bytes, name: str) -> str:
    if not content:
        raise PageError(name, line=1, found="an empty file", expected="an evidence page with the statement of a claim")
    if len(content) > PAGE_BYTES:
        raise PageError(name, line=1, found=f"{len(content)} bytes", expected=f"a page of at most {PAGE_BYTES} bytes")
    if content.startswith(_UTF16_BOMS):
        raise PageError(name, line=1, found="the byte order mark of UTF-16", expected="text in UTF-8")
    control = _CONTROL.search(content)
    if control:
        raise PageError(
            name,
            line=_line_at(content, control.start()),
            found=f"binary content (byte 0x{control[0][0]:02x})",
            expected="text in UTF-8",
        )
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise PageError(
            name,
            line=_line_at(content, error.start),
            found=f"a byte that is not UTF-8 (0x{content[error.start]:02x})",
            expected="text in UTF-8",
        ) from None


def _line_at(content: bytes, position: int) -> int:
    return len(re.split(rb"\r\n|\n|\r", content[:position]))


def refusal(line: Line, *, found: str, expected: str) -> PageError:
    """The error to raise about one line."""
    return PageError(line.place, line=line.number, found=found, expected=expected)


def shown(text: str, width: int = 60) -> str:
    """Quote words in a message, cut to a readable width.

    >>> shown("Supporting (many)")
    "'Supporting (many)'"
    """
    return f"'{text}'" if len(text) <= width else f"'{text[: width - 1]}…'"
