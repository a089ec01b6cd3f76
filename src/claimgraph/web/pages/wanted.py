"""The page of `wanted`: studies that somebody should do, the strongest first, under what they would decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from claimgraph.model import Link
from claimgraph.service.derived import Told
from claimgraph.service.derived.wanted import STATUSES
from claimgraph.web.pages.asked import Asked, plain
from claimgraph.web.pages.names import Names
from claimgraph.web.pages.paging import portion_of
from claimgraph.web.templates import render

Tree = Any
_ARROWS = 6


@dataclass(frozen=True)
class Target:
    """What some studies would decide.

    Attributes:
        links: The first arrows of it; none where it is a claim.
        step: IRI of the step in which the first of them stands.
        more: How many arrows there are besides.
        claims: IRIs of the claims that want the same.
        confidence: How sure the evidence makes us of it now; None without evidence.
    """

    links: Sequence[Link]
    step: str | None
    more: int
    claims: Sequence[str]
    confidence: float | None
    unmeasured: Sequence[str]
    wants: Sequence[Tree]

    @property
    def is_open(self) -> bool:
        """Whether one of its studies is still to be done."""
        return any(want["needStatus"].endswith("#OpenNeed") for want in self.wants)


def wanted_page(asked: Asked, told: Told) -> str:
    """The studies that are wanted for a claim, or in the whole graph those that raise most first."""
    derivations, wants = asked.graph.derivations, plain(told)
    names = Names(derivations)
    return render(
        "wanted.html",
        title="Evidence wanted",
        claim=derivations.claim(asked.path) if asked.path else None,
        targets=[_target(list(group), names) for _, group in groupby(wants, lambda want: want["decides"])],
        portion=portion_of(asked, len(wants), sum(told.counts.values())),
        status=asked.values.get("status") or ("all" if asked.path else "open"),
        statuses=STATUSES,
        names=names,
        asked=asked,
        base=derivations.base,
    )


def _target(wants: Sequence[Tree], names: Names) -> Target:
    first = wants[0]
    found = [pair for iri in first["decides"] if (pair := names.link(iri))]
    links = list({(link.cause, link.influence, link.consequence): link for _, link in found}.values())
    step = found[0][0].iri if found else None
    unmeasured, confidence = first["unmeasured"], first["confidenceBefore"]
    more = max(0, len(links) - _ARROWS)
    return Target(links[:_ARROWS], step, more, first["ofClaim"], confidence, unmeasured, wants)
