"""The page of a concept: what it means, what it does and what does it, and who has looked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pyoxigraph import NamedNode, Triple

from claimgraph.model import Concept, Study
from claimgraph.rdf.read import Nodes, read_concepts
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import Scope
from claimgraph.vocabulary import CG, SKOS
from claimgraph.web.pages.names import Names
from claimgraph.web.pages.pictures import PICTURES
from claimgraph.web.pages.surroundings import (
    MOST,
    ArrowTold,
    arrows_in,
    arrows_out,
    claims_about,
    narrower,
    studies_of,
)
from claimgraph.web.pages.vocabularies import Term, term_of
from claimgraph.web.templates import render

_SAID = "SELECT ?property ?value WHERE {{ GRAPH {} {{ {} ?property ?value }} }}"
_MATCHES = {
    "the same": SKOS.exactMatch,
    "nearly the same": SKOS.closeMatch,
    "something wider": SKOS.broadMatch,
}


@dataclass(frozen=True)
class ConceptPage:
    """All that the page of a concept shows.

    Attributes:
        scheme: Label of its scheme.
        path: Path of the record of its scheme.
        mappings: Terms of other vocabularies with how near they come.
        claims: IRIs of claims by the part that it has in them.
    """

    concept: Concept
    scheme: str
    path: str
    narrower: Sequence[str]
    mappings: Sequence[tuple[Term, str]]
    arrows_in: Sequence[ArrowTold]
    arrows_out: Sequence[ArrowTold]
    claims: Mapping[str, Sequence[str]]
    studies: Mapping[str, Sequence[Study]]


def read_concept_page(graph: Claimgraph, path: str, iri: str) -> ConceptPage:
    """Read and derive what the page of a concept of a record shows."""
    triples = own_triples(graph, path, iri)
    document, derivations = graph.store.base + path, graph.derivations
    schemes = [t.object.value for t in triples if t.predicate == SKOS.inScheme and isinstance(t.object, NamedNode)]
    return ConceptPage(
        read_concepts(triples, document, language=graph.settings.language).concepts[0],
        next((derivations.labels[each] for each in schemes if each in derivations.labels), path),
        path,
        narrower(derivations, iri),
        list(_mappings(triples, iri)),
        arrows_in(derivations, iri),
        arrows_out(derivations, iri),
        claims_about(derivations, iri),
        {name: [derivations.study(each) for each in found] for name, found in studies_of(derivations, iri).items()},
    )


def own_triples(graph: Claimgraph, path: str, iri: str) -> list[Triple]:
    """What a record says of one of its concepts."""
    node = NamedNode(iri)
    rows = graph.store.select(_SAID.format(NamedNode(graph.store.base + path), node))
    return [Triple(node, p, o) for p, o in rows if isinstance(p, NamedNode) and o is not None]


def _mappings(triples: Sequence[Triple], iri: str) -> Iterator[tuple[Term, str]]:
    nodes = Nodes(triples)
    for words, predicate in _MATCHES.items():
        for match in nodes.all(iri, predicate):
            yield term_of(match), words


def concept_page(graph: Claimgraph, page: ConceptPage, url: str) -> str:
    """The page."""
    base = graph.store.base
    return render(
        "concept.html", title=page.concept.label, page=page, concept=page.concept, names=Names(graph.derivations),
        picture=_picture(graph, page), url=url, base=base, here="/concepts", most=MOST,
    )  # fmt: skip


def _picture(graph: Claimgraph, page: ConceptPage) -> Markup | None:
    if len(page.arrows_in) + len(page.arrows_out) > MOST:
        return None
    view = graph.network_view(Scope(concept=page.concept.iri, collapsed=True))
    return PICTURES.inline(view, prefix="near-", base=graph.store.base, timeout_s=graph.settings.picture_timeout_s)


def concept_tree(page: ConceptPage) -> dict[str, Any]:
    """The same for programs."""
    concept = page.concept
    return {
        "iri": concept.iri,
        "label": concept.label,
        "alternativeLabels": list(concept.alternatives),
        "definition": concept.definition,
        "kind": CG.iri + concept.kind if concept.kind else None,
        "broader": list(concept.broader),
        "narrower": list(page.narrower),
        "mappings": [{"iri": term.iri, "code": term.code, "means": words} for term, words in page.mappings],
        "arrowsIn": [_arrow(arrow, "cause") for arrow in page.arrows_in],
        "arrowsOut": [_arrow(arrow, "consequence") for arrow in page.arrows_out],
        "claims": {role: list(claims) for role, claims in page.claims.items()},
        "studies": {name: [study.iri for study in studies] for name, studies in page.studies.items()},
    }


def _arrow(arrow: ArrowTold, end: str) -> dict[str, Any]:
    return {
        end: arrow.other,
        "influence": CG.iri + arrow.influence,
        "contrast": list(arrow.contrast),
        "confidence": None if arrow.confidence is None else round(arrow.confidence, 6),
        "studies": arrow.studies,
        "steps": list(arrow.places),
        "proposed": arrow.proposed,
    }
