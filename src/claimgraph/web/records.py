"""Records over HTTP: each at its own IRI, negotiated by `Accept` or by suffix."""

from __future__ import annotations

import json

from markupsafe import Markup
from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response
from werkzeug.datastructures import ETags

from claimgraph.errors import IdentifierError, NotFound
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import (
    HTML,
    JSON,
    JSON_TREE,
    RDF_TYPES,
    TURTLE,
    best_of,
    record_type_of,
)
from claimgraph.service import Claimgraph
from claimgraph.service.publications import schema_of
from claimgraph.service.records import etag
from claimgraph.service.revisions import Revision
from claimgraph.web.concepts import concept_asked, concept_response
from claimgraph.web.derived import derived_response, view_asked
from claimgraph.web.fragments import with_anchors
from claimgraph.web.graphs import network_response, scene_asked
from claimgraph.web.negotiation import graph_of, tags_of
from claimgraph.web.pages.records import record_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault
from claimgraph.web.profiles import Form, Trees, form_of
from claimgraph.web.publications import publication_asked, publication_response
from claimgraph.web.revisions import as_of_response, moment_asked
from claimgraph.web.schema_org import schema_org, script
from claimgraph.web.serialising import write_record
from claimgraph.web.signposts import LINKSET, context_post, link_header, linkset, signposts
from claimgraph.web.tombstones import tombstone

_OFFERED = [TURTLE.media, HTML, *(kind.media for kind in RDF_TYPES if kind is not TURTLE), JSON_TREE.media, LINKSET]
SUFFIXES = {kind.suffix: kind.media for kind in (*RDF_TYPES, JSON_TREE)} | {".html": HTML}
"""The syntaxes of a record by suffix."""
_MOST_TOLD = 4_000
"""Triples of a record above which its page does not repeat it as schema.org: making a tree of more takes seconds."""
_SUFFIXES = {".linkset.json": LINKSET, **SUFFIXES}


def path_asked(request: Request) -> str:
    """The path that was really asked for: percent-encoding is part of a DOI's path."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return raw.decode("ascii", "replace").partition("?")[0].lstrip("/")


def checked_path(path: str) -> str:
    """A record path in its one spelling.

    Raises:
        NotFound: If no record can have it.
    """
    try:
        return record_path(path)
    except IdentifierError as error:
        raise NotFound(str(error)) from None


def get_record(request: Request, asked: str) -> Response:
    """One record in the syntax that the client wants, or a view of it; no record of a claim has a slash in its name."""
    graph = graph_of(request)
    view = view_asked(graph, asked)
    if view is not None:
        return derived_response(request, *view)
    publication = publication_asked(graph, asked)
    if publication is not None:
        return publication_response(request, *publication)
    scene = scene_asked(graph, asked)
    if scene is not None:
        return network_response(request, *scene)
    concept = concept_asked(graph, asked)
    if concept is not None:
        return concept_response(request, *concept)
    path, by_suffix = _resolve(graph, asked)
    moment = moment_asked(request)
    if moment is not None:
        return as_of_response(request, path, moment, by_suffix)
    revision, triples = _read(graph, path)
    if not triples:
        return _absent(request, path, revision, by_suffix)
    media = by_suffix or best_of(request.headers.get("accept"), _OFFERED)
    if media is None:
        raise HttpFault(406, f"nothing acceptable; a record can be had as {', '.join(_OFFERED)}")
    form = form_of(media, request)
    data = by_suffix is not None and media != HTML
    headers = _headers(graph, path, revision, form) | {"Link": _links(graph, triples, path, form, data=data)}
    known = tags_of(request, "if-none-match")
    if "ETag" in headers and known.contains_weak(headers["ETag"].strip('"')):
        return Response(status_code=304, headers=headers)
    version = etag(revision) if revision else ""
    if form.bare == HTML:
        return page_response(_page(graph, path, triples, request.app.state.trees, version), headers=headers)
    return Response(_written(request, path, triples, form, version), headers=headers, media_type=form.media)


def _written(request: Request, path: str, triples: list[Triple], form: Form, version: str) -> bytes:
    graph = graph_of(request)
    base, trees = graph.store.base, request.app.state.trees
    if form.bare == LINKSET:
        return linkset(triples, path, base, SUFFIXES)
    if form.profile:
        return trees.written(triples, base + path, base, form.profile, version)  # type: ignore[no-any-return]
    return write_record(triples, record_type_of(form.bare) or TURTLE, base, path)


def _read(graph: Claimgraph, path: str) -> tuple[Revision | None, list[Triple]]:
    """A record with the revision that it is, also while somebody writes it."""
    revision = graph.records.revision(path)
    while True:
        triples = graph.store.graph(graph.store.base + path)
        after = graph.records.revision(path)
        if after == revision:
            return revision, triples
        revision = after


def _resolve(graph: Claimgraph, asked: str) -> tuple[str, str | None]:
    """The record asked for and, by suffix, the type; an existing record wins over a suffix (a DOI may end in .html)."""
    path = _path_or_none(asked)
    if path and graph.store.has_graph(graph.store.base + path):
        return path, None
    for suffix, media in _SUFFIXES.items():
        bare = _path_or_none(asked.removesuffix(suffix)) if asked.endswith(suffix) else None
        if bare and graph.records.revision(bare) is not None:
            return bare, media
    return checked_path(asked), None


def is_record_path(asked: str) -> bool:
    """Whether a record can have this path."""
    return _path_or_none(asked) is not None


def _path_or_none(asked: str) -> str | None:
    try:
        return record_path(asked)
    except IdentifierError:
        return None


def _absent(request: Request, path: str, revision: Revision | None, media: str | None) -> Response:
    if revision is None:
        raise NotFound(f"there is no record {path}")
    return tombstone(request, path, revision, media)


def is_at(tags: ETags, current: str | None) -> bool:
    """Whether entity tags, in whatever syntax a record was read, name its current content; weak ones do not count."""
    return current is not None and any(tag.partition("-")[0] == current for tag in tags.as_set())


def _headers(graph: Claimgraph, path: str, revision: Revision | None, form: Form) -> dict[str, str]:
    suffix = next(suffix for suffix, kind in _SUFFIXES.items() if kind == form.bare)
    headers = {"Vary": "Accept, Accept-Datetime", "Content-Location": graph.store.base + path + suffix}
    if revision and not revision.withdrawn:
        shown = f"html-{graph.store.revision()}" if form.bare == HTML else form.name
        headers["ETag"] = f'"{etag(revision)}-{shown}"'
    return headers


def _links(graph: Claimgraph, triples: list[Triple], path: str, form: Form, *, data: bool) -> str:
    posts = signposts(triples, path, graph.store.base, SUFFIXES, data=data)
    return link_header([*posts, context_post(graph.store.base)] if form.bare == JSON else posts)


def _page(graph: Claimgraph, path: str, triples: list[Triple], trees: Trees, version: str) -> str:
    """The page of a record, with typed links and schema.org in its head and an anchor for each of its parts."""
    base = graph.store.base
    bare = {"id": base + path}
    head = [post.element() for post in signposts(triples, path, base, SUFFIXES)]
    try:
        large = len(triples) > _MOST_TOLD
        tree = bare if large else json.loads(trees.written(triples, base + path, base, "framed", version))
    except HttpFault:
        tree = bare
    published = schema_of(graph, path)
    told = schema_org(tree, path.partition("/")[0], base + path, graph.settings.language, published=published)
    if told is not None:
        head.append(f'<script type="application/ld+json">{script(told)}</script>')
    page = record_page(graph, path, head=Markup("\n".join(head)))
    return with_anchors(page, triples, base + path)
