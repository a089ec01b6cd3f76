"""The page of a search: what is found among claims, studies and concepts, with the words marked where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup, escape

from claimgraph.model import Claim
from claimgraph.search import MARKS, Hit, Search
from claimgraph.service import Claimgraph
from claimgraph.web.links import local_url
from claimgraph.web.pages.names import Names
from claimgraph.web.templates import render

TITLES = {"concepts": "Concepts", "claims": "Claims", "studies": "Studies"}
"""Kinds of what can be found, in the order in which they are shown."""
KINDS = {"concepts": "concept", "claims": "claim", "studies": "study"}
MOST = {"concepts": 6, "claims": 10, "studies": 6}
"""Entries of each kind on the page; the lists have the others."""
_START, _END = MARKS


@dataclass(frozen=True)
class HitTold:
    """Something that was found.

    Attributes:
        title: What it is called, with the words that were found marked.
        note: A few words beside it.
        excerpt: Where else the words stand, marked; the empty string where the title has them all.
        place: Which part of a claim the excerpt is from.
        place_url: Where that part is.
    """

    url: str
    title: Markup
    note: str
    excerpt: Markup
    place: str = ""
    place_url: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind."""

    kind: str
    title: str
    total: int
    hits: Sequence[HitTold]
    url: str


def search_page(graph: Claimgraph, words: str) -> str:
    """The page of a search; without words a form and how to ask."""
    groups = list(groups_of(graph, words)) if words.strip() else []
    found = [group for group in groups if group.total]
    return render(
        "search.html", title=f"“{words}”" if words.strip() else "Search", words=words, base=graph.store.base,
        groups=found, total=sum(group.total for group in found), kinds=TITLES,
    )  # fmt: skip


def groups_of(graph: Claimgraph, words: str) -> Iterator[Group]:
    """What words find, kind by kind."""
    names = Names(graph.derivations)
    for kind, title in TITLES.items():
        total, hits = graph.search.hits(Search(kind, words, limit=MOST[kind]))
        told = [_told(graph, hit, names) for hit in hits]
        yield Group(kind, title, total, told, f"/{kind}?{urlencode({'q': words})}")


def _told(graph: Claimgraph, hit: Hit, names: Names) -> HitTold:
    entry = hit.entry
    line = line_of(hit.excerpt)
    url = local_url(entry.iri, graph.store.base) or ""
    if entry.kind != "claims" or not line:
        return HitTold(url, marked(hit.title), entry.note, marked(line))
    claim = names.claim(entry.iri)
    part = part_with(claim, line) if claim else None
    if part is None:
        return HitTold(url, marked(hit.title), entry.note, marked(line))
    place = names.place(part)
    place_url = local_url(part, graph.store.base) or url
    return HitTold(url, marked(hit.title), entry.note, marked(line), place[:1].upper() + place[1:], place_url)


def line_of(excerpt: str) -> str:
    """The line of an excerpt that has most of the words that were found; the empty string where none has one."""
    return max((line.strip() for line in excerpt.split("\n") if _START in line), key=_marks, default="")


def _marks(line: str) -> int:
    return line.count(_START)


def part_with(claim: Claim, line: str) -> str | None:
    """IRI of the step or mechanism whose words a line of an excerpt is; None if it is of something else."""
    words = line.replace(_START, "").replace(_END, "").strip("… ")
    for mechanism in claim.mechanisms:
        for step in mechanism.steps:
            if words in step.statement or words in (step.plain or ""):
                return step.iri
        if words in (mechanism.summary or ""):
            return mechanism.iri
    return None


def marked(text: str) -> Markup:
    """A text with its marks as HTML; all else in it is escaped.

    >>> marked("a \\x02<b>\\x03 c")
    Markup('a <mark>&lt;b&gt;</mark> c')
    """
    return Markup(str(escape(text)).replace(_START, "<mark>").replace(_END, "</mark>"))
