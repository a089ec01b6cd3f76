"""Every format, read back by readers that others wrote: the same nodes, edges and IRIs as the view."""

from __future__ import annotations

import csv
import html
import io
import json
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import igraph
import networkx
import pygraphviz
import pytest
import rdflib
from export_cases import hostile
from jsonschema import Draft202012Validator
from ndex2.cx2 import RawCX2NetworkFactory
from pyoxigraph import RdfFormat, parse

from claimgraph.network.exports import FORMATS, to_networkx, write
from claimgraph.network.exports.attributes import EDGE_TYPES, printable
from claimgraph.network.view import View
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import Scope

Told = tuple[set[tuple[str, str]], "Counter[tuple[str, str, str]]"]
"""Nodes with labels, and edges as cause, link, consequence."""
TEXTS = [name for name, each in FORMATS.items() if name not in ("svg", "html", "png", "pdf")]
CG = "https://w3id.org/claimgraph/ontology#"


@pytest.fixture(params=["seed", "network", "collapsed", "chains", "hostile"])
def view(request: pytest.FixtureRequest, curated: Claimgraph) -> View:
    scopes = {"seed": Scope("claims/repetitions-in-reserve"), "network": Scope(), "collapsed": Scope(collapsed=True)}
    if request.param == "chains":
        return curated.chains_view({"from": "repetitions in reserve", "to": "muscle hypertrophy"})
    return hostile() if request.param == "hostile" else curated.network_view(scopes[request.param])


def of_view(view: View) -> Told:
    return (
        {(node.iri, printable(node.label)) for node in view.nodes},
        Counter((edge.cause, " ".join(edge.links), edge.consequence) for edge in view.edges),
    )


def of_networkx(graph: networkx.Graph) -> Told:
    iris = {node: data["iri"] for node, data in graph.nodes(data=True)}
    labels = {(data["iri"], data.get("label", node)) for node, data in graph.nodes(data=True)}
    ends = Counter((iris[a], _one(data["iri"]), iris[b]) for a, b, data in graph.edges(data=True))
    assert not any(value is None for _, data in graph.nodes(data=True) for value in data.values())
    return labels, ends


def _one(iris: str | list[str]) -> str:
    return iris if isinstance(iris, str) else " ".join(iris)


def read_graphml(content: bytes) -> Told:
    graph = networkx.read_graphml(io.BytesIO(content), force_multigraph=True)
    ids = [key for _, _, key in graph.edges(keys=True)]
    assert len(ids) == len(set(ids)) and all(isinstance(data["disputed"], bool) for *_, data in graph.edges(data=True))
    return of_networkx(graph)


def read_gexf(content: bytes) -> Told:
    return of_networkx(networkx.read_gexf(io.BytesIO(content)))


def read_gml(content: bytes) -> Told:
    return of_networkx(networkx.read_gml(io.BytesIO(content), label="id"))


def read_node_link(content: bytes) -> Told:
    return of_networkx(networkx.node_link_graph(json.loads(content), edges="links"))


def read_cytoscape(content: bytes) -> Told:
    told = json.loads(content)
    parts = [*told["elements"]["nodes"], *told["elements"]["edges"]]
    assert len({part["data"]["id"] for part in parts}) == len(parts)
    return of_networkx(networkx.cytoscape_graph(told))


def read_with_igraph(suffix: str) -> Callable[[bytes], Told]:
    def read(content: bytes, folder: Path) -> Told:
        file = folder / f"graph.{suffix}"
        file.write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # igraph warns of codes of characters in GML, which it leaves as they are
            graph = igraph.Graph.Read(str(file))
        text = html.unescape if suffix == "gml" else str
        iris = [text(vertex["iri"]) for vertex in graph.vs]
        return (
            {(iri, text(vertex["label"])) for iri, vertex in zip(iris, graph.vs, strict=True)},
            Counter((iris[edge.source], text(edge["iri"]), iris[edge.target]) for edge in graph.es),
        )

    return read  # type: ignore[return-value]


def read_dot(content: bytes) -> Told:
    graph = pygraphviz.AGraph(string=content.decode())
    assert graph.is_directed() and not graph.is_strict()
    iris = {node: node.attr["iri"] for node in graph.nodes()}
    return {(iri, "") for iri in iris.values()}, Counter(
        (iris[edge[0]], edge.attr["iri"], iris[edge[1]]) for edge in graph.edges()
    )


def read_cx2(content: bytes) -> Told:
    network = RawCX2NetworkFactory().get_cx2network(json.loads(content))
    nodes = {key: node["v"] for key, node in network.get_nodes().items()}
    return {(node["iri"], node["name"]) for node in nodes.values()}, Counter(
        (nodes[edge["s"]]["iri"], _one(edge["v"]["iri"]), nodes[edge["t"]]["iri"])
        for edge in network.get_edges().values()
    )


def read_json_graph(content: bytes) -> Told:
    told = json.loads(content)
    Draft202012Validator(JSON_GRAPH).validate(told)
    graph = told["graph"]
    assert {edge[end] for edge in graph["edges"] for end in ("source", "target")} <= set(graph["nodes"])
    return {(iri, node["label"]) for iri, node in graph["nodes"].items()}, Counter(
        (edge["source"], _one(edge["metadata"]["iri"]), edge["target"]) for edge in graph["edges"]
    )


def read_csv(content: bytes) -> Told:
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    nodes = {(row[end], row[f"{end}_label"]) for row in rows for end in ("source", "target")}
    return nodes, Counter((row["source"], row["iri"], row["target"]) for row in rows)


