"""The page of a list: what it is narrowed down to, what it can be narrowed down to further, and a page of entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from claimgraph.search import MARKS, Found, Hit, Search
from claimgraph.service import Claimgraph
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.appraisal import number
from claimgraph.service.listing import BANDS, FILTERS
from claimgraph.vocabulary import CG
from claimgraph.web.links import local_url
from claimgraph.web.pages.search import line_of, marked
from claimgraph.web.templates import render

Given = tuple[tuple[str, str], ...]
"""Parameters as they stand in the address, without the format."""
_COUNTED = 5_000
"""Entries up to which facets are counted within what was found; above, within the whole list."""
_SORTS = {
    "claims": {"relevance": "best match", "confidence": "surest first", "studies": "most studies", "title": "wording"},
    "studies": {"relevance": "best match", "year": "newest first", "studies": "most findings", "title": "title"},
    "concepts": {"relevance": "best match", "title": "name"},
}
_LEADS = {
    "claims": "Each with the studies for and against it, and how sure that makes it.",
    "studies": "Each with what it did, measured and found, and the claims that lean on it.",
    "concepts": "The nodes of the causal graph: exposures, processes, states, structures and measures.",
}
_NAMES = {
    "type": "Kind", "strength": "Wording", "standing": "Standing", "design": "Design", "concept": "About",
    "study": "Cites", "scheme": "In", "since": "From", "until": "Until", "q": "Words",
    "min-confidence": "Confidence from", "max-confidence": "Confidence up to",
    "min-mechanism": "Surest mechanism from", "max-mechanism": "Surest mechanism up to",
}  # fmt: skip
"""What parameters are called on the page."""
_MECHANISMS = "Mechanism"


@dataclass(frozen=True)
class Chip:
    """Something that the list is narrowed down to, with the address of the list without it."""

    name: str
    text: str
    without: str


@dataclass(frozen=True)
class Choice:
    """A value that the list can be narrowed down to."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """An entry."""

    url: str
    title: Markup
    note: str
    excerpt: Markup
    sure: str


@dataclass(frozen=True)
class ListPage:
    """All that the page of a list shows.

    Attributes:
        facets: Names of facts with the values to choose from.
        overviews: Labels and addresses of the schemes of concepts.
        hidden: Parameters that the form takes along.
        numbers: Number fields of the form, as name, label, value, least, greatest and step.
    """

    kind: str
    title: str
    lead: str
    total: int
    rows: Sequence[Row]
    chips: Sequence[Chip]
    facets: Sequence[tuple[str, Sequence[Choice]]]
    overviews: Sequence[tuple[str, str]]
    hidden: Given
    numbers: Sequence[tuple[str, str, str, str, str, str]]
    words: str
    sorts: dict[str, str]
    sort: str
    page: int
    last: int
    previous: str | None
    next: str | None
    query: str


def list_page(graph: Claimgraph, wanted: Search, found: Found, given: Given, title: str) -> str:
    """The page of a list as it was asked for."""
    kind = wanted.kind
    number_, last = wanted.offset // wanted.limit + 1, max(1, -(-found.total // wanted.limit))
    lists = _Lists(graph, wanted, given)
    numbers = list(lists.numbers())
    fields = {"q", "sort", "page", *(name for name, *_ in numbers)}
    page = ListPage(
        kind, title, _LEADS[kind], found.total, [lists.row(hit) for hit in graph.search.marked(wanted, found)],
        list(lists.chips()), list(lists.facets(found.total)), list(lists.overviews()),
        tuple((name, value) for name, value in given if name not in fields and value), numbers, wanted.words,
        _sorts(wanted), wanted.sort, number_, last,
        lists.at(number_ - 1) if number_ > 1 else None, lists.at(number_ + 1) if number_ < last else None,
        urlencode([(name, value) for name, value in given if value]),
    )  # fmt: skip
    return render("list.html", title=title, page=page, here=f"/{kind}", base=graph.store.base)


def _sorts(wanted: Search) -> dict[str, str]:
    """Orders to choose from; without words nothing matches better than anything else."""
    sorts = _SORTS[wanted.kind] | {wanted.sort: _SORTS[wanted.kind].get(wanted.sort, wanted.sort)}
    return sorts if wanted.words.strip() else sorts | {"relevance": "usual"}


class _Lists:
    """One list: its addresses and names."""

    def __init__(self, graph: Claimgraph, wanted: Search, given: Given) -> None:
        self._graph, self._wanted, self._given = graph, wanted, given
        self._derivations: Derivations = graph.derivations

    def row(self, hit: Hit) -> Row:
        entry = hit.entry
        sure = f"confidence {number(entry.confidence)}" if entry.confidence is not None else ""
        excerpt = "" if MARKS[0] in hit.title else line_of(hit.excerpt)
        url = local_url(entry.iri, self._graph.store.base) or ""
        return Row(url, marked(hit.title), entry.note, marked(excerpt), sure)

    def at(self, page: int) -> str:
        """Address of another page of the same."""
        return self._address([*((name, value) for name, value in self._given if name != "page"), ("page", str(page))])

    def chips(self) -> Iterator[Chip]:
        meant = {name: iter(values) for name, values in self._wanted.facets.items()}
        for name, value in self._given:
            if value and name in _NAMES:
                without = [pair for pair in self._given if pair != (name, value) and pair[0] != "page"]
                text = self._label(name, next(meant[name], value)) if name in meant else value
                yield Chip(self._name(name), text, self._address(without))

    def facets(self, total: int) -> Iterator[tuple[str, list[Choice]]]:
        search, kind = self._graph.search, self._wanted.kind
        for each in FILTERS[kind]:
            name = each.parameter.name
            if each.choices:
                narrow = total <= _COUNTED
                found = search.counts(self._wanted, name) if narrow else search.values(kind, name)
                choices = [self._choice(name, value, count) for value, count in found]
                if len(choices) > 1 or any(choice.chosen for choice in choices):
                    yield self._name(name), choices

    def overviews(self) -> Iterator[tuple[str, str]]:
        if self._wanted.kind == "concepts":
            for iri, _ in self._graph.search.values("concepts", "scheme"):
                yield self._label("scheme", iri), local_url(iri, self._graph.store.base) or ""

    def _choice(self, name: str, value: str, count: int) -> Choice:
        chosen = value in self._wanted.facets.get(name, ())
        label = self._derivations.labels.get(CG.iri + value, value)
        rest = [pair for pair in self._given if pair[0] not in (name, "page")]
        return Choice(label, count, self._address(rest if chosen else [*rest, (name, f"cg:{value}")]), chosen)

    def numbers(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        """Fields of the form for numbers."""
        given = dict(self._given)
        if self._wanted.kind == "studies":
            for name in ("since", "until"):
                yield name, "Published from" if name == "since" else "until", given.get(name, ""), "0", "2999", "1"
        if self._wanted.kind == "claims":
            for name in BANDS:
                label = "Confidence from" if name == "confidence" else "Surest mechanism from"
                yield f"min-{name}", label, given.get(f"min-{name}", ""), "0", "1", "any"
                yield f"max-{name}", "up to", given.get(f"max-{name}", ""), "0", "1", "any"

    def _name(self, name: str) -> str:
        if name == "standing" and self._wanted.kind == "claims":
            return _MECHANISMS
        return "Below" if name == "concept" and self._wanted.kind == "concepts" else _NAMES[name]

    def _label(self, name: str, iri: str) -> str:
        """What a value is called."""
        if name == "study":
            return self._derivations.study(iri).citation()
        labels = self._derivations.labels
        return labels.get(iri) or labels.get(CG.iri + iri) or labels.get(f"{iri}#scheme") or iri

    def _address(self, given: Sequence[tuple[str, str]]) -> str:
        query = urlencode([(name, value) for name, value in given if value])
        return f"/{self._wanted.kind}?{query}" if query else f"/{self._wanted.kind}"
