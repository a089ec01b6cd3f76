"""Safe by default: whatever a request says, it leads to no other server and to no file on disk."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from canary import SECRET, Canary, singing
from pyoxigraph import Store
from serving import COMMAND, Server, run, serving

RECORD = "claims/canary"
_SOME = "{ ?s ?p ?o }"


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with singing(tmp_path_factory.mktemp("canary")) as canary:
        yield canary


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("store")) as server:
        yield server


@pytest.fixture(autouse=True)
def _nobody_came(canary: Canary, request: pytest.FixtureRequest) -> Iterator[None]:
    canary.seen.clear()
    yield
    if "control" not in request.node.name:
        assert not canary.seen


def filled(text: str, canary: Canary) -> str:
    return text.replace("HTTP:", canary.url).replace("FILE:", canary.file_url)


def is_silent(answer: httpx.Response) -> bool:
    return SECRET not in answer.text and SECRET not in str(answer.headers)


def test_as_a_control_the_canary_hears_an_engine_that_nobody_guards(canary: Canary) -> None:
    rows = Store().query(f"SELECT * {{ SERVICE SILENT <{canary.url}> {_SOME} }}")
    assert list(rows) is not None and canary.seen[-1].startswith("POST /canary")  # type: ignore[arg-type]
    store = Store()
    store.update(f"LOAD <{canary.url}>")
    assert canary.seen[-1].startswith("GET /canary") and SECRET in str(list(store))
    assert SECRET in canary.file.read_text("ascii") and SECRET in httpx.get(canary.url).text


QUERIES = {
    "service": f"SELECT * {{ SERVICE <HTTP:> {_SOME} }}",
    "service silent": f"SELECT * {{ SERVICE SILENT <HTTP:> {_SOME} }}",
    "service of a file": f"SELECT * {{ SERVICE <FILE:> {_SOME} }}",
    "service in lower case": f"select * {{ service<HTTP:>{_SOME} }}",
    "service after a comment": f"SELECT * {{ #\rSERVICE#\n<HTTP:>{_SOME} }}",
    "service of a variable": f"SELECT * {{ VALUES ?g {{ <HTTP:> }} SERVICE ?g {_SOME} }}",
    "service in a subselect": f"SELECT * {{ {{ SELECT * {{ SERVICE <HTTP:> {_SOME} }} }} }}",
    "service in exists": f"ASK {{ FILTER EXISTS {{ SERVICE <HTTP:> {_SOME} }} }}",
    "service in construct": f"CONSTRUCT {_SOME} WHERE {{ SERVICE <HTTP:> {_SOME} }}",
    "service in describe": f"DESCRIBE ?s WHERE {{ SERVICE <HTTP:> {_SOME} }}",
    "service under a prefix": f"PREFIX e: <HTTP:> SELECT * {{ SERVICE e: {_SOME} }}",
    "service under a base": f"BASE <HTTP:> SELECT * {{ SERVICE <> {_SOME} }}",
    "escaped word": f"SELECT * {{ \\u0053ERVICE <HTTP:> {_SOME} }}",
    "long escape": f"SELECT * {{ S\\U00000045RVICE <HTTP:> {_SOME} }}",
    "escaped quote": f'SELECT * {{ ?a ?b "\\u0022 . SERVICE <HTTP:> {_SOME} #" }}',
    "escaped bracket": f"SELECT * {{ ?a <x\\u003e ?c . SERVICE <HTTP:> {_SOME} #> }}",
    "glued to a number": f"SELECT * {{ BIND(1 AS ?n) OPTIONAL {{ ?a ?b 1SERVICE <HTTP:> {_SOME} }} }}",
    "glued to true": f"SELECT * {{ OPTIONAL {{ ?a ?b trueSERVICE <HTTP:> {_SOME} }} }}",
    "glued to silent": f"SELECT * {{ SERVICESILENT<HTTP:>{_SOME} }}",
    "glued to a prefix": f"PREFIX e: <HTTP:> SELECT * {{ SERVICEe: {_SOME} }}",
    "glued to a dot and a prefix": f"PREFIX e: <HTTP:> SELECT * {{ ?a ?b ?c.SERVICESILENTe: {_SOME} }}",
    "operator as bracket": f"SELECT * {{ FILTER(1<2)SERVICE#>\n<HTTP:> {_SOME} }}",
    "operator before a string": f'SELECT * {{ FILTER(1<2#>"""\n) SERVICE <HTTP:> {_SOME} #"""\n }}',
    "load": "LOAD <HTTP:>",
}
ENDPOINTS = ("sparql", "scratch/sparql")
WAYS = ("get", "form", "direct")


