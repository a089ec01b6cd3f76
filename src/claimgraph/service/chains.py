"""Views of the chains between two concepts: the arrows of all of them, each once however many chains share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from claimgraph.errors import NotFound
from claimgraph.network.causal import Arrow
from claimgraph.network.chains import Chain
from claimgraph.network.view import Edge, Strand, View, edge_of_arrow, make_view
from claimgraph.querying.parameters import Parameter, read_values
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived import explain
from claimgraph.service.derived.appraisal import number as told_number
from claimgraph.service.graphs import kinds_of

NAME = explain.VIEW.name
PARAMETERS = (
    *explain.VIEW.parameters,
    Parameter("chain", "integer", "Only one of the chains, by its place among them.", example="1"),
)
"""Parameters of the view of chains: those of `explain`, and which of its chains."""


def chains_view(derivations: Derivations, values: Mapping[str, str]) -> View:
    """The view of the chains that `explain` tells for the same parameters.

    Raises:
        ParameterError: If one is unknown, missing or of the wrong type, or no concept is called so.
        NotFound: If there are fewer chains than the one that is asked for.
    """
    read = {name: term.value for name, term in read_values(NAME, PARAMETERS, values, derivations.base).items()}
    told = explain.Explanation.read(derivations, read)
    chains = _chosen(told.found.chains, read.get("chain"))
    edges = _edges(told, chains)
    title = f"F{told.way[1:]}" if chains else f"There is no chain of at most {told.length} arrows {told.way}"
    ends = (told.cause, told.consequence)
    view = make_view(title, edges.values(), derivations.labels, kinds_of(derivations), detailed=True, alone=ends)
    return replace(view, chains=tuple(_strand(told, chain, edges) for chain in chains))


def _chosen(chains: Sequence[Chain], place: str | None) -> Sequence[Chain]:
    if place is None:
        return chains
    if not 1 <= int(place) <= len(chains):
        raise NotFound(f"there is no chain {place}; {len(chains)} were found")
    return chains[int(place) - 1 :][:1]


def _edges(told: explain.Explanation, chains: Sequence[Chain]) -> dict[Arrow, Edge]:
    """The edges by arrow, in order of appearance; each with its place in the first of its chains."""
    edges: dict[Arrow, Edge] = {}
    for number, chain in enumerate(chains, 1):
        for place, arrow in enumerate(chain.arrows, 1):
            known = edges.get(arrow)
            edge = known or edge_of_arrow(arrow, told.network.weighing.rated(arrow), place)
            edges[arrow] = replace(edge, chains=(*edge.chains, number))
    return edges


def _strand(told: explain.Explanation, chain: Chain, edges: Mapping[Arrow, Edge]) -> Strand:
    sure = "" if chain.confidence is None else "confidence "
    words = f"{told.predicts(chain)}, {sure}{told_number(chain.confidence)}"
    return Strand(words, tuple(edges[arrow].id for arrow in chain.arrows))
