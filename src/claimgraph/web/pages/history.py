"""Pages about the history of a record: the list, two revisions compared, one as it was, and the form to restore one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlencode

from markupsafe import Markup
from pyoxigraph import Triple

from claimgraph.rdf.turtle import write_turtle
from claimgraph.service import Claimgraph
from claimgraph.service.chronicle import Comparison, Listing, agent_name, title_of
from claimgraph.service.earlier import with_record
from claimgraph.service.history import Content, Entry, History
from claimgraph.service.tokens import Token
from claimgraph.web.fragments import with_anchors
from claimgraph.web.links import local_url
from claimgraph.web.pages.records import record_page
from claimgraph.web.templates import render

_STYLES = Markup('<link rel="stylesheet" href="/static/history.css"><meta name="robots" content="noindex">')
_KINDS = {"claims": "Claim", "studies": "Study", "concepts": "Concepts", "contributions": "Contribution"}
_AROUND = 2
"""Lines that stay the same and are shown around those that differ."""
_MOST_LINES = 6_000
"""Longer documents are not laid side by side: comparing takes time that grows with their product."""


@dataclass(frozen=True)
class Told:
    """A revision as pages tell it."""

    entry: Entry
    who: str
    url: str | None
    day: str
    clock: str
    sources: tuple[tuple[str, str], ...]
    reviewer: str | None


def history_page(graph: Claimgraph, found: Listing) -> str:
    """The list of revisions, newest first, with a choice of two to compare."""
    base, path = graph.store.base, found.history.path
    return render(
        "history.html", title=f"History of {found.title}", record=found.title, kind=_kind(path), url=f"/{path}",
        base=base,
        revisions=[told(entry, base) for entry in found.entries], count=len(found.history), listing=found,
        withdrawn=found.history.current.withdrawn, page_url=lambda number: _page_url(path, number, found.limit),
    )  # fmt: skip


def _page_url(path: str, number: int, limit: int) -> str:
    return f"/{path}/history?{urlencode({'page': number, 'limit': limit})}"


def comparison_page(graph: Claimgraph, found: Comparison) -> str:
    """What is different between two revisions, in words and as Turtle side by side."""
    base, path = graph.store.base, found.history.path
    return render(
        "comparison.html", title=f"Revisions {found.start.number} and {found.end.number} of {found.title}",
        record=found.title, kind=_kind(path), url=f"/{path}", base=base, start=told(found.start, base),
        end=told(found.end, base), changes=found.difference.changes, rows=list(rows_of(found, base)),
        count=len(found.history), withdrawn=found.history.current.withdrawn,
    )  # fmt: skip


def restore_page(graph: Claimgraph, found: Comparison, token: Token | None) -> str:
    """What restoring a revision would change, and the form for it where somebody is signed in who may."""
    base, path, number = graph.store.base, found.history.path, found.end.number
    return render(
        "restore.html", title=f"Restore revision {number} of {found.title}", record=found.title, kind=_kind(path),
        url=f"/{path}", base=base, revision=told(found.end, base), at=found.start.number,
        changes=found.difference.changes, token=token, may=token is not None and token.allows("curator"),
        here=f"/{path}/history/{number}/restore", read_only=graph.settings.read_only,
    )  # fmt: skip


def tombstone_page(graph: Claimgraph, path: str) -> str:
    """What is left of a record that was taken out: who did it, when and why, and the way to what it said."""
    history = History.of(graph, path)
    record = title_of(graph, history)
    return render(
        "revision.html", title=f"{record}: taken out", record=record, kind=_kind(path), url=f"/{path}",
        base=graph.store.base, count=len(history), revision=told(history.entry(len(history)), graph.store.base),
        gone=True,
    )  # fmt: skip


def revision_page(graph: Claimgraph, history: History, entry: Entry, content: Content) -> str:
    """A revision in the look of its kind, under a banner that says what it is."""
    base, path = graph.store.base, history.path
    values = {
        "record": title_of(graph, history), "kind": _kind(path), "url": f"/{path}", "base": base, "count": len(history),
        "revision": told(entry, base), "intact": content.intact, "current": entry.number == len(history),
    }  # fmt: skip
    if entry.withdrawn:
        return render("revision.html", title=f"Revision {entry.number} of {values['record']}", gone=False, **values)
    earlier = with_record(graph, path, content.triples)
    page = with_anchors(record_page(earlier, path, head=_STYLES), content.triples, history.document)
    return _with_banner(page, render("revision-banner.html", **values), entry.number)


def _kind(path: str) -> str:
    return _KINDS.get(path.partition("/")[0], "Record")


def _with_banner(page: str, banner: str, number: int) -> str:
    """The banner as the first thing in the page, and the number in its title."""
    page = re.sub(r"<title>", f"<title>Revision {number}: ", page, count=1)
    head, opened, rest = page.partition("<main")
    tag, closed, content = rest.partition(">")
    return f"{head}{opened}{tag}{closed}\n{banner}{content}"


def told(entry: Entry, base: str) -> Told:
    """A revision as pages tell it."""
    sources = tuple((url, _source(iri, base)) for iri in entry.sources if (url := local_url(iri, base)))
    reviewer = agent_name(entry.reviewer) if entry.reviewer else None
    moment = entry.moment
    return Told(
        entry, agent_name(entry.agent), local_url(entry.agent, base), f"{moment.day} {moment:%B %Y}",
        f"{moment:%H:%M} UTC", sources, reviewer,
    )  # fmt: skip


def _source(iri: str, base: str) -> str:
    """What a revision was made from, in words."""
    if iri.startswith(f"{base}contributions/"):
        return "The contribution"
    return f"Revision {iri.rpartition('/')[2]}" if re.fullmatch(r".*/history/[0-9]+", iri) else iri


@dataclass(frozen=True)
class Row:
    """A line of two documents side by side; None where one of them has none, `left_out` lines that are the same."""

    old: str | None = None
    new: str | None = None
    kind: str = "same"
    left_out: int = 0


def rows_of(found: Comparison, base: str) -> Iterator[Row]:
    """The Turtle of two revisions side by side, without what is the same far and wide."""
    old, new = (_lines(triples, found, base) for triples in (found.before.triples, found.after.triples))
    if len(old) + len(new) > _MOST_LINES:
        return
    groups = list(SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND))
    at = 0
    for group in groups:
        if group[0][1] > at:
            yield Row(kind="gap", left_out=group[0][1] - at)
        for kind, start, end, begin, stop in group:
            yield from _side_by_side(old[start:end], new[begin:stop], "same" if kind == "equal" else "different")
        at = group[-1][2]
    if groups and len(old) > at:
        yield Row(kind="gap", left_out=len(old) - at)


def _side_by_side(old: Sequence[str], new: Sequence[str], kind: str) -> Iterator[Row]:
    for at in range(max(len(old), len(new))):
        yield Row(old[at] if at < len(old) else None, new[at] if at < len(new) else None, kind)


def _lines(triples: Sequence[Triple], found: Comparison, base: str) -> list[str]:
    text = write_turtle(triples, document=found.history.document, base=base) if triples else ""
    return text.splitlines()
