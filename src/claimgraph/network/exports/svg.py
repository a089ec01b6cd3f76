"""SVG: what Graphviz draws, with titles for readers who do not see it, and links in the form of SVG 2."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from claimgraph.network.exports.attributes import printable
from claimgraph.network.exports.dot import describe
from claimgraph.network.exports.drawing import TIMEOUT_S, draw
from claimgraph.network.view import View

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"


def draw_svg(view: View, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """The picture as SVG, with text as text and each concept and arrow linked to its IRI.

    Raises:
        OverLimit: See `draw`.
    """
    root = ElementTree.fromstring(draw(view, "svg", timeout_s=timeout_s))
    _name(root, view)
    titled(root, view)
    for link in root.iter(f"{{{SVG}}}a"):
        link.attrib.pop(f"{{{XLINK}}}title", None)
        address = link.get(f"{{{XLINK}}}href")
        if address is not None:
            link.set("href", address)
    dashed(root)
    register()
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def register() -> None:
    """Let SVG be written without prefixes."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)


def titled(root: ElementTree.Element, view: View) -> None:
    """Say in words what each concept and arrow is."""
    titles = dict(_titles(view))
    for group in root.iter(f"{{{SVG}}}g"):
        _retitle(group, titles.get(group.get("id", ""), ("", "")))


def dashed(root: ElementTree.Element) -> None:
    """Let dashes grow with the width of their line."""
    for line in root.iter():
        if "stroke-dasharray" in line.attrib:
            line.set("stroke-dasharray", _dashes(line))


def _dashes(line: ElementTree.Element) -> str:
    """Dashes and gaps that grow with the width of a line: those of Graphviz run together in wide ones."""
    width = max(1.0, float(line.get("stroke-width", "1")))
    on, off = (3.2, 2.2) if line.get("stroke-dasharray") == "5,2" else (1.0, 2.4)
    return f"{on * width:.1f},{off * width:.1f}"


def _name(root: ElementTree.Element, view: View) -> None:
    """A title and a description, as screen readers look for them."""
    root.set("role", "graphics-document")
    root.set("aria-labelledby", "network-title network-description")
    title = ElementTree.Element(f"{{{SVG}}}title", {"id": "network-title"})
    title.text = printable(view.title)
    description = ElementTree.Element(f"{{{SVG}}}desc", {"id": "network-description"})
    description.text = printable(
        f"A causal graph of {len(view.nodes)} concepts and {len(view.edges)} arrows: "
        + "; ".join(describe(edge, view) for edge in view.edges)
    )
    root.insert(0, title)
    root.insert(1, description)


def _titles(view: View) -> Iterator[tuple[str, tuple[str, str]]]:
    for number, node in enumerate(view.nodes, 1):
        kind = f" ({node.kind.lower()})" if node.kind else ""
        yield f"n{number}", (f"{node.label}{kind}", node.iri)
    for number, edge in enumerate(view.edges, 1):
        yield f"e{number}", (describe(edge, view), " ".join(edge.links))


def _retitle(group: ElementTree.Element, told: tuple[str, str]) -> None:
    title = group.find(f"{{{SVG}}}title")
    if title is None:
        return
    words, iri = told
    if not words:
        group.remove(title)
        return
    title.text = printable(words)
    group.set("data-iri", iri)
