"""Cheap checks of a SPARQL text before the engine sees it: size, nesting, and calls to the outside.

The engine's parser recurses, and a few kilobytes of brackets would end the process that parses them; SERVICE and LOAD
would send requests to addresses that the caller chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.errors import QueryError

MAX_NESTING = 100
_TOKEN = re.compile(
    r'''(?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<comment>\#[^\n\r]*)
    |(?P<name>[?$]\w+|[\w.-]*:[\w.:%\\-]*)
    |(?P<word>\w+)
    |(?P<open>[({\[])
    |(?P<close>[)}\]])
    |(?P<other>[\s\S])''',
    re.VERBOSE,
)
_OUTWARD = {"SERVICE": "a federated query", "LOAD": "a request to another server"}


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Split a query into (kind, text, offset): strings, IRIs, comments, names, words, brackets."""
    for match in _TOKEN.finditer(text):
        yield match.lastgroup or "other", match[0], match.start()


def check_query(text: str, *, max_bytes: int) -> None:
    """Refuse a query that is too large, nested too deeply, or reaches outside.

    Raises:
        QueryError: With line and column of what is refused.

    >>> check_query('SELECT * WHERE { ?s ?p "SERVICE" }', max_bytes=1000)
    >>> check_query("SELECT * {\\n SERVICE <http://e/> {} }", max_bytes=1000)
    Traceback (most recent call last):
    claimgraph.errors.QueryError: query:2:2: it contains SERVICE, a federated query; ...
    """
    size = len(text.encode("utf-8", "replace"))
    if size > max_bytes:
        raise QueryError("query", found=f"it has {size} bytes", expected=f"at most {max_bytes} bytes")
    depth = 0
    for kind, token, offset in tokens(text):
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "word" and token.upper() in _OUTWARD:
            raise _refused(
                text, offset, f"it contains {token.upper()}, {_OUTWARD[token.upper()]}", "a query of this store"
            )
        if depth > MAX_NESTING:
            raise _refused(text, offset, f"it is nested more than {MAX_NESTING} deep", "a flatter query")


def form_of(text: str) -> str | None:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; None where no such word stands outside the prologue.

    >>> form_of("PREFIX select: <http://e/ask> ASK { }")
    'ASK'
    """
    for kind, token, _ in tokens(text):
        if kind == "word" and token.upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            return token.upper()
    return None


def _refused(text: str, offset: int, found: str, expected: str) -> QueryError:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return QueryError("query", line=line, column=column, found=found, expected=expected)
