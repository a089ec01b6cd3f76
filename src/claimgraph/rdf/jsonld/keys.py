"""The keys of JSON, one a property: what its values are, read from the ontology and the shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from claimgraph import shipped
from claimgraph.rdf.jsonld.said import Said
from claimgraph.rdf.jsonld.uses import Use, read_uses
from claimgraph.vocabulary import CG, FOAF, ONTOLOGY, OWL, PREFIXES, PROV, RDF, SCHEMA, SHAPES, SKOS, XSD

_BESIDE = {
    FOAF.primaryTopic.value: None,
    PROV.generatedAtTime.value: XSD.dateTime.value,
    PROV.wasAttributedTo.value: None,
}
"""Properties of other vocabularies that records and their history have, each with its datatype; None for links."""
_OWN_CLASS = "has"
"""How the names of properties begin that lead to parts of the same record."""


@dataclass(frozen=True)
class Key:
    """One key.

    Attributes:
        name: As it stands in JSON: the local name, with a prefix where an own term has the same one.
        iri: The property.
        about: Its definition; empty where the ontology has none.
        datatype: Datatype of its values; None for links.
        named: Whether it takes values by their local names.
        part: Class of the nodes that are told inside of it; None where it only refers to nodes.
        many: Whether its values always stand in a list.
    """

    name: str
    iri: str
    about: str = ""
    datatype: str | None = None
    named: bool = False
    part: str | None = None
    many: bool = False

    @property
    def in_languages(self) -> bool:
        """Whether its texts stand by language."""
        return self.datatype == RDF.langString.value


@dataclass(frozen=True)
class Keys:
    """All keys, by property.

    Attributes:
        keys: The keys.
        names: What can be named by a local name: classes, values of schemes; with its IRI.
        uses: What the nodes of each class have, by class and property.
        values: The values of each scheme.
    """

    keys: Mapping[str, Key]
    names: Mapping[str, str]
    uses: Mapping[str, Mapping[str, Use]]
    values: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_name(self) -> dict[str, Key]:
        """The keys by name."""
        return {key.name: key for key in self.keys.values()}


@cache
def own_keys() -> Keys:
    """The keys of the shipped ontology and shapes."""
    ontology = Said.read(shipped.ontology_files(), ONTOLOGY)
    uses = read_uses(Said.read(shipped.shape_files(), SHAPES))
    declared = set(ontology.of_type(OWL.ObjectProperty.value, OWL.DatatypeProperty.value))
    own = [CG.iri + name for name in CG.names() if CG.iri + name in declared]
    foreign = {path for told in uses.values() for path in told if not _is_own(path)} | set(_BESIDE)
    keys: dict[str, Key] = {}
    for iri in [*own, *sorted(foreign)]:
        keys[iri] = _key(iri, {key.name for key in keys.values()}, ontology, _of_property(uses, iri))
    return Keys(keys, _names(ontology), uses, _values(ontology))


def _key(iri: str, taken: set[str], ontology: Said, uses: list[Use]) -> Key:
    target = next((use.target for use in uses if use.target), None) or next(
        (kind for kind in ontology.all(iri, SCHEMA.rangeIncludes) if _is_own(kind)), None
    )
    name = _local(iri)
    return Key(
        name=name if name not in taken else _with_prefix(iri),
        iri=iri,
        about=ontology.one(iri, SKOS.definition) or "",
        datatype=_datatype(iri, ontology, uses),
        named=iri == CG.influence.value or any(use.scheme for use in uses),
        part=target if _is_own(iri) and name.startswith(_OWN_CLASS) and target and _is_own(target) else None,
        many=any(use.many for use in uses) and _datatype(iri, ontology, uses) != RDF.langString.value,
    )


def _datatype(iri: str, ontology: Said, uses: list[Use]) -> str | None:
    told = {use.datatype for use in uses} | set(ontology.all(iri, SCHEMA.rangeIncludes)) | {_BESIDE.get(iri)}
    known = told & {RDF.langString.value, *(XSD.iri + name for name in XSD.names())}
    return known.pop() if len(known) == 1 else None


def _of_property(uses: Mapping[str, Mapping[str, Use]], iri: str) -> list[Use]:
    return [told[iri] for told in uses.values() if iri in told]


def _names(ontology: Said) -> dict[str, str]:
    named = ontology.of_type(OWL.Class.value, SKOS.Concept.value, SKOS.ConceptScheme.value)
    others = [SKOS.Concept.value, SKOS.ConceptScheme.value]
    return {_local(iri): iri for iri in [*filter(_is_own, named), *others]}


def _values(ontology: Said) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for concept in ontology.of_type(SKOS.Concept.value):
        for scheme in ontology.all(concept, SKOS.inScheme):
            values[scheme] = (*values.get(scheme, ()), _local(concept))
    return values


def _is_own(iri: str) -> bool:
    return iri.startswith(CG.iri)


def _local(iri: str) -> str:
    return max(iri.rpartition("#")[2], iri.rpartition("/")[2], key=lambda part: -len(part))


def _with_prefix(iri: str) -> str:
    prefix = next(prefix for prefix, start in PREFIXES.items() if iri.startswith(start))
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"
