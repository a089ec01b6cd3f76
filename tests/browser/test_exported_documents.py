"""Exports that a browser shows by itself: the SVG, and the page of its own, from the server and from a disk."""

from __future__ import annotations

from pathlib import Path

from browsing import page_on
from playwright.sync_api import Browser, Page, expect
from serving import Server

SEED = "/claims/repetitions-in-reserve"
_BOX = "document.querySelector('svg').viewBox.baseVal.width"


def _enlarges(page: Page) -> bool:
    """Whether the script of the exported page runs: a key enlarges the picture."""
    before = page.evaluate(_BOX)
    page.keyboard.press("+")
    return bool(page.evaluate(_BOX) < before)


def test_the_exported_page_moves_under_its_policy(page: Page) -> None:
    page.goto(f"{SEED}/graph.html")
    expect(page.locator("svg")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('svg')).cursor") == "grab"
    assert _enlarges(page)


def test_the_exported_page_moves_from_a_disk(browser: Browser, site: Server, tmp_path: Path) -> None:
    file = tmp_path / "graph.html"
    file.write_bytes(site.http.get(f"{SEED}/graph.html").content)
    with page_on(browser, site.url) as (page, _):
        page.goto(file.as_uri())
        assert _enlarges(page)


def test_a_script_put_into_the_exported_page_does_not_run(browser: Browser, site: Server, tmp_path: Path) -> None:
    file = tmp_path / "graph.html"
    text = site.http.get(f"{SEED}/graph.html").text
    file.write_text(text.replace("<main>", "<main><script>window.ran = true</script>", 1))
    with page_on(browser, site.url) as (page, watched):
        watched.expected = ("Content Security Policy",)
        page.goto(file.as_uri())
        assert page.evaluate("window.ran") is None


def test_the_picture_by_itself_is_shown(page: Page) -> None:
    page.goto(f"{SEED}/graph.svg")
    expect(page.locator("svg g.node text").first).to_be_visible()
