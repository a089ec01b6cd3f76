"""A claim as nanopublication: head, assertion, provenance, publication information, under a trusty URI.

https://nanopub.net/guidelines/working_draft/. The assertion is what the claim's record says of the claim; who wrote the
record, of which page and studies it was made, and when, are the graphs beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph.errors import OverLimit
from claimgraph.publishing.trusty import artifact_code, renamed
from claimgraph.vocabulary import CG, DCTERMS, NP, NPX, PAV, PROV, RDF, RDFS, XSD

SPACE = "https://w3id.org/np/"
"""Where published nanopublications are found by their code."""
GENERATOR = NamedNode("https://w3id.org/claimgraph")
MOST_TRIPLES = 1_200
"""What servers of nanopublications take."""
_DRAFT = f"{SPACE}draft"


@dataclass(frozen=True)
class Written:
    """Who wrote the revision of a record, and when.

    Attributes:
        revision: IRI of the revision.
        created: When, as `xsd:dateTime`.
        agent: IRI of who; None where it is somebody on the machine of the store.
    """

    revision: str
    created: str
    agent: str | None = None


def nanopub_of(triples: Iterable[Triple], document: str, written: Written) -> list[Quad]:
    """The nanopublication of a claim; the same for the same revision.

    Args:
        triples: The record of the claim, without blank nodes.
        document: IRI of the record.
        written: Its revision.

    Raises:
        OverLimit: If it has more triples than a nanopublication may.
    """
    quads = list(_quads(list(triples), document, written))
    check_size(quads, document)
    return renamed(quads, _DRAFT, SPACE + artifact_code(quads, _DRAFT))


def check_size(quads: list[Quad], what: str) -> None:
    """Refuse what no server takes.

    Raises:
        OverLimit: If there are more triples than a nanopublication may have.
    """
    if len(quads) > MOST_TRIPLES:
        expected = f"a nanopublication has at most {MOST_TRIPLES}"
        raise OverLimit(f"{what} would make a nanopublication of {len(quads)} triples; {expected}", status=413)


def iri_of(quads: Iterable[Quad]) -> str:
    """IRI of a nanopublication."""
    return next(str(getattr(q.subject, "value", "")) for q in quads if q.object == NP.Nanopublication)


def _part(name: str) -> NamedNode:
    return NamedNode(f"{_DRAFT}#{name}")


def _quads(triples: list[Triple], document: str, written: Written) -> Iterator[Quad]:
    own = NamedNode(document)
    sources = {t.object for t in triples if t.subject == own and t.predicate == CG.hasSource}
    beside = {own, *sources}
    for triple in triples:
        if triple.subject not in beside:
            yield Quad(triple.subject, triple.predicate, triple.object, _part("assertion"))
    yield from _head()
    yield from _provenance(triples, own, sources)
    yield from _pubinfo(triples, own, written)


def _head() -> Iterator[Quad]:
    nanopub, head = NamedNode(_DRAFT), _part("Head")
    yield Quad(nanopub, RDF.type, NP.Nanopublication, head)
    yield Quad(nanopub, NP.hasAssertion, _part("assertion"), head)
    yield Quad(nanopub, NP.hasProvenance, _part("provenance"), head)
    yield Quad(nanopub, NP.hasPublicationInfo, _part("pubinfo"), head)


def _provenance(triples: list[Triple], own: NamedNode, sources: Collection[object]) -> Iterator[Quad]:
    """The assertion comes from the record, its source page and the studies that its evidence cites."""
    assertion, graph = _part("assertion"), _part("provenance")
    cited = {t.object for t in triples if t.predicate == CG.study}
    for source in (own, *sources, *cited):
        yield Quad(assertion, PROV.wasDerivedFrom, source, graph)  # type: ignore[arg-type]
    for triple in triples:
        if triple.subject in sources:
            yield Quad(triple.subject, triple.predicate, triple.object, graph)
        elif triple.subject == own and triple.predicate == DCTERMS.creator:
            yield Quad(assertion, PROV.wasAttributedTo, triple.object, graph)


def _pubinfo(triples: list[Triple], own: NamedNode, written: Written) -> Iterator[Quad]:
    nanopub, graph = NamedNode(_DRAFT), _part("pubinfo")
    created = Literal(written.created.replace("Z", "+00:00"), datatype=XSD.dateTime)
    yield Quad(nanopub, DCTERMS.created, created, graph)
    yield Quad(nanopub, PROV.wasDerivedFrom, NamedNode(written.revision), graph)
    yield Quad(nanopub, PAV.createdWith, GENERATOR, graph)
    yield Quad(nanopub, NPX.hasNanopubType, CG.Claim, graph)
    if written.agent:
        yield Quad(nanopub, DCTERMS.creator, NamedNode(written.agent), graph)
    taken_over = {DCTERMS.title: RDFS.label, DCTERMS.license: DCTERMS.license}
    if not written.agent:
        taken_over[DCTERMS.creator] = DCTERMS.creator
    for triple in triples:
        if triple.subject == own and triple.predicate in taken_over:
            yield Quad(nanopub, taken_over[triple.predicate], triple.object, graph)
