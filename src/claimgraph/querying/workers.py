"""The pool of query workers: processes that can be killed, so that no query can take the server with it.

The clock of a query runs from its arrival, time in the queue included. A worker over its deadline is killed, a worker
that dies is replaced, and a caller that goes away ends its query.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from typing import Any

from claimgraph.errors import ClaimgraphError, Conflict, NotFound, OverLimit, ParseError, QueryError
from claimgraph.querying.worker import frames


@dataclass(frozen=True)
class Task:
    """What a worker is asked to do.

    Attributes:
        name: Which task.
        parts: What it needs, as JSON.
        content: A text or document that goes with it.
        place: What errors call that text.
    """

    name: str
    parts: dict[str, Any]
    content: bytes = b""
    place: str = "query"


@dataclass(frozen=True)
class Answered:
    """An answer, whole or as it comes.

    Attributes:
        media: Its media type.
        whole: All of its bytes, where there are few.
        rest: Its bytes as they come, where there are many; None if `whole` is all. It raises `OverLimit` if the
            answer cannot be finished.
    """

    media: str
    whole: bytes
    rest: AsyncGenerator[bytes, None] | None = None

    async def content(self) -> bytes:
        """All of its bytes."""
        if self.rest is None:
            return self.whole
        return b"".join([part async for part in self.rest])


@dataclass(frozen=True)
class Limits:
    """What one task may use.

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


@cache
def _environment() -> dict[str, str]:
    """A worker's environment; jemalloc, where it is installed, saves the engine a tenth of its time."""
    allocator = find_library("jemalloc")
    preload = " ".join(filter(None, [os.environ.get("LD_PRELOAD"), allocator]))
    return {**os.environ, **({"LD_PRELOAD": preload} if preload else {})}


