"""One task with the worker process that does it: how it is asked, what comes back, what its errors mean."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from typing import Any

from claimgraph.errors import ClaimgraphError, Conflict, NotFound, OverLimit, ParseError, QueryError
from claimgraph.querying.accounts import Account
from claimgraph.querying.worker import frames


@dataclass(frozen=True)
class Task:
    """What a worker is asked to do.

    Attributes:
        name: Which task.
        parts: What it needs, as JSON.
        content: A text or document that goes with it.
        place: What errors call that text.
        account: Who pays for the time that it takes; None if nobody counts it.
    """

    name: str
    parts: dict[str, Any]
    content: bytes = b""
    place: str = "query"
    account: Account | None = None


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
        network: Whether workers keep their network, for SERVICE.
        waiting: Queries that may wait for a worker; more are turned away.
    """

    timeout_s: float = 10.0
    rows: int = 1_000_000
    bytes: int = 256_000_000
    memory_mb: int = 1024
    network: bool = False
    waiting: int = 32


@cache
def _environment() -> dict[str, str]:
    """A worker's environment, without the settings, some of which are secret.

    jemalloc, where it is installed, saves the engine a tenth of its time.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMGRAPH_")}
    preload = " ".join(filter(None, [kept.get("LD_PRELOAD"), find_library("jemalloc")]))
    return {**kept, **({"LD_PRELOAD": preload} if preload else {})}


class Worker:
    """One worker process."""

    def __init__(self, process: Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, limits: Limits) -> Worker:
        """Start one."""
        program = [sys.executable, "-P", "-m", "claimgraph.querying.worker", str(limits.memory_mb)]
        program += ["network"] if limits.network else []
        process = await asyncio.create_subprocess_exec(
            *program, stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL, env=_environment()
        )
        return cls(process)

    async def ask(self, task: Task, limits: Limits) -> None:
        """Send it a task."""
        assert self.process.stdin is not None
        header = {"task": task.name, "place": task.place, "rows": limits.rows, "bytes": limits.bytes, **task.parts}
        self.process.stdin.write(frames.pack(header, task.content))
        await self.process.stdin.drain()

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame that it sends: its letter and its payload."""
        assert self.process.stdout is not None
        letter, length = frames.FRAME.unpack(await self.process.stdout.readexactly(frames.FRAME.size))
        return letter, await self.process.stdout.readexactly(length)

    async def kill(self) -> None:
        """End it, whatever it does."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        transport = getattr(self.process, "_transport", None)
        if transport is not None:
            transport.close()


class Exchange:
    """One task with the worker that does it."""

    def __init__(self, task: Task, limits: Limits, deadline: float) -> None:
        self.task, self.limits, self.deadline = task, limits, deadline
        self.worker: Worker | None = None
        self.clean = False
        self._parsed, self._started = task.name == "query", False

    async def begin(self) -> tuple[bytes, bytes]:
        """Ask, and wait for the first frame of the answer."""
        assert self.worker is not None
        frame = await self._within(self._ask(self.worker))
        self._started = True
        return frame

    async def _ask(self, worker: Worker) -> tuple[bytes, bytes]:
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
            found = f"it does not parse ({in_words(message)})"
            return QueryError(place, line=told["line"], column=told["column"], found=found, expected="SPARQL 1.1")
        return QueryError(place, found=message, expected=f"a {place} that can be evaluated")


_CHARACTERS = re.compile(r",? ?\['[^\]]*'\]")


def in_words(message: str) -> str:
    """What a parser expected, without the ranges of characters that names may consist of.

    >>> in_words("expected one of '.', ['-' | '0' ..= '9'], ['_']")
    "expected one of '.'"
    >>> in_words("expected [_]")
    'expected more text'
    """
    shorter = _CHARACTERS.sub("", message).replace("[_]", "more text")
    return message if shorter.endswith(("expected", "one of")) else shorter
