"""SPARQL cut into tokens: strings, IRIs, comments, names, words, brackets. It is what the checks of a text rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.errors import QueryError

_TOKEN = re.compile(
    r'''(?P<space>\s+)
    |(?P<long>"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*+\'\'\')
    |(?P<unclosed>(?:"""|\'\'\')[\s\S]*)
    |(?P<string>"(?:[^"\\\n\r]|\\.)*+"?|'(?:[^'\\\n\r]|\\.)*+'?)
    |(?P<iri><[^<>"{}|^`\x00-\x20]*>)
    |(?P<comment>\#[^\n\r]*)
    |(?P<name>[?$]\w+|(?:[^\W\d][\w.-]*+)?:(?:(?![.-])(?:[\w.:%-]|\\[_~.!$&'()*+,;=/?\#@%-])++)?)
    |(?P<word>\w++(?![.-])|\d\w*+)
    |(?P<row>[^\W\d][\w.-]*+)
    |(?P<open>[({\[])
    |(?P<close>[)}\]])
    |(?P<other>[\s\S])''',
    re.VERBOSE,
)
"""Each character is looked at a few times at most: what begins like a name or a string and turns out to be none is
taken in one piece all the same; a search from each of its characters on takes seconds on a few kilobytes."""
_OF_ROW = re.compile(r"(?P<word>\w+)|(?P<other>[.-])")
CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
"""A character written by its number."""


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Split a text into (kind, text, offset): spaces, strings, IRIs, comments, names, words, brackets, others."""
    for match in matches(text):
        yield match.lastgroup or "other", match[0], match.start()


def matches(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """The tokens of a text from an offset on, as matches whose last group is their kind."""
    for match in _TOKEN.finditer(text, start):
        if match.lastgroup == "row":
            yield from _OF_ROW.finditer(text, *match.span())
        else:
            yield match


def decoded(text: str) -> str:
    """Code point escapes as the characters that they stand for (SPARQL 1.1 section 19.2), wherever they are."""
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"

    return CODEPOINT.sub(character, text)


def refused(text: str, offset: int, found: str, expected: str, place: str = "query") -> QueryError:
    """The error about what stands at an offset of a text."""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return QueryError(place, line=line, column=column, found=found, expected=expected)
