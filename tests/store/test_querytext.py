"""Queries as they are sent to a remote store; nothing in them is parsed, so odd texts must not confuse what is read."""

from __future__ import annotations

import time

import pytest
from pyoxigraph import Literal, NamedNode

from claimgraph.errors import QueryError
from claimgraph.store.querytext import QueryText

BASE = "http://e/"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("SELECT ?o WHERE { ?s ?p ?o }", "SELECT ?o WHERE { VALUES ?o { 1 } ?s ?p ?o }"),
        ("ASK{?s ?p ?o}", "ASK{ VALUES ?o { 1 }?s ?p ?o}"),
        (
            "CONSTRUCT { ?s ?p '}' } WHERE { { ?s ?p ?o } }",
            "CONSTRUCT { ?s ?p '}' } WHERE { VALUES ?o { 1 } { ?s ?p ?o } }",
        ),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT WHERE { VALUES ?o { 1 } ?s ?p ?o }"),
        ("#+ {\nSELECT ?o # {\n{ ?s ?p ?o }", "#+ {\nSELECT ?o # {\n{ VALUES ?o { 1 } ?s ?p ?o }"),
        (
            "PREFIX construct: <http://e/#> SELECT * { ?s ?p ?o }",
            "PREFIX construct: <http://e/#> SELECT * { VALUES ?o { 1 } ?s ?p ?o }",
        ),
    ],
    ids=["select", "glued", "construct", "short", "comments", "prefix"],
)
def test_variables_are_bound_at_the_head_of_the_pattern(text: str, bound: str) -> None:
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    found = QueryText(text).bound({"o": Literal("1", datatype=integer)}, virtuoso=False).text
    assert found == bound.replace("1 }", '"1"^^<http://www.w3.org/2001/XMLSchema#integer> }')


def test_no_value_becomes_part_of_the_text() -> None:
    value = '" } } INSERT { ?s ?p "\n\\'
    text = QueryText("SELECT ?o { ?s ?p ?o }").bound({"o": Literal(value)}, virtuoso=True).text
    assert text == r'SELECT ?o { BIND("\" } } INSERT { ?s ?p \"\n\\" AS ?o) ?s ?p ?o }'


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("ASK {}", "BASE <http://e/> PREFIX cg: <"),
        ("# PREFIX cg: <x>\nASK {}", "BASE <http://e/> PREFIX cg: <"),
        ("PREFIX cg: <x> ASK {}", "BASE <http://e/> PREFIX cgsh: <"),
        ("prefix cg:<x> base <y/> ask {}", "BASE <http://e/y/> PREFIX cgsh: <"),
        ("BASE <http://f/a> BASE <b> ASK {}", "BASE <http://f/b> PREFIX cg: <"),
    ],
)
def test_the_prologue_is_completed_and_lines_stay_where_they_are(text: str, head: str) -> None:
    sent, shift = QueryText(text).with_prologue(BASE)
    assert sent.startswith(head) and sent.upper().count("BASE <") == 1
    assert len(sent) == shift + len(text) and sent.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * { ?s ?p ?o }", [], []),
        ("SELECT * FROM <a> FROM <http://f/b> { ?s ?p 'FROM <c>' }", ["http://e/a", "http://f/b"], []),
        ("PREFIX p: <http://p/> ASK FROM NAMED p:x from p:y { ?from ?p ?o }", ["http://p/y"], ["http://p/x"]),
        ("BASE <http://f/> CONSTRUCT { ?s ?p <from> } FROM NAMED <a> WHERE { ?s ?p ?o }", [], ["http://f/a"]),
    ],
)
def test_the_graphs_of_a_query_are_read(text: str, default: list[str], named: list[str]) -> None:
    dataset = QueryText(text).dataset(BASE)
    assert (dataset.default, dataset.named) == (default, named)


@pytest.mark.parametrize(
    ("text", "solutions"),
    [
        ("SELECT * { ?s ?p ?o }", None),
        ("DESCRIBE <x>", None),
        ("nothing", None),
        ("CONSTRUCT", "SELECT (1 AS ?one) "),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "SELECT (1 AS ?one)  WHERE { ?s ?p ?o }"),
        ("CONSTRUCT { ?s ?p '}' } { ?s ?p ?o } LIMIT 1", "SELECT (1 AS ?one)  { ?s ?p ?o } LIMIT 1"),
    ],
)
def test_the_solutions_of_a_construct_can_be_asked_for(text: str, solutions: str | None) -> None:
    assert QueryText(text).solutions() == solutions


@pytest.mark.parametrize(
    "piece", ["a.", '"', "'''a", "'a", "<", "<a", "#\n", "a-", "1.", ":", "\\", "{", "FROM <a> ", "_"]
)
def test_no_text_takes_long_to_read(piece: str) -> None:
    start = time.process_time()
    query = QueryText(piece * (32_000 // len(piece)))
    query.dataset(BASE), query.solutions(), query.bound({"x": Literal("1")}, virtuoso=False), query.with_prologue(BASE)
    assert time.process_time() - start < 5


def test_bases_without_end_are_refused() -> None:
    with pytest.raises(QueryError, match="it has 17 bases; at most 16 was expected"):
        QueryText("BASE <a/> " * 17 + "ASK {}")
