"""The history of a record over HTTP: `/claims/{slug}/history`, each revision at `/history/{n}`, two of them compared.

A record that really has such an address, since a DOI may end so, wins over the history of another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import IdentifierError, ParameterError
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import HTML, JSON, RDF_TYPES, best_of, rdf_type_named
from claimgraph.service import Claimgraph
from claimgraph.service.chronicle import LIMIT, MOST, comparison, listing
from claimgraph.service.history import Entry, History
from claimgraph.web.derived import TEXT, told_response
from claimgraph.web.negotiation import graph_of, refuse_unknown, tags_of
from claimgraph.web.pages.history import comparison_page, history_page
from claimgraph.web.problems import HttpFault
from claimgraph.web.signposts import TIME_MAP

_ASKED = re.compile(
    r"(?P<record>[^?#]+)/history"
    r"(?:/(?P<number>[1-9][0-9]{0,8})(?P<restore>/restore)?)?(?P<suffix>\.[a-z]+)?",
    re.ASCII,
)
_LISTED = [JSON, HTML, TEXT, TIME_MAP, *(kind.media for kind in RDF_TYPES)]
_COMPARED = [JSON, HTML, TEXT]
_PARAMETERS = {"from", "to", "page", "limit", "format"}


@dataclass(frozen=True)
class Asked:
    """What of a record's history is asked for: the list, or one revision, to be read or restored."""

    path: str
    number: int | None
    suffix: str
    restoring: bool


def history_asked(graph: Claimgraph, asked: str) -> Asked | None:
    """The part of a history that a path names; None if it names none."""
    found = _ASKED.fullmatch(asked)
    path = _path_or_none(found["record"]) if found else None
    if found is None or path is None or graph.records.revision(path) is None:
        return None
    own = _path_or_none(asked)
    if own is not None and graph.records.revision(own) is not None:
        return None
    number = int(found["number"]) if found["number"] else None
    return Asked(path, number, found["suffix"] or "", found["restore"] is not None)


def _path_or_none(asked: str) -> str | None:
    try:
        return record_path(asked)
    except IdentifierError:
        return None


def history_response(request: Request, asked: Asked) -> Response:
    """The list of revisions, or with `from` and `to` two of them compared."""
    graph, query = graph_of(request), request.query_params
    refuse_unknown(request, query, _PARAMETERS)
    compared = "from" in query or "to" in query
    media = _media(request, asked.suffix, _COMPARED if compared else _LISTED)
    tag = f"{graph.store.revision()}-{media}"
    headers = {"Vary": "Accept", "ETag": f'W/"{tag}"'}
    if tags_of(request, "if-none-match").contains_weak(tag):
        return Response(status_code=304, headers=headers)
    response = _compared(request, asked.path, media) if compared else _listed(request, asked.path, media)
    response.headers.update(headers)
    return response


def _listed(request: Request, path: str, media: str) -> Response:
    graph = graph_of(request)
    if media == TIME_MAP:
        return Response(time_map(History.of(graph, path), graph.store.base), media_type=TIME_MAP)
    number, limit = _number(request, "page", 1), _number(request, "limit", LIMIT, most=MOST)
    found = listing(graph, path, number=number, limit=limit)
    return told_response(found.told(), media, graph.store.base, lambda: history_page(graph, found))


def _compared(request: Request, path: str, media: str) -> Response:
    graph, last = graph_of(request), len(History.of(graph_of(request), path))
    end = _number(request, "to", last)
    found = comparison(graph, path, _number(request, "from", max(1, end - 1)), end)
    return told_response(found.told(), media, graph.store.base, lambda: comparison_page(graph, found))


def _media(request: Request, suffix: str, offered: list[str]) -> str:
    """The media type, by suffix, by `?format=` or by `Accept`.

    Raises:
        HttpFault: 400 for a format, 406 for media types that it cannot be had in.
    """
    asked = suffix.removeprefix(".") or request.query_params.get("format")
    if asked:
        named = rdf_type_named(asked)
        known = {"text": TEXT, "json": JSON, "html": HTML} | ({asked: named.media} if named else {})
        if known.get(asked) not in offered:
            raise HttpFault(400, f"format '{asked}' is not to be had here; accepted are {', '.join(offered)}")
        return known[asked]
    media = best_of(request.headers.get("accept"), offered)
    if media is None:
        raise HttpFault(406, f"nothing acceptable; this can be had as {', '.join(offered)}")
    return media


def _number(request: Request, name: str, default: int, *, most: int = 10**9) -> int:
    text = request.query_params.get(name, str(default))
    if not re.fullmatch("[0-9]{1,10}", text, re.ASCII) or not 1 <= int(text) <= most:
        raise ParameterError("history", name, found=f"'{text}'", expected=f"a whole number from 1 to {most}")
    return int(text)


def http_date(entry: Entry) -> str:
    """When a revision was written, as headers have it (RFC 9110, section 5.6.7)."""
    return format_datetime(entry.moment, usegmt=True)


def time_map(history: History, base: str) -> str:
    """All revisions as a time map (RFC 7089, section 5)."""
    entries = history.entries(1, len(history))
    last = len(entries) - 1
    relations = {0: "first memento", last: "last memento"} if last else {0: "first last memento"}
    lines = [
        f'<{history.document}>; rel="original timegate"',
        f'<{history.document}/history>; rel="self"; type="{TIME_MAP}"',
        *(
            f'<{entry.iri}>; rel="{relations.get(at, "memento")}"; datetime="{http_date(entry)}"'
            for at, entry in enumerate(entries)
        ),
    ]
    return ",\n".join(lines) + "\n"
