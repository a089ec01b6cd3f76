"""The start page: what this is, where to begin, the claims that are contested most, and one mechanism as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from claimgraph.model import Claim
from claimgraph.model.evidence import Tally
from claimgraph.search import Entry, Search
from claimgraph.service import Claimgraph
from claimgraph.service.derived.appraisal import number
from claimgraph.service.graphs import Scope
from claimgraph.web.links import local_url
from claimgraph.web.pages.pictures import PICTURES
from claimgraph.web.templates import render

SHOWN = 10
"""Claims on the page."""
_LOOKED_AT = 40
"""Claims, those that cite most studies, among which the contested ones are looked for."""
QUESTIONS = (
    "contradicting_evidence", "steps_without_evidence", "equivalence_claims", "unreliable_studies", "studies_by_design",
    "mapped_concepts",
)  # fmt: skip
"""Questions of the catalogue that need nothing filled in."""


@dataclass(frozen=True)
class Shown:
    """A claim on the page."""

    claim: Claim
    url: str
    tally: Tally
    sure: str

    @property
    def against(self) -> float:
        """Share of the studies that speak against it, in per cent of those that speak at all."""
        speaking = self.tally.supporting + self.tally.contradicting
        return round(100 * self.tally.contradicting / speaking, 2) if speaking else 0

    @property
    def contest(self) -> tuple[int, int, str]:
        """Sorts the most contested first: many studies on the weaker side, then many in all."""
        sides = (self.tally.supporting, self.tally.contradicting)
        return -min(sides), -sum(sides), self.claim.iri


@dataclass(frozen=True)
class Featured:
    """A claim whose mechanism is drawn."""

    shown: Shown
    picture: Markup


def home_page(graph: Claimgraph) -> str:
    """The start page."""
    shown: list[Shown] = graph.derivations.once("contested claims", lambda: contested(graph))
    return render(
        "home.html", title="Claims and why they would hold", base=graph.store.base, shown=shown[:SHOWN],
        featured=_featured(graph, shown), counts=_counts(graph),
        questions=[graph.catalogue[name] for name in QUESTIONS if name in graph.catalogue],
    )  # fmt: skip


def contested(graph: Claimgraph) -> list[Shown]:
    """Claims that cite most studies, the most contested first."""
    entries = graph.search.search(Search("claims", sort="studies", limit=_LOOKED_AT)).entries
    return sorted((_shown(graph, entry) for entry in entries), key=lambda each: each.contest)


def _shown(graph: Claimgraph, entry: Entry) -> Shown:
    base = graph.store.base
    claim = graph.derivations.claim(entry.iri.partition("#")[0].removeprefix(base))
    sure = f"confidence {number(entry.confidence)}" if entry.confidence is not None else ""
    return Shown(claim, local_url(entry.iri, base) or "", claim.tally(), sure)


def _counts(graph: Claimgraph) -> list[tuple[str, int]]:
    return [(kind, graph.search.search(Search(kind, limit=1)).total) for kind in ("claims", "studies", "concepts")]


def _featured(graph: Claimgraph, shown: Sequence[Shown]) -> Featured | None:
    """The first mechanism of some claim, of those that are best drawn: neither bare nor crowded."""
    for each in sorted(shown, key=lambda each: abs(_arrows(each.claim) - 8)):
        mechanisms = each.claim.mechanisms
        if mechanisms and _arrows(each.claim):
            path = each.claim.iri.partition("#")[0].removeprefix(graph.store.base)
            view = graph.network_view(Scope(path=path, mechanism=mechanisms[0].iri))
            picture = PICTURES.inline(
                view, prefix="home-", base=graph.store.base, timeout_s=graph.settings.picture_timeout_s
            )
            return Featured(each, picture) if picture else None
    return None


def _arrows(claim: Claim) -> int:
    return sum(len(step.links) for step in claim.mechanisms[0].steps) if claim.mechanisms else 0
