"""What every store promises, written once; each store brings a fixture `store` and inherits."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import threading

import pytest
from pyoxigraph import Literal, NamedNode, Quad, parse, parse_query_results

from claimgraph.errors import Conflict, QueryError
from claimgraph.mediatypes import N_QUADS, RESULTS_CSV, RESULTS_JSON, RESULTS_TSV, RESULTS_XML, TRIG, TURTLE
from claimgraph.rdf.canonical import normalise
from claimgraph.rdf.parse import parse_triples
from claimgraph.store.interface import Change, Dataset, Store, Wanted

A, B = "http://localhost:8000/claims/a", "http://localhost:8000/claims/b"
P = NamedNode("http://e/p")
WANTED = Wanted(RESULTS_JSON, RESULTS_JSON, TURTLE)

XSD = "http://www.w3.org/2001/XMLSchema#"
VALUES = [
    NamedNode("https://doi.org/10.1002/(sici)1097-0010%3C1661::aid%3E3.0.co;2-x"),
    Literal("plain"), Literal(""), Literal("two\nlines\t\"quoted\" \\ 'single' \r"), Literal("é 日本 😀 \u200b"),
    Literal("en", language="en"), Literal("é", language="de-CH"), Literal("", language="en"),
    *(Literal(text, datatype=NamedNode(XSD + kind)) for text, kind in [
        ("1.50", "decimal"), ("1.0", "decimal"), ("-0.036", "decimal"), ("0", "decimal"), ("007", "integer"),
        ("-3", "integer"), ("true", "boolean"), ("0", "boolean"), ("2024-05-31", "date"), ("2024", "gYear"),
        ("2024-05-31T10:00:00Z", "dateTime"), ("2024-05-31T10:00:00.25+02:00", "dateTime"), ("P56D", "duration"),
        ("http://e/x", "anyURI"), ("0.12345678901234567", "decimal"), ("12345678901234567", "integer"),
        ("10:00:00", "time"), ("P1Y", "yearMonthDuration"),
    ]),
    Literal("own", datatype=NamedNode("http://e/type")),
]  # fmt: skip


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

    def test_a_dump_can_be_parsed_in_each_syntax_that_names_graphs(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1"), quad("y", "2", B)])))
        for kind in (N_QUADS, TRIG):
            output = io.BytesIO()
            store.dump(output, kind)
            found = {q for q in parse(output.getvalue(), kind.format) if q.predicate == P}
            assert found == {quad("x", "1"), quad("y", "2", B)}

    def test_every_kind_of_value_is_read_back_as_itself(self, store: Store) -> None:
        """In the spelling that the embedded store has, so that what is read can be compared with what is written."""
        quads = {Quad(NamedNode(f"{A}#{n}"), P, value, NamedNode(A)) for n, value in enumerate(VALUES)}
        store.commit(Change(added=frozenset(quads)))
        found = {triple.subject.value: triple.object for triple in store.graph(A)}
        expected = {t.subject.value: t.object for t in normalise(q.triple for q in quads)}
        assert found == expected and len(found) == len(VALUES)

    @pytest.mark.parametrize("read_back", [True, False], ids=["as read", "as written"])
    def test_every_kind_of_value_can_be_removed_again(self, store: Store, read_back: bool) -> None:
        """Beside another graph in the same change, from which some servers would not remove all."""
        graph = NamedNode(A)
        quads = frozenset(Quad(NamedNode(f"{A}#{n}"), P, value, graph) for n, value in enumerate(VALUES))
        store.commit(Change(added=quads | {quad("y", "2", B)}))
        stored = frozenset(Quad(t.subject, t.predicate, t.object, graph) for t in store.graph(A))
        store.commit(Change((stored if read_back else quads) | {quad("y", "2", B)}, frozenset([quad("z", "3", B)])))
        assert store.graph(A) == [] and [t.object.value for t in store.graph(B)] == ["3"]

    def test_graphs_are_named_and_an_emptied_one_holds_nothing(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1"), quad("y", "2", B)])))
        assert {A, B} <= set(store.graph_names())
        store.commit(Change(frozenset([quad("x", "1")])))
        assert not store.has_graph(A) and store.graph(A) == [] and B in set(store.graph_names())

    def test_large_changes_are_made_whole(self, store: Store) -> None:
        first = frozenset(quad(f"x{n}", "é" * 40, graph) for n in range(800) for graph in (A, B))
        second = frozenset(quad(f"x{n}", "2", graph) for n in range(800) for graph in (A, B))
        store.commit(Change(added=first))
        store.commit(Change(first, second))
        for graph in (A, B):
            assert {(t.subject.value, t.object.value) for t in store.graph(graph)} == {
                (f"{graph}#x{n}", "2") for n in range(800)
            }

    def test_prefixes_and_base_are_declared_unless_the_query_declares_its_own(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1")])))
        assert store.select("SELECT ?o { <claims/a#x> <http://e/p> ?o FILTER(STRSTARTS(STR(cg:x), 'https://w3id')) }")
        own = "# cg:\nPREFIX cg: <http://e/> BASE <http://localhost:8000/claims/>\nSELECT ?o { <a#x> cg:p ?o }"
        assert store.select(own)

    def test_each_form_is_answered_in_the_syntax_wanted(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1")])))
        triples = store.answer("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . ?s <http://e/p> ?o }", WANTED)
        assert triples.media == TURTLE.media and parse_triples(triples.content, TURTLE, base=A) == [
            quad("x", "1").triple
        ]
        truth = store.answer("ASK { ?s <http://e/p> ?o }", WANTED)
        assert truth.media == RESULTS_JSON.media and json.loads(truth.content)["boolean"] is True
        for kind in (RESULTS_JSON, RESULTS_XML, RESULTS_TSV):
            wanted = Wanted(kind, RESULTS_JSON, TURTLE)
            table = store.answer("SELECT ?s ?o { ?s <http://e/p> ?o }", wanted)
            [row] = parse_query_results(table.content, kind.format)
            assert table.media == kind.media and list(row) == [NamedNode(f"{A}#x"), Literal("1")]

    @pytest.mark.parametrize(
        ("graphs", "count"),
        [("FROM <claims/a>", "1"), ("FROM <http://e/none>", "0"), ("FROM NAMED <claims/a>", "0"), ("", "2")],
    )
    def test_graphs_named_in_the_query_are_all_that_it_sees(self, store: Store, graphs: str, count: str) -> None:
        store.commit(Change(added=frozenset([quad("x", "1"), quad("y", "2", B)])))
        query = f"SELECT (COUNT(*) AS ?n) {graphs} WHERE {{ ?s <http://e/p> ?o }}"
        csv = Wanted(RESULTS_CSV, RESULTS_JSON, TURTLE, Dataset(stated=bool(graphs)))
        assert store.answer(query, csv).content.split() == [b"n", count.encode()]

    def test_named_graphs_given_hide_the_others(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("x", "1"), quad("y", "2", B)])))
        query = "SELECT ?g { GRAPH ?g { ?s <http://e/p> ?o } }"
        for dataset, expected in ((Dataset(named=[A]), [A]), (Dataset(default=[A]), [])):
            answer = store.answer(query, Wanted(RESULTS_CSV, RESULTS_JSON, TURTLE, dataset))
            assert answer.content.decode().split()[1:] == expected

    def test_a_bound_variable_may_begin_a_path(self, store: Store) -> None:
        graph = NamedNode(A)
        rows = [("a", "b"), ("b", "c"), ("x", "y")]
        links = [Quad(NamedNode(f"http://e/{one}"), P, NamedNode(f"http://e/{two}"), graph) for one, two in rows]
        store.commit(Change(added=frozenset(links)))
        found = store.select("SELECT ?s ?o WHERE { ?s <http://e/p>* ?o }", {"s": NamedNode("http://e/a")})
        assert sorted(o.value for _, o in found if o) == ["http://e/a", "http://e/b", "http://e/c"]

    def test_readers_see_all_of_a_change_or_nothing(self, store: Store) -> None:
        versions = [frozenset(quad(f"x{n}", str(v), g) for n in range(40) for g in (A, B)) for v in range(12)]
        store.commit(Change(added=versions[0]))
        seen: list[tuple[str, ...]] = []
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                rows = store.select("SELECT ?o (COUNT(*) AS ?n) { ?s <http://e/p> ?o } GROUP BY ?o")
                seen.append(tuple(n.value for _, n in rows if n))

        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        for old, new in itertools.pairwise(versions):
            store.commit(Change(old, new))
        done.set()
        for thread in threads:
            thread.join()
        assert set(seen) == {("80",)}

    def test_writers_who_expect_what_they_read_count_right(self, store: Store) -> None:
        store.commit(Change(added=frozenset([quad("count", "0")])))

        def count() -> None:
            done = 0
            while done < 15:
                revision = store.revision()
                [triple] = store.graph(A)
                with contextlib.suppress(Conflict):
                    new = quad("count", str(int(triple.object.value) + 1))
                    store.commit(
                        Change(frozenset([quad("count", triple.object.value)]), frozenset([new])), expecting=revision
                    )
                    done += 1

        threads = [threading.Thread(target=count) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [t.object.value for t in store.graph(A)] == ["45"]

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
