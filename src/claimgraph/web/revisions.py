"""One revision of a record over HTTP: as a page in the look of its kind, and in every syntax of records.

A revision is a memento of its record (RFC 7089); the record is its own time gate: `Accept-Datetime`, or for people
`?as-of=`, leads to the revision then in force.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import InputError
from claimgraph.mediatypes import HTML, JSON, JSON_TREE, RDF_TYPES, TURTLE, best_of, record_type_of
from claimgraph.service.chronicle import content_of, entry_tree
from claimgraph.service.history import Content, Entry, History, moment_of
from claimgraph.web.history import http_date
from claimgraph.web.negotiation import graph_of, tags_of
from claimgraph.web.pages.history import revision_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault
from claimgraph.web.profiles import Form, form_of, write_json
from claimgraph.web.serialising import write_record
from claimgraph.web.signposts import TIME_MAP

_OFFERED = [TURTLE.media, HTML, *(kind.media for kind in RDF_TYPES if kind is not TURTLE), JSON_TREE.media]
SUFFIXES = {kind.suffix: kind.media for kind in (*RDF_TYPES, JSON_TREE)} | {".html": HTML}
"""The syntaxes of a revision by suffix."""


def moment_asked(request: Request) -> datetime | None:
    """The moment as of which a record is asked for; None for now.

    Raises:
        HttpFault: 400 if it is no moment.
    """
    header, text = request.headers.get("accept-datetime"), request.query_params.get("as-of")
    try:
        if text is not None:
            return moment_of(text)
        return parsedate_to_datetime(header) if header else None
    except (ValueError, InputError) as error:
        raise HttpFault(400, f"the moment asked for cannot be read: {error}") from None


def as_of_response(request: Request, path: str, moment: datetime, media: str | None) -> Response:
    """The record as it was, gone if it was withdrawn then; programs get the first revision for the time before it."""
    history = History.of(graph_of(request), path)
    first = history.entry(1)
    before = "as-of" not in request.query_params and moment < first.moment
    entry = first if before else history.as_of(moment)
    response = _response(request, history, entry, media)
    if entry.withdrawn and response.status_code == 200:
        response.status_code = 410
    return response


def revision_response(request: Request, path: str, number: int, suffix: str) -> Response:
    """One revision at its own address."""
    if suffix and suffix not in SUFFIXES:
        raise HttpFault(404, f"a revision cannot be had as {suffix}; it can as {', '.join(SUFFIXES)}")
    history = History.of(graph_of(request), path)
    return _response(request, history, history.entry(number), SUFFIXES.get(suffix))


def _response(request: Request, history: History, entry: Entry, by_suffix: str | None) -> Response:
    media = by_suffix or best_of(request.headers.get("accept"), _OFFERED)
    if media is None:
        raise HttpFault(406, f"nothing acceptable; a revision can be had as {', '.join(_OFFERED)}")
    form, headers = form_of(media, request), _headers(request, history, entry, media)
    if "ETag" in headers and tags_of(request, "if-none-match").contains_weak(headers["ETag"].strip('"')):
        return Response(status_code=304, headers=headers)
    content = content_of(history, entry)
    if media == HTML:
        return page_response(revision_page(graph_of(request), history, entry, content), headers=headers)
    return Response(_written(request, history, entry, content, form), headers=headers, media_type=form.media)


def _written(request: Request, history: History, entry: Entry, content: Content, form: Form) -> bytes:
    """What the record said; in RDF with what is kept about the revision, which is what its IRI names."""
    base = graph_of(request).store.base
    if form.bare == JSON:
        told = write_json(content.triples, history.document, base, "framed") if content.triples else None
        return told or json.dumps(entry_tree(entry), ensure_ascii=False).encode()
    triples: Sequence[Triple] = [*content.triples, *entry.triples]
    if form.profile:
        return write_json(triples, history.document, base, form.profile)
    return write_record(triples, record_type_of(form.bare) or TURTLE, base, history.path)


def _headers(request: Request, history: History, entry: Entry, media: str) -> dict[str, str]:
    """Revisions never change, so that all but pages, which name other records, can be kept for good."""
    suffix = next(suffix for suffix, kind in SUFFIXES.items() if kind == media)
    headers = {
        "Vary": "Accept, Accept-Datetime",
        "Content-Location": entry.iri + suffix,
        "Memento-Datetime": http_date(entry),
        "Link": _links(history, entry),
    }
    if media != HTML:
        name = form_of(media, request).name
        headers["ETag"] = f'"{(entry.sha256 or "withdrawn")[:32]}-{entry.number}-{name}"'
    return headers


def _links(history: History, entry: Entry) -> str:
    """How one comes from a revision to its record, its neighbours and the whole history."""
    document, last = history.document, len(history)
    near = {"first": 1, "prev": entry.number - 1, "next": entry.number + 1, "last": last}
    known = {name: f"{document}/history/{number}" for name, number in near.items() if 0 < number <= last}
    return ", ".join(
        [
            f'<{document}>; rel="original timegate"',
            f'<{document}/history>; rel="timemap"; type="{TIME_MAP}"',
            f'<{document}/history>; rel="version-history"',
            *(f'<{iri}>; rel="{name} memento"' for name, iri in known.items()),
        ]
    )
