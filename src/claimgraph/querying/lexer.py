"""Cheap checks of a SPARQL text before the engine sees it: size, nesting, and calls to the outside.

The engine's parser recurses, and a few kilobytes of brackets would end the process that parses them; SERVICE and LOAD
would send requests to addresses that the caller chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.errors import QueryError

MAX_NESTING = 100
MAX_OPERATORS = 2000
"""Most operators, and most words, of a query: parsers recurse over long rows of them, too."""
_OPERATORS = frozenset("!+-*/|^&=<>?,.;")
_TOKEN = re.compile(
    r'''(?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri><[^<>"{}|^`\x00-\x20]*>)
    |(?P<comment>\#[^\n\r]*)
    |(?P<name>[?$]\w+|[\w.-]*:(?:[\w.:%-]|\\[_~.!$&'()*+,;=/?\#@%-])*)
    |(?P<word>\w+)
    |(?P<open>[({\[])
    |(?P<close>[)}\]])
    |(?P<other>[\s\S])''',
    re.VERBOSE,
)
_LOAD = "a request to another server"
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OUTWARD = {"SERVICE": "a federated query", "LOAD": _LOAD}


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Split a query into (kind, text, offset): strings, IRIs, comments, names, words, brackets."""
    for match in _TOKEN.finditer(text):
        yield match.lastgroup or "other", match[0], match.start()


def decoded(text: str) -> str:
    """Code point escapes as the characters that they stand for (SPARQL 1.1 section 19.2), wherever they are."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"

    return _CODEPOINT.sub(character, text)


def check_query(text: str, *, max_bytes: int) -> None:
    """Refuse a query that is too large, nested too deeply, or reaches outside.

    Code point escapes are looked at both ways, decoded and as they stand: engines differ on when they decode them.

    Raises:
        QueryError: With line and column of what is refused.

    >>> check_query('SELECT * WHERE { ?s ?p "SERVICE" }', max_bytes=1000)
    >>> check_query("SELECT * {\\n SERVICE <http://e/> {} }", max_bytes=1000)
    Traceback (most recent call last):
    claimgraph.errors.QueryError: query:2:2: it contains SERVICE, a federated query; ...
    """
    _check(text, max_bytes, "query", MAX_OPERATORS)


def check_update(text: str, *, max_bytes: int) -> None:
    """Refuse an update like a query; its data may be long, since rows of triples do not nest.

    LOAD SILENT passes: it fails in silence, and nobody need evaluate it.

    Raises:
        QueryError: With line and column of what is refused.

    >>> check_update("LOAD <http://e/>", max_bytes=1000)
    Traceback (most recent call last):
    claimgraph.errors.QueryError: update:1:1: it contains LOAD, a request to another server; ...
    """
    _check(text, max_bytes, "update", max_bytes)
    for reading in (text, decoded(text)):
        words = [(token.upper(), offset) for kind, token, offset in tokens(reading) if kind in ("word", "iri", "name")]
        for (word, offset), (after, _) in zip(words, [*words[1:], ("", 0)], strict=True):
            if word == "LOAD" and after != "SILENT":
                raise refused(reading, offset, f"it contains LOAD, {_LOAD}", "an update of this store", "update")


def _check(text: str, max_bytes: int, place: str, most: int) -> None:
    size = len(text.encode("utf-8", "replace"))
    if size > max_bytes:
        raise QueryError(place, found=f"it has {size} bytes", expected=f"at most {max_bytes} bytes")
    for reading in dict.fromkeys((text, decoded(text))):
        _check_reading(reading, place, most)


def _check_reading(text: str, place: str, most: int) -> None:
    depth = operators = words = 0
    for kind, token, offset in tokens(text):
        if kind == "other" and token == "\\" and not _CODEPOINT.match(text, offset):
            raise refused(text, offset, "it has a backslash outside of strings, IRIs and names", "none", place)
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "word" and token.upper() in _OUTWARD and (place, token.upper()) != ("update", "LOAD"):
            found = f"it contains {token.upper()}, {_OUTWARD[token.upper()]}"
            raise refused(text, offset, found, f"a {place} of this store", place)
        operators += kind == "other" and token in _OPERATORS
        words += kind == "word"
        if depth > MAX_NESTING:
            raise refused(text, offset, f"it is nested more than {MAX_NESTING} deep", f"a flatter {place}", place)
        if max(operators, words) > most:
            raise refused(text, offset, f"it has more than {most} operators or words", f"a shorter {place}", place)


def names_dataset(text: str) -> bool:
    """Whether a query says itself, with FROM, which graphs it is about.

    >>> names_dataset("SELECT * FROM <http://e/g> { ?from ?p 'FROM' }")
    True
    >>> names_dataset("SELECT * { ?from ?p 'FROM' }")
    False
    """
    return any(kind == "word" and token.upper() == "FROM" for kind, token, _ in tokens(decoded(text)))


def form_of(text: str) -> str | None:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; None where no such word stands outside the prologue.

    >>> form_of("PREFIX select: <http://e/ask> ASK { }")
    'ASK'
    """
    for kind, token, _ in tokens(text):
        if kind == "word" and token.upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            return token.upper()
    return None


def refused(text: str, offset: int, found: str, expected: str, place: str = "query") -> QueryError:
    """The error about what stands at an offset of a text."""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return QueryError(place, line=line, column=column, found=found, expected=expected)
