"""How certain the evidence for a claim is by GRADE, and which of its mechanisms it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from reading_aids import assert_accessible, assert_within_the_screen
from serving import Server, serving

CLAIM = "/claims/repetitions-in-reserve"
JUDGED = """
<#appraisal-1> a cg:Appraisal ; cg:appraises <#outcome-3> ; cg:startLevel cg:HighCertainty ; cg:hasJudgement <#judgement-1> .
<#judgement-1> a cg:Judgement ; cg:domain cg:Imprecision ; cg:levels -2 ; cg:reason "Too <b>few</b> people."@en ;
    cg:rater <https://orcid.org/0000-0002-1825-0097> .
<#claim> cg:hasAppraisal <#appraisal-1> .
"""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("judged") / "store"
    with serving(folder) as server:
        text = server.http.get(f"{CLAIM}.ttl").text
        headers = {**server.curator, "Content-Type": "text/turtle"}
        answer = server.http.put(CLAIM, content=text + JUDGED, headers=headers)
        assert answer.status_code in (200, 201, 204), answer.text
        yield server


def test_without_judgements_nothing_is_made_up(page: Page) -> None:
    page.goto(f"{CLAIM}/grade")
    expect(page.get_by_text("Overall, by GRADE: not rated")).to_be_visible()
    row = page.locator("#outcome-3")
    expect(row).to_contain_text("18 participants")
    expect(row).to_contain_text("risk of bias, indirectness, imprecision, publication bias")
    expect(page.get_by_text("never a judgement")).to_be_visible()


def test_a_judgement_stands_there_with_its_reason_and_rater(browser: Browser, judged: Server) -> None:
    with page_on(browser, judged.url) as (page, _):
        page.goto(f"{CLAIM}/grade")
        row = page.locator("#outcome-3")
        expect(row).to_contain_text("low certainty as far as it is judged")
        expect(row).to_contain_text("imprecision −2: Too <b>few</b> people.")
        assert row.locator("b").count() == 0
        expect(row.get_by_role("link", name="orcid")).to_have_attribute("href", "https://orcid.org/0000-0002-1825-0097")


def test_the_observation_that_would_decide_is_the_first_thing_one_reads(page: Page) -> None:
    page.goto(f"{CLAIM}/compare")
    punch = page.locator(".punch")
    expect(punch).to_contain_text(
        "Measure rectus femoris hypertrophy and, beside it, vastus lateralis hypertrophy, in leg"
    )
    expect(punch).to_contain_text("less rectus femoris hypertrophy and no difference in vastus lateralis hypertrophy")
    assert page.locator(".parting").count() == 2
    row = page.get_by_role("row", name="vastus lateralis hypertrophy")
    expect(row).to_contain_text("more vastus lateralis hypertrophy")
    expect(row).to_contain_text("less vastus lateralis hypertrophy")


def test_a_claim_without_rivals_says_so(page: Page) -> None:
    page.goto("/claims/ribosome-biogenesis/compare")
    expect(page.get_by_text("no two mechanisms that compete")).to_be_visible()


@pytest.mark.parametrize("view", ["grade", "compare"])
def test_the_pages_are_accessible_and_fit_a_phone(browser: Browser, site: Server, view: str) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(f"{CLAIM}/{view}")
        assert_within_the_screen(page)
        assert_accessible(page)
