"""How nodes and edges look, in every format that has looks.

Colours are those of Okabe and Ito, which people of all kinds of colour vision tell apart (Okabe and Ito 2008,
https://jfly.uni-koeln.de/color/). Nothing is told by colour alone: kinds stand in the titles of nodes, mechanisms have
letters, signs are written.
"""

from __future__ import annotations

from claimgraph.network.view import Edge, View

ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"
GREY = "#8A8A8A"
KINDS = {
    "Exposure": ORANGE, "Process": SKY, "State": GREEN, "Structure": YELLOW, "Measure": PURPLE,
    "Population": VERMILION,
}  # fmt: skip
"""Colour of each kind of concept."""
STRANDS = (BLACK, BLUE, VERMILION, PURPLE, GREEN)
"""Colours of the mechanisms or chains of a view, in their order; after the last they begin again."""
LINES = {
    "DirectMeasurement": "solid", "Observation": "solid", "AuthorInference": "dashed", "CuratorInference": "dashed",
    "CitedLiterature": "dotted", "Unstated": "dotted",
}  # fmt: skip
"""Line of each basis; dotted where nothing supports an arrow."""
ARROWHEADS = {
    "increases": "normal",
    "maintains": "normal",
    "decreases": "tee",
    "modulates": "diamond",
    "hasNoEffectOn": "odot",
}
THINNEST, THICKEST = 1.0, 4.0
"""Widths of arrows of confidence 0 and 1, in points; one without evidence is thinner and grey."""
_NO_EVIDENCE = 0.9


def fill_of(kind: str | None) -> str:
    """Colour of a kind of concept; grey where none is known."""
    return KINDS.get(kind or "", "#BBBBBB")


def tint(colour: str, share: float = 0.5) -> str:
    """A colour with white mixed in.

    >>> tint("#000000", 0.5)
    '#808080'
    """
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)


def line_of(edge: Edge) -> str:
    """solid, dashed or dotted, by the basis that supports it."""
    return LINES.get(edge.basis or "", "dotted")


def width_of(edge: Edge) -> float:
    """Width of an arrow in points, by its confidence."""
    if edge.confidence is None:
        return _NO_EVIDENCE
    return round(THINNEST + (THICKEST - THINNEST) * edge.confidence, 2)


class Colours:
    """The colours and letters of the strands of a view: of its mechanisms, or of its chains."""

    def __init__(self, view: View) -> None:
        self._places = {strand: place for place, strand in enumerate(view.strands)} if view.detailed else {}

    def letter(self, strand: str | None) -> str:
        """A, B … Z, AA, AB …; empty where there is only one to tell."""
        place = self._places.get(strand or "")
        if place is None or len(self._places) < 2:
            return ""
        return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)

    def of(self, strand: str | None) -> str:
        """Colour of a strand."""
        return STRANDS[self._places.get(strand or "", 0) % len(STRANDS)]

    def line(self, edge: Edge) -> str:
        """Colour of an arrow."""
        return GREY if edge.confidence is None else self.of(edge.strand)

    def step(self, edge: Edge) -> str:
        """Letter and number of the step or place of an arrow, such as B3; empty where it has none."""
        return f"{self.letter(edge.strand)}{edge.position}" if self._places and edge.position is not None else ""
