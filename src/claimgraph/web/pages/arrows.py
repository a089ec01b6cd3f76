"""A picture of the arrows that an answer lists, where its rows are arrows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup
from pyoxigraph import NamedNode

from claimgraph.network.view import Edge, edge_of_arrow, make_view
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import kinds_of
from claimgraph.vocabulary import CG
from claimgraph.web.pages.pictures import PICTURES

_MOST = 120
_ENDS = ("cause", "influence", "consequence")


def picture_of(graph: Claimgraph, title: str, rows: Iterable[Mapping[str, object]]) -> Markup | None:
    """The arrows with what they rest on; None where rows are none, or too many for a picture."""
    wanted = dict.fromkeys(each for row in rows if (each := _arrow(row)))
    if not wanted or len(wanted) > _MOST:
        return None
    edges = [edge for each in wanted for edge in _edges(graph, *each)]
    view = make_view(title, {edge.id: edge for edge in edges}.values(), graph.derivations.labels,
                     kinds_of(graph.derivations))  # fmt: skip
    seconds = graph.settings.picture_timeout_s
    return PICTURES.inline(view, prefix="answer-", base=graph.store.base, timeout_s=seconds)


def _arrow(row: Mapping[str, object]) -> tuple[str, str, str] | None:
    """Cause, local name of the influence, and consequence; the concept that was asked for may be an end of it."""
    cause, influence = row.get("cause"), row.get("influence")
    consequence = row.get("consequence") or row.get("concept")
    if not (isinstance(cause, NamedNode) and isinstance(influence, NamedNode) and isinstance(consequence, NamedNode)):
        return None
    return cause.value, influence.value.removeprefix(CG.iri), consequence.value


def _edges(graph: Claimgraph, cause: str, influence: str, consequence: str) -> list[Edge]:
    network = graph.derivations.network()
    return [
        edge_of_arrow(arrow, network.weighing.rated(arrow))
        for arrow in network.index.between(cause, consequence)
        if arrow.counting and arrow.key.influence == influence
    ]
