"""The Graph Store HTTP Protocol on records, named by `?graph=` and directly."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from serving import Server, serving

BASE = "http://localhost:8000/"
HEAD = "@prefix cg: <https://w3id.org/claimgraph/ontology#> . "
CLAIM = HEAD + '<#claim> a cg:Claim ; cg:statement "s"@en .'
MORE = HEAD + '<#claim> cg:plainStatement "p"@en .'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("graphs"), "--empty") as server:
        yield server


def send(server: Server, method: str, where: str, text: str = "", media: str = "text/turtle") -> httpx.Response:
    headers = {"Content-Type": media, **server.curator} if method != "GET" else {}
    return server.http.request(method, where, content=text.encode(), headers=headers)


@pytest.mark.parametrize("form", ["direct", "indirect"])
def test_a_graph_lives_from_put_to_delete(server: Server, form: str) -> None:
    name = f"claims/life-{form}"
    where = name if form == "direct" else f"store?graph={BASE}{name}"
    assert server.http.get(where).status_code == 404
    created = send(server, "PUT", where, CLAIM)
    assert created.status_code == 201 and created.headers["location"] == BASE + name
    assert send(server, "PUT", where, CLAIM.replace('"s"', '"t"')).status_code == 204
    assert '"t"' in server.http.get(where).text
    assert send(server, "POST", where, MORE).status_code == 204
    text = server.http.get(where, headers={"Accept": "text/turtle"}).text
    assert '"t"' in text and '"p"' in text
    head = server.http.head(where)
    assert head.status_code == 200 and head.headers["content-type"].startswith("text/turtle") and not head.content
    assert send(server, "DELETE", where).status_code == 204
    assert server.http.get(where).status_code in (404, 410)
    assert send(server, "DELETE", where).status_code == 404


def test_post_to_a_graph_that_is_not_there_makes_it(server: Server) -> None:
    assert send(server, "POST", f"store?graph={BASE}claims/posted", CLAIM).status_code == 201


def test_an_empty_post_to_a_graph_changes_nothing(server: Server) -> None:
    send(server, "PUT", "claims/empty-post", CLAIM)
    tag = server.http.get("claims/empty-post").headers["etag"]
    assert send(server, "POST", f"store?graph={BASE}claims/empty-post").status_code == 204
    assert server.http.get("claims/empty-post").headers["etag"] == tag


def test_a_body_that_does_not_parse_leaves_the_old_graph(server: Server) -> None:
    send(server, "PUT", "claims/kept", CLAIM)
    assert send(server, "PUT", f"store?graph={BASE}claims/kept", CLAIM + "<broken").status_code == 400
    assert '"s"' in server.http.get("claims/kept").text


@pytest.mark.parametrize(
    ("method", "where", "media", "status"),
    [
        ("GET", "store?graph=relative", "", 400),
        ("GET", f"store?graph={BASE}claims/a&default", "", 400),
        ("GET", f"store?graph={BASE}claims/a&graph={BASE}claims/b", "", 400),
        ("GET", f"store?graph={BASE}claims/none", "", 404),
        ("PUT", f"store?graph={BASE}claims/x", "text/plain", 415),
        ("PUT", "store?graph=http://elsewhere.org/g", "text/turtle", 403),
        ("PUT", f"store?graph={BASE}ontology", "text/turtle", 403),
        ("PUT", f"store?graph={BASE}system/revisions", "text/turtle", 403),
        ("PUT", "store?default", "text/turtle", 403),
        ("DELETE", "store?default", "text/turtle", 403),
        ("PATCH", f"store?graph={BASE}claims/x", "text/turtle", 405),
    ],
)
def test_what_is_not_possible_has_its_status(server: Server, method: str, where: str, media: str, status: int) -> None:
    assert send(server, method, where, CLAIM, media).status_code == status


def test_writing_needs_a_token_and_reading_none(server: Server) -> None:
    send(server, "PUT", "claims/open", CLAIM)
    where = f"store?graph={BASE}claims/open"
    for method in ("PUT", "POST", "DELETE"):
        assert server.http.request(method, where, headers={"Content-Type": "text/turtle"}).status_code == 401
    assert server.http.get(where).status_code == 200


def test_nothing_acceptable_is_406(server: Server) -> None:
    send(server, "PUT", "claims/open", CLAIM)
    assert server.http.get(f"store?graph={BASE}claims/open", headers={"Accept": "image/png"}).status_code == 406


def test_the_default_graph_is_the_union_and_the_store_a_dataset(server: Server) -> None:
    send(server, "PUT", "claims/union", CLAIM)
    union = server.http.get("store?default", headers={"Accept": "application/n-triples"})
    assert f"<{BASE}claims/union#claim>" in union.text and union.headers["content-type"].startswith(
        "application/n-triples"
    )
    dataset = server.http.get("store", headers={"Accept": "application/trig"})
    assert dataset.headers["content-type"].startswith("application/trig") and "claims/union" in dataset.text
    line = f'<{BASE}claims/posted-set#claim> <https://w3id.org/claimgraph/ontology#statement> "s"@en <{BASE}claims/posted-set> .'
    kind = f"<{BASE}claims/posted-set#claim> a <https://w3id.org/claimgraph/ontology#Claim> ".replace(
        " a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    )
    body = f"{line}\n{kind} <{BASE}claims/posted-set> .\n"
    assert send(server, "POST", "store", body, "application/n-quads").json()["outcomes"] == {
        "claims/posted-set": "created"
    }


def test_a_percent_sign_is_decoded_once(server: Server) -> None:
    study = HEAD + '<https://doi.org/10.1000/a%3Cb> a cg:Study ; cg:doi "10.1000/a<b" .'
    assert send(server, "PUT", f"store?graph={BASE}studies/10.1000/a%253Cb", study).status_code == 201
    assert server.http.get(httpx.URL(server.url + "studies/10.1000/a%3Cb")).status_code == 200


def test_options_changes_nothing(server: Server) -> None:
    send(server, "PUT", "claims/options", CLAIM)
    for where in ("claims/options", f"store?graph={BASE}claims/options"):
        answer = server.http.request("OPTIONS", where, headers=server.curator)
        assert answer.status_code == 405 and "PUT" in answer.headers["allow"]
    assert server.http.get("claims/options").status_code == 200


@pytest.mark.parametrize("tag", ['"junk"', 'W/"{0}-turtle"', '"x{0}x"'], ids=["other", "weak", "part"])
def test_only_the_whole_tag_matches(server: Server, tag: str) -> None:
    send(server, "PUT", "claims/tags", CLAIM)
    current = server.http.get("claims/tags").headers["etag"].strip('"').partition("-")[0]
    headers = {"Content-Type": "text/turtle", **server.curator, "If-Match": tag.format(current)}
    assert server.http.put("claims/tags", content=CLAIM.encode(), headers=headers).status_code == 412
    headers["If-Match"] = f'"{current}-turtle"'
    assert server.http.put("claims/tags", content=CLAIM.encode(), headers=headers).status_code == 204
    del headers["If-Match"]
    headers["If-None-Match"] = f'"{current}-turtle"'
    assert server.http.put("claims/tags", content=CLAIM.encode(), headers=headers).status_code == 412


@pytest.mark.parametrize("tags", ['""', 'W/""', '"", "x"', "*, x", ",,", '"'])
@pytest.mark.parametrize("where", ["claims/empty-tag", "scratch/store/empty-tag"])
def test_odd_entity_tags_match_nothing(server: Server, tags: str, where: str) -> None:
    send(server, "PUT", where, CLAIM)
    headers = {"Content-Type": "text/turtle", **server.curator, "If-Match": tags}
    assert server.http.put(where, content=CLAIM.encode(), headers=headers).status_code == 412
    assert server.http.get(where, headers={"If-None-Match": tags}).status_code == 200


def test_one_record_twice_in_one_write_is_refused(server: Server) -> None:
    type_ = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/claimgraph/ontology#Claim>"
    say = '<https://w3id.org/claimgraph/ontology#statement> "s"@en'
    node, graph = f"<{BASE}claims/q#claim>", f"{BASE}claims/q"
    body = f"{node} {type_} <{graph}> .\n{node} {say} <{graph}#g> .\n"
    answer = send(server, "POST", "load", body, "application/n-quads")
    assert answer.status_code == 400 and "claims/q" in answer.json()["detail"]


def test_a_page_shows_new_labels_although_its_record_stands(server: Server) -> None:
    concepts = HEAD + (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <#s> a skos:ConceptScheme ; skos:prefLabel 's'@en . "
        "<#c> a skos:Concept ; skos:prefLabel '{}'@en ; skos:definition 'D.'@en ; skos:inScheme <#s> ."
    )
    send(server, "PUT", "concepts/labels", concepts.format("before"))
    claim = HEAD + '<#claim> a cg:Claim ; cg:statement "s"@en ; cg:population <../concepts/labels#c> .'
    assert send(server, "PUT", "claims/labelled", claim).status_code == 201
    page = server.http.get("claims/labelled", headers={"Accept": "text/html"})
    assert "before" in page.text
    send(server, "PUT", "concepts/labels", concepts.format("after"))
    again = server.http.get("claims/labelled", headers={"Accept": "text/html", "If-None-Match": page.headers["etag"]})
    assert again.status_code == 200 and "after" in again.text
