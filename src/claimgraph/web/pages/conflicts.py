"""The page of `conflicts`: arrows on which claims put opposite signs."""

from __future__ import annotations

from claimgraph.service.derived import Told
from claimgraph.web.pages.asked import Asked, plain
from claimgraph.web.pages.chains import told_arrow
from claimgraph.web.pages.names import Names
from claimgraph.web.templates import render


def conflicts_page(asked: Asked, told: Told) -> str:
    """Each conflict with both of its sides."""
    derivations, tree = asked.graph.derivations, plain(told)
    names = Names(derivations)
    return render(
        "conflicts.html",
        title="Where claims contradict each other",
        tree=tree,
        sides=[[told_arrow(derivations, arrow, names) for arrow in each["hasArrow"]] for each in tree["hasConflict"]],
        names=names,
        asked=asked,
        base=derivations.base,
    )
