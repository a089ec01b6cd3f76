"""A person reads a claim: the verdict, why a number is as it is, the study behind it, and another claim."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from serving import Server

SEED = "/claims/repetitions-in-reserve"


def test_why_a_number_is_as_it_is_opens_on_a_click(page: Page) -> None:
    page.goto(SEED)
    figure = page.locator(".figures details", has_text="confidence in the claim itself")
    expect(figure.get_by_text("no margin is stated for quadriceps hypertrophy")).to_be_hidden()
    figure.locator("summary").click()
    expect(figure.get_by_text("no margin is stated for quadriceps hypertrophy")).to_be_visible()


def test_a_step_says_what_its_study_did_not_measure(page: Page) -> None:
    page.goto(SEED)
    step = page.locator("#mechanism-1-step-4")
    expect(step.get_by_text("neither assigned nor measured mTOR signaling")).to_be_visible()
    step.get_by_text("Confidence 0.45").click()
    expect(step.get_by_text("one more randomised trial that measures it directly")).to_be_visible()


def test_the_picture_leads_to_what_it_shows(page: Page) -> None:
    page.goto(SEED)
    picture = page.locator("figure.picture").first
    expect(picture.locator("svg")).to_be_visible()
    assert picture.locator("svg a[href^='/concepts/']").count() >= 10


def test_headings_are_those_of_an_evidence_page(page: Page) -> None:
    page.goto(SEED)
    for name in (
        "Most probable mechanism",
        "Less supported by current evidence, but not ruled out",
        "Supporting (1)",
        "Contradicting (0)",
        "Gold standard evidence needed",
    ):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(browser: Browser, site: Server, scheme: str) -> None:
    with page_on(browser, site.url, color_scheme=scheme) as (page, _):
        page.goto(SEED)
        for summary in page.locator("summary").all():
            summary.click()
        found = Axe().run(page).response["violations"]
        serious = [
            f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in ("serious", "critical")
        ]
        assert serious == []


def test_a_phone_shows_it_without_sideways_scrolling(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(SEED)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_claim_reads_whole_without_scripts(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, java_script_enabled=False) as (page, _):
        page.goto(SEED)
        expect(page.locator("figure.picture svg").first).to_be_visible()
        page.locator(".figures summary").first.click()
        expect(page.get_by_text("never typed in")).to_be_visible()


def test_a_claim_weighs_little_and_does_not_move(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url) as (page, _):
        sizes: list[int] = []
        page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
        page.add_init_script(
            "window.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) window.shift += e.value; })"
            ".observe({type: 'layout-shift', buffered: true});"
        )
        page.goto(SEED, wait_until="networkidle")
        assert page.evaluate("window.shift") < 0.01
        assert 0 < sum(sizes) <= 150_000
