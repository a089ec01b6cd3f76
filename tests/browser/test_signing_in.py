"""People sign in with a token, are told who they are, and sign out."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from browsing import page_on
from playwright.sync_api import Browser, Page, expect
from serving import AGENT, Server


def serious(page: Page) -> list[str]:
    """What axe finds serious on a page."""
    found = Axe().run(page).response["violations"]
    return [violation["id"] for violation in found if violation["impact"] in ("serious", "critical")]


def test_a_curator_signs_in_and_out(page: Page, site: Server) -> None:
    page.goto("/claims")
    page.get_by_role("link", name="Sign in").click()
    assert serious(page) == []
    page.get_by_label("Token").fill(site.token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in")
    expect(page.get_by_role("main")).to_contain_text(AGENT)
    expect(page.get_by_role("main")).to_contain_text("curator")
    assert serious(page) == []
    assert page.evaluate("document.cookie") == "", "no script can read the session"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Token")).to_be_visible()


def test_a_wrong_token_is_told_in_words(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url) as (page, watched):
        watched.expected = ("401",)
        page.goto("/sign-in?next=/claims/rest-intervals")
        page.get_by_label("Token").fill("0123456789ab.no-such-token")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("This token is not valid")
        expect(page.get_by_label("Token")).to_have_value("")
        page.get_by_label("Token").fill(site.token)
        page.keyboard.press("Enter")
        page.wait_for_url("**/claims/rest-intervals")


def test_signing_in_works_without_scripts_on_a_phone(browser: Browser, site: Server) -> None:
    options = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}
    with page_on(browser, site.url, **options) as (page, _):
        page.goto("/sign-in")
        page.get_by_label("Token").fill(site.token)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in")
