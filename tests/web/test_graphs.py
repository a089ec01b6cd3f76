"""Graphs over HTTP, by the command and from Python: the same view in every format, negotiated, with its limits."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from serving import Server, run, serving

from claimgraph.network.exports import FORMATS
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import Scope

WAY = {"from": "repetitions in reserve", "to": "muscle hypertrophy"}
SEED, STUDY = "claims/repetitions-in-reserve", "studies/10.1080/02640414.2024.2321021"
CONCEPT = "concepts/resistance-training#volume-load"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("graphs")) as server:
        yield server


@pytest.mark.parametrize("name", FORMATS)
def test_the_chains_between_two_concepts_have_an_address_for_every_format(server: Server, name: str) -> None:
    address = f"/explain.{name}"
    answer = server.http.get(address, params=WAY)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[name].media
    assert answer.headers["content-disposition"] == f'inline; filename="explain.{name}"'
    known = {"If-None-Match": answer.headers["etag"]}
    assert server.http.get(address, params=WAY, headers=known).status_code == 304
    assert server.http.get(address, params=WAY | {"number": "1"}, headers=known).status_code == 200


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("address", [f"/{SEED}/graph", f"/{STUDY}/graph", "/network"])
def test_every_format_has_an_address_of_its_own(server: Server, address: str, name: str) -> None:
    answer = server.http.get(f"{address}.{name}")
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[name].media
    assert answer.headers["content-disposition"].endswith(f'.{name}"')
    assert len(answer.content) > 500
    assert server.http.get(f"{address}?format={name}").content == answer.content


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "image/svg+xml"), ("*/*", "image/svg+xml"), ("image/*", "image/svg+xml"), ("image/png", "image/png"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/json", "application/json"), ("application/graphml+xml", "application/graphml+xml"),
        ("text/turtle;q=0.9, text/csv;q=0.5", "text/turtle"), ("application/pdf", "application/pdf"),
    ],
)  # fmt: skip
def test_the_format_is_negotiated(server: Server, accept: str | None, media: str) -> None:
    answer = server.http.get(f"/{SEED}/graph", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200 and answer.headers["content-type"].partition(";")[0] == media
    assert "Accept" in answer.headers["vary"]


def test_an_answer_that_is_still_right_is_not_sent_again(server: Server) -> None:
    first = server.http.get(f"/{SEED}/graph.graphml")
    known = {"If-None-Match": first.headers["etag"]}
    again = server.http.get(f"/{SEED}/graph.graphml", headers=known)
    others = [
        server.http.get(path, headers=known) for path in (f"/{SEED}/graph.gml", f"/{SEED}/graph.graphml?mechanism=1")
    ]
    assert (again.status_code, again.content) == (304, b"") and [each.status_code for each in others] == [200, 200]


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        (f"/{SEED}/graph.xyz", 404, "claims/repetitions-in-reserve/graph.xyz"),
        ("/claims/nothing/graph.svg", 404, "nothing"),
        ("/studies/10.1000/nothing/graph.svg", 404, "10.1000/nothing"),
        ("/concepts/resistance-training/graph.svg", 404, "resistance-training"),
        ("/network.xyz", 404, "svg"),
        ("/explain.xyz", 404, "chains can be had as svg"),
        ("/explain.svg", 400, "'from' is missing"),
        ("/explain.svg?from=fatigue&to=nothing+at+all", 400, "which no concept is called"),
        ("/explain.svg?from=fatigue&to=volume-load&chain=99", 404, "there is no chain 99"),
        ("/explain.svg?from=fatigue&to=volume-load&depth=2", 400, "'depth' is unknown"),
        (f"/{SEED}/graph?format=xyz", 400, "xyz"),
        (f"/{SEED}/graph.svg?depth=2", 400, "depth"),
        (f"/{SEED}/graph.svg?mechanism=9", 404, "it has 2"),
        (f"/{STUDY}/graph.svg?mechanism=1", 400, "mechanism"),
        ("/network.svg?mechanism=1", 400, "a claim beside it"),
        ("/network.svg?depth=0", 400, "from 1 to 10"),
        ("/network.svg?depth=many", 400, "whole number"),
        ("/network.svg?standing=odd", 400, "most probable, less supported, ruled out"),
        ("/network.svg?collapsed=perhaps", 400, "true or false"),
        ("/network.svg?claim=nothing", 404, "nothing"),
        ("/network.svg?study=https://doi.org/10.1000/none", 404, "10.1000/none"),
        ("/network.svg?study=https://example.org/x", 400, "study"),
        ("/network.svg?concept=concepts/x%23y", 404, "concepts/x#y"),
        ("/network.svg?claim=x&study=https://doi.org/10.1000/x", 400, "one of the two"),
        ("/network.svg?depth=1&depth=2", 400, "given twice"),
    ],
)  # fmt: skip
def test_wrong_requests_are_told_what_is_wrong(server: Server, address: str, status: int, told: str) -> None:
    answer = server.http.get(address)
    assert answer.status_code == status and told in answer.json()["detail"], answer.text


@pytest.mark.parametrize("record", [SEED, STUDY])
def test_the_pages_of_claims_and_studies_lead_to_their_graphs(server: Server, record: str) -> None:
    page = server.http.get(f"/{record}", headers={"Accept": "text/html"}).text
    offered = re.findall(r'href="([^"]*/graph\.[a-z]+)"', page)
    assert len(offered) >= 6
    for address in offered:
        assert server.http.get(address).status_code == 200, address


def test_nothing_acceptable_is_406(server: Server) -> None:
    answer = server.http.get(f"/{SEED}/graph", headers={"Accept": "audio/mpeg"})
    assert answer.status_code == 406 and "application/graphml+xml" in answer.json()["detail"]


def test_only_reading_is_possible(server: Server) -> None:
    assert server.http.post("/network.svg").status_code == 405


def test_mechanism_standing_concept_study_and_claim_choose_a_part(server: Server) -> None:
    def counted(address: str) -> tuple[int, int]:
        elements = server.http.get(address).json()["elements"]
        return len(elements["nodes"]), len(elements["edges"])

    assert counted(f"/{SEED}/graph.cyjs") == counted("/network.cyjs?claim=repetitions-in-reserve") == (22, 26)
    assert (
        counted(f"/{SEED}/graph.cyjs?mechanism=2")[1] == counted(f"/{SEED}/graph.cyjs?standing=less-supported")[1] == 8
    )
    assert counted(f"/{STUDY}/graph.cyjs") == counted("/network.cyjs?study=https://doi.org/" + STUDY[8:])
    near = [counted(f"/network.cyjs?concept={CONCEPT.replace('#', '%23')}&depth={depth}") for depth in (1, 2, 3)]
    assert near[0] < near[1] < near[2] and near[2][1] <= counted("/network.cyjs")[1]
    assert counted("/network.cyjs?collapsed=true")[1] < counted("/network.cyjs")[1]


def test_a_layout_over_its_time_is_413(tmp_path: Path) -> None:
    with serving(tmp_path / "store", "--read-only", environment={"CLAIMGRAPH_PICTURE_TIMEOUT_S": "0.01"}) as server:
        answer = server.http.get("/network.svg")
        assert answer.status_code == 413 and "took longer than 0.01 s" in answer.json()["detail"]
        assert server.http.get("/network.graphml").status_code == 200


def test_a_study_whose_doi_ends_like_a_graph_is_still_itself(server: Server) -> None:
    turtle = (
        "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n<https://doi.org/10.1000/x/graph.svg> a cg:Study ; "
        'cg:doi "10.1000/x/graph.svg" ; cg:title "A study with an odd name"@en .'
    )
    headers = {**server.curator, "Content-Type": "text/turtle"}
    made = server.http.put("/studies/10.1000/x/graph.svg", content=turtle, headers=headers)
    assert made.status_code == 201, made.text
    answer = server.http.get("/studies/10.1000/x/graph.svg", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle") and "odd name" in answer.text
    picture = server.http.get("/studies/10.1000/x/graph.svg/graph.svg")
    assert picture.headers["content-type"] == "image/svg+xml" and ElementTree.fromstring(picture.content) is not None


def test_the_command_writes_what_the_server_answers(server: Server, tmp_path: Path) -> None:
    for view, address in (
        ("repetitions-in-reserve", f"/{SEED}/graph"), (f"{SEED}#mechanism-2", f"/{SEED}/graph.xx?mechanism=2"),
        ("10.1080/02640414.2024.2321021", f"/{STUDY}/graph"), ("network", "/network"),
        (CONCEPT, f"/network.xx?concept={CONCEPT.replace('#', '%23')}"),
    ):  # fmt: skip
        file = tmp_path / "out.graphml"
        run("export", view, "--store", str(server.store), "-o", str(file))
        path, _, query = address.partition("?")
        path = path.removesuffix(".xx")
        assert file.read_bytes() == server.http.get(f"{path}.graphml?{query}").content
    assert [each.name for each in tmp_path.iterdir()] == ["out.graphml"]


def test_the_command_writes_the_chains_that_the_server_answers(server: Server, tmp_path: Path) -> None:
    ends = ["--from", WAY["from"], "--to", WAY["to"], "--number", "3", "--format", "graphml"]
    local = run("export", "explain", *ends, "--store", str(tmp_path / "store")).stdout
    served = run("export", "explain", *ends, "--store", str(server.store)).stdout
    assert local == served == server.http.get("/explain.graphml", params=WAY | {"number": "3"}).text
    refused = run("export", "network", *ends, "--store", str(server.store), expect=1)
    assert "'from' is unknown" in refused.stderr


def test_the_command_without_a_server_guesses_the_format_and_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    store = ["--store", str(tmp_path / "store")]
    run("export", "ribosome-biogenesis", *store, "-o", str(tmp_path / "x.svg"))
    assert (tmp_path / "x.svg").read_bytes().startswith(b"<?xml")
    told = run("export", "ribosome-biogenesis", *store, "--format", "json").stdout
    assert len(json.loads(told)["links"]) == 7
    refused = run("export", "network", *store, "-o", str(tmp_path / "x.doc"), expect=2)
    assert "accepted are svg, html, json" in refused.stderr and not (tmp_path / "x.doc").exists()
    missing = run("export", "nothing", *store, "-o", str(tmp_path / "y.svg"), expect=1)
    assert "there is no claim claims/nothing" in missing.stderr and not (tmp_path / "y.svg").exists()


def test_python_gets_the_same_graph(server: Server, curated: Claimgraph) -> None:
    graph = curated.network(SEED)
    served = networkx.read_graphml(io.BytesIO(server.http.get(f"/{SEED}/graph.graphml").content))
    assert {(a, b, key) for a, b, key in graph.edges(keys=True)} == {
        (a, b, key) for a, b, key in served.edges(keys=True)
    }
    assert set(graph) == set(served) and graph.number_of_edges() == 26


def test_a_view_of_too_many_claims_is_refused(curated: Claimgraph, monkeypatch: pytest.MonkeyPatch) -> None:
    from claimgraph.errors import OverLimit

    monkeypatch.setattr("claimgraph.service.graphs.MOST_CLAIMS", 3)
    with pytest.raises(OverLimit, match="takes 9 claims, a view reads at most 3") as caught:
        curated.network_view(Scope())
    assert caught.value.status == 413
    assert curated.network_view(Scope(SEED)).edges


def test_pictures_that_stand_alone_run_nothing_foreign(server: Server) -> None:
    path = "claims/repetitions-in-reserve/graph"
    assert server.http.get(f"{path}.svg").headers["content-security-policy"] == "default-src 'none'"
    page = server.http.get(f"{path}.html")
    policy = page.headers["content-security-policy"]
    assert policy in page.text and "unsafe" not in policy and policy.count("'sha256-") == 2
    assert server.http.get("static/style.css").headers["x-content-type-options"] == "nosniff"
