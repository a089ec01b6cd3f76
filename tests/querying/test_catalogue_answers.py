"""Each question of the catalogue gives exactly the answer that was worked out by hand for a small graph of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store, Triple, Variable, parse

from claimgraph import shipped
from claimgraph.querying.catalogue import Catalogue
from claimgraph.vocabulary import PREFIXES

BASE = "http://localhost:8000/"
CASES = Path(__file__).resolve().parents[1] / "data" / "queries"
CATALOGUE = Catalogue.read(shipped.data_folder("queries"))
ORDERS: dict[str, Callable[[list[Triple]], list[Triple]]] = {
    "as written": lambda triples: triples,
    "backwards": lambda triples: triples[::-1],
}


def answer(name: str, triples: list[Triple]) -> str:
    """The CSV of a question, asked of a store that holds these triples in one named graph."""
    store = Store()
    for triple in triples:
        store.add(Quad(triple.subject, triple.predicate, triple.object, NamedNode(BASE + "data")))
    given = CASES / name / "params.json"
    values = json.loads(given.read_text(encoding="utf-8")) if given.exists() else {}
    solutions = store.query(
        CATALOGUE[name].text,
        base_iri=BASE,
        prefixes=dict(PREFIXES),
        use_default_graph_as_union=True,
        substitutions={Variable(key): term for key, term in CATALOGUE[name].bind(values, BASE).items()},
    )
    assert isinstance(solutions, QuerySolutions)
    return (solutions.serialize(format=QueryResultsFormat.CSV) or b"").decode().replace("\r\n", "\n")


def test_every_question_has_a_graph_of_its_own_and_every_graph_its_question() -> None:
    assert CATALOGUE
    assert {path.name for path in CASES.iterdir()} == set(CATALOGUE)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", CATALOGUE)
def test_a_question_gives_the_answer_worked_out_by_hand_in_whatever_order_facts_came(name: str, order: str) -> None:
    triples = [quad.triple for quad in parse(path=CASES / name / "data.ttl", base_iri=BASE)]
    expected = (CASES / name / "expected.csv").read_text(encoding="utf-8")
    assert expected.count("\n") > 1, "an answer without rows proves nothing"
    assert answer(name, ORDERS[order](triples)) == expected
