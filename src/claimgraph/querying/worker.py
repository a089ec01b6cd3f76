"""What runs in a query worker: one process, one query at a time, over a read-only snapshot.

Requests come on standard input as a length and JSON; answers go out on standard output as frames: a letter, a
length, the payload. H opens an answer once its first bytes exist, D carries bytes, E ends it, X is an error. Nothing
else of the package is imported, so that a worker starts in milliseconds.
"""

from __future__ import annotations

import json
import os
import re
import resource
import struct
import sys
from collections.abc import Iterable
from typing import IO, Any

import pyoxigraph
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

FRAME = struct.Struct("<cI")
LENGTH = struct.Struct("<I")
CHUNK = 64 * 1024
FIRST = 4 * CHUNK
"""Bytes that gather before an answer opens, so that most answers over a limit get a status of their own."""
_ROW = {
    "application/sparql-results+json": b'}},{"',
    "application/sparql-results+xml": b"</result>",
    "text/csv": b"\r\n",
    "text/tab-separated-values": b"\n",
}
"""What ends a row in the bytes of an answer; text in CSV that holds line ends of its own counts as more rows."""
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class OverLimit(Exception):
    """The answer has more rows or bytes than allowed."""


class Frames:
    """Standard output as a file of frames, with the limits of one answer."""

    def __init__(self, out: IO[bytes], media: str, rows: int, size: int) -> None:
        self._out, self.media = out, media
        self._rows, self._size = rows, size
        self._mark = _ROW.get(media)
        self._buffer = bytearray()
        self._opened = False

    def write(self, data: bytes) -> int:
        """Take bytes of the answer."""
        self._size -= len(data)
        if self._size < 0:
            raise OverLimit("bytes")
        if self._mark:
            self._rows -= data.count(self._mark)
        if self._rows < 0:
            raise OverLimit("rows")
        self._buffer += data
        if len(self._buffer) >= (CHUNK if self._opened else FIRST):
            self.flush()
        return len(data)

    def row(self) -> None:
        """Count a row that no mark in the bytes tells."""
        self._rows -= 1
        if self._rows < 0:
            raise OverLimit("rows")

    def flush(self) -> None:
        """Send what has gathered."""
        if not self._opened:
            self._opened = True
            send(self._out, b"H", self.media.encode())
        if self._buffer:
            send(self._out, b"D", bytes(self._buffer))
            self._buffer.clear()


def send(out: IO[bytes], letter: bytes, payload: bytes) -> None:
    """Write one frame."""
    out.write(FRAME.pack(letter, len(payload)) + payload)
    out.flush()


class Worker:
    """One worker: the snapshot it has open, and what it may use."""

    def __init__(self, out: IO[bytes], memory_mb: int) -> None:
        self._out, self._memory_mb = out, memory_mb
        self._path: str | None = None
        self._store: Store | None = None

    def answer(self, request: dict[str, Any]) -> None:
        """Evaluate one query and send its answer or its error."""
        try:
            self._evaluate(request)
        except SyntaxError as error:
            place = _PLACE.match(error.msg or "")
            line, column = (int(place[1]), int(place[2])) if place else (error.lineno, error.offset)
            self._fail("syntax", place[3] if place else str(error.msg), line=line, column=column)
        except OverLimit as error:
            self._fail("limit", str(error))
        except MemoryError:
            self._fail("memory", "out of memory")
        except (ValueError, RuntimeError, OSError) as error:
            self._fail("query", str(error))

    def _fail(self, kind: str, message: str, **parts: Any) -> None:  # noqa: ANN401 - JSON values
        send(self._out, b"X", json.dumps({"kind": kind, "message": message, **parts}).encode())

    def _open(self, path: str) -> Store:
        if path != self._path or self._store is None:
            resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            self._store, self._path = Store.read_only(path), path
            limit = _mapped_bytes() + self._memory_mb * 1024 * 1024
            resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
        return self._store

    def _evaluate(self, request: dict[str, Any]) -> None:
        store = self._open(request["path"])
        default, named = request["default"], request["named"]
        given = bool(default or named)
        result = store.query(
            request["query"],
            base_iri=request["base"],
            prefixes=request["prefixes"],
            use_default_graph_as_union=not (given or request["stated"]),
            default_graph=[NamedNode(iri) for iri in default] if given else None,
            named_graphs=[NamedNode(iri) for iri in named] if given else None,
        )
        rows, size = request["rows"], request["bytes"]
        if isinstance(result, QuerySolutions):
            self._solutions(result, Frames(self._out, request["solutions"], rows, size))
        elif isinstance(result, QueryBoolean):
            self._solutions(result, Frames(self._out, request["boolean"], rows, size))
        else:
            self._graph(result, Frames(self._out, request["graph"], rows, size), request)
        send(self._out, b"E", b"")

    def _solutions(self, result: QuerySolutions | QueryBoolean, frames: Frames) -> None:
        format_ = QueryResultsFormat.from_media_type(frames.media)
        assert format_ is not None
        result.serialize(frames, format_)  # type: ignore[arg-type]
        frames.flush()

    def _graph(self, result: QueryTriples, frames: Frames, request: dict[str, Any]) -> None:
        def counted() -> Iterable[pyoxigraph.Triple]:
            for triple in result:
                frames.row()
                yield triple

        format_ = RdfFormat.from_media_type(request["graph"])
        serialize(counted(), frames, format_, prefixes=request["prefixes"])  # type: ignore[arg-type]
        frames.flush()


def _mapped_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no Path in a worker
        return int(file.read().split()[0]) * resource.getpagesize()


def main() -> None:
    """Answer requests until standard input is closed."""
    os.nice(5)
    source, out = sys.stdin.buffer, sys.stdout.buffer
    worker = Worker(out, int(sys.argv[1]))
    while head := source.read(LENGTH.size):
        (length,) = LENGTH.unpack(head)
        worker.answer(json.loads(source.read(length)))


if __name__ == "__main__":
    main()
