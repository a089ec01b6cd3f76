"""Views of chains: the arrows that `explain` tells, each once, with what tells the chains apart."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from claimgraph.errors import NotFound, ParameterError
from claimgraph.network.exports import FORMATS, write
from claimgraph.network.exports.style import STRANDS, Colours
from claimgraph.network.view import Edge, Strand, View, make_view
from claimgraph.service import Claimgraph

WAY = {"from": "repetitions in reserve", "to": "muscle hypertrophy"}


@pytest.fixture(scope="module")
def view(curated: Claimgraph) -> View:
    return curated.chains_view(WAY)


def told(curated: Claimgraph, **more: str) -> list[dict[str, object]]:
    return json.loads(curated.derive("explain", None, WAY | more).json())["hasChain"]


def test_a_view_of_chains_has_the_arrows_that_explain_tells_in_their_order(curated: Claimgraph, view: View) -> None:
    by_id = {edge.id: edge for edge in view.edges}
    chains = [[(by_id[id].cause, by_id[id].consequence, by_id[id].influence) for id in c.edges] for c in view.chains]
    arrows = [
        [(a["cause"], a["consequence"], a["influence"].rpartition("#")[2]) for a in chain["hasArrow"]]  # type: ignore[attr-defined]
        for chain in told(curated)
    ]
    assert chains == arrows and len(chains) == 5
    assert len(view.edges) == len(by_id) < sum(map(len, chains)), "arrows that chains share are told once"


def test_an_edge_knows_its_chains_and_its_place_in_the_first_of_them(view: View) -> None:
    for edge in view.edges:
        assert edge.chains == tuple(n for n, chain in enumerate(view.chains, 1) if edge.id in chain.edges)
        assert edge.position == view.chains[edge.chains[0] - 1].edges.index(edge.id) + 1


def test_the_edges_are_as_sure_as_the_arrows(curated: Claimgraph, view: View) -> None:
    sure = {(edge.cause, edge.consequence): edge.confidence for edge in view.edges}
    for chain in told(curated):
        for arrow in chain["hasArrow"]:  # type: ignore[attr-defined]
            assert sure[arrow["cause"], arrow["consequence"]] == pytest.approx(arrow["confidence"], abs=1e-6)


def test_one_chain_can_be_had_alone(curated: Claimgraph, view: View) -> None:
    second = curated.chains_view(WAY | {"chain": "2"})
    assert [edge.id for edge in second.edges] == list(view.chains[1].edges) == list(second.chains[0].edges)
    assert [edge.position for edge in second.edges] == list(range(1, len(second.edges) + 1))


def test_where_there_is_no_chain_both_ends_are_shown_and_the_title_says_so(curated: Claimgraph) -> None:
    none = curated.chains_view({"from": WAY["to"], "to": WAY["from"]})
    assert none.title == "There is no chain of at most 8 arrows from muscle hypertrophy to repetitions in reserve"
    assert [node.label for node in none.nodes] == [WAY["to"], WAY["from"]] and none.edges == ()
    for format in FORMATS.values():
        assert write(none, format)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"from": "nobody's concept"}, "which no concept is called"),
        ({"length": "99"}, "a whole number from 1 to 15"),
        ({"depth": "2"}, "parameter 'depth' is unknown"),
        ({"to": ""}, "missing"),
    ],
)
def test_wrong_values_are_told(curated: Claimgraph, values: dict[str, str], found: str) -> None:
    with pytest.raises(ParameterError, match=found):
        curated.chains_view(WAY | values)


@pytest.mark.parametrize("place", ["0", "6", "-1"])
def test_a_chain_that_is_not_there_is_not_found(curated: Claimgraph, place: str) -> None:
    with pytest.raises(NotFound, match=f"there is no chain {place}; 5 were found"):
        curated.chains_view(WAY | {"chain": place})


def test_a_picture_names_each_chain_and_the_arrows_that_make_it_up(view: View) -> None:
    root = ElementTree.fromstring(write(view, FORMATS["svg"]))
    texts = [(text.text or "").strip() for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "A: more repetitions in reserve raises muscle hypertrophy, confidence 0.21" in texts
    assert texts.count("A1 A2 A3 A4") == 1 and "A1 A2 A3 C4 B5 D6 D7" in texts and "C4" in texts


def test_the_colour_of_an_arrow_is_that_of_its_first_chain(view: View) -> None:
    graph = json.loads(write(view, FORMATS["cyjs"]))["elements"]["edges"]
    assert {tuple(edge["data"]["chains"]) for edge in graph} >= {("1", "2", "3", "4", "5"), ("3", "5")}
    root = ElementTree.fromstring(write(view, FORMATS["svg"]))
    groups = {g.get("data-iri"): g for g in root.iter("{http://www.w3.org/2000/svg}g") if g.get("class") == "edge"}
    third = next(edge for edge in view.edges if edge.chains[0] == 3)
    path = next(groups[" ".join(third.links)].iter("{http://www.w3.org/2000/svg}path"))
    assert path.get("stroke", "").upper() == STRANDS[2]


def test_more_chains_than_letters_have_two_of_them() -> None:
    edges = [
        Edge(f"#{n}", f"c{n}", "increases", f"c{n + 1}", (f"#{n}",), chains=(n,), position=1) for n in range(1, 51)
    ]
    base = make_view("x", edges, {}, {}, detailed=True)
    colours = Colours(replace(base, chains=tuple(Strand("x", (edge.id,)) for edge in edges)))
    assert [colours.step(edges[n]) for n in (0, 25, 26, 49)] == ["A1", "Z1", "AA1", "AX1"]


def test_python_gets_the_chains_as_a_graph(curated: Claimgraph, view: View) -> None:
    graph = curated.network_between(WAY["from"], WAY["to"])
    assert {key for *_, key in graph.edges(keys=True)} == {edge.id for edge in view.edges}
    assert {data["chains"] for *_, data in graph.edges(data=True)} >= {"1 2 3 4 5", "4 5"}
