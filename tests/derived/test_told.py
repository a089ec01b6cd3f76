"""A derived answer says the same as a tree, as triples and as a text."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode

from claimgraph.service.derived import VIEWS
from claimgraph.service.derived.told import Told, page, rounded, triples_of
from claimgraph.vocabulary import CG, RDF, XSD

NODE = NamedNode("http://l/x")


def test_a_node_with_an_iri_keeps_it_and_one_without_is_blank() -> None:
    told = list(triples_of({"iri": NODE, "type": "Rating", "hasRating": [{"position": 1}, {"position": 2}]}))
    assert (told[0].subject, told[0].predicate, told[0].object) == (NODE, RDF.type, CG.Rating)
    inner = {t.subject for t in told if t.predicate == CG.position}
    assert len(inner) == 2 and all(isinstance(node, BlankNode) for node in inner)


def test_nothing_and_empty_lists_say_nothing() -> None:
    assert not list(triples_of({"iri": NODE, "confidence": None, "hasRating": []}))


def test_numbers_texts_and_iris_keep_their_kind() -> None:
    told = {t.predicate: t.object for t in triples_of({"confidence": 0.45, "rates": NODE, "kind": "step", "rank": 2})}
    assert told[CG.confidence] == Literal("0.45", datatype=XSD.decimal)
    assert (told[CG.rates], told[CG.kind], told[CG.rank]) == (NODE, Literal("step"), Literal(2))


def test_a_small_decimal_is_written_without_exponent() -> None:
    (told,) = triples_of({"confidence": 0.000001})
    assert told.object == Literal("0.000001", datatype=XSD.decimal)


def test_json_has_iris_as_strings_and_null_for_nothing() -> None:
    assert (
        Told({"rates": NODE, "confidence": None}, "").json()
        == b'{\n  "rates": "http://l/x",\n  "confidence": null\n}\n'
    )


def test_probabilities_are_told_to_six_places() -> None:
    assert (rounded(1 / 3), rounded(None)) == (0.333333, None)


def test_no_line_of_a_page_is_wider_than_a_hundred_columns() -> None:
    text = page(["  " + "word " * 60, "", "x" * 120])
    lines = text.split("\n")
    assert max(map(len, lines[:-2])) <= 100 and all(line.startswith("  ") for line in lines[:3])
    assert lines[1].startswith("    word") and "x" * 120 in lines


def test_each_view_has_a_name_of_its_own_and_one_line_about_it() -> None:
    assert len(VIEWS) > 1
    for name, view in VIEWS.items():
        assert name == view.name and view.summary and "\n" not in view.summary
        assert view.of_claim or view.of_graph
