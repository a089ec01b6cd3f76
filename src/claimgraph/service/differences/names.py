"""What properties, concepts, studies and numbers are called in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import InputError
from claimgraph.identifiers import doi_of, path_of, study_iri_of_path
from claimgraph.model import Finding, Study
from claimgraph.model.mechanism import INFLUENCES
from claimgraph.rdf.read import read_study
from claimgraph.service.derivations import Derivations
from claimgraph.service.filling import ontology_triples
from claimgraph.service.view import record_of_study
from claimgraph.vocabulary import CG, RDFS, SKOS, XSD

_PROPERTIES = {
    "prefLabel": "label", "altLabel": "other name", "hiddenLabel": "hidden name", "broader": "broader concept",
    "primaryTopic": "subject", "type": "kind",
}  # fmt: skip
"""Properties of other vocabularies whose local names do not read well."""


@lru_cache(maxsize=1)
def _own_properties() -> Mapping[str, str]:
    """The terms of the own vocabulary in words: `has claim type` is told as `claim type`."""
    labels = ((t.subject, t.object) for t in ontology_triples() if t.predicate == RDFS.label)
    return {
        term.value: re.sub(r"^(has|is) (?=[a-z])", "", label.value)
        for term, label in labels
        if isinstance(term, NamedNode) and isinstance(label, Literal)
    }


def property_name(predicate: NamedNode) -> str:
    """A property in words.

    >>> property_name(CG.claimType), property_name(SKOS.exactMatch), property_name(SKOS.altLabel)
    ('claim type', 'exact match', 'other name')
    """
    own = _own_properties().get(predicate.value)
    local = re.split(r"[#/]", predicate.value)[-1] or predicate.value
    return own or _PROPERTIES.get(local) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()


@dataclass(frozen=True)
class Names:
    """Labels and citations by IRI.

    Attributes:
        labels: Labels of concepts and of values of schemes.
        studies: Studies with what is known of them.
        base: IRI under which all records lie.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    studies: Mapping[str, Study] = field(default_factory=dict)
    base: str = ""

    @classmethod
    def of(cls, derivations: Derivations, *graphs: Iterable[Triple]) -> Names:
        """The names that a store knows, and before them those in graphs that are not in it."""
        triples = [triple for graph in graphs for triple in graph]
        labels = {**derivations.labels, **_labels(triples)}
        cited = _studies_named(triples, derivations.base)
        studies = {iri: derivations.study(iri) for iri in sorted(cited)}
        return cls(labels, {**studies, **_studies_in(triples, derivations.language)}, derivations.base)

    def term(self, term: object) -> str:
        """A value in words."""
        if isinstance(term, Literal):
            return _literal(term)
        return self.iri(str(getattr(term, "value", term)))

    def iri(self, iri: str) -> str:
        """What an IRI stands for: its label, the study's authors and year, the finding's variable, else itself."""
        influence = INFLUENCES.get(iri.removeprefix(CG.iri)) if iri.startswith(CG.iri) else None
        known = influence or self.labels.get(iri) or self._cited(iri) or self._finding(iri)
        return known or (_own_properties().get(iri) if iri.startswith(CG.iri) else None) or iri

    def cite(self, iri: str) -> str:
        """A study by its authors and year; by its identifier where they are not known."""
        return self._cited(iri) or iri

    def _cited(self, iri: str) -> str | None:
        study = self.studies.get(iri)
        if study is not None and study.authors:
            return study.citation().partition(",")[0]
        doi = doi_of(iri)
        return f"DOI {doi}" if doi else None

    def _finding(self, iri: str) -> str | None:
        place = self._findings.get(iri)
        if place is None:
            return None
        study, finding = place
        told = f" ({in_words(finding.estimate)})" if finding.estimate is not None else ""
        return f"the finding on {self.iri(finding.variable)}{told} of {self.cite(study)}"

    @cached_property
    def _findings(self) -> Mapping[str, tuple[str, Finding]]:
        """For each finding its study and itself."""
        return {finding.iri: (iri, finding) for iri, study in self.studies.items() for finding in study.findings}


def in_words(number: object) -> str:
    """A number with a true minus sign.

    >>> in_words("-0.036")
    '−0.036'
    """
    return re.sub("^-", "−", str(number))


def _labels(triples: Iterable[Triple]) -> dict[str, str]:
    return {
        triple.subject.value: triple.object.value
        for triple in sorted(triples, key=str)
        if triple.predicate == SKOS.prefLabel
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
    }


def _studies_in(triples: Iterable[Triple], language: str) -> dict[str, Study]:
    """The studies that graphs describe themselves; one that cannot be read is left out."""
    found: dict[str, Study] = {}
    described = {t.subject.value for t in triples if t.object == CG.Study and isinstance(t.subject, NamedNode)}
    for iri in sorted(described):
        with suppress(InputError):
            found[iri] = read_study(triples, iri, language=language)
    return found


def _studies_named(triples: Iterable[Triple], base: str) -> set[str]:
    """The studies that are cited, or one of whose findings is."""
    objects = {triple.object.value for triple in triples if isinstance(triple.object, NamedNode)}
    paths = {iri: path_of(iri, base) or "" for iri in objects}
    within = {iri: path for iri, path in paths.items() if path.startswith("studies/")}
    homes = {study_iri_of_path(path) or f"{base}{path}#study" for path in within.values()}
    return {iri for iri in objects if record_of_study(iri)} | homes


def _literal(literal: Literal) -> str:
    if literal.language:
        return f"“{literal.value}”"
    if literal.datatype == XSD.boolean:
        return {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(literal.value, literal.value)
    if literal.datatype == XSD.duration:
        return duration_in_words(literal.value)
    return f"“{literal.value}”" if literal.datatype == XSD.string else in_words(literal.value)


def duration_in_words(duration: str) -> str:
    """A duration in words where it is made of days, months or years alone.

    >>> duration_in_words("P56D"), duration_in_words("P1D"), duration_in_words("PT30M")
    ('8 weeks', '1 day', 'PT30M')
    """
    match = re.fullmatch(r"P([0-9]{1,6})([DMY])", duration)
    if not match:
        return duration
    number, unit = int(match[1]), {"D": "day", "M": "month", "Y": "year"}[match[2]]
    if unit == "day" and number and number % 7 == 0:
        number, unit = number // 7, "week"
    return f"{number} {unit}{'' if number == 1 else 's'}"
