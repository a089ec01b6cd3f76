"""What a query may cost: the server stands, others are served, answers are whole or visibly broken."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import Server, serving

TIMEOUT_S = 2.0
CROSS = "SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i} ORDER BY ?a"
CLAIMS = "SELECT ?c WHERE { ?c a cg:Claim }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("limits")
    environment = {
        "CLAIMGRAPH_QUERY_TIMEOUT_S": str(TIMEOUT_S),
        "CLAIMGRAPH_QUERY_ROWS": "500",
        "CLAIMGRAPH_QUERY_BYTES": "2000000",
        "CLAIMGRAPH_QUERY_MEMORY_MB": "300",
        "CLAIMGRAPH_ANSWER_BYTES": "100000",
    }
    os.environ.update(environment)
    try:
        with serving(store) as server:
            yield server
    finally:
        for name in environment:
            del os.environ[name]


def ask(server: Server, query: str, **headers: str) -> httpx.Response:
    return httpx.post(server.url + "sparql", data={"query": query}, headers=headers, timeout=60)


def resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def test_ten_runaway_queries_end_in_time_and_hold_up_nobody(server: Server) -> None:
    ask(server, CLAIMS)
    before = resident_kb(server.process.pid)
    ended: list[tuple[int, float, str | None]] = []

    def burn() -> None:
        start = time.monotonic()
        answer = ask(server, CROSS)
        ended.append((answer.status_code, time.monotonic() - start, answer.headers.get("retry-after")))

    threads = [threading.Thread(target=burn) for _ in range(10)]
    for thread in threads:
        thread.start()
    waits = []
    while any(thread.is_alive() for thread in threads):
        start = time.monotonic()
        assert server.http.get("claims/repetitions-in-reserve").status_code == 200
        assert ask(server, f"{CLAIMS} #{len(waits)}").status_code == 200
        waits.append(time.monotonic() - start)
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert len(ended) == 10
    for status, took, retry in ended:
        assert status == 503 and took < TIMEOUT_S + 1 and retry
    assert max(waits) < 1
    assert ask(server, CLAIMS).status_code == 200
    assert resident_kb(server.process.pid) < before + 60_000


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?s (" + "^" * 5000 + "<http://e/p>) ?o }",
        "SELECT * WHERE { " + " ".join(f"?s <http://e/p{n}> ?o{n} ." for n in range(300)) + " }",
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?x) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}",
        "SELECT * { ?s cg:statement ?o FILTER(REGEX(CONCAT(?o, ?o, ?o), '(a*)*(b*)*(.*.*.*)*x')) }",
        "SELECT * { " + "FILTER(" * 1 + "!" * 20_000 + "true) }",
        "SELECT ?x { BIND(" + "1+" * 12_000 + "1 AS ?x) }",
    ],
    ids=["path", "star", "memory", "regex", "bangs", "sum"],
)
def test_a_query_made_to_break_things_ends_with_an_error_and_the_server_stands(server: Server, query: str) -> None:
    pid = server.process.pid
    start = time.monotonic()
    answer = ask(server, query)
    assert answer.status_code in (200, 400, 503) and time.monotonic() - start < TIMEOUT_S + 1.5
    assert server.process.poll() is None and server.process.pid == pid
    assert ask(server, CLAIMS).status_code == 200


@pytest.mark.parametrize(
    "media",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
def test_an_answer_with_too_many_rows_is_413_and_never_cut(server: Server, media: str) -> None:
    query = "SELECT * { ?s ?p ?o FILTER(ISIRI(?o)) }"
    answer = ask(server, f"{query} LIMIT 600", Accept=f"{media}, application/problem+json;q=0.5")
    assert answer.status_code == 413 and "500 rows" in answer.json()["detail"]
    assert ask(server, f"{query} LIMIT 499", Accept=media).status_code == 200


def test_a_graph_with_too_many_triples_is_413(server: Server) -> None:
    assert ask(server, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 600").status_code == 413


def test_an_answer_that_breaks_off_is_not_taken_for_whole(server: Server) -> None:
    query = (
        "SELECT ?s (CONCAT(?t, ?t, ?t, ?t, ?t, ?t, ?t, ?t, ?t, ?t, ?t, ?t) AS ?long) { ?s ?p ?o . ?c cg:statement ?t }"
    )
    with pytest.raises(httpx.RemoteProtocolError):
        ask(server, query, Accept="text/tab-separated-values")


def cpu_ticks(server: Server) -> int:
    """Processor time of all workers."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii").split()
    fields = [Path(f"/proc/{child}/stat").read_text("ascii").rpartition(")")[2].split() for child in children]
    return sum(int(line[11]) + int(line[12]) for line in fields)


