"""Negotiation as a matrix: record × form × way of asking × condition, and the same triples in every form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from pyld import jsonld
from pyoxigraph import RdfFormat, Triple, parse
from serving import Server, serving

from claimgraph.mediatypes import JSON_TREE, RDF_TYPES
from claimgraph.rdf.canonical import digest, normalise
from claimgraph.service.filling import shipped_records

BASE = "http://localhost:8000/"
RECORDS = {body.path: digest(normalise(body.triples)) for body in shipped_records(BASE)}
ROUTES = ["claims/repetitions-in-reserve", "studies/10.1080/02640414.2024.2321021", "studies/pubmed/30160627", "concepts/resistance-training"]  # fmt: skip
FORMS = {kind.suffix: kind.media for kind in RDF_TYPES} | {".json": "application/json", ".html": "text/html"}
PROFILE = "http://www.w3.org/ns/json-ld#"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("negotiation"), "--port", "0") as server:
        yield server


@pytest.fixture(scope="module")
def context(server: Server) -> dict[str, Any]:
    return server.http.get("/context.jsonld").json()  # type: ignore[no-any-return]


def bare(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0]


def triples_of(answer: httpx.Response, context: dict[str, Any]) -> list[Triple]:
    """The triples of an answer, by a JSON-LD processor of others with the served context at hand, or by the engine."""
    if bare(answer) in ("application/json", "application/ld+json"):

        def load(url: str, options: object) -> dict[str, Any]:
            assert url == BASE + "context.jsonld", f"only the own context is asked for, not {url}"
            return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}

        options = {"format": "application/n-quads", "documentLoader": load, "base": BASE}
        told = jsonld.to_rdf(answer.json(), options)
        return [quad.triple for quad in parse(told.encode(), RdfFormat.N_QUADS)]
    kind = next(kind for kind in RDF_TYPES if kind.media == bare(answer))
    return [quad.triple for quad in parse(answer.content, kind.format)]


ASKED: dict[str, Callable[[str, str], tuple[str, str | None]]] = {
    "suffix": lambda suffix, media: (suffix, None),
    "suffix against Accept": lambda suffix, media: (suffix, "application/nothing"),
    "exact": lambda suffix, media: ("", media),
    "upper case": lambda suffix, media: ("", media.upper()),
    "first of two": lambda suffix, media: ("", f"{media}, text/plain"),
    "by quality": lambda suffix, media: ("", f"image/png;q=0.9, */*;q=0.1, {media};q=0.8"),
    "others excluded": lambda suffix, media: ("", f"{media};q=0.3, " + ", ".join(f"{m};q=0.2" for m in FORMS.values() if m != media)),
    "with a parameter": lambda suffix, media: ("", f"{media};charset=utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("path", ROUTES)
def test_a_record_is_had_in_each_form_however_it_is_asked_for(
    server: Server, path: str, suffix: str, asked: str
) -> None:
    end, accept = ASKED[asked](suffix, FORMS[suffix])
    answer = server.http.get(path + end, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200 and bare(answer) == FORMS[suffix]
    assert answer.headers["content-location"] == BASE + path + suffix
    assert "Accept" in answer.headers["vary"]
    again = server.http.get(path + end, headers={"Accept": accept or "*/*", "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and not again.content and again.headers["etag"] == answer.headers["etag"]
    assert "Accept" in again.headers["vary"].split(", ")


@pytest.mark.parametrize("suffix", FORMS)
def test_each_form_has_an_entity_tag_of_its_own_and_a_head(server: Server, suffix: str) -> None:
    tags = {server.http.get(ROUTES[0] + other).headers["etag"] for other in FORMS}
    assert len(tags) == len(FORMS)
    got, head = server.http.get(ROUTES[0] + suffix), server.http.head(ROUTES[0] + suffix)
    assert not head.content and head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize("condition", ['"x"', '"x-turtle", W/"y"', ""])
def test_a_tag_that_is_not_current_gets_the_record(server: Server, condition: str) -> None:
    answer = server.http.get(ROUTES[0], headers={"If-None-Match": condition})
    assert answer.status_code == 200 and answer.content


@pytest.mark.parametrize("condition", ["*", 'W/"{}"', '"other", "{}"'])
def test_every_way_of_naming_the_current_version_spares_the_transfer(server: Server, condition: str) -> None:
    tag = server.http.get(ROUTES[0] + ".json").headers["etag"].strip('"')
    answer = server.http.get(ROUTES[0] + ".json", headers={"If-None-Match": condition.replace("{}", tag)})
    assert answer.status_code == 304


@pytest.mark.parametrize("path", RECORDS)
def test_every_shipped_record_says_the_same_in_every_form(server: Server, context: dict[str, Any], path: str) -> None:
    for kind in (*RDF_TYPES, JSON_TREE):
        answer = server.http.get(path + kind.suffix)
        assert digest(triples_of(answer, context)) == RECORDS[path], kind.name


@pytest.mark.parametrize("profile", ["expanded", "compacted", "flattened", "framed"])
@pytest.mark.parametrize("path", ROUTES)
def test_a_profile_is_answered_by_name(server: Server, context: dict[str, Any], path: str, profile: str) -> None:
    for accept in (f'application/ld+json;profile="{PROFILE}{profile}"', f'application/ld+json; profile="urn:x {PROFILE}{profile}", */*;q=0.1'):  # fmt: skip
        answer = server.http.get(path, headers={"Accept": accept})
        assert answer.headers["content-type"] == f'application/ld+json;profile="{PROFILE}{profile}"'
        told = answer.json()
        assert isinstance(told, list) if profile == "expanded" else told["@context"] == BASE + "context.jsonld"
        assert ("@graph" in told) == (profile == "flattened")
        assert digest(triples_of(answer, context)) == RECORDS[path]


def test_without_a_profile_json_ld_is_compacted(server: Server) -> None:
    for accept in (
        "application/ld+json",
        'application/ld+json;profile="http://example.org/x"',
        "application/ld+json;q=0.5",
    ):
        answer = server.http.get(ROUTES[0], headers={"Accept": accept})
        assert answer.headers["content-type"] == f'application/ld+json;profile="{PROFILE}compacted"'
        assert answer.json()["type"] == "Claim"


def test_plain_json_has_the_keys_of_the_tree_and_leads_to_the_context(server: Server) -> None:
    accept = f'application/ld+json;profile="{PROFILE}framed"'
    plain, framed = server.http.get(ROUTES[0] + ".json"), server.http.get(ROUTES[0], headers={"Accept": accept})
    assert plain.json() == framed.json() and plain.headers["content-type"] == "application/json"
    link = plain.links["http://www.w3.org/ns/json-ld#context"]
    assert link["url"] == BASE + "context.jsonld" and link["type"] == "application/ld+json"
    assert "http://www.w3.org/ns/json-ld#context" not in framed.links


def test_the_context_is_open_to_every_site_and_may_be_kept(server: Server) -> None:
    answer = server.http.get("/context.jsonld")
    assert bare(answer) == "application/ld+json" and list(answer.json()) == ["@context"]
    assert answer.headers["access-control-allow-origin"] == "*" and "max-age=" in answer.headers["cache-control"]
    again = server.http.get("/context.jsonld", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("suffix", FORMS)
def test_scripts_of_other_sites_may_read_records_and_their_links(server: Server, suffix: str) -> None:
    answer = server.http.get(ROUTES[0] + suffix, headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = answer.headers["access-control-expose-headers"]
    assert all(name in exposed for name in ("ETag", "Link", "Content-Location"))


@pytest.mark.parametrize("path", RECORDS)
def test_every_fragment_leads_to_its_place_on_the_page(server: Server, path: str) -> None:
    page = server.http.get(path + ".html").text
    document = BASE + path
    body = next(body for body in shipped_records(BASE) if body.path == path)
    subjects = {getattr(triple.subject, "value", "") for triple in body.triples}
    fragments = [iri.removeprefix(document + "#") for iri in subjects if iri.startswith(document + "#")]
    ids = [unescape(part.partition('"')[0]) for part in page.split(' id="')[1:]]
    assert fragments and set(fragments) <= set(ids)
    assert len(ids) == len(set(ids)), "no two elements of a page have the same id"


@pytest.mark.parametrize("media", ["application/json", "application/ld+json"])
@pytest.mark.parametrize("path", ROUTES)
def test_what_get_gives_put_takes_and_nothing_changes(server: Server, path: str, media: str) -> None:
    before = server.http.get(path, headers={"Accept": media})
    store = server.http.get("/health").json()["revision"]
    headers = {"Content-Type": before.headers["content-type"], "If-Match": before.headers["etag"], **server.curator}
    for method, address in (("PUT", path), ("POST", path), ("PUT", f"/store?graph={BASE}{path}")):
        answer = server.http.request(method, address, content=before.content, headers=headers)
        assert answer.status_code in (200, 204) and answer.headers["x-outcome"] == "unchanged"
    after = server.http.get(path, headers={"Accept": media})
    assert after.headers["etag"] == before.headers["etag"] and after.content == before.content
    assert server.http.get("/health").json()["revision"] == store


@pytest.mark.parametrize("media", ["application/json", "application/ld+json"])
def test_records_as_json_can_be_loaded_and_validated(server: Server, media: str) -> None:
    told = json.dumps([server.http.get(path + ".json").json() for path in ROUTES]).encode()
    headers = {"Content-Type": media}
    loaded = server.http.post("/load", content=told, headers=headers | server.curator)
    assert loaded.json()["outcomes"] == dict.fromkeys(ROUTES, "unchanged")
    assert server.http.post("/validate", content=told, headers=headers).json()["conforms"] is True
    one = server.http.get(ROUTES[0] + ".json").content
    assert server.http.post(f"/validate?record={ROUTES[0]}", content=one, headers=headers).json()["conforms"] is True


def test_what_the_store_keeps_itself_is_ignored_in_json(server: Server) -> None:
    claim = server.http.get(ROUTES[0] + ".json").json()
    claim["record"]["currentRevision"] = f"{BASE}{ROUTES[0]}/history/99"
    headers = {"Content-Type": "application/json", **server.curator}
    assert server.http.put(ROUTES[0], json=claim, headers=headers).headers["x-outcome"] == "unchanged"


def test_a_fault_in_json_is_400_and_says_where(server: Server) -> None:
    headers = {"Content-Type": "application/json", **server.curator}
    answer = server.http.put(
        "claims/faulty", json={"id": "#claim", "hasMechanism": [{"standng": "RuledOut"}]}, headers=headers
    )
    assert answer.status_code == 400
    assert answer.json()["found"] == "the unknown key 'standng' at /hasMechanism/0/standng"
    assert answer.json()["expected"] == "'standing'"


HARD = {
    "studies/10.1002/(sici)1097-0258(19980815)17:15/16%3C1661::aid%3E3.0.co;2-2.html": "10.1002/(sici)1097-0258(19980815)17:15/16<1661::aid>3.0.co;2-2.html",
    "studies/10.1000/a%23b%25c.json": "10.1000/a#b%c.json",
    "studies/10.1000/x.ttl": "10.1000/x.ttl",
}  # fmt: skip


@pytest.mark.parametrize("path", HARD)
def test_studies_of_hard_names_are_had_in_every_form(server: Server, context: dict[str, Any], path: str) -> None:
    iri = "https://doi.org/" + path.removeprefix("studies/")
    study = {"id": iri, "type": "Study", "doi": HARD[path], "record": {"id": BASE + path, "type": "Record"}}
    raw = f"{server.url}{path}"
    made = server.http.put(raw, json=study, headers={"Content-Type": "application/json", **server.curator})
    assert made.status_code == 201, made.text
    digests = set()
    for suffix in FORMS:
        answer = server.http.get(raw + suffix)
        assert answer.status_code == 200 and bare(answer) == FORMS[suffix]
        assert answer.headers["content-location"] == BASE + path + suffix
        if suffix != ".html":
            digests.add(digest(triples_of(answer, context)))
    assert len(digests) == 1
    assert bare(server.http.get(raw)) == "text/turtle", "an existing record wins over a suffix"
    assert server.http.get(raw, headers={"Accept": "application/json"}).json()["id"] == iri


@pytest.mark.parametrize("slug", ["сила", "%E5%8A%9B", "überlastung-mtor"])
def test_slugs_in_other_scripts_are_had_in_every_form(server: Server, slug: str) -> None:
    claim = {"id": "#claim", "type": "Claim", "statement": {"en": "It has a name in another script"}}
    made = server.http.put(f"claims/{slug}", json=claim, headers={"Content-Type": "application/json", **server.curator})
    assert made.status_code == 201
    for suffix in FORMS:
        answer = server.http.get(f"claims/{slug}{suffix}")
        assert answer.status_code == 200 and answer.headers["content-location"].isascii()


@pytest.mark.parametrize("suffix", ["", *FORMS])
def test_what_never_was_is_404_in_every_form(server: Server, suffix: str) -> None:
    assert server.http.get(f"claims/never{suffix}").status_code == 404


@pytest.fixture(scope="module")
def withdrawn(server: Server) -> str:
    claim = {"id": "#claim", "type": "Claim", "statement": {"en": "It was withdrawn"}}
    headers = {"Content-Type": "application/json", **server.curator}
    assert server.http.put("claims/gone", json=claim, headers=headers).status_code == 201
    assert server.http.delete("claims/gone?because=It+was+an+<error>.", headers=server.curator).status_code == 204
    return "claims/gone"


@pytest.mark.parametrize("media", [*FORMS.values(), "application/problem+json"])
def test_a_withdrawn_record_leaves_a_tombstone_that_says_who_when_and_why(
    server: Server, withdrawn: str, media: str
) -> None:
    answer = server.http.get(withdrawn, headers={"Accept": media})
    assert answer.status_code == 410 and bare(answer) == media and "Accept" in answer.headers["vary"]
    text = unescape(answer.text)
    assert "https://orcid.org/0000-0002-1825-0097" in text and "It was an <error>." in text and "T" in text
    if media == "application/json":
        told = answer.json()["withdrawal"]
        assert told["number"] == 2 and told["who"].endswith("0097") and told["why"] == "It was an <error>."
    if media == "application/rdf+xml":
        ElementTree.fromstring(answer.text)


@pytest.mark.parametrize("suffix", FORMS)
def test_the_tombstone_is_had_by_suffix_too(server: Server, withdrawn: str, suffix: str) -> None:
    answer = server.http.get(withdrawn + suffix)
    assert answer.status_code == 410 and bare(answer) == FORMS[suffix]


def test_the_tombstone_says_the_same_in_every_form(server: Server, context: dict[str, Any], withdrawn: str) -> None:
    answers = [server.http.get(withdrawn + kind.suffix) for kind in RDF_TYPES]
    assert len({digest(triples_of(answer, context)) for answer in answers}) == 1
