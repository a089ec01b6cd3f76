"""The data page: its counts are those of the graph, its addresses answer, its dumps are as large as it says."""

from __future__ import annotations

import hashlib
import re

import httpx
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from reading_aids import assert_accessible, assert_within_the_screen
from serving import Server


def test_counts_are_those_of_the_lists(page: Page, site: Server) -> None:
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Data", exact=True).click()
    for kind in ("claims", "studies", "concepts"):
        total = site.http.get(f"{kind}?limit=1&format=json").json()["total"]
        expect(page.locator(f'.counts a[href="/{kind}"]')).to_have_text(re.compile(rf"^\s*{total}\s*{kind}\s*$"))


def test_every_address_of_the_examples_answers(page: Page) -> None:
    page.goto("/data")
    addresses = {
        address
        for code in page.locator("pre").all_inner_texts()
        for address in re.findall(r"https?://[^\s\"']+", code)
        if not address.endswith("/sparql")
    }
    assert len(addresses) >= 4
    for address in addresses:
        assert httpx.get(address).status_code == 200, address


def test_dumps_have_the_stated_checksum(page: Page, site: Server) -> None:
    page.goto("/data")
    row = page.get_by_role("row").filter(has_text="TriG").first
    row.get_by_text("SHA-256").click()
    content = site.http.get("dump?format=trig").content
    expect(row).to_contain_text(hashlib.sha256(content).hexdigest())


def test_the_data_page_is_accessible_and_fits_a_phone(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto("/data")
        assert_within_the_screen(page)
        assert_accessible(page)
