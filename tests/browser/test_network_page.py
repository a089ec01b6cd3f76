"""The page of the causal network: what its form narrows down, and that nothing moves while the graph comes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from serving import Server

BUNDLE = Path(__file__).parents[2] / "src/claimgraph/web/static/bundle/graph.js"
FORMATS = ("svg", "graphml", "cyjs", "csv", "ttl", "pdf")
_SHIFTED = """() => new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 500);
})"""


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def reader(request: pytest.FixtureRequest, browser: Browser, site: Server) -> Page:
    with page_on(browser, site.url, java_script_enabled=request.param) as (page, _):
        yield page


def arrows(page: Page) -> int:
    found = re.search(r"(\d+) arrows", page.locator(".lead").inner_text())
    assert found is not None
    return int(found[1])


def test_the_form_chooses_arrows_by_influence_and_confidence(reader: Page) -> None:
    reader.goto("/network")
    whole = arrows(reader)
    reader.locator("#n-influence").select_option("decreases")
    reader.locator("#n-confidence").fill("0.5")
    reader.get_by_role("button", name="Show", exact=True).click()
    expect(reader).to_have_url(re.compile("influence=decreases&confidence=0.5"))
    assert 0 < arrows(reader) < whole
    expect(reader.locator("#n-influence")).to_have_value("decreases")
    influences = reader.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert influences and all(each.startswith("decreases") for each in influences)
    reader.get_by_role("link", name="Whole network").click()
    expect(reader).to_have_url(re.compile("/network$"))


def test_downloads_hold_what_is_shown(reader: Page) -> None:
    reader.goto("/network?influence=decreases")
    for name in FORMATS:
        address = reader.locator(".downloads").get_by_role("link", name=name, exact=True).get_attribute("href")
        assert address is not None and "influence=decreases" in address
        assert reader.request.get(address).ok
    graph = reader.request.get("/network.cyjs?influence=decreases&collapsed=true").json()
    assert len(graph["elements"]["edges"]) == arrows(reader)


def test_no_arrow_is_a_sentence(reader: Page) -> None:
    reader.goto("/network?confidence=1")
    expect(reader.get_by_text("No claim asserts an arrow here.")).to_be_visible()
    expect(reader.locator("#n-confidence")).to_have_value("1")


@pytest.mark.skipif(not BUNDLE.is_file(), reason="the graph viewer is not bundled; run `make pages` (needs npm)")
@pytest.mark.parametrize("size", [DESKTOP, {**PHONE, "height": 2400}], ids=["desktop", "phone"])
def test_nothing_moves_while_the_graph_comes(browser: Browser, site: Server, size: dict[str, int]) -> None:
    with page_on(browser, site.url, viewport=size) as (page, _):
        page.goto("/network?concept=concepts/resistance-training%23movement-velocity")
        expect(page.locator(".stage canvas").first).to_be_visible()
        assert page.evaluate(_SHIFTED) < 0.01
