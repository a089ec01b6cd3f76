"""How terms are written for a remote store, so that it keeps and finds what is meant.

They are written from their parts, never pasted. Literals go out in one spelling, so that what was added can be removed
again on servers that keep every spelling apart. Values that Virtuoso would change in silence (durations, numbers of
more than 15 digits) travel and rest under a datatype of their own, and get theirs back when they are read.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from claimgraph.vocabulary import XSD

CARRIED = "urn:claimgraph:as:"
"""Stands before the datatype of a value that rests under a datatype of its own."""
_FRAIL = {XSD.iri + name for name in ("duration", "dayTimeDuration", "yearMonthDuration", "time")}
_MOST_DIGITS = 15


def normalised(quads: Iterable[Quad]) -> list[Quad]:
    """Quads with their literals in the one spelling (`1.50` becomes `1.5`), each once."""
    store = Store()
    store.extend(quads)
    return list(store)


def spell(term: object, *, virtuoso: bool) -> str:
    """A term as SPARQL writes it; what Virtuoso would change is carried.

    >>> spell(Literal("1", datatype=XSD.decimal), virtuoso=True)
    '"1.0"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    >>> spell(Literal("P56D", datatype=XSD.duration), virtuoso=True)
    '"P56D"^^<urn:claimgraph:as:http://www.w3.org/2001/XMLSchema#duration>'
    """
    if not isinstance(term, Literal):
        return str(term)
    if virtuoso and _is_frail(term):
        return str(Literal(term.value, datatype=NamedNode(CARRIED + term.datatype.value)))
    if term.datatype == XSD.decimal and term.value.lstrip("+-").isdecimal():
        return str(Literal(term.value + ".0", datatype=XSD.decimal))
    return str(term)


def _is_frail(literal: Literal) -> bool:
    if literal.datatype in (XSD.decimal, XSD.integer):
        return sum(character.isdecimal() for character in literal.value.lstrip("+-0.")) > _MOST_DIGITS
    return literal.datatype.value in _FRAIL


def spell_quads(quads: Iterable[Quad], *, virtuoso: bool) -> str:
    """Quads as the inside of a template or of a data block, graph by graph."""
    graphs: dict[object, list[str]] = {}
    for quad in quads:
        line = f"{quad.subject} {quad.predicate} {spell(quad.object, virtuoso=virtuoso)} ."
        graphs.setdefault(quad.graph_name, []).append(line)
    blocks = ("\n".join(lines) for lines in graphs.values())
    named = zip(graphs, blocks, strict=True)
    return "\n".join(block if name == DefaultGraph() else f"GRAPH {name} {{\n{block}\n}}" for name, block in named)
