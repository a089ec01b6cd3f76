"""The pool of query workers: processes that can be killed, so that no query can take the server with it.

The clock of a query runs from its arrival, time in the queue included. A worker over its deadline is killed, a worker
that dies is replaced, and a caller that goes away ends its query.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing
from dataclasses import replace

from claimgraph.querying.exchange import Answered, Exchange, Limits, Task, Worker
from claimgraph.querying.slots import Slots, Turn


class Workers:
    """A bounded pool of workers."""

    def __init__(self, *, count: int, limits: Limits) -> None:
        self.limits = limits
        self._slots = Slots(count, limits.waiting)
        self._idle: list[Worker] = []
        self._closed = False
        self._most_idle = 2 * count
        self._starting: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start all workers, so that the first query need not wait."""
        await asyncio.gather(*(self._start_one() for _ in range(self._most_idle)))

    async def _start_one(self) -> None:
        worker = await Worker.start(self.limits)
        if self._has_use_for(worker):
            self._idle.append(worker)
        else:
            await worker.kill()

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
        exchange = Exchange(task, self.limits, deadline or self.deadline())
        turn = await self._slots.enter(exchange.deadline)
        try:
            exchange.worker = await self._living()
            turn.begin(exchange.worker.process)
            letter, payload = await exchange.begin()
        except BaseException:
            await self._return(exchange, turn)
            raise
        if letter == b"W":
            exchange.clean = True
            await self._return(exchange, turn)
            media, _, whole = payload.partition(b"\n")
            return Answered(media.decode(), whole)
        return Answered(payload.decode(), b"", await begun(self._rest(exchange, turn)))

    async def _rest(self, exchange: Exchange, turn: Turn) -> AsyncGenerator[bytes, None]:
        try:
            yield b""
            while (frame := await exchange.frame())[0] == b"D":
                yield frame[1]
            exchange.clean = True
        finally:
            await self._return(exchange, turn)

    async def _living(self) -> Worker:
        """An idle worker that is still alive, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                self._replenish()
                return worker
        return await Worker.start(self.limits)

    def _replenish(self) -> None:
        """Start another one ahead of time when the last idle one has gone to work."""
        if not self._idle and not self._starting:
            task = asyncio.get_running_loop().create_task(self._start_one())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _return(self, exchange: Exchange, turn: Turn) -> None:
        worker = exchange.worker
        try:
            if worker is not None and exchange.clean and self._has_use_for(worker):
                self._idle.append(worker)
            elif worker is not None:
                await worker.kill()
        finally:
            ran_s = turn.leave()
            if exchange.task.account is not None:
                exchange.task.account.spend(ran_s)

    def _has_use_for(self, worker: Worker) -> bool:
        return worker.process.returncode is None and not self._closed and len(self._idle) < self._most_idle

    async def close(self) -> None:
        """End all workers."""
        self._closed = True
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in self._idle:
            await worker.kill()
        self._idle.clear()


async def until_through(answered: Answered, held: ExitStack) -> Answered:
    """An answer that lets go of what it holds when its last byte has gone, or nobody wants it any more."""
    if answered.rest is None:
        return answered
    return replace(answered, rest=await begun(_holding(held.pop_all(), answered.rest)))


async def _holding(held: ExitStack, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    with held:
        async with aclosing(rest):
            yield b""
            async for part in rest:
                yield part


async def begun(parts: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """A generator past its first, empty part: so that it cleans up even if nobody ever asks it for more."""
    await anext(parts)
    return parts
