"""The page of a scheme of concepts: an overview by kind; each concept has a page of its own."""

from __future__ import annotations

from claimgraph.model import Concept, ConceptScheme
from claimgraph.service import Claimgraph
from claimgraph.service.view import concepts_view
from claimgraph.vocabulary import CG
from claimgraph.web.pages.reading import GraphReader
from claimgraph.web.pages.vocabularies import term_of
from claimgraph.web.templates import render

MOST_DETAILED = 300
"""Concepts up to which the overview gives definitions; above, their own pages do."""
_OTHER = "other"


def concepts_page(graph: Claimgraph, path: str, head: str = "") -> str:
    """All concepts of a record."""
    base = graph.store.base
    scheme = concepts_view(GraphReader(graph), path, base, graph.settings.language)
    return render(
        "concepts.html", title=scheme.label, scheme=scheme, url=f"/{path}", base=base, head=head, here="/concepts",
        groups=_groups(scheme, graph.derivations.labels), detailed=len(scheme.concepts) <= MOST_DETAILED,
        term_of=term_of,
    )  # fmt: skip


def _groups(scheme: ConceptScheme, labels: dict[str, str]) -> list[tuple[str, str, list[Concept]]]:
    """Concepts by kind: local name of the kind, its label, and the concepts by label."""
    groups: dict[str, list[Concept]] = {}
    for concept in scheme.concepts:
        groups.setdefault(concept.kind or _OTHER, []).append(concept)
    named = [(kind, labels.get(CG.iri + kind, kind), concepts) for kind, concepts in groups.items()]
    return sorted(named, key=lambda group: (group[0] == _OTHER, group[1]))
