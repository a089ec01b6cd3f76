"""People read the history of a claim, compare two revisions and restore one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from serving import Server, serving

CLAIM = "/claims/weekly-set-volume"
STRONGER = "Doing more sets per muscle and week certainly increases muscle growth."


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose claim was reworded and then lost a step's evidence."""
    with serving(tmp_path_factory.mktemp("history") / "store") as server:
        before = server.http.get(CLAIM + ".ttl").text
        reworded = before.replace("Doing more sets per muscle and week probably increases muscle growth.", STRONGER)
        rebased = reworded.replace("cg:basis cg:CuratorInference", "cg:basis cg:CitedLiterature", 1)
        assert before != reworded != rebased
        for text in (reworded, rebased):
            headers = {"Content-Type": "text/turtle", **server.curator}
            assert server.http.put(CLAIM, content=text, headers=headers).status_code in (200, 204)
        yield server


@pytest.fixture
def page(browser: Browser, edited: Server) -> Iterator[Page]:
    with page_on(browser, edited.url) as (page, _):
        yield page


def serious(page: Page) -> list[str]:
    """What axe finds serious on a page."""
    found = Axe().run(page).response["violations"]
    return [violation["id"] for violation in found if violation["impact"] in ("serious", "critical")]


def test_two_revisions_are_chosen_and_compared(page: Page) -> None:
    page.goto(CLAIM)
    page.get_by_role("link", name="History", exact=True).click()
    assert serious(page) == []
    page.get_by_label("From revision 1").check()
    page.get_by_label("To revision 2").check()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed from revision 1 to revision 2")
    expect(page.locator(".wording del")).to_have_text("probably")
    expect(page.locator(".wording ins")).to_have_text("certainly")
    expect(page.get_by_role("table").locator("ins")).to_contain_text("certainly")
    assert serious(page) == []


def test_an_earlier_revision_looks_like_the_claim_under_a_banner(page: Page) -> None:
    page.goto(f"{CLAIM}/history")
    page.get_by_role("link", name="Revision 1").click()
    banner = page.get_by_role("complementary", name="This is an earlier revision")
    expect(banner).to_contain_text("Revision 1 of 3")
    expect(banner).to_contain_text("has the digest that was recorded")
    expect(page.get_by_role("main")).to_contain_text("probably increases muscle growth")
    assert page.locator("h1").count() == 1 and serious(page) == []
    banner.get_by_role("link", name="What changed since").click()
    expect(page.get_by_role("main")).to_contain_text("basis changed from curator inference to cited literature")


def test_a_day_leads_to_the_revision_then_in_force(page: Page, edited: Server) -> None:
    today = edited.http.get(f"{CLAIM}/history").json()["listed"][0]["when"][:10]
    page.goto(f"{CLAIM}/history")
    page.get_by_label("As it was on").fill(today)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("main")).to_contain_text("of 3, the current one")


@pytest.mark.parametrize("path", ["/history", "/history/1", "/history?from=1&to=3", "/history/1/restore"])
def test_a_history_page_fits_a_phone(browser: Browser, edited: Server, path: str) -> None:
    with page_on(browser, edited.url, viewport=PHONE, java_script_enabled=True, color_scheme="dark") as (page, _):
        page.goto(CLAIM + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert serious(page) == []


def test_a_curator_restores_a_revision(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "store") as server, page_on(browser, server.url) as (page, _):
        before = server.http.get(CLAIM + ".ttl").text
        after = before.replace("Doing more sets per muscle and week probably increases muscle growth.", STRONGER)
        headers = {"Content-Type": "text/turtle", **server.curator}
        server.http.put(CLAIM, content=after, headers=headers).raise_for_status()
        page.goto(f"{CLAIM}/history/1")
        page.get_by_role("link", name="Restore it").click()
        page.get_by_role("link", name="Sign in as a curator").click()
        page.get_by_label("Token").fill(server.token)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Restore revision 1")
        expect(page.locator(".wording ins")).to_have_text("probably")
        page.get_by_label("Why").fill("The evidence does not bear certainty.")
        assert serious(page) == []
        page.get_by_role("button", name="Restore it").click()
        page.wait_for_url(f"**{CLAIM}/history")
        expect(page.get_by_role("listitem").filter(has_text="Revision 3")).to_contain_text(
            "Restores revision 1: The evidence does not bear certainty."
        )
        assert "probably increases" in server.http.get(CLAIM + ".ttl").text
