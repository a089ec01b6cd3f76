"""What leans on what: a study that is retracted, an arrow that falls, claims that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from reading_aids import assert_accessible, assert_within_the_screen
from serving import Server, serving

DOI = "10.1080/02640414.2024.2321021"
FALLING = "/falls?cause=fatigue&consequence=repetition+capacity"


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A graph in which one claim says of fatigue the opposite of another."""
    folder: Path = tmp_path_factory.mktemp("divided") / "store"
    with serving(folder) as server:
        text = server.http.get("/claims/rest-intervals.ttl").text.replace("rest-intervals", "opposite")
        assert "cg:decreases" in text
        headers = {**server.curator, "Content-Type": "text/turtle"}
        answer = server.http.put(
            "/claims/opposite", content=text.replace("cg:decreases", "cg:increases"), headers=headers
        )
        assert answer.status_code == 201, answer.text
        yield server


def test_a_person_sees_what_a_retraction_would_take_away(page: Page) -> None:
    page.goto("/ripple")
    page.get_by_label("Study").fill(DOI)
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_text("If it were retracted: 2 of the 2 claims that cite it would change")).to_be_visible()
    row = page.get_by_role("row", name="repetitions in reserve decreases neuromuscular fatigue")
    expect(row).to_contain_text("0.75")
    expect(row).to_contain_text("no evidence")
    expect(row).to_contain_text("all evidence lost")
    expect(page.get_by_role("heading", name="Wanted again")).to_be_visible()


def test_a_study_that_is_only_corrected_takes_nothing_away(page: Page) -> None:
    page.goto(f"/ripple?study={DOI}")
    page.get_by_label("If it were").select_option("corrected")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_text("No confidence changes").first).to_be_visible()


def test_a_study_that_nobody_knows_is_told_beside_the_form(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url) as (page, watched):
        watched.expected = ("status of 404",)
        page.goto("/ripple?study=10.1000/none")
        expect(page.get_by_role("alert")).to_contain_text("there is no study https://doi.org/10.1000/none")
        expect(page.get_by_label("Study")).to_have_value("10.1000/none")


def test_a_person_sees_what_falls_with_an_arrow(page: Page) -> None:
    page.goto("/explain")
    page.get_by_role("link", name="What falls if an arrow falls?").click()
    page.get_by_label("Arrow from").fill("fatigue")
    page.get_by_label("to", exact=True).fill("repetition capacity")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("3 mechanisms would break")).to_be_visible()
    part = page.locator("section", has=page.get_by_role("heading", name="Taking sets to muscular failure"))
    expect(part).to_contain_text(
        "no longer reaches mechanical tension, muscle hypertrophy, repetition capacity and volume"
    )
    expect(part).to_contain_text("The claim still has the most probable mechanism")


def test_an_arrow_of_a_chain_leads_to_what_falls_with_it(page: Page) -> None:
    page.goto("/explain?from=fatigue&to=volume+load")
    page.locator("#chain-1-arrow-1").get_by_role("link", name="What falls if it falls?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "If neuromuscular fatigue did not lead to repetition capacity"
    )


def test_without_contradictions_the_page_says_what_that_does_not_show(page: Page) -> None:
    page.goto("/conflicts")
    expect(page.get_by_text("That does not show that they agree")).to_be_visible()


def test_a_contradiction_shows_both_sides_with_their_claims(browser: Browser, divided: Server) -> None:
    with page_on(browser, divided.url) as (page, _):
        page.goto("/conflicts")
        sides = page.locator(".sides").first.locator("section")
        expect(sides).to_have_count(2)
        assert {sides.nth(n).get_attribute("aria-label") for n in (0, 1)} == {"increases", "decreases"}
        links = {link.get_attribute("href") for link in page.locator(".sides").first.locator(".places a").all()}
        assert {"/claims/opposite#claim", "/claims/rest-intervals#claim"} <= links
        assert_accessible(page)


def test_a_chain_names_the_claim_that_contradicts_one_of_its_arrows(browser: Browser, divided: Server) -> None:
    with page_on(browser, divided.url) as (page, _):
        page.goto("/explain?from=long+rest+interval&to=fatigue")
        against = page.locator("#chain-1", has=page.get_by_role("heading", name="What speaks against it"))
        expect(against).to_contain_text("elsewhere long rest interval")


@pytest.mark.parametrize("path", ["/ripple", f"/ripple?study={DOI}", "/falls", FALLING, "/conflicts"])
def test_the_pages_are_accessible_and_fit_a_phone(browser: Browser, site: Server, path: str) -> None:
    with page_on(browser, site.url, viewport=PHONE) as (page, _):
        page.goto(path)
        assert_within_the_screen(page)
        assert_accessible(page)
