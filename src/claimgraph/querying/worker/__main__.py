"""The worker process: answers tasks until standard input is closed."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from typing import IO, Any

from pyoxigraph import Store

from claimgraph.errors import Conflict, NotFound, ParseError
from claimgraph.querying.worker import graphs
from claimgraph.querying.worker.difference import send_difference
from claimgraph.querying.worker.engine import Engine
from claimgraph.querying.worker.frames import OverLimit, receive, send
from claimgraph.querying.worker.graphs import Told
from claimgraph.querying.worker.isolation import die_with_parent, leave_network
from claimgraph.querying.worker.query import answer_query

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Worker:
    """One worker process."""

    def __init__(self, out: IO[bytes], memory_mb: int) -> None:
        self._out, self._engine = out, Engine(memory_mb)

    def answer(self, task: dict[str, Any], content: bytes) -> None:
        """Do one task and send its answer or its error; what was written is closed by then."""
        told, failure = self._outcome(task, content)
        if failure is not None:
            send(self._out, b"X", json.dumps(failure).encode())
        elif told is not None:
            send(self._out, b"W", b"application/json\n" + json.dumps(told).encode())
        self._out.flush()

    def _outcome(self, task: dict[str, Any], content: bytes) -> tuple[Told | None, dict[str, Any] | None]:
        try:
            return self._do(task, content), None
        except SyntaxError as error:
            place = _PLACE.match(error.msg or "")
            line, column = (int(place[1]), int(place[2])) if place else (error.lineno, error.offset)
            return None, {
                "kind": "syntax",
                "message": place[3] if place else str(error.msg),
                "line": line,
                "column": column,
            }
        except ParseError as error:
            parts = {part: getattr(error, part) for part in ("line", "column", "found", "expected")}
            return None, {"kind": "parse", "message": str(error), **parts}
        except (OverLimit, MemoryError, NotFound, Conflict, ValueError, RuntimeError, OSError) as error:
            return None, {"kind": _kind(error), "message": str(error)}

    def _do(self, task: dict[str, Any], content: bytes) -> Told | None:
        """Do a task; what only reads sends its own frames, what writes returns what there is to tell."""
        name, path = task["task"], task.get("path", "")
        if name == "query":
            answer_query(self._engine.reading(path), task, content.decode(), self._out)
        elif name == "graph":
            graphs.read_graph(self._engine.reading(path), task, self._out)
        elif name == "difference":
            send_difference(self._engine.writing(path), task, content.decode(), self._out)
        elif name == "update":
            return self._written(path, lambda store: graphs.update(store, task, content.decode()))
        elif name == "remove":
            return self._written(path, lambda store: graphs.remove_graph(store, task))
        else:
            return self._with_upload(name, task, content)
        return None

    def _with_upload(self, name: str, task: dict[str, Any], content: bytes) -> Told | None:
        # What parses uploads takes 60 ms to import; a worker that only answers queries starts without it.
        from claimgraph.querying.worker.uploads import parse_parts, parse_upload

        if name == "parse":
            self._engine.none()
            parse_upload(task, content, self._out)
            return None
        write = graphs.write_dataset if task["name"] is None else graphs.write_graph
        return self._written(task["path"], lambda store: write(store, task, parse_parts(task, content, fresh=True)))

    def _written(self, path: str, write: Callable[[Store], Told]) -> Told:
        """Write to a store of this worker's own, and leave it so that the next who opens it need not replay the write:
        replaying a few hundred thousand quads takes seconds."""
        store = self._engine.writing(path)
        told = write(store)
        store.flush()
        return told


def _kind(error: Exception) -> str:
    kinds = {OverLimit: "limit", MemoryError: "memory", NotFound: "absent", Conflict: "conflict"}
    return next((kind for cause, kind in kinds.items() if isinstance(error, cause)), "query")


def main() -> None:
    """Answer tasks until standard input is closed."""
    os.nice(5)
    die_with_parent()
    if "network" not in sys.argv[2:]:
        leave_network()
    worker = Worker(sys.stdout.buffer, int(sys.argv[1]))
    while (received := receive(sys.stdin.buffer)) is not None:
        worker.answer(*received)


if __name__ == "__main__":
    main()
