"""From a question about two concepts to the chains between them, and to what each arrow rests on."""

from __future__ import annotations

import re

import pytest
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from reading_aids import assert_accessible, assert_within_the_screen
from serving import Server

ASKED = "/explain?from=repetitions+in+reserve&to=rectus+femoris+hypertrophy"


def test_a_person_explains_growth_by_repetitions_in_reserve(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Explain").click()
    page.get_by_label("From").fill("repetitions in reserve")
    page.get_by_label("To", exact=True).fill("rectus femoris hypertrophy")
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "From repetitions in reserve to rectus femoris hypertrophy"
    )
    first = page.locator("section.chain").first
    expect(first.get_by_role("heading", level=2)).to_contain_text("More repetitions in reserve, more rectus femoris")
    expect(first).to_contain_text("the 8 arrows multiplied, 0.75 × 0.75 × 0.75 × 0.45 × 0.30 × 0.60 × 0.45 × 0.45")
    expect(first).to_contain_text("Weakest link: arrow 5, mechanical tension to mTOR signaling (confidence 0.30)")


def test_a_concept_is_chosen_from_suggestions_on_a_phone(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto("/explain")
        page.get_by_label("From").press_sequentially("fati")
        page.get_by_role("option", name="neuromuscular fatigue").click()
        page.get_by_label("To", exact=True).press_sequentially("volume lo")
        option = page.get_by_role("option").filter(has_text=re.compile("^volume load"))
        expect(option).to_be_visible()
        assert_within_the_screen(page)
        option.click()
        page.get_by_role("button", name="Explain").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("From neuromuscular fatigue to volume load")


def test_the_weakest_link_leads_to_its_reasons(page: Page) -> None:
    page.goto(ASKED)
    page.get_by_role("link", name="arrow 5, mechanical tension").first.click()
    arrow = page.locator("#chain-1-arrow-5")
    expect(arrow).to_be_in_viewport()
    expect(arrow).to_contain_text("Burd et al. 2010 supports")
    arrow.get_by_role("link", name="why so sure?").click()
    assert page.url.endswith("/claims/training-to-failure/appraisal#mechanism-1-step-2-link-1")


def test_a_chain_of_which_nobody_measured_an_arrow_says_so(page: Page) -> None:
    page.goto(ASKED)
    expect(page.locator("#chain-3")).to_contain_text("for 2 of its 4 arrows no evidence counts")


def test_a_chain_with_an_arrow_of_no_effect_predicts_no_difference(page: Page) -> None:
    page.goto("/explain?from=low-load+training&to=hypertrophy")
    expect(page.locator("#chain-1 h2")).to_contain_text("Predicts no difference in muscle hypertrophy")


def test_a_chain_whose_arrows_compare_with_different_things_says_so(page: Page) -> None:
    page.goto("/explain?from=repetitions+in+reserve&to=hypertrophy")
    expect(page.get_by_role("heading", level=1)).to_have_text("From repetitions in reserve to muscle hypertrophy")
    expect(page.locator("#chain-1")).to_contain_text(
        "arrows 1, 3 against training to failure; arrow 2 against training"
    )


def test_an_arrow_names_the_basis_that_counts_where_the_stated_one_does_not_hold(page: Page) -> None:
    page.goto(ASKED)
    expect(page.locator("#chain-1-arrow-8")).to_contain_text("author inference (not “direct measurement”")


@pytest.mark.parametrize(("path", "heading"), [("/explain", "How does one thing lead"), (ASKED, "From repetitions")])
def test_the_pages_are_accessible_and_fit_a_phone(browser: Browser, site: Server, path: str, heading: str) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        assert_within_the_screen(page)
        assert_accessible(page)


def test_an_arrow_that_chains_share_is_told_once(page: Page) -> None:
    page.goto(ASKED)
    page.locator("#chain-2 > details > summary").click()
    shared = page.locator("#chain-2-arrow-1")
    expect(shared).to_contain_text("several chains share it")
    shared.get_by_role("link", name="above").click()
    assert page.url.endswith("#chain-1-arrow-1")
    expect(page.locator("#chain-1-arrow-1")).to_contain_text("Refalo et al. 2024 supports")


def test_all_chains_are_one_picture_whose_concepts_are_links(page: Page, site: Server) -> None:
    page.goto(ASKED)
    picture = page.locator("figure.picture svg").first
    expect(picture).to_be_visible()
    assert picture.locator("a[href^='/concepts/']").count() == 13
    legend = page.get_by_role("link", name="Picture alone, with its legend").get_attribute("href")
    assert site.http.get(legend or "").headers["content-type"].startswith("image/svg+xml")


def test_a_name_that_nobody_knows_brings_suggestions(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url) as (page, watched):
        watched.expected = ("status of 400",)
        page.goto("/explain?from=fatgue&to=movement+velocity")
        expect(page.get_by_role("alert")).to_contain_text("'fatgue', which no concept is called")
        page.get_by_role("alert").get_by_role("link", name="fatigue", exact=True).click()
        expect(page.locator("section.chain")).not_to_have_count(0)


def test_without_a_chain_the_page_says_what_to_try(page: Page) -> None:
    page.goto("/explain?from=muscle+hypertrophy&to=fatigue")
    expect(page.get_by_role("heading", name="No chain was found")).to_be_visible()
    expect(page.get_by_text("chains of at most 8 arrows from muscle hypertrophy")).to_be_visible()
    page.get_by_role("link", name="long rest interval").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From muscle hypertrophy to long rest interval")
