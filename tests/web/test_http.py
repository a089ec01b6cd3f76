from __future__ import annotations

import gzip
import json
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from serving import Server, run, serving

from claimgraph.mediatypes import JSON_LD, RDF_TYPES
from claimgraph.rdf.canonical import digest
from claimgraph.rdf.jsonld.reading import read_document
from claimgraph.vocabulary import CGSH

SEED = "claims/repetitions-in-reserve"
STUDY = "studies/10.1080/02640414.2024.2321021"
CG = "@prefix cg: <https://w3id.org/claimgraph/ontology#> ."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("store")) as server:
        yield server


def put(server: Server, path: str, text: str, **headers: str) -> httpx.Response:
    return server.http.put(
        path, content=(CG + text).encode(), headers={"Content-Type": "text/turtle", **server.curator, **headers}
    )


def test_the_start_page_leads_to_every_claim(server: Server) -> None:
    page = server.http.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 200 and f'href="/{SEED}#claim"' in page.text


def test_health_names_the_base_and_the_engine(server: Server) -> None:
    health = server.http.get("/health").json()
    assert health["status"] == "ok" and health["base"] == "http://localhost:8000/" and health["gate"] == "shacl"


@pytest.mark.parametrize("kind", RDF_TYPES, ids=lambda kind: kind.name)
def test_a_record_says_the_same_in_every_syntax(server: Server, kind: object) -> None:
    def triples(response: httpx.Response, syntax: RdfFormat) -> str:
        assert response.status_code == 200
        if syntax == RdfFormat.JSON_LD:
            quads = read_document(response.content, JSON_LD, base="http://elsewhere/", root="http://localhost:8000/")
            return digest(quad.triple for quad in quads)
        parsed = parse(response.content, syntax, base_iri=f"http://elsewhere/{SEED}")
        return digest(quad.triple for quad in parsed)

    turtle = triples(server.http.get(SEED), RdfFormat.TURTLE)
    by_accept = server.http.get(SEED, headers={"Accept": kind.media})  # type: ignore[attr-defined]
    by_suffix = server.http.get(SEED + kind.suffix)  # type: ignore[attr-defined]
    assert by_accept.headers["content-type"].startswith(kind.media)  # type: ignore[attr-defined]
    assert triples(by_accept, kind.format) == triples(by_suffix, kind.format) == turtle  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [SEED, STUDY, "studies/pubmed/30160627", "concepts/resistance-training"])
