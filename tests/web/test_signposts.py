"""Signposting and schema.org on records, read by clients that nobody here wrote."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from serving import Server, serving
from signposting import Signposting, find_signposting_html, find_signposting_http, find_signposting_linkset

from claimgraph.web.schema_org import schema_org, script

SCHEMA = "https://schema.org/"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
DOI = "10.1080/02640414.2024.2321021"
KINDS = {
    "claims/repetitions-in-reserve": "Claim",
    f"studies/{DOI}": "ScholarlyArticle",
    "concepts/resistance-training": "DefinedTermSet",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose base IRI is its own address, so that clients can follow the links."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    store = tmp_path_factory.mktemp("signposts")
    with serving(store, "--base-iri", f"http://127.0.0.1:{port}/", "--port", port) as server:
        yield server


def targets(found: Signposting) -> dict[str, set[str]]:
    posts: dict[str, set[str]] = {}
    for post in found.signposts:
        posts.setdefault(str(post.rel), set()).add(str(post.target))
    return posts


FINDERS = {"header": find_signposting_http, "page": find_signposting_html}


@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize("path", KINDS)
def test_a_client_finds_every_signpost_of_level_1(server: Server, path: str, finder: str) -> None:
    document = server.url + path
    posts = targets(FINDERS[finder](document))
    assert posts["cite-as"] == {f"https://doi.org/{DOI}" if path.startswith("studies") else document}
    assert posts["license"] == {CC_BY} and posts["author"] == {"https://w3id.org/claimgraph"}
    assert posts["type"] == {SCHEMA + "AboutPage", SCHEMA + KINDS[path]}
    assert posts["collection"] == {server.url + path.partition("/")[0]}
    assert posts["item"] == {f"{document}.ttl", f"{document}.json"}
    assert {f"{document}.jsonld", f"{document}.rdf"} <= posts["describedby"]
    assert posts["linkset"] == {f"{document}.linkset.json"}


@pytest.mark.parametrize("path", KINDS)
def test_every_link_that_leads_to_this_server_is_there_and_of_its_type(server: Server, path: str) -> None:
    followed = [
        post for post in find_signposting_http(server.url + path).signposts if str(post.target).startswith(server.url)
    ]
    assert len(followed) > 8
    for post in followed:
        answer = server.http.get(str(post.target))
        assert answer.status_code == 200
        assert post.type is None or answer.headers["content-type"].startswith(str(post.type))


@pytest.mark.parametrize("path", KINDS)
def test_the_link_set_says_the_same_and_leads_back(server: Server, path: str) -> None:
    document = server.url + path
    answer = server.http.get(f"{document}.linkset.json")
    assert answer.headers["content-type"] == "application/linkset+json"
    found = find_signposting_linkset(f"{document}.linkset.json")
    mine = {(str(post.rel), str(post.target)) for post in found.signposts if str(post.context) == document}
    header = {(str(post.rel), str(post.target)) for post in find_signposting_http(document).signposts}
    assert header <= mine
    sets = {told["anchor"]: told for told in answer.json()["linkset"]}
    assert sets[f"{document}.ttl"]["collection"][0]["href"] == document
    assert sets[f"{document}.jsonld"]["describes"][0]["href"] == document
    asked = server.http.get(document, headers={"Accept": "application/linkset+json"})
    assert asked.json() == answer.json()


def test_a_syntax_at_its_own_address_leads_back_to_the_record(server: Server) -> None:
    document = f"{server.url}studies/{DOI}"
    links = server.http.get(f"{document}.jsonld").headers["link"]
    assert f'<{document}>; rel="describes collection"; type="text/html"' in links
    assert f'<https://doi.org/{DOI}>; rel="cite-as"' in links


def told_in_head(page: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", KINDS)
def test_the_head_of_a_page_says_in_schema_org_what_it_is_about(server: Server, path: str) -> None:
    told = told_in_head(server.http.get(f"{path}.html").text)
    assert told["@context"] == SCHEMA and told["@type"] == KINDS[path] and told["url"] == server.url + path
    assert told["license"] == CC_BY and told["name"]


def test_a_study_in_schema_org_has_its_authors_and_its_doi(server: Server) -> None:
    told = told_in_head(server.http.get(f"studies/{DOI}.html").text)
    assert told["@id"] == f"https://doi.org/{DOI}" and told["datePublished"] == "2024"
    assert told["author"][0]["familyName"] == "Refalo" and told["author"][0]["givenName"] == "Martin C."
    assert {each["propertyID"]: each["value"] for each in told["identifier"]} == {"doi": DOI, "pmid": "38393985"}
    assert told["sameAs"] == told["@id"] and told["isPartOf"]["name"] == "Journal of Sports Sciences"


def test_the_head_of_a_claim_holds_the_review_that_is_published_of_it(server: Server) -> None:
    head = told_in_head(server.http.get("claims/rest-intervals.html").text)["review"]
    published = server.http.get("claims/rest-intervals/claimreview").json()
    assert published.pop("@context") == "https://schema.org" and head == published
    assert head["@type"] == "ClaimReview" and 0 <= head["reviewRating"]["ratingValue"] <= 1


def test_a_claim_that_nothing_rates_has_no_review_in_its_head(server: Server) -> None:
    assert "reviewRating" not in server.http.get("claims/repetitions-in-reserve/claimreview").json()
    assert "review" not in told_in_head(server.http.get("claims/repetitions-in-reserve.html").text)


def test_a_verdict_and_a_rating_are_two_reviews() -> None:
    tree = {"id": "http://e/x#claim", "statement": {"en": "S"}, "declaredVerdict": "Mixed"}
    rated = {"@context": "https://schema.org", "@type": "ClaimReview", "reviewRating": {"ratingValue": 0.5}}
    told = schema_org(tree, "claims", "http://e/x", "en", published=rated)
    assert told is not None and [each["reviewRating"] for each in told["review"]] == [
        {"@type": "Rating", "alternateName": "Mixed"}, {"ratingValue": 0.5},
    ]  # fmt: skip
    assert "@context" not in told["review"][1]


def test_a_scheme_in_schema_org_has_its_concepts_with_what_they_match(server: Server) -> None:
    terms = told_in_head(server.http.get("concepts/resistance-training.html").text)["hasDefinedTerm"]
    assert len(terms) > 50 and all(term["@type"] == "DefinedTerm" and term["name"] for term in terms)
    assert any("http://purl.obolibrary.org/obo/UBERON_0001377" in term.get("sameAs", []) for term in terms)


def test_a_verdict_that_a_source_declares_is_a_review() -> None:
    tree = {"id": "http://e/x#claim", "statement": {"en": "S"}, "declaredVerdict": "Mixed"}
    told = schema_org(tree, "claims", "http://e/x", "en")
    assert told is not None and told["review"]["@type"] == "ClaimReview"
    assert told["review"]["claimReviewed"] == "S" and told["review"]["reviewRating"]["alternateName"] == "Mixed"


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u2028\u2029", "&lt;/script&gt;"]
)
def test_no_text_ends_the_script_element(server: Server, text: str) -> None:
    claim = {"id": "#claim", "type": "Claim", "statement": {"en": text}}
    headers = {"Content-Type": "application/json", **server.curator}
    assert server.http.put("claims/script", json=claim, headers=headers).status_code in (200, 201, 204)
    assert told_in_head(server.http.get("claims/script.html").text)["text"] == text
    assert "<" not in script({"text": text}) and json.loads(script({"text": text})) == {"text": text}
