"""Calls to the outside in a SPARQL text: SERVICE and LOAD, also where an engine reads them and people would not.

Engines take keywords that are glued to what stands beside them (`1SERVICE`, `SERVICEe:x {`), so letters count and not
words. And `<` may begin an IRI or be an operator, after which `#` begins a comment: where both are possible the text
is refused, so that nobody can hide words in what only one of two readers takes for a string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.querying.tokens import matches, refused

_OUTWARD = {"SERVICE": "a federated query", "LOAD": "a request to another server"}
_LETTERS = re.compile("|".join(_OUTWARD), re.IGNORECASE)
_ABSOLUTE = re.compile(r"<[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_GAP = r"(?:\s|#[^\n\r]*[\n\r])*+"
_THEN_SILENT = re.compile(_GAP + r"SILENT(?![\w:.-])", re.IGNORECASE)
_THEN_BRACE = re.compile(_GAP + r"\{")
_STRINGS = ("string", "unclosed")


def may_call_outward(text: str) -> bool:
    """Whether the letters of such a call are anywhere in a text; most have none."""
    return _LETTERS.search(text) is not None


def calls_outward(text: str, place: str, *, services: bool) -> Iterator[tuple[int, int]]:
    """Where the IRIs stand that SERVICE calls, if `services` may be called.

    Raises:
        QueryError: At a call that is not allowed, and where one could be hidden.
    """
    brackets: list[str] = []
    before = "open"
    for match in matches(text):
        kind, token = match.lastgroup or "other", match[0]
        if kind in ("space", "comment"):
            continue
        if kind == "word" and services and token.upper() == "SERVICE":
            yield _called(text, match.end(), place)
        elif kind in ("word", "name"):
            _refuse_outward(match, place, before, nested=bool(brackets))
        elif kind == "iri" and _may_be_less(match, before, brackets):
            found = "it has a '<' that may be an operator or begin an IRI"
            raise refused(text, match.start(), found, "a space after the operator, or an absolute IRI", place)
        elif kind in _STRINGS and not _is_closed(token):
            raise refused(text, match.start(), "it has a string that is never closed", "its end", place)
        elif kind == "open":
            brackets.append(token)
        elif kind == "close" and brackets:
            brackets.pop()
        before = token.upper() if kind == "word" else kind


def _is_closed(string: str) -> bool:
    return len(string) > 1 and string[0] == string[-1] and not string.startswith(('"""', "'''"))


def _called(text: str, start: int, place: str) -> tuple[int, int]:
    for match in matches(text, start):
        if match.lastgroup == "iri":
            return match.span()
        if match.lastgroup not in ("space", "comment") and match[0].upper() != "SILENT":
            break
    raise refused(text, start, "it calls a SERVICE that is no IRI", "the IRI of a service in full", place)


def _refuse_outward(match: re.Match[str], place: str, before: str, *, nested: bool) -> None:
    outward = _outward_of(match, place, before, nested=nested)
    if outward is not None:
        found = f"it contains {outward}, {_OUTWARD[outward]}"
        raise refused(match.string, match.start(), found, f"a {place} of this store", place)


def _outward_of(match: re.Match[str], place: str, before: str, *, nested: bool) -> str | None:
    """The keyword that an engine may find in a word, or in the prefix of a name."""
    bare, colon, _ = match[0].upper().partition(":")
    outward = next((word for word in _OUTWARD if word in bare), None)
    if outward is None or bare[0] in "?$":
        return None
    if colon:
        calls = _THEN_BRACE.match(match.string, match.end()) if outward == "SERVICE" else not nested
        return outward if calls and before != "PREFIX" else None
    silent = bare == "LOAD" and place == "update" and not nested and _THEN_SILENT.match(match.string, match.end())
    return None if silent else outward


def _may_be_less(match: re.Match[str], before: str, brackets: list[str]) -> bool:
    """Whether what looks like an IRI may be the operator and what follows it; no expression begins `http://`."""
    after_operand = brackets[-1:] == ["("] and before not in ("open", "other")
    nested = match.string[match.start() - 1 : match.start()] == "<"
    return (after_operand or nested) and not _ABSOLUTE.match(match[0])