async def begun(parts: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """A generator past its first, empty part: so that it cleans up even if nobody ever asks it for more."""
    await anext(parts)
    return parts


class _Worker:
    """One process."""

    def __init__(self, process: Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, memory_mb: int) -> _Worker:
        program = [sys.executable, "-P", "-m", "claimgraph.querying.worker", str(memory_mb)]
        process = await asyncio.create_subprocess_exec(
            *program, stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL, env=_environment()
        )
        return cls(process)

    async def ask(self, task: Task, limits: Limits) -> None:
        assert self.process.stdin is not None
        header = {"task": task.name, "place": task.place, "rows": limits.rows, "bytes": limits.bytes, **task.parts}
        self.process.stdin.write(frames.pack(header, task.content))
        await self.process.stdin.drain()

    async def frame(self) -> tuple[bytes, bytes]:
        assert self.process.stdout is not None
        letter, length = frames.FRAME.unpack(await self.process.stdout.readexactly(frames.FRAME.size))
        return letter, await self.process.stdout.readexactly(length)

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        transport = getattr(self.process, "_transport", None)
        if transport is not None:
            transport.close()


class Workers:
    """A bounded pool of workers."""

    def __init__(self, *, count: int, limits: Limits) -> None:
        self.limits = limits
        self._free = asyncio.Semaphore(count)
        self._idle: list[_Worker] = []
        self._waiting = 0
        self._closed = False
        self._count = count

    async def start(self) -> None:
        """Start all workers, so that the first query need not wait."""
        self._idle = list(await asyncio.gather(*(_Worker.start(self.limits.memory_mb) for _ in range(self._count))))

    def deadline(self) -> float:
        """When a task that arrives now must be done, on the loop's clock."""
        return asyncio.get_running_loop().time() + self.limits.timeout_s

    async def run(self, task: Task, *, deadline: float | None = None) -> Answered:
        """Do a task; returns when the first bytes of its answer exist.

        Raises:
            QueryError: If its text does not parse or cannot be evaluated.
            ParseError: If its document is not well formed.
            NotFound: If the graph that it asks for does not exist.
            Conflict: If the state is not as the task expects.
            OverLimit: If it takes too long, needs too much, or too many others wait. After the first bytes the
                answer raises it, so that an answer is whole or visibly broken.
        """
        exchange = _Exchange(task, self.limits, deadline or self.deadline())
        await self._acquire(exchange.deadline)
        try:
            exchange.worker = await self._living()
            letter, payload = await exchange.begin()
        except BaseException:
            await self._return(exchange)
            raise
        if letter == b"W":
            exchange.clean = True
            await self._return(exchange)
            media, _, whole = payload.partition(b"\n")
            return Answered(media.decode(), whole)
        return Answered(payload.decode(), b"", await begun(self._rest(exchange)))

    async def _rest(self, exchange: _Exchange) -> AsyncGenerator[bytes, None]:
        try:
            yield b""
            while (frame := await exchange.frame())[0] == b"D":
                yield frame[1]
            exchange.clean = True
        finally:
            await self._return(exchange)

    async def _living(self) -> _Worker:
        """An idle worker that is still alive, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                return worker
        return await _Worker.start(self.limits.memory_mb)

    async def _acquire(self, deadline: float) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        if self._waiting >= self.limits.waiting:
            raise OverLimit("too many queries are waiting; try again in a moment", retry_after_s=1)
        self._waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._free.acquire()
        except TimeoutError:
            raise OverLimit("no worker became free in time", retry_after_s=1) from None
        finally:
            self._waiting -= 1

    async def _return(self, exchange: _Exchange) -> None:
        worker = exchange.worker
        try:
            if worker is not None and exchange.clean and not self._closed and worker.process.returncode is None:
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


class _Exchange:
    """One task with the worker that does it."""

    def __init__(self, task: Task, limits: Limits, deadline: float) -> None:
        self.task, self.limits, self.deadline = task, limits, deadline
        self.worker: _Worker | None = None
        self.clean = False
        self._parsed, self._started = task.name == "query", False

    async def begin(self) -> tuple[bytes, bytes]:
        """Ask, and wait for the first frame of the answer."""
        assert self.worker is not None
        frame = await self._within(self._ask(self.worker))
        self._started = True
        return frame

    async def _ask(self, worker: _Worker) -> tuple[bytes, bytes]:
        await worker.ask(self.task, self.limits)
        letter, payload = await worker.frame()
        if letter == b"P":
            self._parsed = True
            letter, payload = await worker.frame()
        return letter, payload

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame of the answer."""
        assert self.worker is not None
        return await self._within(self.worker.frame())

    async def _within(self, frame: Coroutine[Any, Any, tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout_at(self.deadline):
                letter, payload = await frame
        except TimeoutError:
            message = f"the {self.task.place} took more than {self.limits.timeout_s:g} s"
            raise OverLimit(message, retry_after_s=1) from None
        except (asyncio.IncompleteReadError, ConnectionError, RuntimeError):
            raise self._death() from None
        if letter == b"X":
            self.clean = True
            raise self._error(json.loads(payload))
        return letter, payload

    def _death(self) -> ClaimgraphError:
        """A worker died: of memory, or of a text that its parser cannot bear; with queries the two look the same."""
        place = self.task.place
        if self._started:
            return OverLimit(f"the {place} needed more than it may use", retry_after_s=1)
        if self._parsed:
            return OverLimit(f"the {place} needs more than {self.limits.memory_mb} MB", retry_after_s=1)
        found = f"it ended its worker: it cannot be parsed, or needs more than {self.limits.memory_mb} MB"
        return QueryError(place, found=found, expected="something smaller or flatter")

    def _error(self, told: dict[str, Any]) -> ClaimgraphError:
        kind, message, place = told["kind"], told["message"], self.task.place
        if kind == "limit":
            most = f"{self.limits.rows} rows" if message == "rows" else f"{self.limits.bytes} bytes"
            return OverLimit(f"the answer to the {place} has more than {most}; ask for less", status=413)
        if kind == "memory":
            return OverLimit(f"the {place} needs more than {self.limits.memory_mb} MB", retry_after_s=1)
        if kind == "absent":
            return NotFound(message)
        if kind == "conflict":
            return Conflict(message)
        if kind == "parse":
            parts = {part: told[part] for part in ("line", "column", "found", "expected")}
            return ParseError(place, **parts)
        if kind == "syntax":
            found = f"it does not parse ({message})"
            return QueryError(place, line=told["line"], column=told["column"], found=found, expected="SPARQL 1.1")
        return QueryError(place, found=message, expected=f"a {place} that can be evaluated")
