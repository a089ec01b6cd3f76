"""Claims in the forms of others, beside their records: `/claims/{slug}/nanopub` and `/claims/{slug}/claimreview`."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import IdentifierError
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import JSON, JSON_LD, RdfType, best_of, negotiate_rdf, rdf_type_named
from claimgraph.publishing.nanopub import iri_of
from claimgraph.service import Claimgraph
from claimgraph.service.publications import NANOPUB_TYPES, nanopub, review, write_nanopub
from claimgraph.web.negotiation import graph_of, tags_of
from claimgraph.web.problems import HttpFault

NAMES = ("nanopub", "claimreview")


def publication_asked(graph: Claimgraph, asked: str) -> tuple[str, str] | None:
    """The form and the claim that a path names, None if it names none; no claim has a slash in its name."""
    document, _, name = asked.rpartition("/")
    if name not in NAMES or not document.startswith("claims/"):
        return None
    try:
        path = record_path(document)
    except IdentifierError:
        return None
    return (name, path) if graph.store.has_graph(graph.store.base + path) else None


def publication_response(request: Request, name: str, path: str) -> Response:
    """A claim in one of the forms."""
    return _nanopub(request, path) if name == "nanopub" else _review(request, path)


def _nanopub(request: Request, path: str) -> Response:
    graph, kind = graph_of(request), _kind(request)
    quads = nanopub(graph, path)
    own = iri_of(quads)
    headers = {"ETag": f'"{own.rpartition("/")[2]}-{kind.name}"', "Link": f'<{graph.store.base}{path}>; rel="about"'}
    return _answer(request, headers, lambda: write_nanopub(quads, kind), kind.media)


def _kind(request: Request) -> RdfType:
    accepted = ", ".join(kind.name for kind in NANOPUB_TYPES)
    asked = request.query_params.get("format")
    if asked is not None:
        named = rdf_type_named(asked)
        if named is None or named not in NANOPUB_TYPES:
            raise HttpFault(400, f"format '{asked}' is unknown; accepted are {accepted}")
        return named
    kind = negotiate_rdf(request.headers.get("accept"), NANOPUB_TYPES)
    if kind is None:
        raise HttpFault(406, f"nothing acceptable; a nanopublication can be had as {accepted}")
    return kind


def _review(request: Request, path: str) -> Response:
    graph = graph_of(request)
    media = best_of(request.headers.get("accept"), (JSON_LD.media, JSON))
    if media is None:
        raise HttpFault(406, f"nothing acceptable; a ClaimReview can be had as {JSON_LD.media}")
    parts = (graph.store.revision(), path, media)
    headers = {"ETag": f'W/"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'}
    return _answer(request, headers, lambda: json.dumps(review(graph, path), ensure_ascii=False).encode(), media)


def _answer(request: Request, headers: dict[str, str], content: Callable[[], bytes], media: str) -> Response:
    headers = {"Vary": "Accept", **headers}
    tag = headers["ETag"].removeprefix("W/").strip('"')
    if tags_of(request, "if-none-match").contains_weak(tag):
        return Response(status_code=304, headers=headers)
    return Response(content(), headers=headers, media_type=media)