def ask(server: Server, way: str, path: str, query: str, **parameters: str) -> httpx.Response:
    if way == "get":
        return server.http.get(path, params={"query": query, **parameters})
    if way == "form":
        return server.http.post(path, data={"query": query, **parameters})
    media = {"Content-Type": "application/sparql-query"}
    return server.http.post(path, params=parameters, content=query.encode(), headers=media)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("name", QUERIES)
def test_a_query_that_calls_outside_is_refused(server: Server, canary: Canary, name: str, path: str, way: str) -> None:
    answer = ask(server, way, path, filled(QUERIES[name], canary))
    assert answer.status_code == 400 and is_silent(answer), answer.text


FROM = {
    "from": f"SELECT * FROM <ADDR:> WHERE {_SOME}",
    "from named": f"SELECT * FROM NAMED <ADDR:> WHERE {{ GRAPH ?g {_SOME} }}",
    "graph": f"SELECT * WHERE {{ GRAPH <ADDR:> {_SOME} }}",
    "from under a base": f"BASE <ADDR:> SELECT * FROM <> WHERE {_SOME}",
    "describe": "CONSTRUCT { ?s ?p ?o } WHERE { <ADDR:> ?p ?o . ?s ?p ?o }",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("address", ["HTTP:", "FILE:"], ids=["http", "file"])
@pytest.mark.parametrize("name", FROM)
def test_a_graph_that_is_not_there_is_empty_and_not_fetched(
    server: Server, canary: Canary, name: str, address: str, path: str, way: str
) -> None:
    answer = ask(server, way, path, filled(FROM[name].replace("ADDR:", address), canary))
    assert answer.status_code == 200 and is_silent(answer)
    assert name == "describe" or answer.json()["results"]["bindings"] == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("address", ["HTTP:", "FILE:"], ids=["http", "file"])
@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_that_the_request_names_is_not_fetched(
    server: Server, canary: Canary, parameter: str, address: str, path: str, way: str
) -> None:
    query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    answer = ask(server, way, path, query, **{parameter: filled(address, canary)})
    assert answer.status_code == 200 and answer.json()["results"]["bindings"] == [] and is_silent(answer)


UPDATES = {
    "load": ("LOAD <HTTP:>", 400),
    "load of a file": ("LOAD <FILE:>", 400),
    "load into": ("LOAD <HTTP:> INTO GRAPH <claims/canary>", 400),
    "load after another": ("CLEAR SILENT GRAPH <claims/none> ; LOAD <HTTP:>", 400),
    "load silent": ("LOAD SILENT <HTTP:>", 204),
    "load silent of a file": ("LOAD SILENT <FILE:> INTO GRAPH <claims/canary>", 204),
    "load silent after a comment": ("LOAD#\nSILENT#\r<HTTP:>", 204),
    "load silent in lower case": ("load silent<HTTP:>", 204),
    "escaped load": ("\\u004COAD <HTTP:>", 400),
    "escaped load silent": ("\\u004COAD SILENT <HTTP:>", 204),
    "load glued to silent": ("LOADSILENT<HTTP:>", 400),
    "load glued to a prefix": ("PREFIX e: <HTTP:> LOADe:", 400),
    "load glued to silent and a prefix": ("PREFIX e: <HTTP:> LOADSILENTe:", 400),
    "load after an operator": ('INSERT { } WHERE { FILTER(1<2#>"""\n) } ; LOAD <HTTP:> #"""', 400),
    "service": (f"INSERT {{ GRAPH <claims/canary> {_SOME} }} WHERE {{ SERVICE <HTTP:> {_SOME} }}", 400),
    "service silent": (f"INSERT {{ GRAPH <claims/canary> {_SOME} }} WHERE {{ SERVICE SILENT <HTTP:> {_SOME} }}", 400),
    "service glued": (
        f"PREFIX e: <HTTP:> INSERT {{ GRAPH <claims/canary> {_SOME} }} WHERE {{ SERVICEe: {_SOME} }}",
        400,
    ),
    "using": (f"INSERT {{ GRAPH <claims/canary> {_SOME} }} USING <HTTP:> WHERE {_SOME}", 204),
    "using a file": (f"INSERT {{ GRAPH <claims/canary> {_SOME} }} USING <FILE:> WHERE {_SOME}", 204),
    "using named": (
        f"INSERT {{ GRAPH <claims/canary> {_SOME} }} USING NAMED <HTTP:> WHERE {{ GRAPH ?g {_SOME} }}",
        204,
    ),
    "graph": (f"INSERT {{ GRAPH <claims/canary> {_SOME} }} WHERE {{ GRAPH <HTTP:> {_SOME} }}", 204),
    "copy silent": ("COPY SILENT GRAPH <HTTP:> TO GRAPH <claims/canary>", 204),
    "add silent of a file": ("ADD SILENT GRAPH <FILE:> TO GRAPH <claims/canary>", 204),
}


def change(server: Server, way: str, path: str, update: str, **parameters: str) -> httpx.Response:
    if way == "form":
        return server.http.post(path, data={"update": update, **parameters}, headers=server.curator)
    media = {"Content-Type": "application/sparql-update", **server.curator}
    return server.http.post(path, params=parameters, content=update.encode(), headers=media)


def holds_nothing_secret(server: Server) -> bool:
    graphs = server.http.get("scratch/store").text + server.http.get("dump").text
    return SECRET not in graphs


@pytest.mark.parametrize("way", ["form", "direct"])
@pytest.mark.parametrize("path", ["update", "scratch/update"])
@pytest.mark.parametrize("name", UPDATES)
def test_an_update_reaches_nothing_outside(server: Server, canary: Canary, name: str, path: str, way: str) -> None:
    text, status = UPDATES[name]
    answer = change(server, way, path, filled(text, canary))
    assert answer.status_code == status, answer.text
    assert is_silent(answer) and holds_nothing_secret(server)


@pytest.mark.parametrize("path", ["update", "scratch/update"])
@pytest.mark.parametrize("address", ["HTTP:", "FILE:"], ids=["http", "file"])
@pytest.mark.parametrize("parameter", ["using-graph-uri", "using-named-graph-uri"])
def test_a_graph_that_the_request_of_an_update_names_is_not_fetched(
    server: Server, canary: Canary, parameter: str, address: str, path: str
) -> None:
    text = f"INSERT {{ GRAPH <claims/canary> {_SOME} }} WHERE {{ {_SOME} UNION {{ GRAPH ?g {_SOME} }} }}"
    answer = change(server, "direct", path, text, **{parameter: filled(address, canary)})
    assert answer.status_code == 204 and is_silent(answer) and holds_nothing_secret(server)


def xml(head: str, text: str = "&e;", inside: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{head}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
        f' xmlns:xi="http://www.w3.org/2001/XInclude">{inside}'
        f'<rdf:Description rdf:about="http://e/s"><e:p>{text}</e:p></rdf:Description></rdf:RDF>'
    )


def ld(context: object, **more: object) -> str:
    return json.dumps({"@context": context, "@id": "http://e/s", "http://e/p": "v", "name": "v", **more})


SPARED = {
    "context": ("application/ld+json", ld("HTTP:")),
    "context of a file": ("application/ld+json", ld("FILE:")),
    "relative context": ("application/ld+json", ld("canary.jsonld")),
    "context in an array": ("application/ld+json", ld([{"name": "http://e/name"}, "HTTP:"])),
    "context by import": ("application/ld+json", ld({"@version": 1.1, "@import": "HTTP:"})),
    "context by import of a file": ("application/ld+json", ld({"@version": 1.1, "@import": "FILE:"})),
    "nested context": ("application/ld+json", ld({}, **{"http://e/q": {"@context": "HTTP:", "@id": "http://e/t"}})),
    "context of a property": (
        "application/ld+json",
        ld({"@version": 1.1, "q": {"@id": "http://e/q", "@context": "HTTP:"}}, q={"@id": "http://e/t", "z": "v"}),
    ),
    "context of a type": (
        "application/ld+json",
        ld({"@version": 1.1, "T": {"@id": "http://e/T", "@context": "HTTP:"}}, **{"@type": "T"}),
    ),
    "external entity": ("application/rdf+xml", xml('<!DOCTYPE r [<!ENTITY e SYSTEM "HTTP:">]>')),
    "external entity of a file": ("application/rdf+xml", xml('<!DOCTYPE r [<!ENTITY e SYSTEM "FILE:">]>')),
    "public entity": ("application/rdf+xml", xml('<!DOCTYPE r [<!ENTITY e PUBLIC "x" "HTTP:">]>')),
    "external document type": ("application/rdf+xml", xml('<!DOCTYPE r SYSTEM "HTTP:">', "v")),
    "document type of a file": ("application/rdf+xml", xml('<!DOCTYPE r SYSTEM "FILE:">', "v")),
    "parameter entity": ("application/rdf+xml", xml('<!DOCTYPE r [<!ENTITY % e SYSTEM "HTTP:"> %e;]>', "v")),
}
"""Documents that are refused."""
NAMED_ONLY = {
    "imports": (
        "text/turtle",
        "<> a <http://www.w3.org/2002/07/owl#Ontology> ; <http://www.w3.org/2002/07/owl#imports> <HTTP:>, <FILE:> .",
    ),
    "shapes": (
        "text/turtle",
        "<> <http://www.w3.org/ns/shacl#shapesGraph> <HTTP:>, <FILE:> ; <http://www.w3.org/ns/shacl#jsLibrary> <HTTP:> .",
    ),
    "sparql in shapes": (
        "text/turtle",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <#s> a sh:NodeShape ; sh:targetNode <#s> ; "
        'sh:sparql <#q> . <#q> sh:select "SELECT $this { SERVICE <HTTP:> { ?s ?p ?o } }" .',
    ),
    "base": ("text/turtle", "@base <HTTP:> . @prefix e: <FILE:> . <a> e:b <c> ."),
    "stylesheet": ("application/rdf+xml", xml('<?xml-stylesheet type="text/xsl" href="HTTP:"?>', "v")),
    "schema": (
        "application/rdf+xml",
        xml("", "v", '<rdf:Description rdf:about="HTTP:"><rdf:value rdf:resource="FILE:"/></rdf:Description>'),
    ),
    "see also": ("text/turtle", "<#claim> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <HTTP:>, <FILE:> ."),
    "inner base of json": ("application/ld+json", ld({"@base": "HTTP:", "@vocab": "FILE:#"}, z="v")),
}
"""Documents that only name addresses; each is taken or refused for what it says."""
ROUTES = {
    "put record": ("PUT", RECORD),
    "post record": ("POST", RECORD),
    "dry run": ("PUT", RECORD + "?dry-run"),
    "put graph": ("PUT", "store?graph=http://localhost:8000/" + RECORD),
    "post graph": ("POST", "store?graph=http://localhost:8000/" + RECORD),
    "load": ("POST", "load"),
    "validate": ("POST", "validate"),
    "validate record": ("POST", "validate?record=" + RECORD),
    "scratch put": ("PUT", "scratch/store?graph=http://e/g"),
    "scratch post": ("POST", "scratch/store?default"),
    "scratch direct": ("PUT", "scratch/store/canary"),
    "scratch mint": ("POST", "scratch/store"),
    "scratch dataset": ("PUT", "scratch/store"),
}


def send(server: Server, route: str, media: str, text: str, *, form: bool = False) -> httpx.Response:
    method, path = ROUTES[route]
    if form:
        files = {"file": ("x", text.encode(), media)}
        return server.http.request(method, path, files=files, headers=server.curator)
    return server.http.request(method, path, content=text.encode(), headers={"Content-Type": media, **server.curator})


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", SPARED)
def test_a_document_that_wants_something_fetched_is_refused(
    server: Server, canary: Canary, name: str, route: str
) -> None:
    media, text = SPARED[name]
    answer = send(server, route, media, filled(text, canary))
    assert answer.status_code == 400, answer.text
    assert is_silent(answer) and holds_nothing_secret(server)


@pytest.mark.parametrize("name", SPARED)
def test_a_part_of_a_form_that_wants_something_fetched_is_refused(server: Server, canary: Canary, name: str) -> None:
    media, text = SPARED[name]
    for route in ("put record", "scratch post"):
        answer = send(server, route, media, filled(text, canary), form=True)
        assert answer.status_code == 400 and is_silent(answer), answer.text


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", NAMED_ONLY)
def test_addresses_that_a_document_names_are_not_followed(
    server: Server, canary: Canary, name: str, route: str
) -> None:
    media, text = NAMED_ONLY[name]
    answer = send(server, route, media, filled(text, canary))
    assert answer.status_code in (200, 201, 204, 400, 422), answer.text
    assert is_silent(answer) and holds_nothing_secret(server)


@pytest.mark.parametrize("address", ["HTTP:", "FILE:", "x> . SERVICE <HTTP:", "x> } #"])
def test_parameters_of_the_catalogue_are_values_and_nothing_else(server: Server, canary: Canary, address: str) -> None:
    asked = 0
    for question in server.http.get("queries").json():
        for parameter in question["parameters"]:
            path = f"queries/{question['name']}?{parameter['name']}={quote(filled(address, canary))}"
            for media in ("application/json", "text/html"):
                answer = server.http.get(path, headers={"Accept": media})
                assert answer.status_code in (200, 400) and is_silent(answer), path
                asked += 1
    assert asked > 10


@pytest.mark.parametrize("name", ["x.txt", "HTTP:", "FILE:", "../../etc/passwd", "/etc/passwd"])
def test_pages_are_words_and_their_names_only_names(server: Server, canary: Canary, name: str) -> None:
    page = filled(
        "Naps restore strength, see HTTP: and FILE:.\n\nEvidence from Studies\nSupporting (1)\n"
        "A study (2019)\nHTTP:\nFILE:\n<!DOCTYPE r [<!ENTITY e SYSTEM 'HTTP:'>]>\nContradicting (0)\n",
        canary,
    )
    path = f"ingest?dry-run&name={quote(filled(name, canary), safe='')}"
    answer = server.http.post(path, content=page.encode(), headers=server.curator)
    assert answer.status_code in (200, 400) and is_silent(answer) and "root:" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["store?graph=FILE:", "store?graph=HTTP:", "scratch/store?graph=FILE:", "scratch/store?graph=HTTP:",
     "claims/FILE:", "scratch/store/FILE:", "static/FILE:", "static/..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd",
     "claims/..%2f..%2fetc%2fpasswd", "HTTP:"],
)  # fmt: skip
def test_addresses_in_paths_are_names(server: Server, canary: Canary, path: str) -> None:
    answer = server.http.get("/" + filled(path, canary).replace("file://", "file:%2F%2F"))
    assert answer.status_code == 404 and is_silent(answer) and "root:" not in answer.text


