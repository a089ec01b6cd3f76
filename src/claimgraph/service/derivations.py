"""What derived views read: claims with all that their appraisal needs, kept for as long as the store stays the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from claimgraph.appraisal.designs import Designs
from claimgraph.appraisal.priors import Priors
from claimgraph.errors import NotFound
from claimgraph.identifiers import doi_of
from claimgraph.model import Claim, Dossier, Nesting, Study
from claimgraph.rdf.read import read_claim, read_study
from claimgraph.service.filling import ontology_triples
from claimgraph.service.journal import Journal
from claimgraph.service.network import Network, Networks
from claimgraph.service.view import record_of_study
from claimgraph.store.interface import Store

Kept = TypeVar("Kept")
_LABELS = "SELECT ?node ?label WHERE { ?node skos:prefLabel ?label }"
_BROADER = "SELECT ?node ?above WHERE { ?node skos:broader ?above }"
_CLAIMS = "SELECT ?claim WHERE { ?claim a cg:Claim } ORDER BY ?claim"


@dataclass
class _Memory:
    """What was found out about one revision of the store."""

    revision: str
    values: dict[str, Any] = field(default_factory=dict)
    studies: dict[str, Study] = field(default_factory=dict)


class Derivations:
    """Reads dossiers from a store."""

    def __init__(self, store: Store, priors: Priors, language: str = "en", journal: Journal | None = None) -> None:
        """Join the parts; without a journal whatever is kept is read anew after each write."""
        self.store, self.priors, self.language = store, priors, language
        self._memory = _Memory("")
        self._networks = Networks(store, journal or Journal(), priors, self.studies, lambda: self.nesting)

    @property
    def base(self) -> str:
        """IRI under which all records lie."""
        return self.store.base

    @cached_property
    def designs(self) -> Designs:
        """How strong study designs are, as the vocabulary has it."""
        return Designs.read(ontology_triples())

    def paths(self) -> list[str]:
        """Paths of all claims, sorted."""
        documents = {row[0].value.partition("#")[0] for row in self.store.select(_CLAIMS) if row[0]}
        return sorted(document.removeprefix(self.base) for document in documents if document.startswith(self.base))

    def claim(self, path: str) -> Claim:
        """A claim by the path of its record.

        Raises:
            NotFound: If there is none.
        """
        triples = self.store.graph(self.base + path)
        if not triples or not path.startswith("claims/"):
            raise NotFound(f"there is no claim {path}")
        return read_claim(triples, f"{self.base}{path}#claim", language=self.language)

    def dossier(self, path: str) -> Dossier:
        """A claim with the studies that it cites, and those that these include or belong to.

        Raises:
            NotFound: If there is no such claim.
        """
        return self.dossier_of(self.claim(path))

    def dossier_of(self, claim: Claim) -> Dossier:
        """The same for a claim that was read already."""
        cited = {line.study for line in claim.all_evidence()}
        return Dossier(claim, self.studies(cited), self.nesting, self.labels)

    def dossiers(self, paths: Iterable[str] | None = None) -> Iterator[Dossier]:
        """Dossiers of the claims asked for, or of all."""
        return (self.dossier(path) for path in (self.paths() if paths is None else paths))

    def network(self) -> Network:
        """All arrows of all claims as they are now, with how sure they are."""
        return self._networks.current()

    def studies(self, cited: Iterable[str]) -> dict[str, Study]:
        """Studies by IRI, with those that they include or belong to."""
        found: dict[str, Study] = {}
        ahead = sorted(cited)
        while ahead:
            study = self.study(ahead.pop())
            found[study.iri] = study
            near = {*study.includes, *study.report_of, *study.version_of}
            ahead.extend(sorted(near - set(found) - set(ahead)))
        return found

    def study(self, iri: str) -> Study:
        """A study by its IRI; with nothing but that where it has no record."""
        studies = self._current.studies
        if iri not in studies:
            studies[iri] = self._read_study(iri)
        return studies[iri]

    def study_exists(self, iri: str) -> bool:
        """Whether a study has a record."""
        return bool(self.store.graph(self._study_document(iri)))

    def _study_document(self, iri: str) -> str:
        path = record_of_study(iri)
        return self.base + path if path else iri.partition("#")[0]

    def _read_study(self, iri: str) -> Study:
        triples = self.store.graph(self._study_document(iri))
        return read_study(triples, iri, language=self.language) if triples else Study(iri, doi=doi_of(iri))

    @property
    def labels(self) -> dict[str, str]:
        """Labels of all concepts and scheme values, by IRI, in the language of the settings where there is one."""
        return self.once("labels", self._read_labels)

    def _read_labels(self) -> dict[str, str]:
        labels: dict[str, str] = {}
        for node, label in self.store.select(_LABELS):
            if node and label and (node.value not in labels or getattr(label, "language", None) == self.language):
                labels[node.value] = label.value
        return labels

    @property
    def nesting(self) -> Nesting:
        """Which concept is narrower than which."""
        return self.once("nesting", self._read_nesting)

    def _read_nesting(self) -> Nesting:
        broader: dict[str, tuple[str, ...]] = {}
        for node, above in self.store.select(_BROADER):
            if node and above:
                broader[node.value] = (*broader.get(node.value, ()), above.value)
        return Nesting(broader)

    def once(self, name: str, make: Callable[[], Kept]) -> Kept:
        """What is found out once for each revision of the store."""
        values = self._current.values
        if name not in values:
            values[name] = make()
        return values[name]  # type: ignore[no-any-return]

    @property
    def _current(self) -> _Memory:
        revision = self.store.revision()
        memory = self._memory
        if memory.revision != revision:
            memory = self._memory = _Memory(revision)
        return memory
