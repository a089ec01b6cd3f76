"""Clients that go away: what was begun for them alone is ended."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import Request

from claimgraph.web.problems import HttpFault

T = TypeVar("T")
_PATIENCE_S = 0.05
"""How long something may take before anybody looks whether the client is still there."""


async def while_there(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of some work, which is cancelled when the client of the request goes away first.

    Raises:
        HttpFault: If the client has gone; nobody reads it.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=_PATIENCE_S)
        if not done:
            await _either(task, asyncio.ensure_future(_gone(request)))
        if task.done():
            return task.result()
        raise HttpFault(400, "the client went away")
    finally:
        task.cancel()


async def _either(task: asyncio.Future[Any], gone: asyncio.Future[None]) -> None:
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
