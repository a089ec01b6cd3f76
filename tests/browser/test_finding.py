"""A person searches: as they type, with the keyboard alone, and on a page of results."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Locator, Page, Request, expect
from serving import Server


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in ("serious", "critical")]


def box(page: Page) -> Locator:
    found = page.locator("header").get_by_role("combobox")
    expect(found).to_have_attribute("data-ready", "")
    return found


def test_typing_and_arrow_keys_lead_straight_to_a_claim(page: Page) -> None:
    page.goto("/queries")
    field = box(page)
    field.press_sequentially("repetitions failure eight weeks", delay=15)
    option = page.get_by_role("option", name=re.compile("In resistance-trained adults, eight weeks"))
    expect(option).to_be_visible()
    while option.get_attribute("aria-selected") != "true":
        field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    field.press("Enter")
    page.wait_for_url("**/claims/repetitions-in-reserve#claim")


def test_enter_without_a_choice_shows_all_results(page: Page) -> None:
    page.goto("/claims")
    field = box(page)
    field.press_sequentially("focal adhesion", delay=15)
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/search?q=focal+adhesion")
    page.get_by_role("link", name="Step 3 of the most probable mechanism").first.click()
    page.wait_for_url("**/claims/repetitions-in-reserve#mechanism-1-step-3")
    expect(page.locator("#mechanism-1-step-3")).to_be_in_viewport()


def test_escape_closes_the_list_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/claims")
    field = box(page)
    field.press_sequentially("muscle", delay=15)
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("muscle")
    assert field.get_attribute("aria-expanded") == "false"


def test_fast_typing_asks_once(page: Page) -> None:
    page.goto("/claims")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/suggest" in request.url:
            asked.append(request.url)

    page.on("request", note)
    box(page).press_sequentially("hypertrophy", delay=5)
    expect(page.get_by_role("option").first).to_be_visible()
    assert 1 <= len(asked) <= 2


def test_a_suggestion_can_be_clicked(page: Page) -> None:
    page.goto("/claims")
    box(page).press_sequentially("volume load", delay=15)
    page.get_by_role("option", name=re.compile("^volume load")).first.click()
    page.wait_for_url("**/concepts/resistance-training/volume-load")


def test_a_field_for_a_concept_is_filled_by_its_suggestion(page: Page) -> None:
    page.goto("/concepts/resistance-training/volume-load")
    field = page.get_by_label("Why should volume load lead to")
    field.press_sequentially("muscle hyper", delay=15)
    page.get_by_role("option", name=re.compile("^muscle hypertrophy")).first.click()
    expect(field).to_have_value("muscle hypertrophy")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_searching_shuts_nobody_out(browser: Browser, site: Server, scheme: str) -> None:
    with page_on(browser, site.url, color_scheme=scheme) as (page, _):
        page.goto("/search?q=muscle")
        assert serious(page) == []
        field = box(page)
        field.press_sequentially("failure", delay=15)
        expect(page.get_by_role("listbox")).to_be_visible()
        field.press("ArrowDown")
        assert serious(page) == []


def test_suggestions_fit_on_a_phone(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto("/search?q=failure")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        box(page).press_sequentially("failure", delay=15)
        found = page.get_by_role("listbox")
        expect(found).to_be_visible()
        place = found.bounding_box()
        assert place and place["x"] >= 0 and place["x"] + place["width"] <= PHONE["width"]


def test_a_search_works_without_scripts(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, java_script_enabled=False) as (page, _):
        page.goto("/claims")
        page.locator("header input[name=q]").fill("fatigue")
        page.locator("header input[name=q]").press("Enter")
        expect(page.get_by_role("heading", level=2, name="Claims")).to_be_visible()
