"""A person reads a study: what it found, what leans on it, and from there another claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from serving import Server, serving

SEED = "/studies/10.1080/02640414.2024.2321021"
IRI = "https://doi.org/10.1080/02640414.2024.2321021"


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in ("serious", "critical")]


def test_a_claim_leads_to_its_study_and_that_to_another_claim(page: Page) -> None:
    page.goto("/claims/repetitions-in-reserve")
    page.locator(".cited a", has_text="Refalo et al. 2024").first.click()
    page.wait_for_url("**/studies/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Similar muscle hypertrophy following eight weeks")
    page.locator("section.usage h3 a", has_text="Going on until the weight no longer moves may").click()
    page.wait_for_url("**/claims/training-to-failure#claim")


def test_intervals_are_drawn_and_told_in_figures(page: Page) -> None:
    page.goto(SEED)
    row = page.locator("#finding-3")
    expect(row.locator("svg .point")).to_be_visible()
    expect(row).to_contain_text("−0.036")
    expect(row).to_contain_text("−0.113 to 0.047")
    null = page.locator("table.forest", has=row).locator("svg.interval .null").first
    assert row.locator("svg .point").bounding_box()["x"] < null.bounding_box()["x"]  # type: ignore[index]


def test_an_audit_stands_beside_the_step_that_it_is_about(page: Page) -> None:
    page.goto(SEED)
    step = page.locator(".usage li", has_text="step 4 of mechanism 1").first
    expect(step).to_contain_text("neither assigned nor measured mTOR signaling")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_study_shuts_nobody_out(browser: Browser, site: Server, scheme: str) -> None:
    with page_on(browser, site.url, color_scheme=scheme) as (page, _):
        page.goto(SEED)
        assert serious(page) == []


def test_a_study_fits_on_a_phone(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(SEED)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.locator("#finding-1 svg.interval").bounding_box()["width"] > 100  # type: ignore[index]


def test_a_retracted_study_says_so_first_and_what_leans_on_it(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "store") as server:
        told = server.http.post(f"/standing?study={IRI}&standing=retracted&because=A+test", headers=server.curator)
        assert told.status_code == 200, told.text
        with page_on(browser, server.url) as (page, _):
            page.goto(SEED)
            banner = page.get_by_role("complementary", name="This study was retracted")
            expect(banner).to_contain_text("2 claims still cite it")
            banner.get_by_role("link", name="what would stand if it did count").click()
            expect(page.get_by_role("heading", level=1)).to_be_visible()
