"""DOT for Graphviz: layered from left to right; with a legend for pictures, which is the graph's label and no node."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from textwrap import wrap

from claimgraph.model.mechanism import SIGNS
from claimgraph.network.exports.attributes import address_of, edge_scalars, node_attributes, printable
from claimgraph.network.exports.style import (
    ARROWHEADS,
    BLACK,
    GREY,
    KINDS,
    Colours,
    fill_of,
    line_of,
    tint,
    width_of,
)
from claimgraph.network.view import Edge, Node, View

FONT = "Helvetica,Arial,sans-serif"
_LONGEST = 90
_WIDTH = 14
_CHAINS = 20
"""Chains that a legend tells."""
_NAMES = {"MostProbable": "most probable", "LessSupported": "less supported", "RuledOut": "ruled out"}
_BASES = (("solid", "measured or observed"), ("dashed", "inferred"), ("dotted", "cited or unstated"))


def write_dot(view: View, *, legend: bool = False) -> Iterator[str]:
    """The view in DOT; nodes are n1, n2 … with the IRI as an attribute, since some readers split IRIs at colons."""
    yield "digraph network {\n"
    yield f"  graph [{_attributes(_graph(view, legend=legend))}];\n"
    yield (
        f'  node [shape="box", style="rounded,filled", penwidth="1.4", margin="0.14,0.07", fontname="{FONT}", '
        'fontsize="13"];\n'
    )
    yield f'  edge [fontname="{FONT}", fontsize="11", labelfontsize="15", arrowsize="0.9"];\n'
    names = {node.iri: f"n{number}" for number, node in enumerate(view.nodes, 1)}
    for node in view.nodes:
        yield f"  {names[node.iri]} [{_attributes(_node(node, names[node.iri]))}];\n"
    colours = Colours(view)
    for number, edge in enumerate(view.edges, 1):
        told = _edge(edge, f"e{number}", colours, view)
        yield f"  {names[edge.cause]} -> {names[edge.consequence]} [{_attributes(told)}];\n"
    yield "}\n"


def _graph(view: View, *, legend: bool) -> dict[str, str]:
    label = f"<{_legend(view)}>" if legend else f" {view.title}" if _is_html(view.title) else view.title
    return {
        "rankdir": "LR", "charset": "UTF-8", "bgcolor": "white", "nodesep": "0.32", "ranksep": "0.5", "pad": "0.2",
        "splines": "true", "remincross": "true", "outputorder": "edgesfirst", "fontname": FONT, "fontsize": "12",
        "labelloc": "b", "labeljust": "l", "label": label,
    }  # fmt: skip


def _node(node: Node, name: str) -> dict[str, str]:
    colour = fill_of(node.kind)
    told = {name: str(value) for name, value in node_attributes(node).items() if name not in ("label", "color")}
    kind = f" ({node.kind.lower()})" if node.kind else ""
    return {
        "id": name, "key": node.iri, **told, "label": _wrapped(node.label), "fillcolor": tint(colour), "color": colour,
        **_link(node.iri), "tooltip": f"{node.label}{kind}",
    }  # fmt: skip


def _edge(edge: Edge, name: str, colours: Colours, view: View) -> dict[str, str]:
    told = {name: _plain(value) for name, value in edge_scalars(edge).items() if name != "label"}
    colour = colours.line(edge)
    return {
        "id": name, "key": edge.id, **told, "label": _edge_label(edge, colours, view),
        "headlabel": SIGNS.get(edge.influence, "?"), "labeldistance": "1.6", "labelangle": "-32",
        "color": colour, "fontcolor": colours.of(edge.strand), "labelfontcolor": colours.of(edge.strand),
        "style": line_of(edge), "penwidth": str(width_of(edge)), "arrowhead": ARROWHEADS.get(edge.influence, "vee"),
        **_link(edge.links[0]), "tooltip": describe(edge, view),
    }  # fmt: skip


def _link(iri: str) -> dict[str, str]:
    address = address_of(iri)
    return {"URL": address} if address else {}


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _edge_label(edge: Edge, colours: Colours, view: View) -> str:
    parts = [step] if (step := colours.step(edge)) else []
    if len(edge.links) > 1:
        parts.append(f"×{len(edge.links)}")
    if edge.disputed:
        parts.append("disputed")
    return f" {' '.join(parts)} " if parts else ""


def describe(edge: Edge, view: View) -> str:
    """An edge as a sentence: what influences what, and how sure that is."""
    sure = "no evidence" if edge.confidence is None else f"confidence {edge.confidence:.2f}"
    more = [sure, *(["disputed"] if edge.disputed else []), *(["proposed"] if edge.state == "Proposed" else [])]
    words = str(edge_scalars(edge)["label"])
    return f"{view.labels[edge.cause]} {words} {view.labels[edge.consequence]} ({', '.join(more)})"


def _wrapped(label: str) -> str:
    text = " ".join(label.split())
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1].rstrip() + "…"
    longest = max((len(word) for word in text.split()), default=0)
    return "\n".join(wrap(text, max(_WIDTH, len(text) // 5, min(22, longest)))) or "(no label)"


_ENTITY = re.compile("&(?=#?[A-Za-z0-9]+;)")
_READ_FOR_ENTITIES = frozenset({"label", "headlabel", "tooltip", "URL"})


def _attributes(values: Mapping[str, str]) -> str:
    """A list of attributes; Graphviz reads codes of HTML in some, so that what only looks like one is written so."""
    written = (
        (name, _ENTITY.sub("&amp;", value) if name in _READ_FOR_ENTITIES and not _is_html(value) else value)
        for name, value in values.items()
    )
    return ", ".join(f"{name}={_quoted(value)}" for name, value in written)


def _is_html(value: str) -> bool:
    return value.startswith("<<TABLE")


def _quoted(text: str) -> str:
    r"""A DOT string; the legend, which is HTML, is left as it is.

    >>> print(_quoted('a "b" \\N'))
    "a \"b\" \\N"
    """
    if _is_html(text):
        return text
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", "\\n")
    return f'"{escaped}"'


def _legend(view: View) -> str:
    rows = [*_title_rows(view), *_strand_rows(view), *_kind_row(view), *_line_row(view)]
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="2">{"".join(rows)}</TABLE>'


def _row(cells: Iterable[str]) -> str:
    return _rows([cells])


def _rows(rows: Iterable[Iterable[str]]) -> str:
    """Rows whose cells stand below each other."""
    told = "".join(f"<TR>{''.join(cells)}</TR>" for cells in rows)
    inner = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="1">{told}</TABLE>'
    return f'<TR><TD ALIGN="LEFT">{inner}</TD></TR>'


def _cell(text: str, *, colour: str = BLACK, bold: bool = False) -> str:
    inner = f"<B>{_html(text)}</B>" if bold else _html(text)
    return f'<TD ALIGN="LEFT"><FONT COLOR="{colour}">{inner}</FONT></TD>'


_GAP = '<TD WIDTH="14"></TD>'


def _html(text: str) -> str:
    return escape(printable(" ".join(text.split())), quote=True).replace("&#x27;", "&#39;")


def _title_rows(view: View) -> Iterator[str]:
    text = " ".join(view.title.split())
    lines = wrap(text if len(text) <= 400 else text[:399] + "…", 110)
    if lines:
        told = "".join(f'{_html(line)}<BR ALIGN="LEFT"/>' for line in lines)
        yield _row([f'<TD ALIGN="LEFT" BALIGN="LEFT"><B>{told}</B></TD>'])


def _strand_rows(view: View) -> Iterator[str]:
    if not view.detailed or not view.strands:
        return
    colours = Colours(view)
    yield from _chain_rows(view, colours) if view.chains else _mechanism_rows(view, colours)


def _chain_rows(view: View, colours: Colours) -> Iterator[str]:
    """What each chain says, and by which arrows: many share some."""
    steps = {edge.id: colours.step(edge) for edge in view.edges}
    several = len(view.chains) > 1
    rows = []
    for strand, chain in list(zip(view.strands, view.chains, strict=True))[:_CHAINS]:
        letter = f"{colours.letter(strand)}: " if several else ""
        words = _cell(letter + chain.words, colour=colours.of(strand), bold=True)
        rows.append([words, _GAP, _cell(" ".join(steps[edge] for edge in chain.edges))] if several else [words])
    yield _rows(rows)
    if len(view.chains) > _CHAINS:
        yield _row([_cell(f"and {len(view.chains) - _CHAINS} more")])
    told = "letter and number: the first chain that an arrow is in, and its place there"
    yield _row([_cell(told if several else "number: place in the chain")])


def _mechanism_rows(view: View, colours: Colours) -> Iterator[str]:
    standings = {edge.mechanism: edge.standing for edge in view.edges}
    cells = []
    for mechanism in view.strands:
        standing = standings[mechanism] or ""
        words = f"{colours.letter(mechanism)} {_NAMES.get(standing, standing)} mechanism"
        cells += [_cell(words, colour=colours.of(mechanism), bold=True), _GAP]
    several = len(view.strands) > 1
    yield _row([*cells, _cell("letter and number: mechanism and step" if several else "number: step")])


def _kind_row(view: View) -> Iterator[str]:
    found = {node.kind for node in view.nodes}
    cells = []
    for kind in [kind for kind in KINDS if kind in found] + ([None] if None in found else []):
        colour = fill_of(kind)
        cells += [
            f'<TD BORDER="1" COLOR="{colour}" BGCOLOR="{tint(colour)}" WIDTH="22" HEIGHT="12"></TD>',
            _cell((kind or "of no stated kind").lower()),
            _GAP,
        ]
    if cells:
        yield _row(cells)


def _line_row(view: View) -> Iterator[str]:
    lines = {line_of(edge) for edge in view.edges if edge.confidence is not None}
    cells = []
    for style, words in _BASES:
        if style in lines:
            cells += [_sample(style, 2, BLACK), _cell(words), _GAP]
    if any(edge.confidence is None for edge in view.edges):
        cells += [_sample("dotted", 1, GREY), _cell("no evidence that counts"), _GAP]
    if lines:
        cells += [_cell("the wider, the surer")]
    if cells:
        yield _row(cells)
    signs = dict.fromkeys(edge.influence for edge in view.edges)
    told = [(sign, text) for names, sign, text in _SIGNS if any(name in signs for name in names)]
    if told:
        yield _row([part for sign, text in told for part in (_cell(f"{sign} {text}"), _GAP)])


_SIGNS = (
    (("increases", "maintains"), "+", "increases or maintains"),
    (("decreases",), "−", "decreases"),
    (("modulates",), "?", "modulates"),
    (("hasNoEffectOn",), "0", "has no effect on"),
)


def _sample(style: str, width: int, colour: str) -> str:
    """A piece of a line: the lower border of an empty cell."""
    return (
        f'<TD WIDTH="36" CELLPADDING="0"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0"><TR>'
        f'<TD WIDTH="36" HEIGHT="7" BORDER="{width}" SIDES="B" STYLE="{style}" COLOR="{colour}"></TD></TR>'
        f'<TR><TD HEIGHT="5"></TD></TR></TABLE></TD>'
    )
