"""The ontology keeps to its own style, and each rule of that style can be broken."""

import re
from collections import defaultdict

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, parse, serialize
from pyshacl import validate

from claimgraph.shipped import data_folder
from claimgraph.vocabulary import CG, CGSH, RDF

ONTOLOGY = data_folder("ontology")
FILES = sorted(ONTOLOGY.rglob("*.ttl"))
DECLARED = {"Class", "ObjectProperty", "DatatypeProperty", "Concept", "ConceptScheme"}

GOOD = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/claimgraph/ontology/toy>
    a owl:Ontology ;
    dcterms:title "Toys"@en ;
    dcterms:description "Things to play with."@en ;
    dcterms:creator <https://w3id.org/claimgraph> ;
    dcterms:created "2026-11-22"^^xsd:date ;
    dcterms:modified "2026-11-23"^^xsd:date ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    vann:preferredNamespacePrefix "cg" ;
    vann:preferredNamespaceUri "https://w3id.org/claimgraph/ontology#" ;
    owl:versionIRI <https://w3id.org/claimgraph/ontology/0.1.0/toy> .

cg:ToyBox
    a owl:Class ;
    rdfs:label "toy box"@en ;
    skos:definition "A box that holds one or more toys."@en ;
    rdfs:isDefinedBy <https://w3id.org/claimgraph/ontology> .

cg:colour
    a owl:ObjectProperty ;
    rdfs:label "has colour"@en ;
    skos:definition "Names the colour in which a box is painted."@en ;
    schema:domainIncludes cg:ToyBox ;
    schema:rangeIncludes skos:Concept ;
    rdfs:isDefinedBy <https://w3id.org/claimgraph/ontology> .

cg:width
    a owl:DatatypeProperty ;
    rdfs:label "width"@en ;
    skos:definition "The width of a box from side to side."@en ;
    schema:domainIncludes cg:ToyBox ;
    schema:rangeIncludes xsd:decimal ;
    rdfs:isDefinedBy <https://w3id.org/claimgraph/ontology> .

cg:Colours
    a skos:ConceptScheme ;
    skos:prefLabel "colours"@en ;
    skos:definition "In which colour a box is painted."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    rdfs:isDefinedBy <https://w3id.org/claimgraph/ontology> .

cg:Red
    a skos:Concept ;
    skos:prefLabel "red"@en ;
    skos:altLabel "crimson"@en ;
    skos:definition "The box is red."@en ;
    skos:inScheme cg:Colours ;
    rdfs:isDefinedBy <https://w3id.org/claimgraph/ontology> .

cg:Blue
    a skos:Concept ;
    skos:prefLabel "blue"@en ;
    skos:definition "The box is blue."@en ;
    skos:inScheme cg:Colours ;
    rdfs:isDefinedBy <https://w3id.org/claimgraph/ontology> .
"""

LICENCE = "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;"
DEFINED = "rdfs:isDefinedBy <https://w3id.org/claimgraph/ontology>"
LABEL = '"has colour"@en ;'
TINTS = f"""cg:Tints
    a skos:ConceptScheme ;
    skos:prefLabel "tints"@en ;
    skos:definition "Pale colours."@en ;
    {LICENCE}
    {DEFINED} .
