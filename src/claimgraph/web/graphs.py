"""Pictures and graph formats over HTTP: beside the claim or study that they are about, and of the whole network."""

from __future__ import annotations

from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import IdentifierError, NotFound, ParameterError
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import best_of
from claimgraph.network.exports import FORMATS, Format, write
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import read_scope
from claimgraph.web.negotiation import graph_of, tags_of
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
    return network_response(request, None, suffix)


def network_response(request: Request, path: str | None, suffix: str | None) -> Response:
    """A view of the network in the format that the client wants."""
    graph = graph_of(request)
    values = _values(request)
    format = _format(request, suffix or values.pop("format", None))
    tag = _tag(request, format)
    headers = {"Vary": "Accept", "ETag": f'W/"{tag}"'}
    scope = read_scope(values, graph.store.base, path)
    if tags_of(request, "if-none-match").contains_weak(tag):
        return Response(status_code=304, headers=headers)
    view = graph.network_view(scope)
    content = write(view, format, timeout_s=graph.settings.picture_timeout_s)
    name = (path or "network").rpartition("/")[2]
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in name)
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
