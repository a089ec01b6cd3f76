"""Single concepts over HTTP: `/concepts/{scheme}/{fragment}` tells all that the graph knows of one."""

from __future__ import annotations

from hashlib import blake2b
from urllib.parse import unquote

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claimgraph.errors import IdentifierError
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import HTML, JSON, RDF_TYPES, best_of, rdf_type_named, rdf_type_of
from claimgraph.service import Claimgraph
from claimgraph.web.negotiation import graph_of, tags_of
from claimgraph.web.pages.concept import concept_page, concept_tree, own_triples, read_concept_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault
from claimgraph.web.serialising import write_record

_CONCEPT = "SELECT ?scheme WHERE {{ GRAPH {0} {{ {1} a skos:Concept . }} BIND({0} AS ?scheme) }}"
OFFERED = [HTML, JSON, *(kind.media for kind in RDF_TYPES)]


def concept_asked(graph: Claimgraph, asked: str) -> tuple[str, str] | None:
    """The record and the IRI of the concept that a path names, None if it names none."""
    document, _, name = asked.rpartition("/")
    if not document.startswith("concepts/") or not name:
        return None
    try:
        path = record_path(document)
    except IdentifierError:
        return None
    for fragment in (name, unquote(name)):
        try:
            node = NamedNode(f"{graph.store.base}{path}#{fragment}")
        except ValueError:
            continue
        if graph.store.select(_CONCEPT.format(NamedNode(graph.store.base + path), node)):
            return path, node.value
    return None


def concept_response(request: Request, path: str, iri: str) -> Response:
    """A concept in the form that the client wants: a page, JSON, or its triples."""
    media, tag = _media(request), _tag(request)
    graph = graph_of(request)
    headers = {"Vary": "Accept", "ETag": f'W/"{tag}"', "Link": f'<{graph.store.base}{path}>; rel="collection"'}
    if tags_of(request, "if-none-match").contains_weak(tag):
        return Response(status_code=304, headers=headers)
    kind = rdf_type_of(media)
    if kind is not None:
        return Response(
            write_record(own_triples(graph, path, iri), kind, graph.store.base, path), headers=headers, media_type=media
        )
    page = read_concept_page(graph, path, iri)
    if media == JSON:
        return JSONResponse(concept_tree(page), headers=headers)
    return page_response(concept_page(graph, page, request.url.path), headers=headers)


def _media(request: Request) -> str:
    asked = request.query_params.get("format")
    if asked is not None:
        named = rdf_type_named(asked)
        known = {"html": HTML, "json": JSON} | ({asked: named.media} if named else {})
        if asked not in known:
            accepted = ", ".join(["html", "json", *(kind.name for kind in RDF_TYPES)])
            raise HttpFault(400, f"format '{asked}' is unknown; accepted are {accepted}")
        return known[asked]
    media = best_of(request.headers.get("accept"), OFFERED)
    if media is None:
        raise HttpFault(406, f"nothing acceptable; a concept can be had as {', '.join(OFFERED)}")
    return media


def _tag(request: Request) -> str:
    parts = (graph_of(request).store.revision(), request.url.path, request.url.query, request.headers.get("accept"))
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()
