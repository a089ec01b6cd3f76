"""The page of `ripple`: what would change if a study had another standing, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claimgraph.errors import ClaimgraphError
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived import VIEWS, Told
from claimgraph.service.derived.ripple import STANDINGS
from claimgraph.vocabulary import CG
from claimgraph.web.pages.asked import Asked, plain
from claimgraph.web.pages.forms import Field, fields_of
from claimgraph.web.pages.names import Names
from claimgraph.web.templates import render

Tree = Any
_LABELS = {"study": "Study (DOI or address)", "standing": "If it were"}
_LISTED = 300
_CITED = f"SELECT DISTINCT ?study {{ ?line cg:study ?study }} ORDER BY ?study LIMIT {_LISTED + 1}"


@dataclass(frozen=True)
class Touched:
    """A claim that cites the study, with what would change."""

    tree: Tree
    changes: Sequence[Tree]
    reopened: Sequence[Tree]

    @property
    def lost(self) -> int:
        """How many arrows would have no evidence left."""
        return sum(each["kind"] == "link" and each["losesAllEvidence"] for each in self.changes)


def ripple_page(asked: Asked, told: Told) -> str:
    """What would change, claim by claim."""
    tree = plain(told)
    derivations = asked.graph.derivations
    new = tree["hasNewStanding"][0]
    return render(
        "ripple.html",
        title="What leans on this study?",
        known=derivations.study(new["study"]),
        now=CG.iri + (derivations.study(new["study"]).standing or "InGoodStanding"),
        then=new["publicationStanding"],
        claims=[_touched(each, tree) for each in tree["hasClaimChange"]],
        **_asking(asked),
    )


def ripple_form(asked: Asked, error: ClaimgraphError | None) -> str:
    """Which study to ask about."""
    return render("ripple_form.html", title="What leans on a study?", error=error, **_asking(asked))


def _asking(asked: Asked) -> dict[str, Any]:
    """What the form needs."""
    derivations = asked.graph.derivations
    return {
        "fields": _fields(asked),
        "standings": [(name, Names(derivations).term(name)) for name in STANDINGS],
        "cited": derivations.once("cited studies", lambda: _cited(derivations)),
        "names": Names(derivations),
        "asked": asked,
        "base": derivations.base,
    }


def _fields(asked: Asked) -> dict[str, Field]:
    return {each.name: each for each in fields_of(VIEWS["ripple"], asked, _LABELS)}


def _cited(derivations: Derivations) -> list[tuple[str, str]]:
    """Studies to choose from, by their citation; none where there are too many."""
    studies = [row[0].value for row in derivations.store.select(_CITED) if row[0]]
    if len(studies) > _LISTED:
        return []
    return sorted(((iri, derivations.study(iri).citation()) for iri in studies), key=lambda each: each[1])


def _touched(claim: Tree, tree: Tree) -> Touched:
    iri = claim["ofClaim"]
    changes = [each for each in tree["hasChange"] if each["ofClaim"] == iri]
    return Touched(claim, changes, [each for each in tree["hasReopenedNeed"] if each["ofClaim"] == iri])
