"""The embedded store: pyoxigraph in a folder of this machine, one process at a time."""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

from claimgraph.errors import Conflict, QueryError, StoreUnusable
from claimgraph.identifiers import check_base
from claimgraph.mediatypes import RdfType
from claimgraph.store.interface import Answer, Change, Row, Wanted
from claimgraph.vocabulary import CG, PREFIXES, XSD

SYSTEM = "system/store"
"""Path of the graph in which a store keeps its base IRI and its revision."""

_SYNTAX_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class EmbeddedStore:
    """pyoxigraph behind the store interface.

    Writers are serialised by a lock, since the engine loses updates of two threads; readers see a snapshot.
    """

    def __init__(
        self, engine: pyoxigraph.Store, base: str, keep: tempfile.TemporaryDirectory[str] | None = None
    ) -> None:
        self.base = base
        self.scratch = Path(keep.name) if keep else None
        self._engine = engine
        self._writing = threading.Lock()
        self._temporary = keep
        self._node = NamedNode(base + SYSTEM)
        self._revision = self._begin()

    @classmethod
    def open(cls, folder: Path, base: str) -> EmbeddedStore:
        """Open the store in a folder, or make one there.

        Raises:
            StoreUnusable: If the folder holds no store, another process writes it, or its base is another.
        """
        return cls(_engine(folder), check_base(base))

    @classmethod
    def in_memory(cls, base: str) -> EmbeddedStore:
        """A store in a temporary folder, `scratch`, that goes when the store is closed."""
        keep = tempfile.TemporaryDirectory(prefix="claimgraph-")
        return cls(_engine(Path(keep.name) / "data"), check_base(base), keep)

    @classmethod
    def transient(cls, base: str) -> EmbeddedStore:
        """A store in memory alone: quick to make, without `backup`."""
        return cls(pyoxigraph.Store(), check_base(base))

    def _begin(self) -> int:
        known = [quad.object for quad in self._engine.quads_for_pattern(None, CG.baseIri, None, None)]
        if not known:
            self._engine.extend([self._system(CG.baseIri, self.base), self._system(CG.storeRevision, "0")])
            return 0
        found = _text(known[0])
        if found != self.base:
            raise StoreUnusable(
                f"this store has the base IRI {found}, not {self.base}; "
                f"open it with --base-iri {found}, or move it with `claimgraph rebase`"
            )
        revisions = self._engine.quads_for_pattern(self._node, CG.storeRevision, None, self._node)
        return max(int(_text(quad.object)) for quad in revisions)

    def _system(self, predicate: NamedNode, value: str) -> Quad:
        return Quad(self._node, predicate, Literal(value, datatype=XSD.string), self._node)

    def select(self, query: str, bindings: Mapping[str, NamedNode | Literal] | None = None) -> list[Row]:
        """See `Store.select`."""
        solutions = self._evaluate(query, bindings, None)
        assert isinstance(solutions, QuerySolutions)
        return [tuple(solution) for solution in solutions]

    def answer(self, query: str, wanted: Wanted, bindings: Mapping[str, NamedNode | Literal] | None = None) -> Answer:
        """See `Store.answer`."""
        result = self._evaluate(query, bindings, wanted)
        if isinstance(result, QuerySolutions):
            return Answer(result.serialize(format=wanted.solutions.format) or b"", wanted.solutions.media)
        if isinstance(result, QueryBoolean):
            return Answer(result.serialize(format=wanted.boolean.format) or b"", wanted.boolean.media)
        content = serialize(result, format=wanted.graph.format, prefixes=dict(PREFIXES))
        return Answer(content or b"", wanted.graph.media)

    def _evaluate(
        self, query: str, bindings: Mapping[str, NamedNode | Literal] | None, wanted: Wanted | None
    ) -> QuerySolutions | QueryBoolean | pyoxigraph.QueryTriples:
        dataset = wanted.dataset if wanted else None
        given = dataset is not None and bool(dataset.default or dataset.named)
        try:
            return self._engine.query(
                query,
                base_iri=self.base,
                prefixes=dict(PREFIXES),
                use_default_graph_as_union=not (given or (dataset is not None and dataset.stated)),
                default_graph=[NamedNode(iri) for iri in dataset.default] if given and dataset else None,
                named_graphs=[NamedNode(iri) for iri in dataset.named] if given and dataset else None,
                substitutions={pyoxigraph.Variable(name): term for name, term in (bindings or {}).items()},
            )
        except SyntaxError as error:
            raise _query_error(error) from None
        except (ValueError, RuntimeError) as error:
            raise QueryError("query", found=str(error), expected="a query that can be evaluated") from None

    def graph(self, name: str) -> list[Triple]:
        """See `Store.graph`."""
        return [quad.triple for quad in self._engine.quads_for_pattern(None, None, None, NamedNode(name))]

    def has_graph(self, name: str) -> bool:
        """See `Store.has_graph`."""
        return next(iter(self._engine.quads_for_pattern(None, None, None, NamedNode(name))), None) is not None

    def graph_names(self) -> Iterator[str]:
        """See `Store.graph_names`."""
        return (name.value for name in self._engine.named_graphs())

    def commit(self, change: Change, *, expecting: str | None = None) -> str:
        """See `Store.commit`; one SPARQL update of several operations is one transaction of the engine."""
        removed, added = change.removed - change.added, change.added - change.removed
        with self._writing:
            if expecting is not None and expecting != str(self._revision):
                raise Conflict(f"the store is at revision {self._revision}, no longer at {expecting}")
            before, after = str(self._revision), str(self._revision + 1)
            old = [*removed, self._system(CG.storeRevision, before)]
            new = [*added, self._system(CG.storeRevision, after)]
            self._engine.update(f"{_data('DELETE', old)} ;\n{_data('INSERT', new)}")
            self._revision += 1
            return after

    def writing(self) -> AbstractContextManager[None]:
        """See `Store.writing`; no other process can have this store open."""
        return nullcontext()

    def load(self, quads: Iterable[Quad]) -> str:
        """See `Store.load`."""
        with self._writing:
            self._engine.bulk_extend(quads)
        return self.commit(Change())

    def dump(self, output: IO[bytes], kind: RdfType) -> None:
        """See `Store.dump`."""
        self._engine.dump(output, kind.format, prefixes=dict(PREFIXES))

    def revision(self) -> str:
        """See `Store.revision`."""
        return str(self._revision)

    def backup(self, folder: str) -> None:
        """See `Store.backup`; hard links, so it costs milliseconds at any size on the same file system."""
        with self._writing:
            self._engine.backup(folder)

    def close(self) -> None:
        """See `Store.close`."""
        self._engine.flush()
        del self._engine
        if self._temporary is not None:
            self._temporary.cleanup()


