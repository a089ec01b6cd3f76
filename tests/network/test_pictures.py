"""Pictures: what they show, to whom, how large they may be."""

from __future__ import annotations

import random
import re
import time
from xml.etree import ElementTree

import pytest
from export_cases import hostile

from claimgraph.errors import OverLimit
from claimgraph.network.exports import FORMATS, write
from claimgraph.network.exports.drawing import MOST_EDGES, MOST_NODES, draw
from claimgraph.network.exports.mermaid import write_mermaid
from claimgraph.network.exports.style import KINDS, STRANDS
from claimgraph.network.view import Edge, View, make_view
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import Scope

SVG, HREF = "{http://www.w3.org/2000/svg}", "href"


@pytest.fixture(scope="module")
def seed(curated: Claimgraph) -> View:
    return curated.network_view(Scope("claims/repetitions-in-reserve"))


def root_of(view: View) -> ElementTree.Element:
    return ElementTree.fromstring(write(view, FORMATS["svg"]))


@pytest.mark.parametrize("name", ["seed", "hostile"])
def test_an_svg_links_to_concepts_and_links_and_to_nothing_else(name: str, seed: View) -> None:
    view = seed if name == "seed" else hostile()
    root = root_of(view)
    known = {node.iri for node in view.nodes} | {link for edge in view.edges for link in edge.links}
    found = {link.get(HREF) for link in root.iter(f"{SVG}a") if link.get(HREF) is not None}
    assert found == {iri for iri in known if iri.startswith("http")} and len(found) > 20
    assert not [each for each in root.iter() if each.tag in (f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject")]
    assert not [key for each in root.iter() for key in each.attrib if key.lower().startswith("on")]


def test_an_svg_has_a_node_for_each_concept_and_an_edge_for_each_link_and_none_for_the_legend(seed: View) -> None:
    classes = [group.get("class") for group in root_of(seed).iter(f"{SVG}g")]
    assert (classes.count("node"), classes.count("edge")) == (len(seed.nodes), len(seed.edges)) == (22, 26)


def test_an_svg_tells_readers_who_do_not_see_it_what_it_shows(seed: View) -> None:
    root = root_of(seed)
    title, description = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")
    assert title == seed.title
    assert description is not None and description.startswith("A causal graph of 22 concepts and 26 arrows:")
    assert "repetitions in reserve decreases neuromuscular fatigue (confidence 0.75)" in description
    titles = [group.findtext(f"{SVG}title") for group in root.iter(f"{SVG}g") if group.get("class") == "node"]
    assert "neuromuscular fatigue (state)" in titles


def test_a_picture_shows_steps_signs_kinds_bases_and_mechanisms_as_text(seed: View) -> None:
    texts = [(text.text or "").strip() for text in root_of(seed).iter(f"{SVG}text")]
    for told in (
        "A1",
        "B3",
        "−",
        "+",
        "measured or observed",
        "inferred",
        "no evidence that counts",
        "exposure",
        "process",
    ):
        assert told in texts, told
    assert "A most probable mechanism" in texts and "B less supported mechanism" in texts


def test_line_width_and_colour_follow_basis_confidence_and_mechanism(seed: View) -> None:
    paths = {
        group.get("data-iri"): path
        for group in root_of(seed).iter(f"{SVG}g")
        if group.get("class") == "edge"
        for path in group.iter(f"{SVG}path")
    }
    start = "http://localhost:8000/claims/repetitions-in-reserve#mechanism-"
    measured, inferred, none = (
        paths[f"{start}{part}"] for part in ("1-step-1-link-1", "1-step-3-link-1", "2-step-3-link-1")
    )
    assert measured.get("stroke-dasharray") is None and inferred.get("stroke-dasharray") == "7.5,5.2"
    widths = [float(path.get("stroke-width") or 1) for path in (measured, inferred, none)]
    assert widths == sorted(widths, reverse=True) and len(set(widths)) == 3
    assert measured.get("stroke") == STRANDS[0] and none.get("stroke") == "#8a8a8a"
    assert paths[f"{start}2-step-1-link-1"].get("stroke", "").upper() == STRANDS[1]


def test_a_disputed_arrow_is_marked(curated: Claimgraph) -> None:
    view = curated.network_view(Scope("claims/rest-intervals"))
    marked = [
        group
        for group in root_of(view).iter(f"{SVG}g")
        if "disputed" in "".join(t.text or "" for t in group.iter(f"{SVG}text"))
    ]
    told = {group.get("data-iri") for group in marked if group.get("class") == "edge"}
    assert told == {edge.id for edge in view.edges if edge.disputed} and told


def test_colours_are_those_of_okabe_and_ito() -> None:
    palette = {"#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#000000"}
    assert set(KINDS.values()) | set(STRANDS) <= palette and len(set(KINDS.values())) == len(KINDS)


@pytest.mark.parametrize("format", ["svg", "png", "pdf", "html"])
def test_the_same_view_gives_the_same_picture(format: str, seed: View) -> None:
    first = write(seed, FORMATS[format])
    time.sleep(1.1 if format == "pdf" else 0)  # a PDF would hold the second in which it was made
    assert write(seed, FORMATS[format]) == first


@pytest.mark.parametrize(
    ("format", "start"), [("png", b"\x89PNG\r\n"), ("pdf", b"%PDF-1."), ("html", b"<!DOCTYPE html>")]
)
def test_pictures_are_what_their_suffix_says(format: str, start: bytes) -> None:
    assert write(hostile(), FORMATS[format]).startswith(start)


def test_the_page_fetches_nothing(seed: View) -> None:
    page = write(seed, FORMATS["html"]).decode()
    assert not re.findall(r"<(?:link|img|iframe)|(?<!xlink:)\bsrc=|@import|url\(|fetch\(|XMLHttpRequest", page)
    assert page.count("<script") == 1 and page.count("<svg") == 1


def test_names_in_the_page_are_text(seed: View) -> None:
    view = make_view(
        "</title><script>alert(1)</script>", seed.edges, {seed.nodes[0].iri: "<script>alert(2)</script>"}, {}
    )
    page = write(view, FORMATS["html"]).decode()
    assert page.count("<script") == 1 and "alert(1)" in page and "alert(2)" in page


def crowd(nodes: int, edges: int) -> View:
    made = [
        Edge(
            f"http://l/{n}",
            f"http://l/c{n % nodes}",
            "increases",
            f"http://l/c{(7 * n + 1) % nodes}",
            (f"http://l/{n}",),
        )
        for n in range(edges)
    ]
    return make_view("crowd", made, {}, {})


def tangle(nodes: int, edges: int) -> View:
    """Arrows of many lengths, whose layout takes seconds."""
    chosen = random.Random(1)
    made = []
    for number in range(edges):
        cause = chosen.randrange(nodes - 1)
        consequence = chosen.randrange(cause + 1, min(nodes, cause + 60))
        link = f"http://l/{number}"
        made.append(Edge(link, f"http://l/c{cause}", "increases", f"http://l/c{consequence}", (link,)))
    return make_view("tangle", made, {}, {})


def test_a_view_too_large_for_a_picture_is_refused_with_the_limit() -> None:
    view = crowd(MOST_NODES + 1, MOST_NODES + 1)
    with pytest.raises(
        OverLimit, match=f"at most {MOST_NODES} concepts and {MOST_EDGES} arrows.*such as graphml"
    ) as caught:
        draw(view, "svg")
    assert caught.value.status == 413


def test_a_layout_that_takes_too_long_is_stopped() -> None:
    begun = time.monotonic()
    with pytest.raises(OverLimit, match=r"took longer than 0\.5 s"):
        draw(tangle(MOST_NODES, MOST_EDGES), "svg", timeout_s=0.5)
    assert time.monotonic() - begun < 5


def test_an_empty_view_is_a_picture_too() -> None:
    view = make_view("nothing is known", [], {}, {})
    assert b"nothing is known" in write(view, FORMATS["svg"])
    for name, format in FORMATS.items():
        assert write(view, format) or name == "ttl", name


def test_more_than_mermaid_draws_is_refused() -> None:
    with pytest.raises(OverLimit, match="at most 500 arrows and 50000 characters"):
        list(write_mermaid(crowd(100, 501)))
