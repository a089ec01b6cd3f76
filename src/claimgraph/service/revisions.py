"""Revisions: who changed a record, when and why, as triples beside the records.

They lie in the graph `system/revisions`; the bodies of replaced revisions lie in the body store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph.store.interface import Store
from claimgraph.vocabulary import CG, PROV, RDF, XSD

GRAPH = "system/revisions"
LOCAL_AGENT = "urn:claimgraph:local"
"""Who writes through the command line without a token."""

_CURRENT = """SELECT ?record ?revision ?number ?sha ?kind ?class WHERE { GRAPH ?graph {
    VALUES ?record { %s }
    ?record cg:currentRevision ?revision .
    ?revision a ?class ; cg:revisionNumber ?number ; cg:agentKind ?kind .
    OPTIONAL { ?revision cg:sha256 ?sha } } }"""


@dataclass(frozen=True)
class Author:
    """Who writes: IRI of the agent, whether it is a program, and why.

    Attributes:
        reviewer: IRI of who let it in, where that is somebody else.
        contribution: IRI of the contribution that it was, or of the revision that it restores.
    """

    agent: str = LOCAL_AGENT
    automated: bool = False
    reason: str | None = None
    reviewer: str | None = None
    contribution: str | None = None


@dataclass(frozen=True)
class Revision:
    """One state of a record.

    Attributes:
        number: Counted from 1.
        sha256: Digest of its body; None for a withdrawal.
        automated: Whether a program wrote it.
    """

    iri: str
    number: int
    sha256: str | None
    automated: bool

    @property
    def withdrawn(self) -> bool:
        """Whether the record was taken out of the graph."""
        return self.sha256 is None


_ABOUT = "SELECT ?predicate ?value WHERE { GRAPH ?graph { %s ?predicate ?value } } ORDER BY ?predicate ?value"


def current_revisions(store: Store, documents: Sequence[str]) -> dict[str, Revision]:
    """The current revision of each record that ever was written."""
    if not documents:
        return {}
    found: dict[str, Revision] = {}
    rows = store.select(_CURRENT % " ".join(str(NamedNode(document)) for document in documents))
    for record, revision, number, sha, kind, _class in rows:
        assert record and revision and number
        found[record.value] = Revision(
            revision.value, int(number.value), sha.value if sha else None, kind == CG.AutomatedAgent
        )
    return found


def revision_triples(store: Store, document: str, revision: Revision) -> list[Triple]:
    """What is kept about a revision: who made it, when and why."""
    node = NamedNode(revision.iri)
    rows = store.select(_ABOUT % node)
    told = [Triple(node, predicate, value) for predicate, value in rows if isinstance(predicate, NamedNode) and value]
    return [Triple(NamedNode(document), CG.currentRevision, node), *told]


def revision_quads(
    store: Store, document: str, before: Revision | None, sha256: str | None, author: Author
) -> Iterator[Quad]:
    """The triples of the next revision of a record; `sha256` None withdraws it."""
    graph, record = NamedNode(store.base + GRAPH), NamedNode(document)
    number = before.number + 1 if before else 1
    node = NamedNode(f"{document}/history/{number}")
    kind = CG.AutomatedAgent if author.automated else CG.HumanAgent
    yield Quad(record, CG.currentRevision, node, graph)
    yield Quad(node, RDF.type, CG.Revision if sha256 else CG.Withdrawal, graph)
    yield Quad(node, CG.revisionOf, record, graph)
    yield Quad(node, CG.revisionNumber, Literal(number), graph)
    yield Quad(node, PROV.generatedAtTime, _now(), graph)
    yield Quad(node, PROV.wasAttributedTo, NamedNode(author.agent), graph)
    yield Quad(node, CG.agentKind, kind, graph)
    if sha256:
        yield Quad(node, CG.sha256, Literal(sha256, datatype=XSD.string), graph)
    if author.reason:
        yield Quad(node, CG.reason, Literal(author.reason, language="en"), graph)
    for predicate, iri in ((CG.reviewer, author.reviewer), (PROV.wasDerivedFrom, author.contribution)):
        if iri:
            yield Quad(node, predicate, NamedNode(iri), graph)


def superseded_quad(store: Store, document: str, before: Revision) -> Quad:
    """The triple that stops being true when a record gets a new revision."""
    return Quad(NamedNode(document), CG.currentRevision, NamedNode(before.iri), NamedNode(store.base + GRAPH))


def digest_quad(store: Store, revision: Revision, sha256: str) -> Quad:
    """What names the body of a revision.

    A replaced revision whose body is not spelled as it was when it was written, since the layout of another version of
    claimgraph or the literals of a remote store differ, is named anew: else its body could not be found.
    """
    digest = Literal(sha256, datatype=XSD.string)
    return Quad(NamedNode(revision.iri), CG.sha256, digest, NamedNode(store.base + GRAPH))


def _now() -> Literal:
    return Literal(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD.dateTime)
