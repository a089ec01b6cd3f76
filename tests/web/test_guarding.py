"""What keeps a browser from taking an answer for more than it is."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

import pytest
from serving import Server, serving

from claimgraph.web.guarding import POLICY

SEED = "claims/repetitions-in-reserve"
INERT = "default-src 'none'"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("guarding") / "store", "--read-only") as server:
        yield server


@pytest.mark.parametrize(
    "address",
    ["/static/style.css", "/static/icon.svg", "/health", "/openapi.json", f"/{SEED}.ttl", f"/{SEED}", "/network.csv",
     "/sparql", "/nothing", "/store?default", "/network.svg"],
)  # fmt: skip
def test_every_answer_is_what_its_media_type_says(server: Server, address: str) -> None:
    assert server.http.get(address).headers.get_list("x-content-type-options") == ["nosniff"]


@pytest.mark.parametrize(
    "address",
    ["/network.svg", f"/{SEED}/graph.svg?mechanism=1", "/network.graphml", "/network.gexf", f"/{SEED}.rdf",
     "/static/icon.svg"],
)  # fmt: skip
def test_documents_of_xml_run_and_fetch_nothing(server: Server, address: str) -> None:
    answer = server.http.get(address)
    assert "xml" in answer.headers["content-type"]
    (policy,) = answer.headers.get_list("content-security-policy")
    assert policy.startswith(INERT) and "script-src" not in policy


def test_results_of_queries_as_xml_run_nothing(server: Server) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 1"}
    answer = server.http.get("/sparql", params=query, headers={"Accept": "application/sparql-results+xml"})
    assert answer.status_code == 200 and answer.headers["content-security-policy"] == POLICY
    assert POLICY.startswith(INERT) and "script-src" not in POLICY


@pytest.mark.parametrize("address", ["/network.html", f"/{SEED}/graph.html"])
def test_an_exported_page_names_its_script_and_style_by_their_hashes(server: Server, address: str) -> None:
    answer = server.http.get(address)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(INERT) and "unsafe" not in policy and "http" not in policy
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in answer.text
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        assert f"{directive} 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy


def test_a_page_keeps_its_own_stricter_policy(server: Server) -> None:
    answer = server.http.get(f"/{SEED}", headers={"Accept": "text/html"})
    (policy,) = answer.headers.get_list("content-security-policy")
    assert "frame-ancestors 'none'" in policy and "unsafe" not in policy
