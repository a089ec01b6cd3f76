"""The formats of views, by the suffix of their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from claimgraph.errors import OverLimit
from claimgraph.network.exports.dot import write_dot
from claimgraph.network.exports.drawing import TIMEOUT_S, draw
from claimgraph.network.exports.gexf import write_gexf
from claimgraph.network.exports.gml import write_gml
from claimgraph.network.exports.graphml import write_graphml
from claimgraph.network.exports.json_forms import write_cx2, write_cytoscape, write_json_graph, write_node_link
from claimgraph.network.exports.mermaid import write_mermaid
from claimgraph.network.exports.page import draw_page
from claimgraph.network.exports.rdf import write_view
from claimgraph.network.exports.svg import draw_svg
from claimgraph.network.exports.table import write_csv
from claimgraph.network.view import View

MOST_EDGES = 100_000
"""What an export holds at most, so that it fits into the memory of whoever reads it."""


@dataclass(frozen=True)
class Format:
    """One format of views.

    Attributes:
        name: Suffix of its files, without dot.
        media: Its media type.
        what: What it is, for people.
        write: Writes a view, within a time in seconds.
        binary: Whether it is no text.
    """

    name: str
    media: str
    what: str
    write: Callable[[View, float], bytes]
    binary: bool = False


def _text(write: Callable[[View], Iterator[str]]) -> Callable[[View, float], bytes]:
    return lambda view, timeout_s: "".join(write(view)).encode()


_ALL = (
    Format("svg", "image/svg+xml", "SVG picture", lambda view, seconds: draw_svg(view, timeout_s=seconds)),
    Format("html", "text/html", "page of its own", lambda view, seconds: draw_page(view, timeout_s=seconds)),
    Format("json", "application/json", "node-link JSON (d3, networkx)", _text(write_node_link)),
    Format("png", "image/png", "PNG picture", lambda view, seconds: draw(view, "png", timeout_s=seconds), True),
    Format("pdf", "application/pdf", "PDF picture", lambda view, seconds: draw(view, "pdf", timeout_s=seconds), True),
    Format("dot", "text/vnd.graphviz", "DOT (Graphviz)", _text(write_dot)),
    Format("mmd", "text/vnd.mermaid", "Mermaid flowchart", _text(write_mermaid)),
    Format("graphml", "application/graphml+xml", "GraphML (yEd, Gephi, Cytoscape, igraph)", _text(write_graphml)),
    Format("gexf", "application/gexf+xml", "GEXF (Gephi)", _text(write_gexf)),
    Format("gml", "text/x-gml", "GML (igraph, R)", _text(write_gml)),
    Format("cyjs", "application/json", "Cytoscape.js JSON", _text(write_cytoscape)),
    Format("cx2", "application/json", "CX2 (NDEx, Cytoscape)", _text(write_cx2)),
    Format("jgf", "application/vnd.jgf+json", "JSON Graph Format 2", _text(write_json_graph)),
    Format("csv", "text/csv", "table of the edges", _text(write_csv)),
    Format("ttl", "text/turtle", "RDF in Turtle", _text(write_view)),
)
FORMATS = {each.name: each for each in _ALL}
"""All formats, by the suffix of their files; the one served by default first."""


def write(view: View, format: Format, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """A view in a format; the same view gives the same bytes.

    Raises:
        OverLimit: If the view is too large for the format, or drawing it takes too long.
    """
    if len(view.edges) > MOST_EDGES:
        raise OverLimit(
            f"an export has at most {MOST_EDGES} arrows, this would have {len(view.edges)}; ask for a part of it",
            status=413,
        )
    return format.write(view, timeout_s)
