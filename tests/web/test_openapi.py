"""The OpenAPI document: valid, complete, and its examples work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from described import Operation, document, operations
from openapi_spec_validator import OpenAPIV31SpecValidator
from serving import Server, serving
from starlette.routing import Mount, Route

from claimgraph.querying.catalogue import RESERVED
from claimgraph.service import Claimgraph
from claimgraph.web.app import make_app

_FOR_PEOPLE = "a form for people; programs send the token with each request"
_SLASH = "the endpoint whose address ends without the slash"
NOT_DESCRIBED = {
    "/service/{secret}/{target}": "workers alone know the way to it",
    "/static": "the style sheet of the pages is no interface",
    "/sign-in": _FOR_PEOPLE,
    "/sign-out": _FOR_PEOPLE,
    "/sparql/": _SLASH,
    "/update/": _SLASH,
    "/scratch/sparql/": _SLASH,
    "/scratch/update/": _SLASH,
}
IMPLIED = {"HEAD": "it answers like the GET, without the body; the document says so once"}
_FOR_ALL = ("/sparql", "/validate", "/contributions", "/propose", "/withdraw")
"""What writes nothing, or only what waits for a review, or knows its maker by a secret."""
OPERATIONS = operations()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("openapi")) as server:
        yield server


def test_the_document_is_valid() -> None:
    assert [str(error) for error in OpenAPIV31SpecValidator(document()).iter_errors()] == []


def test_the_running_server_hands_out_the_document(server: Server) -> None:
    answer = server.http.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json" and answer.json() == document()


def test_every_route_and_method_is_described_or_excused(graph: Claimgraph) -> None:
    described = {(operation.path.partition("{")[0], operation.method.upper()) for operation in OPERATIONS}
    excused = set()
    for route in make_app(graph).routes:
        assert isinstance(route, (Route, Mount)), route
        if route.path in NOT_DESCRIBED:
            excused.add(route.path)
            continue
        assert isinstance(route, Route)
        start = "/queries/claims" if route.path == "/queries/{name}" else route.path.partition("{")[0]
        for method in (route.methods or set()) - set(IMPLIED):
            assert (start, method) in described, f"{method} {route.path}"
    assert excused == set(NOT_DESCRIBED)


def test_operations_have_a_name_of_their_own_a_tag_and_a_summary() -> None:
    names = [operation.told["operationId"] for operation in OPERATIONS]
    tags = {tag["name"] for tag in document()["tags"]}
    assert len(names) == len(set(names)) > 40
    for operation in OPERATIONS:
        assert set(operation.told["tags"]) <= tags and operation.told["summary"], str(operation)


def test_every_question_is_an_operation_with_its_own_parameters(curated: Claimgraph) -> None:
    for name, query in curated.catalogue.items():
        told = document()["paths"][f"/queries/{name}"]["get"]
        assert told["summary"] == query.summary
        assert {p["name"] for p in told["parameters"]} == {p.name for p in query.parameters} | {*RESERVED}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_what_writes_or_is_not_public_needs_a_token_and_nothing_else(operation: Operation) -> None:
    writes = operation.path == "/backup" or (operation.method != "get" and not operation.path.endswith(_FOR_ALL))
    assert (
        operation.secured
        == writes
        == (401 in operation.statuses and not operation.path.endswith(("/withdraw", "/review")))
    )


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_the_examples_work_on_the_shipped_graph(server: Server, operation: Operation) -> None:
    if operation.path == "/backup":
        assert operation.call(server, None).status_code == 403, "a curator is no administrator"
        return
    for media in operation.bodies() or [None]:
        answer = operation.call(server, media, **_on_a_contribution(server, operation))
        assert 200 <= answer.status_code < 300, f"{media}: {answer.status_code} {answer.text[:500]}"
        operation.check(answer)


def _on_a_contribution(server: Server, operation: Operation) -> dict[str, Any]:
    """A pending contribution of its own for what decides about one."""
    if "/contributions/{id}/" not in operation.path:
        return {}
    doi = f"10.5555/{operation.told['operationId'].lower()}"
    fields = {"kind": "evidence", "target": "claims/repetitions-in-reserve", "direction": "Supports", "doi": doi}
    told = server.http.post("/contributions", json={**fields, "basis": "Observation"}).json()
    content = json.dumps({"secret": told["secret"]}).encode() if operation.path.endswith("/withdraw") else None
    return {"path": {"id": told["contribution"]["id"]}, "content": content}