def test_the_alternates_that_a_record_names_are_there(server: Server, path: str) -> None:
    links = server.http.get(path).headers["link"]
    alternates = re.findall(r'<http://localhost:8000/([^>]+)>; rel="alternate[^"]*"; type="([^"]+)"', links)
    assert len(alternates) == len(RDF_TYPES) + len(["JSON", "HTML"])
    for where, media in alternates:
        answer = server.http.get(where)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(media)


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        (
            SEED,
            ["Most probable mechanism", "Less supported by current evidence, but not ruled out", "Refalo et al. 2024"],
        ),
        (STUDY, ["0.181", "0.119 to 0.243", "Declared proxies"]),
        ("concepts/resistance-training", ["volume load", "GO_0031929"]),
        ("claims", ["repetitions-in-reserve"]),
        ("studies", ["2024"]),
        ("concepts", ["volume load", "Search"]),
        ("queries", ["claims_by_study"]),
        ("queries/claims", ["supporting"]),
        ("sparql", ["<textarea"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_browser_gets_a_page(server: Server, path: str, parts: list[str]) -> None:
    page = server.http.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    for part in parts:
        assert part.lower() in page.text.lower()
    known = ('<script type="application/ld+json">', '<script type="module" src="/static/')
    assert "http-equiv" not in page.text
    assert all(script.startswith(known) for script in re.findall(r"<script[^>]*>", page.text))
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("kind", ["claims", "studies", "concepts"])
@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json"])
def test_lists_are_linked_data_too(server: Server, kind: str, media: str) -> None:
    answer = server.http.get(kind, headers={"Accept": media})
    assert answer.headers["content-type"].startswith(media)
    syntax = RdfFormat.TURTLE if media == "text/turtle" else RdfFormat.JSON_LD
    assert len(list(parse(answer.content, syntax))) > 8


def test_a_body_that_is_compressed_is_415_and_says_what_is_taken(server: Server) -> None:
    headers = {"Content-Type": "text/turtle", "Content-Encoding": "gzip"}
    answer = server.http.post("validate?record=claims/x", content=gzip.compress(b"<a> <b> 1 ."), headers=headers)
    assert answer.status_code == 415 and answer.headers["accept-encoding"] == "identity"


def test_a_page_shows_the_first_rows_of_many(server: Server) -> None:
    query = "SELECT * { ?a ?b ?c . ?d a cg:Claim } LIMIT 2000"
    page = server.http.get("/sparql", params={"query": query}, headers={"Accept": "text/html"})
    assert page.text.count("<tr>") == 1001 and "a download has all" in page.text


def test_the_etag_spares_a_second_transfer(server: Server) -> None:
    first = server.http.get(SEED)
    again = server.http.get(SEED, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content


def test_a_record_that_never_was_is_404_and_a_withdrawn_one_410(server: Server) -> None:
    assert server.http.get("claims/none").status_code == 404
    assert put(server, "claims/short", '<#claim> a cg:Claim ; cg:statement "s"@en .').status_code == 201
    assert server.http.delete("claims/short", headers=server.curator).status_code == 204
    gone = server.http.get("claims/short")
    assert gone.status_code == 410 and "taken out" in gone.json()["detail"]


def test_nothing_acceptable_is_406(server: Server) -> None:
    assert server.http.get(SEED, headers={"Accept": "image/png"}).status_code == 406
    assert server.http.get("/sparql?query=ASK{}", headers={"Accept": "image/png"}).status_code == 406


def test_what_a_syntax_cannot_hold_is_406_in_it_and_there_in_others(server: Server) -> None:
    member = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#li>"
    assert (
        put(server, "claims/member", f'<#claim> a cg:Claim ; cg:statement "s"@en ; {member} "x" .').status_code == 201
    )
    for where, headers in (
        ("claims/member.rdf", {}),
        ("store?graph=http://localhost:8000/claims/member", {"Accept": "application/rdf+xml"}),
    ):
        answer = server.http.get(where, headers=headers)
        assert answer.status_code == 406 and "application/rdf+xml" in answer.json()["detail"]
    assert server.http.get("claims/member").status_code == 200
    assert server.http.delete("claims/member", headers=server.curator).status_code == 204


def test_writing_needs_a_token(server: Server) -> None:
    body = {"content": b"x", "headers": {"Content-Type": "text/turtle"}}
    for method, path in (("PUT", SEED), ("DELETE", SEED), ("POST", "load"), ("POST", "ingest?name=x.txt")):
        answer = server.http.request(method, path, **body)  # type: ignore[arg-type]
        assert answer.status_code == 401 and "Bearer" in answer.headers["www-authenticate"], path
    wrong = {"Authorization": "Bearer 000000000000.wrong"}
    assert server.http.delete(SEED, headers=wrong).status_code == 401


def test_a_role_too_low_is_403(server: Server) -> None:
    agent = "https://orcid.org/0000-0002-1825-0097"
    reader = run("token", "add", "--store", str(server.store), "--role", "reader", "--agent", agent).stdout.strip()
    assert server.http.delete(SEED, headers={"Authorization": f"Bearer {reader}"}).status_code == 403


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("<#claim> a cg:Claim .", "Claim-statement"),
        ('<#claim> a cg:Claim ; cg:statement "s" .', "Claim-statement"),
        ('<#claim> a cg:Claim ; cg:statement "s"@en ; cg:declaredSupporting -1 .', "Claim-declaredSupporting"),
        ('<#claim> a cg:Claim ; cg:statement "s"@en ; cg:population <../concepts/none#x> .', "Claim-population"),
        (
            '<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasEvidence <#e> . <#e> a cg:EvidenceLine ;'
            " cg:study <https://doi.org/10.1/none> ; cg:direction cg:Supports ; cg:basis cg:Unstated .",
            "EvidenceLine-study",
        ),
        ('<#claim> a cg:Claim ; cg:statement "s"@en . <other#x> a cg:Claim ; cg:statement "t"@en .', "Record-subjects"),
    ],
    ids=["no statement", "no language", "negative count", "unknown concept", "unknown study", "foreign subject"],
)
def test_a_faulty_record_is_refused_with_a_report_and_nothing_changes(server: Server, text: str, shape: str) -> None:
    before = server.http.get("/dump").content
    refused = put(server, "claims/faulty", text, Accept="application/json")
    assert refused.status_code == 422
    [result] = refused.json()["report"]["results"]
    assert result["sourceShape"] == CGSH + shape and result["focusNode"] and result["message"]
    as_turtle = put(server, "claims/faulty", text, Accept="text/turtle")
    assert as_turtle.status_code == 422 and "sh:ValidationReport" in as_turtle.text
    assert server.http.get("/dump").content == before


def test_a_dry_run_writes_nothing(server: Server) -> None:
    text = '<#claim> a cg:Claim ; cg:statement "s"@en .'
    answer = put(server, "claims/dry?dry-run", text)
    assert answer.status_code == 200 and answer.headers["x-outcome"] == "created" and answer.json()["conforms"]
    assert server.http.get("claims/dry").status_code == 404


def test_a_write_on_an_old_version_is_refused(server: Server) -> None:
    text = '<#claim> a cg:Claim ; cg:statement "{}"@en .'
    assert put(server, "claims/match", text.format(1)).status_code == 201
    tag = server.http.get("claims/match").headers["etag"]
    assert put(server, "claims/match", text.format(2), **{"If-Match": tag}).status_code == 204
    assert put(server, "claims/match", text.format(3), **{"If-Match": tag}).status_code == 412
    assert put(server, "claims/match", text.format(3), **{"If-None-Match": "*"}).status_code == 412
    assert '"2"' in server.http.get("claims/match").text


def test_the_same_content_twice_makes_no_revision(server: Server) -> None:
    text = '<#claim> a cg:Claim ; cg:statement "same"@en .'
    put(server, "claims/same", text)
    revision = server.http.get("/health").json()["revision"]
    assert put(server, "claims/same", text).headers["x-outcome"] == "unchanged"
    assert server.http.get("/health").json()["revision"] == revision


def test_what_others_use_cannot_be_removed(server: Server) -> None:
    refused = server.http.delete("concepts/resistance-training", headers=server.curator)
    assert refused.status_code == 409
    assert {r["sourceShape"] for r in refused.json()["report"]["results"]} == {CGSH + "Record-removed"}


def test_a_body_that_does_not_parse_is_400_with_its_place(server: Server) -> None:
    answer = put(server, "claims/bad", "\n<#claim> cg:statement .")
    assert answer.status_code == 400
    assert (answer.json()["place"], answer.json()["line"]) == ("claims/bad", 2)


def test_a_body_of_no_known_type_is_415_and_a_large_one_413(server: Server) -> None:
    headers = {**server.curator, "Content-Type": "application/pdf"}
    assert server.http.put("claims/x", content=b"x", headers=headers).status_code == 415
    headers["Content-Type"] = "text/turtle"
    assert server.http.put("claims/x", content=b"#" * 9_000_000, headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("parameters", "taken"),
    [
        ('; charset="utf-8"; version=1.1', True),
        ("; version=1.1;charset = UTF8", True),
        ("; charset=", True),
        ("; note='charset=utf-16'", True),
        ("; charset=utf-16", False),
        ('; version=1.1; charset="latin1"', False),
    ],
)
@pytest.mark.parametrize(
    ("path", "media", "text"),
    [("validate?record=claims/x", "text/turtle", "<#a> <b> 1 ."), ("sparql", "application/sparql-query", "ASK {}")],
    ids=["document", "query"],
)
def test_a_body_is_utf_8_and_may_say_so(
    server: Server, path: str, media: str, text: str, parameters: str, taken: bool
) -> None:
    answer = server.http.post(path, content=text.encode(), headers={"Content-Type": media + parameters})
    assert answer.status_code == (200 if taken else 415)
    assert taken or "UTF-8" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["claims/../x", "claims/a%2Fb/c", "claims/", "claims/%", "claims/a b", "studies/x/y"])
