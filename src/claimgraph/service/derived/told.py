"""What is derived from the graph, in the three forms in which it is told: a tree for programs, triples, a text.

A tree is made of dicts, lists, strings, numbers, None and IRIs. Its keys are local names of the ontology, `iri` names
the node that a dict is about and `type` its class, so that one tree is JSON and RDF at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from textwrap import wrap
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.rdf.turtle import write_turtle
from claimgraph.vocabulary import CG, RDF

Tree = Any
_WIDTH = 100


@dataclass(frozen=True)
class Told:
    """One derived answer.

    Attributes:
        tree: The answer for programs.
        text: The same for people.
        graph: Its triples, where they are not those of the tree.
        counts: How many entries there are with those that were left out, by what they are; empty where nothing is
            left out.
    """

    tree: Tree
    text: str
    graph: tuple[Triple, ...] | None = field(default=None, repr=False)
    counts: Mapping[str, int] = field(default_factory=dict)

    def json(self) -> bytes:
        """The tree as JSON; IRIs are strings."""
        return json.dumps(self.tree, default=_plain, ensure_ascii=False, indent=2).encode() + b"\n"

    def triples(self) -> list[Triple]:
        """The answer as RDF."""
        return list(self.graph) if self.graph is not None else list(triples_of(self.tree))


def _plain(value: object) -> object:
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} is no part of a tree")


def written(told: Told, format: str, base: str) -> bytes:
    """A derived answer as text, json or turtle."""
    if format == "text":
        return told.text.encode()
    if format == "json":
        return told.json()
    return write_turtle(told.triples(), base=base).encode()


def page(lines: Iterable[str]) -> str:
    """Lines as a text for people, none wider than a hundred columns; what goes on stands two columns further in."""
    return "".join(f"{part}\n" for line in lines for part in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return wrap(line, _WIDTH, subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False) or [""]


def rounded(value: float | None) -> float | None:
    """A probability as it is told: to six places."""
    return None if value is None else round(value, 6)


def triples_of(tree: Tree) -> Iterator[Triple]:
    """The triples of a tree; what has no IRI becomes a blank node, what is None says nothing.

    >>> [str(triple) for triple in triples_of({"iri": NamedNode("http://e/x"), "position": 1})]
    ['<http://e/x> <https://w3id.org/claimgraph/ontology#position> "1"^^<http://www.w3.org/2001/XMLSchema#integer>']
    """
    return _Writer().trees(tree if isinstance(tree, list) else [tree])


class _Writer:
    """Gives nodes without an IRI a name, and writes what is said of each."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def trees(self, parts: list[Tree]) -> Iterator[Triple]:
        for part in parts:
            yield from self._said(self._node(part), part)

    def _node(self, part: Mapping[str, Tree]) -> NamedNode | BlankNode:
        return part.get("iri") or BlankNode(f"n{next(self._numbers)}")

    def _said(self, node: NamedNode | BlankNode, part: Mapping[str, Tree]) -> Iterator[Triple]:
        for key, value in part.items():
            if key == "type":
                yield Triple(node, RDF.type, getattr(CG, value))
            elif key != "iri":
                for each in value if isinstance(value, list) else [value]:
                    yield from self._value(node, getattr(CG, key), each)

    def _value(self, node: NamedNode | BlankNode, predicate: NamedNode, value: Tree) -> Iterator[Triple]:
        if isinstance(value, dict):
            inner = self._node(value)
            yield Triple(node, predicate, inner)
            yield from self._said(inner, value)
        elif value is not None:
            yield Triple(node, predicate, value if isinstance(value, NamedNode) else _literal(value))


def _literal(value: object) -> Literal:
    if isinstance(value, float):
        return Literal(f"{Decimal(repr(value)):f}", datatype=_DECIMAL)
    if isinstance(value, Decimal):
        return Literal(f"{value:f}", datatype=_DECIMAL)
    return Literal(value)  # type: ignore[arg-type]


_DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
