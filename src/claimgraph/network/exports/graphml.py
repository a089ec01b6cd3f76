"""GraphML, with labels and colours as yEd reads them; http://graphml.graphdrawing.org/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from claimgraph.network.exports.attributes import (
    EDGE_TYPES,
    NODE_TYPES,
    Scalar,
    edge_scalars,
    node_attributes,
    printable,
)
from claimgraph.network.exports.style import BLACK, Colours, fill_of, line_of, tint, width_of
from claimgraph.network.view import Edge, Node, View

_TYPES: dict[type, str] = {str: "string", int: "int", float: "double", bool: "boolean"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
"""
_ARROWS = {"decreases": "t_shape", "hasNoEffectOn": "circle", "modulates": "diamond"}
_LINES = {"solid": "line", "dashed": "dashed", "dotted": "dotted"}


def write_graphml(view: View) -> Iterator[str]:
    """The view as GraphML."""
    yield _HEAD
    for owner, types in (("node", NODE_TYPES), ("edge", EDGE_TYPES)):
        for name, kind in types.items():
            yield f'<key id="{owner}-{name}" for="{owner}" attr.name="{name}" attr.type="{_TYPES[kind]}"/>\n'
        yield f'<key id="{owner}-graphics" for="{owner}" yfiles.type="{owner}graphics"/>\n'
    yield '<key id="graph-name" for="graph" attr.name="name" attr.type="string"/>\n'
    yield f'<graph id="network" edgedefault="directed">\n<data key="graph-name">{_text(view.title)}</data>\n'
    colours = Colours(view)
    for place, node in enumerate(view.nodes):
        yield f"<node id={_quoted(node.iri)}>{_data('node', node_attributes(node))}{_shape(node, place)}</node>\n"
    for edge in view.edges:
        ends = f"source={_quoted(edge.cause)} target={_quoted(edge.consequence)}"
        yield f"<edge id={_quoted(edge.id)} {ends}>{_data('edge', edge_scalars(edge))}{_line(edge, colours)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _data(owner: str, values: Mapping[str, Scalar]) -> str:
    return "".join(f'<data key="{owner}-{name}">{_text(_written(value))}</data>' for name, value in values.items())


def _written(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shape(node: Node, place: int) -> str:
    fill, border = tint(fill_of(node.kind)), fill_of(node.kind)
    width = max(60, min(240, 8 * len(node.label)))
    return (
        '<data key="node-graphics"><y:ShapeNode>'
        f'<y:Geometry height="34.0" width="{width}.0" x="0.0" y="{50 * place}.0"/>'
        f'<y:Fill color="{fill}" transparent="false"/><y:BorderStyle color="{border}" type="line" width="1.5"/>'
        f'<y:NodeLabel>{_text(node.label)}</y:NodeLabel><y:Shape type="roundrectangle"/></y:ShapeNode></data>'
    )


def _line(edge: Edge, colours: Colours) -> str:
    colour = colours.line(edge)
    return (
        f'<data key="edge-graphics"><y:PolyLineEdge>'
        f'<y:LineStyle color="{colour}" type="{_LINES[line_of(edge)]}" width="{width_of(edge)}"/>'
        f'<y:Arrows source="none" target="{_ARROWS.get(edge.influence, "standard")}"/>'
        f'<y:EdgeLabel textColor="{BLACK}">{_text(edge_scalars(edge)["label"])}</y:EdgeLabel>'
        "</y:PolyLineEdge></data>"
    )


def _text(value: object) -> str:
    return escape(printable(str(value)), {"\r": "&#13;"})


def _quoted(text: str) -> str:
    return quoteattr(printable(text))
