"""What every store promises, written once; each store brings a fixture `store` and inherits."""

from __future__ import annotations

import io
import threading

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.errors import Conflict, QueryError
from claimgraph.mediatypes import N_QUADS, RESULTS_CSV, RESULTS_JSON, TURTLE
from claimgraph.store.interface import Change, Dataset, Store, Wanted

A, B = "http://localhost:8000/claims/a", "http://localhost:8000/claims/b"
P = NamedNode("http://e/p")
WANTED = Wanted(RESULTS_JSON, RESULTS_JSON, TURTLE)


def quad(subject: str, value: str, graph: str = A) -> Quad:
    return Quad(NamedNode(f"{graph}#{subject}"), P, Literal(value), NamedNode(graph))


class StoreContract:
    def test_a_committed_change_is_read_back(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1")])))
        assert [t.object.value for t in store.graph(A)] == ["1"]
        assert store.has_graph(A) and not store.has_graph(B)

    def test_a_change_removes_and_adds_in_one_step(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1")])))
        store.commit(Change(frozenset([quad("x", "1")]), frozenset([quad("x", "2")])))
        assert [t.object.value for t in store.graph(A)] == ["2"]

    def test_what_is_removed_and_added_stays(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1")])))
        store.commit(Change(frozenset([quad("x", "1")]), frozenset([quad("x", "1")])))
        assert len(store.graph(A)) == 1

    def test_each_commit_has_a_new_revision(self, store: Store) -> None:
        first = store.revision()
        second = store.commit(Change(added=frozenset([quad("x", "1")])))
        assert first != second == store.revision()

    def test_a_commit_on_an_old_revision_is_refused_and_changes_nothing(self, store: Store) -> None:
        old = store.revision()
        store.commit(Change(added=frozenset([quad("x", "1")])))
        with pytest.raises(Conflict, match="no longer"):
            store.commit(Change(added=frozenset([quad("x", "2")])), expecting=old)
        assert len(store.graph(A)) == 1

    def test_the_default_graph_is_the_union_of_all_graphs(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1"), quad("y", "2", B)])))
        rows = store.select("SELECT ?o WHERE { ?s <http://e/p> ?o }")
        assert sorted(row[0].value for row in rows if row[0]) == ["1", "2"]

    def test_a_dataset_given_limits_the_graphs_and_an_unknown_one_is_empty(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1"), quad("y", "2", B)])))
        query = "SELECT (COUNT(*) AS ?n) WHERE { ?s <http://e/p> ?o }"
        csv = Wanted(RESULTS_CSV, RESULTS_JSON, TURTLE, Dataset(default=[A, "http://localhost:8000/claims/none"]))
        assert store.answer(query, csv).content.split() == [b"n", b"1"]

    def test_bindings_are_terms_and_never_text(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", '" } DROP ALL #')])))
        rows = store.select("SELECT ?s ?o WHERE { ?s <http://e/p> ?o }", {"o": Literal('" } DROP ALL #')})
        assert len(rows) == 1

    def test_a_query_that_does_not_parse_is_told_with_its_place(self, store: Store) -> None:
        with pytest.raises(QueryError, match="does not parse") as caught:
            store.answer("SELECT ?s WHERE {\n ?s ?p }", WANTED)
        assert caught.value.line == 2

    def test_bulk_loaded_quads_are_there(self, store: Store) -> None:
        store.load(quad(f"x{number}", str(number)) for number in range(1000))
        assert len(store.graph(A)) == 1000

    def test_a_dump_holds_every_graph(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1"), quad("y", "2", B)])))
        output = io.BytesIO()
        store.dump(output, N_QUADS)
        assert A.encode() in output.getvalue() and B.encode() in output.getvalue()

    def test_two_writers_lose_no_commit(self, store: Store) -> None:
        def write(writer: str) -> None:
            for number in range(50):
                store.commit(Change(added=frozenset([quad(f"{writer}{number}", "1")])))

        threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(store.graph(A)) == 100
