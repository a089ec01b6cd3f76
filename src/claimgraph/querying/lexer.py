"""Cheap checks of a SPARQL text before the engine sees it: size, nesting, and calls to the outside.

The engine's parser recurses, and a few kilobytes of brackets would end the process that parses them; SERVICE and LOAD
would send requests to addresses that the caller chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from claimgraph.errors import QueryError

MAX_NESTING = 100
MAX_OPERATORS = 2000
"""Most operators, and most words, of a query: parsers recurse over long rows of them, too."""
_OPERATORS = frozenset("!+-*/|^&=<>?,.;")
_TOKEN = re.compile(
    r'''(?P<space>\s+)
    |(?P<long>"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*+\'\'\')
    |(?P<unclosed>(?:"""|\'\'\')[\s\S]*)
    |(?P<string>"(?:[^"\\\n\r]|\\.)*+"?|'(?:[^'\\\n\r]|\\.)*+'?)
    |(?P<iri><[^<>"{}|^`\x00-\x20]*>)
    |(?P<comment>\#[^\n\r]*)
    |(?P<name>[?$]\w+|(?:[^\W\d][\w.-]*+)?:(?:[\w.:%-]|\\[_~.!$&'()*+,;=/?\#@%-])*+)
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
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OUTWARD = {"SERVICE": "a federated query", "LOAD": "a request to another server"}
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID"})


@dataclass
class Scan:
    """What the words of a text tell.

    Attributes:
        form: SELECT, ASK, CONSTRUCT or DESCRIBE; None where no such word stands outside the prologue.
        states_dataset: Whether the query says itself, with FROM, which graphs it is about.
        lasting: Whether the answer stays the same for as long as nothing is written.
        services: Where the IRIs stand that SERVICE calls, as offsets of start and end.
    """

    form: str | None = None
    states_dataset: bool = False
    lasting: bool = True
    services: list[tuple[int, int]] = field(default_factory=list)

    def note(self, word: str) -> None:
        """Take in a word in capitals."""
        if word in _FORMS:
            self.form = self.form or word
        elif word == "FROM":
            self.states_dataset = True
        elif word in _VOLATILE:
            self.lasting = False


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Split a text into (kind, text, offset): spaces, strings, IRIs, comments, names, words, brackets, others."""
    for match in _matches(text):
        yield match.lastgroup or "other", match[0], match.start()


def _matches(text: str, start: int = 0) -> Iterator[re.Match[str]]:
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

    return _CODEPOINT.sub(character, text)


def scan_query(text: str, *, max_bytes: int, services: bool = False) -> Scan:
    """Look at a query, and refuse one that is too large, nested too deeply, or reaches outside.

    With `services`, SERVICE may call an IRI that stands there in full; somebody else looks at which. Code point
    escapes are looked at both ways, decoded and as they stand: engines differ on when they decode them.

    Raises:
        QueryError: With line and column of what is refused.

    >>> scan_query('SELECT * FROM <http://e/g> WHERE { ?s ?p "SERVICE" }', max_bytes=1000).states_dataset
    True
    >>> scan_query("PREFIX select: <http://e/ask> ASK { }", max_bytes=1000).form
    'ASK'
    >>> scan_query("SELECT * {\\n SERVICE <http://e/> {} }", max_bytes=1000)
    Traceback (most recent call last):
    claimgraph.errors.QueryError: query:2:2: it contains SERVICE, a federated query; ...
    """
    return _Scanner("query", MAX_OPERATORS, services=services).scan(text, max_bytes)


def check_update(text: str, *, max_bytes: int) -> None:
    """Refuse an update like a query; its data may be long, since rows of triples do not nest.

    LOAD SILENT passes: it fails in silence, and nobody need evaluate it.

    Raises:
        QueryError: With line and column of what is refused.

    >>> check_update("LOAD <http://e/>", max_bytes=1000)
    Traceback (most recent call last):
    claimgraph.errors.QueryError: update:1:1: it contains LOAD, a request to another server; ...
    """
    _Scanner("update", max_bytes).scan(text, max_bytes)


class _Scanner:
    """Goes through a text once."""

    def __init__(self, place: str, most: int, *, services: bool = False) -> None:
        self._place, self._most, self._services = place, most, services

    def scan(self, text: str, max_bytes: int) -> Scan:
        size = len(text.encode("utf-8", "replace"))
        if size > max_bytes:
            raise QueryError(self._place, found=f"it has {size} bytes", expected=f"at most {max_bytes} bytes")
        plain = decoded(text)
        scan = self._scan(plain)
        if plain != text and (scan.services or self._scan(text).services):
            found = "code point escapes beside SERVICE"
            raise QueryError(self._place, found=found, expected="the characters themselves")
        return scan

    def _scan(self, text: str) -> Scan:
        scan = Scan()
        depth = operators = words = 0
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup
            if kind == "word":
                words += 1
                self._read_word(scan, match[0].upper(), text, match)
            elif kind == "row":
                words += self._read_row(scan, text, match)
            elif kind == "other":
                operators += match[0] in _OPERATORS
                if match[0] == "\\" and not _CODEPOINT.match(text, match.start()):
                    found = "it has a backslash outside of strings, IRIs and names"
                    raise refused(text, match.start(), found, "none", self._place)
            elif kind == "open":
                depth = self._deeper(depth, text, match)
            elif kind == "close":
                depth -= 1
            elif kind == "unclosed":
                raise refused(text, match.start(), "it has a string that is never closed", "its end", self._place)
        if max(operators, words) > self._most:
            found = f"it has more than {self._most} operators or words"
            raise QueryError(self._place, found=found, expected=f"a shorter {self._place}")
        return scan

    def _deeper(self, depth: int, text: str, match: re.Match[str]) -> int:
        if depth >= MAX_NESTING:
            found = f"it is nested more than {MAX_NESTING} deep"
            raise refused(text, match.start(), found, f"a flatter {self._place}", self._place)
        return depth + 1

    def _read_row(self, scan: Scan, text: str, row: re.Match[str]) -> int:
        """Look at the words of a row such as `a.b-c`; returns how many pieces it has."""
        pieces = list(_OF_ROW.finditer(text, *row.span()))
        for piece in pieces:
            if piece.lastgroup == "word":
                self._read_word(scan, piece[0].upper(), text, piece)
        return len(pieces)

    def _read_word(self, scan: Scan, word: str, text: str, match: re.Match[str]) -> None:
        scan.note(word)
        if word == "SERVICE" and self._services:
            scan.services.append(self._called(text, match.end()))
            scan.lasting = False
        elif word in _OUTWARD and not self._is_silent_load(word, text, match.end()):
            found = f"it contains {word}, {_OUTWARD[word]}"
            raise refused(text, match.start(), found, f"a {self._place} of this store", self._place)

    def _called(self, text: str, start: int) -> tuple[int, int]:
        """Where the IRI stands that a SERVICE calls."""
        for match in _matches(text, start):
            if match.lastgroup == "iri":
                return match.span()
            if match.lastgroup not in ("space", "comment") and match[0].upper() != "SILENT":
                break
        raise refused(text, start, "it calls a SERVICE that is no IRI", "the IRI of a service in full", self._place)

    def _is_silent_load(self, word: str, text: str, start: int) -> bool:
        return self._place == "update" and word == "LOAD" and _next_word(text, start) == "SILENT"


def _next_word(text: str, start: int) -> str:
    """What stands from an offset on, in capitals, spaces and comments left out; nothing at the end."""
    found = (match[0] for match in _matches(text, start) if match.lastgroup not in ("space", "comment"))
    return next(found, "").upper()


def refused(text: str, offset: int, found: str, expected: str, place: str = "query") -> QueryError:
    """The error about what stands at an offset of a text."""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return QueryError(place, line=line, column=column, found=found, expected=expected)
