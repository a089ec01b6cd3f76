"""What the audits say: of the whole graph, of one claim, narrowed down, and explained."""

from __future__ import annotations

import pytest
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from reading_aids import assert_accessible, assert_within_the_screen
from serving import Server

CLAIM = "/claims/repetitions-in-reserve"


def test_a_person_goes_from_all_audits_to_the_step_that_one_is_about(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Audits").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Audit")
    page.get_by_label("Kind").select_option("Not measured")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".audit").first).to_contain_text("neither assigned nor measured")
    assert page.locator(".audit", has_text="Hangs on few studies").count() == 0
    page.get_by_role("link", name="Step 4 of the most probable mechanism").first.click()
    assert page.url.endswith("/claims/repetitions-in-reserve#mechanism-1-step-4")


def test_each_kind_of_audit_that_speaks_is_explained_once(page: Page) -> None:
    page.goto(f"{CLAIM}/audit")
    titles = page.locator(".kinds dt").all_text_contents()
    assert titles == sorted(set(titles), key=titles.index)
    assert {"Not measured", "Sameness not shown", "Several arrows in one step"} <= set(titles)
    page.locator(".audit").get_by_role("link", name="Not measured").first.click()
    expect(page.locator("#audit-unmeasured")).to_be_in_viewport()
    expect(page.locator(".kinds")).to_contain_text("What to do: Correct the basis")


def test_the_severity_stands_there_as_a_word(page: Page) -> None:
    page.goto(f"{CLAIM}/audit?severity=Info")
    expect(page.get_by_label("Severity")).to_have_value("Info")
    heads = page.locator(".audit .head").all_text_contents()
    assert heads
    assert all("Remark" in head for head in heads)


def test_long_lists_come_in_portions(page: Page) -> None:
    page.goto("/audit?limit=20")
    before = page.locator(".audit").all_text_contents()
    assert len(before) == 20
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("navigation", name="Pages")).to_contain_text("21 to 40 of")
    assert page.locator(".audit").all_text_contents() != before
    page.get_by_role("link", name="Previous").click()
    assert page.locator(".audit").all_text_contents() == before


@pytest.mark.parametrize("path", ["/audit", f"{CLAIM}/audit", f"{CLAIM}/audit?audit=standing"])
def test_the_pages_are_accessible_and_fit_a_phone(browser: Browser, site: Server, path: str) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_within_the_screen(page)
        assert_accessible(page)