def read_turtle(content: bytes) -> Told:
    graph = rdflib.Graph().parse(data=content.decode(), format="turtle")
    theirs = {quad.triple for quad in parse(content, format=RdfFormat.TURTLE)}
    assert len(theirs) == len(graph)
    labels = {
        (str(concept), str(label))
        for concept in graph.subjects(rdflib.RDF.type, rdflib.SKOS.Concept)
        for label in graph.objects(concept, rdflib.SKOS.prefLabel)
    }
    cause, consequence, rates = (rdflib.URIRef(CG + name) for name in ("cause", "consequence", "rates"))
    edges: Counter[tuple[str, str, str]] = Counter()
    for rating in graph.subjects(rdflib.RDF.type, rdflib.URIRef(CG + "Rating")):
        links = sorted(graph.objects(rating, rates))
        ends = (str(graph.value(links[0], cause)), str(graph.value(links[0], consequence)))
        edges[(ends[0], " ".join(map(str, links)), ends[1])] += 1
    return labels, edges


JSON_GRAPH = {
    "type": "object",
    "required": ["graph"],
    "additionalProperties": False,
    "properties": {
        "graph": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string"},
                "label": {"type": "string"},
                "directed": {"type": "boolean"},
                "type": {"type": "string"},
                "metadata": {"type": "object"},
                "nodes": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {"label": {"type": "string"}, "metadata": {"type": "object"}},
                    },
                },
                "edges": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["source", "target"],
                        "additionalProperties": False,
                        "properties": {
                            "id": {"type": "string"},
                            "source": {"type": "string"},
                            "target": {"type": "string"},
                            "relation": {"type": "string"},
                            "directed": {"type": "boolean"},
                            "label": {"type": "string"},
                            "metadata": {"type": "object"},
                        },
                    },
                },
            },
        }
    },
}
"""What JSON Graph Format 2 says of a single graph, in words of JSON Schema."""

READERS: dict[str, tuple[str, Callable[..., Told]]] = {
    "networkx reads graphml": ("graphml", read_graphml),
    "networkx reads gexf": ("gexf", read_gexf),
    "networkx reads gml": ("gml", read_gml),
    "networkx reads json": ("json", read_node_link),
    "networkx reads cyjs": ("cyjs", read_cytoscape),
    "igraph reads graphml": ("graphml", read_with_igraph("graphml")),
    "igraph reads gml": ("gml", read_with_igraph("gml")),
    "graphviz reads dot": ("dot", read_dot),
    "ndex2 reads cx2": ("cx2", read_cx2),
    "a reader of JGF": ("jgf", read_json_graph),
    "a reader of CSV": ("csv", read_csv),
    "rdflib and pyoxigraph read ttl": ("ttl", read_turtle),
}


@pytest.mark.parametrize("reader", READERS)
def test_other_readers_find_the_same_nodes_edges_and_iris(reader: str, view: View, tmp_path: Path) -> None:
    name, read = READERS[reader]
    content = write(view, FORMATS[name])
    nodes, edges = read(content, tmp_path) if reader.startswith("igraph") else read(content)
    wanted_nodes, wanted_edges = of_view(view)
    assert len(wanted_edges) > 10
    if name in ("csv", "json", "cyjs", "cx2", "jgf", "ttl"):
        wanted_nodes = {(node.iri, node.label) for node in view.nodes}
    if name == "ttl":
        edges, wanted_edges = _sorted_links(edges), _sorted_links(wanted_edges)
    if name == "dot":
        wanted_nodes = {(iri, "") for iri, _ in wanted_nodes}
    if reader == "igraph reads gml":
        wanted_nodes = {(iri, html.unescape(label)) for iri, label in wanted_nodes}
    assert _blank(nodes) == _blank(wanted_nodes) and edges == wanted_edges


def _blank(nodes: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Readers of XML make a label without text their own kind of nothing, and line ends are theirs."""
    return {(iri, " ".join(str(label or "").split())) for iri, label in nodes}


def _sorted_links(edges: Counter[tuple[str, str, str]]) -> Counter[tuple[str, str, str]]:
    return Counter({(a, " ".join(sorted(links.split())), b): n for (a, links, b), n in edges.items()})


def test_the_graph_for_networkx_has_scalars_only_and_goes_through_every_writer_of_networkx(
    view: View, tmp_path: Path
) -> None:
    graph = to_networkx(view)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(view.nodes), len(view.edges))
    values = [v for *_, data in [*graph.nodes(data=True), *graph.edges(data=True)] for v in data.values()]
    assert {type(value) for value in values} <= {str, int, float, bool}
    keys = [key for *_, key in graph.edges(keys=True)]
    assert len(keys) == len(set(keys))
    if view.title.startswith("odd"):
        return  # networkx itself does not write what XML cannot hold
    networkx.write_graphml(graph, tmp_path / "x.graphml")
    networkx.write_gexf(graph, tmp_path / "x.gexf")
    networkx.write_gml(graph, tmp_path / "x.gml")


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_view_gives_the_same_bytes(name: str, view: View) -> None:
    assert write(view, FORMATS[name]) == write(view, FORMATS[name])


def test_attributes_have_the_types_that_are_declared(view: View) -> None:
    graph = to_networkx(view)
    for *_, data in graph.edges(data=True):
        assert {name: type(value) for name, value in data.items()} == {name: EDGE_TYPES[name] for name in data}


def test_confidence_survives_in_numbers(curated: Claimgraph) -> None:
    view = curated.network_view(Scope("claims/repetitions-in-reserve"))
    graph = networkx.read_graphml(io.BytesIO(write(view, FORMATS["graphml"])))
    told = [data.get("confidence") for *_, data in graph.edges(data=True)]
    assert told.count(0.75) == 5 and told.count(0.45) == 15 and told.count(0.4) == 2 and told.count(None) == 4
