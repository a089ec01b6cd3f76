"""Markup in any text of a record comes out as text on the pages of derived views."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import page_on
from playwright.sync_api import Browser
from serving import Server, serving

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
CLAIM = "claims/repetitions-in-reserve"
STUDY = "studies/10.1080/02640414.2024.2321021"
TEXT = re.compile(
    r'(skos:prefLabel|cg:statement|cg:plainStatement|cg:summary|cg:text|dcterms:title|cg:container) "([^"\\]*)"'
)
PATHS = (
    f"/{CLAIM}/appraisal",
    f"/{CLAIM}/audit",
    f"/{CLAIM}/compare",
    f"/{CLAIM}/grade",
    f"/{CLAIM}/wanted",
    "/audit",
    "/wanted",
    "/ripple?study=10.1080/02640414.2024.2321021",
    "/falls?cause=concepts/resistance-training%23fatigue&consequence=concepts/resistance-training%23repetition-capacity",
    "/explain?from=concepts/resistance-training%23repetitions-in-reserve"
    "&to=concepts/resistance-training%23rectus-femoris-hypertrophy",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("hostile") / "store"
    with serving(folder) as server:
        for path in (CLAIM, STUDY, "concepts/resistance-training"):
            text, count = TEXT.subn(rf'\1 "\2 {MARKUP}"', server.http.get(f"/{path}.ttl").text)
            assert count
            headers = {**server.curator, "Content-Type": "text/turtle"}
            answer = server.http.put(f"/{path}", content=text.encode(), headers=headers)
            assert answer.is_success, answer.text
        yield server


@pytest.mark.parametrize("path", PATHS)
def test_markup_in_records_is_text(browser: Browser, hostile: Server, path: str) -> None:
    with page_on(browser, hostile.url) as (page, _):
        page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        answer = page.goto(path)
        assert answer is not None and answer.status == 200
        assert "<script>alert(1)</script>" in (page.locator("main").text_content() or "")
        assert page.locator("main script, main img").count() == 0


@pytest.mark.parametrize("name", ["from", "to"])
def test_markup_in_what_is_asked_is_text(browser: Browser, hostile: Server, name: str) -> None:
    with page_on(browser, hostile.url) as (page, watched):
        watched.expected = ("status of 400",)
        page.goto(f"/explain?{name}=%22%3E{MARKUP}")
        assert page.get_by_label(name.capitalize(), exact=True).input_value() == f'">{MARKUP}'
        assert page.locator("main script, main img").count() == 0
