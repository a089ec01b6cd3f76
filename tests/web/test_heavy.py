"""Requests made to keep the server busy: they end, and others are served meanwhile."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from serving import Server, serving

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}
LOADED = {"Content-Type": "application/n-quads"}
PATIENCE_S = 1.0
"""How long somebody else may wait for a claim."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("heavy")) as server:
        yield server


def page(server: Server) -> httpx.Response:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 50000"
    return httpx.get(server.url + "sparql", params={"query": query}, headers={"Accept": "text/html"}, timeout=60)


def posting(path: str, content: bytes, headers: dict[str, str]) -> object:
    def post(server: Server) -> httpx.Response:
        return httpx.post(server.url + path, content=content, headers=server.curator | headers, timeout=60)

    return post


HEAVY = {
    "a page of many rows": page,
    "a form of many fields": posting("sparql", b"a=&" * 2_600_000, FORM),
    "a form of escapes": posting("sparql", b"query=" + b"%20" * 2_600_000, FORM),
    "an update of signs": posting("scratch/update", b"<" * 2_000_000, UPDATE),
    "an update of silent loads": posting("scratch/update", b"LOAD SILENT <http://e/> ;" * 60_000, UPDATE),
    "an update of prefixes": posting("scratch/update", b"PREFIX a: <http://e/> CLEAR ALL ;" * 60_000, UPDATE),
    "a query of dots": posting("sparql", b"." * 30_000, {"Content-Type": "application/sparql-query"}),
    "a form of header lines": posting(
        "scratch/store?default", b"--x\r\n" + b"A: b\r\n" * 500_000, {"Content-Type": "multipart/form-data; boundary=x"}
    ),
}


@pytest.mark.parametrize("request_", HEAVY.values(), ids=HEAVY)
def test_a_request_made_to_keep_the_server_busy_holds_up_nobody(server: Server, request_: object) -> None:
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(request_(server)))  # type: ignore[operator]
    thread.start()
    waits = []
    while thread.is_alive():
        start = time.monotonic()
        assert server.http.get("claims/repetitions-in-reserve").status_code == 200
        waits.append(time.monotonic() - start)
        time.sleep(0.02)
    assert max(waits) < PATIENCE_S
    [answer] = answers
    assert answer.status_code < 500 or answer.headers["retry-after"]


@pytest.mark.parametrize(
    "head",
    [b"X: " + b"x" * 200_000, b"X: y\r\n" * 20_000, b"Accept: " + b"text/x, " * 12_000, b"x" * 200_000],
    ids=["long", "many", "ranges", "never ending"],
)
def test_a_head_that_is_too_long_is_400(server: Server, head: bytes) -> None:
    url = httpx.URL(server.url)
    with socket.create_connection((url.host, url.port), timeout=10) as connection:
        connection.sendall(b"GET /claims HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 400"
    assert server.http.get("health").status_code == 200
