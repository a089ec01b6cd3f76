"""Requests made at random: whatever they are, the server answers in time, with a status that it promises, and stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from described import FORM, MULTIPART, document, operations
from fuzzing import Records, Requests, ask
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import unsupported_method
from serving import Server, serving

PATIENCE_S = 10.0
"""In what time each request must have its answer; most take milliseconds."""
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "unsupported_method", "ignored_auth",
)  # fmt: skip
FORMS = ("html", "ttl", "jsonld", "nt", "nq", "trig", "rdf")
PAGES = ("/", "claims", "studies", "concepts", "queries/claims?format=html", "queries/evidence_tally?format=html")
TEXTS = {media for each in operations() for media in each.told.get("requestBody", {}).get("content", {})}


@schemathesis.serializer(*sorted(TEXTS - {FORM, MULTIPART}))
def as_text(context: schemathesis.SerializationContext, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def schema(**phases: bool) -> schemathesis.BaseSchema:
    """The document as a source of requests; each phase is a way of making them up."""
    checks = {"enabled": False, **{name: {"enabled": True} for name in CHECKS}}
    told = {"checks": checks, "phases": {name: {"enabled": enabled} for name, enabled in phases.items()}}
    return schemathesis.openapi.from_dict(document(), config=schemathesis.Config.from_dict(told))


def examples(number: int) -> settings:
    health = list(HealthCheck)
    return settings(max_examples=number, derandomize=True, deadline=None, database=None, suppress_health_check=health)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("fuzz")) as server:
        pid = server.process.pid
        yield server
        assert server.process.poll() is None and server.process.pid == pid
        assert server.http.get("health").json()["status"] == "ok"
        assert "Exception in ASGI application" not in "".join(server.said)


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, for tests that leave little of a graph."""
    with serving(tmp_path_factory.mktemp("fresh")) as server:
        yield server
        assert server.http.get("health").json()["status"] == "ok"


@schema(fuzzing=False).parametrize()
@examples(1)
def test_described_requests_at_their_borders_have_described_answers(case: schemathesis.Case, server: Server) -> None:
    # A DOI may end in /history: what is not described there is the writing of a record of that name.
    beside = [unsupported_method] if "/history" in case.path else []
    case.call_and_validate(base_url=server.url, headers=server.curator, timeout=PATIENCE_S, excluded_checks=beside)


@schema(coverage=False).parametrize()
@examples(5)
def test_described_requests_have_described_answers(case: schemathesis.Case, server: Server) -> None:
    case.call_and_validate(base_url=server.url, headers=server.curator, timeout=PATIENCE_S)


@schema(coverage=False).parametrize()
@examples(3)
def test_so_have_those_of_strangers(case: schemathesis.Case, server: Server) -> None:
    case.call_and_validate(base_url=server.url, timeout=PATIENCE_S)


@pytest.mark.parametrize("known", [True, False], ids=["curator", "stranger"])
def test_requests_of_any_bytes_have_an_answer(server: Server, known: bool) -> None:
    ask_all(server, Requests(1, server.token if known else None), number=600)


def ask_all(server: Server, requests: Requests, *, number: int) -> Counter[int | None]:
    """Send so many requests, and see each answered, with no fault of the server."""
    url, statuses = httpx.URL(server.url), Counter[int | None]()
    for count, sent in zip(range(number), requests, strict=False):
        status = ask((url.host, url.port or 80), sent, timeout_s=PATIENCE_S)
        assert status is None or status < 500 or status == 503, f"request {count} got {status}: {sent}"
        statuses[status] += 1
    assert statuses[200] > number / 20 and statuses[None] < number / 5
    assert "Exception in ASGI application" not in "".join(server.said)
    return statuses


def test_records_that_are_taken_can_be_read_in_every_form(server: Server) -> None:
    assert write_all(server, Records.of(1), number=60) > 5


def write_all(server: Server, records: Records, *, number: int) -> int:
    """Write so many odd records, read those that are taken in all forms; returns how many were."""
    taken = 0
    for _ in range(number):
        path, turtle = records.next()
        headers = {"Content-Type": "text/turtle", **server.curator}
        written = server.http.put(path, content=turtle, headers=headers)
        assert written.status_code < 500, f"{path}: {written.text}\n{turtle.decode()}"
        for media in ("text/turtle", "application/rdf+xml", "application/ld+json"):
            told = {"Content-Type": "text/turtle", "Accept": media}
            report = server.http.post("validate", params={"record": path}, content=turtle, headers=told)
            assert report.status_code in (200, 400), f"{path}: {report.text}\n{turtle.decode()}"
        if written.status_code < 300:
            taken += 1
            for where in (*(f"{path}.{form}" for form in FORMS), *PAGES):
                read = server.http.get(where)
                assert read.status_code in (200, 406), f"{where}: {read.text}\n{turtle.decode()}"
    return taken


@pytest.mark.slow
@schema().parametrize()
@examples(100)
def test_many_described_requests_have_described_answers(case: schemathesis.Case, server: Server) -> None:
    case.call_and_validate(base_url=server.url, headers=server.curator, timeout=PATIENCE_S)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 108))
def test_many_requests_of_any_bytes_have_an_answer(fresh: Server, seed: int) -> None:
    ask_all(fresh, Requests(seed, fresh.token), number=10_000)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 104))
def test_many_records_that_are_taken_can_be_read_in_every_form(fresh: Server, seed: int) -> None:
    assert write_all(fresh, Records.of(seed), number=1500) > 150
