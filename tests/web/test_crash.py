"""Inputs made to bring a server down: each ends with an error for its sender, and the others are served meanwhile."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from serving import Server, serving

TIMEOUT_S = 1.0
LOOKUP = "claims/repetitions-in-reserve"
SMALL = "SELECT ?c WHERE { ?c a cg:Claim }"
MOST_WAIT_S = 1.0
BROKEN_OFF = 0
"""An answer that had begun and was broken off, for everybody to see."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAIMGRAPH_QUERY_TIMEOUT_S", str(TIMEOUT_S))
        patch.setenv("CLAIMGRAPH_QUERY_MEMORY_MB", "300")
        patch.setenv("CLAIMGRAPH_BODY_BYTES", "3000000")
        with serving(tmp_path_factory.mktemp("crash")) as server:
            yield server


def resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def outlived(server: Server, method: str, path: str, *, within_s: float = TIMEOUT_S + 1.5, **request: object) -> int:
    """The status that a request ends with; meanwhile others look records up, and the server stays the same process."""
    ended: list[tuple[int, float]] = []

    def burn() -> None:
        start = time.monotonic()
        try:
            status = httpx.request(method, server.url + path, timeout=60, **request).status_code  # type: ignore[arg-type]
        except httpx.RemoteProtocolError:
            status = BROKEN_OFF
        ended.append((status, time.monotonic() - start))

    thread = threading.Thread(target=burn)
    thread.start()
    waits = []
    while thread.is_alive():
        start = time.monotonic()
        assert server.http.get(LOOKUP).status_code == 200
        waits.append(time.monotonic() - start)
        time.sleep(0.01)
    thread.join()
    assert ended and server.process.poll() is None
    status, took = ended[0]
    assert took < within_s, f"{took:.1f} s, status {status}"
    assert max(waits) < MOST_WAIT_S, f"others waited {max(waits):.1f} s"
    assert server.http.post("sparql", data={"query": SMALL}).status_code == 200
    assert resident_mb(server.process.pid) < 1500
    return status


def doubled(times: int) -> str:
    """A pattern whose text doubles so many times."""
    steps = " ".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(times))
    return f'BIND("0123456789abcdef" AS ?t0) {steps}'


