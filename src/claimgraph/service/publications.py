"""Claims of the store as nanopublications and as ClaimReview."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Quad, Triple, serialize

from claimgraph.appraisal.confidence import appraise
from claimgraph.errors import InputError, NotFound
from claimgraph.identifiers import study_iri_of_path
from claimgraph.mediatypes import JSON_LD, N_QUADS, TRIG, RdfType
from claimgraph.publishing.claimreview import Appearance, article, claim_review
from claimgraph.publishing.nanopub import Written, iri_of, nanopub_of
from claimgraph.rdf.read import read_claim
from claimgraph.rdf.turtle import write_trig
from claimgraph.service.revisions import LOCAL_AGENT
from claimgraph.vocabulary import CG, NP, NPX, PAV, PREFIXES, SCHEMA

if TYPE_CHECKING:
    from claimgraph.service.claimgraph import Claimgraph

NANOPUB_TYPES = (TRIG, N_QUADS, JSON_LD)
"""Syntaxes of a nanopublication, the one served by default first."""
_WRITTEN = """SELECT ?revision ?created ?agent WHERE {
    %s cg:currentRevision ?revision . ?revision prov:generatedAtTime ?created ; prov:wasAttributedTo ?agent }"""


def nanopub(graph: Claimgraph, path: str) -> list[Quad]:
    """The nanopublication of a claim, by the path of its record; not signed.

    Raises:
        NotFound: If there is no such claim.
        OverLimit: If it has more triples than a nanopublication may.
    """
    while True:
        written = _written(graph, path)
        triples = _record(graph, path)
        if _written(graph, path) == written:
            return nanopub_of(triples, graph.store.base + path, written)


def write_nanopub(quads: Sequence[Quad], kind: RdfType) -> bytes:
    """A nanopublication in a syntax; the same bytes for the same quads."""
    own = iri_of(quads)
    prefixes = {**PREFIXES, "this": own, "sub": f"{own}#", "np": NP.iri, "npx": NPX.iri, "pav": PAV.iri}
    if kind is TRIG:
        graphs = [(f"{own}#{name}", [q.triple for q in quads if _is_in(q, f"{own}#{name}")]) for name in _GRAPHS]
        return "".join(write_trig(graphs, prefixes=prefixes)).encode()
    return serialize(sorted(quads, key=str), format=kind.format) or b""


_GRAPHS = ("Head", "assertion", "provenance", "pubinfo")


def _is_in(quad: Quad, graph: str) -> bool:
    return quad.graph_name == NamedNode(graph)


def review(graph: Claimgraph, path: str) -> dict[str, Any]:
    """The ClaimReview of a claim, by the path of its record.

    Raises:
        NotFound: If there is no such claim.
    """
    triples, written = _record(graph, path), _written(graph, path)
    claim = read_claim(triples, f"{graph.store.base}{path}#claim", language=graph.settings.language)
    dossier = graph.derivations.dossier_of(claim)
    return claim_review(
        dossier, appraise(dossier, graph.derivations.priors), graph.store.base, appearance=_appearance(triples),
        reviewed=written.created.partition("T")[0], language=_language(triples, claim.iri, claim.statement),
    )  # fmt: skip


def article_of(graph: Claimgraph, path: str) -> dict[str, Any]:
    """A study as schema.org ScholarlyArticle, by the path of its record."""
    iri = study_iri_of_path(path) or f"{graph.store.base}{path}#study"
    return article(graph.derivations.study(iri))


def schema_of(graph: Claimgraph, path: str) -> dict[str, Any] | None:
    """What schema.org has beyond the record: the review of a claim, the article that a study is; None for others."""
    tell = {"claims": review, "studies": article_of}.get(path.partition("/")[0])
    with suppress(NotFound, InputError):
        return tell(graph, path) if tell else None
    return None


def _record(graph: Claimgraph, path: str) -> list[Triple]:
    triples = graph.store.graph(graph.store.base + path)
    if not triples or not path.startswith("claims/"):
        raise NotFound(f"there is no claim {path}")
    return triples


def _written(graph: Claimgraph, path: str) -> Written:
    rows = graph.store.select(_WRITTEN % NamedNode(graph.store.base + path))
    for revision, created, agent in rows:
        if revision and created and agent:
            return Written(revision.value, created.value, None if agent.value == LOCAL_AGENT else agent.value)
    raise NotFound(f"there is no claim {path}")


def _appearance(triples: Sequence[Triple]) -> Appearance | None:
    source = next((t.object for t in triples if t.predicate == CG.hasSource), None)
    said = {t.predicate: getattr(t.object, "value", None) for t in triples if t.subject == source}
    return Appearance(said.get(CG.fileName), said.get(CG.sha256), said.get(SCHEMA.url)) if source else None


def _language(triples: Sequence[Triple], claim: str, statement: str) -> str | None:
    for triple in triples:
        said = triple.object
        is_statement = triple.subject == NamedNode(claim) and triple.predicate == CG.statement
        if is_statement and isinstance(said, Literal) and said.value == statement:
            return said.language
    return None
