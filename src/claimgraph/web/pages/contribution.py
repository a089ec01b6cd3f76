"""The page of one contribution, and the page on which a curator decides about it."""

from __future__ import annotations

from claimgraph.errors import NotFound
from claimgraph.service import Claimgraph
from claimgraph.service.contributions import Contribution, Review
from claimgraph.web.pages.contributions import title_of
from claimgraph.web.templates import render

_MOST_MOVED = 12
"""Confidences that are told one by one; further ones are counted."""


def contribution_page(graph: Claimgraph, path: str, head: str = "") -> str:
    """A contribution for everybody; what was rejected or taken back is not shown again."""
    contribution = graph.contributions.get(path)
    shown = contribution.state in ("pending", "accepted")
    try:
        review = graph.contributions.review(path) if shown else None
    except NotFound:
        review = None
    return _page(graph, contribution, review, deciding=False, head=head)


def review_page(graph: Claimgraph, review: Review, *, deciding: bool) -> str:
    """What a contribution would change, with the forms to decide about it."""
    return _page(graph, review.contribution, review, deciding=deciding, head="")


def _page(graph: Claimgraph, contribution: Contribution, review: Review | None, *, deciding: bool, head: str) -> str:
    base = graph.store.base
    removed = review.turtle("removed", base) if review else {}
    added = review.turtle("added", base) if review else {}
    return render(
        "contribution.html", title=contribution.title, contribution=contribution, review=review, deciding=deciding,
        changes={path: told for path, told in review.changes.items() if told} if review else {},
        removed=removed, added=added,
        paths=list(dict.fromkeys([*removed, *added])),
        about=title_of(graph, contribution.target), most=_MOST_MOVED, base=base, url=f"/{contribution.path}",
        head=head, here="/contributions",
    )  # fmt: skip
