"""Why a confidence is what it is: from a claim down to the single line, with numbers that can be followed."""

from __future__ import annotations

import pytest
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from reading_aids import assert_accessible, assert_within_the_screen
from serving import Server

CLAIM = "/claims/repetitions-in-reserve"


def test_a_person_goes_from_a_mechanism_to_the_study_that_its_weakest_step_rests_on(page: Page) -> None:
    page.goto(f"{CLAIM}/appraisal")
    mechanism = page.locator("#mechanism-1")
    expect(mechanism).to_contain_text("0.75 × 0.75 × 0.45 × 0.45 = 0.11")
    mechanism.get_by_role("link", name="step 3").click()
    page.locator("#mechanism-1-step-3-link-1 > summary").click()
    link = page.locator("#mechanism-1-step-3-link-1")
    expect(link).to_contain_text("A within-person randomised trial errs as a whole with probability 0.05")
    expect(link).to_contain_text("1 − (0.05 + 0.5) = 0.45")
    expect(link).to_contain_text(
        "What would raise it most: one more randomised trial that measures it directly, to 0.86"
    )
    link.get_by_role("link", name="Refalo et al. 2024").click()
    assert page.url.endswith("/studies/10.1080/02640414.2024.2321021")


def test_a_person_goes_from_a_number_on_the_claim_to_what_it_rests_on(page: Page) -> None:
    page.goto(CLAIM)
    page.get_by_role("link", name="Confidence 0.11").first.click()
    assert page.url.endswith("/appraisal#mechanism-1")
    expect(page.locator("#mechanism-1")).to_be_in_viewport()
    page.get_by_role("link", name="This step on the claim's page").first.click()
    assert page.url.endswith(f"{CLAIM}#mechanism-1-step-3")
    expect(page.locator("#mechanism-1-step-3")).to_be_in_viewport()


def test_an_address_opens_the_part_that_it_names(page: Page) -> None:
    page.goto(f"{CLAIM}/appraisal#mechanism-1-step-4-link-5")
    part = page.locator("#mechanism-1-step-4-link-5")
    expect(part.get_by_text("but counts as “author inference”: it did not measure net muscle protein")).to_be_visible()
    expect(part).to_be_in_viewport()


def test_every_part_that_is_rated_has_the_anchor_of_its_iri(page: Page, site: Server) -> None:
    page.goto(f"{CLAIM}/appraisal")
    rated = list(_rated(site.http.get(f"{CLAIM}/appraisal?format=json").json()))
    assert len(rated) > 20
    for iri in rated:
        assert page.locator(f"[id='{iri.partition('#')[2]}']").count() == 1


def _rated(tree: dict) -> list[str]:  # type: ignore[type-arg]
    return [tree["rates"], *(iri for each in tree.get("hasRating", ()) for iri in _rated(each))]


def test_without_scripts_the_reasons_open_as_well(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, java_script_enabled=False) as (page, _):
        page.goto(f"{CLAIM}/appraisal")
        page.locator("#outcome-2 > summary").click()
        expect(page.locator("#outcome-2").get_by_text("no margin is stated for repetition count")).to_be_visible()


@pytest.mark.parametrize("claim", ["repetitions-in-reserve", "training-to-failure", "protein-supplementation"])
def test_the_page_is_accessible_and_fits_a_phone(browser: Browser, site: Server, claim: str) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(f"/claims/{claim}/appraisal")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert_within_the_screen(page)
        assert_accessible(page)
