"""Mermaid flowcharts, as GitHub and wikis draw them; https://mermaid.js.org/syntax/flowchart.html."""

from __future__ import annotations

from collections.abc import Iterator

from claimgraph.errors import OverLimit
from claimgraph.model.mechanism import SIGNS
from claimgraph.network.exports.attributes import address_of
from claimgraph.network.exports.style import GREY, Colours, fill_of, line_of, tint, width_of
from claimgraph.network.view import Edge, View

MOST_EDGES, MOST_CHARACTERS = 500, 50_000
"""`maxEdges` and `maxTextSize`, which a text cannot raise for itself."""
_ARROWS = {"decreases": "--x", "hasNoEffectOn": "--o"}
_DASHES = {"dashed": "7 4", "dotted": "2 4"}
_PLAIN = frozenset(" ,-+/")


def write_mermaid(view: View) -> Iterator[str]:
    """The view as a flowchart from left to right, steps in their order.

    Raises:
        OverLimit: If it is more than Mermaid draws.
    """
    text = "".join(_lines(view))
    if len(view.edges) > MOST_EDGES or len(text) > MOST_CHARACTERS:
        raise OverLimit(
            f"Mermaid draws at most {MOST_EDGES} arrows and {MOST_CHARACTERS} characters, this would have "
            f"{len(view.edges)} and {len(text)}; ask for a part of it, or for another format",
            status=413,
        )
    yield text


def _lines(view: View) -> Iterator[str]:
    yield "flowchart LR\n"
    yield f"  accTitle: {mermaid_text(view.title)}\n"
    names = {node.iri: f"n{number}" for number, node in enumerate(view.nodes, 1)}
    for node in view.nodes:
        yield f'  {names[node.iri]}["{mermaid_text(node.label) or " "}"]:::{(node.kind or "other").lower()}\n'
    colours = Colours(view)
    for edge in view.edges:
        yield f"  %% {' '.join(edge.links)}\n"
        arrow = _ARROWS.get(edge.influence, "-->")
        yield f'  {names[edge.cause]} {arrow}|"{_label(edge, colours)}"| {names[edge.consequence]}\n'
    for node in view.nodes:
        name = names[node.iri]
        yield f'  click {name} href "{node.iri}"\n' if address_of(node.iri) else f"  %% {name} {node.iri}\n"
    looks: dict[str, list[str]] = {}
    for number, edge in enumerate(view.edges):
        looks.setdefault(_looks(edge, colours), []).append(str(number))
    for look, numbers in looks.items():
        yield f"  linkStyle {','.join(numbers)} {look}\n"
    for kind in dict.fromkeys(node.kind for node in view.nodes):
        colour = fill_of(kind)
        yield f"  classDef {(kind or 'other').lower()} fill:{tint(colour)},stroke:{colour},color:#000\n"


def _label(edge: Edge, colours: Colours) -> str:
    step = colours.step(edge)
    return mermaid_text(
        f"{step}{' ' if step else ''}{SIGNS.get(edge.influence, '?')}{' disputed' if edge.disputed else ''}"
    )


def _looks(edge: Edge, colours: Colours) -> str:
    dashes = _DASHES.get(line_of(edge))
    colour = GREY if edge.confidence is None else colours.line(edge)
    return f"stroke:{colour},stroke-width:{width_of(edge)}px" + (f",stroke-dasharray:{dashes}" if dashes else "")


def mermaid_text(text: str) -> str:
    """A text that Mermaid takes for nothing but text: everything else than letters, digits and spaces is a code.

    >>> mermaid_text('a "b" [c] #1')
    'a #34;b#34; #91;c#93; #35;1'
    """
    return "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in " ".join(text.split()))
