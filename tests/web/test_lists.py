"""The lists over HTTP: searched, filtered, sorted, page by page, in every form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from serving import Server, serving

STUDY = "https://doi.org/10.1080/02640414.2024.2321021"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("lists")) as server:
        yield server


@pytest.mark.parametrize(
    ("path", "least", "most"),
    [
        ("claims", 9, 9), ("studies", 30, 60), ("concepts", 100, 300), ("claims?q=failure", 1, 8),
        (f"claims?study={STUDY}", 2, 9), ("claims?concept=concepts/resistance-training%23volume-load", 1, 8),
        ("claims?type=cg:Comparative", 1, 8), ("claims?type=cg:Comparative&type=cg:Causal", 0, 0),
        ("claims?standing=cg:LessSupported&q=volume", 1, 8), ("studies?design=cg:WithinPersonTrial", 1, 20),
        ("studies?since=2024&until=2024", 1, 20), ("studies?standing=cg:Retracted", 0, 0),
        ("claims?min-confidence=0.2&max-confidence=0.9", 1, 8), ("claims?max-mechanism=1&q=muscle", 1, 8),
        ("claims?type=comparative", 1, 8), ("studies?design=randomized-trial", 1, 20),
        ("claims?study=10.1080/02640414.2024.2321021", 2, 9), ("claims?standing=less+supported", 1, 8),
        ("concepts?q=hypertrophy&type=cg:Process", 0, 20), ("claims?q=%22%22%20-", 0, 0),
    ],
)  # fmt: skip
def test_a_list_holds_what_is_asked_for(server: Server, path: str, least: int, most: int) -> None:
    told = server.http.get(path, headers={"Accept": "application/json"})
    assert told.status_code == 200 and least <= told.json()["total"] <= most, told.json()["total"]
    assert told.headers["x-total-count"] == str(told.json()["total"])


def test_pages_follow_each_other_by_their_links(server: Server) -> None:
    seen: list[str] = []
    address = "studies?limit=7&sort=title&format=json"
    for _ in range(20):
        told = server.http.get(address)
        seen += [item["iri"] for item in told.json()["items"]]
        if "next" not in told.links:
            break
        address = told.links["next"]["url"]
    assert len(seen) == len(set(seen)) == server.http.get("studies?format=json").json()["total"]


@pytest.mark.parametrize("kind", ["claims", "studies", "concepts"])
def test_a_list_says_the_same_in_every_form(server: Server, kind: str) -> None:
    found = server.http.get(f"{kind}?limit=5&format=json").json()["items"]
    rows = list(csv.DictReader(io.StringIO(server.http.get(f"{kind}?limit=5&format=csv").text)))
    assert [row["iri"] for row in rows] == [item["iri"] for item in found] and len(found) == 5
    triples = server.http.get(f"{kind}?limit=5&format=ntriples").text
    page = server.http.get(f"{kind}?limit=5&format=html").text
    text = server.http.get(kind, params={"limit": 5}, headers={"Accept": "text/plain"}).text
    assert all(item["iri"].removeprefix("http://localhost:8000/") in text for item in found)
    assert all(f"<{item['iri']}>" in triples for item in found)
    assert page.count("<li><a href=") == 5


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("claims?colour=red", "'colour' is unknown; one of q, sort, page, limit, concept"),
        ("claims?page=0", "'page' is '0'; a number from 1"), ("claims?page=x", "'page' is 'x'; a whole number"),
        ("claims?limit=100000", "a number from 1 to 1000"), ("claims?sort=colour", "one of relevance, title"),
        ("claims?q=a&q=b", "'q' is given twice"), ("claims?study=a b", "'study'"), ("studies?since=soon", "'since' is 'soon'"),
        ("claims?min-confidence=2", "'min-confidence' is '2'; a number from 0 to 1"),
        ("claims?max-mechanism=high", "'max-mechanism' is 'high'; a decimal number"),
        ("claims?min-confidence=0.5&max-confidence=0.4", "more than max-confidence"),
        ("studies?min-confidence=0.5", "'min-confidence' is unknown"),
        ("claims?format=pdf", "format 'pdf' is unknown"),
    ],
)  # fmt: skip
def test_a_wrong_question_to_a_list_is_said(server: Server, path: str, detail: str) -> None:
    told = server.http.get(path)
    assert told.status_code == 400 and detail in told.json()["detail"]


def test_a_page_shows_what_was_typed_as_text(server: Server) -> None:
    page = server.http.get("claims", params={"q": '"><script>alert(1)</script>'}, headers={"Accept": "text/html"})
    assert page.status_code == 200 and "<script>alert" not in page.text


def test_what_is_written_is_found_at_once(server: Server) -> None:
    text = '@prefix cg: <https://w3id.org/claimgraph/ontology#> . <#claim> a cg:Claim ; cg:statement "Zebrafish."@en .'
    headers = {"Content-Type": "text/turtle", **server.curator}
    assert server.http.put("claims/fish", content=text, headers=headers).status_code == 201
    assert server.http.get("claims?q=zebra&format=json").json()["total"] == 1
    assert server.http.delete("claims/fish", headers=server.curator).status_code == 204
    assert server.http.get("claims?q=zebra&format=json").json()["total"] == 0
