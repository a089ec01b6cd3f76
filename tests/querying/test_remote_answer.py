"""One query to a remote store whose answers are slow, large, broken or none: what real servers do when they fail."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

import httpx
import pytest

from claimgraph.errors import OverLimit, QueryError, StoreUnusable
from claimgraph.mediatypes import RESULTS_CSV, RESULTS_JSON, TURTLE
from claimgraph.querying.exchange import Limits
from claimgraph.querying.remote_answer import RemoteAnswer
from claimgraph.querying.worker.frames import FIRST
from claimgraph.store.interface import Dataset, Wanted
from claimgraph.store.remote import Sent

T = TypeVar("T")
Behaviour = Callable[[BaseHTTPRequestHandler], None]
WANTED = Wanted(RESULTS_CSV, RESULTS_JSON, TURTLE)
HEAD = b'{"head":{"vars":["x"]},"results":{"bindings":['
TABLE = "application/sparql-results+json"


def rows(count: int, text: str = "value") -> bytes:
    return b",".join([b'{"x":{"type":"literal","value":"%s"}}' % text.encode()] * count)


@contextmanager
def serving(behave: Behaviour) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            behave(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer(
    handler: BaseHTTPRequestHandler, media: str, *parts: bytes, status: int = 200, length: int | None = None
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", media)
    handler.send_header("Content-Length", str(sum(map(len, parts)) if length is None else length))
    handler.end_headers()
    for part in parts:
        handler.wfile.write(part)


@asynccontextmanager
async def asking(url: str, sent: Sent, limits: Limits) -> AsyncIterator[tuple[RemoteAnswer, tuple[bytes, bytes]]]:
    threads = ThreadPoolExecutor(1)
    async with httpx.AsyncClient(timeout=None) as http:
        exchange = RemoteAnswer(http, url, WANTED, limits)
        try:
            yield exchange, await exchange.begin(threads, sent)
        finally:
            await exchange.close()
            threads.shutdown()


SENT = Sent("SELECT ?x { }", Dataset(), makes_graph=False, shift=0, check=None)


def ask(behave: Behaviour, *, sent: Sent = SENT, **limits: float) -> tuple[bytes, bytes]:
    async def first(url: str) -> tuple[bytes, bytes]:
        async with asking(url, sent, Limits(**limits)) as (_, frame):  # type: ignore[arg-type]
            return frame

    with serving(behave) as url:
        return asyncio.run(first(url))


def test_a_small_answer_is_one_frame_in_the_syntax_wanted() -> None:
    letter, payload = ask(lambda handler: answer(handler, TABLE, HEAD, rows(2), b"]}}"))
    assert (letter, payload) == (b"W", b"text/csv\nx\r\nvalue\r\nvalue\r\n")


def test_a_carried_datatype_is_put_back_wherever_the_pieces_break() -> None:
    cell = b'{"x":{"type":"typed-literal","datatype":"urn:claimgraph:as:http://www.w3.org/2001/XMLSchema#duration","value":"P56D"}}'

    def drip(handler: BaseHTTPRequestHandler) -> None:
        whole = HEAD + cell + b"]}}"
        answer(handler, TABLE, length=len(whole))
        for at in range(0, len(whole), 7):
            handler.wfile.write(whole[at : at + 7])
            handler.wfile.flush()
            time.sleep(0.001)

    async def first(url: str) -> bytes:
        wanted = Wanted(RESULTS_JSON, RESULTS_JSON, TURTLE)
        threads = ThreadPoolExecutor(1)
        async with httpx.AsyncClient() as http:
            exchange = RemoteAnswer(http, url, wanted, Limits())
            _, payload = await exchange.begin(threads, SENT)
            await exchange.close()
        return payload.partition(b"\n")[2]

    with serving(drip) as url:
        [row] = json.loads(asyncio.run(first(url)))["results"]["bindings"]
    assert row["x"] == {"type": "literal", "value": "P56D", "datatype": "http://www.w3.org/2001/XMLSchema#duration"}


@pytest.mark.parametrize(
    ("limits", "message"),
    [({"rows": 99}, "more than 99 rows"), ({"bytes": 500}, "more than 500 bytes")],
)
def test_an_answer_over_a_limit_is_413(limits: dict[str, int], message: str) -> None:
    with pytest.raises(OverLimit, match=message) as caught:
        ask(lambda handler: answer(handler, TABLE, HEAD, rows(200), b"]}}"), **limits)
    assert caught.value.status == 413


def test_a_graph_over_the_rows_is_413() -> None:
    lines = b"".join(b"<http://e/s> <http://e/p> <http://e/%d> .\n" % n for n in range(200))
    sent = Sent("CONSTRUCT WHERE { }", Dataset(), makes_graph=True, shift=0, check=None)
    with pytest.raises(OverLimit, match="more than 99 rows"):
        ask(lambda handler: answer(handler, "application/n-triples", lines), sent=sent, rows=99)
    assert ask(lambda handler: answer(handler, "application/n-triples", lines), sent=sent, rows=200)[0] == b"W"


def test_an_answer_that_the_store_cuts_is_413() -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("X-SPARQL-MaxRows", "10000")
        handler.send_header("Content-Type", TABLE)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with pytest.raises(OverLimit, match="more than the 10000 rows that the store gives") as caught:
        ask(cut)
    assert caught.value.status == 413


@pytest.mark.parametrize("begun", [False, True], ids=["silent", "begun"])
def test_the_clock_ends_the_wait_and_drops_the_connection(begun: bool) -> None:
    dropped = threading.Event()

    def dawdle(handler: BaseHTTPRequestHandler) -> None:
        if begun:
            answer(handler, TABLE, HEAD, length=10**9)
        if handler.connection.recv(1) == b"":
            dropped.set()

    start = time.monotonic()
    with pytest.raises(OverLimit, match=r"took more than 0.5 s") as caught:
        ask(dawdle, timeout_s=0.5)
    assert caught.value.retry_after_s and time.monotonic() - start < 10
    assert dropped.wait(2)


@pytest.mark.parametrize(
    ("behave", "message"),
    [
        (lambda h: answer(h, "text/html", b"<html>"), "is no SPARQL endpoint: it answered 'text/html'"),
        (lambda h: answer(h, TABLE, HEAD + rows(1)), "cannot be read"),
        (lambda h: answer(h, TABLE, HEAD, rows(1), length=10**6), "does not answer"),
        (lambda h: answer(h, "text/plain", b"on fire\nline 2", status=500), "answered 500: on fire$"),
        (lambda h: answer(h, "text/plain", b"", status=401), "refuses the credentials"),
        (lambda h: h.connection.shutdown(2), "does not answer"),
    ],
    ids=["page", "not whole", "broken off", "fault", "unauthorised", "hung up"],
)
def test_a_store_that_fails_is_told_of(behave: Behaviour, message: str) -> None:
    def once(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        behave(handler)

    with pytest.raises(StoreUnusable, match=message):
        ask(once)


def test_a_query_that_does_not_parse_is_told_with_its_place() -> None:
    sent = Sent("BASE <x> SELECT", Dataset(), makes_graph=False, shift=9, check=None)
    with pytest.raises(QueryError, match="does not parse") as caught:
        ask(lambda h: answer(h, "text/plain", b"error at 1:12: expected one of *", status=400), sent=sent)
    assert (caught.value.line, caught.value.column) == (1, 3)


def test_a_large_answer_comes_as_it_is_read_and_is_whole() -> None:
    count = FIRST // 4

    async def whole(url: str) -> bytes:
        async with asking(url, SENT, Limits()) as (exchange, (letter, media)):
            assert (letter, media) == (b"H", b"text/csv")
            parts = []
            while (frame := await exchange.frame())[0] == b"D":
                parts.append(frame[1])
            return b"".join(parts)

    with serving(lambda handler: answer(handler, TABLE, HEAD, rows(count), b"]}}")) as url:
        assert asyncio.run(whole(url)) == b"x\r\n" + b"value\r\n" * count


def test_an_answer_that_breaks_off_after_its_beginning_raises_instead_of_ending() -> None:
    async def to_the_end(url: str) -> None:
        async with asking(url, SENT, Limits()) as (exchange, (letter, _)):
            assert letter == b"H"
            while (await exchange.frame())[0] == b"D":
                pass

    def break_off(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        answer(handler, TABLE, HEAD, rows(FIRST), length=10**9)

    with serving(break_off) as url, pytest.raises(StoreUnusable, match="does not answer"):
        asyncio.run(to_the_end(url))


def test_a_caller_who_leaves_ends_the_exchange() -> None:
    dropped = threading.Event()

    def pour(handler: BaseHTTPRequestHandler) -> None:
        answer(handler, TABLE, HEAD, length=10**9)
        try:
            while True:
                handler.wfile.write(rows(1000) + b",")
        except OSError:
            dropped.set()

    async def leave(url: str) -> None:
        async with asking(url, SENT, Limits()) as (exchange, _):
            await exchange.frame()

    async def be_cancelled(url: str) -> None:
        task = asyncio.create_task(leave_never(url))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def leave_never(url: str) -> None:
        async with asking(url, SENT, Limits()) as (exchange, _):
            await exchange.frame()
            await asyncio.sleep(60)

    work: Callable[[str], Awaitable[None]]
    for work in (leave, be_cancelled):
        dropped.clear()
        with serving(pour) as url:
            asyncio.run(work(url))  # type: ignore[arg-type]
            assert dropped.wait(5)
