"""Anchors: each part of a record has a place on its page, so that its IRI leads there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape

from pyoxigraph import NamedNode, Triple

from claimgraph.vocabulary import RDF

_ID = re.compile(r'\bid="([^"]*)"')
_END = "</main>"
_PARTS = """<details class="parts">
<summary>Further parts of this record</summary>
<ul>
%s</ul>
</details>
"""


def fragments_of(triples: Iterable[Triple], document: str) -> dict[str, str]:
    """The fragments that a record describes, each with the local name of its class."""
    start = f"{document}#"
    found: dict[str, str] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(start):
            fragment = triple.subject.value.removeprefix(start)
            found.setdefault(fragment, "")
            if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
                found[fragment] = re.split(r"[#/]", triple.object.value)[-1]
    return found


def with_anchors(page: str, triples: Iterable[Triple], document: str) -> str:
    """A page with a line at its end for each part of the record that stands nowhere else on it."""
    shown = {unescape(name) for name in _ID.findall(page)}
    missing = {name: kind for name, kind in fragments_of(triples, document).items() if name and name not in shown}
    if not missing:
        return page
    items = "".join(
        f'<li id="{escape(name)}"><a href="#{escape(name)}">#{escape(name)}</a> {escape(kind)}</li>\n'
        for name, kind in sorted(missing.items())
    )
    before, _, after = page.rpartition(_END)
    return f"{before}{_PARTS % items}{_END}{after}"
