"""SPARQL 1.1 Graph Store HTTP Protocol on the scratch dataset: the cases of the W3C, with own graphs and wording.

Records of the main dataset are held to the same protocol in `tests/web/test_graphstore.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from endpoints import BASE, ONE, Service
from pyoxigraph import RdfFormat
from serving import Server
from solutions import GARDEN, read_graph, same_rows

TURTLE = "text/turtle; charset=utf-8"
OAK = f'PREFIX : <{GARDEN}> :oak :stands [ :by :brook ; :since 1887 ] ; :label "Eiche"@de .'
ELM = f"PREFIX : <{GARDEN}> :elm :stands [ :by :mill ] ."
NEST, ROOT = f"<{GARDEN}oak> <{GARDEN}nest> 2 .", f'<{GARDEN}oak> <{GARDEN}root> _:r .\n_:r <{GARDEN}deep> "9 m" .'
DONE, WRITTEN = (200, 204), (200, 201, 204)
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def store(server: Server) -> Service:
    return Service(server, "scratch/")


@pytest.fixture(autouse=True)
def _nothing_there(store: Service) -> None:
    assert store.update("DROP ALL").is_success


def named(name: str) -> str:
    return f"store?graph={quote(f'{BASE}scratch/store/{name}', safe='')}"


def direct(name: str) -> str:
    return f"store/{name}"


Address = Callable[[str], str]
BY_NAME_AND_DIRECTLY = pytest.mark.parametrize("address", [named, direct])


def put(store: Service, where: str, turtle: str, kind: str = TURTLE) -> httpx.Response:
    return store.send("PUT", where, turtle, Content_Type=kind)


def post(store: Service, where: str, turtle: str | bytes, kind: str = TURTLE) -> httpx.Response:
    return store.send("POST", where, turtle, Content_Type=kind)


def holds(store: Service, where: str, turtle: str) -> bool:
    """Whether a graph is there and says what a Turtle text says."""
    answer = store.send("GET", where, token=False, Accept="text/turtle")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/turtle")
    return same_rows(read_graph(turtle), read_graph(answer.content))


def status(store: Service, method: str, where: str, **headers: str) -> int:
    return store.send(method, where, **headers).status_code


@BY_NAME_AND_DIRECTLY
def test_put_makes_a_graph_and_then_replaces_it(store: Service, address: Address) -> None:
    assert put(store, address("tree"), OAK).status_code == 201
    assert holds(store, address("tree"), OAK)
    assert put(store, address("tree"), ELM).status_code in DONE
    assert holds(store, address("tree"), ELM)


def test_the_default_graph_is_put_and_read(store: Service) -> None:
    assert put(store, "store?default", OAK).status_code in WRITTEN
    assert holds(store, "store?default", OAK)
    assert put(store, "store?default", ELM).status_code in DONE
    assert holds(store, "store?default", ELM)


@BY_NAME_AND_DIRECTLY
def test_a_deleted_graph_is_gone(store: Service, address: Address) -> None:
    assert put(store, address("tree"), OAK).status_code in WRITTEN
    assert status(store, "DELETE", address("tree")) in DONE
    assert status(store, "GET", address("tree")) == 404
    assert status(store, "DELETE", address("tree")) == 404


def parts(*contents: tuple[str, str]) -> tuple[bytes, str]:
    """A multipart form of files, and its media type."""
    request = httpx.Request(
        "POST", "http://e/", files=[("part", (f"{n}", text, kind)) for n, (text, kind) in enumerate(contents)]
    )
    return request.read(), request.headers["content-type"]


@BY_NAME_AND_DIRECTLY
def test_post_merges_a_body_and_then_each_part_of_a_form(store: Service, address: Address) -> None:
    assert post(store, address("tree"), OAK).status_code in WRITTEN
    assert holds(store, address("tree"), OAK)
    content, kind = parts((NEST, "text/turtle; charset=utf-8"), (ROOT, "application/n-triples"))
    merged = post(store, address("tree"), content, kind)
    assert merged.status_code in DONE, merged.text
    assert holds(store, address("tree"), OAK + NEST + ROOT)


def test_post_to_the_store_makes_a_graph_with_a_new_name(store: Service) -> None:
    made = post(store, "store", OAK)
    assert made.status_code == 201
    location = str(httpx.URL(store.server.url).join(made.headers["location"]))
    assert location.startswith(store.server.url + "scratch/store/")
    assert holds(store, f"store?graph={quote(location, safe='')}", OAK)
    assert holds(store, f"store?graph={location}", OAK)
    assert holds(store, location.removeprefix(store.server.url + "scratch/"), OAK)
    assert post(store, "store", OAK).headers["location"] != made.headers["location"]


@BY_NAME_AND_DIRECTLY
def test_head_of_a_graph_has_the_headers_of_get_and_no_body(store: Service, address: Address) -> None:
    put(store, address("tree"), OAK)
    head = store.send("HEAD", address("tree"), Accept=TURTLE)
    assert head.status_code == 200 and not head.content
    assert head.headers["content-type"].startswith("text/turtle")


@BY_NAME_AND_DIRECTLY
def test_head_of_no_graph_is_404(store: Service, address: Address) -> None:
    assert status(store, "HEAD", address("none"), Accept=TURTLE) == 404


def test_a_name_is_the_same_encoded_or_not(store: Service) -> None:
    assert put(store, named("bed/1.ttl"), OAK).status_code == 201
    plain = f"store?graph={BASE}scratch/store/bed/1.ttl"
    assert holds(store, plain, OAK)
    assert put(store, plain, ELM).status_code in DONE
    assert holds(store, named("bed/1.ttl"), ELM)


def test_a_name_is_decoded_once(store: Service) -> None:
    assert put(store, f"store?graph={BASE}scratch/store/bed/7.ttl", OAK).status_code == 201
    assert holds(store, f"store?graph={BASE}scratch/store/bed/%37.ttl", OAK)
    assert status(store, "GET", f"store?graph={BASE}scratch/store/bed/%2537.ttl") == 404


def test_a_path_and_a_name_are_one_graph(store: Service) -> None:
    assert put(store, direct("tree"), OAK).status_code == 201
    assert holds(store, named("tree"), OAK)
    assert holds(store, f"store?graph={store.server.url}scratch/store/tree", OAK)
    assert put(store, named("tree"), ELM).status_code in DONE
    assert holds(store, direct("tree"), ELM)
    assert store.says(f"ASK {{ GRAPH <{BASE}scratch/store/tree> {{ <{GARDEN}elm> ?p ?o }} }}")


def test_any_absolute_iri_is_a_name(store: Service) -> None:
    for name in ("urn:isbn:0306406152", "http://garden.example/a?b=c&d=é#f"):
        where = f"store?graph={quote(name, safe='')}"
        assert put(store, where, OAK).status_code == 201
        assert holds(store, where, OAK)
        assert store.says(f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")


@BY_NAME_AND_DIRECTLY
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_body_that_does_not_parse_leaves_the_graph_as_it_was(store: Service, address: Address, method: str) -> None:
    put(store, address("tree"), OAK)
    for kind, text in ((TURTLE, ELM + "<open"), ("application/rdf+xml", ELM)):
        answer = store.send(method, address("tree"), text, Content_Type=kind)
        assert answer.status_code == 400 and answer.headers["content-type"].startswith("application/problem+json")
    assert holds(store, address("tree"), OAK)


def test_one_bad_part_of_a_form_leaves_the_graph_as_it_was(store: Service) -> None:
    put(store, direct("tree"), OAK)
    content, kind = parts((NEST, "text/turtle"), ("<open", "text/turtle"))
    assert post(store, direct("tree"), content, kind).status_code == 400
    assert holds(store, direct("tree"), OAK)


def test_parts_do_not_share_blank_nodes(store: Service) -> None:
    content, kind = parts(("_:b <urn:p> 1 .", "text/turtle"), ("_:b <urn:p> 2 .", "text/turtle"))
    assert post(store, direct("pair"), content, kind).status_code == 201
    assert holds(store, direct("pair"), "[] <urn:p> 1 . [] <urn:p> 2 .")


def test_an_empty_graph_is_there_once_it_is_put(store: Service) -> None:
    assert put(store, direct("bare"), "").status_code in WRITTEN
    assert holds(store, direct("bare"), "")


def test_an_empty_post_changes_nothing(store: Service) -> None:
    put(store, direct("tree"), OAK)
    assert post(store, direct("tree"), "").status_code in DONE
    assert holds(store, direct("tree"), OAK)


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/octet-stream"])
def test_an_unknown_type_is_refused(store: Service, method: str, kind: str) -> None:
    assert store.send(method, direct("tree"), OAK, Content_Type=kind).status_code == 415
    assert status(store, "GET", direct("tree")) == 404


@pytest.mark.parametrize("media", FORMATS)
def test_a_graph_comes_in_every_format_and_goes_back_in(store: Service, media: str) -> None:
    put(store, direct("tree"), OAK)
    answer = store.send("GET", direct("tree"), Accept=media)
    assert answer.headers["content-type"].partition(";")[0] == media
    found = [{k: v for k, v in row.items() if k != "g"} for row in read_graph(answer.content, FORMATS[media])]
    assert same_rows(read_graph(OAK), found)
    if media not in ("application/n-quads", "application/trig"):
        assert put(store, direct("copy"), answer.text, media).status_code == 201
        assert holds(store, direct("copy"), OAK)


def test_a_graph_has_a_format_by_default(store: Service) -> None:
    put(store, direct("tree"), OAK)
    for headers in ({}, {"Accept": "*/*"}):
        answer = store.send("GET", direct("tree"), **headers)
        assert answer.headers["content-type"].partition(";")[0] in FORMATS


def test_nothing_acceptable_is_told(store: Service) -> None:
    put(store, direct("tree"), OAK)
    assert status(store, "GET", direct("tree"), Accept="image/png") == 406


@pytest.mark.parametrize(
    "where",
    ["store?graph=tree", "store?graph=", f"store?default&graph={ONE}", f"store?graph={ONE}&graph={ONE}x"],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_name_that_is_none_is_refused(store: Service, where: str, method: str) -> None:
    content = {"Content_Type": TURTLE} if method == "PUT" else {}
    assert store.send(method, where, OAK if content else "", **content).status_code == 400


@BY_NAME_AND_DIRECTLY
def test_another_method_is_refused_with_those_that_are_taken(store: Service, address: Address) -> None:
    answer = store.send("LOCK", address("tree"))
    assert answer.status_code == 405
    assert {"GET", "HEAD", "PUT", "POST", "DELETE"} <= {each.strip() for each in answer.headers["allow"].split(",")}


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_write_without_a_token_is_refused(store: Service, method: str) -> None:
    answer = store.send(method, direct("tree"), OAK, token=False, Content_Type=TURTLE)
    assert answer.status_code == 401
    assert status(store, "GET", direct("tree")) == 404


def test_a_write_may_insist_on_the_state_that_was_read(store: Service) -> None:
    put(store, direct("tree"), OAK)
    tag = store.send("GET", direct("tree"), Accept="text/turtle").headers["etag"]
    assert store.send("PUT", direct("tree"), ELM, Content_Type=TURTLE, If_Match=tag).status_code in DONE
    assert store.send("PUT", direct("tree"), OAK, Content_Type=TURTLE, If_Match=tag).status_code == 412
    assert store.send("PUT", direct("tree"), OAK, Content_Type=TURTLE, If_None_Match="*").status_code == 412
    assert store.send("PUT", direct("new"), OAK, Content_Type=TURTLE, If_Match="*").status_code == 412
    assert holds(store, direct("tree"), ELM)


def test_a_read_that_has_the_state_already_is_304(store: Service) -> None:
    put(store, direct("tree"), OAK)
    tag = store.send("GET", direct("tree"), Accept="text/turtle").headers["etag"]
    assert status(store, "GET", direct("tree"), Accept="text/turtle", If_None_Match=tag) == 304


@pytest.mark.parametrize("media", ["application/trig", "application/n-quads"])
def test_the_whole_dataset_comes_and_goes_back_in(store: Service, media: str) -> None:
    put(store, "store?default", ELM)
    put(store, direct("tree"), OAK)
    answer = store.send("GET", "store", Accept=media)
    assert answer.headers["content-type"].partition(";")[0] == media
    whole = read_graph(answer.content, FORMATS[media])
    assert len(whole) == 6
    assert store.update("DROP ALL").is_success
    assert store.send("PUT", "store", answer.content, Content_Type=media).status_code in WRITTEN
    assert same_rows(whole, read_graph(store.send("GET", "store", Accept=media).content, FORMATS[media]))


def test_the_main_dataset_never_sees_the_scratch_one(store: Service) -> None:
    put(store, f"store?graph={ONE}-scratch", OAK)
    put(store, "store?default", OAK)
    main = Service(store.server, "")
    assert not main.says(f"ASK {{ {{ <{GARDEN}oak> ?p ?o }} UNION {{ GRAPH ?g {{ <{GARDEN}oak> ?p ?o }} }} }}")
    assert main.send("GET", f"store?graph={ONE}-scratch").status_code == 404
