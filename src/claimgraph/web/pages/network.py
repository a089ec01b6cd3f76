"""The page of the causal network: a picture to explore, filters, and the arrows as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from claimgraph.network.exports import FORMATS
from claimgraph.network.view import Edge, View
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import read_scope
from claimgraph.web.pages.pictures import PICTURES
from claimgraph.web.templates import render

LISTED = 300
"""Arrows in the table at most; the formats beside it have them all."""
_STANDINGS = ("most probable", "less supported", "ruled out")


@dataclass(frozen=True)
class Shown:
    """A part of the network as it is shown.

    Attributes:
        values: The parameters as they were given.
        query: The same, with what goes without saying, for the address of each format.
    """

    view: View
    values: Mapping[str, str]
    query: str
    picture: Markup | None

    @property
    def claims(self) -> int:
        """How many claims assert it."""
        return len({claim for edge in self.view.edges for claim in edge.claims})

    def schemes(self, base: str) -> list[str]:
        """Slugs of the concept schemes to choose from: those of what is shown, and the one that was chosen."""
        start = f"{base}concepts/"
        found = {
            node.iri.partition("#")[0].removeprefix(start) for node in self.view.nodes if node.iri.startswith(start)
        }
        return sorted(found | {self.values["scheme"]} if "scheme" in self.values else found)

    @property
    def arrows(self) -> Sequence[Edge]:
        """The arrows of the table, the surest first."""
        return sorted(self.view.edges, key=lambda edge: (-(edge.confidence or 0), edge.id))[:LISTED]


def network_page(graph: Claimgraph, values: Mapping[str, str]) -> str:
    """The page for parameters as a form sends them: empty ones say nothing, and arrows that say the same are one.

    Raises:
        ParameterError: See `read_scope`.
    """
    given = {name: value for name, value in values.items() if value}
    asked = {"collapsed": "true", **given}
    view = graph.network_view(read_scope(asked, graph.store.base, None))
    base, timeout_s = graph.store.base, graph.settings.picture_timeout_s
    picture = PICTURES.inline(view, prefix="network-", base=base, timeout_s=timeout_s)
    shown = Shown(view, {**given, "collapsed": asked["collapsed"]}, urlencode(asked), picture)
    return render(
        "network.html", title=view.title if given else "The causal network", shown=shown, base=base, here="/network",
        formats=FORMATS, standings=_STANDINGS, listed=LISTED, whole=not given,
    )  # fmt: skip
