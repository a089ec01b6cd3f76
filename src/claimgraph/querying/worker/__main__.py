"""The worker process: answers tasks until standard input is closed."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import IO, Any

from claimgraph.errors import Conflict, NotFound, ParseError
from claimgraph.querying.worker import graphs
from claimgraph.querying.worker.difference import send_difference
from claimgraph.querying.worker.engine import Engine
from claimgraph.querying.worker.frames import OverLimit, receive, send
from claimgraph.querying.worker.query import answer_query

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Worker:
    """One worker process."""

    def __init__(self, out: IO[bytes], memory_mb: int) -> None:
        self._out, self._engine = out, Engine(memory_mb)

    def answer(self, task: dict[str, Any], content: bytes) -> None:
        """Do one task and send its answer or its error."""
        try:
            self._do(task, content)
        except SyntaxError as error:
            place = _PLACE.match(error.msg or "")
            line, column = (int(place[1]), int(place[2])) if place else (error.lineno, error.offset)
            self._fail("syntax", place[3] if place else str(error.msg), line=line, column=column)
        except OverLimit as error:
            self._fail("limit", str(error))
        except MemoryError:
            self._fail("memory", "out of memory")
        except NotFound as error:
            self._fail("absent", str(error))
        except Conflict as error:
            self._fail("conflict", str(error))
        except ParseError as error:
            parts = ("line", "column", "found", "expected")
            self._fail("parse", str(error), **{part: getattr(error, part) for part in parts})
        except (ValueError, RuntimeError, OSError, OverflowError) as error:
            self._fail("query", str(error))

    def _fail(self, kind: str, message: str, **parts: Any) -> None:  # noqa: ANN401 - JSON values
        send(self._out, b"X", json.dumps({"kind": kind, "message": message, **parts}).encode())

    def _do(self, task: dict[str, Any], content: bytes) -> None:
        name, path = task["task"], task.get("path", "")
        if name == "query":
            answer_query(self._engine.reading(path), task, content.decode(), self._out)
        elif name == "graph":
            graphs.read_graph(self._engine.reading(path), task, self._out)
        elif name == "difference":
            send_difference(self._engine.writing(path), task, content.decode(), self._out)
        elif name == "update":
            graphs.update(self._engine.writing(path), task, content.decode(), self._out)
        elif name == "remove":
            graphs.remove_graph(self._engine.writing(path), task, self._out)
        else:
            self._with_upload(name, task, content)
        send(self._out, b"E")

    def _with_upload(self, name: str, task: dict[str, Any], content: bytes) -> None:
        # What parses uploads takes 60 ms to import; a worker that only answers queries starts without it.
        from claimgraph.querying.worker.uploads import parse_parts, parse_upload

        if name == "parse":
            self._engine.none()
            parse_upload(task, content, self._out)
            return
        store = self._engine.writing(task["path"])
        quads = parse_parts(task, content, fresh=True)
        write = graphs.write_dataset if task["name"] is None else graphs.write_graph
        write(store, task, quads, self._out)


def main() -> None:
    """Answer tasks until standard input is closed."""
    os.nice(5)
    worker = Worker(sys.stdout.buffer, int(sys.argv[1]))
    while (received := receive(sys.stdin.buffer)) is not None:
        worker.answer(*received)


if __name__ == "__main__":
    main()
