from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph import shipped
from claimgraph.errors import ParseError
from claimgraph.mediatypes import JSON_LD, N_QUADS, RDF_XML, TURTLE
from claimgraph.rdf.canonical import digest, name_blank_nodes
from claimgraph.rdf.parse import MAX_DEPTH, parse_triples
from claimgraph.rdf.turtle import write_turtle

BASE, DOCUMENT = "http://localhost:8000/", "http://localhost:8000/claims/a"


def test_a_parse_error_names_file_line_and_column() -> None:
    with pytest.raises(ParseError, match=r"x\.ttl:2:3: The prefix cg: has not been declared; well-formed turtle"):
        parse_triples(b"<a> <b> <c> ;\n  cg:foo 1 .", TURTLE, base=DOCUMENT, place="x.ttl")


def test_named_graphs_are_no_record() -> None:
    with pytest.raises(ParseError, match="named graph"):
        parse_triples(b"<http://a> <http://b> <http://c> <http://g> .", N_QUADS, base=DOCUMENT)


@pytest.mark.parametrize("bracket", [b"[", b'{"a":'], ids=["arrays", "objects"])
def test_deep_json_is_refused_before_the_parser_sees_it(bracket: bytes) -> None:
    with pytest.raises(ParseError, match="nested more than"):
        parse_triples(bracket * (MAX_DEPTH + 1), JSON_LD, base=DOCUMENT)


def test_brackets_in_json_strings_do_not_count() -> None:
    text = '{"@id": "http://e/a", "http://e/p": "' + "[" * 1000 + '\\"{"}'
    assert len(parse_triples(text.encode(), JSON_LD, base=DOCUMENT)) == 1


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(ParseError, match="UTF-8"):
        parse_triples(b'<a> <b> "\xff" .', TURTLE, base=DOCUMENT)


def test_a_remote_json_ld_context_is_not_fetched() -> None:
    with pytest.raises(ParseError):
        parse_triples(b'{"@context": "http://127.0.0.1:1/c", "@id": "a"}', JSON_LD, base=DOCUMENT)


def test_blank_nodes_get_the_same_names_in_every_write() -> None:
    def text(label: str) -> bytes:
        return f'_:{label} <http://e/p> "x" . <#c> <http://e/q> _:{label} .'.encode()

    first = name_blank_nodes(parse_triples(text("a"), TURTLE, base=DOCUMENT), DOCUMENT)
    second = name_blank_nodes(parse_triples(text("zz9"), TURTLE, base=DOCUMENT), DOCUMENT)
    assert set(first) == set(second)


def test_identical_twins_stay_two() -> None:
    triples = parse_triples(b"<#a> <http://e/p> [ <http://e/q> 1 ] , [ <http://e/q> 1 ] .", TURTLE, base=DOCUMENT)
    named = name_blank_nodes(triples, DOCUMENT)
    assert len({t.object for t in named if t.predicate.value == "http://e/p"}) == 2


def test_a_blank_node_never_takes_the_name_of_another_node() -> None:
    [blank] = {
        t.subject for t in name_blank_nodes(parse_triples(b"[] <http://e/p> 1 .", TURTLE, base=DOCUMENT), DOCUMENT)
    }
    triples = parse_triples(f"[] <http://e/p> 1 . {blank} <http://e/p> 2 .".encode(), TURTLE, base=DOCUMENT)
    assert len({t.subject for t in name_blank_nodes(triples, DOCUMENT)}) == 2


def test_every_curated_file_is_in_the_one_layout() -> None:
    files = list(shipped.graph_files())
    assert len(files) >= 10
    for path, file in files:
        text = file.read_text("utf-8")
        triples = parse_triples(text.encode(), TURTLE, base=BASE + path)
        assert write_turtle(triples, document=BASE + path, base=BASE) == text, f"{file} is not in the one layout"


def test_steps_come_in_the_order_of_reading() -> None:
    steps = [
        Triple(NamedNode(f"{DOCUMENT}#mechanism-1-step-{n}"), NamedNode("http://e/p"), Literal("x")) for n in (10, 2, 1)
    ]
    text = write_turtle(steps, document=DOCUMENT, base=BASE)
    assert text.index("step-1>") < text.index("step-2>") < text.index("step-10>")


_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
_iris = st.sampled_from(["#claim", "#a", "../concepts/c#x", "", "../studies/10.1/a:b", "https://doi.org/10.1/x"])


