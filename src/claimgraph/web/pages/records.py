"""Pages of records: one for each kind; a record of another kind is shown as Turtle."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from claimgraph.rdf.turtle import write_turtle
from claimgraph.service import Claimgraph
from claimgraph.web.pages.claim import claim_page
from claimgraph.web.pages.concepts import concepts_page
from claimgraph.web.pages.contribution import contribution_page
from claimgraph.web.pages.study import study_page
from claimgraph.web.templates import render

Draw = Callable[[Claimgraph, str, str], str]
PAGES: Mapping[str, Draw] = {
    "claims": claim_page,
    "studies": study_page,
    "concepts": concepts_page,
    "contributions": contribution_page,
}
"""The page of a record by its kind: made from the graph, the path of the record, and elements for its head."""


def record_page(graph: Claimgraph, path: str, head: str = "") -> str:
    """A record as a page to read."""
    return PAGES.get(path.partition("/")[0], _as_turtle)(graph, path, head)


def _as_turtle(graph: Claimgraph, path: str, head: str) -> str:
    base = graph.store.base
    text = write_turtle(graph.records.read(path), document=base + path, base=base)
    return render("turtle.html", title=path, text=text, url=f"/{path}", base=base, head=head)
