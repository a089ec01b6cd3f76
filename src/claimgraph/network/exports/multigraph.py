"""A view as a graph of networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.network.exports.attributes import edge_scalars, node_attributes
from claimgraph.network.view import View

if TYPE_CHECKING:
    import networkx


def to_networkx(view: View) -> networkx.MultiDiGraph[str]:
    """The view as a directed multigraph: nodes and edge keys are IRIs, attributes are scalars, none is None.

    >>> from claimgraph.network.view import Edge, make_view
    >>> view = make_view("x", [Edge("http://l/1", "http://l/a", "increases", "http://l/b", ("http://l/1",))], {}, {})
    >>> list(to_networkx(view).edges(keys=True, data="sign"))
    [('http://l/a', 'http://l/b', 'http://l/1', '+')]
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(name=view.title)
    for node in view.nodes:
        graph.add_node(node.iri, **node_attributes(node))
    for edge in view.edges:
        graph.add_edge(edge.cause, edge.consequence, key=edge.id, **edge_scalars(edge))
    return graph
