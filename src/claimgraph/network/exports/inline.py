"""SVG to stand inside a page: no title, no legend, nothing that a strict content security policy refuses.

Attributes that repeat what the page says anyway are left out, which makes it about half as long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

from claimgraph.network.exports.dot import FONT
from claimgraph.network.exports.drawing import TIMEOUT_S, draw
from claimgraph.network.exports.svg import SVG, XLINK, dashed, register, titled
from claimgraph.network.view import View

_TWICE = {f"{{{XLINK}}}href", f"{{{XLINK}}}title", "{http://www.w3.org/XML/1998/namespace}space"}
Address = Callable[[str], str | None]


def draw_inline(view: View, *, prefix: str, address: Address, timeout_s: float = TIMEOUT_S) -> str:
    """The picture as an `svg` element.

    Args:
        view: What to draw.
        prefix: Begins the id of each concept and arrow, since a page may hold several pictures.
        address: Where an IRI leads to from the page; None where nowhere.
        timeout_s: How long the layout may take.

    Raises:
        OverLimit: See `draw`.
    """
    root = ElementTree.fromstring(draw(replace(view, title=""), "svg", legend=False, timeout_s=timeout_s))
    titled(root, view)
    dashed(root)
    _bare(root)
    for group in root.iter(f"{{{SVG}}}g"):
        _named(group)
    for element in root.iter():
        _lean(element, prefix, address)
    root.attrib |= {"class": "network", "role": "graphics-document", "font-family": FONT, "aria-label": view.title}
    register()
    return ElementTree.tostring(root, encoding="unicode")


def _bare(root: ElementTree.Element) -> None:
    """Without the white ground, and as wide as the page lets it be."""
    whole = root.find(f"{{{SVG}}}g")
    if whole is not None:
        for ground in whole.findall(f"{{{SVG}}}polygon"):
            whole.remove(ground)
    for name in ("width", "height"):
        root.set(name, root.get(name, "").removesuffix("pt"))


def _named(group: ElementTree.Element) -> None:
    """One link for a concept or an arrow, with a name; Graphviz links its labels by themselves, too."""
    title = group.find(f"{{{SVG}}}title")
    if title is None:
        return
    links = list(group.iter(f"{{{SVG}}}a"))
    for link in links[:1]:
        link.set("aria-label", title.text or "")
    for label in links[1:]:
        label.tag = f"{{{SVG}}}g"
        label.attrib.clear()


def _lean(element: ElementTree.Element, prefix: str, address: Address) -> None:
    iri = element.get(f"{{{XLINK}}}href")
    for name in _TWICE & set(element.attrib):
        del element.attrib[name]
    if element.get("font-family"):
        del element.attrib["font-family"]
    if "id" in element.attrib:
        element.set("id", prefix + element.attrib["id"])
    if iri is not None and (target := address(iri)):
        element.set("href", target)
