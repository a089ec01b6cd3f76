"""Pages of answers: together they are the whole, in one order whatever order facts came in."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store, Triple, Variable, parse
from test_catalogue_answers import BASE, CASES, CATALOGUE, ORDERS

from claimgraph.errors import InputError, ParameterError
from claimgraph.mediatypes import RESULT_TYPES, RESULTS_CSV
from claimgraph.querying.catalogue import read_query
from claimgraph.querying.paging import Page, take_page
from claimgraph.service import Claimgraph
from claimgraph.vocabulary import PREFIXES

HEAD = "#+ summary: x\n#+ columns: [a, b]\n"


def rows(name: str, text: str, triples: list[Triple]) -> list[tuple[str, ...]]:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object, NamedNode(BASE + "data")) for t in triples)
    given = CASES / name / "params.json"
    values = json.loads(given.read_text(encoding="utf-8")) if given.exists() else {}
    bound = {Variable(key): term for key, term in CATALOGUE[name].bind(values, BASE).items()}
    found = store.query(
        text, base_iri=BASE, prefixes=dict(PREFIXES), use_default_graph_as_union=True, substitutions=bound
    )
    assert isinstance(found, QuerySolutions)
    return [tuple(map(str, row)) for row in found]


@pytest.mark.parametrize("name", CATALOGUE)
def test_pages_of_every_question_add_up_to_its_answer_in_the_same_order(name: str) -> None:
    triples = [quad.triple for quad in parse(path=CASES / name / "data.ttl", base_iri=BASE)]
    whole = rows(name, CATALOGUE[name].text, triples)
    for order in ORDERS.values():
        pages = [rows(name, CATALOGUE[name].page(1, offset), order(triples)) for offset in range(len(whole) + 1)]
        assert [row for page in pages for row in page] == whole and pages[-1] == []


def test_a_page_knows_whether_there_is_another(curated: Claimgraph) -> None:
    whole = json.loads(curated.ask_named("claims", {}).content)["results"]["bindings"]
    seen = []
    for number in (1, 2, 3):
        answer, more = curated.ask_page("claims", {}, Page(4, number))
        told = json.loads(answer.content)
        seen += told["results"]["bindings"]
        assert more == (number < 3) and told["head"]["vars"] == list(CATALOGUE["claims"].columns)
    assert seen == whole
    answer, more = curated.ask_page("claims", {}, Page(len(whole), 1))
    assert not more and len(json.loads(answer.content)["results"]["bindings"]) == len(whole)


@pytest.mark.parametrize("kind", RESULT_TYPES, ids=lambda kind: kind.name)
def test_a_page_can_be_had_in_every_syntax(curated: Claimgraph, kind: type) -> None:
    answer, more = curated.ask_page("claims", {}, Page(2), kind)  # type: ignore[arg-type]
    assert more and answer.media == kind.media  # type: ignore[attr-defined]
    if kind == RESULTS_CSV:
        assert answer.content == b"".join(curated.ask_named("claims", {}, _csv()).content.splitlines(True)[:3])


def _csv() -> object:
    from claimgraph.mediatypes import RESULTS_JSON, TURTLE
    from claimgraph.store.interface import Wanted

    return Wanted(RESULTS_CSV, RESULTS_JSON, TURTLE)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"limit": "0"}, "'limit' is '0'; a whole number from 1 to 10000"), ({"limit": "10001"}, "from 1 to 10000"),
        ({"limit": "many"}, "'many'"), ({"limit": "٣"}, "'limit'"), ({"limit": "1", "page": "0"}, "'page' is '0'"),
        ({"limit": "1", "page": "-1"}, "'page'"), ({"page": "2"}, "given without limit"),
        ({"limit": "9" * 400}, "'limit'"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused(values: dict[str, str], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        take_page("q", dict(values))


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("} LIMIT 5", "LIMIT, OFFSET or VALUES at the end"), ("} ORDER BY ?a OFFSET 5", "LIMIT, OFFSET or VALUES"),
        ("} VALUES ?a { 1 }", None),
    ],
)  # fmt: skip
def test_a_question_leaves_paging_to_who_asks(end: str, found: str | None) -> None:
    text = f"{HEAD}SELECT ?a ?b WHERE {{ ?a ?p ?b {end}"
    if found:
        with pytest.raises(InputError, match=found):
            read_query("q", text)


def test_no_parameter_of_a_question_is_called_like_paging() -> None:
    with pytest.raises(InputError, match="a parameter 'limit'"):
        read_query(
            "q", f"{HEAD}#+ parameters:\n#+   - {{name: limit, type: integer, description: x}}\nSELECT ?a ?b {{}}"
        )