@pytest.mark.parametrize("header", ["Referer", "Origin", "X-Forwarded-Host", "Forwarded", "Link", "Slug", "Accept"])
def test_addresses_in_headers_are_not_followed(server: Server, canary: Canary, header: str) -> None:
    value = f"<{canary.url}>; rel=describedby" if header == "Link" else canary.url
    answer = server.http.get("claims", headers={header: value})
    assert answer.status_code in (200, 406) and is_silent(answer)


COMMANDS = {
    "query": (["query", QUERIES["service"]], 1),
    "query silent": (["query", QUERIES["service silent"]], 1),
    "query escaped": (["query", QUERIES["escaped word"]], 1),
    "query glued": (["query", QUERIES["glued to a prefix"]], 1),
    "query operator": (["query", QUERIES["operator before a string"]], 1),
    "query from": (["query", FROM["from"].replace("ADDR:", "HTTP:")], 0),
    "query from a file": (["query", FROM["from"].replace("ADDR:", "FILE:")], 0),
    "query parameter": (["query", "claims_by_study", "--param", "study=HTTP:"], 0),
    "load of an address": (["load", "HTTP:"], 1),
    "load of a file address": (["load", "FILE:"], 1),
    "validate an address": (["validate", "HTTP:"], 1),
    "ingest an address": (["ingest", "HTTP:"], 1),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("commands")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_reaches_nothing_outside(canary: Canary, folder: Path, name: str) -> None:
    arguments, code = COMMANDS[name]
    done = run(*[filled(part, canary) for part in arguments], "--store", str(folder / "store"), expect=code)
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["load", "validate"])
@pytest.mark.parametrize("name", [*SPARED, "imports"])
def test_a_file_that_wants_something_fetched_is_refused_by_a_command(
    canary: Canary, folder: Path, command: str, name: str
) -> None:
    media, text = {**SPARED, **NAMED_ONLY}[name]
    suffix = {"application/ld+json": "jsonld", "application/rdf+xml": "rdf", "text/turtle": "ttl"}[media]
    file = folder / "claims" / f"canary.{suffix}"
    file.parent.mkdir(exist_ok=True)
    file.write_text(filled(text, canary), "utf-8")
    store = [] if command == "validate" else ["--store", str(folder / "store")]
    done = run(command, str(file), *store, expect=1)
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has networks of a process's own")
def test_workers_have_no_network_where_the_system_allows_it(server: Server) -> None:
    probe = run_isolated()
    if not probe:
        pytest.skip("this system forbids networks of a process's own")
    own = Path(f"/proc/{server.process.pid}/ns/net").readlink()
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii").split()
    assert children
    for child in children:
        assert Path(f"/proc/{child}/ns/net").readlink() != own


def run_isolated() -> bool:
    """Whether a process may leave the network here."""
    code = "from claimgraph.querying.worker.isolation import leave_network as l; raise SystemExit(0 if l() else 1)"
    return subprocess.run([COMMAND[0], "-c", code], check=False).returncode == 0
