"""The pool of query workers: processes that can be killed, so that no query can take the server with it.

The clock of a query runs from its arrival, time in the queue included. A worker over its deadline is killed, a worker
that dies is replaced, and a caller that goes away ends its query.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimgraph.errors import OverLimit, QueryError
from claimgraph.querying import worker as protocol
from claimgraph.querying.lexer import names_dataset
from claimgraph.store.interface import Wanted
from claimgraph.store.snapshot import Snapshots
from claimgraph.vocabulary import PREFIXES


@dataclass(frozen=True)
class Limits:
    """What one query may use.

    Attributes:
        timeout_s: Wall clock from arrival.
        rows: Rows or triples of an answer.
        bytes: Size of a serialised answer.
        memory_mb: Memory beyond what an idle worker maps.
        waiting: Queries that may wait for a worker; more are turned away.
    """

    timeout_s: float = 10.0
    rows: int = 1_000_000
    bytes: int = 256_000_000
    memory_mb: int = 1024
    waiting: int = 32


class _Worker:
    """One process."""

    def __init__(self, process: Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, memory_mb: int) -> _Worker:
        program = str(Path(protocol.__file__))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", program, str(memory_mb), stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        return cls(process)

    async def ask(self, request: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        content = json.dumps(request).encode()
        self.process.stdin.write(protocol.LENGTH.pack(len(content)) + content)
        await self.process.stdin.drain()

    async def frame(self) -> tuple[bytes, bytes]:
        assert self.process.stdout is not None
        letter, length = protocol.FRAME.unpack(await self.process.stdout.readexactly(protocol.FRAME.size))
        return letter, await self.process.stdout.readexactly(length)

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        transport = getattr(self.process, "_transport", None)
        if transport is not None:
            transport.close()


class Workers:
    """A bounded pool of workers over the snapshots of one store."""

    def __init__(self, snapshots: Snapshots, base: str, *, count: int, limits: Limits) -> None:
        self._snapshots, self._base, self._limits = snapshots, base, limits
        self._free = asyncio.Semaphore(count)
        self._idle: list[_Worker] = []
        self._waiting = 0
        self._closed = False
        self._count = count

    async def start(self) -> None:
        """Start all workers, so that the first query need not wait."""
        self._idle = list(await asyncio.gather(*(_Worker.start(self._limits.memory_mb) for _ in range(self._count))))

    async def answer(self, query: str, wanted: Wanted) -> tuple[str, AsyncIterator[bytes]]:
        """Evaluate a query; returns the media type and the bytes of its answer once the first of them exist.

        Raises:
            QueryError: If the query does not parse or cannot be evaluated.
            OverLimit: If it takes too long, needs too much, or too many others wait. After the first bytes the
                iterator raises it, so that an answer is whole or visibly broken.
        """
        answer = self._frames(query, wanted)
        try:
            media = (await anext(answer)).decode()
        except BaseException:
            await answer.aclose()
            raise
        return media, answer

    async def _frames(self, query: str, wanted: Wanted) -> AsyncGenerator[bytes, None]:
        deadline = asyncio.get_running_loop().time() + self._limits.timeout_s
        await self._acquire(deadline)
        worker: _Worker | None = None
        clean = False
        try:
            worker = await self._living()
            with self._snapshots.newest() as path:
                async for payload in self._exchange(worker, self._request(query, wanted, path), deadline):
                    yield payload
            clean = True
        except _Told as told:
            clean = told.clean
            raise told.error from None
        finally:
            await self._return(worker, clean=clean)

    async def _living(self) -> _Worker:
        """An idle worker that is still alive, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                return worker
        return await _Worker.start(self._limits.memory_mb)

    async def _acquire(self, deadline: float) -> None:
        if self._waiting >= self._limits.waiting:
            raise OverLimit("too many queries are waiting; try again in a moment", retry_after_s=1)
        self._waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._free.acquire()
        except TimeoutError:
            raise OverLimit("no worker became free in time", retry_after_s=1) from None
        finally:
            self._waiting -= 1

    async def _exchange(self, worker: _Worker, request: dict[str, Any], deadline: float) -> AsyncIterator[bytes]:
        started = False
        try:
            async with asyncio.timeout_at(deadline):
                await worker.ask(request)
            while True:
                async with asyncio.timeout_at(deadline):
                    letter, payload = await worker.frame()
                if letter == b"E":
                    return
                if letter == b"X":
                    raise _Told(self._error(json.loads(payload)), clean=True)
                started = True
                yield payload
        except TimeoutError:
            message = f"the query took more than {self._limits.timeout_s:g} s"
            raise _Told(OverLimit(message, retry_after_s=1), clean=False) from None
        except (asyncio.IncompleteReadError, ConnectionError, RuntimeError):
            raise _Told(self._death(started), clean=False) from None

    def _death(self, started: bool) -> Exception:
        """A worker died: of memory, or of a query that its parser cannot bear."""
        if started:
            return OverLimit("the query needed more than it may use", retry_after_s=1)
        return OverLimit(
            f"the query ended its worker: it needs more than {self._limits.memory_mb} MB or cannot be parsed",
            retry_after_s=1,
        )

    def _request(self, query: str, wanted: Wanted, path: Path) -> dict[str, Any]:
        return {
            "query": query,
            "path": str(path),
            "base": self._base,
            "prefixes": dict(PREFIXES),
            "default": list(wanted.dataset.default),
            "named": list(wanted.dataset.named),
            "stated": names_dataset(query),
            "solutions": wanted.solutions.media,
            "boolean": wanted.boolean.media,
            "graph": wanted.graph.media,
            "rows": self._limits.rows,
            "bytes": self._limits.bytes,
        }

    def _error(self, told: dict[str, Any]) -> Exception:
        kind, message = told["kind"], told["message"]
        if kind == "limit":
            most = f"{self._limits.rows} rows" if message == "rows" else f"{self._limits.bytes} bytes"
            return OverLimit(f"the answer has more than {most}; ask for less with LIMIT", status=413)
        if kind == "memory":
            return OverLimit(f"the query needs more than {self._limits.memory_mb} MB", retry_after_s=1)
        if kind == "syntax":
            found = f"it does not parse ({message})"
            return QueryError("query", line=told["line"], column=told["column"], found=found, expected="SPARQL 1.1")
        return QueryError("query", found=message, expected="a query that can be evaluated")

    async def _return(self, worker: _Worker | None, *, clean: bool) -> None:
        try:
            if worker is not None and clean and not self._closed and worker.process.returncode is None:
                self._idle.append(worker)
            elif worker is not None:
                await worker.kill()
        finally:
            self._free.release()

    async def close(self) -> None:
        """End all workers."""
        self._closed = True
        for worker in self._idle:
            await worker.kill()
        self._idle.clear()


class _Told(Exception):
    """An error for the caller, and whether the worker can go on."""

    def __init__(self, error: Exception, *, clean: bool) -> None:
        self.error, self.clean = error, clean
        super().__init__()
