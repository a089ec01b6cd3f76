"""One query to a remote store and its answer, read by our parsers and written by our serialisers as it comes.

So an answer has the same shape and the same limits wherever it is from. The engine's objects live in one thread; what
it needs of the connection, and what it has written, pass through the event loop piece by piece.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import IO, Any, TypeVar, cast

import httpx
from pyoxigraph import QueryBoolean, QuerySolutions

from claimgraph.errors import OverLimit
from claimgraph.querying.accounts import Account
from claimgraph.querying.exchange import Limits
from claimgraph.querying.worker import frames
from claimgraph.querying.worker.query import write_solutions, write_triples
from claimgraph.store.connection import BROKEN
from claimgraph.store.endpoint import ACCEPTED, MOST_ROWS, NoAnswer, query_form, refusal
from claimgraph.store.interface import Wanted
from claimgraph.store.remote import Sent
from claimgraph.store.results import Stream, read_result, unreadable
from claimgraph.vocabulary import PREFIXES

T = TypeVar("T")
_AHEAD = 4
"""Frames that wait for the client while more of the answer is read."""


class _Broken(Exception):
    """The connection failed; why is known to the answer."""


class RemoteAnswer:
    """One query and its answer; its clock runs from the moment when it is made."""

    def __init__(
        self, http: httpx.AsyncClient, url: str, wanted: Wanted, limits: Limits, account: Account | None = None
    ) -> None:
        self._http, self._url, self._wanted, self._limits, self._account = http, url, wanted, limits, account
        self._loop = asyncio.get_running_loop()
        self.deadline = self._loop.time() + limits.timeout_s
        self._begun: float | None = None
        self._frames: asyncio.Queue[tuple[bytes, bytes | Exception]] = asyncio.Queue(_AHEAD)
        self._response: httpx.Response | None = None
        self._pieces: AsyncIterator[bytes] | None = None
        self._job: asyncio.Future[None] | None = None
        self._asked: Future[Any] | None = None
        self._failure: Exception | None = None
        self._closed = False

    async def begin(self, threads: ThreadPoolExecutor, sent: Sent) -> tuple[bytes, bytes]:
        """Send the query, and wait for the first frame of its answer.

        Raises:
            QueryError: If the store finds that it does not parse.
            OverLimit: If it takes too long, or has too long an answer.
            StoreUnusable: If the store does not answer as it should.
        """
        self._begun = self._loop.time()
        if sent.check:
            checked = await self._within(self._send(replace(sent, text=sent.check, makes_graph=False)))
            await checked.aclose()
        response = await self._within(self._send(sent))
        self._pieces = response.aiter_bytes()
        self._job = self._loop.run_in_executor(threads, self._write_anew, response.headers.get("content-type", ""))
        return await self.frame()

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame of the answer, as a worker would send it; errors as with `begin`."""
        letter, payload = await self._within(self._frames.get())
        if isinstance(payload, Exception):
            raise payload
        return letter, payload

    async def close(self) -> None:
        """Drop the connection unless the answer is through, and see the thread end."""
        self._closed = True
        if self._account is not None and self._begun is not None:
            self._account.spend(self._loop.time() - self._begun)
        if self._asked is not None:
            self._asked.cancel()
        if self._response is not None:
            await self._response.aclose()
        if self._job is not None:
            await asyncio.wait({self._job})

    async def _send(self, sent: Sent) -> httpx.Response:
        form, headers = query_form(sent.text, sent.dataset), ACCEPTED[sent.makes_graph]
        request = self._http.build_request("POST", self._url, data=form, headers=headers)
        try:
            self._response = response = await self._http.send(request, stream=True)
        except BROKEN:
            self._response = response = await self._http.send(request, stream=True)
        if response.status_code != 200:
            await response.aread()
            raise refusal(self._url, response.status_code, response.text, sent.shift)
        if most := response.headers.get(MOST_ROWS):
            raise OverLimit(f"the answer has more than the {most} rows that the store gives; ask for less", status=413)
        return response

    async def _within(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            async with asyncio.timeout_at(self.deadline):
                return await work
        except TimeoutError:
            raise OverLimit(f"the query took more than {self._limits.timeout_s:g} s", retry_after_s=1) from None
        except httpx.HTTPError as error:
            raise NoAnswer(self._url, error) from None

    def _write_anew(self, media: str) -> None:
        """What the thread does. Errors are told anew: what was raised here would take objects of the engine along."""
        try:
            self._write(media)
        except frames.OverLimit as error:
            most = f"{self._limits.rows} rows" if str(error) == "rows" else f"{self._limits.bytes} bytes"
            self._tell(OverLimit(f"the answer to the query has more than {most}; ask for less", status=413))
        except CancelledError:
            return
        except Exception as error:  # whatever it is, the caller must hear of it
            self._tell(self._failure or unreadable(self._url, error))

    def _write(self, media: str) -> None:
        result = read_result(Stream(self._read()), media, self._url)
        if isinstance(result, QuerySolutions):
            write_solutions(result, self._framed(self._wanted.solutions.media))
        elif isinstance(result, QueryBoolean):
            write_solutions(result, self._framed(self._wanted.boolean.media))
        else:
            write_triples(result, self._framed(self._wanted.graph.media), dict(PREFIXES))

    def _framed(self, media: str) -> frames.Frames:
        return frames.Frames(cast("IO[bytes]", self), media, self._limits.rows, self._limits.bytes)

    def _tell(self, error: Exception) -> None:
        with suppress(CancelledError):
            self._in_loop(self._frames.put((b"X", error)))

    def _read(self) -> Iterator[bytes]:
        while piece := self._in_loop(self._piece()):
            yield piece
        if self._failure:
            raise _Broken

    async def _piece(self) -> bytes:
        """The next piece of what the store sends, none at its end."""
        assert self._pieces is not None
        try:
            return await self._within(_next(self._pieces))
        except Exception as error:
            self._failure = error
            return b""

    def write(self, frame: bytes) -> int:
        """Take one frame: seen from its thread, it is a file of frames."""
        self._in_loop(self._frames.put((frame[:1], frame[frames.FRAME.size :])))
        return len(frame)

    def flush(self) -> None:
        """Nothing; frames wait for nobody."""

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> T:
        self._asked = future = asyncio.run_coroutine_threadsafe(work, self._loop)
        if self._closed:
            future.cancel()
        return future.result()


async def _next(pieces: AsyncIterator[bytes]) -> bytes:
    return await anext(pieces, b"")
