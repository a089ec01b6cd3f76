"""Clients that go away: what was begun for them alone is ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.requests import Request

from claimgraph.web.problems import HttpFault

T = TypeVar("T")
_PATIENCE_S = 0.05
"""How long something may take before anybody looks whether the client is still there."""


async def while_there(request: Request, work: Awaitable[T]) -> T:
    """The result of some work, which is cancelled when the client of the request goes away first.

    Raises:
        HttpFault: If the client has gone; nobody reads it.
    """
    watch = _Watch(request)
    timer = asyncio.get_running_loop().call_later(_PATIENCE_S, watch.begin)
    try:
        return await work
    except asyncio.CancelledError:
        if not watch.has_fired:
            raise
        raise HttpFault(400, "the client went away") from None
    finally:
        timer.cancel()
        watch.end()


class _Watch:
    """Waits for a client to go away, then cancels the task that works for it."""

    def __init__(self, request: Request) -> None:
        self._request, self._task = request, asyncio.current_task()
        self._watcher: asyncio.Task[None] | None = None
        self.has_fired = False

    def begin(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self.has_fired = True
        if self._task:
            self._task.cancel()

    def end(self) -> None:
        if self._watcher:
            self._watcher.cancel()
        if self.has_fired and self._task:
            self._task.uncancel()
