"""The own terms are mapped to those of others, one vocabulary a file, and nothing unsafe is said of them."""

import re

import pytest
from pyoxigraph import RdfFormat, parse

from claimgraph.shipped import data_folder
from claimgraph.vocabulary import CG, RDF

SKOS = "http://www.w3.org/2004/02/skos/core#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OBO = "http://purl.obolibrary.org/obo/"
MAPPINGS = {SKOS + name for name in ("exactMatch", "closeMatch", "relatedMatch", "broadMatch", "narrowMatch")}
TARGETS = {
    "sepio": [OBO + "SEPIO_"],
    "cito": ["http://purl.org/spar/cito/"],
    "ro": [OBO + "RO_"],
    "eco": [OBO + "ECO_"],
    "prov": ["http://www.w3.org/ns/prov#"],
    "schema-org": ["https://schema.org/"],
    "pico": ["http://data.cochrane.org/ontologies/pico/"],
    "bibo": [
        "http://purl.org/ontology/bibo/",
        "http://purl.org/spar/fabio/",
        "http://purl.org/dc/terms/",
        "http://xmlns.com/foaf/0.1/",
    ],
}
"""Each file with the vocabularies it may map to."""

FOLDER = data_folder("ontology") / "alignments"
CAUSAL = {CG.iri + name for name in ("influences", "increases", "decreases", "maintains", "modulates", "hasNoEffectOn")}


def triples_of(name):
    return [quad.triple for quad in parse(path=str(FOLDER / f"{name}.ttl"), format=RdfFormat.TURTLE)]


def mappings_of(name):
    own = [t for t in triples_of(name) if t.subject.value.startswith(CG.iri)]
    return [(t.subject.value, t.predicate.value, t.object.value) for t in own]


def test_each_vocabulary_has_one_file():
    assert {path.stem for path in FOLDER.glob("*.ttl")} == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_an_alignment_maps_own_terms_to_its_vocabulary(name):
    mappings = mappings_of(name)
    assert mappings
    assert [term for term, _, _ in mappings if term.removeprefix(CG.iri) not in CG] == []
    assert [target for _, _, target in mappings if not target.startswith(tuple(TARGETS[name]))] == []


@pytest.mark.parametrize("name", TARGETS)
def test_an_alignment_only_maps_and_puts_under_only_where_nothing_false_follows(name):
    stronger = {(term, target) for term, predicate, target in mappings_of(name) if predicate not in MAPPINGS}
    entity = "http://www.w3.org/ns/prov#Entity"
    safe = {(CG.iri + term, entity) for term in ("Record", "Revision", "SourcePage")} if name == "prov" else set()
    assert stronger == safe


def test_causal_properties_are_close_to_relations_of_ro_and_nothing_more():
    """The domains of RO's relations are processes, those of the own ones are concepts of any kind."""
    causal = [mapping for name in TARGETS for mapping in mappings_of(name) if mapping[0] in CAUSAL]
    assert causal
    assert {predicate for _, predicate, _ in causal} == {SKOS + "closeMatch"}


@pytest.mark.parametrize("name", ["sepio", "ro", "eco"])
def test_numbered_terms_are_well_formed_and_carry_their_label(name):
    targets = {target for _, _, target in mappings_of(name)}
    labelled = {t.subject.value for t in triples_of(name) if t.predicate.value == RDFS + "label"}
    assert targets
    assert [target for target in targets if not re.fullmatch(re.escape(OBO) + r"[A-Z]+_[0-9]{7}", target)] == []
    assert labelled == targets


@pytest.mark.parametrize("name", TARGETS)
def test_an_alignment_says_what_it_is(name):
    headers = {t.subject.value for t in triples_of(name) if t.predicate == RDF.type}
    assert headers == {f"https://w3id.org/claimgraph/ontology/alignments/{name}"}
