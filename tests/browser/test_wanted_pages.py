"""Which studies somebody should do: for a claim, for its weak arrows, and in the whole graph."""

from __future__ import annotations

import re

import pytest
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from reading_aids import assert_accessible, assert_within_the_screen
from serving import Server

CLAIM = "/claims/repetitions-in-reserve"


def test_a_claim_wants_the_strongest_study_first_and_says_what_would_refute_it(page: Page) -> None:
    page.goto(f"{CLAIM}/wanted")
    first = page.locator(".want").first
    expect(first).to_contain_text("systematic review with meta-analysis of randomised trials")
    expect(first.locator(".badge").first).to_have_text("meta-analysis")
    expect(first.locator("dt")).to_have_text(["+ Would support", "− Would refute"])
    expect(first.locator("dd").last).to_have_text(
        "The 95 % interval of one of these pooled differences lies wholly outside it."
    )


def test_a_study_that_was_done_closes_its_entry_and_says_what_it_leaves_open(page: Page) -> None:
    page.goto(f"{CLAIM}/wanted?status=closed")
    entries = page.locator(".want")
    assert entries.count() > 0
    expect(entries.first).to_contain_text("Closed by Refalo et al. 2024")
    expect(entries.first).to_contain_text("no margin is stated")
    assert page.locator(".want.open").count() == 0


def test_a_weak_arrow_opens_to_what_would_decide_it(page: Page) -> None:
    page.goto(f"{CLAIM}/wanted")
    page.locator("summary", has_text="volume load increases mechanical tension").click()
    want = page.locator(".want:visible", has_text="volume load lowered, and raised").first
    expect(want).to_contain_text("Lowering volume load lowers mechanical tension")


def test_the_whole_graph_is_paged_and_an_arrow_leads_to_its_claims(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Evidence wanted").click()
    expect(page.get_by_role("navigation", name="Pages")).to_contain_text("1 to 30 of")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("navigation", name="Pages")).to_contain_text("31 to 60 of")
    page.locator(".target", has_text="Wanted by").first.get_by_role("link", name="“").first.click()
    expect(page).to_have_url(re.compile("/claims/.*#claim$"))


def test_entries_that_a_threshold_leaves_out_are_not_shown(page: Page) -> None:
    page.goto(f"{CLAIM}/wanted")
    page.get_by_label("For arrows less sure than").fill("0.1")
    page.get_by_role("button", name="Show").click()
    assert page.locator("summary", has_text="volume load increases mechanical tension").count() == 0


@pytest.mark.parametrize("path", ["/wanted", f"{CLAIM}/wanted", "/wanted?status=closed"])
def test_the_pages_are_accessible_and_fit_a_phone(browser: Browser, site: Server, path: str) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert_within_the_screen(page)
        assert_accessible(page)
