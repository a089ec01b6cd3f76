"""Markup in any free text comes out as text, on every page that shows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import page_on
from playwright.sync_api import Browser
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize
from serving import Server, serving

EVIL = "<script>window.bad = 1</script><img src=x onerror='window.bad = 2'>\"'&{{ 7 * 7 }}</title></script><!--"
SEED, STUDY, CONCEPTS = (
    "claims/repetitions-in-reserve",
    "studies/10.1080/02640414.2024.2321021",
    "concepts/resistance-training",
)
PAGES = (
    "/",
    f"/{SEED}",
    f"/{STUDY}",
    f"/{CONCEPTS}",
    *(f"/{SEED}/{view}" for view in ("audit", "appraisal", "compare", "grade", "wanted", "history")),
    *(f"/{kind}" for kind in ("claims", "studies", "concepts", "audit", "wanted", "conflicts", "network", "queries")),
    f"/{SEED}/graph.html",
    f"/{SEED}/graph.svg",
    "/explain?from=concepts/resistance-training%23repetitions-in-reserve&to=concepts/resistance-training%23muscle-hypertrophy",
    "/queries/claims",
    f"/{SEED}/propose",
    "/search?q=script",
)


def poisoned(triples: list[Triple]) -> list[Triple]:
    """A record with markup behind each of its texts; what a pattern or a list restricts is left as it is."""
    kept = ("doi", "unit", "pmid", "orcid", "sha256", "timepoint")
    return [
        Triple(each.subject, each.predicate, _evil(each.object))
        if isinstance(each.object, Literal) and not each.predicate.value.rpartition("#")[2].startswith(kept)
        else each
        for each in triples
    ]


def _evil(literal: Literal) -> Literal:
    if literal.language:
        return Literal(f"{literal.value} {EVIL}", language=literal.language)
    if literal.datatype == NamedNode("http://www.w3.org/2001/XMLSchema#string"):
        return Literal(f"{literal.value} {EVIL}")
    return literal


@pytest.fixture(scope="module")
def infected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("evil") / "store") as server:
        for path in (CONCEPTS, STUDY, SEED):
            turtle = server.http.get(path, headers={"Accept": "application/n-triples"}).content
            body = serialize(
                poisoned([quad.triple for quad in parse(turtle, RdfFormat.N_TRIPLES)]), format=RdfFormat.N_TRIPLES
            )
            answer = server.http.put(
                path, content=body, headers={**server.curator, "Content-Type": "application/n-triples"}
            )
            assert answer.is_success, [
                each for each in answer.json()["report"]["results"] if each["severity"] == "Violation"
            ]
        yield server


@pytest.mark.parametrize("path", PAGES)
def test_markup_in_texts_is_shown_and_not_run(browser: Browser, infected: Server, path: str) -> None:
    with page_on(browser, infected.url) as (page, _):
        response = page.goto(path)
        assert response is not None and response.status == 200
        page.wait_for_timeout(100)
        assert page.evaluate("window.bad") is None
        assert page.locator("img[src=x]").count() == 0
        assert (
            page.evaluate(
                "[...document.scripts].filter(s => s.textContent.includes('window.bad') && !s.type.includes('json')).length"
            )
            == 0
        )
        assert "49</title>" not in page.content()


def test_the_texts_are_there_as_they_were_written(browser: Browser, infected: Server) -> None:
    with page_on(browser, infected.url) as (page, _):
        page.goto(f"/{SEED}")
        assert EVIL in page.locator("h1").inner_text()
        page.goto(f"/{STUDY}")
        assert EVIL in page.locator("h1").inner_text()
