"""The remote store on two real servers, and on servers that answer what no SPARQL server should."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from contract import A, B, StoreContract, quad
from pyoxigraph import Literal, NamedNode, Quad
from store.servers import BASE, RemoteServer, free_port, oxigraph, virtuoso

from claimgraph.errors import ClaimgraphError, OverLimit, QueryError, SettingError, StoreUnusable, UsageError
from claimgraph.mediatypes import RESULTS_JSON, TURTLE
from claimgraph.settings import Settings, origins, read_settings
from claimgraph.store.connection import Connection
from claimgraph.store.embedded import SYSTEM
from claimgraph.store.endpoint import Endpoint
from claimgraph.store.interface import Change, Wanted
from claimgraph.store.remote import RemoteStore
from claimgraph.store.turns import Turns
from claimgraph.store.writing import MOST

WANTED = Wanted(RESULTS_JSON, RESULTS_JSON, TURTLE)


@pytest.fixture(scope="module", params=[oxigraph, virtuoso], ids=["oxigraph serve", "virtuoso"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteServer]:
    with request.param(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def store(server: RemoteServer) -> Iterator[RemoteStore]:
    server.empty()
    store = server.open()
    yield store
    store.close()


class TestRemote(StoreContract):
    pass


def test_without_a_graph_store_quads_are_loaded_by_updates(store: RemoteStore, server: RemoteServer) -> None:
    plain = RemoteStore(server.without_graph_url(), BASE)
    plain.load(quad(f"x{number}", str(number), graph) for number in range(700) for graph in (A, B))
    assert len(store.graph(A)) == len(store.graph(B)) == 700
    plain.close()


def test_a_store_remembers_its_base_and_refuses_another(store: RemoteStore, server: RemoteServer) -> None:
    revision = store.commit(Change(added=frozenset([quad("x", "1")])))
    again = server.open(None)
    assert (again.base, again.revision()) == (BASE, revision) and len(again.graph(A)) == 1
    again.close()
    with pytest.raises(StoreUnusable, match="has the base IRI http://localhost:8000/, not http://other/"):
        server.open("http://other/")


def test_graphs_of_others_are_neither_named_nor_dumped(store: RemoteStore, server: RemoteServer) -> None:
    other = Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal("1"), NamedNode("http://e/g"))
    store.commit(Change(added=frozenset([other, quad("x", "1")])))
    assert set(store.graph_names()) == {A, BASE + SYSTEM}


def test_a_remote_store_has_no_backup(store: RemoteStore) -> None:
    with pytest.raises(UsageError, match="backed up by its own server"):
        store.backup("somewhere")


_COUNTER = """
import sys
from pyoxigraph import Literal, NamedNode, Quad
from claimgraph.errors import Conflict
from claimgraph.settings import read_settings
from claimgraph.store import Change
from claimgraph.store.remote import RemoteStore
store, me, graph = RemoteStore.open(read_settings()), sys.argv[1], NamedNode("http://localhost:8000/claims/a")
def quad(subject, value):
    return Quad(NamedNode(f"{graph.value}#{subject}"), NamedNode("http://e/p"), Literal(value), graph)
print("ready", flush=True)
sys.stdin.readline()
done = conflicts = 0
while done < int(sys.argv[2]):
    revision = store.revision()
    [count] = [t.object.value for t in store.graph(graph.value) if t.subject.value.endswith("#count")]
    try:
        change = Change(frozenset([quad("count", count)]), frozenset([quad("count", str(int(count) + 1)), quad(f"{me}-{done}", "1")]))
        store.commit(change, expecting=revision)
        done += 1
    except Conflict:
        conflicts += 1
