"""SPARQL Update over HTTP: through the gate on the graph, as it is on the scratch dataset."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import Server, run, serving

CLAIM = "http://localhost:8000/claims/repetitions-in-reserve"
TAG = f"INSERT DATA {{ GRAPH <{CLAIM}> {{ <{CLAIM}#claim> cg:plainStatement '%s'@%s }} }}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("update")) as server:
        yield server


def update(server: Server, text: str, path: str = "update", **headers: str) -> httpx.Response:
    content = {"Content-Type": "application/sparql-update", **server.curator, **headers}
    return server.http.post(path, content=text.encode(), headers=content)


def rows(server: Server, query: str, path: str = "sparql") -> list[str]:
    answer = server.http.post(path, data={"query": query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return answer.text.split("\r\n")[1:-1]


def wordings(server: Server, language: str) -> list[str]:
    return rows(
        server, f"SELECT ?s {{ <{CLAIM}#claim> cg:plainStatement ?s FILTER(LANG(?s) = '{language}') }} ORDER BY ?s"
    )


def test_an_update_changes_a_record_and_gives_it_a_revision(server: Server) -> None:
    before = server.http.get("claims/repetitions-in-reserve").headers["ETag"]
    answer = update(server, TAG % ("Genauso viel Umfang", "de"))
    assert answer.status_code == 204, answer.text
    assert wordings(server, "de") == ["Genauso viel Umfang"]
    assert server.http.get("claims/repetitions-in-reserve").headers["ETag"] != before
    newest = f"SELECT ?r {{ <{CLAIM}> cg:currentRevision/cg:reason ?r }}"
    assert rows(server, newest) == ["Updated by SPARQL."]


def test_the_pattern_sees_the_union_of_records(server: Server) -> None:
    text = f"""DELETE {{ GRAPH <{CLAIM}> {{ ?c cg:plainStatement ?old }} }}
        INSERT {{ GRAPH <{CLAIM}> {{ ?c cg:plainStatement 'Nouveau'@fr }} }}
        WHERE {{ ?c cg:plainStatement ?old ; cg:hasMechanism/cg:hasStep/cg:hasEvidence/cg:study ?study .
                 ?study cg:title ?title FILTER(LANG(?old) = 'fr') }}"""
    assert update(server, TAG % ("Ancien", "fr")).status_code == 204
    assert update(server, text).status_code == 204
    assert wordings(server, "fr") == ["Nouveau"]


def test_a_form_is_taken_too_and_get_is_not(server: Server) -> None:
    form = server.http.post("update", data={"update": TAG % ("Igual", "es")}, headers=server.curator)
    assert form.status_code == 204 and wordings(server, "es") == ["Igual"]
    got = server.http.get("update", params={"update": "CLEAR ALL"}, headers=server.curator)
    assert got.status_code == 405 and got.headers["Allow"] == "POST"


def test_what_the_gate_refuses_changes_nothing_and_gets_its_report(server: Server) -> None:
    text = f"DELETE WHERE {{ GRAPH <{CLAIM}> {{ ?c cg:statement ?s }} }} ; {TAG % ('x', 'it')}"
    refused = update(server, text, Accept="text/turtle")
    assert refused.status_code == 422 and "cgsh:Claim-statement" in refused.text
    assert update(server, text).json()["report"]["conforms"] is False
    assert wordings(server, "it") == []


def test_a_dry_run_tells_the_outcomes_and_writes_nothing(server: Server) -> None:
    answer = update(server, TAG % ("Prova", "it"), "update?dry-run")
    assert answer.json()["outcomes"] == {"claims/repetitions-in-reserve": "changed"}
    assert wordings(server, "it") == []


def test_a_graph_that_is_no_record_is_refused_with_a_pointer(server: Server) -> None:
    for text in ("INSERT DATA { GRAPH <http://e/g> { <a> <b> <c> } }", "DROP ALL", "INSERT DATA { <a> <b> <c> }"):
        refused = update(server, text)
        assert refused.status_code == 403 and "scratch" in refused.json()["detail"], text
    system = "DELETE WHERE { GRAPH <http://localhost:8000/system/store> { ?s ?p ?o } }"
    assert update(server, system).status_code == 403


def test_removing_what_others_use_is_a_conflict_and_removing_a_claim_is_done(server: Server) -> None:
    concepts = "DROP GRAPH <http://localhost:8000/concepts/resistance-training>"
    assert update(server, concepts).status_code == 409
    claims = rows(server, "SELECT ?c { ?c a cg:Record FILTER(CONTAINS(STR(?c), '/claims/')) }")
    path = next(claim for claim in claims if claim != CLAIM)
    assert update(server, f"DROP GRAPH <{path}>").status_code == 204
    assert server.http.get(path.removeprefix("http://localhost:8000/")).status_code == 410


def test_errors_name_their_place_in_the_update(server: Server) -> None:
    wrong = update(server, f"{TAG % ('x', 'it')} ;\nDELETE WHERE {{ GRAPH <{CLAIM}> {{ ?s ?p }} }}")
    assert wrong.status_code == 400 and wrong.json()["line"] == 2
    assert update(server, "LOAD <http://127.0.0.1:9/>").status_code == 400
    assert update(server, "CLEAR GRAPH <http://e/g>", "update?using-graph-uri=g").status_code == 400


def test_writing_needs_a_token_of_a_curator(server: Server) -> None:
    assert server.http.post("update", data={"update": "CLEAR ALL"}).status_code == 401
    agent = "https://orcid.org/0000-0002-1825-0097"
    reader = run("token", "add", "--store", str(server.store), "--role", "reader", "--agent", agent).stdout.strip()
    header = {"Authorization": f"Bearer {reader}"}
    assert server.http.post("update", data={"update": "CLEAR ALL"}, headers=header).status_code == 403
    assert server.http.post("scratch/update", data={"update": "CLEAR ALL"}, headers=header).status_code == 403


def test_updates_at_once_lose_nothing(server: Server) -> None:
    text = """DELETE { GRAPH ?g { ?c cg:plainStatement ?old } } INSERT { GRAPH ?g { ?c cg:plainStatement ?new } }
        WHERE { GRAPH ?g { ?c cg:plainStatement ?old } FILTER(LANG(?old) = 'nl')
                 BIND(STRLANG(CONCAT(STR(?old), 'x'), 'nl') AS ?new) }"""
    assert update(server, TAG % ("x", "nl")).status_code == 204
    statuses: list[int] = []

    def write() -> None:
        for _ in range(6):
            content = {"Content-Type": "application/sparql-update", **server.curator}
            statuses.append(httpx.post(server.url + "update", content=text, headers=content, timeout=60).status_code)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {204, 503}
    assert wordings(server, "nl") == ["x" * (1 + statuses.count(204))]


def test_scratch_takes_any_graph_and_the_graph_never_sees_it(server: Server) -> None:
    text = "INSERT DATA { <a> <b> [ <c> 'x' ] . GRAPH <http://e/g> { <http://e/s> <http://e/p> 1 } }"
    assert update(server, text, "scratch/update").status_code == 204
    count = "SELECT (COUNT(*) AS ?n) { %s }"
    assert rows(server, count % "?s ?p ?o", "scratch/sparql") == ["2"]
    assert rows(server, count % "GRAPH <http://e/g> { ?s ?p ?o }", "scratch/sparql") == ["1"]
    assert rows(server, count % "GRAPH <http://e/g> { ?s ?p ?o }") == ["0"]
    assert update(server, "CLEAR DEFAULT ; CREATE GRAPH <http://e/g>", "scratch/update").status_code == 400
    assert rows(server, count % "?s ?p ?o", "scratch/sparql") == ["2"], "a failing update changes nothing"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["scratch/store?", "scratch/store?graph=http://e/dry&", "scratch/store/dry?"])
def test_scratch_refuses_a_dry_run_and_writes_nothing(server: Server, method: str, path: str) -> None:
    def everything() -> list[str]:
        return rows(server, "SELECT ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", "scratch/sparql")

    assert update(server, "INSERT DATA { GRAPH <http://e/dry> { <a> <b> 'dry' } }", "scratch/update").status_code == 204
    before = everything()
    content = None if method == "DELETE" else b"<http://e/a> <http://e/b> 'wet' ."
    headers = {"Content-Type": "text/turtle", **server.curator}
    answer = server.http.request(method, f"{path}dry-run", content=content, headers=headers)
    assert answer.status_code == 400 and "no dry run" in answer.json()["detail"]
    assert everything() == before


def test_scratch_survives_a_killed_server(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert update(server, "INSERT DATA { <a> <b> 'kept' }", "scratch/update").status_code == 204
        server.kill()
    with serving(tmp_path, token=server.token) as server:
        assert rows(server, "SELECT ?o { ?s ?p ?o }", "scratch/sparql") == ["kept"]


@pytest.mark.parametrize("where", ["body", "address"])
def test_a_dry_run_may_be_asked_for_in_the_form_or_in_the_address(server: Server, where: str) -> None:
    claim = "http://localhost:8000/claims/repetitions-in-reserve"
    text = f"DELETE WHERE {{ GRAPH <{claim}> {{ <{claim}#claim> cg:plainStatement ?x }} }}"
    form = {"update": text, **({"dry-run": "true"} if where == "body" else {})}
    address = "update?dry-run" if where == "address" else "update"
    answer = server.http.post(address, data=form, headers=server.curator)
    assert answer.status_code == 200 and answer.json()["outcomes"]
    asked = {"query": f"ASK {{ <{claim}#claim> cg:plainStatement ?x }}"}
    assert server.http.get("sparql", params=asked, headers={"Accept": "application/json"}).json()["boolean"] is True


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "update?dry_run=1"), ("POST", "update?Dry-Run"), ("POST", "scratch/update?dryrun"),
        ("DELETE", "scratch/store?Graph=http://nothing/"), ("GET", "scratch/store?grpah=http://nothing/"),
        ("PUT", "scratch/store?graph=http://e/&dry"), ("DELETE", "store?graf=http://nothing/"),
        ("DELETE", "claims/ribosome-biogenesis?dry_run"), ("PUT", "claims/ribosome-biogenesis?dryrun=true"),
    ],
)  # fmt: skip
def test_a_misspelt_parameter_never_writes(server: Server, method: str, path: str) -> None:
    media = "application/sparql-update" if "update" in path else "text/turtle"
    content = b"INSERT DATA { <http://e/a> <http://e/b> 1 }" if "update" in path else b"<http://e/a> <http://e/b> 1 ."
    answer = server.http.request(method, path, content=content, headers={"Content-Type": media, **server.curator})
    assert answer.status_code == 400 and "is unknown; one of" in answer.json()["detail"]
    assert server.http.get("claims/ribosome-biogenesis").status_code == 200