def test_a_client_that_goes_away_ends_its_query(server: Server) -> None:
    count = "SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}"
    for _ in range(2):
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(server.url + "sparql", data={"query": count}, timeout=0.3)
    time.sleep(0.3)
    before = cpu_ticks(server)
    time.sleep(0.5)
    assert cpu_ticks(server) - before < 10
    assert ask(server, CLAIMS).status_code == 200


def test_an_answer_counts_for_its_client_until_it_is_through(tmp_path: Path) -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000"
    others = ["sparql?query=ASK%7B%7D", "store?default", "scratch/store", "scratch/store?default"]
    with serving(tmp_path, environment={"CLAIMGRAPH_CLIENT_QUERIES": "1"}) as server:
        with server.http.stream("POST", "sparql", data={"query": many}) as answer:
            parts = answer.iter_bytes()
            assert next(parts)
            for path in others:
                refused = server.http.get(path)
                assert refused.status_code == 429 and refused.headers["retry-after"] == "1", path
            assert server.http.get("claims/repetitions-in-reserve").status_code == 200
        deadline = time.monotonic() + 5
        while server.http.get(others[0]).status_code == 429 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [server.http.get(path).status_code for path in others] == [200] * len(others)


def test_a_report_waits_for_others_no_longer_than_it_may_take(tmp_path: Path) -> None:
    line = (
        '<http://localhost:8000/claims/r{0}#claim> <http://schema.org/name> "x" <http://localhost:8000/claims/r{0}> .\n'
    )
    records = "".join(map(line.format, range(24_000))).encode()
    ended: list[tuple[httpx.Response, float]] = []

    def validate() -> None:
        start = time.monotonic()
        answer = httpx.post(server.url + "validate", content=records, headers=headers, timeout=60)
        ended.append((answer, time.monotonic() - start))

    headers = {"Content-Type": "application/n-quads"}
    with serving(tmp_path, environment={"CLAIMGRAPH_QUERY_TIMEOUT_S": "1"}) as server:
        threads = [threading.Thread(target=validate) for _ in range(10)]
        for thread in threads:
            thread.start()
            time.sleep(0.3)
        for thread in threads:
            thread.join()
    assert len(ended) == 10
    for answer, took in ended:
        assert answer.status_code == 503 and answer.headers["retry-after"] == "1"
        assert took < 5


def test_a_read_after_an_acknowledged_write_sees_it(server: Server) -> None:
    for number in range(20):
        text = (
            f'@prefix cg: <https://w3id.org/claimgraph/ontology#> . <#claim> a cg:Claim ; cg:statement "{number}"@en .'
        )
        headers = {"Content-Type": "text/turtle", **server.curator}
        server.http.put("claims/seen", content=text.encode(), headers=headers).raise_for_status()
        found = ask(server, "SELECT ?s WHERE { <claims/seen#claim> cg:statement ?s }", Accept="text/csv").text
        assert found.split() == ["s", str(number)]


def test_workers_know_no_setting(server: Server) -> None:
    own = Path(f"/proc/{server.process.pid}/environ").read_bytes()
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii").split()
    assert b"CLAIMGRAPH_QUERY_TIMEOUT_S" in own and children
    assert not [child for child in children if b"CLAIMGRAPH_" in Path(f"/proc/{child}/environ").read_bytes()]


def test_a_worker_that_dies_is_replaced(server: Server) -> None:
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii").split()
    assert children
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    time.sleep(0.2)
    for _ in range(4):
        assert ask(server, CLAIMS).status_code == 200
