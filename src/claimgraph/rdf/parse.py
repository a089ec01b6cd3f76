"""Bytes into triples and quads, with errors that name the line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Quad, Triple, parse

from claimgraph.errors import ParseError
from claimgraph.mediatypes import JSON_LD, N_QUADS, TRIG, RdfType

MAX_JSON_DEPTH = 200
"""JSON-LD deeper than this is refused unread: the engine's parser recurses and would end the process."""

_PLACE = re.compile(r"^Parser error at line \d+ (?:column \d+|between columns \d+ and \d+): ")


def parse_triples(content: bytes, kind: RdfType, *, base: str, place: str | None = None) -> list[Triple]:
    """Parse one graph.

    Args:
        content: The document.
        kind: Its syntax.
        base: IRI against which relative IRIs are resolved.
        place: Name of the document in error messages.

    Raises:
        ParseError: If it is not well formed, or holds named graphs.

    >>> from claimgraph.mediatypes import TURTLE
    >>> parse_triples(b"<a> <b> <c> .", TURTLE, base="http://e/")[0].subject.value
    'http://e/a'
    """
    quads = list(_quads(content, kind, base, place))
    named = next((quad.graph_name for quad in quads if quad.graph_name != DefaultGraph()), None)
    if named is not None:
        raise ParseError(place, found=f"the named graph {named}", expected="a single graph without a name")
    return [quad.triple for quad in quads]


def parse_quads(content: bytes, kind: RdfType, *, base: str, place: str | None = None) -> list[Quad]:
    """Parse a dataset; formats without graph names give quads of the default graph.

    Raises:
        ParseError: If it is not well formed.
    """
    return list(_quads(content, kind, base, place))


def holds_graphs(kind: RdfType) -> bool:
    """Whether a syntax can name graphs."""
    return kind in (N_QUADS, TRIG, JSON_LD)


def _quads(content: bytes, kind: RdfType, base: str, place: str | None) -> Iterator[Quad]:
    if kind is JSON_LD:
        _check_depth(content, place)
    try:
        yield from parse(content, kind.format, base_iri=base)
    except SyntaxError as error:
        found = _PLACE.sub("", error.msg or str(error))
        raise ParseError(
            place, line=error.lineno, column=error.offset, found=found, expected=f"well-formed {kind.name}"
        ) from None
    except ValueError as error:
        raise ParseError(place, found=str(error), expected=f"well-formed {kind.name}") from None


def _check_depth(content: bytes, place: str | None) -> None:
    depth = 0
    in_string = escaped = False
    for byte in content:
        if in_string:
            in_string, escaped = escaped or byte != 0x22, not escaped and byte == 0x5C
        elif byte == 0x22:
            in_string = True
        elif byte in (0x7B, 0x5B):
            depth += 1
            if depth > MAX_JSON_DEPTH:
                raise ParseError(
                    place, found=f"JSON nested more than {MAX_JSON_DEPTH} deep", expected="a flatter document"
                )
        elif byte in (0x7D, 0x5D):
            depth -= 1
