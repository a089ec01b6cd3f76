"""The page of a study."""

from __future__ import annotations

from claimgraph.service import Claimgraph
from claimgraph.service.view import study_view
from claimgraph.web.pages.reading import GraphReader
from claimgraph.web.templates import render


def study_page(graph: Claimgraph, path: str, head: str = "") -> str:
    """A study with what it measured and found."""
    base = graph.store.base
    view = study_view(GraphReader(graph), path, base, graph.settings.language)
    return render("study.html", title=view.study.title or path, view=view, url=f"/{path}", base=base, head=head)
