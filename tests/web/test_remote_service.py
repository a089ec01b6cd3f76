"""The service over a remote store, on two real servers, as its users meet it."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest
from serving import Server, run, serving
from store.servers import RemoteServer, oxigraph, virtuoso

from claimgraph.service import Claimgraph

CG = "@prefix cg: <https://w3id.org/claimgraph/ontology#> ."
TURTLE = {"Content-Type": "text/turtle"}
LIMITS = {"CLAIMGRAPH_QUERY_ROWS": "500", "CLAIMGRAPH_QUERY_TIMEOUT_S": "2"}


@pytest.fixture(scope="module", params=[oxigraph, virtuoso], ids=["oxigraph serve", "virtuoso"])
def remote(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteServer]:
    with request.param(tmp_path_factory.mktemp("remote")) as remote:
        yield remote


@pytest.fixture(scope="module")
def environment(remote: RemoteServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {**remote.environment, **LIMITS, "CLAIMGRAPH_STATE_DIR": str(tmp_path_factory.mktemp("state"))}


@pytest.fixture(scope="module")
def servers(remote: RemoteServer, environment: dict[str, str]) -> Iterator[list[Server]]:
    """Two processes on one remote store, which the first of them has filled."""
    with ExitStack() as stack:
        first = stack.enter_context(serving(remote.store, environment=environment))
        yield [first, stack.enter_context(serving(remote.store, environment=environment, token=first.token))]


@pytest.fixture(scope="module")
def server(servers: list[Server]) -> Server:
    return servers[0]


def ask(server: Server, query: str, accept: str = "text/csv") -> httpx.Response:
    return server.http.post("sparql", data={"query": query}, headers={"Accept": accept})


def put(server: Server, path: str, statement: str, **headers: str) -> httpx.Response:
    text = f'{CG} <#claim> a cg:Claim ; cg:statement "{statement}"@en .'
    return server.http.put(path, content=text.encode(), headers={**TURTLE, **server.curator, **headers})


def at_once(*works: Callable[[], httpx.Response]) -> list[httpx.Response]:
    barrier = threading.Barrier(len(works))

    def work(one: Callable[[], httpx.Response]) -> httpx.Response:
        barrier.wait()
        return one()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(work, works))


def test_an_empty_remote_store_is_filled_and_answers_as_the_embedded_one(server: Server, curated: Claimgraph) -> None:
    for name, query in curated.catalogue.items():
        values = {p.name: p.example for p in query.parameters if p.example}
        expected = json.loads(curated.ask_named(name, values).content)["results"]["bindings"]
        found = server.http.get(f"queries/{name}", params=values, headers={"Accept": "application/json"}).json()
        assert found["results"]["bindings"] == expected, name


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("application/sparql-results+json", b'{"head":{"vars":["s","d"]},"results":{"bindings":[{"s":{"type":"uri"'),
        ("application/sparql-results+xml", b'<?xml version="1.0"?><sparql'),
        ("text/csv", b"s,d\r\nhttp"),
        ("text/tab-separated-values", b"?s\t?d\n<http"),
    ],
)
def test_answers_have_the_shape_that_they_have_everywhere(server: Server, accept: str, start: bytes) -> None:
    answer = ask(server, "SELECT ?s ?d { ?s cg:duration ?d FILTER(STRSTARTS(STR(?d), 'P')) }", accept)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith(accept)
    assert answer.content.startswith(start) and b"P56D" in answer.content and b"urn:claimgraph" not in answer.content


def test_graphs_and_truths_are_answered(server: Server) -> None:
    graph = ask(server, "CONSTRUCT { ?c a cg:Claim } WHERE { ?c a cg:Claim }", "text/turtle")
    assert graph.headers["content-type"].startswith("text/turtle") and graph.text.count("a cg:Claim") >= 9
    assert ask(server, "ASK { ?c a cg:Claim }", "application/json").json()["boolean"] is True


def test_lists_and_records_are_served(server: Server) -> None:
    for path in ("/", "claims", "studies", "concepts", "ontology", "shapes", "claims/repetitions-in-reserve", "dump"):
        assert server.http.get(path).status_code == 200
    page = server.http.get("sparql", params={"query": "SELECT ?c { ?c a cg:Claim }"}, headers={"Accept": "text/html"})
    assert page.status_code == 200 and "repetitions-in-reserve" in page.text


def test_a_record_passes_the_gate_or_not_at_all(server: Server) -> None:
    text = f"{CG} <#claim> a cg:Claim .".encode()
    assert server.http.put("claims/new", content=text, headers=TURTLE).status_code == 401
    refused = server.http.put("claims/new", content=text, headers={**TURTLE, **server.curator})
    assert refused.status_code == 422 and server.http.get("claims/new").status_code == 404
    assert put(server, "claims/new", "one").status_code == 201
    tag = server.http.get("claims/new", headers={"Accept": "text/turtle"}).headers["etag"]
    assert put(server, "claims/new", "two", **{"If-Match": tag}).status_code == 204
    assert put(server, "claims/new", "three", **{"If-Match": tag}).status_code == 412
    assert ask(server, "SELECT ?s { <claims/new#claim> cg:statement ?s }").text.split() == ["s", "two"]
    assert server.http.delete("claims/new", headers=server.curator).status_code == 204
    assert server.http.get("claims/new").status_code == 410


def test_a_study_with_values_of_all_kinds_comes_back_unchanged(server: Server) -> None:
    path = "studies/10.1080/02640414.2024.2321021"
    before = server.http.get(path, headers={"Accept": "text/turtle"})
    again = server.http.put(path, content=before.content, headers={**TURTLE, **server.curator})
    assert "xsd:duration" in before.text
    assert (again.status_code, again.headers["x-outcome"]) == (200, "unchanged")


def test_two_processes_writing_one_record_from_one_version(servers: list[Server]) -> None:
    rounds = 60
    assert put(servers[0], "claims/contested", "0").status_code == 201
    for number in range(rounds):
        tag = servers[number % 2].http.get("claims/contested", headers={"Accept": "text/turtle"}).headers["etag"]
        texts = (f"{number} {writer}" for writer in range(2))
        answers = at_once(
            *(
                partial(put, *to, **{"If-Match": tag})
                for to in zip(servers, ["claims/contested"] * 2, texts, strict=True)
            )
        )
        told = [(answer.status_code, answer.text) for answer in answers]
        assert sorted(status for status, _ in told) == [204, 412], told
        winner = [answer.status_code for answer in answers].index(204)
        for server in servers:
            assert f'"{number} {winner}"@en' in server.http.get("claims/contested.ttl").text
    query = "SELECT (COUNT(DISTINCT ?r) AS ?n) { ?r cg:revisionOf <claims/contested> }"
    assert ask(servers[0], query).text.split() == ["n", str(rounds + 1)]


def test_two_processes_writing_different_records_lose_none(servers: list[Server]) -> None:
    rounds = 15

    def write(writer: int) -> None:
        for number in range(rounds):
            answer = put(servers[writer % 2], f"claims/of-{writer}-{number % 5}", f"{writer} {number}")
            while answer.status_code == 503:  # a busy machine: nothing was written, as the status says
                answer = put(servers[writer % 2], f"claims/of-{writer}-{number % 5}", f"{writer} {number}")
            assert answer.status_code in (201, 204), answer.text

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    query = "SELECT ?s { ?c cg:statement ?s FILTER(STRSTARTS(STR(?c), 'http://localhost:8000/claims/of-')) }"
    expected = {f"{writer} {number}" for writer in range(4) for number in range(rounds - 5, rounds)}
    assert set(ask(servers[0], query).text.split("\r\n")[1:-1]) == expected
    revisions = "SELECT (COUNT(DISTINCT ?r) AS ?n) { ?r cg:revisionOf ?c FILTER(CONTAINS(STR(?c), 'claims/of-')) }"
    assert ask(servers[1], revisions).text.split() == ["n", str(4 * rounds)]


def test_a_concept_that_one_process_takes_away_is_not_used_by_the_other(servers: list[Server]) -> None:
    skos = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    scheme = f'{skos} <#s> a skos:ConceptScheme ; skos:prefLabel "k"@en .'
    concept = '<#a> a skos:Concept ; skos:prefLabel "a"@en ; skos:definition "D."@en ; skos:inScheme <#s> .'
    other = concept.replace("a", "b", 1).replace('"a"', '"b"')
    link = f"""{CG} <#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasOutcome <#o> .
        <#o> a cg:ClaimedOutcome ; cg:outcome <../concepts/k#a> ; cg:effectDirection cg:Increase ."""
    headers = {**TURTLE, **servers[0].curator}
    for _ in range(8):
        whole = servers[0].http.put("concepts/k", content=f"{scheme} {concept} {other}".encode(), headers=headers)
        assert whole.status_code in (201, 204)
        taken, used = at_once(
            lambda: servers[0].http.put("concepts/k", content=f"{scheme} {other}".encode(), headers=headers),
            lambda: servers[1].http.put("claims/user", content=link.encode(), headers=headers),
        )
        assert (taken.status_code < 300) != (used.status_code < 300), (taken.text, used.text)
        if used.status_code < 300:
            assert servers[1].http.delete("claims/user", headers=headers).status_code == 204


