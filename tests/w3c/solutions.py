"""What a query should answer and what it did answer, as terms that can be compared.

A table in a case file has a header of variables and one line per solution, cells apart by ` | `, each cell a term in
Turtle; an empty cell is unbound. Numbers are compared by value, blank nodes up to renaming.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

GARDEN = "http://garden.example/"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {"": GARDEN, "xsd": XSD, "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

_EXACT = {XSD + name for name in ("integer", "decimal", "int", "byte", "short", "long", "nonNegativeInteger")}
_BINARY = {XSD + name for name in ("double", "float")}

Node = NamedNode | BlankNode | Literal | Triple
Row = dict[str, Node]


class Table(NamedTuple):
    """The solutions of a SELECT: the variables in their order, and a row per solution."""

    variables: list[str]
    rows: list[Row]


def read_table(text: str) -> Table:
    """The table that a case expects."""
    header, *lines = [line for line in text.splitlines() if line.strip()]
    variables = [name.strip().removeprefix("?") for name in header.split("|") if name.strip() != "-"]
    cells = [(row, name, cell) for row, line in enumerate(lines) for name, cell in _cells(variables, line)]
    turtle = PROLOGUE + "".join(f"<row:{row}> <var:{name}> {cell} .\n" for row, name, cell in cells)
    rows: list[Row] = [{} for _ in lines]
    for quad in parse(turtle, format=RdfFormat.TURTLE):
        rows[int(_iri(quad.subject)[4:])][_iri(quad.predicate)[4:]] = quad.object
    return Table(variables, rows)


def _cells(variables: list[str], line: str) -> Iterator[tuple[str, str]]:
    cells = [cell.strip() for cell in line.split(" | " if " | " in line else "|")]
    yield from ((name, cell) for name, cell in zip(variables, cells, strict=False) if cell not in ("", "-"))


def _iri(node: object) -> str:
    assert isinstance(node, NamedNode)
    return node.value


def read_solutions(content: bytes, media: str) -> Table | bool:
    """The answer to a SELECT or ASK, in one of the formats that keep terms apart."""
    form = QueryResultsFormat.from_media_type(media)
    assert form is not None, media
    results = parse_query_results(content, format=form)
    if isinstance(results, QueryBoolean):
        return bool(results)
    assert isinstance(results, QuerySolutions)
    variables = [variable.value for variable in results.variables]
    rows = [{n: term for n in variables if (term := solution[n]) is not None} for solution in results]
    return Table(variables, rows)


def read_graph(text: str | bytes, form: RdfFormat = RdfFormat.TURTLE) -> list[Row]:
    """The triples of a graph as rows of s, p, o; of a dataset, of g too."""
    turtle = PROLOGUE + text if isinstance(text, str) else text
    return [_row(quad) for quad in dict.fromkeys(parse(turtle, format=form, base_iri=GARDEN))]


def _row(quad: Quad) -> Row:
    row: Row = {"s": quad.subject, "p": quad.predicate, "o": quad.object}
    return row | {"g": quad.graph_name} if isinstance(quad.graph_name, NamedNode | BlankNode) else row


def same_rows(expected: list[Row], found: list[Row], *, ordered: bool = False) -> bool:
    """Whether two lists hold the same rows as often, under some renaming of the blank nodes."""
    names, others = _blank(expected), _blank(found)
    if len(expected) != len(found) or len(names) != len(others):
        return False
    collect = list if ordered else Counter
    wanted = collect(_key(row, {name: str(n) for n, name in enumerate(names)}) for row in expected)
    for order in permutations(range(len(others))):
        renamed = {name: str(n) for n, name in zip(order, others, strict=True)}
        if collect(_key(row, renamed) for row in found) == wanted:
            return True
    return False


def _blank(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(node.value for row in rows for node in row.values() if isinstance(node, BlankNode)))


def _key(row: Row, names: dict[str, str]) -> Hashable:
    return frozenset((variable, _term(node, names)) for variable, node in row.items())


def _term(node: Node, names: dict[str, str]) -> Hashable:
    if isinstance(node, BlankNode):
        return f"_:{names[node.value]}"
    if isinstance(node, Literal) and node.datatype.value in _EXACT:
        return (node.datatype.value, Decimal(node.value))
    if isinstance(node, Literal) and node.datatype.value in _BINARY:
        return (node.datatype.value, repr(float(node.value.replace("INF", "inf"))))
    return str(node)
