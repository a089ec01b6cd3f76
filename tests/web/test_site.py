"""The site as a whole: every link alive, every page valid, nothing inline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, serving
from sites import BROWSER, Seen, crawl, faults_of


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, Seen]]]:
    with serving(tmp_path_factory.mktemp("site") / "store") as server:
        yield visit(server)


def visit(server: Server) -> list[tuple[str, Seen]]:
    return list(crawl(server.http, "/", most=700, follow=20))


def test_every_link_is_alive(visited: list[tuple[str, Seen]]) -> None:
    assert len(visited) > 150
    dead = sorted({f"{seen.status} {seen.url} from {source}" for source, seen in visited if seen.status != 200})
    assert dead == []


def test_every_page_is_valid_html(visited: list[tuple[str, Seen]]) -> None:
    pages = [seen for _, seen in visited if seen.text]
    assert len(pages) > 60
    assert {seen.url: faults for seen in pages if (faults := faults_of(seen.text))} == {}


def test_no_page_holds_anything_inline(visited: list[tuple[str, Seen]]) -> None:
    for _, seen in visited:
        if seen.text and "/graph" not in seen.url and not seen.url.endswith(".html"):
            bare = re.sub(r'<script type="application/(ld\+)?json"[^>]*>.*?</script>', "", seen.text, flags=re.DOTALL)
            assert not re.search(r"<script(?![^>]* src=)|<style| style=|\son[a-z]+=|javascript:", bare), seen.url


def test_links_within_a_page_have_their_place(visited: list[tuple[str, Seen]]) -> None:
    lost = {}
    for _, seen in visited:
        ids = set(re.findall(r'\sid="([^"]*)"', seen.text))
        missing = set(re.findall(r'href="#([^"]+)"', seen.text)) - ids
        if missing:
            lost[seen.url] = missing
    assert lost == {}


def test_no_page_holds_a_character_that_html_forbids(tmp_path: Path) -> None:
    with serving(tmp_path / "store") as server:
        for path in ("claims?q=%00", "search?q=%00", "explain?from=%00&to=x", "queries/claims_by_study?study=%00"):
            assert b"\0" not in server.http.get(path, headers=BROWSER).content, path
