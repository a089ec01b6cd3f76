"""Bytes into triples and quads, with errors that name the line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from xml.parsers import expat

from pyoxigraph import DefaultGraph, Literal, Quad, Triple, parse

from claimgraph.errors import ParseError
from claimgraph.mediatypes import JSON_LD, N_QUADS, RDF_XML, TRIG, RdfType

MAX_DEPTH = 200
"""Documents nested deeper than this are refused unread: the engine's parsers recurse and would end the process."""

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
    return triples_of_graph(_quads(content, kind, base, place, fresh=False), place)


def triples_of_graph(quads: Iterable[Quad], place: str | None) -> list[Triple]:
    """The triples of a document that holds one graph.

    Raises:
        ParseError: If it names graphs.
    """
    quads = list(quads)
    named = next((quad.graph_name for quad in quads if quad.graph_name != DefaultGraph()), None)
    if named is not None:
        raise ParseError(place, found=f"the named graph {named}", expected="a single graph without a name")
    return [quad.triple for quad in quads]


def parse_quads(
    content: bytes, kind: RdfType, *, base: str, place: str | None = None, fresh: bool = False
) -> list[Quad]:
    """Parse a dataset; formats without graph names give quads of the default graph.

    Args:
        content: The document.
        kind: Its syntax.
        base: IRI against which relative IRIs are resolved.
        place: Name of the document in error messages.
        fresh: Give blank nodes names that no other document has.

    Raises:
        ParseError: If it is not well formed.
    """
    return list(_quads(content, kind, base, place, fresh=fresh))


def holds_graphs(kind: RdfType) -> bool:
    """Whether a syntax can name graphs."""
    return kind in (N_QUADS, TRIG, JSON_LD)


def _quads(content: bytes, kind: RdfType, base: str, place: str | None, *, fresh: bool) -> Iterator[Quad]:
    _check_input(content, kind, place)
    try:
        for quad in parse(content, kind.format, base_iri=base, rename_blank_nodes=fresh):
            _check_terms(quad, place)
            yield quad
    except SyntaxError as error:
        found = _PLACE.sub("", error.msg or str(error))
        raise ParseError(
            place, line=error.lineno, column=error.offset, found=found, expected=f"well-formed {kind.name}"
        ) from None
    except ValueError as error:
        raise ParseError(place, found=str(error), expected=f"well-formed {kind.name}") from None


def _check_input(content: bytes, kind: RdfType, place: str | None) -> None:
    """Refuse what the engine's parsers cannot bear: they recurse, and expand entities."""
    if kind.format == JSON_LD.format:
        check_depth(content, place)
    elif kind is RDF_XML:
        _check_xml(content, place)
    elif content.count(b"<<") > MAX_DEPTH:
        raise ParseError(place, found=f"more than {MAX_DEPTH} '<<'", expected="RDF 1.1, without triple terms")


def _check_terms(quad: Quad, place: str | None) -> None:
    if isinstance(quad.object, Triple):
        raise ParseError(place, found=f"the triple term {quad.object}", expected="RDF 1.1, without triple terms")
    if isinstance(quad.object, Literal) and quad.object.direction is not None:
        raise ParseError(
            place, found=f"the text with a direction {quad.object}", expected="RDF 1.1, text with a language"
        )


def _check_xml(content: bytes, place: str | None) -> None:
    """Refuse document types, which carry entities, and elements nested too deeply."""
    depth = 0

    def start(name: str, attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            found = f"elements nested more than {MAX_DEPTH} deep"
            raise ParseError(place, line=parser.CurrentLineNumber, found=found, expected="a flatter document")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*parts: object) -> None:
        raise ParseError(place, line=parser.CurrentLineNumber, found="a document type", expected="RDF/XML without one")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, doctype
    with suppress(expat.ExpatError):
        parser.Parse(content, True)


def check_depth(content: bytes, place: str | None) -> None:
    """Refuse JSON that is nested too deeply, before any parser sees it.

    Raises:
        ParseError: If it is.
    """
    depth = 0
    in_string = escaped = False
    for byte in content:
        if in_string:
            in_string, escaped = escaped or byte != 0x22, not escaped and byte == 0x5C
        elif byte == 0x22:
            in_string = True
        elif byte in (0x7B, 0x5B):
            depth += 1
            if depth > MAX_DEPTH:
                raise ParseError(place, found=f"JSON nested more than {MAX_DEPTH} deep", expected="a flatter document")
        elif byte in (0x7D, 0x5D):
            depth -= 1
