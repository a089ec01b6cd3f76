"""Queries of clients on a remote store: sent on, and the answer written anew as it comes.

The store evaluates, and nobody promises that it stops when it is told to. Here the clock, the rows and the bytes end
the wait and drop the connection.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor

import httpx

from claimgraph.errors import OverLimit, UsageError
from claimgraph.querying.accounts import Account
from claimgraph.querying.datasets import Using
from claimgraph.querying.exchange import Answered
from claimgraph.querying.graph import Difference, GraphDataset
from claimgraph.querying.outward import calls_outward, may_call_outward
from claimgraph.querying.remote_answer import RemoteAnswer
from claimgraph.querying.tokens import decoded, refused, tokens
from claimgraph.querying.workers import Workers, begun
from claimgraph.store.connection import CONNECT_S
from claimgraph.store.interface import Wanted
from claimgraph.store.remote import RemoteStore

_OWN_FUNCTIONS = re.compile(r"(?:bif|sql|java)\s*:", re.IGNORECASE)
"""What functions of a server's own begin with; some of them fetch addresses or read files."""
_OWN_WORDS = re.compile(r"\b(?:define|option)\b", re.IGNORECASE)
"""Words of no SPARQL, with which some servers are told to fetch the graphs of FROM."""


class Relay(GraphDataset):
    """The graph in a remote store, as its clients ask it."""

    def __init__(self, workers: Workers, store: RemoteStore, *, count: int) -> None:
        """Relay queries; `count` is how many are evaluated at once."""
        self._workers, self._base, self._store = workers, store.base, store
        self._free, self._waiting = asyncio.Semaphore(count), 0
        self._threads = ThreadPoolExecutor(count, "relay")
        self._http = httpx.AsyncClient(auth=store.endpoint.auth(), timeout=httpx.Timeout(None, connect=CONNECT_S))

    def revision(self) -> str:
        """See `Dataset.revision`."""
        return self._store.revision()

    async def current_revision(self) -> str:
        """See `Dataset.current_revision`; while somebody writes, a token that nothing else has."""
        state = await asyncio.to_thread(self._store.state)
        return f"{state.revision} {secrets.token_hex(8)}" if state.announced else state.revision

    async def answer(self, query: str, wanted: Wanted, account: Account | None = None) -> Answered:
        """See `Dataset.answer`.

        Raises:
            StoreUnusable: If the store is away or does not answer as it should.
        """
        check_calls(query)
        sent = self._store.sent(query, wanted.dataset)
        remote = RemoteAnswer(self._http, self._store.endpoint.query_url, wanted, self._workers.limits, account)
        await self._acquire(remote.deadline)
        try:
            letter, payload = await remote.begin(self._threads, sent)
        except BaseException:
            await self._return(remote)
            raise
        if letter == b"W":
            await self._return(remote)
            media, _, whole = payload.partition(b"\n")
            return Answered(media.decode(), whole)
        return Answered(payload.decode(), b"", await begun(self._rest(remote)))

    async def _rest(self, remote: RemoteAnswer) -> AsyncGenerator[bytes, None]:
        try:
            yield b""
            while (frame := await remote.frame())[0] == b"D":
                yield frame[1]
        finally:
            await self._return(remote)

    async def _acquire(self, deadline: float) -> None:
        if self._waiting >= self._workers.limits.waiting:
            raise OverLimit("too many queries are waiting; try again in a moment", retry_after_s=1)
        self._waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._free.acquire()
        except TimeoutError:
            raise OverLimit("other queries took too long", retry_after_s=1) from None
        finally:
            self._waiting -= 1

    async def _return(self, remote: RemoteAnswer) -> None:
        try:
            await remote.close()
        finally:
            self._free.release()

    async def difference(self, update: str, using: Using, *, deadline: float | None = None) -> Difference:
        """An update is evaluated on a copy of the graph, and a remote store gives none.

        Raises:
            UsageError: Always.
        """
        raise UsageError(
            "with a remote store the graph takes no SPARQL updates; write records with PUT, /store or `claimgraph load`"
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
        self._threads.shutdown(wait=False)


def check_calls(query: str) -> None:
    """Refuse functions that a server offers under names of its own, and calls of other services, which it would make.

    Raises:
        QueryError: If the query has one, or can be read in two ways of which one does.

    >>> check_calls('SELECT (bif:http_get("http://127.0.0.1/") AS ?x) {}')
    Traceback (most recent call last):
    claimgraph.errors.QueryError: query:1:9: it contains bif:, with which functions of the store's own begin; ...
    >>> check_calls("SELECT ?option { ?s <http://e/define> ?option ; ?p 'sql: a language, option' }")
    >>> check_calls('SELECT * FROM <http://127.0.0.1/> OPTION (get:soft "soft") {}')
    Traceback (most recent call last):
    claimgraph.errors.QueryError: query:1:35: it contains OPTION, which tells some stores what to fetch; ...
    """
    for text in dict.fromkeys((query, decoded(query))):
        if not (may_call_outward(text) or _OWN_FUNCTIONS.search(text) or _OWN_WORDS.search(text)):
            continue
        for _ in calls_outward(text, "query", services=False):
            pass
        if match := _OWN_FUNCTIONS.search(_without_strings(text)):
            found = f"it contains {match[0]}, with which functions of the store's own begin"
            raise refused(text, match.start(), found, "functions of SPARQL 1.1")
        for kind, token, offset in tokens(text):
            if kind == "word" and _OWN_WORDS.fullmatch(token):
                found = f"it contains {token}, which tells some stores what to fetch"
                raise refused(text, offset, found, "SPARQL 1.1")


def _without_strings(text: str) -> str:
    """A text with spaces in the place of its strings and comments."""
    hidden = ("string", "long", "comment")
    return "".join(" " * len(token) if kind in hidden else token for kind, token, _ in tokens(text))
