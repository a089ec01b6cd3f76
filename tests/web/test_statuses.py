"""The status contract: every status that the OpenAPI document promises is brought about on a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx
import pytest
from described import Operation, operations
from serving import AGENT, Server, run, serving

BASE, SCHEMA = "http://localhost:8000/", "http://schema.org/"
CG = "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
WRONG = f"{CG}<#wrong> a cg:Claim .\n".encode()
OPERATIONS = operations()
NOT_PROVOKED = {
    ("GET /backup", 200): "an administrator gets it; tests/cli/test_backups.py does",
    ("POST /ingest", 409): "only where others write the same claim all the time",
    (
        "POST /ingest",
        422,
    ): "only where a page is read as something that the shapes refuse, which is a fault of the reader",
    **{
        (f"GET /{kind}", 503): "only while the index is being made; tests/service/test_searching.py"
        for kind in ("claims", "studies", "concepts")
    },
    ("GET /dump", 503): "only where others write all the time",
    ("POST /standing", 409): "only where others write the same study all the time",
    ("POST /standing", 422): "only for a study that the shapes have come to refuse",
    ("POST /standing", 503): "only where a store fails",
    ("POST /import", 409): "only where others write the same study all the time",
    ("POST /import", 422): "only for what the shapes refuse of a file that could be read; tests/bibliography",
    ("POST /import", 503): "only where a store fails",
    ("GET /claims/{slug}/nanopub", 413): "a claim of more than 1,200 triples; tests/publishing",
}
NOT_PROVOKED |= {
    (f"GET {path}", 503): "only while the index or the counts are being made; tests/service/test_searching.py"
    for path in ("/data", "/search", "/suggest")
}
NOT_PROVOKED |= {
    (str(operation), status): reason
    for operation in OPERATIONS
    if "/history/{revision}" in operation.path
    for status, reason in (
        (409, "only where the record has moved on since; tests/web/test_history_pages.py"),
        (422, "only for what the shapes have come to refuse"),
        (503, "only where a body is lost or a store fails; tests/service/test_history.py"),
    )
    if status in operation.statuses
}
GRAPHS = ("/network", "/explain", "/claims/{slug}/graph", "/studies/{registrant}/{suffix}/graph")
NOT_PROVOKED |= {
    (f"GET {path}{ending}", status): "graphs over their limits; tests/web/test_graphs.py"
    for path in GRAPHS
    for ending in (("", ".{format}") if path != "/explain" else (".{format}",))
    for status in (413, 503)
}
NOT_PROVOKED |= {
    (str(operation), status): "a stranger's proposals and what becomes of them: tests/web/test_contributions_http.py"
    for operation in OPERATIONS
    if "Contributions" in operation.told["tags"]
    for status in operation.statuses
}
_numbers = count()


@dataclass(frozen=True)
class Servers:
    """A server as it is by default, one that allows little, one that allows no time, one that allows one query."""

    usual: Server
    narrow: Server
    hurried: Server
    counted: Server
    reader: dict[str, str]


@contextmanager
def _settings(**settings: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(f"CLAIMGRAPH_{name.upper()}", value)
        yield


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    def serve(name: str) -> Path:
        return tmp_path_factory.mktemp(name)

    with serving(serve("usual")) as usual:
        role = ("token", "add", "--store", str(usual.store), "--role", "reader", "--agent", AGENT)
        reader = {"Authorization": f"Bearer {run(*role).stdout.strip()}"}
        with (
            _settings(body_bytes="1024", query_rows="1"),
            serving(serve("narrow")) as narrow,
            _settings(query_timeout_s="0.0001"),
            serving(serve("hurried")) as hurried,
            _settings(query_timeout_s="10", client_query_s="0.0001"),
            serving(serve("counted")) as counted,
        ):
            yield Servers(usual, narrow, hurried, counted, reader)


def sibling(operation: Operation, method: str) -> Operation | None:
    """Another method of the same path."""
    return next((other for other in OPERATIONS if other.path == operation.path and other.method == method), None)


def there(server: Server, operation: Operation, content: bytes | None = None) -> None:
    """See to it that what the operation is about exists."""
    put = sibling(operation, "put")
    if put is not None:
        assert put.call(server, content=content).status_code in (200, 201, 204)


def absent(server: Server, operation: Operation) -> None:
    """See to it that it does not."""
    delete = sibling(operation, "delete")
    if delete is not None:
        assert delete.call(server).status_code in (204, 404)


def iri(operation: Operation) -> str:
    """The record that the examples of a writing operation are about."""
    if "graph" in operation.examples("query"):
        return str(operation.examples("query")["graph"])
    return BASE + operation.path.lstrip("/").format(**operation.examples("path"))


def done(servers: Servers, operation: Operation) -> httpx.Response:
    if operation.takes("dry-run"):
        there(servers.usual, operation)
        return operation.call(servers.usual, query=operation.examples("query") | {"dry-run": "true"})
    return operation.call(servers.usual)


def made(servers: Servers, operation: Operation) -> httpx.Response:
    absent(servers.usual, operation)
    put = sibling(operation, "put")
    if put is not None:
        return operation.call(servers.usual, content=put.bodies()["text/turtle"].encode())
    new = {"name": f"page-{next(_numbers)}.txt"} if operation.takes("name") else {}
    return operation.call(servers.usual, query=operation.examples("query") | new)


def wrote(servers: Servers, operation: Operation) -> httpx.Response:
    there(servers.usual, operation)
    return operation.call(servers.usual)


def known(servers: Servers, operation: Operation) -> httpx.Response:
    there(servers.usual, operation)
    tag = operation.call(servers.usual, **_written_name(operation)).headers["ETag"]
    return operation.call(servers.usual, headers={"If-None-Match": tag}, **_written_name(operation))


def _written_name(operation: Operation) -> dict[str, dict[str, str]]:
    """The names under which PUT writes, where the example reads another record."""
    put = sibling(operation, "put")
    return {place: put.examples(place) for place in ("path", "query")} if put else {}


def malformed(servers: Servers, operation: Operation) -> httpx.Response:
    if operation.takes("dry-run"):
        there(servers.usual, operation)
        return operation.call(servers.usual, query=operation.examples("query") | {"dry-run": "perhaps"})
    if operation.takes("query"):
        return operation.call(servers.usual, query={"query": "SELECT"})
    if operation.takes("as-of"):
        return operation.call(servers.usual, query=operation.examples("query") | {"as-of": "yesterday"})
    if operation.path == "/suggest":
        return operation.call(servers.usual, query=operation.examples("query") | {"limit": "many"})
    if operation.takes("format"):
        return operation.call(servers.usual, query=operation.examples("query") | {"format": "papyrus"})
    if operation.takes("graph"):
        return operation.call(servers.usual, query={"graph": "relative"})
    if operation.takes("path"):
        return operation.call(servers.usual, query={"default": ""})
    return operation.call(servers.usual, content=b"<")


def without_token(servers: Servers, operation: Operation) -> httpx.Response:
    return operation.call(servers.usual, headers={"Authorization": ""})


def as_reader(servers: Servers, operation: Operation) -> httpx.Response:
    return operation.call(servers.usual, headers=servers.reader)


def unknown(servers: Servers, operation: Operation) -> httpx.Response:
    if operation.takes("graph"):
        return operation.call(servers.usual, query={"graph": f"{BASE}claims/nothing"})
    if operation.path.startswith("/network"):
        return operation.call(servers.usual, query={"claim": "nothing"})
    if operation.takes("study") and not operation.examples("path"):
        named = operation.examples("query") | {"study": "https://doi.org/10.1000/none", "standing": "retracted"}
        dry = {"dry-run": "true"} if operation.takes("dry-run") else {}
        return operation.call(servers.usual, query=named | dry)
    return operation.call(servers.usual, path=dict.fromkeys(operation.examples("path"), "no%2Frecord"))


def unacceptable(servers: Servers, operation: Operation) -> httpx.Response:
    named = {name: value for name, value in operation.examples("query").items() if name != "format"}
    return operation.call(servers.usual, query=named, headers={"Accept": "audio/mpeg"})


def leaned_on(servers: Servers, operation: Operation) -> httpx.Response:
    server, where = servers.usual, f"claims/leaning-{next(_numbers)}"
    if operation.path == "/update":
        return _send(server, operation, f"DROP GRAPH <{BASE}concepts/resistance-training>", "application/sparql-update")
    loaded = "/load" if operation.path == "/load" or str(operation) == "POST /store" else None
    record = f"{BASE}claims/loaded-example" if loaded else iri(operation)
    load = next(other for other in OPERATIONS if str(other) == "POST /load")
    quads = load.bodies()["application/n-quads"]
    if loaded:
        more = f"<{record}#extra> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SCHEMA}Thing> <{record}> .\n"
        assert _send(server, load, quads + more, "application/n-quads").status_code == 200
    else:
        put = sibling(operation, "put")
        assert put is not None
        there(server, operation, (put.bodies()["text/turtle"] + f"<#extra> a <{SCHEMA}Thing> .\n").encode())
    leaning = f"{CG}<#claim> a cg:Claim ; cg:statement 'It leans.'@en ; <{SCHEMA}about> <{record}#extra> ."
    headers = {"Content-Type": "text/turtle", **server.curator}
    assert server.http.put(where, content=leaning.encode(), headers=headers).status_code == 201
    try:
        return _send(server, operation, quads, "application/n-quads") if loaded else operation.call(server)
    finally:
        assert server.http.delete(where, headers=server.curator).status_code == 204


def _send(server: Server, operation: Operation, text: str, media: str) -> httpx.Response:
    return operation.call(server, content=text.encode(), query={}, headers={"Content-Type": media})


def withdrawn(servers: Servers, operation: Operation) -> httpx.Response:
    there(servers.usual, operation)
    absent(servers.usual, operation)
    return operation.call(servers.usual, **_written_name(operation))


def at_another_version(servers: Servers, operation: Operation) -> httpx.Response:
    there(servers.usual, operation)
    return operation.call(servers.usual, headers={"If-Match": '"another"'})


def too_large(servers: Servers, operation: Operation) -> httpx.Response:
    if operation.bodies():
        return operation.call(servers.narrow, content=b"#" * 2000)
    if operation.path == "/store":
        return operation.call(servers.narrow, query={"default": ""})
    put = sibling(operation, "put") or next(other for other in OPERATIONS if str(other) == "PUT /scratch/store")
    graph = None if put.path == operation.path else {"default": ""}
    numbers = b"<http://e/s> <http://e/p> 1 , 2 , 3 ."
    assert put.call(servers.narrow, query=graph, content=numbers).status_code in (201, 204)
    return operation.call(servers.narrow)


def of_no_known_type(servers: Servers, operation: Operation) -> httpx.Response:
    if operation.path == "/import":
        return operation.call(servers.usual, headers={"Content-Encoding": "gzip"})
    return operation.call(servers.usual, content=b"%PDF", headers={"Content-Type": "application/pdf"})


def against_the_shapes(servers: Servers, operation: Operation) -> httpx.Response:
    if operation.path == "/update":
        claim = f"{BASE}claims/repetitions-in-reserve"
        text = f"DELETE WHERE {{ GRAPH <{claim}> {{ <{claim}#claim> cg:statement ?statement }} }}"
        return _send(servers.usual, operation, text, "application/sparql-update")
    if operation.path == "/load":
        quad = f'<{BASE}claims/wrong#claim> <{SCHEMA}name> "x" <{BASE}claims/wrong> .'
        return _send(servers.usual, operation, quad, "application/n-quads")
    there(servers.usual, operation)
    return operation.call(servers.usual, content=WRONG)


def too_often(servers: Servers, operation: Operation) -> httpx.Response:
    asked = f"ASK {{ ?s ?p {next(_numbers)} }}"
    assert servers.counted.http.get("/sparql", params={"query": asked}).status_code in (200, 429)
    return operation.call(servers.counted, **_all_records(operation))


def in_no_time(servers: Servers, operation: Operation) -> httpx.Response:
    return operation.call(servers.hurried, **_all_records(operation))


def _all_records(operation: Operation) -> dict[str, dict[str, str]]:
    """What a worker reads, where the example is a lookup."""
    return {"query": {"default": ""}} if str(operation) == "GET /store" else {}


PROVOKE: dict[int, Callable[[Servers, Operation], httpx.Response]] = {
    200: done,
    201: made,
    204: wrote,
    304: known,
    400: malformed,
    401: without_token,
    403: as_reader,
    404: unknown,
    406: unacceptable,
    409: leaned_on,
    410: withdrawn,
    412: at_another_version,
    413: too_large,
    415: of_no_known_type,
    422: against_the_shapes,
    429: too_often,
    503: in_no_time,
}
PROMISES = [
    pytest.param(operation, status, id=f"{operation} {status}")
    for operation in OPERATIONS
    for status in operation.statuses
    if (str(operation), status) not in NOT_PROVOKED
]


@pytest.mark.parametrize(("operation", "status"), PROMISES)
def test_a_promised_status_can_be_had(servers: Servers, operation: Operation, status: int) -> None:
    answer = PROVOKE[status](servers, operation)
    assert answer.status_code == status, answer.text[:500]
    operation.check(answer)


def test_what_is_not_provoked_is_promised() -> None:
    promised = {(str(operation), status) for operation in OPERATIONS for status in operation.statuses}
    assert set(NOT_PROVOKED) <= promised