_CROSS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PATTERNS = {
    "brackets": "FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ")",
    "braces": "{" * 5000 + "}" * 5000,
    "property path": "?s " + "(" * 5000 + "<http://e/p>" + ")*" * 5000 + " ?o",
    "inverse path": "?s " + "^" * 1900 + "<http://e/p> ?o",
    "path of alternatives": "?s (" + "|".join(f"<http://e/{n}>" for n in range(800)) + ")* ?o",
    "path of stars": "?a (!<http://e/p>/!<http://e/q>)* ?b . ?b (!<http://e/p>)* ?c . ?c (!<http://e/q>)+ ?d",
    "subselects": "{ SELECT * {" * 2500 + "}}" * 2500,
    "subselects that pass": "{ SELECT * {" * 49 + "?s ?p ?o" + "}}" * 49,
    "not exists": "FILTER NOT EXISTS {" * 2000 + "}" * 2000,
    "not exists that pass": "?s ?p ?o " + "FILTER NOT EXISTS { ?s ?p ?o " * 95 + "}" * 95,
    "unions": "{}" + " UNION { ?s ?p ?o }" * 1900,
    "nested unions": "{ {} UNION " * 95 + "{}" + "}" * 95,
    "optionals": "OPTIONAL { ?s ?p ?o " * 95 + "}" * 95,
    "minus": "?s ?p ?o " + "MINUS { ?s ?p ?o } " * 400,
    "collection": "?s ?p " + "(" * 5000 + ")" * 5000,
    "long collection": "?s ?p (" + "1 " * 1900 + ")",
    "property lists": "?s ?p " + "[ ?p " * 5000 + "1" + "]" * 5000,
    "star": " ".join(f"?s <http://e/p{n}> ?o{n} ." for n in range(300)),
    "separate patterns": " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(600)),
    "values": "VALUES ?x { " + "1 " * 1900 + "}",
    "values crossed": " ".join(f"VALUES ?x{n} {{ {'1 ' * 200} }}" for n in range(9)),
    "sums": "BIND(" + "1+" * 1900 + "1 AS ?x)",
    "conjunctions": "?s ?p ?o FILTER(" + "?o && " * 900 + "?o)",
    "triple terms": "?s ?p " + "<<( ?a ?b " * 3000 + "?c" + " )>>" * 3000,
    "reified triples": "?s ?p " + "<< ?a ?b " * 3000 + "?c" + " >>" * 3000,
    "doubling": doubled(40),
    "doubling by replacing": doubled(20) + ' BIND(REPLACE(?t20, "[0-9a-f]", ?t20) AS ?x)',
    "doubling by encoding": doubled(22) + " BIND(ENCODE_FOR_URI(CONCAT(?t22, ?t22)) AS ?x)",
    "hashes": doubled(24) + " " + _CROSS + " BIND(SHA512(CONCAT(?t24, STR(?a))) AS ?x)",
    "regex in a filter": "?s ?p ?o FILTER(REGEX(CONCAT(STR(?o), STR(?o)), '(a*)*(b*)*(.*.*.*)*x'))",
    "regex of repetitions": "?s ?p ?o FILTER(REGEX(STR(?o), '((((a{1,100}){1,100}){1,100}){1,100}){1,100}'))",
    "regex of classes": "?s ?p ?o FILTER(REGEX(STR(?o), '(\\\\w{1000}){1000}'))",
    "regex of brackets": "?s ?p ?o FILTER(REGEX(STR(?o), '" + "(" * 5000 + "'))",
    "replace": doubled(16) + " BIND(REPLACE(?t16, '(.*)*(.*)*0', '$1$2$1$2') AS ?x)",
    "cross product": _CROSS,
    "dots": "." * 30_000,
    "ones": "?s ?p " + "1-" * 15_000,
    "dotted words": "a.b-" * 7_000,
    "open string": '"""' + ' \\"""' * 6_000,
}
WHOLE = {
    "order": f"SELECT * {_CROSS} ORDER BY ?a ?i",
    "group": f"SELECT ?a (GROUP_CONCAT(CONCAT(STR(?d), STR(?g))) AS ?x) {_CROSS} GROUP BY ?a",
    "concat": f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?x) {_CROSS}",
    "count": f"SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?f), STR(?h))) AS ?n) {_CROSS}",
    "construct": f"CONSTRUCT {{ ?a ?b ?i . ?d ?e ?c . ?g ?h ?f }} WHERE {_CROSS}",
    "template": "CONSTRUCT { ?s ?p " + "( " * 90 + ") " * 90 + " } WHERE { ?s ?p ?o . ?a ?b ?c }",
    "describe": f"DESCRIBE ?a ?c {_CROSS}",
    "projection": "SELECT " + " ".join(f"(1 AS ?v{n})" for n in range(900)) + " {}",
    "prefixes": "".join(f"PREFIX p{n}: <http://e/{n}/>\n" for n in range(900)) + "ASK {}",
    "limit": f"SELECT * {_CROSS} OFFSET 99999999999 LIMIT 99999999999",
}
ENDED = {BROKEN_OFF, 200, 400, 413, 503}


HEAVY = [
    "brackets", "braces", "property path", "subselects", "not exists", "collection", "property lists", "star",
    "separate patterns", "triple terms", "doubling", "regex in a filter", "regex of repetitions", "cross product",
    "dots", "ones",
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "name"),
    [("sparql", name) for name in (*PATTERNS, *WHOLE)] + [("scratch/sparql", name) for name in HEAVY],
)
def test_a_query_ends_within_its_limit(server: Server, path: str, name: str) -> None:
    query = WHOLE.get(name) or f"SELECT * {{ {PATTERNS[name]} }}"
    assert outlived(server, "POST", path, data={"query": query}) in ENDED


@pytest.mark.parametrize("path", ["update", "scratch/update"])
@pytest.mark.parametrize("name", HEAVY)
def test_an_update_ends_within_its_limit(server: Server, name: str, path: str) -> None:
    text = f"INSERT {{ GRAPH <claims/crash> {{ <claims/crash#x> cg:p ?a }} }} WHERE {{ {PATTERNS[name]} }}"
    request = {"content": text, "headers": {**server.curator, "Content-Type": "application/sparql-update"}}
    assert outlived(server, "POST", path, **request) in {204, 400, 403, 413, 422, 503}  # type: ignore[arg-type]


