"""A person begins at the start page and narrows lists down."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from serving import Server

PAGES = ("/", "/claims", "/claims?q=muscle&type=cg:Comparative", "/studies", "/studies?q=unobtainium", "/concepts")


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in ("serious", "critical")]


def test_the_start_page_says_what_this_is_and_leads_to_a_claim(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(page.get_by_placeholder("Try: failure")).to_be_in_viewport()
    expect(page.locator("figure.picture svg")).to_be_visible()
    page.get_by_role("link", name="Going on until the weight no longer moves may build").first.click()
    page.wait_for_url("**/claims/training-to-failure#claim")


def test_the_start_page_explains_from_one_concept_to_another(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Why should").fill("repetitions in reserve")
    field = page.get_by_label("lead to")
    field.press_sequentially("muscle hyper", delay=15)
    page.get_by_role("option", name=re.compile("^muscle hypertrophy")).first.click()
    expect(field).to_have_value("muscle hypertrophy")
    page.get_by_role("button", name="Explain").click()
    page.wait_for_url("**/explain?**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("hypertrophy")


def test_a_list_is_narrowed_down_by_a_click_and_widened_again(page: Page) -> None:
    page.goto("/studies")
    everything = page.locator("h2.total").inner_text()
    choice = page.get_by_role("region", name="Design").get_by_role("link", name=re.compile("^meta-analysis"))
    count = choice.locator(".count").inner_text()
    choice.click()
    expect(page.locator("h2.total")).to_have_text(re.compile(f"^{count} stud"))
    page.get_by_role("link", name="Without design meta-analysis").click()
    expect(page.locator("h2.total")).to_have_text(everything)


def test_words_are_searched_within_what_was_chosen(page: Page) -> None:
    page.goto("/claims?type=cg:Comparative")
    page.get_by_label("Words to find among claims").fill("failure")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.wait_for_url("**type=cg%3AComparative**")
    chips = page.get_by_role("list", name="Narrowed down to")
    expect(chips).to_contain_text("comparative")
    expect(chips).to_contain_text("failure")
    expect(page.locator(".rows mark").first).to_have_text(re.compile("failure", re.IGNORECASE))


def test_what_is_not_there_says_how_to_find_more(page: Page) -> None:
    page.goto("/claims?q=unobtainium")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="look for the words everywhere").click()
    page.wait_for_url("**/search?q=unobtainium")


def test_a_concept_and_a_study_narrow_claims_by_their_names(page: Page) -> None:
    study = "https://doi.org/10.1080/02640414.2024.2321021"
    page.goto(f"/claims?concept=concepts/resistance-training%23volume-load&study={study}")
    chips = page.get_by_role("list", name="Narrowed down to")
    expect(chips).to_contain_text("volume load")
    expect(chips).to_contain_text("Refalo et al. 2024")


def test_pages_follow_each_other(page: Page) -> None:
    page.goto("/studies?limit=5&sort=title")
    first = page.locator(".rows li a").first.inner_text()
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".rows li a").first).not_to_have_text(first)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".rows li a").first).to_have_text(first)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_lists_shut_nobody_out(browser: Browser, site: Server, path: str, scheme: str) -> None:
    with page_on(browser, site.url, color_scheme=scheme) as (page, _):
        page.goto(path)
        assert serious(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_lists_fit_on_a_phone(browser: Browser, site: Server, path: str) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
