"""Terms of other vocabularies by the names that people know them by."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OBO = re.compile(r"https?://purl\.obolibrary\.org/obo/([A-Za-z]+)_(\w+)")
_MESH = re.compile(r"https?://id\.nlm\.nih\.gov/mesh/(\w+)")
_HGNC = re.compile(r"https?://identifiers\.org/hgnc[:/](?:HGNC:)?([0-9]+)")
_EFO = re.compile(r"https?://www\.ebi\.ac\.uk/efo/(?:EFO_)?([0-9]+)")
_NAMES = {
    "GO": "Gene Ontology",
    "UBERON": "Uberon anatomy",
    "CHEBI": "ChEBI, chemical entities",
    "HP": "Human Phenotype Ontology",
}


@dataclass(frozen=True)
class Term:
    """A term elsewhere.

    Attributes:
        code: As it is cited, such as GO:0031929.
        vocabulary: Where it is from, in words; the empty string where that is not known.
    """

    iri: str
    code: str
    vocabulary: str = ""


def term_of(iri: str) -> Term:
    """How a term is cited; one of a vocabulary that is not known by its IRI.

    >>> term_of("http://purl.obolibrary.org/obo/GO_0031929").code, term_of("http://id.nlm.nih.gov/mesh/D055070").code
    ('GO:0031929', 'MeSH D055070')
    >>> term_of("https://example.org/x").code
    'https://example.org/x'
    """
    if found := _OBO.fullmatch(iri):
        return Term(iri, f"{found[1]}:{found[2]}", _NAMES.get(found[1].upper(), ""))
    if found := _MESH.fullmatch(iri):
        return Term(iri, f"MeSH {found[1]}", "Medical Subject Headings")
    if found := _HGNC.fullmatch(iri):
        return Term(iri, f"HGNC:{found[1]}", "HUGO gene nomenclature")
    if found := _EFO.fullmatch(iri):
        return Term(iri, f"EFO:{found[1]}", "Experimental Factor Ontology")
    return Term(iri, iri)