UPDATES = {
    "data": "INSERT DATA { GRAPH <claims/crash> { " + "<http://e/s> <http://e/p> 'abc' .\n" * 60_000 + "} }",
    "different data": "INSERT DATA { GRAPH <claims/crash> { "
    + "".join(f"<claims/crash#x> <http://e/p> {n} .\n" for n in range(60_000))
    + "} }",
    "dots": "." * 2_500_000,
    "dotted words": "a.b-" * 600_000,
    "operations": "CLEAR SILENT GRAPH <claims/none>; " * 60_000,
    "silent loads": "LOAD SILENT <x>; " * 100_000,
    "prologues": "PREFIX a: <b> CLEAR DEFAULT; " * 80_000,
    "braces": "INSERT DATA { " + "{}" * 1_000_000 + "}",
    "deep data": "INSERT DATA { GRAPH <claims/crash> { <http://e/s> <http://e/p> " + "[ <http://e/p> " * 90 + "]" * 90,
    "lists": "INSERT DATA { GRAPH <claims/crash> { <http://e/s> <http://e/p> (" + "1 " * 500_000 + ") } }",
    "templates": "INSERT { GRAPH <claims/crash> { "
    + "<http://e/s> <http://e/p> ?o . " * 5_000
    + "} } WHERE { ?s ?p ?o }",
}


@pytest.mark.parametrize("path", ["update", "scratch/update"])
@pytest.mark.parametrize("name", UPDATES)
def test_a_long_update_ends_and_holds_up_nobody(server: Server, name: str, path: str) -> None:
    request = {"content": UPDATES[name], "headers": {**server.curator, "Content-Type": "application/sparql-update"}}
    status = outlived(server, "POST", path, within_s=30, **request)  # type: ignore[arg-type]
    assert status in {204, 400, 403, 413, 422, 503}


def _rdf(inside: str, head: str = "") -> str:
    spaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
    return f"<?xml version='1.0'?>{head}<rdf:RDF {spaces}>{inside}</rdf:RDF>"


_LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
LD, TTL, TRIG, XML, NQ = (
    "application/ld+json", "text/turtle", "application/trig", "application/rdf+xml", "application/n-quads",
)  # fmt: skip
DOCUMENTS = {
    "json arrays": (LD, "[" * 100_000),
    "json objects": (LD, '{"http://e/p":' * 100_000),
    "json contexts": (LD, '{"@context":' * 50_000),
    "json that passes": (LD, '{"http://e/p":' * 190 + '"x"' + "}" * 190),
    "context bomb": (
        LD,
        json.dumps(
            {
                "@context": [
                    {
                        f"t{n}": {"@id": f"http://e/{n}", "@context": {f"t{m}": f"t{m + 1}:x" for m in range(60)}}
                        for n in range(100)
                    }
                ]
                * 20,
                "t1": {"t2": {"t3": {"t4": "x"}}},
            }
        ),
    ),
    "context chain": (LD, json.dumps({"@context": {f"t{n}": f"t{n + 1}:x" for n in range(20_000)}, "t0": "x"})),
    "context circle": (LD, json.dumps({"@context": {"a": "b:x", "b": "a:x"}, "a": "x"})),
    "json lists": (LD, '{"http://e/p":' + '{"@list":[' * 95 + "]}" * 95 + "}"),
    "json key": (LD, json.dumps({"@context": {"a" * 1_000_000: "http://e/p"}, "a" * 1_000_000: "x"})),
    "turtle brackets": (TTL, "<http://e/s> <http://e/p> " + "[ <http://e/p> " * 150_000),
    "turtle lists": (TTL, "<http://e/s> <http://e/p> " + "(" * 500_000),
    "turtle triple terms": (TTL, "<http://e/s> <http://e/p> " + "<<( <http://e/s> <http://e/p> " * 50_000),
    "turtle reified": (TTL, "<< <http://e/s> <http://e/p> " * 50_000),
    "turtle annotations": (TTL, "<http://e/s> <http://e/p> 1 " + "{| <http://e/p> 1 " * 50_000),
    "turtle literal": (TTL, '<http://e/s> <http://e/p> """' + "a" * 2_000_000),
    "trig graphs": (TRIG, "{" * 1_000_000),
    "trig blank nodes": (TRIG, "GRAPH <http://e/g> { " + "[] <http://e/p> [ <http://e/p> " * 80_000),
    "quads in nested terms": (NQ, "<<( " * 500_000),
    "xml elements": (XML, _rdf("<rdf:Description><e:p>" * 50_000)),
    "xml entities": (XML, _rdf("<e:C>&l12;</e:C>", f'<!DOCTYPE r [<!ENTITY l0 "lol">{_LAUGHS}]>')),
    "xml long entity": (XML, _rdf("&a;" * 50_000, f'<!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]>')),
    "xml attributes": (XML, _rdf("<e:C " + " ".join(f'e:a{n}="x"' for n in range(60_000)) + "/>")),
    "xml namespaces": (XML, _rdf("<e:C " + " ".join(f'xmlns:a{n}="x{n}"' for n in range(60_000)) + "/>")),
    "xml comment": (XML, _rdf("<!--" + "-" * 1_000_000)),
    "blank twins": (
        TTL,
        "".join(f"_:a{n} <http://e/p> _:a{(n * 7 + 1) % 400}, _:a{(n * 3 + 5) % 400} .\n" for n in range(400)),
    ),
    "blank circle": (TTL, "".join(f"_:a{n} <http://e/p> _:a{(n + 1) % 3000} .\n" for n in range(3000))),
    "blank chain": (TTL, "".join(f"_:a{n} <http://e/p> _:a{n + 1} .\n" for n in range(30_000))),
    "zeros": (TTL, "\0" * 2_000_000),
}
ROUTES = {
    "put record": ("PUT", "claims/crash?dry-run"),
    "load": ("POST", "load?dry-run"),
    "validate": ("POST", "validate?record=claims/crash"),
    "scratch": ("PUT", "scratch/store?graph=http://e/g"),
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_ends_within_its_limit(server: Server, name: str, route: str) -> None:
    (media, text), (method, path) = DOCUMENTS[name], ROUTES[route]
    headers = {"Content-Type": media, **server.curator}
    status = outlived(server, method, path, within_s=15, content=text.encode(), headers=headers)
    assert status in {200, 201, 204, 400, 403, 413, 422, 503}


_TEXTS = {
    "digits": "1" * 100_000,
    "duration": "P" + "1Y" * 50_000 + "!",
    "duration of points": "PT" + "1.1.1.1." * 12_500 + "!",
    "spaces": " " * 100_000 + "!",
    "words": "a " * 50_000 + "!",
    "doi": "10.1234/" + "a" * 100_000 + "A",
    "points": "A." * 50_000,
    "signs": "+-" * 50_000,
    "line ends": "\\n" * 100_000,
}
_TYPES = ("string", "duration", "decimal", "dateTime")


@pytest.mark.parametrize("type_", _TYPES)
@pytest.mark.parametrize("name", _TEXTS)
def test_no_text_of_a_record_keeps_the_gate_busy(server: Server, name: str, type_: str) -> None:
    xsd = "^^<http://www.w3.org/2001/XMLSchema#" + type_ + ">"
    parts = "; ".join(
        f'cg:{property} "{_TEXTS[name]}"{xsd}'
        for property in ("statement", "doi", "pmid", "registration", "duration", "timeframeMin", "orcid", "sha256",
                         "proposedDigest", "plainStatement", "originalStatement", "unit", "position")
    )  # fmt: skip
    prefix = "@prefix cg: <https://w3id.org/claimgraph/ontology#> . "
    record = f"{prefix} <#x> a cg:Claim, cg:Study, cg:Contribution, cg:EvidenceNeed ; {parts} ."
    headers = {"Content-Type": "text/turtle", **server.curator}
    status = outlived(server, "POST", "validate?record=claims/crash", content=record.encode(), headers=headers)
    assert status in {200, 400}


_PAGE = "Naps restore strength.\n\n{}\nEvidence from Studies\nSupporting (0)\n"
PAGES = {
    "mechanisms": _PAGE.format("Mechanism\n" + "Less supported by current evidence\n1. Naps raise it.\n" * 4_000),
    "wrapped": "a b c\n" * 80_000 + _PAGE.format(""),
    "studies": _PAGE.format("") + "".join(f"Title {n} (2019) 10.1234/a{n}\n" for n in range(5_000)),
    "numbers": _PAGE.format("") + "Contradicting (" + "9" * 19_000 + ")\n",
    "years": _PAGE.format("") + "Contradicting (9)\n" + ("(1999) " * 2_500 + "\n") * 20,
    "identifiers": _PAGE.format("") + "Contradicting (9)\n" + ("10.1234/a," * 1_900 + "\n") * 20,
    "spaces": _PAGE.format("a" + " " * 19_000 + "b\n") * 20,
    "adjectives": _PAGE.format("") + "Gold standard evidence needed\n" + ("1. " + "12 adult " * 2_000 + "\n") * 20,
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_keeps_its_reader_busy(server: Server, name: str) -> None:
    request = {"content": PAGES[name].encode(), "headers": server.curator}
    status = outlived(server, "POST", "ingest?dry-run&name=crash.txt", within_s=20, **request)  # type: ignore[arg-type]
    assert status in {200, 400, 413, 422}


@pytest.mark.parametrize(
    ("path", "media"),
    [("sparql", "application/sparql-query"), ("scratch/update", "application/sparql-update"),
     ("scratch/store", "text/turtle"), ("claims/crash", "text/turtle"), ("validate", "application/trig")],
)  # fmt: skip
def test_a_compressed_body_is_not_unpacked(server: Server, path: str, media: str) -> None:
    bomb = gzip.compress(b" " * 100_000_000, 9)
    headers = {"Content-Type": media, "Content-Encoding": "gzip", **server.curator}
    before = resident_mb(server.process.pid)
    assert outlived(server, "POST", path, content=bomb, headers=headers) in {400, 415}
    assert resident_mb(server.process.pid) < before + 50


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(
    "path", ["sparql", "update", "scratch/store", "claims/crash", "load", "validate", "ingest?name=x"]
)
def test_a_body_over_the_limit_is_not_kept(server: Server, path: str, method: str) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(2_000):
            yield b" " * 100_000

    before = resident_mb(server.process.pid)
    headers = {"Content-Type": "text/turtle", **server.curator}
    try:
        answer = httpx.request(method, server.url + path, content=parts(), headers=headers, timeout=30)
        assert answer.status_code in {400, 405, 413, 415}
    except httpx.TransportError:
        pass  # the server hung up on the sender
    assert server.http.get(LOOKUP).status_code == 200
    assert resident_mb(server.process.pid) < before + 60


def raw(server: Server) -> socket.socket:
    address = httpx.URL(server.url)
    assert address.port is not None
    return socket.create_connection((address.host, address.port), timeout=20)


@pytest.mark.parametrize(
    "head",
    [
        b"GET /claims HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET /claims HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 100_000 + b"\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /claims HTTP/1.1\r\nHost: x\r\nAccept: " + b"text/x;q=0.1," * 4_000 + b"\r\n\r\n",
        b"GET /claims HTTP/1.1\r\nHost: x\r\nIf-None-Match: " + b'"a",' * 10_000 + b"\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\nx",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx",
        b"\0" * 100_000,
    ],
    ids=["long", "many", "address", "accept", "tags", "length", "chunk", "zeros"],
)
def test_no_head_of_a_request_holds_up_others(server: Server, head: bytes) -> None:
    before = resident_mb(server.process.pid)
    with raw(server) as connection:
        with suppress(OSError):  # the server may hang up in the middle
            connection.sendall(head)
        start = time.monotonic()
        assert server.http.get(LOOKUP).status_code == 200
        assert time.monotonic() - start < MOST_WAIT_S
    assert server.process.poll() is None and resident_mb(server.process.pid) < before + 50


def test_a_thousand_open_connections_hold_up_nobody(server: Server) -> None:
    held: list[socket.socket] = []
    try:
        while len(held) < 1000:
            held.append(raw(server))
            if len(held) % 3 == 0:
                held[-1].sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n")
        start = time.monotonic()
        for _ in range(20):
            assert httpx.get(server.url + LOOKUP).status_code == 200
            assert httpx.post(server.url + "sparql", data={"query": SMALL}).status_code == 200
        assert time.monotonic() - start < 20 * MOST_WAIT_S
    finally:
        for connection in held:
            connection.close()
    assert server.process.poll() is None


@pytest.mark.parametrize("path", ["sparql", "update", "scratch/store", "claims/crash", "load", "ingest?name=x.txt"])
def test_a_body_that_comes_byte_by_byte_holds_up_nobody(server: Server, path: str) -> None:
    slow = [raw(server) for _ in range(20)]
    head = (
        f"POST /{path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nContent-Type: text/turtle\r\n"
        f"Authorization: Bearer {server.token}\r\n\r\n"
    )
    try:
        for connection in slow:
            connection.sendall(head.encode())
        for _ in range(5):
            start = time.monotonic()
            assert server.http.get(LOOKUP).status_code == 200
            assert server.http.post("sparql", data={"query": SMALL}).status_code == 200
            assert time.monotonic() - start < MOST_WAIT_S
            for connection in slow:
                with suppress(OSError):  # answered and closed already
                    connection.sendall(b"x")
            time.sleep(0.1)
    finally:
        for connection in slow:
            connection.close()
