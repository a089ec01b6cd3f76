"""The JSON-LD context: complete, of one piece with the ontology, and the same to other processors."""

from __future__ import annotations

import json

import pytest
from pyld import jsonld

from claimgraph.rdf.jsonld.context import own_context
from claimgraph.rdf.jsonld.keys import own_keys
from claimgraph.rdf.jsonld.said import Said
from claimgraph.service.filling import ontology_triples
from claimgraph.vocabulary import CG, OWL, PREFIXES, SKOS

ONTOLOGY = Said(ontology_triples())
PROPERTIES = ONTOLOGY.of_type(OWL.ObjectProperty.value, OWL.DatatypeProperty.value)
NAMED = [iri for iri in ONTOLOGY.of_type(OWL.Class.value, SKOS.Concept.value) if iri.startswith(CG.iri)]


def expanded_name(name: str) -> str:
    definition = own_context()[name]
    short = definition if isinstance(definition, str) else definition.get("@id", "")
    prefix, _, local = short.partition(":")
    return PREFIXES[prefix] + local


@pytest.mark.parametrize("iri", [iri for iri in PROPERTIES if iri.startswith(CG.iri)] + NAMED)
def test_every_own_term_goes_by_its_local_name(iri: str) -> None:
    assert expanded_name(iri.removeprefix(CG.iri)) == iri


def test_there_are_many_terms() -> None:
    assert len(PROPERTIES) > 100 and len(NAMED) > 100


@pytest.mark.parametrize(
    ("name", "definition"),
    [
        ("statement", {"@id": "cg:statement", "@container": "@language"}),
        ("hasStep", {"@id": "cg:hasStep", "@type": "@id", "@container": "@set"}),
        ("cause", {"@id": "cg:cause", "@type": "@id"}),
        ("influence", {"@id": "cg:influence", "@type": "@vocab"}),
        ("standing", {"@id": "cg:standing", "@type": "@vocab"}),
        ("estimate", {"@id": "cg:estimate", "@type": "xsd:decimal"}),
        ("position", {"@id": "cg:position", "@type": "xsd:integer"}),
        ("duration", {"@id": "cg:duration", "@type": "xsd:duration"}),
        ("doi", {"@id": "cg:doi"}),
        ("title", {"@id": "cg:title", "@container": "@language"}),
        ("dcterms:title", {"@id": "dcterms:title", "@container": "@language"}),
        ("prefLabel", {"@id": "skos:prefLabel", "@container": "@language"}),
        ("created", {"@id": "dcterms:created", "@type": "xsd:date"}),
        ("record", {"@reverse": "foaf:primaryTopic"}),
    ],
)
def test_the_definition_of_a_key_follows_the_ontology_and_the_shapes(name: str, definition: dict[str, str]) -> None:
    assert own_context()[name] == definition


def test_no_two_keys_share_a_name() -> None:
    keys = own_keys()
    assert len(keys.by_name) == len(keys.keys)
    assert not set(keys.by_name) & set(keys.names)


def test_another_processor_takes_the_context() -> None:
    node = {"@context": own_context(), "id": "http://e/x", "type": "Claim", "claimType": "Causal"}
    assert jsonld.expand(node) == [
        {"@id": "http://e/x", "@type": [CG.iri + "Claim"], CG.iri + "claimType": [{"@id": CG.iri + "Causal"}]}
    ]


def test_the_context_is_small_enough_to_be_fetched_by_everybody() -> None:
    assert len(json.dumps(own_context())) < 40_000
