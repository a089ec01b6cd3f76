"""SERVICE: off unless hosts are allowed, and then for them alone, wherever redirects lead."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from serving import Server, serving

from claimgraph.errors import QueryError
from claimgraph.querying.lexer import scan_query

TIMEOUT_S = 3.0
RESULTS = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "from afar"}}]}}


class Host(BaseHTTPRequestHandler):
    """A SPARQL service, and what it was asked."""

    asked: list[str] = []  # noqa: RUF012 - one for all requests
    left = threading.Event()

    def do_POST(self) -> None:
        self.asked.append(f"{self.headers['Host']}{self.path}")
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        if self.path == "/slow":
            self.drip()
            return
        content = json.dumps(RESULTS).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def drip(self) -> None:
        """An answer that never ends, until the one who asked has left."""
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            self.left.set()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def hosts() -> Iterator[tuple[int, int]]:
    """Ports of two hosts, of which the first is allowed."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Host) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield servers[0].server_port, servers[1].server_port
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, hosts: tuple[int, int]) -> Iterator[Server]:
    environment = {
        "CLAIMGRAPH_SERVICE_ALLOW": f"127.0.0.1:{hosts[0]}, internal.test, 127.0.0.2",
        "CLAIMGRAPH_QUERY_TIMEOUT_S": str(TIMEOUT_S),
    }
    with serving(tmp_path_factory.mktemp("service"), environment=environment) as server:
        yield server


def ask(server: Server, pattern: str) -> tuple[int, str]:
    answer = server.http.post(
        "sparql", data={"query": f"SELECT ?x {{ {pattern} }}"}, headers={"Accept": "text/csv,application/problem+json"}
    )
    return answer.status_code, answer.text


def test_an_allowed_host_is_asked(server: Server, hosts: tuple[int, int]) -> None:
    status, text = ask(server, f"SERVICE <http://127.0.0.1:{hosts[0]}/sparql> {{ ?x ?y ?z }}")
    assert (status, text.split("\r\n")[1]) == (200, "from afar")
    assert Host.asked[-1] == f"127.0.0.1:{hosts[0]}/sparql"


def test_a_redirect_within_the_list_is_followed(server: Server, hosts: tuple[int, int]) -> None:
    here = f"http://127.0.0.1:{hosts[0]}"
    status, text = ask(server, f"SERVICE <{here}/to/{here}/sparql> {{ ?x ?y ?z }}")
    assert (status, text.split("\r\n")[1]) == (200, "from afar")


@pytest.mark.parametrize(
    "call",
    [
        "<http://127.0.0.1:{other}/sparql>",
        "<http://127.0.0.1:{allowed}/to/http://127.0.0.1:{other}/sparql>",
        "<http://localhost:{allowed}/sparql>",
        "<http://127.0.0.1:{allowed}@127.0.0.1:{other}/>",
        "<http://0177.0.0.1:{other}/>",
        "<file:///etc/passwd>",
        "<ftp://127.0.0.1:{allowed}/>",
        "<http://internal.test/>",
        "<http://127.0.0.1:99999/>",
        "?where",
        "cg:x",
    ],
    ids=["other", "redirect", "name", "user", "octal", "file", "ftp", "unknown name", "port", "variable", "prefix"],
)
@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_nobody_else_is_asked(server: Server, hosts: tuple[int, int], call: str, silent: str) -> None:
    before = len(Host.asked)
    status, text = ask(server, f"SERVICE {silent}{call.format(allowed=hosts[0], other=hosts[1])} {{ ?x ?y ?z }}")
    assert status == 400 or (silent and status == 200 and "from afar" not in text), text
    assert not [asked for asked in Host.asked[before:] if not asked.startswith(f"127.0.0.1:{hosts[0]}/")]


@pytest.mark.parametrize("iri", ["http://127.0.0.2:99999/", "http://127.0.0.2:x/", "http://a[b@127.0.0.2/"])
def test_an_address_that_is_none_is_a_fault_of_the_query(server: Server, iri: str) -> None:
    status, text = ask(server, f"SERVICE <{iri}> {{ ?x ?y ?z }}")
    assert status == 400, text


def test_a_service_that_never_ends_its_answer_is_left_in_time(server: Server, hosts: tuple[int, int]) -> None:
    status, text = ask(server, f"SERVICE <http://127.0.0.1:{hosts[0]}/slow> {{ ?x ?y ?z }}")
    assert status in (400, 503), text
    assert Host.left.wait(TIMEOUT_S)


def test_escapes_beside_a_call_are_refused() -> None:
    for text in (
        "SELECT * { \\u0053ERVICE <http://e/> {} }",
        'SELECT * { SERVICE <http://e/> {} FILTER("\\u0022" = ?x) }',
        'SELECT * { ?x ?y "\\u0022 . SERVICE <http://e/> {} #" }',
    ):
        with pytest.raises(QueryError, match=r"escapes beside SERVICE|never closed"):
            scan_query(text, max_bytes=1000, services=True)


def test_an_error_names_the_host_and_not_the_relay(server: Server, hosts: tuple[int, int]) -> None:
    here = f"http://127.0.0.1:{hosts[0]}"
    iri = f"{here}/to/{here}/to/http://127.0.0.1:{hosts[1]}/"
    status, text = ask(server, f"SERVICE <{iri}> {{ ?x ?y ?z }}")
    assert status == 400 and f"<{iri}>" in text
    assert "/service/" not in text


def test_the_relay_is_closed_to_others(server: Server) -> None:
    assert server.http.post("service/guess/aHR0cDovL2Uv").status_code == 404


def test_updates_may_not_call(server: Server, hosts: tuple[int, int]) -> None:
    update = f"INSERT {{ <a> <b> ?x }} WHERE {{ SERVICE <http://127.0.0.1:{hosts[0]}/> {{ ?x ?y ?z }} }}"
    for path in ("update", "scratch/update"):
        assert server.http.post(path, data={"update": update}, headers=server.curator).status_code == 400


def test_the_description_says_so(server: Server) -> None:
    told = server.http.get("sparql", headers={"Accept": "application/n-triples"}).text
    assert "BasicFederatedQuery" in told
