"""Records as JSON-LD: complete, of one shape, and the same triples to processors that nobody here wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import rdflib
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from claimgraph.rdf.canonical import digest
from claimgraph.rdf.jsonld.context import own_context
from claimgraph.rdf.jsonld.tree import expanded, flattened, framed
from claimgraph.service.filling import shipped_records
from claimgraph.vocabulary import CG, FOAF, RDF, SKOS, XSD

BASE = "http://localhost:8000/"
CONTEXT = BASE + "context.jsonld"
RECORDS = {body.path: list(body.triples) for body in shipped_records(BASE)}
DOCUMENT = BASE + "claims/odd"
CLAIM = NamedNode(DOCUMENT + "#claim")


def with_context(document: Any) -> Any:
    """A document as one reads it who has fetched the context beforehand."""
    return document if isinstance(document, list) else {**document, "@context": own_context()}


def read_by_oxigraph(document: Any) -> list[Triple]:
    content = json.dumps(with_context(document)).encode()
    return [quad.triple for quad in parse(content, RdfFormat.JSON_LD, base_iri="http://elsewhere/")]


def read_by_pyld(document: Any) -> list[Triple]:
    quads = jsonld.to_rdf(with_context(document), {"format": "application/n-quads"})
    return [quad.triple for quad in parse(quads.encode(), RdfFormat.N_QUADS)]


def read_by_rdflib(document: Any) -> list[Triple]:
    graph = rdflib.Graph()
    graph.parse(data=json.dumps(with_context(document)), format="json-ld")
    return [quad.triple for quad in parse(graph.serialize(format="nt").encode(), RdfFormat.N_TRIPLES)]


READERS = {"oxigraph": read_by_oxigraph, "pyld": read_by_pyld, "rdflib": read_by_rdflib}
FORMS: dict[str, Callable[[list[Triple], str], Any]] = {
    "expanded": lambda triples, document: expanded(triples),
    "flattened": lambda triples, document: flattened(triples, CONTEXT),
    "framed": lambda triples, document: framed(triples, document, BASE, CONTEXT),
}


@pytest.mark.parametrize("path", RECORDS)
@pytest.mark.parametrize("form", FORMS)
def test_every_shipped_record_is_the_same_in_every_form(path: str, form: str) -> None:
    assert digest(read_by_oxigraph(FORMS[form](RECORDS[path], BASE + path))) == digest(RECORDS[path])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("form", FORMS)
def test_other_processors_find_the_same_triples(form: str, reader: str) -> None:
    for path in ("claims/repetitions-in-reserve", "studies/10.1080/02640414.2024.2321021"):
        told = FORMS[form](RECORDS[path], BASE + path)
        assert digest(READERS[reader](told)) == digest(RECORDS[path]), path


@pytest.mark.parametrize("path", RECORDS)
@pytest.mark.parametrize("form", ["flattened", "framed"])
def test_no_own_term_is_left_uncompacted(path: str, form: str) -> None:
    told = json.dumps(FORMS[form](RECORDS[path], BASE + path))
    assert CG.iri not in told and SKOS.iri not in told and "cg:" not in told and "skos:" not in told


@pytest.mark.parametrize("path", RECORDS)
def test_nothing_of_a_shipped_record_stands_beside_its_tree(path: str) -> None:
    told = framed(RECORDS[path], BASE + path, BASE, CONTEXT)
    assert "included" not in told and told["@context"] == CONTEXT and told["record"]["id"] == BASE + path


def test_a_claim_is_told_from_its_outcomes_down_to_the_evidence_of_its_arrows() -> None:
    claim = framed(RECORDS["claims/repetitions-in-reserve"], BASE + "claims/repetitions-in-reserve", BASE, CONTEXT)
    assert claim["type"] == "Claim" and claim["claimType"] == "Comparative"
    assert claim["hasOutcome"][0]["type"] == "ClaimedOutcome"
    first = claim["hasMechanism"][0]
    assert first["standing"] == "MostProbable"
    assert [step["position"] for step in first["hasStep"]] == list(range(1, len(first["hasStep"]) + 1))
    link = first["hasStep"][0]["hasLink"][0]
    assert link["influence"] in ("increases", "decreases") and isinstance(link["cause"], str)
    assert first["hasStep"][0]["hasEvidence"][0]["study"].startswith("https://doi.org/10.")
    assert claim["record"]["hasSource"][0]["type"] == "SourcePage"


def test_keys_that_may_stand_twice_hold_lists_and_others_do_not() -> None:
    claim = framed(RECORDS["claims/regional-activation"], BASE + "claims/regional-activation", BASE, CONTEXT)
    assert isinstance(claim["population"], list) and len(claim["population"]) == 1
    assert isinstance(claim["claimType"], str) and isinstance(claim["statement"], dict)


def test_a_study_is_told_from_its_doi_and_its_numbers_keep_their_digits() -> None:
    path = "studies/10.1080/02640414.2024.2321021"
    study = framed(RECORDS[path], BASE + path, BASE, CONTEXT)
    assert study["id"] == "https://doi.org/10.1080/02640414.2024.2321021" and study["year"] == 2024
    assert [author["familyName"] for author in study["hasAuthorship"]][:2] == ["Refalo", "Helms"]
    assert study["hasFinding"][2]["estimate"] == "-0.036" and study["hasFinding"][2]["nullValue"] == "0.0"


def test_a_scheme_holds_its_concepts() -> None:
    scheme = framed(RECORDS["concepts/resistance-training"], BASE + "concepts/resistance-training", BASE, CONTEXT)
    assert scheme["type"] == "ConceptScheme" and len(scheme["concepts"]) > 50
    assert all("inScheme" not in concept for concept in scheme["concepts"])


def said(*parts: tuple[Any, Any, Any]) -> list[Triple]:
    return [Triple(subject, predicate, value) for subject, predicate, value in parts]


def literal(text: str, kind: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD.iri + kind))


ODD: dict[str, list[Triple]] = {
    "nothing but the document": said((NamedNode(DOCUMENT), FOAF.primaryTopic, CLAIM)),
    "a topic elsewhere": said(
        (NamedNode(DOCUMENT), FOAF.primaryTopic, NamedNode("http://e/x")), (CLAIM, RDF.type, CG.Claim)
    ),
    "two topics": said(
        (NamedNode(DOCUMENT), FOAF.primaryTopic, NamedNode("http://e/x")),
        (NamedNode(DOCUMENT), FOAF.primaryTopic, CLAIM),
        (CLAIM, RDF.type, CG.Claim),
    ),
    "a fragment that nothing leads to": said(
        (CLAIM, RDF.type, CG.Claim), (NamedNode(DOCUMENT + "#x"), CG.position, Literal(3))
    ),
    "a circle": said(
        (CLAIM, CG.hasMechanism, NamedNode(DOCUMENT + "#m")), (NamedNode(DOCUMENT + "#m"), CG.hasStep, CLAIM)
    ),
    "a node of two parents": said(
        (CLAIM, CG.hasEvidence, NamedNode(DOCUMENT + "#e")),
        (CLAIM, CG.hasOutcome, NamedNode(DOCUMENT + "#o")),
        (NamedNode(DOCUMENT + "#o"), CG.hasEvidence, NamedNode(DOCUMENT + "#e")),
        (NamedNode(DOCUMENT + "#e"), CG.quote, Literal("q", language="en")),
    ),
    "a part under a key that never holds it": said(
        (CLAIM, CG.hasStep, NamedNode(DOCUMENT + "#s")), (NamedNode(DOCUMENT + "#s"), CG.position, Literal(1))
    ),
    "two classes": said((CLAIM, RDF.type, CG.Claim), (CLAIM, RDF.type, NamedNode("http://e/C"))),
    "a class that is a text": said((CLAIM, RDF.type, Literal("Claim"))),
    "text without a language": said((CLAIM, CG.statement, Literal("x"))),
    "text in five languages": said(
        *(
            (CLAIM, CG.statement, Literal(f"x {tag}", language=tag))
            for tag in ("en", "de-at", "zh-hant", "ar", "en-x-private")
        )
    ),
    "two texts in one language": said(
        (CLAIM, CG.statement, Literal("x", language="en")), (CLAIM, CG.statement, Literal("y", language="en"))
    ),
    "a text where a number belongs": said((CLAIM, CG.declaredSupporting, Literal("many"))),
    "numbers in odd spellings": said(
        *((CLAIM, CG.declaredSupporting, literal(n, "integer")) for n in ("007", "-0", "+1", "9" * 40, "٣", "1.0"))
    ),
    "decimals": said(
        *(
            (CLAIM, CG.equivalenceMargin, literal(n, "decimal"))
            for n in ("0.10", "-0.036", "1", "12345678901234567890.5")
        )
    ),
    "a double and a boolean": said(
        (CLAIM, CG.equivalenceMargin, literal("1.0E0", "double")), (CLAIM, CG.feedback, literal("true", "boolean"))
    ),
    "a text where a link belongs": said(
        (CLAIM, CG.hasMechanism, Literal("m")), (CLAIM, CG.claimType, Literal("Causal"))
    ),
    "a link where a text belongs": said((CLAIM, CG.statement, CG.Causal), (CLAIM, CG.doi, CLAIM)),
    "a value of no scheme": said(
        (CLAIM, CG.claimType, NamedNode("http://e/Kind")), (CLAIM, CG.claimType, NamedNode(BASE + "Causal"))
    ),
    "own terms where links belong": said((CLAIM, CG.population, CG.Causal), (CLAIM, CG.study, SKOS.Concept)),
    "foreign properties": said(
        (CLAIM, NamedNode("http://e/p"), Literal("x")),
        (CLAIM, NamedNode("http://e/p#q"), CLAIM),
        (CLAIM, NamedNode("urn:x"), CLAIM),
    ),
    "properties named like keywords": said(
        (CLAIM, NamedNode("http://e/@id"), Literal("x")), (CLAIM, NamedNode("http://e/type"), Literal("x"))
    ),
    "texts like keywords": said(
        (CLAIM, CG.doi, Literal("@id")), (CLAIM, CG.statement, Literal("@none", language="en"))
    ),
    "control characters and other scripts": said(
        (CLAIM, CG.statement, Literal('"\\\n\t\u2028 فعل 😀 </script>', language="en"))
    ),
    "an empty text": said((CLAIM, CG.statement, Literal("", language="en")), (CLAIM, CG.doi, Literal(""))),
    "a list by hand": said(
        (CLAIM, NamedNode(RDF.iri + "first"), Literal("x")),
        (CLAIM, NamedNode(RDF.iri + "rest"), NamedNode(RDF.iri + "nil")),
    ),
    "a concept in two schemes": said(
        (NamedNode(DOCUMENT + "#c"), SKOS.inScheme, CLAIM),
        (NamedNode(DOCUMENT + "#c"), SKOS.inScheme, NamedNode("http://e/s")),
        (CLAIM, RDF.type, CG.Claim),
    ),
    "arrows": said((CLAIM, CG.increases, NamedNode(BASE + "concepts/x#y")), (CLAIM, CG.influence, CG.increases)),
    "an address with brackets": said(
        (NamedNode("https://doi.org/10.1002/(sici)1(x)2::aid%3C3%3E"), CG.doi, Literal("10.1002/(sici)1(x)2::aid<3>"))
    ),
}


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("form", FORMS)
def test_no_triple_of_an_odd_record_is_lost_or_changed(case: str, form: str) -> None:
    assert digest(read_by_oxigraph(FORMS[form](ODD[case], DOCUMENT))) == digest(ODD[case])


def nodes_of(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for value in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes_of(value)


def test_the_order_is_that_in_which_people_count() -> None:
    steps = [NamedNode(f"{DOCUMENT}#mechanism-1-evidence-{n}") for n in range(1, 13)]
    told = framed(said(*((CLAIM, CG.hasEvidence, step) for step in steps)), DOCUMENT, BASE, CONTEXT)
    assert told["hasEvidence"] == [step.value for step in steps]


def test_what_is_said_of_a_node_stands_in_one_place() -> None:
    for path, triples in RECORDS.items():
        told = framed(triples, BASE + path, BASE, CONTEXT)
        full = [node["id"] for node in nodes_of(told) if "id" in node]
        assert len(full) == len(set(full)), path
