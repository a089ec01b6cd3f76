"""The page of a scheme of concepts."""

from __future__ import annotations

from claimgraph.service import Claimgraph
from claimgraph.service.view import concepts_view
from claimgraph.web.pages.reading import GraphReader
from claimgraph.web.templates import render


def concepts_page(graph: Claimgraph, path: str, head: str = "") -> str:
    """All concepts of a record."""
    base = graph.store.base
    scheme = concepts_view(GraphReader(graph), path, base, graph.settings.language)
    return render("concepts.html", title=scheme.label, scheme=scheme, url=f"/{path}", base=base, head=head)
