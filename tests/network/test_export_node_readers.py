"""Mermaid's own parser and Cytoscape.js read the exports that are made for them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from export_cases import hostile

from claimgraph.model.mechanism import SIGNS
from claimgraph.network.exports import FORMATS, write
from claimgraph.network.view import View
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import Scope

FOLDER = Path(__file__).resolve().parent.parent / "node"


@pytest.fixture(scope="module", autouse=True)
def _node() -> None:
    """CI must have node and its packages; `make readers` installs them."""
    if shutil.which("node") and (FOLDER / "node_modules" / "mermaid").is_dir():
        return
    missing = "node or the packages of tests/node are missing; `make readers` installs them"
    pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)


@pytest.fixture(params=["seed", "network", "chains", "hostile"])
def view(request: pytest.FixtureRequest, curated: Claimgraph) -> View:
    if request.param == "hostile":
        return hostile()
    if request.param == "chains":
        return curated.chains_view({"from": "repetitions in reserve", "to": "muscle hypertrophy"})
    return curated.network_view(Scope("claims/repetitions-in-reserve" if request.param == "seed" else None))


def read(script: str, content: bytes) -> dict[str, Any]:
    done = subprocess.run(["node", str(FOLDER / script)], input=content, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_mermaid_finds_the_same_nodes_edges_and_iris(view: View) -> None:
    text = write(view, FORMATS["mmd"])
    told = read("read_mermaid.mjs", text)
    known = {unquote(node.iri): node.iri for node in view.nodes}  # Mermaid percent-encodes some addresses by itself
    remarks = re.findall(r"^ *%% (.*)$", text.decode(), re.M)
    iris = {
        name: iri for name, _, iri in (remark.partition(" ") for remark in remarks) if re.fullmatch("n[0-9]+", name)
    }
    iris |= {node["id"]: known[unquote(node["link"])] for node in told["nodes"] if node.get("link")}
    assert {iris[node["id"]]: _decoded(node["text"]).strip() for node in told["nodes"]} == {
        node.iri: " ".join(node.label.split()) for node in view.nodes
    }
    assert [(iris[edge["start"]], iris[edge["end"]]) for edge in told["edges"]] == [
        (edge.cause, edge.consequence) for edge in view.edges
    ]
    for edge, found in zip(view.edges, told["edges"], strict=True):
        assert SIGNS[edge.influence] in _decoded(found["text"])
    assert remarks[: len(view.edges)] == [" ".join(edge.links) for edge in view.edges]


def _decoded(text: str) -> str:
    """Mermaid keeps codes of characters between signs of its own until it draws."""
    return re.sub("ﬂ°°([0-9]+)¶ß", lambda match: chr(int(match[1])), text)


def test_cytoscape_finds_the_same_nodes_edges_and_iris(view: View) -> None:
    told = read("read_cytoscape.mjs", write(view, FORMATS["cyjs"]))
    assert {node["iri"]: node["label"] for node in told["nodes"]} == {node.iri: node.label for node in view.nodes}
    found = [(edge["source"], tuple(edge["iri"]), edge["target"], edge.get("confidence")) for edge in told["edges"]]
    wanted = [
        (edge.cause, edge.links, edge.consequence, None if edge.confidence is None else round(edge.confidence, 6))
        for edge in view.edges
    ]
    assert found == wanted
