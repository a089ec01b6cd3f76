"""Update evaluation on the scratch dataset: every operation of SPARQL 1.1 Update, with own data and expectations."""

from __future__ import annotations

from typing import Any

import pytest
from cases import cases
from pyoxigraph import RdfFormat
from scratch import STORE, Scratch
from solutions import GARDEN, read_graph, same_rows

DONE = (200, 204)


@pytest.mark.parametrize("case", cases("update"))
def test_an_update_leaves_what_the_specification_says(scratch: Scratch, case: dict[str, Any]) -> None:
    before = case.get("before", "")
    scratch.hold(before)
    done = scratch.update(case["update"])
    if case.get("refused"):
        assert done.status_code == 400, done.text
    elif case.get("fails"):
        assert 400 <= done.status_code < 500, done.text
    else:
        assert done.status_code in DONE, done.text
    after = before if case.get("refused") else case["after"]
    found = scratch.quads()
    assert same_rows(read_graph(after, RdfFormat.TRIG), found), found


@pytest.mark.parametrize("operation", ["DROP GRAPH :bed", "MOVE :bed TO :other", "DROP NAMED", "DROP ALL"])
def test_a_graph_that_is_dropped_is_no_longer_there(scratch: Scratch, operation: str) -> None:
    scratch.hold(":bed { :a :p 1 }")
    assert scratch.update(operation).status_code in DONE
    assert scratch.server.http.get(STORE, params={"graph": GARDEN + "bed"}).status_code == 404


def test_a_blank_node_of_a_later_operation_is_found_by_its_triples_alone(scratch: Scratch) -> None:
    scratch.hold("_:n :kind :seed .")
    assert scratch.update("INSERT { _:n :of ?x } WHERE { ?x :kind :seed }").status_code in DONE
    found = scratch.quads()
    assert same_rows(read_graph("_:a :kind :seed . _:b :of _:a ."), found), found


def test_an_update_is_seen_by_the_next_query(scratch: Scratch) -> None:
    for n in range(20):
        scratch.update(f"DELETE WHERE {{ :counter :at ?n }} ; INSERT DATA {{ :counter :at {n} }}")
        assert f'"{n}"' in scratch.ask("SELECT ?n { :counter :at ?n }").text
