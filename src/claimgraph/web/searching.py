"""Search over HTTP: `/search?q=` over claims, studies and concepts at once, and `/suggest?q=` as somebody types."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claimgraph.errors import ParameterError
from claimgraph.mediatypes import HTML, JSON, best_of
from claimgraph.search import Entry, Search
from claimgraph.service import Claimgraph
from claimgraph.web.links import local_url
from claimgraph.web.negotiation import graph_of
from claimgraph.web.pages.response import page_response
from claimgraph.web.pages.search import KINDS, MOST, TITLES, search_page
from claimgraph.web.problems import HttpFault

MOST_SUGGESTED = 20
MOST_TYPED = 500
"""Characters of a search that are looked at."""
_USUAL = 8
_SHARES = {"concepts": 3, "claims": 3, "studies": 2}
"""How many of eight suggestions each kind may have, before what others leave is given out."""


def search(request: Request) -> Response:
    """What words find."""
    values = _values(request, "search", {"q", "format"})
    words, graph = values.get("q", "")[:MOST_TYPED], graph_of(request)
    named = {"html": HTML, "json": JSON}
    asked = values.get("format")
    if asked is not None and asked not in named:
        raise HttpFault(400, f"format '{asked}' is unknown; accepted are html, json")
    media = named[asked] if asked else best_of(request.headers.get("accept"), [HTML, JSON])
    if media is None:
        raise HttpFault(406, "nothing acceptable; a search can be had as text/html, application/json")
    headers = {"Vary": "Accept"}
    if media == JSON:
        return JSONResponse(_found(graph, words), headers=headers)
    return page_response(search_page(graph, words), headers=headers)


def _found(graph: Claimgraph, words: str) -> dict[str, object]:
    told: dict[str, object] = {"query": words}
    for kind in TITLES:
        found = graph.search.search(Search(kind, words, limit=MOST[kind])) if words.strip() else None
        items = [_suggestion(entry, graph) for entry in found.entries] if found else []
        told[kind] = {"total": found.total if found else 0, "items": items}
    return told


def suggest(request: Request) -> Response:
    """Records that somebody who typed this may mean."""
    values = _values(request, "suggest", {"q", "limit", "kind"})
    kind, words, graph = values.get("kind"), values.get("q", "")[:MOST_TYPED], graph_of(request)
    if kind is not None and kind not in KINDS:
        raise ParameterError("suggest", "kind", found=f"'{kind}'", expected=f"one of {', '.join(KINDS)}")
    limit = _limit(values.get("limit", str(_USUAL)))
    entries = suggestions(graph, words, limit, [kind] if kind else list(KINDS))
    items = [_suggestion(entry, graph) for entry in entries]
    return JSONResponse({"query": words, "items": items}, headers={"Cache-Control": "no-cache"})


def suggestions(graph: Claimgraph, words: str, limit: int, kinds: Sequence[str]) -> list[Entry]:
    """What is found best of each kind, in the order of the kinds; a kind that needs less leaves its share to others."""
    if not words.strip():
        return []
    found = {kind: list(graph.search.search(Search(kind, words, limit=limit)).entries) for kind in kinds}
    shares = {kind: max(1, limit * _SHARES[kind] // _USUAL) for kind in kinds}
    left = limit - sum(min(shares[kind], len(found[kind])) for kind in kinds)
    for kind in kinds:
        more = max(0, min(left, len(found[kind]) - shares[kind]))
        shares[kind] += more
        left -= more
    return [entry for kind in kinds for entry in found[kind][: shares[kind]]][:limit]


def _suggestion(entry: Entry, graph: Claimgraph) -> dict[str, object]:
    return {
        "label": entry.title,
        "kind": KINDS[entry.kind],
        "note": entry.note,
        "url": local_url(entry.iri, graph.store.base),
        "iri": entry.iri,
    }


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= MOST_SUGGESTED:
        raise ParameterError(
            "suggest", "limit", found=f"'{text[:20]}'", expected=f"a number from 1 to {MOST_SUGGESTED}"
        )
    return int(text)


def _values(request: Request, name: str, known: set[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        if key not in known:
            raise ParameterError(name, key, found="unknown", expected=f"one of {', '.join(sorted(known))}")
        if key in values:
            raise ParameterError(name, key, found="given twice", expected="one value")
        values[key] = value
    return values