@pytest.mark.parametrize(
    ("query", "status", "part"),
    [
        ("SELECT * {\n ?s ?p }", 400, '"line": 2'),
        ("SELECT * { ?s ?p ?o } LIMIT 600", 413, "more than 500 rows"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", 413, "more than 500 rows"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { } }", 400, "SERVICE"),
        ("PREFIX f: <java:java.lang.> SELECT (f:System() AS ?x) {}", 400, "functions of the store's own"),
    ],
)
def test_queries_over_a_limit_or_out_of_bounds_are_refused(server: Server, query: str, status: int, part: str) -> None:
    answer = ask(server, query, "application/problem+json, text/csv;q=0.5, text/turtle;q=0.4")
    assert answer.status_code == status and part in answer.text


def test_no_query_makes_the_store_send_a_request(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        url = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        for call in (
            f'SELECT (bif:http_get("{url}") AS ?x) {{}}',
            f'SELECT (<bif:http_get>("{url}") AS ?x) {{}}',
            f'PREFIX f: <bif:> SELECT (f:http_get("{url}") AS ?x) {{}}',
            f'SELECT (BIF :http_get("{url}") AS ?x) {{}}',
            f'SELECT (?a<?b#>"\\n && bif:http_get("{url}") AS ?x) {{}}',
            f'BASE <bif:x> SELECT (<http_get>("{url}") AS ?x) {{}}',
            f'BASE <> SELECT (<XML_URI_GET>("{url}", "") AS ?x) {{}}',
            f'SELECT (sql:XML_URI_GET("{url}", "") AS ?x) {{}}',
            f'DEFINE get:soft "replacing" SELECT * FROM <{url}> {{ ?s ?p ?o }}',
            f"SELECT * FROM <{url}> {{ ?s ?p ?o }}",
            f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
            f"LOAD <{url}>",
        ):
            ask(server, call)
        canary.setblocking(False)
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_updates_of_the_graph_are_refused_with_a_way_out_and_scratch_takes_them(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-update", **server.curator}
    update = "INSERT DATA { GRAPH <http://localhost:8000/claims/x> { <http://e/s> <http://e/p> 1 } }"
    refused = server.http.post("update", content=update, headers=headers)
    assert refused.status_code == 400 and "PUT" in refused.json()["detail"]
    assert server.http.post("scratch/update", content=update, headers=headers).status_code == 204
    for path, offered in (("sparql", False), ("scratch/sparql", True)):
        description = server.http.get(path, headers={"Accept": "text/turtle"}).text
        assert ("SPARQL11Update" in description) is offered


def test_the_commands_work_on_a_remote_store(
    server: Server, remote: RemoteServer, environment: dict[str, str], tmp_path: Path
) -> None:
    env = {**os.environ, **environment}
    asked = run("query", "--store", remote.store, "--format", "csv", "SELECT ?c { ?c a cg:Claim }", env=env)
    assert "repetitions-in-reserve" in asked.stdout
    assert run("token", "list", "--store", remote.store, env=env).stdout
    run("dump", "--store", remote.store, str(tmp_path / "all.nq"), env=env)
    run("load", "--store", str(tmp_path / "copy"), "--empty", str(tmp_path / "all.nq"))
    again = run("dump", "--store", str(tmp_path / "copy")).stdout
    assert sorted(again.splitlines()) == sorted((tmp_path / "all.nq").read_text("utf-8").splitlines())
    assert run("rebase", "--store", remote.store, "http://e/", env=env, expect=2).stderr


def test_a_store_that_is_away_is_told_with_exit_code_3(tmp_path: Path) -> None:
    store = "sparql:http://127.0.0.1:9/query"
    env = {**os.environ, "CLAIMGRAPH_STORE_AUTH": "basic:me:hidden", "CLAIMGRAPH_STATE_DIR": str(tmp_path)}
    done = run("query", "--store", store, "ASK {}", env=env, expect=3)
    assert "http://127.0.0.1:9/query does not answer" in done.stderr and "hidden" not in done.stderr


def test_a_store_that_goes_away_is_503_until_it_is_back(tmp_path: Path) -> None:
    """The clock of queries, too: on a server of its own, which a runaway query may keep busy for as long as it likes."""
    with ExitStack() as stack, oxigraph(tmp_path) as remote:
        environment = {**remote.environment, **LIMITS, "CLAIMGRAPH_STATE_DIR": str(tmp_path / "state")}
        server = stack.enter_context(serving(remote.store, environment=environment))
        start = time.monotonic()
        slow = ask(server, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        assert slow.status_code == 503 and slow.headers["retry-after"] and time.monotonic() - start < 3
        assert "took more than 2 s" in slow.text
        for _ in range(4):
            with pytest.raises(httpx.ReadTimeout):
                httpx.post(
                    server.url + "sparql", data={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a"}, timeout=0.2
                )
        start = time.monotonic()
        assert ask(server, "ASK {}", "application/json").status_code == 200 and time.monotonic() - start < 10
        remote.stop()
        for path in ("sparql?query=ASK{}", "claims/repetitions-in-reserve", "health", "claims"):
            answer = server.http.get(path, headers={"Accept": "application/problem+json, */*;q=0.1"})
            assert answer.status_code == 503 and "does not answer" in answer.json()["detail"]
        assert put(server, "claims/x", "x").status_code == 503
        remote.start()
        assert put(server, "claims/x", "x").status_code == 201
        assert server.process.poll() is None


def test_a_state_folder_is_shared_by_processes_and_each_has_a_part_of_its_own(
    servers: list[Server], environment: dict[str, str]
) -> None:
    state = Path(environment["CLAIMGRAPH_STATE_DIR"])
    assert {"tokens", "bodies", "processes"} <= {path.name for path in state.iterdir()}
    holders = [json.loads((state / "processes" / n / "lock").read_text())["pid"] for n in ("1", "2")]
    assert sorted(holders) == sorted(str(server.process.pid) for server in servers)


def test_a_process_that_is_killed_while_it_writes_leaves_the_store_whole(
    remote: RemoteServer, environment: dict[str, str], servers: list[Server]
) -> None:
    with serving(remote.store, environment=environment, token=servers[0].token) as victim:

        def write() -> None:
            for number in range(1000):
                try:
                    put(victim, f"claims/victim-{number % 3}", str(number))
                except httpx.HTTPError:
                    return

        thread = threading.Thread(target=write)
        thread.start()
        time.sleep(0.5)
        victim.kill()
        thread.join()
    dangling = "SELECT ?c { ?c cg:currentRevision ?r FILTER NOT EXISTS { ?r cg:revisionNumber ?n } }"
    assert ask(servers[0], dangling).text.split() == ["c"]
    twice = "SELECT ?c { ?c cg:currentRevision ?r, ?s FILTER(?r != ?s) }"
    assert ask(servers[0], twice).text.split() == ["c"]
