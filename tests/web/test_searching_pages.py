"""Search over HTTP: all kinds at once, and suggestions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serving import Server, serving

from claimgraph.web.pages.search import marked


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("searching") / "store") as server:
        yield server


def page(server: Server, words: str) -> str:
    answer = server.http.get("/search", params={"q": words}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def test_a_search_finds_all_kinds_and_marks_the_words(server: Server) -> None:
    text = page(server, "failure")
    for heading in ("Concepts", "Claims", "Studies"):
        assert f">{heading}</h2>" in text
    assert "training to <mark>failure</mark>" in text


def test_words_of_a_step_lead_to_the_step(server: Server) -> None:
    text = page(server, "focal adhesion kinase Akt")
    assert 'href="/claims/repetitions-in-reserve#mechanism-1-step-3">Step 3 of the most probable mechanism</a>' in text


def test_what_finds_nothing_says_what_to_do(server: Server) -> None:
    text = page(server, "unobtainium")
    assert "Nothing found for" in text and "Fewer words find more" in text


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"', "' OR 1=1 --", "\u0002x\u0003", "a" * 5000, "%", "*"]
)
def test_nothing_that_is_typed_breaks_a_search(server: Server, words: str) -> None:
    assert "<script>alert" not in page(server, words)
    suggested = server.http.get("/suggest", params={"q": words})
    assert suggested.status_code == 200 and isinstance(suggested.json()["items"], list)


def test_marks_are_the_only_markup_of_a_hit() -> None:
    assert marked("<i>\x02a&b\x03</i>") == "&lt;i&gt;<mark>a&amp;b</mark>&lt;/i&gt;"


def test_suggestions_mix_the_kinds_and_keep_to_the_limit(server: Server) -> None:
    items = server.http.get("/suggest", params={"q": "failure", "limit": 8}).json()["items"]
    assert {item["kind"] for item in items} == {"concept", "claim", "study"}
    assert 3 < len(items) <= 8
    for item in items:
        assert server.http.get(item["url"], headers={"Accept": "text/html"}).status_code == 200


def test_suggestions_of_one_kind_are_of_that_kind(server: Server) -> None:
    items = server.http.get("/suggest", params={"q": "muscle", "kind": "concepts", "limit": 20}).json()["items"]
    assert {item["kind"] for item in items} == {"concept"} and len(items) > 5


def test_a_share_that_one_kind_leaves_goes_to_the_others(server: Server) -> None:
    items = server.http.get("/suggest", params={"q": "refalo", "limit": 8}).json()["items"]
    assert [item["kind"] for item in items].count("study") >= 1


def test_another_search_is_a_list_with_the_same_words(server: Server) -> None:
    text = page(server, "muscle")
    assert 'href="/studies?q=muscle"' in text
    total = server.http.get("/studies", params={"q": "muscle", "format": "json"}).json()["total"]
    told = server.http.get("/search", params={"q": "muscle"}, headers={"Accept": "application/json"}).json()
    assert told["studies"]["total"] == total > 6


@pytest.mark.parametrize("query", ["limit=0", "limit=999", "limit=x", "kind=people", "page=2", "q=a&q=b"])
def test_what_a_suggestion_cannot_be_asked_is_refused(server: Server, query: str) -> None:
    assert server.http.get(f"/suggest?{query}").status_code == 400