"""

BREACHES = {
    "OntologyHeader-title": [('dcterms:title "Toys"@en ;', "")],
    "OntologyHeader-description": [("Things to play with.", "Things to play with")],
    "OntologyHeader-creator": [("dcterms:creator <https://w3id.org/claimgraph> ;", "")],
    "OntologyHeader-license": [(f"{LICENCE}\n    vann", "vann")],
    "OntologyHeader-created": [('"2026-11-22"^^xsd:date', '"2026-11-22"^^xsd:date, "2026-11-20"^^xsd:date')],
    "OntologyHeader-modified": [('dcterms:modified "2026-11-23"^^xsd:date ;', "")],
    "OntologyHeader-notBeforeCreated": [('"2026-11-23"', '"2026-11-21"')],
    "OntologyHeader-prefix": [('NamespacePrefix "cg"', 'NamespacePrefix "claims"')],
    "OntologyHeader-namespace": [('ontology#" ;\n    owl', 'ontology/" ;\n    owl')],
    "OntologyHeader-versionIri": [("ontology/0.1.0/toy", "ontology/first/toy")],
    "OntologyTerm-label": [('rdfs:label "width"@en', 'rdfs:label "width"@en, "Breite"@de')],
    "OntologyTerm-definition": [('from side to side."@en', 'from side to side."')],
    "OntologyTerm-definitionSentence": [("from side to side.", "from side to side")],
    "OntologyTerm-definitionLength": [("The width of a box from side to side.", "Width of box.")],
    "OntologyTerm-isDefinedBy": [(f"xsd:decimal ;\n    {DEFINED}", "xsd:decimal")],
    "OntologyClass-name": [("cg:ToyBox", "cg:Toy_Box"), ('"toy box"', '"toy_box"')],
    "OntologyClass-labelSingular": [("cg:ToyBox", "cg:ToyCars"), ('"toy box"', '"toy cars"')],
    "OntologyClass-labelLikeName": [('"toy box"', '"box"')],
    "OntologyProperty-name": [("cg:width", "cg:Width")],
    "OntologyProperty-subPropertyOf": [(LABEL, f"{LABEL} rdfs:subPropertyOf schema:color ;")],
    "OntologyProperty-domain": [(LABEL, f"{LABEL} rdfs:domain cg:ToyBox ;")],
    "OntologyProperty-range": [(LABEL, f"{LABEL} rdfs:range skos:Concept ;")],
    "OntologyProperty-domainIncludes": [("domainIncludes cg:ToyBox", "domainIncludes cg:ToyBoxx")],
    "OntologyProperty-rangeIncludes": [("rangeIncludes skos:Concept", "rangeIncludes cg:Colour")],
    "OntologyObjectProperty-labelVerb": [('"has colour"', '"colour"')],
    "OntologyObjectProperty-range": [("rangeIncludes skos:Concept", "rangeIncludes xsd:string")],
    "OntologyDatatypeProperty-range": [("rangeIncludes xsd:decimal", "rangeIncludes cg:ToyBox")],
    "NoInverse-inverseOf": [(LABEL, f"{LABEL} owl:inverseOf cg:colourOf ;")],
    "OntologyScheme-prefLabel": [('skos:prefLabel "colours"@en ;', "")],
    "OntologyScheme-definition": [("In which colour a box is painted.", "In which colour a box is painted")],
    "OntologyScheme-license": [(f"{LICENCE}\n    rdfs", "rdfs")],
    "OntologyScheme-isDefinedBy": [(f"{LICENCE}\n    {DEFINED}", LICENCE)],
    "OntologyScheme-name": [("cg:Colours", "cg:Colour")],
    "OntologyScheme-values": [("cg:Red\n", f"{TINTS}\ncg:Red\n")],
    "OntologyValue-prefLabel": [('"red"@en', '"red"@en, "reddish"@en')],
    "OntologyValue-altLabel": [('"crimson"', '"red"')],
    "OntologyValue-definition": [("The box is red.", "The box is red")],
    "OntologyValue-inScheme": [('red."@en ;\n    skos:inScheme cg:Colours', 'red."@en ;\n    skos:inScheme cg:Tints')],
    "OntologyValue-isDefinedBy": [(f"{DEFINED} .\n\ncg:Blue", "rdfs:seeAlso cg:Blue .\n\ncg:Blue")],
    "OntologyValue-name": [("cg:Red", "cg:red")],
    "OntologyValue-labelOnce": [('"crimson"', '"blue"')],
}
"""For each rule what to change in the good ontology, so that this rule and no other is broken."""


@pytest.fixture(scope="module")
def style():
    return rdflib.Graph().parse(data_folder("shapes") / "ontology-style.ttl")


def breaches(graph, style):
    report = validate(graph, shacl_graph=style)[1]
    results = report.objects(None, rdflib.SH.result)
    return {str(report.value(result, rdflib.SH.sourceShape)).removeprefix(CGSH) for result in results}


def triples_of(path):
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri="http://localhost:8000/x")]


def test_the_ontology_keeps_to_its_style(style):
    merged = {triple for path in FILES for triple in triples_of(path)}
    assert len(merged) > 1000
    graph = rdflib.Graph().parse(data=serialize(merged, format=RdfFormat.N_TRIPLES), format="nt")
    conforms, _, text = validate(graph, shacl_graph=style, meta_shacl=True)
    assert conforms, text


def test_a_small_ontology_in_style_is_accepted(style):
    assert breaches(rdflib.Graph().parse(data=GOOD, format="turtle"), style) == set()


@pytest.mark.parametrize("rule", BREACHES)
def test_a_breach_of_one_rule_is_found_by_that_rule_alone(rule, style):
    text = GOOD
    for right, wrong in BREACHES[rule]:
        assert right in text
        text = text.replace(right, wrong)
    assert breaches(rdflib.Graph().parse(data=text, format="turtle"), style) == {rule}


def test_every_rule_of_the_style_has_a_breach(style):
    targeted = {*style.subjects(rdflib.SH.targetClass), *style.subjects(rdflib.SH.targetSubjectsOf)}
    rules = {shape for node in targeted for shape in style.objects(node, rdflib.SH.property)}
    rules |= {node for node in targeted if (node, rdflib.SH.property, None) not in style}
    assert rules
    assert {str(rule).removeprefix(CGSH) for rule in rules} == set(BREACHES)


def test_no_triple_stands_in_two_files():
    places = defaultdict(list)
    for path in FILES:
        for triple in triples_of(path):
            places[triple].append(path.name)
    assert places
    assert {str(triple): names for triple, names in places.items() if len(names) > 1} == {}


def test_the_code_names_every_term_of_the_ontology_and_no_other():
    declared = {
        triple.subject.value.removeprefix(CG.iri)
        for path in FILES
        for triple in triples_of(path)
        if triple.predicate == RDF.type and re.split("[#/]", triple.object.value)[-1] in DECLARED
    }
    assert declared
    assert set(CG.names()) == declared


@pytest.mark.parametrize("folder", ["ontology", "shapes", "graph"])
def test_every_turtle_file_is_well_formed(folder):
    files = sorted(data_folder(folder).rglob("*.ttl"))
    assert files
    assert [path.name for path in files if not triples_of(path)] == []


def test_each_module_of_the_ontology_is_named_by_the_umbrella():
    part = NamedNode("http://purl.org/dc/terms/hasPart")
    parts = [triple.object.value for triple in triples_of(ONTOLOGY / "claimgraph.ttl") if triple.predicate == part]
    assert {iri.rpartition("/")[2] for iri in parts} == {path.stem for path in ONTOLOGY.glob("*.ttl")} - {"claimgraph"}


def test_every_rule_of_the_style_says_what_to_do_and_how_grave_it_is(style):
    for rule in BREACHES:
        shape = rdflib.URIRef(CGSH + rule)
        speakers = [shape, *style.objects(shape, rdflib.SH.sparql)]
        assert len([message for speaker in speakers for message in style.objects(speaker, rdflib.SH.message)]) == 1
        assert list(style.objects(shape, rdflib.SH.severity)) == [rdflib.SH.Violation]
