"""Derived views over HTTP: beside the claim that they are about, or at the root for the whole graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b

from pyoxigraph import serialize
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import IdentifierError, NotFound, ParameterError
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import HTML, JSON, RDF_TYPES, TURTLE, best_of, rdf_type_named, rdf_type_of
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service import Claimgraph
from claimgraph.service.derived import VIEWS, Told
from claimgraph.vocabulary import PREFIXES
from claimgraph.web.negotiation import graph_of, tags_of
from claimgraph.web.pages.asked import Asked
from claimgraph.web.pages.derived import FORMS, STARTING, derived_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault, status_of

TEXT = "text/plain"
OFFERED = [JSON, TEXT, HTML, *(kind.media for kind in RDF_TYPES)]


def view_asked(graph: Claimgraph, path: str) -> tuple[str, str] | None:
    """The view and the claim that a path names, None if it names none."""
    document, _, name = path.rpartition("/")
    if name not in VIEWS or not VIEWS[name].of_claim or not document.startswith("claims/"):
        return None
    try:
        claim = record_path(document)
    except IdentifierError:
        return None
    return (name, claim) if graph.store.has_graph(graph.store.base + claim) else None


def derived(request: Request) -> Response:
    """A view of the whole graph."""
    return derived_response(request, request.url.path.strip("/"), None)


def derived_response(request: Request, name: str, path: str | None) -> Response:
    """A view in the form that the client wants."""
    graph = graph_of(request)
    values = _values(request, name)
    media = media_of(request, values.pop("format", None))
    headers = {"Vary": "Accept", "ETag": f'W/"{_tag(request, media)}"'}
    if tags_of(request, "if-none-match").contains_weak(_tag(request, media)):
        return Response(status_code=304, headers=headers)
    response = _page(request, name, path, values) if media == HTML else _data(graph, name, path, values, media)
    response.headers.update(headers)
    return response


def _data(graph: Claimgraph, name: str, path: str | None, values: Mapping[str, str], media: str) -> Response:
    return Response(_content(graph.derive(name, path, values), media, graph.store.base), media_type=media)


def _page(request: Request, name: str, path: str | None, values: Mapping[str, str]) -> Response:
    """The page of a view; its form where nothing was asked yet, or something that it cannot answer."""
    graph = graph_of(request)
    given = {**STARTING.get(name, {}), **{key: value for key, value in values.items() if value}}
    asked = Asked(graph, name, path, given, request.url.path)
    try:
        told = graph.derive(name, path, given)
    except (ParameterError, NotFound) as error:
        if name not in FORMS:
            raise
        if _is_empty(asked, error):
            return page_response(FORMS[name](asked, None))
        return page_response(FORMS[name](asked, error), status_of(error))
    return page_response(derived_page(asked, told))


def _is_empty(asked: Asked, error: Exception) -> bool:
    """Whether somebody comes to ask, rather than having asked wrongly."""
    required = [each.name for each in VIEWS[asked.name].parameters if each.required]
    missing = isinstance(error, ParameterError) and error.found == "missing"
    return missing and not any(name in asked.values for name in required)


def told_response(told: Told, media: str, base: str, page: Callable[[], str]) -> Response:
    """A derived answer in a media type; the page is only made where it is wanted."""
    if media == HTML:
        return page_response(page())
    return Response(_content(told, media, base), media_type=media)


def _content(told: Told, media: str, base: str) -> bytes:
    if media == JSON:
        return told.json()
    if media == TEXT:
        return told.text.encode()
    if media == TURTLE.media:
        return write_turtle(told.triples(), base=base).encode()
    kind = rdf_type_of(media)
    assert kind is not None
    return serialize(sorted(told.triples(), key=str), format=kind.format, prefixes=dict(PREFIXES)) or b""


def media_of(request: Request, asked: str | None) -> str:
    """The media type of a derived answer: as `?format=` or `Accept` has it.

    Raises:
        HttpFault: 400 for a format, 406 for media types that it cannot be had in.
    """
    if asked is not None:
        named = rdf_type_named(asked)
        known = {"text": TEXT, "json": JSON, "html": HTML} | ({asked: named.media} if named else {})
        if asked not in known:
            accepted = ", ".join(["text", "json", "html", *(kind.name for kind in RDF_TYPES)])
            raise HttpFault(400, f"format '{asked}' is unknown; accepted are {accepted}")
        return known[asked]
    media = best_of(request.headers.get("accept"), OFFERED)
    if media is None:
        raise HttpFault(406, f"nothing acceptable; the view can be had as {', '.join(OFFERED)}")
    return media


def _tag(request: Request, media: str) -> str:
    parts = (graph_of(request).store.revision(), request.url.path, request.url.query, media)
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def _values(request: Request, name: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        if key in values:
            raise ParameterError(name, key, found="given twice", expected="one value")
        values[key] = value
    return values
