"""The study that a proposal cites: the one that the graph has, else a record of what was said of it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.bibliography.merging import merge
from claimgraph.bibliography.reference import Reference, iri_of
from claimgraph.model import Author, Study
from claimgraph.service.view import record_of_study
from claimgraph.store.interface import Store
from claimgraph.vocabulary import CG, DCTERMS, XSD

_KNOWN = "SELECT ?study ?identifier WHERE { ?study %s ?identifier }"
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


@dataclass(frozen=True)
class NamedStudy:
    """A study as a proposal names it, by DOI or PubMed number, with what was said of it."""

    doi: str | None = None
    pmid: str | None = None
    title: str | None = None
    authors: tuple[Author, ...] = ()
    year: int | None = None
    container: str | None = None
    design: str | None = None
    participants: int | None = None
    measured: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The IRI that its identifier makes."""
        return iri_of(self.doi, self.pmid)


def known_study(store: Store, study: NamedStudy) -> str | None:
    """IRI of a study in the graph, by whichever identifier the graph knows it."""
    for property_, identifier in (("cg:doi", study.doi), ("cg:pmid", study.pmid)):
        if identifier:
            bound = {"identifier": Literal(identifier, datatype=XSD.string)}
            found = store.select(_KNOWN % property_, bound)
            if found and found[0][0]:
                return found[0][0].value
    path = record_of_study(study.iri)
    return study.iri if path and store.has_graph(store.base + path) else None


def study_record(study: NamedStudy, base: str, language: str) -> tuple[str, list[Triple]]:
    """Path and triples of the record of a study that the graph does not have; only what was said of it."""
    path = record_of_study(study.iri) or ""
    said = Study(
        study.iri, doi=study.doi, pmid=None if study.doi else study.pmid, title=study.title, authors=study.authors,
        year=study.year, container=study.container,
    )  # fmt: skip
    written = merge((), base + path, study.iri, Reference("", "", said), language=language)
    node = NamedNode(study.iri)
    more = [Triple(NamedNode(base + path), DCTERMS.license, _LICENCE)]
    if study.design:
        more.append(Triple(node, CG.design, NamedNode(CG.iri + study.design)))
    more += [Triple(node, CG.measured, NamedNode(concept)) for concept in study.measured]
    if study.participants is not None:
        more.append(Triple(node, CG.participants, Literal(study.participants)))
    return path, [*written.triples, *more]
