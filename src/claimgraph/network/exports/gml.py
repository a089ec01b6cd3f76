"""GML, as igraph, networkx, Gephi and R read it: ASCII, with codes for all other characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from claimgraph.network.exports.attributes import Scalar, edge_scalars, node_attributes, printable
from claimgraph.network.view import View


def write_gml(view: View) -> Iterator[str]:
    """The view as GML; nodes have whole numbers, their IRIs are attributes."""
    yield f"graph [\n  directed 1\n  multigraph 1\n  name {_quoted(view.title)}\n"
    numbers = {node.iri: number for number, node in enumerate(view.nodes)}
    for node in view.nodes:
        yield f"  node [\n    id {numbers[node.iri]}\n{_values(node_attributes(node))}  ]\n"
    for edge in view.edges:
        ends = f"    source {numbers[edge.cause]}\n    target {numbers[edge.consequence]}\n"
        yield f"  edge [\n{ends}    key {_quoted(edge.id)}\n{_values(edge_scalars(edge))}  ]\n"
    yield "]\n"


def _values(values: Mapping[str, Scalar]) -> str:
    return "".join(f"    {name} {_written(value)}\n" for name, value in values.items())


def _written(value: Scalar) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return repr(float(value)) if isinstance(value, float) else str(int(value))


def _quoted(text: str) -> str:
    """A string: quotes, ampersands, line ends and what is not ASCII become codes.

    >>> _quoted('a "b" – c')
    '"a &quot;b&quot; &#8211; c"'
    """
    return '"' + "".join(_code(char) for char in printable(text)) + '"'


def _code(char: str) -> str:
    if char in '"&':
        return "&quot;" if char == '"' else "&amp;"
    return char if " " <= char <= "~" else f"&#{ord(char)};"
