"""The list of contributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from claimgraph.service import Claimgraph
from claimgraph.service.contributions import Contribution
from claimgraph.service.contributions.record import STATES
from claimgraph.web.templates import render


@dataclass(frozen=True)
class Listed:
    """A page of the list, as it was asked for."""

    contributions: Sequence[Contribution]
    total: int
    page: int
    limit: int
    state: str | None
    target: str | None

    def address(self, page: int | None = None, **other: str | None) -> str:
        """The address of the list with another page, state or target."""
        asked = {"state": self.state, "target": self.target, "page": str(page) if page else None, **other}
        given = {name: value for name, value in asked.items() if value}
        return f"/contributions?{urlencode(given)}" if given else "/contributions"


def list_page(graph: Claimgraph, listed: Listed) -> str:
    """The list, with what each contribution is about."""
    last = max(1, -(-listed.total // listed.limit))
    return render(
        "contributions.html", title="Contributions", listed=listed, states=STATES, last=last,
        previous=listed.address(listed.page - 1) if listed.page > 1 else None,
        next=listed.address(listed.page + 1) if listed.page < last else None,
        titles={each.target: title_of(graph, each.target) for each in listed.contributions},
        base=graph.store.base, here="/contributions",
    )  # fmt: skip


def title_of(graph: Claimgraph, record: str) -> str:
    """What the record that a contribution is about says in short; its path where it is none yet."""
    path = record.removeprefix(graph.store.base)
    if path.startswith("claims/") and graph.store.has_graph(record):
        claim = graph.derivations.claim(path)
        return claim.plain or claim.statement
    return path
