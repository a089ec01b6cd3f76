"""Pages of derived views: each view may have one of its own, the others show their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from claimgraph.service import Claimgraph
from claimgraph.service.derived import VIEWS, Told
from claimgraph.web.templates import render


@dataclass(frozen=True)
class Asked:
    """A view as it was asked for.

    Attributes:
        graph: Where it was derived from.
        name: Name of the view.
        path: Path of the claim that it is about, None for the whole graph.
        values: The parameters as they were given.
        url: Its address on this server.
    """

    graph: Claimgraph
    name: str
    path: str | None
    values: Mapping[str, str]
    url: str


Draw = Callable[[Asked, Told], str]
PAGES: Mapping[str, Draw] = {}
"""The views that have a page of their own."""


def derived_page(asked: Asked, told: Told) -> str:
    """The page of a view."""
    if asked.name in PAGES:
        return PAGES[asked.name](asked, told)
    return text_page(asked.graph, told, VIEWS[asked.name].summary)


def text_page(graph: Claimgraph, told: Told, title: str) -> str:
    """A page that shows the text of a derived answer as it is."""
    return render("derived.html", title=title, text=told.text, base=graph.store.base)