@given(st.lists(st.tuples(_iris, _texts, st.sampled_from(["", "en", "de-at"])), min_size=1, max_size=8))
def test_what_the_layout_writes_reads_back_the_same(rows: list[tuple[str, str, str]]) -> None:
    def node(relative: str) -> NamedNode:
        [triple] = parse_triples(f"<{relative}> <http://e/p> 1 .".encode(), TURTLE, base=DOCUMENT)
        assert isinstance(triple.subject, NamedNode)
        return triple.subject

    triples = [
        Triple(node(iri), NamedNode("http://e/p"), Literal(text, language=tag) if tag else Literal(text))
        for iri, text, tag in rows
    ]
    text = write_turtle(triples, document=DOCUMENT, base=BASE)
    assert digest(parse_triples(text.encode(), TURTLE, base=DOCUMENT)) == digest(triples)


def test_the_digest_does_not_depend_on_labels_or_order() -> None:
    p = NamedNode("http://e/p")
    one = [Triple(BlankNode("a"), p, BlankNode("b")), Triple(BlankNode("b"), p, Literal("x"))]
    two = [Triple(BlankNode("y"), p, Literal("x")), Triple(BlankNode("x"), p, BlankNode("y"))]
    assert digest(one) == digest(two)


def test_a_graph_made_to_defeat_canonical_labels_is_named_at_once() -> None:
    ring = " ".join(
        f"_:b{one} <http://e/p> {' , '.join(f'_:b{other}' for other in range(14) if other != one)} ."
        for one in range(14)
    )
    named = name_blank_nodes(parse_triples(ring.encode(), TURTLE, base=DOCUMENT), DOCUMENT)
    assert len({triple.subject for triple in named}) == 14


def test_a_blank_node_is_named_after_all_that_hangs_on_it() -> None:
    def name(leaf: str) -> str:
        text = f'<#a> <http://e/p> [ <http://e/q> [ <http://e/r> [ <http://e/s> "{leaf}" ] ] ] .'
        named = name_blank_nodes(parse_triples(text.encode(), TURTLE, base=DOCUMENT), DOCUMENT)
        return next(str(t.object) for t in named if t.predicate.value == "http://e/p")

    assert name("x") == name("x") != name("y")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<a> <b> <<( <c> <d> "o" )>> .', "triple term"),
        ("<a> <b> " + "<<( <c> <d> " * 300, "<<"),
        ('<a> <b> "x"@en--ltr .', "direction"),
    ],
    ids=["triple term", "nested terms", "direction"],
)
def test_what_only_newer_rdf_has_is_refused(text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse_triples(text.encode(), TURTLE, base=DOCUMENT)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<!DOCTYPE r [<!ENTITY a "x">]><r>&a;</r>', "document type"),
        ("<a>" * 5000, "nested"),
    ],
    ids=["entities", "depth"],
)
def test_xml_that_could_swell_is_refused(text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse_triples(text.encode(), RDF_XML, base=DOCUMENT)


def test_twins_of_different_parents_keep_their_names_in_every_write() -> None:
    text = "".join(f'<#c> <http://e/o> [ <http://e/n> {n} ; <http://e/l> [ <http://e/s> "same" ] ] .' for n in range(4))
    names = {
        frozenset(name_blank_nodes(parse_triples(text.encode(), TURTLE, base=DOCUMENT), DOCUMENT)) for _ in range(12)
    }
    assert len(names) == 1


@pytest.mark.parametrize("iri", ["queries/", "a//b", "claims/a/../b", "x?y=/../z", "claims/a:b#c"])
def test_an_iri_is_written_relative_only_if_it_reads_back(iri: str) -> None:
    triple = Triple(NamedNode(f"{DOCUMENT}#x"), NamedNode("http://e/p"), NamedNode(BASE + iri))
    text = write_turtle([triple], document=DOCUMENT, base=BASE)
    assert parse_triples(text.encode(), TURTLE, base=DOCUMENT) == [triple]


def test_thousands_of_digits_are_no_trouble() -> None:
    triple = Triple(NamedNode(f"{DOCUMENT}#x"), NamedNode("http://e/p"), Literal("7" * 5000))
    assert "7777" in write_turtle([triple, Triple(triple.subject, triple.predicate, Literal("8"))])
