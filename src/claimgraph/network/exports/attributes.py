"""What is said of nodes and edges, under the same names in every format."""

from __future__ import annotations

import re
from typing import Any

from claimgraph.model.mechanism import INFLUENCES
from claimgraph.network.exports.style import fill_of
from claimgraph.network.view import Edge, Node

Scalar = str | int | float | bool
SIGNS = {"increases": "+", "decreases": "-", "maintains": "+", "modulates": "?", "hasNoEffectOn": "0"}
"""Sign of each influence, for programs."""
NODE_TYPES: dict[str, type] = {"iri": str, "label": str, "kind": str, "color": str}
EDGE_TYPES: dict[str, type] = {
    "iri": str, "label": str, "claim": str, "influence": str, "sign": str, "contrast": str, "state": str,
    "confidence": float, "basis": str, "sources": str, "disputed": bool, "mechanism": str, "standing": str,
    "step": int, "chains": str, "links": int, "predicate": str,
}  # fmt: skip
"""Attributes of edges as scalars; all but `label`, `influence`, `sign`, `state`, `disputed`, `iri` and `links` may be
absent. IRIs of which there may be several stand one after the other, with a space between."""
_CG = "https://w3id.org/claimgraph/ontology#"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def node_attributes(node: Node) -> dict[str, Scalar]:
    """What is said of a node, without what is not known."""
    told: dict[str, Scalar | None] = {
        "iri": node.iri, "label": node.label, "kind": node.kind, "color": fill_of(node.kind)
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


def edge_attributes(edge: Edge) -> dict[str, Any]:
    """What is said of an edge, without what is not known; `iri`, `claim`, `contrast`, `sources` and `chains` are
    lists.
    """
    told = {
        "iri": list(edge.links),
        "label": INFLUENCES.get(edge.influence, edge.influence),
        "claim": list(edge.claims),
        "influence": edge.influence,
        "predicate": _CG + edge.influence,
        "sign": SIGNS.get(edge.influence, "?"),
        "contrast": list(edge.contrast),
        "state": edge.state,
        "confidence": None if edge.confidence is None else round(edge.confidence, 6),
        "basis": edge.basis,
        "sources": list(edge.sources),
        "disputed": edge.disputed,
        "mechanism": edge.mechanism,
        "standing": edge.standing,
        "step": edge.position,
        "chains": [str(number) for number in edge.chains],
        "links": len(edge.links),
    }
    return {name: value for name, value in told.items() if value is not None and value != []}


def edge_scalars(edge: Edge) -> dict[str, Scalar]:
    """The same with scalars alone."""
    return {
        name: " ".join(value) if isinstance(value, list) else value for name, value in edge_attributes(edge).items()
    }


def address_of(iri: str) -> str | None:
    """Where a link on an IRI leads; None if it is no address of the web, such as `urn:` or `javascript:`.

    >>> address_of("urn:uuid:1") is None
    True
    """
    return iri if iri.lower().startswith(("http://", "https://")) else None


def printable(text: str) -> str:
    """A text without the characters that XML cannot hold; U+FFFD stands for each.

    >>> printable("a" + chr(1) + "b") == "a" + chr(0xFFFD) + "b"
    True
    """
    return _NOT_XML.sub("\ufffd", text)
