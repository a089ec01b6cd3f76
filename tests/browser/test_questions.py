"""Questions of the catalogue: found by topic, asked with a form, read as a table, taken into the editor."""

from __future__ import annotations

import pytest
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from reading_aids import assert_accessible, assert_within_the_screen
from serving import Server


def test_a_person_chooses_a_claim_and_reads_its_studies(page: Page) -> None:
    page.goto("/queries")
    page.get_by_role("link", name="The studies behind a claim").click()
    page.get_by_label("Claim", exact=True).select_option("claims/rest-intervals#claim")
    page.get_by_role("button", name="Ask").click()
    table = page.get_by_role("region", name="Answer").get_by_role("table")
    expect(table.get_by_role("columnheader").first).to_have_text("Study")
    table.get_by_role("link").first.click()
    assert "/studies/" in page.url


def test_a_concept_is_asked_for_by_its_name_and_its_arrows_are_drawn(page: Page) -> None:
    page.goto("/queries/arrows_into_concept")
    page.get_by_label("Concept", exact=True).fill("volume load")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("region", name="Answer")).to_contain_text("repetition")
    expect(page.get_by_role("group", name="Picture of these arrows").locator("svg")).to_be_visible()
    expect(page.get_by_label("Concept", exact=True)).to_have_value("volume load")


def test_a_name_that_nobody_knows_is_told(page: Page) -> None:
    page.goto("/queries/arrows_into_concept?concept=fatgue")
    expect(page.get_by_role("alert")).to_contain_text("'fatgue', which no concept is called")


def test_an_answer_is_taken_into_the_editor(page: Page) -> None:
    page.goto("/queries/studies_by_design?design=cg:MetaAnalysis")
    rows = page.get_by_role("region", name="Answer").locator("tbody tr").count()
    page.get_by_text("How it is asked").click()
    page.get_by_role("link", name="Open in the editor").click()
    expect(page.locator("#answer tbody tr")).to_have_count(rows)


def test_an_answer_is_downloaded_as_a_table(page: Page) -> None:
    page.goto("/queries/claims")
    address = page.get_by_role("link", name="CSV").get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.headers["content-type"].startswith("text/csv") and len(answer.text().splitlines()) == 10


@pytest.mark.parametrize("path", ["/queries", "/queries/claims", "/queries/chain_from_concept?concept=volume+load"])
def test_questions_are_accessible_and_fit_a_phone(browser: Browser, site: Server, path: str) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(path)
        assert_within_the_screen(page)
        assert_accessible(page)
