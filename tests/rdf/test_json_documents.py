"""JSON that people write: read without the network, and with faults that say where they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from claimgraph.errors import ParseError
from claimgraph.mediatypes import JSON_LD, JSON_TREE, RdfType
from claimgraph.rdf.canonical import digest
from claimgraph.rdf.jsonld.reading import read_document
from claimgraph.rdf.jsonld.tree import framed
from claimgraph.service.filling import shipped_records

BASE = "http://localhost:8000/"
RECORD = BASE + "claims/x"
OWN = BASE + "context.jsonld"
CLAIM = {"id": "#claim", "type": "Claim", "statement": {"en": "Short sleep lowers strength"}}


def read(document: Any, kind: RdfType = JSON_TREE, *, base: str = RECORD, **options: Any) -> list[str]:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return sorted(str(quad) for quad in read_document(content, kind, base=base, root=BASE, place="body", **options))


def turtle(text: str) -> list[str]:
    start = f"@base <{RECORD}> . @prefix cg: <https://w3id.org/claimgraph/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
    return sorted(str(quad) for quad in parse((start + text).encode(), RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (CLAIM, '<#claim> a cg:Claim ; cg:statement "Short sleep lowers strength"@en .'),
        ({**CLAIM, "@context": OWN}, '<#claim> a cg:Claim ; cg:statement "Short sleep lowers strength"@en .'),
        ({**CLAIM, "@context": "../context.jsonld"}, '<#claim> a cg:Claim ; cg:statement "Short sleep lowers strength"@en .'),
        ({"id": "#claim", "claimType": "Causal", "population": "../concepts/c#p"}, "<#claim> cg:claimType cg:Causal ; cg:population <../concepts/c#p> ."),
        ({"id": "#o", "equivalenceMargin": 0.0360}, "<#o> cg:equivalenceMargin 0.036 ."),
        ({"id": "#o", "equivalenceMargin": "0.0360"}, "<#o> cg:equivalenceMargin 0.0360 ."),
        ({"id": "#o", "equivalenceMargin": 2}, '<#o> cg:equivalenceMargin "2"^^xsd:decimal .'),
        (b'{"id": "#o", "equivalenceMargin": 36e-3}', "<#o> cg:equivalenceMargin 0.036 ."),
        ({"id": "#s", "position": 1, "hasLink": [{"id": "#l", "influence": "increases"}, "#m"]}, "<#s> cg:position 1 ; cg:hasLink <#l>, <#m> . <#l> cg:influence cg:increases ."),
        ({"id": "#s", "type": None, "statement": None, "hasLink": []}, ""),
        ([{"id": "#a", "doi": "1"}, {"id": "#b", "doi": "2"}], '<#a> cg:doi "1" . <#b> cg:doi "2" .'),
        ({"id": "#a", "skos:note": "x"}, '<#a> <http://www.w3.org/2004/02/skos/core#note> "x" .'),
        ({"id": "#a", "included": [{"id": "#b", "doi": "2"}]}, '<#b> cg:doi "2" .'),
        ({"id": "#claim", "record": {"id": "", "created": "2026-11-22"}}, '<> <http://xmlns.com/foaf/0.1/primaryTopic> <#claim> ; <http://purl.org/dc/terms/created> "2026-11-22"^^xsd:date .'),
        ({"id": "#c", "estimate": {"@value": "1", "@type": "xsd:double"}}, '<#c> cg:estimate "1"^^xsd:double .'),
    ],
)  # fmt: skip
def test_plain_json_says_what_turtle_would(document: Any, text: str) -> None:
    assert read(document) == turtle(text)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"id": "#claim", "statment": {"en": "x"}}, "body: the unknown key 'statment' at /statment; 'statement' was expected"),
        ({"id": "#claim", "hasMechanism": [{"id": "#m"}, {"hasStep": {"postion": 1}}]}, "the unknown key 'postion' at /hasMechanism/1/hasStep/postion; 'position' was expected"),
        ({"id": "#claim", "xyzzy": 1}, "the unknown key 'xyzzy' at /xyzzy; a key of the context was expected"),
        ({"id": "#claim", "a/b~": 1}, "at /a~1b~0;"),
        ({"id": 5}, "'5' at /id; an IRI, absolute or relative to the record was expected"),
        ({"id": "#c", "type": {"id": "Claim"}}, "an object at /type; the name of a class, such as Claim was expected"),
        ({"id": "#c", "statement": "x"}, "'x' at /statement; texts by language, such as"),
        ({"id": "#c", "statement": {"en": ["x", 1]}}, "'1' at /statement/en/1; a text was expected"),
        ({"id": "#c", "claimType": "Comparativ"}, "'Comparativ' at /claimType; one of Causal, Mechanistic"),
        ({"id": "#l", "influence": "increase"}, "'increase' at /influence; one of increases, decreases"),
        ({"id": "#c", "hasOutcome": [7]}, "'7' at /hasOutcome/0; an IRI, or an object such as"),
        ({"id": "#c", "hasOutcome": ["#o", [1]]}, "a list at /hasOutcome/1; an IRI, or an object"),
        ({"id": "#c", "declaredSupporting": 1.5}, "'1.5' at /declaredSupporting; a whole number was expected"),
        ({"id": "#c", "declaredSupporting": True}, "true or false at /declaredSupporting; a whole number"),
        ({"id": "#c", "duration": 8}, "'8' at /duration; a duration such as P56D, as text was expected"),
        ({"id": "#c", "doi": 8}, "'8' at /doi; a text was expected"),
        ({"id": "#c", "record": "x"}, "'x' at /record; an object that describes something was expected"),
        ("x", "'x' at /; an object that describes something was expected"),
        ([{"id": "#a"}, {"id": "#b", "xyzzy": 1}], "at /1/xyzzy;"),
        ([], "an empty list"),
        ({"@context": "http://elsewhere/c", "id": "#c"}, f"a context of its own; no context, or {OWN}"),
        ({"@context": {"a": "http://e/a"}, "id": "#c"}, "a context of its own"),
        ({"@context": [OWN, "http://elsewhere/c"], "id": "#c"}, "a context of its own"),
        (b'{"id": "#c",\n  "doi": }', "body:2:10: Expecting value; well-formed JSON in UTF-8 was expected"),
        (b'{"id": "#c", "doi": "1", "doi": "2"}', "the key 'doi' twice in one object"),
        (b'{"id": "#c", "position": NaN}', "the number NaN"),
        (b'{"id": "#c", "position": ' + b"9" * 5000 + b"}", "well-formed JSON"),
        (b"\xff\xfe{\x00}\x00", "well-formed JSON in UTF-8"),
        (b'{"hasStep":' * 300 + b"1" + b"}" * 300, "JSON nested more than 200 deep"),
    ],
)  # fmt: skip
def test_a_fault_has_its_place_and_says_what_was_expected(document: Any, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(document)
    assert message in str(caught.value)


def test_json_ld_with_other_contexts_beside_the_own_one_is_not_held_to_its_keys() -> None:
    document = {"@context": [OWN, {"mine": "http://e/mine"}], "id": "#c", "doi": "1", "mine": "2", "lost": 3}
    assert read(document, JSON_LD) == turtle('<#c> cg:doi "1" ; <http://e/mine> "2" .')


def test_the_own_context_may_be_named_inside_of_a_document() -> None:
    document = {"http://e/p": {"@context": OWN, "id": "#c", "doi": "1"}}
    assert any('<https://w3id.org/claimgraph/ontology#doi> "1"' in line for line in read(document, JSON_LD))


@pytest.mark.parametrize("context", ["http://localhost:8000/other/context.jsonld", "https://localhost:8000/context.jsonld", "http://evil/context.jsonld", "file:///context.jsonld", "http://[/context.jsonld", ["http://evil/context.jsonld"]])  # fmt: skip
def test_contexts_elsewhere_stay_refused(context: Any) -> None:
    for kind in (JSON_TREE, JSON_LD):
        with pytest.raises(ParseError):
            read({"@context": context, "id": "#c", "doi": "1"}, kind)


@pytest.mark.parametrize("kind", [JSON_TREE, JSON_LD], ids=["json", "jsonld"])
def test_every_shipped_record_as_it_is_told_can_be_written(kind: RdfType) -> None:
    for body in shipped_records(BASE):
        told = framed(body.triples, BASE + body.path, BASE, OWN)
        quads = read_document(json.dumps(told).encode(), kind, base=BASE + body.path, root=BASE)
        assert digest(quad.triple for quad in quads) == digest(body.triples), body.path


def test_of_many_records_each_stands_in_the_graph_of_its_own() -> None:
    bodies = list(shipped_records(BASE))
    told = json.dumps([framed(body.triples, BASE + body.path, BASE, OWN) for body in bodies]).encode()
    quads = read_document(told, JSON_TREE, base=BASE, root=BASE, records=True)
    for body in bodies:
        mine = [quad.triple for quad in quads if quad.graph_name == NamedNode(BASE + body.path)]
        assert digest(mine) == digest(body.triples), body.path
    assert sum(len(body.triples) for body in bodies) == len(quads)


@pytest.mark.parametrize(
    ("node", "graph"),
    [
        ({"id": "claims/a#claim"}, "claims/a"),
        ({"id": "https://doi.org/10.1002/a%3Cb"}, "studies/10.1002/a%3Cb"),
        ({"id": "https://pubmed.ncbi.nlm.nih.gov/1/"}, "studies/pubmed/1"),
        ({"id": "urn:x", "record": {"id": "studies/s"}}, "studies/s"),
    ],
)
def test_a_tree_without_a_record_goes_to_the_record_of_its_root(node: dict[str, Any], graph: str) -> None:
    lines = read({**node, "doi": "1"}, base=BASE, records=True)
    assert lines and all(line.endswith(f"<{BASE}{graph}>") for line in lines)