def test_a_path_that_is_no_record_is_404(server: Server, path: str) -> None:
    assert server.http.get(httpx.URL(server.url).join(path)).status_code == 404


@pytest.mark.parametrize("path", ["sparql", "scratch/sparql", "store?graph=http://e/", "scratch/store?graph=http://e/"])
def test_a_host_that_is_none_is_400_where_it_matters(server: Server, path: str) -> None:
    answer = server.http.get(path, headers={"Host": "%zz"})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "the header Host is '%zz'; a host was expected"


def test_hard_names_survive(server: Server) -> None:
    doi = "10.1002/(sici)1097-0258(19980815)17:15/16%3C1661::aid-sim968%3E3.0.co;2-2.html"
    literal = doi.replace("%3C", "<").replace("%3E", ">")
    text = f'<https://doi.org/{doi}> a cg:Study ; cg:doi "{literal}" .'
    raw = f"{server.url}studies/{doi}"
    headers = {"Content-Type": "text/turtle", **server.curator}
    assert server.http.put(raw, content=(CG + text).encode(), headers=headers).status_code == 201
    assert literal in server.http.get(raw).text
    assert server.http.get(raw + ".nt").headers["content-type"].startswith("application/n-triples")


QUERY = "SELECT ?c WHERE { ?c a cg:Claim } ORDER BY ?c"


