"""Updates cut into operations, and what their evaluation would change."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from claimgraph.errors import NotWritable, QueryError
from claimgraph.querying.lexer import check_update
from claimgraph.querying.updates import as_task, parsable_whole, prepare_update, read_operations, write_operation
from claimgraph.querying.worker.difference import ADDED, send_difference
from claimgraph.querying.worker.frames import FRAME

G, H, P = "http://e/g", "http://e/h", NamedNode("http://e/p")


def quad(subject: str, value: str, graph: str = G) -> Quad:
    return Quad(NamedNode(f"http://e/{subject}"), P, Literal(value), NamedNode(graph))


def difference(store: Store, text: str, **using: list[str]) -> tuple[set[Quad], set[Quad]]:
    """Quads that go and that come, as a worker finds them out."""
    operations = [as_task(each) for each in prepare_update(text, using.get("using", []), using.get("named", []))]
    task: dict[str, Any] = {"base": "http://e/", "prefixes": {}, "operations": operations, "rows": 1000, "bytes": 10**6}
    out = io.BytesIO()
    send_difference(store, task, parsable_whole(text), out)
    content, told = out.getvalue(), b""
    while content:
        letter, length = FRAME.unpack(content[: FRAME.size])
        told += content[FRAME.size : FRAME.size + length].partition(b"\n")[2] if letter == b"W" else b""
        content = content[FRAME.size + length :]
    removed, _, added = told.partition(ADDED)
    return set(parse(removed, RdfFormat.N_QUADS)), set(parse(added, RdfFormat.N_QUADS))


def store_with(*quads: Quad) -> Store:
    store = Store()
    store.extend(quads)
    return store


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("", []),
        ("PREFIX e: <http://e/>", []),
        ("INSERT DATA { GRAPH <g> { <a> <b> 'x;{y' } } ;", ["INSERT DATA"]),
        ("delete where { graph ?g { ?s ?p ?o } }", ["DELETE WHERE"]),
        ("WITH <g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING <h> WHERE { ?s ?p ?o }", ["MODIFY"]),
        ("CLEAR SILENT NAMED ; COPY DEFAULT TO <x> ; MOVE GRAPH <a> TO <b>", ["CLEAR", "COPY", "MOVE"]),
        ("# c ; DROP ALL\nDROP ALL # ; CREATE\n; PREFIX e: <http://e/> CREATE GRAPH e:g", ["DROP", "CREATE"]),
    ],
)
def test_an_update_is_cut_into_its_operations(text: str, verbs: list[str]) -> None:
    assert [operation.verb for operation in read_operations(text)] == verbs


def test_an_operation_written_again_means_the_same() -> None:
    text = """PREFIX e: <http://e/>
        DELETE { GRAPH e:g { ?s e:p ?o . ?s a e:C } } INSERT { GRAPH ?g { ?s e:p [ e:q ?o ; e:r (1 2) ] } . ?s e:p 1. }
        USING NAMED e:g WHERE { GRAPH ?g { ?s e:p ?o } }"""
    (operation,) = read_operations(text)
    (again,) = read_operations(write_operation(operation))
    assert again == operation
    Store().update(write_operation(operation))


@pytest.mark.parametrize("text", ["INSERT", "DELETE { ?s ?p ?o", "MOVE <a> <b>", "SELECT * { ?s ?p ?o }", "CLEAR {}"])
def test_what_is_no_update_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_operations(text)
    assert caught.value.line == 1 and caught.value.column


def test_a_dataset_in_the_text_and_in_the_request_is_refused() -> None:
    with pytest.raises(QueryError, match="in one place only"):
        prepare_update("WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", [H])


@pytest.mark.parametrize(
    ("text", "gone", "come"),
    [
        ("INSERT DATA { GRAPH <g> { <a> <p> 'new', 'old' } }", [], [quad("a", "new")]),
        ("DELETE DATA { GRAPH <g> { <a> <p> 'old', 'none' } }", [quad("a", "old")], []),
        ("DELETE WHERE { GRAPH ?g { ?s <p> ?o } }", [quad("a", "old"), quad("b", "other", H)], []),
        ("WITH <h> DELETE { ?s <p> ?o } WHERE { ?s <p> ?o }", [quad("b", "other", H)], []),
        (
            "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?s ?p 'x' } } WHERE { GRAPH ?g { ?s ?p ?o } }",
            [quad("a", "old"), quad("b", "other", H)],
            [quad("a", "x"), quad("b", "x", H)],
        ),
        ("INSERT { GRAPH <g> { ?s <p> ?o } } WHERE { ?s <p> ?o }", [], [quad("b", "other")]),
        ("INSERT { GRAPH <g> { ?s <p> ?o } } USING <g> WHERE { ?s <p> ?o }", [], []),
        ("INSERT { GRAPH <g> { ?s <p> ?none } } WHERE { ?s <p> ?o }", [], []),
        ("INSERT { GRAPH <g> { ?o <p> ?s } } WHERE { ?s <p> ?o }", [], []),
        ("COPY <g> TO <h>", [quad("b", "other", H)], [quad("a", "old", H)]),
        ("MOVE <h> TO <g>", [quad("a", "old"), quad("b", "other", H)], [quad("b", "other")]),
        ("ADD <h> TO <g> ; DROP GRAPH <h>", [quad("b", "other", H)], [quad("b", "other")]),
        ("MOVE <g> TO <g>", [], []),
        ("CLEAR GRAPH <none> ; CREATE GRAPH <new> ; LOAD SILENT <http://127.0.0.1:9/>", [], []),
        ("DROP GRAPH <g> ; INSERT DATA { GRAPH <g> { <a> <p> 'old' } }", [], []),
        ("INSERT DATA { GRAPH <g> { <a> <p> 'x' } } ; DELETE { GRAPH <g> { ?s <p> ?o } } WHERE { ?s <p> ?o }",
         [quad("a", "old")], []),
        ("CLEAR GRAPH <h> ; PREFIX e: <http://e/> INSERT DATA { GRAPH e:g { e:z e:p true } }",
         [quad("b", "other", H)],
         [Quad(NamedNode("http://e/z"), P, Literal(True), NamedNode(G))]),
        (r"INSERT DATA { GRAPH <g> { <\u0061> <p> 'n\u00e9w. }' } }", [], [quad("a", "néw. }")]),
    ],
)  # fmt: skip
def test_the_difference_is_what_the_operations_leave(text: str, gone: list[Quad], come: list[Quad]) -> None:
    store = store_with(quad("a", "old"), quad("b", "other", H))
    assert difference(store, text) == (set(gone), set(come))


def test_the_graphs_of_the_request_are_those_of_every_pattern() -> None:
    store = store_with(quad("a", "old"), quad("b", "other", H))
    text = "INSERT { GRAPH <new> { ?s <p> ?o } } WHERE { ?s <p> ?o }"
    assert difference(store, text, using=[H]) == (set(), {quad("b", "other", "http://e/new")})


def test_a_value_in_another_spelling_is_the_same_value() -> None:
    number = Quad(NamedNode("http://e/a"), P, Literal(1.5), NamedNode(G))
    text = "DELETE DATA { GRAPH <g> { <a> <p> '1.50E0'^^<http://www.w3.org/2001/XMLSchema#double> } }"
    removed, added = difference(store_with(number), text)
    assert len(removed) == 1 and not added


def test_blank_nodes_are_new_ones_for_each_solution() -> None:
    _, added = difference(
        store_with(quad("a", "1"), quad("b", "2")),
        "INSERT { GRAPH <g> { ?s <q> [ <r> 1 ] } } WHERE { GRAPH <g> { ?s <p> ?o } }",
    )
    assert len(added) == 4 and len({quad.object for quad in added if quad.predicate.value == "http://e/q"}) == 2


@pytest.mark.parametrize(
    "text",
    ["DROP ALL", "CLEAR DEFAULT", "COPY <a> TO DEFAULT", "INSERT DATA { <a> <b> <c> }", "DELETE WHERE { ?s ?p ?o }"],
)
def test_the_default_graph_and_all_graphs_at_once_are_not_writable(text: str) -> None:
    with pytest.raises(NotWritable, match="scratch"):
        [as_task(operation) for operation in prepare_update(text)]


@pytest.mark.parametrize("text", ["LOAD <http://e/>", r"L\u004fAD <http://e/>", "LOAD INTO GRAPH <http://e/g>"])
def test_loading_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="LOAD, a request to another server"):
        check_update(text, max_bytes=1000)


def test_a_text_with_a_load_is_never_given_to_an_engine_as_a_whole() -> None:
    assert parsable_whole("CLEAR ALL ; LOAD SILENT <http://e/>") == ""
    assert [each.verb for each in prepare_update("CLEAR ALL ; LOAD SILENT <http://e/>")] == ["CLEAR"]


def test_many_silent_loads_are_read_in_one_go() -> None:
    start = time.monotonic()
    check_update("LOAD SILENT <http://e/> ;" * 40_000, max_bytes=2_000_000)
    assert time.monotonic() - start < 3


def test_long_data_is_no_deep_update() -> None:
    check_update("INSERT DATA {" + "<a> <b> <c> . " * 5000 + "}", max_bytes=10**6)


@pytest.mark.parametrize(
    "text",
    ["PREFIX a: <http://e/b> CLEAR DEFAULT ; " * 20_000, f"PREFIX a: <{'b' * 400_000}> " + "CLEAR DEFAULT ; " * 100],
    ids=["many prefixes", "a long one"],
)
def test_prologues_are_not_multiplied_by_operations_without_end(text: str) -> None:
    with pytest.raises(QueryError, match="long prologues"):
        read_operations(text)


def test_graphs_of_the_request_are_not_multiplied_by_operations_without_end() -> None:
    with pytest.raises(QueryError, match="long prologues or datasets"):
        prepare_update("CLEAR DEFAULT ; " * 10_000, [f"http://e/{number}" for number in range(1000)])


def test_an_update_of_too_many_words_is_refused() -> None:
    with pytest.raises(QueryError, match="more than 2000000 words and marks"):
        read_operations("." * 2_000_001)
