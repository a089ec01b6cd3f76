"""What readers and curators do with contributions, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from serving import Server, serving

CLAIM = "/claims/repetitions-in-reserve"
FORMS = [f"{CLAIM}/propose?kind={kind}" for kind in ("evidence", "correction", "step", "mechanism")] + ["/propose"]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server to write to."""
    folder: Path = tmp_path_factory.mktemp("contributing") / "store"
    with serving(folder) as server:
        yield server


def grave(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [each["id"] for each in found if each["impact"] in ("serious", "critical")]


def sign_in(page: Page, server: Server) -> None:
    page.get_by_label("Token").fill(server.token)
    page.get_by_role("button", name="Sign in").click()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the proposal").click()


def test_a_study_is_refused_for_its_doi_mended_accepted_and_counted(browser: Browser, own: Server) -> None:
    with page_on(browser, own.url) as (page, watched):
        watched.expected = ("422",)
        page.goto(CLAIM)
        before = page.locator("body").inner_text()
        page.get_by_role("link", name="Add a study that contradicts this").click()
        expect(page.get_by_label("It contradicts this")).to_be_checked()
        page.get_by_label("How does it come to know this?").select_option(label="observation")
        page.get_by_label("DOI or PubMed number").fill("10.12/not-a-doi")
        page.get_by_label("Title", exact=True).fill("A study of sets to failure")
        page.get_by_label("Authors").fill("Doe, Jane")
        page.get_by_label("Your name").fill("A. Reader")
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("This is no DOI")
        field = page.get_by_label("DOI or PubMed number")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile("This is no DOI"))
        expect(page.get_by_label("Title", exact=True)).to_have_value("A study of sets to failure")
        assert grave(page) == []
        field.fill("https://doi.org/10.5555/Journey")
        send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
        page.get_by_role("link", name="See it, and what becomes of it").click()
        expect(page.locator("main")).to_contain_text("Doe now disputes the claim (observation)")
        page.get_by_role("link", name="Review it").click()
        sign_in(page, own)
        expect(page.get_by_role("heading", name="Decide")).to_be_visible()
        assert grave(page) == []
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="contradicting"))
        expect(row.get_by_role("cell")).to_have_text(["0", "1"])
        page.get_by_label("Why, if you like").fill("It holds.")
        page.get_by_role("button", name="Accept").click()
        expect(page.locator(".state")).to_have_text("accepted")
        page.goto(CLAIM)
        after = page.locator("body").inner_text()
        assert "1 : 0" in before and "1 : 1" in after
        expect(page.locator("main")).to_contain_text("Doe")


def test_a_wording_is_corrected_from_the_list_of_wordings(browser: Browser, own: Server) -> None:
    with page_on(browser, own.url) as (page, _):
        page.goto(f"{CLAIM}/propose?kind=correction")
        page.get_by_role("link", name=re.compile("^Correct this wording of The claim, plain wording")).click()
        field = page.get_by_label("The wording as it should be")
        expect(field).to_have_value(re.compile("^For practised lifters"))
        field.fill(field.input_value().replace("over two months", "in eight weeks"))
        send(page)
        page.get_by_role("link", name="See it, and what becomes of it").click()
        expect(page.locator("main del")).to_have_text(re.compile("over two months"))
        expect(page.locator("main ins")).to_have_text(re.compile("in eight weeks"))
        assert grave(page) == []


def test_a_step_with_an_arrow_and_a_new_claim_can_be_proposed(browser: Browser, own: Server) -> None:
    with page_on(browser, own.url) as (page, _):
        page.goto(f"{CLAIM}/propose?kind=step")
        page.get_by_label("At which place?").fill("2")
        page.get_by_label("What happens in this step").fill("Less fatigue keeps the lifts fast.")
        page.get_by_text("The arrow that it asserts").click()
        page.get_by_label("Cause").fill("volume load")
        page.get_by_label("Influence").select_option("increases")
        page.get_by_label("Consequence").fill("mechanical tension")
        send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
        page.goto("/propose")
        page.get_by_label("The claim", exact=False).first.fill("Short naps raise alertness.")
        page.get_by_label("Its steps").fill("Sleep pressure falls.\nReactions get quicker.")
        send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
        page.goto("/contributions?state=pending")
        expect(page.locator("main")).to_contain_text("A new claim")
        expect(page.locator("main")).to_contain_text("A new step of the most probable mechanism")


def test_what_one_proposed_one_can_take_back(browser: Browser, own: Server) -> None:
    with page_on(browser, own.url) as (page, watched):
        watched.expected = ("401",)
        page.goto(f"{CLAIM}/propose?kind=mechanism")
        page.get_by_label("Its steps").fill("Something else happens.")
        send(page)
        word = page.locator(".word").inner_text()
        page.get_by_role("link", name="See it, and what becomes of it").click()
        page.get_by_text("Take it back").first.click()
        page.get_by_label("The word that you were given").fill(word)
        page.get_by_role("button", name="Take it back").click()
        expect(page.locator(".state")).to_have_text("withdrawn")
        expect(page.locator("main")).not_to_contain_text("Something else happens.")


def test_hostile_text_is_shown_and_does_nothing(browser: Browser, own: Server) -> None:
    script = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"
    with page_on(browser, own.url) as (page, _):
        page.goto(f"{CLAIM}/propose?kind=evidence&direction=Disputes")
        page.get_by_label("How does it come to know this?").select_option("Observation")
        page.get_by_label("DOI or PubMed number").fill("10.5555/hostile")
        page.get_by_label("The words of the study").fill(script)
        page.get_by_label("Title", exact=True).fill("W" * 900)
        page.get_by_label("Your name").fill(script)
        send(page)
        page.get_by_role("link", name="See it, and what becomes of it").click()
        expect(page.locator("main")).to_contain_text(script)
        page.get_by_role("link", name="Review it").click()
        sign_in(page, own)
        page.get_by_role("button", name="Accept").click()
        for path in (CLAIM, "/studies/10.5555/hostile", "/contributions", "/studies"):
            page.goto(path)
            assert "owned" not in page.title() and page.locator("main img").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize(
    "options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desktop", "phone in the dark"]
)
@pytest.mark.parametrize("path", [*FORMS, "/contributions"])
def test_forms_are_usable_by_everybody(browser: Browser, site: Server, path: str, options: dict[str, Any]) -> None:
    with page_on(browser, site.url, **options) as (page, _):
        page.goto(path)
        assert grave(page) == []
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small = page.evaluate(
            """[...document.querySelectorAll("main button, main input, main select, main summary, main .kinds a")]
            .filter(each => !["hidden", "radio"].includes(each.type) && each.getClientRects().length)
            .filter(each => each.getBoundingClientRect().height < 24).map(each => each.outerHTML)"""
        )
        assert small == []


def test_a_form_works_without_scripts(browser: Browser, own: Server) -> None:
    with page_on(browser, own.url, java_script_enabled=False) as (page, _):
        page.goto(f"{CLAIM}/propose?kind=mechanism")
        page.get_by_label("Its steps").fill("It happens without scripts.")
        send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