print(conflicts, flush=True)
"""


def test_processes_that_write_at_once_lose_nothing(store: RemoteStore, server: RemoteServer) -> None:
    """Each counts on from what it read, as often as it likes; that holds only if no two commits are made from one
    revision."""
    rounds, writers = 40, 3
    store.commit(Change(added=frozenset([quad("count", "0")])))
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _COUNTER, str(number), str(rounds)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=server.environment,
        )
        for number in range(writers)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    conflicts = sum(int(process.communicate(timeout=120)[0]) for process in processes)
    found = {t.subject.value.partition("#")[2]: t.object.value for t in store.graph(A)}
    assert found.pop("count") == str(rounds * writers)
    assert set(found) == {f"{number}-{done}" for number in range(writers) for done in range(rounds)}
    assert conflicts, "the writers never met, so nothing was shown"


def test_a_writer_that_died_holds_up_others_only_for_a_while(store: RemoteStore, server: RemoteServer) -> None:
    connection = Connection(Endpoint.of(server.settings))
    turns = Turns(connection, BASE, SYSTEM, patience_s=0.3)
    dead = turns.announcing("0dead")
    connection.update(f"INSERT DATA {{ GRAPH {dead.graph_name} {{ {dead.subject} {dead.predicate} {dead.object} }} }}")
    start = time.monotonic()
    with turns.take() as turn:
        assert 0.3 < time.monotonic() - start < 5 and turns.state().announced == {turn.token}
    assert not turns.state().announced
    connection.close()


def test_who_has_the_turn_may_commit_and_others_wait(store: RemoteStore, server: RemoteServer) -> None:
    other, done = server.open(), threading.Event()

    def write() -> None:
        other.commit(Change(added=frozenset([quad("other", "1")])))
        done.set()

    thread = threading.Thread(target=write)
    with store.writing():
        thread.start()
        revision = store.revision()
        for number in range(3):
            revision = store.commit(Change(added=frozenset([quad(f"x{number}", "1")])), expecting=revision)
        assert not done.wait(0.3) and store.revision() == revision
    assert done.wait(10) and len(store.graph(A)) == 4
    thread.join()
    other.close()


def test_a_turn_that_fails_is_given_back(store: RemoteStore, server: RemoteServer) -> None:
    with pytest.raises(StoreUnusable), store._turns.take():
        raise StoreUnusable("refused")
    assert not store._turns.state().announced


def test_two_revisions_at_once_are_told_and_never_taken_for_one(store: RemoteStore) -> None:
    with pytest.raises(StoreUnusable, match="several revisions, 0, another"):
        store.load([store._turns.standing("another")])
    with pytest.raises(StoreUnusable, match="several revisions, 0, another"):
        store.revision()


@pytest.mark.parametrize("virtuoso_at", ["/sparql", "/sparql-auth"])
def test_wrong_credentials_are_told_with_the_address_and_without_the_secret(
    server: RemoteServer, virtuoso_at: str
) -> None:
    if not server.auth:
        pytest.skip("oxigraph serve knows no credentials")
    endpoint = replace(Endpoint.of(server.settings), credentials="digest:dba:hidden")
    endpoint = replace(endpoint, query_url=endpoint.query_url.replace("/sparql", virtuoso_at))
    server.empty()
    with pytest.raises(StoreUnusable, match=r"http://127.0.0.1:\d+/sparql-auth refuses the credentials") as caught:
        RemoteStore(endpoint, BASE)
    assert "hidden" not in str(caught.value)


def test_a_default_graph_that_is_no_union_is_refused(tmp_path: Path) -> None:
    with (
        oxigraph(tmp_path, "--cors") as server,
        pytest.raises(StoreUnusable, match=r"is not the union of all graphs; .*--union-default-graph"),
    ):
        server.open()


@pytest.fixture(scope="module")
def cutting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteServer]:
    """A Virtuoso that cuts answers at a hundred rows."""
    with virtuoso(tmp_path_factory.mktemp("cutting"), most_rows=100) as server:
        yield server


class TestCutAnswers:
    """Virtuoso cuts answers at ResultSetMaxRows: those of a SELECT with a word in the header, graphs without one."""

    @pytest.fixture
    def store(self, cutting: RemoteServer) -> Iterator[RemoteStore]:
        cutting.empty()
        store = cutting.open()
        store.load(quad(f"x{n}", str(n), graph) for n in range(250) for graph in (A, B))
        yield store
        store.close()

    def test_a_graph_comes_whole_in_pages(self, store: RemoteStore) -> None:
        assert {t.object.value for t in store.graph(A)} == {str(n) for n in range(250)}

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT ?o { ?s <http://e/p> ?o }",
            "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "CONSTRUCT { <claims/a> ?p <claims/b> } WHERE { GRAPH ?g { ?s ?p ?o } }",
            "CONSTRUCT WHERE { ?s <http://e/p> ?o }",
            "PREFIX construct: <http://e/> CONSTRUCT { ?s construct:p '}' } WHERE { ?s construct:p ?o { } } LIMIT 200",
        ],
    )
    def test_an_answer_that_would_be_cut_is_an_error(self, store: RemoteStore, query: str) -> None:
        with pytest.raises(StoreUnusable, match="cuts answers at 100 rows"):
            store.answer(query, WANTED)

    def test_an_answer_that_fits_is_given(self, store: RemoteStore) -> None:
        for query in ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 99", "CONSTRUCT WHERE { <claims/a#x1> ?p ?o }"):
            assert store.answer(query, WANTED).content

    def test_a_description_that_would_be_empty_is_refused(self, store: RemoteStore) -> None:
        with pytest.raises(QueryError, match="DESCRIBE, which finds nothing"):
            store.answer("DESCRIBE <claims/a#x1>", WANTED)
        assert b'"1"' in store.answer("DESCRIBE <claims/a#x1> FROM <claims/a>", WANTED).content

    def test_a_change_larger_than_one_request_is_refused_and_nothing_written(self, store: RemoteStore) -> None:
        with pytest.raises(OverLimit, match=f"more than {MOST}") as caught:
            store.commit(Change(added=frozenset(quad(f"y{n}", "1") for n in range(MOST + 1))))
        assert caught.value.status == 413 and len(store.graph(A)) == 250


class TestAnswersThatAreNone:
    """What a store may meet at an address that is no SPARQL endpoint, or not always."""

    def test_nobody_there(self) -> None:
        url = f"http://127.0.0.1:{free_port()}/query"
        with pytest.raises(StoreUnusable, match=f"the store at {url} does not answer"):
            RemoteStore(Endpoint(url, url), BASE)

    @pytest.mark.parametrize(
        ("status", "media", "body", "message"),
        [
            (200, "text/html", b"<html>", "is no SPARQL endpoint: it answered 'text/html'"),
            (200, "application/sparql-results+json", b'{"head":', "cannot be read"),
            (200, "application/sparql-results+json", b'{"head": {}, "results": {"bindings": []}}', "cannot be read"),
            (302, "text/html", b"", "answered 302"),
            (404, "text/plain", b"nothing here\nat all", "answered 404: nothing here$"),
            (401, "text/plain", b"who?", "refuses the credentials of store_auth"),
            (500, "text/plain", b"", "answered 500$"),
        ],
        ids=["page", "broken off", "rows for a yes", "moved", "absent", "unauthorised", "fault"],
    )
    def test_something_else_there(self, status: int, media: str, body: bytes, message: str) -> None:
        with _answering(lambda request: (status, media, body)) as url, pytest.raises(StoreUnusable, match=message):
            RemoteStore(Endpoint(url, url), BASE)

    @pytest.mark.parametrize(
        ("credentials", "header"),
        [("basic:me:pass:word", "Basic bWU6cGFzczp3b3Jk"), ("bearer:a.token", "Bearer a.token")],
    )
    def test_credentials_go_in_the_header(self, credentials: str, header: str) -> None:
        seen = []

        def answer(request: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
            seen.append(request.headers.get("Authorization"))
            return 403, "text/plain", b""

        with _answering(answer) as url, pytest.raises(StoreUnusable, match=r"\(403\)"):
            RemoteStore(Endpoint(url, url, credentials=credentials), BASE)
        assert seen == [header]


@contextmanager
def _answering(answer: Callable[[BaseHTTPRequestHandler], tuple[int, str, bytes]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, media, body = answer(self)
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"store": "sparql:http://h/sparql"}, "'store_update_url' is missing: it cannot be told from http://h/sparql"),
        ({"store": "sparql:"}, "setting 'store': '' is no address"),
        ({"store": "sparql:h/query"}, "setting 'store': 'h/query' is no address"),
        ({"store": "sparql:http://me:secret@h/query"}, "setting 'store': .* holds credentials; they go to store_auth"),
        ({"store_update_url": "http://me:secret@h/update"}, "setting 'store_update_url': .* holds credentials"),
        ({"store": "sparql:me:secret@h/query"}, "setting 'store': 'h/query' is no address"),
        ({"store": "sparql:http://h/query", "store_graph_url": "ftp://h/"}, "setting 'store_graph_url'"),
        ({"store": "sparql:http://h/query", "store_auth": "secret"}, "none of basic:user:password"),
        ({"store": "sparql:http://h/query", "store_auth": "basic:secret"}, "none of basic:user:password"),
    ],
)
def test_settings_that_do_not_say_enough_are_refused_without_secrets(settings: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError, match=message) as caught:
        Endpoint.of(read_settings(**settings))
    assert "secret" not in str(caught.value)


def test_where_updates_go_is_told_from_a_query_address_only_where_it_is_certain() -> None:
    endpoint = Endpoint.of(Settings(store="sparql:http://h/ds/query"))
    assert endpoint.update_url == "http://h/ds/update" and endpoint.graph_url is None


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMGRAPH_STORE_AUTH", "basic:me:secret")
    [row] = [row for row in origins({}) if row[0] == "store_auth"]
    assert row == ("store_auth", "**********", "environment")
    endpoint = Endpoint.of(Settings(store="sparql:http://h/query"))
    assert "secret" not in repr(endpoint) and endpoint.credentials == "basic:me:secret"


def test_an_error_of_the_store_is_one_of_the_tree(store: RemoteStore) -> None:
    for query in ("SELECT", "SELECT * { ?s ?p ?o } ORDER BY bif:nothing(?s)", "junk"):
        with pytest.raises(ClaimgraphError):
            store.answer(query, WANTED)
