"""The gate's own rules: what SHACL's shapes cannot say because it depends on the record's address or on other records.

Each rule has an IRI, a message and a severity in `shapes/record.ttl` like every shape, and an invalid example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import networkx
from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.gate.draft import Draft
from claimgraph.gate.literals import is_well_formed
from claimgraph.gate.surroundings import NODES, Surroundings
from claimgraph.identifiers import doi_of, pmid_of, study_iri_of_path
from claimgraph.vocabulary import CG, CGSH, RDF, SKOS, XSD

_TERMS = frozenset(CG.iri + name for name in CG.names())
_HOMES: dict[object, str] = {
    CG.Claim: "claims",
    CG.Mechanism: "claims",
    CG.EvidenceLine: "claims",
    CG.Study: "studies",
    CG.Finding: "studies",
    SKOS.Concept: "concepts",
    CG.Contribution: "contributions",
}
"""Classes that are described in one kind of record only."""
_LINKING = NODES | {SKOS.inScheme}
_TRUE = Literal("true", datatype=XSD.boolean)
_ONE = Literal("1", datatype=XSD.boolean)


@dataclass(frozen=True)
class Finding:
    """One breach of a rule: where, the property, and what was found there."""

    focus: str
    path: str | None = None
    value: str | None = None


def subjects(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """A record describes its own document, fragments of it, and the study of its path (DESIGN section 4)."""
    own, fragments = {draft.document, study_iri_of_path(draft.path)}, draft.document + "#"
    for subject in draft.subjects():
        if subject not in own and not subject.startswith(fragments):
            yield Finding(draft.document, value=subject)


def topic(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """A record describes what its path promises."""
    kind = draft.path.partition("/")[0]
    for triple in draft.with_predicate(RDF.type):
        if _HOMES.get(triple.object, kind) != kind:
            yield Finding(_text(triple.subject), RDF.type.value, _text(triple.object))
    if kind == "claims" and not draft.has_type(draft.document + "#claim", CG.Claim):
        yield Finding(draft.document, value=draft.document + "#claim")
    if kind == "studies":
        study = study_iri_of_path(draft.path) or draft.document + "#study"
        if not draft.has_type(study, CG.Study):
            yield Finding(draft.document, value=study)
    if kind == "concepts" and SKOS.Concept not in draft.classes():
        yield Finding(draft.document, path=RDF.type.value, value=SKOS.Concept.value)
    if kind == "contributions" and CG.Contribution not in draft.classes():
        yield Finding(draft.document, path=RDF.type.value, value=CG.Contribution.value)


def terms(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """Own properties and classes are spelt as the ontology has them."""
    for triple in draft.triples:
        subject = _text(triple.subject)
        if _misspelt(triple.predicate.value):
            yield Finding(subject, path=triple.predicate.value)
        if isinstance(triple.object, NamedNode) and _misspelt(triple.object.value):
            yield Finding(subject, path=triple.predicate.value, value=triple.object.value)


def _misspelt(iri: str) -> bool:
    return iri.startswith(CG.iri) and iri not in _TERMS


def types(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """Each node but the document has a class, so that a shape looks at it."""
    for subject in draft.subjects():
        if subject != draft.document and not draft.types_of(subject):
            yield Finding(subject, path=RDF.type.value)


def literals(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """Typed values are written as their type says; engines differ on what is not, and some fail."""
    for triple in draft.triples:
        value = triple.object
        if isinstance(value, Literal) and not is_well_formed(value):
            yield Finding(_text(triple.subject), triple.predicate.value, str(value))


def concepts(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """Where a node of the causal graph is meant, a value of the vocabulary's own lists is not accepted."""
    for triple in draft.triples:
        if triple.predicate in _LINKING and _text(triple.object).startswith(CG.iri):
            yield Finding(_text(triple.subject), triple.predicate.value, _text(triple.object))


def study_identity(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """A study states the identifier that its IRI carries, and a DOI only the study whose IRI it makes."""
    for subject in draft.subjects():
        if not draft.has_type(subject, CG.Study):
            continue
        for predicate, expected in ((CG.doi, doi_of(subject)), (CG.pmid, pmid_of(subject))):
            found = [_text(value) for value in draft.values(subject, predicate)]
            if expected is not None and found != [expected]:
                yield Finding(subject, predicate.value, found[0] if found else None)
        for doi in draft.values(subject, CG.doi):
            if doi_of(subject) is None:
                yield Finding(subject, CG.doi.value, _text(doi))


def finding_of_study(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """The finding that an evidence line cites belongs to the study that it cites."""
    cited = list(draft.with_predicate(CG.finding))
    owners = around.owners_of({triple.object.value for triple in cited if isinstance(triple.object, NamedNode)})
    for triple in cited:
        line, finding = _text(triple.subject), _text(triple.object)
        studies = {_text(value) for value in draft.values(line, CG.study)}
        if not studies & owners.get(finding, set()):
            yield Finding(line, CG.finding.value, finding)


def acyclic(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """The links of one mechanism, those marked as feedback left out, make no circle."""
    for mechanism in [node for node in draft.subjects() if draft.has_type(node, CG.Mechanism)]:
        arrows: networkx.DiGraph[str] = networkx.DiGraph(_arrows(draft, mechanism))
        try:
            circle = networkx.find_cycle(arrows)
        except networkx.NetworkXNoCycle:
            continue
        nodes = [edge[0] for edge in circle]
        yield Finding(mechanism, CG.hasStep.value, " → ".join([*nodes, nodes[0]]))


def _arrows(draft: Draft, mechanism: str) -> Iterator[tuple[str, str]]:
    for step in draft.values(mechanism, CG.hasStep):
        for link in draft.values(_text(step), CG.hasLink):
            if {_TRUE, _ONE} & set(draft.values(_text(link), CG.feedback)):
                continue
            for cause in draft.values(_text(link), CG.cause):
                for consequence in draft.values(_text(link), CG.consequence):
                    yield _text(cause), _text(consequence)


def removed(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """Nothing goes that another record refers to: no node, nor what makes it a concept, a study or its finding."""
    stored = around.stored(draft)
    kept, new = set(draft.subjects()), set(draft.triples)
    gone = {_text(triple.subject) for triple in stored} - kept
    changed = {_text(t.subject) for t in stored if t.predicate in (RDF.type, SKOS.inScheme) and t not in new}
    disowned = {_text(t.object) for t in stored if t.predicate == CG.hasFinding and t not in new}
    for subject, user in around.users_of(sorted(gone | changed | disowned), draft):
        yield Finding(subject, value=user)


Rule = Callable[[Draft, Surroundings], Iterable[Finding]]
RULES: dict[str, Rule] = {
    CGSH + "Record-subjects": subjects,
    CGSH + "Record-topic": topic,
    CGSH + "Record-terms": terms,
    CGSH + "Record-types": types,
    CGSH + "Record-literals": literals,
    CGSH + "Record-concepts": concepts,
    CGSH + "Record-removed": removed,
    CGSH + "Study-identity": study_identity,
    CGSH + "EvidenceLine-findingOfStudy": finding_of_study,
    CGSH + "Mechanism-acyclic": acyclic,
}
"""Every rule by the IRI of its shape."""


def _text(term: Triple | NamedNode | Literal | object) -> str:
    return getattr(term, "value", str(term))
