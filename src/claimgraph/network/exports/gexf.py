"""GEXF 1.2, with the colours and widths that Gephi draws; https://gexf.net/1.2/."""

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
from claimgraph.network.exports.style import Colours, fill_of, line_of, width_of
from claimgraph.network.view import View

_TYPES: dict[type, str] = {str: "string", int: "integer", float: "double", bool: "boolean"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">
"""


def write_gexf(view: View) -> Iterator[str]:
    """The view as GEXF."""
    title = escape(printable(view.title))
    yield f"{_HEAD}<meta><creator>claimgraph</creator><description>{title}</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="static">\n'
    for owner, types in (("node", NODE_TYPES), ("edge", EDGE_TYPES)):
        declared = "".join(
            f'<attribute id="{name}" title="{name}" type="{_TYPES[kind]}"/>'
            for name, kind in types.items()
            if name != "label"
        )
        yield f'<attributes class="{owner}" mode="static">{declared}</attributes>\n'
    yield "<nodes>\n"
    for node in view.nodes:
        head = f"<node id={_quoted(node.iri)} label={_quoted(node.label)}>"
        yield f"{head}{_values(node_attributes(node))}{_colour(fill_of(node.kind))}</node>\n"
    yield "</nodes>\n<edges>\n"
    colours = Colours(view)
    for edge in view.edges:
        told = edge_scalars(edge)
        head = f"id={_quoted(edge.id)} source={_quoted(edge.cause)} target={_quoted(edge.consequence)}"
        shape = f'<viz:thickness value="{width_of(edge)}"/><viz:shape value="{line_of(edge)}"/>'
        looks = _colour(colours.line(edge)) + shape
        yield f"<edge {head} label={_quoted(str(told['label']))}>{_values(told)}{looks}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _values(values: Mapping[str, Scalar]) -> str:
    told = "".join(
        f'<attvalue for="{name}" value={_quoted(_written(value))}/>'
        for name, value in values.items()
        if name != "label"
    )
    return f"<attvalues>{told}</attvalues>"


def _written(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _colour(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _quoted(text: str) -> str:
    return quoteattr(printable(text))
