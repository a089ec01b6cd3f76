"""A person reads a concept: what leads to it, what it leads to, and who looked."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from serving import Server

VOLUME = "/concepts/resistance-training/volume-load"
PAGES = (VOLUME, "/concepts/resistance-training/muscle-hypertrophy", "/concepts/resistance-training")


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in ("serious", "critical")]


def test_a_claim_leads_to_its_concepts_and_along_an_arrow_to_the_next(page: Page) -> None:
    page.goto("/claims/repetitions-in-reserve")
    page.locator(".facts").first.get_by_role("link", name="volume load").click()
    expect(page.get_by_role("heading", level=1, name="volume load")).to_be_visible()
    page.locator(".arrows li", has_text="increases mechanical tension").first.get_by_role(
        "link", name="mechanical tension"
    ).click()
    expect(page.get_by_role("heading", level=1, name="mechanical tension")).to_be_visible()


def test_the_picture_of_the_neighbourhood_leads_on(page: Page) -> None:
    page.goto(VOLUME)
    page.locator("figure.picture a[href='/concepts/resistance-training/mechanical-tension']").first.click()
    expect(page.get_by_role("heading", level=1, name="mechanical tension")).to_be_visible()


def test_the_overview_leads_to_each_concept_and_old_addresses_still_stand_on_it(page: Page) -> None:
    page.goto("/concepts/resistance-training#volume-load")
    entry = page.locator("#volume-load")
    expect(entry).to_be_in_viewport()
    entry.get_by_role("link", name="volume load", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="volume load")).to_be_visible()


def test_a_concept_asks_why_it_should_lead_to_another(page: Page) -> None:
    page.goto(VOLUME)
    page.get_by_label("Why should volume load lead to").fill("muscle hypertrophy")
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("hypertrophy")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_concepts_shut_nobody_out(browser: Browser, site: Server, path: str, scheme: str) -> None:
    with page_on(browser, site.url, color_scheme=scheme) as (page, _):
        page.goto(path)
        assert serious(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_concepts_fit_on_a_phone(browser: Browser, site: Server, path: str) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
