"""The formats that are JSON: Cytoscape.js, node-link (d3), JSON Graph Format 2 and CX2."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from claimgraph.network.exports.attributes import EDGE_TYPES, NODE_TYPES, edge_attributes, node_attributes
from claimgraph.network.exports.style import BLACK
from claimgraph.network.view import View

_LISTS = {"iri", "claim", "contrast", "sources", "chains"}


def write_cytoscape(view: View) -> Iterator[str]:
    """The view as Cytoscape.js takes it; https://js.cytoscape.org/#notation/elements-json.

    `name`, `value` and `key` are what Cytoscape and networkx look for besides.
    """
    nodes = [
        {"data": {"id": node.iri, "value": node.iri, "name": node.label, **node_attributes(node)}}
        for node in view.nodes
    ]
    edges = [
        {
            "data": {
                "id": edge.id,
                "key": edge.id,
                "source": edge.cause,
                "target": edge.consequence,
                **edge_attributes(edge),
            }
        }
        for edge in view.edges
    ]
    about = {"directed": True, "multigraph": True, "data": {"name": view.title}}
    yield from _written({**about, "elements": {"nodes": nodes, "edges": edges}})


def write_node_link(view: View) -> Iterator[str]:
    """The view as d3-force and `networkx.node_link_graph(…, edges="links")` take it."""
    yield from _written(
        {
            "directed": True,
            "multigraph": True,
            "graph": {"name": view.title},
            "nodes": [{"id": node.iri, **node_attributes(node)} for node in view.nodes],
            "links": [
                {"source": edge.cause, "target": edge.consequence, "key": edge.id, **edge_attributes(edge)}
                for edge in view.edges
            ],
        }
    )


def write_json_graph(view: View) -> Iterator[str]:
    """The view in JSON Graph Format 2; https://jsongraphformat.info/v2.1/json-graph-schema.json."""
    nodes = {}
    for node in view.nodes:
        metadata = node_attributes(node)
        nodes[node.iri] = {"label": metadata.pop("label"), "metadata": metadata}
    edges = []
    for edge in view.edges:
        more = edge_attributes(edge)
        ends = {"source": edge.cause, "target": edge.consequence}
        told = {"id": edge.id, **ends, "relation": edge.influence, "directed": True, "label": more.pop("label")}
        edges.append({**told, "metadata": more})
    about = {"id": view.iri} if view.iri else {}
    yield from _written(
        {"graph": {**about, "label": view.title, "type": "causal network", "directed": True, "nodes": nodes,
                   "edges": edges}}
    )  # fmt: skip


def write_cx2(view: View) -> Iterator[str]:
    """The view in CX2, for NDEx and Cytoscape; https://cytoscape.org/cx/cx2/specification/."""
    numbers = {node.iri: number for number, node in enumerate(view.nodes)}
    aspects: dict[str, list[Any]] = {
        "attributeDeclarations": [_declarations()],
        "networkAttributes": [{"name": view.title, **({"iri": view.iri} if view.iri else {})}],
        "nodes": [{"id": numbers[node.iri], "v": _named(node_attributes(node))} for node in view.nodes],
        "edges": [
            {"id": number, "s": numbers[edge.cause], "t": numbers[edge.consequence], "v": edge_attributes(edge)}
            for number, edge in enumerate(view.edges)
        ],
        "visualProperties": [_looks()],
    }
    counts = [{"name": name, "elementCount": len(parts)} for name, parts in aspects.items()]
    parts = [{name: value} for name, value in aspects.items()]
    yield from _written([_CX2, {"metaData": counts}, *parts, {"status": [{"error": "", "success": True}]}])


_CX2 = {"CXVersion": "2.0", "hasFragments": False}
_CX2_TYPES: dict[type, str] = {str: "string", int: "integer", float: "double", bool: "boolean"}


def _named(values: dict[str, Any]) -> dict[str, Any]:
    return {"name" if name == "label" else name: value for name, value in values.items()}


def _declarations() -> dict[str, Any]:
    nodes = {name: {"d": _CX2_TYPES[kind]} for name, kind in NODE_TYPES.items()}
    edges = {name: {"d": "list_of_string" if name in _LISTS else _CX2_TYPES[kind]} for name, kind in EDGE_TYPES.items()}
    return {
        "networkAttributes": {"name": {"d": "string"}, "iri": {"d": "string"}},
        "nodes": _named(nodes),
        "edges": edges,
    }


def _looks() -> dict[str, Any]:
    return {
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
            "node": {"NODE_SHAPE": "round-rectangle", "NODE_LABEL_COLOR": BLACK},
            "edge": {"EDGE_TARGET_ARROW_SHAPE": "triangle", "EDGE_LINE_COLOR": "#666666"},
        },
        "nodeMapping": {
            "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}},
            "NODE_BACKGROUND_COLOR": {"type": "PASSTHROUGH", "definition": {"attribute": "color", "type": "string"}},
        },
        "edgeMapping": {
            "EDGE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "label", "type": "string"}},
        },
    }


def _written(value: object) -> Iterator[str]:
    yield from json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(value)
    yield "\n"
