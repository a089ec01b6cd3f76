"""Pictures become graphs to explore; the network page sieves them, and stays smooth with two thousand concepts."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from serving import Server

BUNDLE = Path(__file__).parents[2] / "src/claimgraph/web/static/bundle/graph.js"
SEED = "/claims/repetitions-in-reserve"
bundled = pytest.mark.skipif(
    not BUNDLE.is_file(), reason="the graph viewer is not bundled; run `make pages` (needs npm)"
)


@bundled
def test_a_picture_can_be_explored_and_closed(page: Page) -> None:
    page.goto(SEED)
    figure = page.locator("figure.picture").first
    figure.get_by_role("button", name="Explore this graph").click()
    expect(figure.locator(".stage canvas").first).to_be_visible()
    expect(figure.locator(".paper")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(figure.locator(".paper")).to_be_visible()
    expect(figure.get_by_role("button", name="Explore this graph")).to_be_focused()


@bundled
def test_an_arrow_tells_what_it_rests_on(page: Page) -> None:
    page.goto(SEED)
    figure = page.locator("figure.picture").first
    figure.get_by_role("button", name="Explore this graph").click()
    expect(figure.locator(".stage canvas").first).to_be_visible()
    page.evaluate("document.querySelector('figure').graph.edges()[0].emit('tap')")
    told = figure.locator(".told")
    expect(told.get_by_text("Confidence 0.75, direct measurement.")).to_be_visible()
    told.get_by_text("DOI 10.1080/02640414.2024.2321021").click()
    expect(page).to_have_url(re.compile(r"/studies/10\.1080/02640414\.2024\.2321021$"))


@bundled
def test_the_network_is_sieved_by_confidence_and_name(page: Page) -> None:
    page.goto("/network")
    expect(page.locator(".stage canvas").first).to_be_visible()
    slider = page.locator("#n-sure")
    expect(slider).to_be_visible()
    count = "document.querySelector('figure').graph.%s.length"
    whole = page.evaluate(count % "edges(':visible')")
    slider.fill("0.75")
    expect(page.locator("output")).to_have_text("0.75")
    sure = page.evaluate(count % "edges(':visible')")
    assert 0 < sure < whole
    page.get_by_label("Find").fill("fatigue")
    assert 0 < page.evaluate(count % "nodes('.faded:visible')") < page.evaluate(count % "nodes(':visible')")


def test_the_network_reads_without_scripts(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, java_script_enabled=False) as (page, _):
        page.goto("/network")
        expect(page.locator("figure svg")).to_be_visible()
        expect(page.get_by_role("row").nth(1)).to_contain_text("0.")
        page.get_by_label("Near a concept").fill("concepts/resistance-training#volume-load")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("h1")).to_contain_text("volume load")


@bundled
def test_two_thousand_concepts_pan_smoothly(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url) as (page, _):
        page.route("**/network.cyjs*", lambda route: route.fulfill(json=_large(2_000, 4_000)))
        page.goto("/network")
        expect(page.locator(".stage canvas").first).to_be_visible(timeout=20_000)
        box = page.locator(".stage").bounding_box()
        assert box is not None
        before = page.evaluate("document.querySelector('figure').graph.pan().x")
        page.mouse.move(box["x"] + 50, box["y"] + 50)
        page.mouse.down()
        page.evaluate(_COUNT)
        for step in range(1, 31):
            page.mouse.move(box["x"] + 50 + step * 5, box["y"] + 50 + step * 2)
        frames = page.evaluate("window.counted")
        page.mouse.up()
        assert page.evaluate("document.querySelector('figure').graph.pan().x") - before > 100
        assert frames >= 12, f"{frames:.0f} frames a second without a graphics card"


_COUNT = """() => {
    window.counted = (async () => {
        const start = performance.now();
        let frames = 0;
        while (performance.now() - start < 2000) {
            await new Promise(requestAnimationFrame);
            frames += 1;
        }
        return frames / 2;
    })();
}"""


def _large(nodes: int, edges: int) -> dict[str, object]:
    """A network in which most arrows run one way; one in four joins any two concepts, so that there are circles."""
    chance = random.Random(7)
    names = [f"http://localhost:8000/concepts/x#c{number}" for number in range(nodes)]
    made = [
        {"data": {"id": name, "iri": name, "label": f"concept {number}", "color": "#56B4E9"}}
        for number, name in enumerate(names)
    ]
    arrows = []
    for number in range(edges):
        cause = chance.randrange(nodes - 60)
        effect = cause + chance.randrange(1, 60) if number % 4 else chance.randrange(nodes)
        arrows.append(
            {
                "data": {
                    "id": f"e{number}",
                    "source": names[cause],
                    "target": names[effect],
                    "influence": "increases",
                    "sign": "+",
                    "label": "increases",
                    "confidence": chance.random(),
                    "basis": "Observation",
                }
            }
        )
    return json.loads(json.dumps({"elements": {"nodes": made, "edges": arrows}}))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_network_page_shuts_nobody_out(browser: Browser, site: Server, scheme: str) -> None:
    with page_on(browser, site.url, color_scheme=scheme) as (page, _):
        page.goto("/network")
        page.wait_for_timeout(800)
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_a_phone_shows_the_network(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto("/network")
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
