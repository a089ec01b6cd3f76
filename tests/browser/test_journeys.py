"""Whole ways through the site, as people go them."""

from __future__ import annotations

import re

import networkx
from playwright.sync_api import Page, expect


def test_from_a_claim_by_its_reasons_and_its_study_to_another_claim(page: Page) -> None:
    page.goto("/claims/training-to-failure")
    page.locator(".figures details", has_text="confidence in the claim itself").locator("summary").click()
    page.get_by_role("link", name="How it is worked out").first.click()
    expect(page).to_have_url(re.compile("/claims/training-to-failure/appraisal"))
    page.get_by_role("navigation", name="About this claim").get_by_role("link", name="The claim").click()
    page.locator("ul.cited a[href='/studies/10.1080/02640414.2024.2321021']").first.click()
    expect(page.locator("h1")).to_contain_text("Similar muscle hypertrophy")
    page.locator("main a[href^='/claims/repetitions-in-reserve']").first.click()
    expect(page.locator("h1")).to_contain_text("one or two repetitions early")


def test_a_claim_is_taken_home_as_graphml(page: Page) -> None:
    page.goto("/claims/repetitions-in-reserve")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="GraphML", exact=True).click()
    graph = networkx.read_graphml(waiting.value.path())
    assert graph.number_of_nodes() > 15 and graph.number_of_edges() > 20
