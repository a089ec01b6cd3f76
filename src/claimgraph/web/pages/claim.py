"""The page of a claim."""

from __future__ import annotations

from claimgraph.service import Claimgraph
from claimgraph.service.view import claim_view
from claimgraph.web.pages.reading import GraphReader
from claimgraph.web.templates import render


def claim_page(graph: Claimgraph, path: str, head: str = "") -> str:
    """A claim with its mechanisms, its evidence and what would be needed."""
    base = graph.store.base
    view = claim_view(GraphReader(graph), path, base, graph.settings.language)
    return render(
        "claim.html", title=view.claim.statement, view=view, tally=view.claim.tally(), url=f"/{path}", base=base,
        head=head,
    )  # fmt: skip
