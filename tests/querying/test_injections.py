"""Whatever is sent as the value of a parameter stays a value: of every type, in every engine, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Variable
from serving import Server, serving

from claimgraph import shipped
from claimgraph.errors import ParameterError
from claimgraph.querying.catalogue import Catalogue, read_query
from claimgraph.querying.parameters import TYPES
from claimgraph.store.querytext import QueryText
from claimgraph.vocabulary import PREFIXES, XSD

BASE = "http://localhost:8000/"
CATALOGUE = Catalogue.read(shipped.data_folder("queries"))
ATTEMPTS = [
    'x" } DROP ALL #', "x' } ; DROP ALL #", '"""} DROP ALL #', "'''} DROP ALL #", "x\\", 'x\\" } #', "\\u0022 } #",
    "<http://e/> } ; DROP ALL #", "http://e/> } ; DROP ALL #", "http://e/a b", "http://e/a\nb", "http://e/\\u003E",
    "?s", "$s", "?s ?p ?o", "_:b", "cg:Claim } #", "cg:Claim>", "1 } #", "1) || true", "1 || 1=1", "1; DROP ALL", "1e9",
    "0x10", "١٢", "1_000", "1.0.0", "true } #", "TRUE", "true || false", "1 OR true", "2024-01-01 } #",
    "2024-01-01T00:00:00", "} UNION { ?s ?p ?o", "UNDEF", "(1 2)", "[]", "*", "%22%7D", "\x00",
    "\ud800", "﷽", "\u202e} LLA PORD", "x\r\nSet-Cookie: a=b", "${jndi:ldap://e}", "{{7*7}}", "../../etc/passwd",
    "file:///etc/passwd", "SERVICE <http://e/> { ?s ?p ?o }", "a" * 5000,
]  # fmt: skip
GUARDED = "#+ summary: x\n#+ columns: [asked, s]\n#+ parameters:\n#+   - {{name: asked, type: {}, description: x}}\n"
TEXT = "SELECT ?asked ?s WHERE { ?s <http://e/is> ?asked } ORDER BY ?s"


def held() -> Store:
    """Things that are something of each type."""
    values = [NamedNode("http://e/x"), Literal("x"), Literal(1), Literal(True)]
    values += [Literal("1.5", datatype=XSD.decimal), Literal("2024-01-01", datatype=XSD.date)]
    graph = NamedNode(BASE + "data")
    store = Store()
    store.extend(
        Quad(NamedNode(f"http://e/{n}"), NamedNode("http://e/is"), term, graph) for n, term in enumerate(values)
    )
    return store


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: ascii(attempt)[1:25])
@pytest.mark.parametrize("type", TYPES)
def test_a_value_is_refused_or_stays_the_value_that_it_is(type: str, attempt: str) -> None:
    query = read_query("q", GUARDED.format(type) + TEXT)
    try:
        bound = query.bind({"asked": attempt}, BASE)
    except ParameterError as refused:
        assert refused.parameter == "asked"
        return
    assert type in ("iri", "concept", "string"), f"'{attempt}' was taken for a value of type {type}"
    store = held()
    before = set(store)
    options = {"base_iri": BASE, "prefixes": dict(PREFIXES), "use_default_graph_as_union": True}
    by_term = store.query(query.text, substitutions={Variable("asked"): bound["asked"]}, **options)  # type: ignore[arg-type]
    assert isinstance(by_term, QuerySolutions) and list(by_term) == []
    for virtuoso in (False, True):
        sent = QueryText(query.text).bound(bound, virtuoso=virtuoso).text
        told = store.query(sent, **options)  # type: ignore[arg-type]
        assert isinstance(told, QuerySolutions) and list(told) == [], sent
    assert set(store) == before


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("injections")) as server:
        yield server


ASKED = [(query.name, parameter.name) for query in CATALOGUE.values() for parameter in query.parameters]


@pytest.mark.parametrize(("name", "parameter"), ASKED)
def test_no_question_answers_more_than_what_was_asked(server: Server, name: str, parameter: str) -> None:
    assert len(CATALOGUE) >= 20
    revision = server.http.get("/health").json()["revision"]
    required = {p.name: p.example or "" for p in CATALOGUE[name].parameters if p.required}
    for attempt in ATTEMPTS:
        if attempt == "\ud800":
            continue  # no client can send it
        answer = server.http.get(f"/queries/{name}", params={**required, parameter: attempt})
        assert answer.status_code in (200, 400), (attempt, answer.text)
        assert "set-cookie" not in answer.headers
        rows = json.loads(answer.text).get("results", {}).get("bindings", [])
        if CATALOGUE[name].parameters and parameter != "text":
            assert rows == [], attempt
    assert server.http.get("/health").json()["revision"] == revision


def test_rows_of_questions_are_paged_by_links(server: Server) -> None:
    whole = server.http.get("/queries/claims?format=json").json()["results"]["bindings"]
    seen, address, pages = [], "/queries/claims?limit=4&format=json", 0
    while address:
        answer = server.http.get(address)
        seen += answer.json()["results"]["bindings"]
        pages += 1
        assert answer.links["first"]["url"].endswith("page=1") and ("prev" in answer.links) == (pages > 1)
        address = answer.links.get("next", {}).get("url", "")
    assert seen == whole and pages == 3


@pytest.mark.parametrize(
    ("query", "told"),
    [("limit=0", "'limit' is '0'"), ("page=2", "given without limit"), ("limit=5&page=x", "'page' is 'x'"),
     ("limit=5&limit=6", "given twice")],
)  # fmt: skip
def test_a_wrong_page_is_said(server: Server, query: str, told: str) -> None:
    answer = server.http.get(f"/queries/claims?{query}")
    assert answer.status_code == 400 and told in answer.json()["detail"]


def test_a_page_of_a_question_is_a_page_in_html_too(server: Server) -> None:
    answer = server.http.get("/queries/claims?limit=4", headers={"Accept": "text/html"})
    assert answer.status_code == 200 and "4 rows" in answer.text and "next" in answer.links
