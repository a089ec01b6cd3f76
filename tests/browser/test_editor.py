"""The SPARQL editor: an example is asked, its answer looked at in several ways, and mistakes shown where they are."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import PHONE, page_on
from playwright.sync_api import Browser, Page, expect
from reading_aids import assert_accessible, assert_within_the_screen
from serving import Server

from claimgraph.web.templates import bundle

FAULTY = "SELECT * WHERE {\n  ?claim a cg:Claim\n  cg:statement ?statement\n}"


@pytest.fixture
def editor(page: Page) -> Iterator[Page]:
    if bundle("editor") is None:
        pytest.skip("the editor is not bundled; `make pages` does it")
    page.goto("/sparql")
    page.locator("form[data-ready]").wait_for()
    yield page


def write(page: Page, text: str) -> None:
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_an_example_is_asked_and_drawn_as_bars(editor: Page) -> None:
    editor.get_by_text("Begin with an example").click()
    editor.get_by_role("link", name="All claims, with what kind they are").click()
    expect(editor.locator(".CodeMirror")).to_contain_text("COUNT(DISTINCT ?for)")
    editor.get_by_role("button", name="Ask").click()
    expect(editor.locator("#status")).to_contain_text("9 rows")
    expect(editor.locator("#answer table thead th")).to_have_text(
        ["claim", "statement", "type", "supporting", "contradicting"]
    )
    editor.get_by_role("button", name="Chart").click()
    expect(editor.locator(".bars tr")).to_have_count(9)
    editor.get_by_label("Bars of").select_option("contradicting")
    expect(editor.get_by_role("table", name="contradicting, by statement")).to_be_visible()
    editor.get_by_role("button", name="As it came").click()
    expect(editor.locator("#answer pre")).to_contain_text('"bindings"')


def test_a_row_leads_to_its_record(editor: Page) -> None:
    write(editor, "SELECT ?claim { ?claim a cg:Claim } ORDER BY ?claim LIMIT 1")
    editor.keyboard.press("Control+Enter")
    editor.locator("#answer").get_by_role("link", name="claims/load-to-failure#claim").click()
    expect(editor.get_by_role("heading", level=1)).to_be_visible()
    assert urlsplit(editor.url).path == "/claims/load-to-failure"


def test_the_address_of_an_answer_brings_the_query_back(editor: Page) -> None:
    query = "ASK { ?claim a cg:Claim }"
    write(editor, query)
    editor.get_by_role("button", name="Ask").click()
    expect(editor.locator("#answer")).to_contain_text("Yes")
    assert parse_qs(urlsplit(editor.url).query)["query"] == [query]
    editor.reload()
    editor.locator("form[data-ready]").wait_for()
    expect(editor.locator(".CodeMirror")).to_contain_text(query)
    expect(editor.locator("#answer")).to_contain_text("yes")


def test_names_are_completed_from_what_the_endpoint_says_of_itself(editor: Page) -> None:
    asked: list[str] = []
    editor.on("request", lambda request: asked.append(urlsplit(request.url).path))
    write(editor, "SELECT * WHERE { ?claim a cg:Clai")
    editor.keyboard.press("Control+Space")
    expect(editor.locator(".CodeMirror-hint").first).to_have_text("cg:Claim")
    editor.keyboard.press("Enter")
    editor.keyboard.insert_text(" ; cg:hasMech")
    editor.keyboard.press("Control+Space")
    expect(editor.locator(".CodeMirror")).to_contain_text("cg:hasMech")
    expect(editor.locator(".CodeMirror-hint").first).to_have_text("cg:hasMechanism")
    assert {"/.well-known/void", "/ontology", "/queries"} <= set(asked)


def test_a_graph_is_shown_as_turtle(editor: Page) -> None:
    write(editor, "CONSTRUCT { ?claim a cg:Claim } WHERE { ?claim a cg:Claim }")
    editor.get_by_role("button", name="Ask").click()
    expect(editor.locator("#answer pre")).to_contain_text("cg:Claim")
    with editor.expect_download() as download:
        editor.get_by_role("link", name="N-Triples").click()
    assert "https://w3id.org/claimgraph/ontology#Claim" in download.value.path().read_text()


def test_a_mistake_is_shown_at_its_line(browser: Browser, site: Server) -> None:
    if bundle("editor") is None:
        pytest.skip("the editor is not bundled; `make pages` does it")
    with page_on(browser, site.url) as (page, watched):
        watched.expected = ("status of 400",)
        page.goto("/sparql")
        page.locator("form[data-ready]").wait_for()
        write(page, FAULTY)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#status")).to_contain_text("Line 3, column")
        expect(page.locator(".fault-note")).to_contain_text("it does not parse")
        write(page, "ASK {}")
        expect(page.locator(".fault-note")).to_have_count(0)


def test_keys_lead_out_of_the_editor(editor: Page) -> None:
    editor.locator(".CodeMirror").click()
    editor.keyboard.press("Tab")
    expect(editor.get_by_role("button", name="Ask")).to_be_focused()


def test_without_scripts_the_form_asks_and_tells_mistakes(browser: Browser, site: Server) -> None:
    with page_on(browser, site.url, java_script_enabled=False) as (page, watched):
        watched.expected = ("status of 400",)
        page.goto("/sparql")
        page.get_by_label("Query").fill(FAULTY)
        page.get_by_role("button", name="Ask").click()
        expect(page.get_by_text("Line 3, column")).to_be_visible()
        page.get_by_label("Query").fill("SELECT ?claim { ?claim a cg:Claim } ORDER BY ?claim")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#answer tbody tr")).to_have_count(9)
        assert page.get_by_role("link", name="CSV").get_attribute("href")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_accessible_and_fits_a_phone(browser: Browser, site: Server, scheme: str) -> None:
    with page_on(browser, site.url, viewport=PHONE, color_scheme=scheme) as (page, _):
        page.goto("/sparql?query=SELECT+%3Fclaim+%7B+%3Fclaim+a+cg%3AClaim+%7D")
        if bundle("editor"):
            page.locator("form[data-ready]").wait_for()
        assert_within_the_screen(page)
        assert_accessible(page)
