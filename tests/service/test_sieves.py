"""Parts of the network by concept scheme, influence and confidence."""

from __future__ import annotations

import pytest

from claimgraph.errors import ParameterError
from claimgraph.network.view import View
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import Scope, read_scope


def seen(graph: Claimgraph, **values: str) -> View:
    return graph.network_view(read_scope(values, graph.store.base))


def test_a_confidence_holds_back_arrows_that_are_less_sure_or_without_evidence(curated: Claimgraph) -> None:
    whole, sure = seen(curated), seen(curated, confidence="0.6")
    assert 0 < len(sure.edges) < len(whole.edges)
    assert {edge.id for edge in sure.edges} == {edge.id for edge in whole.edges if (edge.confidence or 0) >= 0.6}
    assert {node.iri for node in sure.nodes} == {end for edge in sure.edges for end in (edge.cause, edge.consequence)}


def test_the_confidence_of_arrows_made_one_is_what_counts(curated: Claimgraph) -> None:
    collapsed = seen(curated, collapsed="true", confidence="0.6")
    assert collapsed.edges and all((edge.confidence or 0) >= 0.6 for edge in collapsed.edges)


def test_an_influence_chooses_arrows(curated: Claimgraph) -> None:
    view = seen(curated, influence="decreases")
    assert view.edges and {edge.influence for edge in view.edges} == {"decreases"}


@pytest.mark.parametrize("scheme", ["resistance-training", "concepts/resistance-training"])
def test_a_scheme_chooses_arrows_between_its_concepts(curated: Claimgraph, scheme: str) -> None:
    view = seen(curated, scheme=scheme)
    start = f"{curated.store.base}concepts/resistance-training#"
    assert view.edges and all(
        edge.cause.startswith(start) and edge.consequence.startswith(start) for edge in view.edges
    )
    assert not seen(curated, scheme="another").edges


def test_without_a_sieve_every_arrow_is_let_through(curated: Claimgraph) -> None:
    assert seen(curated, confidence="0").edges == curated.network_view(Scope()).edges


@pytest.mark.parametrize(
    ("values", "told"),
    [({"confidence": "2"}, "a number from 0 to 1"), ({"confidence": "high"}, "confidence"),
     ({"influence": "worsens"}, "increases, decreases"), ({"influence": "worsens"}, "'worsens'")],
)  # fmt: skip
def test_what_no_arrow_can_have_is_refused(curated: Claimgraph, values: dict[str, str], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        seen(curated, **values)
