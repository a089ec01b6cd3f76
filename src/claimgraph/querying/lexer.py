"""Cheap checks of a SPARQL text before the engine sees it: size, nesting, and calls to the outside.

The engine's parser recurses, and a few kilobytes of brackets would end the process that parses them; SERVICE and LOAD
would send requests to addresses that the caller chooses.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from claimgraph.errors import QueryError
from claimgraph.querying.outward import calls_outward, may_call_outward
from claimgraph.querying.tokens import CODEPOINT, decoded, matches, refused

MAX_NESTING = 100
MAX_OPERATORS = 2000
"""Most operators, and most words, of a query: parsers recurse over long rows of them, too."""
_OPERATORS = frozenset("!+-*/|^&=<>?,.;")
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
        self._look_outward(scan, text)
        depth = operators = words = 0
        for match in matches(text):
            kind = match.lastgroup
            if kind == "word":
                words += 1
                scan.note(match[0].upper())
            elif kind == "other":
                operators += match[0] in _OPERATORS
                if match[0] == "\\" and not CODEPOINT.match(text, match.start()):
                    found = "it has a backslash outside of strings, IRIs and names"
                    raise refused(text, match.start(), found, "none", self._place)
            elif kind == "open":
                depth += 1
                if depth > MAX_NESTING:
                    found = f"it is nested more than {MAX_NESTING} deep"
                    raise refused(text, match.start(), found, f"a flatter {self._place}", self._place)
            elif kind == "close":
                depth -= 1
            elif kind == "unclosed":
                raise refused(text, match.start(), "it has a string that is never closed", "its end", self._place)
        if max(operators, words) > self._most:
            found = f"it has more than {self._most} operators or words"
            raise QueryError(self._place, found=found, expected=f"a shorter {self._place}")
        return scan

    def _look_outward(self, scan: Scan, text: str) -> None:
        if may_call_outward(text):
            scan.services = list(calls_outward(text, self._place, services=self._services))
            scan.lasting = not scan.services