@pytest.mark.parametrize(
    ("media", "read"),
    [
        ("application/sparql-results+json", lambda b: len(json.loads(b)["results"]["bindings"])),
        ("application/sparql-results+xml", lambda b: len(ElementTree.fromstring(b)[1])),
        ("text/csv", lambda b: len(b.decode().splitlines()) - 1),
        ("text/tab-separated-values", lambda b: len(b.decode().splitlines()) - 1),
    ],
)
def test_select_in_every_results_syntax_by_get_and_post(server: Server, media: str, read: object) -> None:
    accept = {"Accept": media}
    answers = [
        server.http.get("/sparql", params={"query": QUERY}, headers=accept),
        server.http.post("/sparql", data={"query": QUERY}, headers=accept),
        server.http.post("/sparql", content=QUERY, headers={**accept, "Content-Type": "application/sparql-query"}),
    ]
    for answer in answers:
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(media)
        assert read(answer.content) >= 5  # type: ignore[operator]


def test_ask_construct_and_describe(server: Server) -> None:
    assert server.http.get("/sparql", params={"query": "ASK { ?c a cg:Claim }"}).json()["boolean"] is True
    for query in ("CONSTRUCT WHERE { ?c a cg:Claim }", f"DESCRIBE <http://localhost:8000/{SEED}#claim>"):
        for media, syntax in (
            ("text/turtle", RdfFormat.TURTLE),
            ("application/n-triples", RdfFormat.N_TRIPLES),
            ("application/ld+json", RdfFormat.JSON_LD),
        ):
            answer = server.http.get("/sparql", params={"query": query}, headers={"Accept": media})
            assert answer.headers["content-type"].startswith(media) and len(list(parse(answer.content, syntax))) > 4


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("SELECT * WHERE {", "does not parse"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { ?s ?p '" + "x" * 40_000 + "' }", "bytes"),
        ("SELECT * { FILTER(" + "(" * 200 + "1" + ")" * 200 + ") }", "nested"),
    ],
    ids=["syntax", "service", "size", "nesting"],
)
def test_a_query_that_cannot_be_answered_is_400_and_says_why(server: Server, query: str, part: str) -> None:
    answer = server.http.post("/sparql", data={"query": query})
    assert answer.status_code == 400 and part in answer.json()["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("data", [{}, {"query": ["ASK {}", "ASK {}"]}], ids=["none", "two"])
def test_exactly_one_query_is_expected(server: Server, data: dict[str, list[str]]) -> None:
    assert server.http.post("/sparql", data=data).status_code in (400, 415)


def test_a_client_that_leaves_in_the_middle_of_its_body_is_no_fault_of_the_server(server: Server) -> None:
    url = httpx.URL(server.url)
    with socket.create_connection((url.host, url.port), timeout=5) as connection:
        head = b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\nContent-Length: 99\r\n\r\n<a>"
        connection.sendall(head)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(99) == b""
    assert server.http.get("/health").status_code == 200
    assert "Exception in ASGI application" not in "".join(server.said)


def test_methods_that_are_not_possible_are_405_with_allow(server: Server) -> None:
    answer = server.http.put("/sparql")
    assert answer.status_code == 405 and "GET" in answer.headers["allow"]


def test_every_catalogue_query_answers_over_http(server: Server) -> None:
    catalogue = server.http.get("/queries").json()
    assert len(catalogue) >= 8
    example = {
        "claim": f"{SEED}#claim",
        "study": "https://doi.org/10.1080/02640414.2024.2321021",
        "concept": "concepts/resistance-training#volume-load",
        "text": "fatigue",
    }
    for query in catalogue:
        values = {p["name"]: example[p["name"]] for p in query["parameters"] if p["required"]}
        answer = server.http.get(f"/queries/{query['name']}", params=values)
        assert answer.status_code == 200 and answer.json()["head"]["vars"] == query["columns"]
        unanswered = query["name"] in {"proposed_links", "unreliable_studies"}
        assert bool(answer.json()["results"]["bindings"]) != unanswered, query["name"]


@pytest.mark.parametrize(
    "value", ['x" } DROP ALL #', "<http://e/> . ?s ?p ?o", "http://e/a b", "javascript:alert(1)>", "a\nb", "%00"]
)
def test_parameters_are_never_text(server: Server, value: str) -> None:
    answer = server.http.get("/queries/claims_by_study", params={"study": value})
    assert answer.status_code == 400 or answer.json()["results"]["bindings"] == []


@pytest.mark.parametrize("iri", ["http://[", "http://a[b", "http://a℀b/", "http://[::1/x"])
def test_iris_that_url_parsers_choke_on_are_values_like_others(server: Server, iri: str) -> None:
    answer = server.http.get("/queries/claims_by_study", params={"study": iri})
    assert answer.status_code == 400 or answer.json()["results"]["bindings"] == []


def test_a_page_shows_an_iri_whose_host_is_odd(server: Server) -> None:
    query = "SELECT (<http://a℀b/> AS ?x) {}"
    page = server.http.get("/sparql", params={"query": query}, headers={"Accept": "text/html"})
    assert page.status_code == 200 and 'href="http://a℀b/"' in page.text


def test_validate_reports_and_writes_nothing(server: Server) -> None:
    text = CG + "<#claim> a cg:Claim ."
    headers = {"Content-Type": "text/turtle"}
    report = server.http.post("/validate?record=claims/v", content=text.encode(), headers=headers).json()
    assert report["conforms"] is False and report["results"][0]["sourceShape"] == CGSH + "Claim-statement"
    assert server.http.get("claims/v").status_code == 404


def test_script_in_wording_comes_out_as_text(server: Server) -> None:
    put(server, "claims/script", '<#claim> a cg:Claim ; cg:statement "<script>alert(1)</script>"@en .')
    page = server.http.get("claims/script", headers={"Accept": "text/html"}).text
    assert "<script>" not in page and "&lt;script&gt;" in page
    server.http.delete("claims/script", headers=server.curator)


def test_a_page_is_ingested_through_the_running_server(server: Server, shared_pages: Path) -> None:
    page = shared_pages / "creatine-strength.txt"
    run("ingest", "--store", str(server.store), str(page), expect=3)
    done = run("ingest", "--store", str(server.store), "--token", server.token, "--format", "json", str(page))
    [report] = json.loads(done.stdout)
    assert (report["outcome"], report["supporting"], report["contradicting"]) == ("created", 2, 0)
    again = run("ingest", "--store", str(server.store), "--token", server.token, "--format", "json", str(page))
    assert json.loads(again.stdout)[0]["outcome"] == "unchanged"
    table = run(
        "query", "--store", str(server.store), "evidence_tally", "--param", "claim=claims/creatine-strength#claim"
    )
    assert table.stdout.splitlines()[1].endswith("creatine-strength#claim,2,0,0,2,0")
    assert "phosphocreatine" in run("show", "--store", str(server.store), "creatine-strength").stdout


def test_acknowledged_writes_survive_a_killed_server(tmp_path: Path) -> None:
    acknowledged = []
    with serving(tmp_path / "store", "--empty") as server:
        for number in range(60):
            text = f'<#claim> a cg:Claim ; cg:statement "{number}"@en .'
            assert put(server, f"claims/k{number}", text).status_code == 201
            acknowledged.append(number)
        server.kill()
    done = run("query", "--store", str(tmp_path / "store"), "SELECT (COUNT(*) AS ?n) WHERE { ?c a cg:Claim }")
    assert int(done.stdout.split()[1]) == len(acknowledged)


def test_a_taken_port_is_exit_3(server: Server, tmp_path: Path) -> None:
    port = server.url.rstrip("/").rpartition(":")[2]
    done = run("serve", "--store", str(tmp_path / "s"), "--port", port, expect=3)
    assert "cannot listen on 127.0.0.1" in done.stderr
    assert not (tmp_path / "s").exists()


def test_a_public_address_without_token_is_refused(tmp_path: Path) -> None:
    done = run("serve", "--store", str(tmp_path / "s"), "--host", "0.0.0.0", "--port", "0", expect=2)
    assert "public" in done.stderr and "token add" in done.stderr


def test_a_read_only_server_refuses_writes_with_any_token(tmp_path: Path) -> None:
    with serving(tmp_path / "store", "--read-only", "--empty") as server:
        assert put(server, "claims/x", '<#claim> a cg:Claim ; cg:statement "s"@en .').status_code == 403


def test_a_server_stops_on_request_and_lets_go_of_the_store(tmp_path: Path) -> None:
    with serving(tmp_path / "store", "--empty") as server:
        process: subprocess.Popen[str] = server.process
    assert process.returncode == 0 or process.returncode == -15
    run("query", "--store", str(tmp_path / "store"), "ASK { ?s ?p ?o }")


def test_a_link_names_the_syntax_of_a_sparql_answer(server: Server) -> None:
    query = "SELECT ?claim { ?claim a cg:Claim } ORDER BY ?claim LIMIT 2"
    browser = {"Accept": "text/html"}
    answer = server.http.get("sparql", params={"query": query, "format": "csv"}, headers=browser)
    assert answer.headers["content-type"].startswith("text/csv") and len(answer.text.split()) == 3
    graph = {"query": "CONSTRUCT WHERE { ?claim a cg:Claim }", "format": "ntriples"}
    assert "<https://w3id.org/claimgraph/ontology#Claim> ." in server.http.get("sparql", params=graph).text
    unknown = server.http.get("sparql", params={"query": query, "format": "application/sparql-results+json"})
    assert unknown.status_code == 200


def test_a_browser_gets_a_mistake_in_a_query_beside_the_form(server: Server) -> None:
    query = "SELECT * WHERE {\n  ?claim a cg:Claim\n  cg:statement ?s\n}"
    answer = server.http.get("sparql", params={"query": query}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "Line 3, column" in answer.text and "  3    cg:statement ?s" in answer.text and "<textarea" in answer.text
