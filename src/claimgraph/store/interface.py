"""What every store promises.

A store is a set of named graphs under one base IRI. The contract, written once in `tests/store/contract.py` and run
on every store:

* `commit` is atomic: readers see all of a change or nothing, and a change that returns survives a killed process.
* Two commits never lose each other's work; with `expecting`, the second of two is refused.
* The default graph of a query is the union of all graphs.
* Literals may come back in another spelling of the same value (`1.50` as `1.5`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO, Protocol

from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph.mediatypes import RdfType, ResultType

Row = tuple["NamedNode | Literal | None", ...]


@dataclass(frozen=True)
class Change:
    """Quads to remove and to add in one atomic step; what is in both stays."""

    removed: frozenset[Quad] = frozenset()
    added: frozenset[Quad] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query sees, as the SPARQL protocol names them; empty means the whole store.

    Attributes:
        default: Graphs whose union is the default graph.
        named: Named graphs.
        stated: Whether the query names its graphs itself, with FROM.
    """

    default: Sequence[str] = ()
    named: Sequence[str] = ()
    stated: bool = False


@dataclass(frozen=True)
class Answer:
    """A serialised query result and its media type."""

    content: bytes
    media: str


@dataclass(frozen=True)
class Wanted:
    """The syntaxes in which the caller takes each form of result."""

    solutions: ResultType
    boolean: ResultType
    graph: RdfType
    dataset: Dataset = field(default_factory=Dataset)


class Store(Protocol):
    """A set of named graphs under one base IRI."""

    base: str

    def select(self, query: str, bindings: Mapping[str, NamedNode | Literal] | None = None) -> list[Row]:
        """Rows of a trusted SELECT over the union of all graphs; variables are bound as terms, never as text."""
        ...

    def answer(self, query: str, wanted: Wanted, bindings: Mapping[str, NamedNode | Literal] | None = None) -> Answer:
        """Evaluate a query of any form and serialise its result.

        Raises:
            QueryError: If the query does not parse; with line and column.
        """
        ...

    def graph(self, name: str) -> list[Triple]:
        """The triples of one graph; empty where there is none."""
        ...

    def has_graph(self, name: str) -> bool:
        """Whether a graph of this name holds triples."""
        ...

    def graph_names(self) -> Iterator[str]:
        """Names of all graphs, in no particular order."""
        ...

    def commit(self, change: Change, *, expecting: str | None = None) -> str:
        """Apply a change in one atomic step and return the new store revision.

        Args:
            change: What goes and what comes.
            expecting: Store revision on which the change was computed; None accepts any.

        Raises:
            Conflict: If the store has moved on from `expecting`.
        """
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Keep other processes from writing until the block is left, so that what is read in it still holds when the
        block commits; threads of this process see to themselves.
        """
        ...

    def load(self, quads: Iterable[Quad]) -> str:
        """Add many quads at bulk speed and return the new store revision; not atomic."""
        ...

    def dump(self, output: IO[bytes], kind: RdfType) -> None:
        """Write all graphs in a syntax that can name graphs."""
        ...

    def revision(self) -> str:
        """Token that changes with every committed write; the same for the same content of one store."""
        ...

    def backup(self, folder: str) -> None:
        """Write a copy that opens as a store of its own, while this one serves."""
        ...

    def close(self) -> None:
        """Let go of the store; further calls fail."""
        ...
