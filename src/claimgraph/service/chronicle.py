"""The history of a record as it is told: the list of its revisions, and two of them compared; as text, JSON and RDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import InputError
from claimgraph.service.derived.told import Told, page
from claimgraph.service.differences import Difference, Names, difference_of
from claimgraph.service.history import Content, Entry, History
from claimgraph.service.revisions import LOCAL_AGENT, Author
from claimgraph.vocabulary import CG, DCTERMS, SKOS

if TYPE_CHECKING:
    from claimgraph.service.claimgraph import Claimgraph

LIMIT, MOST = 50, 1000
"""Revisions on a page, and at most on one."""
_TITLES = (DCTERMS.title, CG.title, CG.statement, SKOS.prefLabel)
_AGENTS = {LOCAL_AGENT: "the command line", "https://w3id.org/claimgraph": "claimgraph"}


@dataclass(frozen=True)
class Listing:
    """A page of the revisions of a record, newest first.

    Attributes:
        number: Which page, from 1.
    """

    history: History
    title: str
    entries: tuple[Entry, ...]
    number: int
    limit: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-len(self.history) // self.limit)

    def told(self) -> Told:
        """The list for programs and for people."""
        document, current = NamedNode(self.history.document), NamedNode(self.history.current.iri)
        triples = [Triple(document, CG.currentRevision, current), *(t for e in self.entries for t in e.triples)]
        tree = {
            "record": self.history.document,
            "title": self.title,
            "revisions": len(self.history),
            "withdrawn": self.history.current.withdrawn,
            "page": self.number,
            "pages": self.pages,
            "listed": [entry_tree(entry) for entry in self.entries],
        }
        return Told(tree, self._text(), tuple(triples))

    def _text(self) -> str:
        count = len(self.history)
        lines = [f"{self.history.path}: {count} revision{'' if count == 1 else 's'}", ""]
        return page([*lines, *(line for entry in self.entries for line in _entry_lines(entry))])


def listing(graph: Claimgraph, path: str, *, number: int = 1, limit: int = LIMIT) -> Listing:
    """The revisions of a record, page by page.

    Raises:
        NotFound: If there never was such a record.
        InputError: If there is no such page.
    """
    history = History.of(graph, path)
    last = len(history) - (number - 1) * limit
    if number < 1 or not 1 <= limit <= MOST or last < 1:
        found, pages = f"page {number} with {limit} revisions", -(-len(history) // max(1, limit))
        raise InputError(path, found=found, expected=f"a page from 1 to {pages}, with 1 to {MOST} revisions")
    entries = history.entries(last - limit + 1, last)
    return Listing(history, title_of(graph, history), tuple(reversed(entries)), number, limit)


@dataclass(frozen=True)
class Comparison:
    """Two revisions of a record, with what is different."""

    history: History
    title: str
    start: Entry
    end: Entry
    before: Content
    after: Content
    difference: Difference

    def told(self) -> Told:
        """The comparison for programs and for people."""
        tree = {
            "record": self.history.document,
            "title": self.title,
            "from": entry_tree(self.start),
            "to": entry_tree(self.end),
            **self.difference.as_json(),
        }
        heads = [f"{self.history.path}, from revision {self.start.number} to revision {self.end.number}", ""]
        return Told(tree, page([*heads, *self.difference.text.splitlines()]))


def comparison(graph: Claimgraph, path: str, start: int, end: int) -> Comparison:
    """Two revisions of a record compared; a withdrawal says nothing.

    Raises:
        NotFound: If there is no such record or revision, or what it said is not kept.
    """
    history = History.of(graph, path)
    first, last = history.entry(start), history.entry(end)
    before, after = (content_of(history, entry) for entry in (first, last))
    names = Names.of(graph.derivations, before.triples, after.triples)
    difference = difference_of(before.triples, after.triples, names)
    return Comparison(history, title_of(graph, history), first, last, before, after, difference)


def tell_history(graph: Claimgraph, path: str, values: Mapping[str, str]) -> Told:
    """The list, `page` by page, or with `from` or `to` two revisions compared; by default the newest with its last."""
    if "from" in values or "to" in values:
        end = int(values.get("to", len(History.of(graph, path))))
        return comparison(graph, path, int(values.get("from", max(1, end - 1))), end).told()
    return listing(graph, path, number=int(values.get("page", 1))).told()


def restore(
    graph: Claimgraph, path: str, number: int, author: Author, *, at: int | None = None, dry_run: bool = False
) -> dict[str, Any]:
    """Write an earlier revision as a new one; what came of it, and which revision is the current one now."""
    written = History.of(graph, path).restore(number, author, at=at, dry_run=dry_run)
    return {
        "outcome": written.outcomes[path],
        "revision": len(History.of(graph, path)),
        "report": written.report.as_json(),
    }


def content_of(history: History, entry: Entry) -> Content:
    """What a revision said; a withdrawal nothing."""
    return Content((), intact=True) if entry.withdrawn else history.content(entry.number)


def entry_tree(entry: Entry) -> dict[str, Any]:
    """A revision as JSON-ready values."""
    return {
        "iri": entry.iri,
        "number": entry.number,
        "when": entry.when,
        "who": entry.agent,
        "kind": "machine" if entry.automated else "human",
        "why": entry.reason,
        "reviewer": entry.reviewer,
        "madeFrom": list(entry.sources),
        "withdrawn": entry.withdrawn,
        "sha256": entry.sha256,
    }


def title_of(graph: Claimgraph, history: History) -> str:
    """What a record is called: now, or as long as it stood; its path where it has no title."""
    triples: Sequence[Triple] = graph.store.graph(history.document)
    if not triples and len(history) > 1 and not history.entry(len(history) - 1).withdrawn:
        triples = history.content(len(history) - 1).triples
    return _title_in(triples, history.document) or history.path


def _title_in(triples: Iterable[Triple], document: str) -> str | None:
    literals = ((t, t.object) for t in sorted(triples, key=str, reverse=True) if _names(t, document))
    found = {triple.predicate: term.value for triple, term in literals if isinstance(term, Literal)}
    return next((found[predicate] for predicate in _TITLES if predicate in found), None)


def _names(triple: Triple, document: str) -> bool:
    """Whether a triple gives the name of the record or of what it is about, not of a part."""
    subject = getattr(triple.subject, "value", "")
    own = subject in (document, f"{document}#claim", f"{document}#study", f"{document}#scheme")
    return triple.predicate in _TITLES and (own or not subject.startswith(document))


def agent_name(iri: str) -> str:
    """An agent in words.

    >>> agent_name("https://orcid.org/0000-0002-1825-0097"), agent_name("urn:claimgraph:local")
    ('ORCID 0000-0002-1825-0097', 'the command line')
    """
    if iri.startswith("https://orcid.org/"):
        return "ORCID " + iri.removeprefix("https://orcid.org/")
    return _AGENTS.get(iri, iri)


def _entry_lines(entry: Entry) -> list[str]:
    what = "taken out of the graph" if entry.withdrawn else "written"
    machine = ", a program" if entry.automated else ""
    why = [f"     {entry.reason}"] if entry.reason else []
    return [f"{entry.number:>4} {entry.when} {what} by {agent_name(entry.agent)}{machine}", *why]
