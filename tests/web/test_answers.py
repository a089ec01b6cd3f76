"""Answers to questions as people read them, as functions."""

from __future__ import annotations

import json

import pytest

from claimgraph.querying.catalogue import CatalogueQuery
from claimgraph.service import Claimgraph
from claimgraph.vocabulary import XSD
from claimgraph.web.pages.answers import read_answer
from claimgraph.web.pages.controls import controls_of, resolved
from claimgraph.web.pages.names import Names
from claimgraph.web.pages.topics import OTHERS, TOPICS, by_topic


def solutions(columns: list[str], *rows: list[object]) -> bytes:
    bindings = [
        {name: _term(value) for name, value in zip(columns, row, strict=True) if value is not None} for row in rows
    ]
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": bindings}}).encode()


def _term(value: object) -> dict[str, str]:
    if isinstance(value, int):
        return {"type": "literal", "value": str(value), "datatype": XSD.integer.value}
    text = str(value)
    return {"type": "uri" if "://" in text else "literal", "value": text}


def test_a_thing_and_its_label_are_one_column(graph: Claimgraph) -> None:
    base = graph.store.base
    content = solutions(
        ["cause", "causeLabel"], [f"{base}concepts/resistance-training#fatigue", "neuromuscular fatigue"]
    )
    table = read_answer(content, Names(graph.derivations), base)
    assert table.columns == ["Cause"]
    assert table.rows[0][0].text == "neuromuscular fatigue"
    assert table.rows[0][0].url == "/concepts/resistance-training/fatigue"


def test_what_was_asked_for_is_not_repeated(graph: Claimgraph) -> None:
    content = solutions(["concept", "n"], ["http://x/1", 1], ["http://x/1", 2])
    assert read_answer(content, Names(graph.derivations), graph.store.base, {"concept": "x"}).columns == ["N"]


def test_counts_have_bars_on_one_scale_and_years_have_none(graph: Claimgraph) -> None:
    content = solutions(["year", "supporting", "contradicting"], [2020, 8, 2], [2021, 4, 0])
    table = read_answer(content, Names(graph.derivations), graph.store.base)
    assert [[cell.share for cell in row] for row in table.rows] == [[None, 1.0, 0.25], [None, 0.5, 0.0]]
    assert all(cell.is_number for row in table.rows for cell in row)


def test_studies_are_cited_and_claims_stated(graph: Claimgraph) -> None:
    base = graph.store.base
    content = solutions(
        ["study", "other"], ["https://doi.org/10.1080/02640414.2024.2321021", f"{base}claims/rest-intervals#claim"]
    )
    study, claim = read_answer(content, Names(graph.derivations), base).rows[0]
    assert study.text == "Refalo et al. 2024" and study.url == "/studies/10.1080/02640414.2024.2321021"
    assert claim.text.startswith("Resting") and claim.url == "/claims/rest-intervals#claim"


def test_durations_and_negative_numbers_read_as_people_write_them(graph: Claimgraph) -> None:
    values = [("P56D", XSD.iri + "duration"), ("-0.036", XSD.decimal.value)]
    row = {name: {"type": "literal", "value": v, "datatype": d} for name, (v, d) in zip("ab", values, strict=True)}
    content = json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": [row]}}).encode()
    cells = read_answer(content, Names(graph.derivations), graph.store.base).rows[0]
    assert [cell.text for cell in cells] == ["8 weeks", "−0.036"]


def test_concepts_are_taken_by_their_names(graph: Claimgraph) -> None:
    query = graph.catalogue["arrows_into_concept"]
    given = {"concept": "volume load"}
    assert resolved(graph, query, given) == {"concept": "concepts/resistance-training#volume-load"}
    control = controls_of(graph, query, resolved(graph, query, given))[0]
    assert control.value == "volume load" and control.is_concept


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("studies_by_design", "cg:MetaAnalysis", "meta-analysis"),
        ("claim_with_steps", "claims/rest-intervals#claim", "Resting"),
        ("findings_of_study", "https://doi.org/10.1080/02640414.2024.2321021", "Similar"),
    ],
)
def test_few_values_are_a_list_to_choose_from(graph: Claimgraph, name: str, value: str, label: str) -> None:
    choices = dict(controls_of(graph, graph.catalogue[name], {})[0].choices)
    assert choices[value].startswith(label)


def test_every_question_has_a_topic_and_others_come_last(graph: Claimgraph) -> None:
    assert {query.topic for query in graph.catalogue.values()} == set(TOPICS)
    stray = CatalogueQuery("stray", "A question", "")
    groups = by_topic([stray, *graph.catalogue.values(), CatalogueQuery("x", "Another", "", topic="Zebras")])
    assert [topic for topic, _ in groups] == [*TOPICS, "Zebras", OTHERS]