def base_of(folder: Path) -> str | None:
    """The base IRI that the store in a folder remembers, None if there is no store."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return None
    engine = _engine(folder)
    quad = next(iter(engine.quads_for_pattern(None, CG.baseIri, None, None)), None)
    return _text(quad.object) if quad else None


def _engine(folder: Path) -> pyoxigraph.Store:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return pyoxigraph.Store(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreUnusable(f"the store in {folder} cannot be opened: {error}") from None


def _text(term: object) -> str:
    return term.value if isinstance(term, (Literal, NamedNode)) else str(term)


def _data(verb: str, quads: Iterable[Quad]) -> str:
    graphs: dict[object, list[Quad]] = {}
    for quad in quads:
        graphs.setdefault(quad.graph_name, []).append(quad)
    blocks = [
        _lines(rows) if name == DefaultGraph() else f"GRAPH {name} {{\n{_lines(rows)}}}\n"
        for name, rows in graphs.items()
    ]
    return f"{verb} DATA {{\n{''.join(blocks)}}}"


def _lines(quads: Iterable[Quad]) -> str:
    return (serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b"").decode()


def _query_error(error: SyntaxError) -> QueryError:
    place = _SYNTAX_PLACE.match(error.msg or "")
    line = int(place[1]) if place else error.lineno
    column = int(place[2]) if place else error.offset
    found = place[3] if place else error.msg
    return QueryError("query", line=line, column=column, found=f"it does not parse ({found})", expected="SPARQL 1.1")
