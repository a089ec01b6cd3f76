"""Records over HTTP: each at its own IRI, negotiated by `Accept` or by suffix."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyoxigraph import NamedNode, Quad, Triple, serialize
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from werkzeug.datastructures import ETags

from claimgraph.errors import IdentifierError, NotFound
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import (
    HTML,
    JSON,
    JSON_LD,
    JSON_TREE,
    N_QUADS,
    RDF_TYPES,
    TRIG,
    TURTLE,
    RdfType,
    best_of,
    record_type_of,
)
from claimgraph.rdf.jsonld.context import NAME
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service import Claimgraph
from claimgraph.service.records import etag
from claimgraph.service.revisions import Revision
from claimgraph.service.view import claim_view, concepts_view, study_view
from claimgraph.vocabulary import PREFIXES
from claimgraph.web.derived import derived_response, view_asked
from claimgraph.web.graphs import network_response, scene_asked
from claimgraph.web.negotiation import graph_of, tags_of
from claimgraph.web.problems import HttpFault, Withdrawn
from claimgraph.web.profiles import CONTEXT_RELATION, Form, Trees, form_of
from claimgraph.web.publications import publication_asked, publication_response
from claimgraph.web.templates import render

_OFFERED = [TURTLE.media, HTML, *(kind.media for kind in RDF_TYPES if kind is not TURTLE), JSON_TREE.media]
SUFFIXES = {kind.suffix: kind.media for kind in (*RDF_TYPES, JSON_TREE)} | {".html": HTML}


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
    path, media = _resolve(graph, asked)
    revision, triples = _read(graph, path)
    if not triples:
        _absent(path, revision)
    media = media or best_of(request.headers.get("accept"), _OFFERED)
    if media is None:
        raise HttpFault(406, f"nothing acceptable; a record can be had as {', '.join(_OFFERED)}")
    form = form_of(media, request)
    headers = _headers(graph, path, revision, form)
    known = tags_of(request, "if-none-match")
    if "ETag" in headers and known.contains_weak(headers["ETag"].strip('"')):
        return Response(status_code=304, headers=headers)
    if media == HTML:
        return HTMLResponse(record_page(graph, path), headers=headers)
    base = graph.store.base
    if form.profile:
        trees: Trees = request.app.state.trees
        content = trees.written(triples, base + path, base, form.profile, headers.get("ETag", ""))
    else:
        content = write_record(triples, record_type_of(media) or TURTLE, base, path)
    return Response(content, headers=headers, media_type=form.media)


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
    for suffix, media in SUFFIXES.items():
        bare = _path_or_none(asked.removesuffix(suffix)) if asked.endswith(suffix) else None
        if bare and graph.records.revision(bare) is not None:
            return bare, media
    return checked_path(asked), None


def _path_or_none(asked: str) -> str | None:
    try:
        return record_path(asked)
    except IdentifierError:
        return None


def _absent(path: str, revision: Revision | None) -> None:
    if revision:
        raise Withdrawn(f"{path} was taken out of the graph with revision {revision.number}")
    raise NotFound(f"there is no record {path}")


def is_at(tags: ETags, current: str | None) -> bool:
    """Whether entity tags, in whatever syntax a record was read, name its current content; weak ones do not count."""
    return current is not None and any(tag.partition("-")[0] == current for tag in tags.as_set())


def _headers(graph: Claimgraph, path: str, revision: Revision | None, form: Form) -> dict[str, str]:
    document = graph.store.base + path
    alternates = [
        f'<{document}{suffix}>; rel="alternate"; type="{kind}"'
        for suffix, kind in SUFFIXES.items()
        if kind != form.bare
    ]
    context = f'<{graph.store.base}{NAME}>; rel="{CONTEXT_RELATION}"; type="{JSON_LD.media}"'
    links = [f'<{document}>; rel="canonical"', *alternates, *([context] if form.bare == JSON else [])]
    suffix = next(suffix for suffix, kind in SUFFIXES.items() if kind == form.bare)
    headers = {"Vary": "Accept", "Link": ", ".join(links), "Content-Location": document + suffix}
    if revision and not revision.withdrawn:
        shown = f"html-{graph.store.revision()}" if form.bare == HTML else form.name
        headers["ETag"] = f'"{etag(revision)}-{shown}"'
    return headers


def write_record(triples: Sequence[Triple], kind: RdfType, base: str, path: str) -> bytes:
    """A record in an RDF syntax; with graph names where the syntax has them.

    Raises:
        HttpFault: 406 if the syntax cannot hold it: RDF/XML has no way to write some predicates, such as `rdf:li`.
    """
    document = base + path
    if kind is TURTLE:
        return write_turtle(triples, document=document, base=base, declare_base=True).encode()
    ordered = sorted(triples, key=str)
    try:
        if kind in (TRIG, N_QUADS):
            graph = NamedNode(document)
            quads = [Quad(t.subject, t.predicate, t.object, graph) for t in ordered]
            return serialize(quads, format=kind.format, prefixes=dict(PREFIXES)) or b""
        prefixes = None if kind is JSON_LD else dict(PREFIXES)
        return serialize(ordered, format=kind.format, prefixes=prefixes) or b""
    except OSError as error:
        raise HttpFault(406, f"{path} cannot be written as {kind.media}: {error}") from None


def record_page(graph: Claimgraph, path: str) -> str:
    """A record as a page to read."""
    base, language = graph.store.base, graph.settings.language
    reader = _Reader(graph)
    kind = path.partition("/")[0]
    if kind == "claims":
        claim = claim_view(reader, path, base, language)
        return render(
            "claim.html", title=claim.claim.statement, view=claim, tally=claim.claim.tally(), url=f"/{path}", base=base
        )
    if kind == "studies":
        study = study_view(reader, path, base, language)
        return render("study.html", title=study.study.title or path, view=study, url=f"/{path}", base=base)
    if kind == "concepts":
        scheme = concepts_view(reader, path, base, language)
        return render("concepts.html", title=scheme.label, scheme=scheme, url=f"/{path}", base=base)
    text = write_turtle(graph.records.read(path), document=base + path, base=base)
    return render("turtle.html", title=path, text=text, url=f"/{path}", base=base)


class _Reader:
    def __init__(self, graph: Claimgraph) -> None:
        self.read: Callable[[str], list[Triple]] = graph.records.read
        self.select = graph.store.select
