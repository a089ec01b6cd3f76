"""Pictures and graph formats over HTTP: beside the claim or study that they are about, of the whole
network, and of the chains between two concepts."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import IdentifierError, NotFound, ParameterError
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import HTML, best_of
from claimgraph.network.exports import FORMATS, Format, write
from claimgraph.network.exports.page import POLICY
from claimgraph.network.view import View
from claimgraph.service import Claimgraph
from claimgraph.service.chains import NAME as CHAINS
from claimgraph.service.graphs import read_scope
from claimgraph.web.negotiation import graph_of, tags_of
from claimgraph.web.pages.network import network_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault

NAME = "graph"
_KINDS = ("claims/", "studies/")


def scene_asked(graph: Claimgraph, asked: str) -> tuple[str, str | None] | None:
    """The claim or study whose graph a path names, and the suffix; None if it names none or a record is called so."""
    document, _, last = asked.rpartition("/")
    name, dot, suffix = last.partition(".")
    if name != NAME or not document.startswith(_KINDS) or (dot and suffix not in FORMATS):
        return None
    try:
        path = record_path(document)
    except IdentifierError:
        return None
    if _is_record(graph, asked) or not graph.store.has_graph(graph.store.base + path):
        return None
    return path, suffix if dot else None


_POLICIES = {
    "html": {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"},
    "svg": {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"},
}
"""What a browser may do with a picture that it opens by itself: run nothing foreign, fetch nothing."""


def _is_record(graph: Claimgraph, asked: str) -> bool:
    try:
        return graph.store.has_graph(graph.store.base + record_path(asked))
    except IdentifierError:
        return False


def network(request: Request) -> Response:
    """The network across claims, or a part of it."""
    suffix = request.path_params.get("format")
    if suffix is not None and suffix not in FORMATS:
        raise NotFound(f"there is nothing at {request.url.path}; the network can be had as {', '.join(FORMATS)}")
    if suffix is None and "format" not in request.query_params and _wants_page(request):
        return page_response(network_page(graph_of(request), _values(request)), headers={"Vary": "Accept"})
    return network_response(request, None, suffix)


def _wants_page(request: Request) -> bool:
    """Whether a browser asks; the page that is one of the formats is to be had by its name."""
    offered = list(dict.fromkeys(each.media for each in FORMATS.values()))
    return best_of(request.headers.get("accept"), offered) == HTML


def chains(request: Request) -> Response:
    """The chains between two concepts, in the format of the address."""
    suffix = request.path_params["format"]
    if suffix not in FORMATS:
        raise NotFound(f"there is nothing at {request.url.path}; chains can be had as {', '.join(FORMATS)}")
    values, graph = _values(request), graph_of(request)
    return _view_response(request, FORMATS[suffix], CHAINS, lambda: graph.chains_view(values))


def network_response(request: Request, path: str | None, suffix: str | None) -> Response:
    """A view of the network in the format that the client wants."""
    graph = graph_of(request)
    values = _values(request)
    format = _format(request, suffix or values.pop("format", None))
    scope = read_scope(values, graph.store.base, path)
    return _view_response(request, format, path or "network", lambda: graph.network_view(scope))


def _view_response(request: Request, format: Format, name: str, make: Callable[[], View]) -> Response:
    """A view in a format, under the last part of a name; it is only made where the client has another."""
    tag = _tag(request, format)
    headers = {"Vary": "Accept", "ETag": f'W/"{tag}"'}
    if tags_of(request, "if-none-match").contains_weak(tag):
        return Response(status_code=304, headers=headers)
    content = write(make(), format, timeout_s=graph_of(request).settings.picture_timeout_s)
    name = name.rpartition("/")[2]
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name)
    headers |= _POLICIES.get(format.name, {})
    headers["Content-Disposition"] = f'inline; filename="{plain}.{format.name}"'
    return Response(content, headers=headers, media_type=format.media)


def _format(request: Request, asked: str | None) -> Format:
    if asked is not None:
        if asked not in FORMATS:
            raise HttpFault(400, f"format '{asked}' is unknown; accepted are {', '.join(FORMATS)}")
        return FORMATS[asked]
    offered = {format.media: format for format in reversed(FORMATS.values())}
    media = best_of(request.headers.get("accept"), list(dict.fromkeys(each.media for each in FORMATS.values())))
    if media is None:
        raise HttpFault(406, f"nothing acceptable; the graph can be had as {', '.join(reversed(offered))}")
    return offered[media]


def _tag(request: Request, format: Format) -> str:
    parts = (graph_of(request).store.revision(), request.url.path, request.url.query, format.name)
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def _values(request: Request) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        if key in values:
            raise ParameterError(NAME, key, found="given twice", expected="one value")
        values[key] = value
    return values
