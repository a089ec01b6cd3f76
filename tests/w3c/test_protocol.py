"""SPARQL 1.1 Protocol on both services: the cases of the W3C, with own graphs, requests and wording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from endpoints import ABSENT, BASE, ONE, PREFIX, THREE, TWO, Service
from scratch import CSV, DIRECT_QUERY, DIRECT_UPDATE, FORM, JSON, TSV, XML
from solutions import Table, read_solutions

GRAPH_TYPES = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}
RESULT_TYPES = {JSON, XML, CSV, TSV}
DONE = (200, 204)

BOTH = f"{PREFIX}ASK {{ <{ONE}#claim> a cg:Claim . <{TWO}#claim> a cg:Claim }}"
NAMED = f"{PREFIX}ASK {{ GRAPH ?a {{ <{ONE}#claim> a cg:Claim }} GRAPH ?b {{ <{TWO}#claim> a cg:Claim }} }}"
MIXED = f"{PREFIX}ASK {{ <{THREE}#claim> a cg:Claim GRAPH ?a {{ <{ONE}#claim> a cg:Claim }} }}"
ONLY_THREE = f"{PREFIX}ASK {{ ?claim a cg:Claim FILTER (?claim != <{THREE}#claim>) }}"


def media(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0]


def truth(answer: httpx.Response) -> bool:
    assert answer.status_code == 200, answer.text
    assert media(answer) in (JSON, XML)
    found = read_solutions(answer.content, media(answer))
    assert isinstance(found, bool)
    return found


def ask(service: Service, way: str, query: str, **dataset: Any) -> httpx.Response:
    """Send a query in one of the three ways, without a token and without saying what is accepted."""
    if way == "get":
        return service.send("GET", f"sparql?{urlencode({'query': query, **dataset}, doseq=True)}", token=False)
    if way == "form":
        form = urlencode({"query": query, **dataset}, doseq=True)
        return service.send("POST", "sparql", form, token=False, Content_Type=FORM)
    where = f"sparql?{urlencode(dataset, doseq=True)}"
    return service.send("POST", where, query, token=False, Content_Type=DIRECT_QUERY)


WAYS = pytest.mark.parametrize("way", ["get", "form", "direct"])


@WAYS
def test_a_query_is_answered_in_each_way_of_sending_it(service: Service, way: str) -> None:
    assert truth(ask(service, way, "ASK { }"))


@WAYS
def test_a_graph_that_is_not_there_is_an_empty_default_graph(service: Service, way: str) -> None:
    assert truth(ask(service, way, "ASK { }", **{"default-graph-uri": ABSENT}))
    assert not truth(ask(service, way, "ASK { ?s ?p ?o }", **{"default-graph-uri": ABSENT}))


def test_a_form_may_come_with_its_dataset_in_the_address(service: Service) -> None:
    where = "sparql?" + urlencode({"default-graph-uri": ABSENT})
    assert not truth(service.send("POST", where, urlencode({"query": "ASK { ?s ?p ?o }"}), Content_Type=FORM))


@WAYS
def test_default_graphs_are_merged(service: Service, way: str) -> None:
    assert truth(ask(service, way, BOTH, **{"default-graph-uri": [ONE, TWO]}))
    assert not truth(ask(service, way, BOTH, **{"default-graph-uri": [ONE]}))


@WAYS
def test_named_graphs_are_those_of_the_request(service: Service, way: str) -> None:
    assert truth(ask(service, way, NAMED, **{"named-graph-uri": [ONE, TWO]}))
    assert not truth(ask(service, way, NAMED, **{"named-graph-uri": [ONE, THREE]}))
    assert not truth(ask(service, way, BOTH, **{"named-graph-uri": [ONE, TWO]}))


@WAYS
def test_default_and_named_graphs_go_together(service: Service, way: str) -> None:
    assert truth(ask(service, way, MIXED, **{"default-graph-uri": THREE, "named-graph-uri": [ONE, TWO]}))
    assert not truth(ask(service, way, MIXED, **{"default-graph-uri": TWO, "named-graph-uri": [ONE, THREE]}))


@WAYS
def test_the_dataset_of_the_request_wins_over_that_of_the_query(service: Service, way: str) -> None:
    others = ONLY_THREE.replace("ASK", f"ASK FROM <{ONE}> FROM NAMED <{TWO}>")
    assert truth(ask(service, way, others))
    assert not truth(ask(service, way, others, **{"default-graph-uri": THREE}))
    named = NAMED.replace("ASK", f"ASK FROM <{THREE}>")
    assert not truth(ask(service, way, named))
    assert truth(ask(service, way, named, **{"named-graph-uri": [ONE, TWO]}))


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("SELECT (1 AS ?one) { }", RESULT_TYPES),
        ("ASK { }", {JSON, XML}),
        (f"DESCRIBE <{ABSENT}>", GRAPH_TYPES),
        (f"DESCRIBE <{ONE}#claim>", GRAPH_TYPES),
        ("CONSTRUCT { <a> <b> 1 } WHERE { }", GRAPH_TYPES),
    ],
    ids=["select", "ask", "describe-nothing", "describe-something", "construct"],
)
@pytest.mark.parametrize("accept", [None, "*/*"])
def test_each_form_has_a_type_of_its_own_by_default(
    service: Service, query: str, offered: set[str], accept: str | None
) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = service.send("POST", "sparql", query, Content_Type=DIRECT_QUERY, **headers)
    assert answer.status_code == 200, answer.text
    assert media(answer) in offered


def test_a_relative_iri_is_resolved_by_the_service(service: Service) -> None:
    table = read_solutions(ask(service, "get", 'SELECT (<seed> AS ?a) (IRI("seed") AS ?b) { }').content, JSON)
    assert isinstance(table, Table)
    assert all("://" in str(node) for node in table.rows[0].values()) and len(table.rows[0]) == 2


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("where", ["sparql?query=ASK%20%7B%7D", "update?update=CLEAR%20ALL"])
def test_another_method_is_refused_with_those_that_are_taken(service: Service, method: str, where: str) -> None:
    answer = service.send(method, where, Content_Type=FORM)
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"] and ("GET" in answer.headers["allow"]) == where.startswith("sparql")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_update_is_not_taken_from_an_address(service: Service, method: str) -> None:
    assert service.send(method, "update?update=CLEAR%20ALL").status_code == 405
    if method == "GET":
        assert 400 <= service.send(method, "sparql?update=CLEAR%20ALL").status_code < 500


UTF_16 = "; charset=UTF-16"
REFUSED: Mapping[str, tuple[str, str, str | bytes, str | None, int]] = {
    "two-queries-by-get": ("GET", "sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", "", None, 400),
    "two-queries-by-form": ("POST", "sparql", "query=ASK%20%7B%7D&query=ASK%20%7B%7D", FORM, 400),
    "a-query-in-address-and-body": ("POST", "sparql?query=ASK%20%7B%7D", "ASK { }", DIRECT_QUERY, 400),
    "no-query-in-a-form": ("POST", "sparql", "default-graph-uri=http%3A%2F%2Fe%2Fg", FORM, 400),
    "an-empty-query": ("POST", "sparql", "", DIRECT_QUERY, 400),
    "a-query-as-plain-text": ("POST", "sparql", "ASK { }", "text/plain", 415),
    "a-form-query-without-a-type": ("POST", "sparql", "query=ASK%20%7B%7D", None, 415),
    "a-direct-query-without-a-type": ("POST", "sparql", "ASK { }", None, 415),
    "a-query-in-utf-16": ("POST", "sparql", "ASK { }".encode("utf-16"), DIRECT_QUERY + UTF_16, 415),
    "a-query-in-bytes-that-are-not-utf-8": ("POST", "sparql", b'ASK { ?s ?p "\xff" }', DIRECT_QUERY, 415),
    "a-query-that-does-not-parse": ("GET", "sparql?query=ASK%20%7B", "", None, 400),
    "a-direct-query-that-does-not-parse": ("POST", "sparql", "SELECT WHERE", DIRECT_QUERY, 400),
    "an-update-as-a-query": ("POST", "sparql", "CLEAR ALL", DIRECT_QUERY, 400),
    "an-update-at-the-query-endpoint": ("POST", "sparql", "CLEAR ALL", DIRECT_UPDATE, 415),
    "a-relative-default-graph": ("GET", "sparql?query=ASK%20%7B%7D&default-graph-uri=g", "", None, 400),
    "two-updates": ("POST", "update", "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, 400),
    "no-update": ("POST", "update", "using-graph-uri=http%3A%2F%2Fe%2Fg", FORM, 400),
    "an-update-as-plain-text": ("POST", "update", "CLEAR NAMED", "text/plain", 415),
    "a-form-update-without-a-type": ("POST", "update", "update=CLEAR%20NAMED", None, 415),
    "a-direct-update-without-a-type": ("POST", "update", "CLEAR NAMED", None, 415),
    "an-update-in-utf-16": ("POST", "update", "CLEAR NAMED".encode("utf-16"), DIRECT_UPDATE + UTF_16, 415),
    "a-form-update-that-does-not-parse": ("POST", "update", "update=CLEAR%20WEEDS", FORM, 400),
    "a-direct-update-that-does-not-parse": ("POST", "update", "INSERT DATA {", DIRECT_UPDATE, 400),
    "a-query-as-an-update": ("POST", "update", "ASK { }", DIRECT_UPDATE, 400),
    "a-query-at-the-update-endpoint": ("POST", "update", "ASK { }", DIRECT_QUERY, 415),
    "a-relative-using-graph": ("POST", "update?using-graph-uri=g", "DELETE { } WHERE { }", DIRECT_UPDATE, 400),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_malformed_request_is_refused_and_changes_nothing(
    service: Service, case: tuple[str, str, str | bytes, str | None, int]
) -> None:
    method, where, content, kind, status = case
    headers = {"Content-Type": kind} if kind else {}
    answer = service.send(method, where, content, **headers)
    assert answer.status_code == status, answer.text
    assert media(answer) == "application/problem+json"
    assert answer.json()["status"] == status and answer.json()["detail"]
    assert truth(ask(service, "direct", NAMED))


@pytest.mark.parametrize(
    ("where", "kind", "text"),
    [
        ("sparql", DIRECT_QUERY, "ASK {\n  ?s ?p }"),
        ("update", DIRECT_UPDATE, f"INSERT DATA {{\n GRAPH <{ONE}> {{ <a> <b> }} }}"),
    ],
)
def test_a_syntax_error_is_told_with_its_line_and_column(service: Service, where: str, kind: str, text: str) -> None:
    problem = service.send("POST", where, text, Content_Type=kind).json()
    assert problem["line"] == 2 and problem["column"] > 2


def test_nothing_acceptable_is_told_with_what_there_is(service: Service) -> None:
    for query, offered in (("ASK { }", JSON), ("CONSTRUCT WHERE { <a> <b> ?c }", "text/turtle")):
        answer = service.send("POST", "sparql", query, Content_Type=DIRECT_QUERY, Accept="image/png")
        assert answer.status_code == 406 and offered in answer.text


def test_a_type_with_weight_zero_is_not_sent(service: Service) -> None:
    accept = f"{JSON};q=0, {XML};q=0.3, {CSV};q=0.2"
    answer = service.send("POST", "sparql", "SELECT (1 AS ?one) { }", Content_Type=DIRECT_QUERY, Accept=accept)
    assert media(answer) == XML


@pytest.mark.parametrize(
    ("before", "between"),
    [(f"WITH <{TWO}>", ""), ("", f"USING <{TWO}>"), ("", f"USING NAMED <{TWO}>")],
    ids=["with", "using", "using-named"],
)
@pytest.mark.parametrize("parameter", ["using-graph-uri", "using-named-graph-uri"])
@pytest.mark.parametrize("way", ["direct", "form-with-all-in-the-body"])
def test_graphs_named_by_the_request_and_by_the_update_are_a_conflict(
    service: Service, way: str, parameter: str, before: str, between: str
) -> None:
    text = f"{before} DELETE {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }} {between} WHERE {{ ?s ?p ?o }}"
    answer = send_update(service, way, text, **{parameter: ONE})
    assert answer.status_code == 400, answer.text
    assert truth(ask(service, "direct", NAMED))


def test_an_update_without_a_token_is_refused(service: Service) -> None:
    answer = service.send("POST", "update", "CLEAR ALL", token=False, Content_Type=DIRECT_UPDATE)
    assert answer.status_code == 401 and "bearer" in answer.headers["www-authenticate"].lower()


NOTE = f"<{THREE}#claim> cg:plainStatement ?text"


@pytest.mark.parametrize("way", ["direct", "form", "form-with-all-in-the-body"])
@pytest.mark.parametrize("using", [ONE, TWO])
def test_the_pattern_of_an_update_is_asked_of_the_graphs_of_the_request(service: Service, way: str, using: str) -> None:
    service.fill()
    text = f"INSERT {{ GRAPH <{THREE}> {{ {NOTE} }} }} WHERE {{ ?claim cg:statement ?text }}"
    assert send_update(service, way, text, **{"using-graph-uri": using}).status_code in DONE
    other = TWO if using == ONE else ONE
    for source, found in ((using, True), (other, False)):
        both = f'<{THREE}#claim> cg:plainStatement ?t . <{source}#claim> cg:statement ?t FILTER (LANG(?t) != "en")'
        assert service.says(f"ASK {{ {both} }}", **{"default-graph-uri": [THREE, source]}) is found


def send_update(service: Service, way: str, text: str, **dataset: Any) -> httpx.Response:
    if way == "direct":
        return service.update(text, **dataset)
    in_url, in_body = ({}, dataset) if way.endswith("body") else (dataset, {})
    form = urlencode({"update": PREFIX + text, **in_body}, doseq=True)
    return service.send("POST", f"update?{urlencode(in_url, doseq=True)}", form, Content_Type=FORM)


def test_two_graphs_of_the_request_are_merged_for_an_update(service: Service) -> None:
    service.fill()
    where = 'WHERE { ?claim cg:statement ?text FILTER (LANG(?text) != "en") }'
    done = service.update(f"INSERT {{ GRAPH <{THREE}> {{ {NOTE} }} }} {where}", **{"using-graph-uri": [ONE, TWO]})
    assert done.status_code in DONE, done.text
    assert languages(service) == ["de", "fr"]


def test_named_graphs_of_the_request_are_the_only_ones_for_an_update(service: Service) -> None:
    service.fill()
    where = 'WHERE { GRAPH ?g { ?claim cg:statement ?text FILTER (LANG(?text) != "en") } }'
    dataset = {"using-named-graph-uri": [ONE, TWO]}
    done = service.update(f"INSERT {{ GRAPH <{THREE}> {{ {NOTE} }} }} {where}", **dataset)
    assert done.status_code in DONE, done.text
    assert languages(service) == ["de", "fr"]


def test_default_and_named_graphs_of_the_request_go_together_for_an_update(service: Service) -> None:
    service.fill()
    parts = f"{{ ?claim cg:statement ?text }} UNION {{ GRAPH <{TWO}> {{ ?claim cg:statement ?text }} }}"
    where = (
        f'WHERE {{ {parts} UNION {{ GRAPH <{THREE}> {{ ?claim cg:statement ?text }} }} FILTER (LANG(?text) != "en") }}'
    )
    dataset = {"using-graph-uri": ONE, "using-named-graph-uri": TWO}
    done = service.update(f"INSERT {{ GRAPH <{THREE}> {{ {NOTE} }} }} {where}", **dataset)
    assert done.status_code in DONE, done.text
    assert languages(service) == ["de", "fr"]


def languages(service: Service) -> list[str]:
    """Languages of the plain statements that the third graph has got."""
    query = f"SELECT (LANG(?t) AS ?l) {{ GRAPH <{THREE}> {{ ?c cg:plainStatement ?t }} }} ORDER BY ?l"
    return [row["l"]["value"] for row in service.query(query).json()["results"]["bindings"]]


def test_the_graphs_of_the_request_are_for_every_operation(service: Service) -> None:
    service.fill()
    insert = (
        f"INSERT {{ GRAPH <{THREE}> {{ {NOTE} }} }} WHERE {{ ?claim cg:statement ?text FILTER (LANG(?text) != 'en') }}"
    )
    delete = f"DELETE {{ GRAPH <{THREE}> {{ {NOTE} }} }} WHERE {{ <{THREE}#claim> cg:statement ?text }}"
    done = service.update(f"{insert} ;\n{delete} ;", **{"using-graph-uri": ONE})
    assert done.status_code in DONE, done.text
    assert languages(service) == ["de"]


@pytest.mark.parametrize("way", ["direct", "form"])
def test_an_update_is_done_in_each_way_of_sending_it(service: Service, way: str) -> None:
    service.fill()
    text = f'INSERT DATA {{ GRAPH <{ONE}> {{ <{ONE}#claim> cg:plainStatement "p"@en }} }}'
    assert send_update(service, way, text).status_code in DONE
    assert service.says(f'ASK {{ <{ONE}#claim> cg:plainStatement "p"@en }}', **{"default-graph-uri": ONE})


# What follows changes the whole dataset or names graphs at will: on scratch alone.


@pytest.fixture(scope="module")
def scratch_service(server: Any) -> Service:
    return Service(server, "scratch/")


@pytest.mark.parametrize("way", ["direct", "form"])
def test_everything_can_be_cleared_on_scratch(scratch_service: Service, way: str) -> None:
    scratch_service.fill()
    assert send_update(scratch_service, way, "CLEAR ALL").status_code in DONE
    assert not scratch_service.says("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")


def test_the_dataset_of_the_request_is_for_patterns_and_not_for_data(scratch_service: Service) -> None:
    sown = f"DROP ALL ;\nINSERT DATA {{ GRAPH <{ONE}> {{ <{ONE}> a cg:Sown }} GRAPH <{TWO}> {{ <{TWO}> a cg:Sown }} }}"
    reaped = f"INSERT {{ GRAPH <{THREE}> {{ ?s a cg:Reaped }} }} WHERE {{ ?s a cg:Sown }}"
    done = scratch_service.update(f"{sown} ;\n{reaped}", **{"using-graph-uri": ONE})
    assert done.status_code in DONE, done.text
    assert scratch_service.says(f"ASK {{ GRAPH <{THREE}> {{ <{ONE}> a cg:Reaped }} }}")
    assert not scratch_service.says(f"ASK {{ GRAPH <{THREE}> {{ <{TWO}> a cg:Reaped }} }}")


def test_a_relative_iri_in_an_update_becomes_an_absolute_one(scratch_service: Service) -> None:
    graph = "http://garden.example/based"
    text = f"CLEAR GRAPH <{graph}> ;\nINSERT DATA {{ GRAPH <{graph}> {{ <{graph}> cg:seed <seed> }} }}"
    assert scratch_service.update(text).status_code in DONE
    table = scratch_service.query(f"SELECT ?o {{ GRAPH <{graph}> {{ ?s cg:seed ?o }} }}").json()
    (row,) = table["results"]["bindings"]
    assert row["o"]["type"] == "uri" and row["o"]["value"].startswith(BASE)


@pytest.mark.parametrize("text", ["CLEAR ALL", "DROP DEFAULT", "INSERT DATA { <a> <b> 1 }"])
def test_what_names_no_record_is_not_written_to_the_main_dataset(server: Any, text: str) -> None:
    answer = Service(server, "").update(text)
    assert 400 <= answer.status_code < 500 and "scratch" in answer.text
