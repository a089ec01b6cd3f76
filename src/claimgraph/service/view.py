"""A claim or study with everything that a reader needs beside it: labels of concepts, citations of studies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from claimgraph.errors import NotFound
from claimgraph.identifiers import DOI_RESOLVER, doi_of, pmid_of, study_iri_of_path
from claimgraph.model import Claim, ConceptScheme, Study
from claimgraph.rdf.read import read_claim, read_concepts, read_study
from claimgraph.store.interface import Row
from claimgraph.vocabulary import CG

_LABELS = "SELECT ?node ?label WHERE { VALUES ?node { %s } ?node skos:prefLabel ?label }"


class Reader(Protocol):
    """Where views are read from: this process or a server."""

    def read(self, path: str) -> list[Triple]:
        """Triples of a record; NotFound where there is none."""
        ...

    def select(self, query: str) -> list[Row]:
        """Rows of a SELECT."""
        ...


@dataclass(frozen=True)
class ClaimView:
    """A claim, the labels of all concepts and values it names, and the studies it cites, by IRI."""

    claim: Claim
    labels: Mapping[str, str]
    studies: Mapping[str, Study] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """Label of a concept by IRI, or of a scheme value by local name; the name itself where there is none."""
        return self.labels.get(name) or self.labels.get(CG.iri + name) or name.rpartition("#")[2] or name

    def cite(self, study: str) -> str:
        """Short reference of a study."""
        known = self.studies.get(study)
        return known.citation() if known else doi_of(study) or study


@dataclass(frozen=True)
class StudyView:
    """A study with the labels of the concepts and values it names."""

    study: Study
    labels: Mapping[str, str]

    def label(self, name: str) -> str:
        """Label of a concept by IRI, or of a scheme value by local name."""
        return self.labels.get(name) or self.labels.get(CG.iri + name) or name.rpartition("#")[2] or name


def claim_view(reader: Reader, path: str, base: str, language: str = "en") -> ClaimView:
    """Read a claim with what stands beside it.

    Raises:
        NotFound: If there is no such claim.
    """
    triples = reader.read(path)
    claim = read_claim(triples, f"{base}{path}#claim", language=language)
    cited = sorted({line.study for line in claim.all_evidence()})
    return ClaimView(claim, _labels(reader, triples, language), {iri: _study(reader, iri, language) for iri in cited})


def study_view(reader: Reader, path: str, base: str, language: str = "en") -> StudyView:
    """Read a study with the labels of what it names.

    Raises:
        NotFound: If there is no such study.
    """
    triples = reader.read(path)
    iri = study_iri_of_path(path) or f"{base}{path}#study"
    return StudyView(read_study(triples, iri, language=language), _labels(reader, triples, language))


def concepts_view(reader: Reader, path: str, base: str, language: str = "en") -> ConceptScheme:
    """Read the concepts of a record.

    Raises:
        NotFound: If there is no such record.
    """
    return read_concepts(reader.read(path), base + path, language=language)


def _study(reader: Reader, iri: str, language: str) -> Study:
    path = record_of_study(iri)
    if path is None:
        return Study(iri)
    try:
        return read_study(reader.read(path), iri, language=language)
    except NotFound:
        return Study(iri, doi=doi_of(iri))


def record_of_study(iri: str) -> str | None:
    """Path of the record that describes a study, None where its IRI does not tell.

    >>> record_of_study("https://doi.org/10.1000/x")
    'studies/10.1000/x'
    """
    if doi_of(iri) is not None:
        return "studies/" + iri.removeprefix(DOI_RESOLVER)
    pmid = pmid_of(iri)
    return f"studies/pubmed/{pmid}" if pmid else None


def _labels(reader: Reader, triples: Iterable[Triple], language: str) -> dict[str, str]:
    named = sorted({triple.object.value for triple in triples if isinstance(triple.object, NamedNode)})
    if not named:
        return {}
    labels: dict[str, str] = {}
    for node, label in reader.select(_LABELS % " ".join(str(NamedNode(iri)) for iri in named)):
        if node and label and (node.value not in labels or getattr(label, "language", None) == language):
            labels[node.value] = label.value
    return labels
