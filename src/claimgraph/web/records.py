"""Records over HTTP: each at its own IRI, negotiated by `Accept` or by suffix; replaced by PUT, taken out by DELETE."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyoxigraph import NamedNode, Quad, Triple, serialize
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from claimgraph.errors import IdentifierError, NotFound
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import HTML, JSON, JSON_LD, N_QUADS, RDF_TYPES, TRIG, TURTLE, RdfType, best_of, rdf_type_of
from claimgraph.rdf.parse import parse_triples
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service import Claimgraph
from claimgraph.service.records import Body, Written, etag
from claimgraph.service.revisions import Revision
from claimgraph.service.view import claim_view, concepts_view, study_view
from claimgraph.vocabulary import PREFIXES
from claimgraph.web.negotiation import body_of, flag, graph_of, rdf_type_of_body, writer_of
from claimgraph.web.problems import HttpFault, Withdrawn, report_response
from claimgraph.web.templates import render

_OFFERED = [TURTLE.media, HTML, *(kind.media for kind in RDF_TYPES if kind is not TURTLE)]
_SUFFIXES = {kind.suffix: kind.media for kind in RDF_TYPES} | {".html": HTML}
METHODS = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")


async def record(request: Request) -> Response:
    """One record, by the path that was really asked for: percent-encoding is part of a DOI's path."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    path = raw.decode("ascii", "replace").partition("?")[0].lstrip("/")
    if request.method == "PUT":
        return await _put(request, _checked(path))
    if request.method == "DELETE":
        return await run_in_threadpool(_delete, request, _checked(path))
    return await run_in_threadpool(_get, request, path)


def _checked(path: str) -> str:
    try:
        return record_path(path)
    except IdentifierError as error:
        raise NotFound(str(error)) from None


def _get(request: Request, asked: str) -> Response:
    graph = graph_of(request)
    path, media = _resolve(graph, asked)
    revision = graph.records.revision(path)
    triples = graph.store.graph(graph.store.base + path)
    if not triples:
        _absent(path, revision)
    media = media or best_of(request.headers.get("accept"), _OFFERED)
    if media is None:
        raise HttpFault(406, f"nothing acceptable; a record can be had as {', '.join(_OFFERED)}")
    headers = _headers(graph, path, revision, media)
    if headers.get("ETag") and headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if media == HTML:
        return HTMLResponse(record_page(graph, path), headers=headers)
    kind = rdf_type_of(media) or TURTLE
    return Response(write_record(triples, kind, graph.store.base, path), headers=headers, media_type=kind.media)


def _resolve(graph: Claimgraph, asked: str) -> tuple[str, str | None]:
    """The record asked for and, by suffix, the type; an existing record wins over a suffix (a DOI may end in .html)."""
    path = _checked(asked)
    if graph.store.has_graph(graph.store.base + path):
        return path, None
    for suffix, media in _SUFFIXES.items():
        if path.endswith(suffix) and _known(graph, path.removesuffix(suffix)):
            return path.removesuffix(suffix), media
    return path, None


def _known(graph: Claimgraph, path: str) -> bool:
    try:
        return graph.records.revision(path) is not None
    except IdentifierError:
        return False


def _absent(path: str, revision: Revision | None) -> None:
    if revision:
        raise Withdrawn(f"{path} was taken out of the graph with revision {revision.number}")
    raise NotFound(f"there is no record {path}")


def _headers(graph: Claimgraph, path: str, revision: Revision | None, media: str) -> dict[str, str]:
    document = graph.store.base + path
    alternates = [
        f'<{document}{suffix}>; rel="alternate"; type="{kind}"' for suffix, kind in _SUFFIXES.items() if kind != media
    ]
    headers = {"Vary": "Accept", "Link": ", ".join([f'<{document}>; rel="canonical"', *alternates])}
    if revision and not revision.withdrawn:
        headers["ETag"] = f'"{etag(revision)}-{media.rpartition("/")[2]}"'
    return headers


def write_record(triples: Sequence[Triple], kind: RdfType, base: str, path: str) -> bytes:
    """A record in an RDF syntax; with graph names where the syntax has them."""
    document = base + path
    if kind is TURTLE:
        return write_turtle(triples, document=document, base=base, declare_base=True).encode()
    ordered = sorted(triples, key=str)
    if kind in (TRIG, N_QUADS):
        graph = NamedNode(document)
        quads = [Quad(t.subject, t.predicate, t.object, graph) for t in ordered]
        return serialize(quads, format=kind.format, prefixes=dict(PREFIXES)) or b""
    prefixes = None if kind is JSON_LD else dict(PREFIXES)
    return serialize(ordered, format=kind.format, prefixes=prefixes) or b""


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


async def _put(request: Request, path: str) -> Response:
    author = writer_of(request, reason="Written over HTTP.")
    kind = rdf_type_of_body(request)
    content = await body_of(request)
    return await run_in_threadpool(_write, request, path, kind, content, author)


def _write(request: Request, path: str, kind: RdfType, content: bytes, author: object) -> Response:
    from claimgraph.service.revisions import Author

    assert isinstance(author, Author)
    graph = graph_of(request)
    triples = parse_triples(content, kind, base=graph.store.base + path, place=path)
    if not triples:
        raise HttpFault(400, "the body describes nothing; DELETE takes a record out")
    dry_run = flag(request, "dry-run")
    written = graph.records.write(
        [Body(path, triples)], author, dry_run=dry_run, expecting=_expected(request, graph, path)
    )
    return _written(request, graph, path, written, dry_run=dry_run)


def _delete(request: Request, path: str) -> Response:
    author = writer_of(request, reason=request.query_params.get("because"))
    graph = graph_of(request)
    graph.records.read(path)
    dry_run = flag(request, "dry-run")
    written = graph.records.write([Body(path, ())], author, dry_run=dry_run, expecting=_expected(request, graph, path))
    return _written(request, graph, path, written, dry_run=dry_run)


def _expected(request: Request, graph: Claimgraph, path: str) -> dict[str, str | None]:
    """What `If-Match` and `If-None-Match` ask of the current state.

    Raises:
        HttpFault: 412 if it does not hold; checked again inside the write.
    """
    match, none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    revision = graph.records.revision(path)
    current = etag(revision) if revision and not revision.withdrawn else None
    if none_match == "*" and current is not None:
        raise HttpFault(412, f"{path} exists already")
    if match is not None and match != "*" and (current is None or current not in match):
        raise HttpFault(412, f"{path} is not at the version that If-Match names")
    if match == "*" and current is None:
        raise HttpFault(412, f"{path} does not exist")
    return {path: current} if match or none_match else {}


def _written(request: Request, graph: Claimgraph, path: str, written: Written, *, dry_run: bool) -> Response:
    outcome = written.outcomes[path]
    headers = {"Vary": "Accept", "X-Outcome": outcome}
    if dry_run or (written.report.results and request.headers.get("accept")):
        media = best_of(request.headers.get("accept"), [JSON, *(kind.media for kind in RDF_TYPES)]) or JSON
        status = 201 if outcome == "created" and not dry_run else 200
        return report_response(written.report, media, status, headers | _location(graph, path, outcome, dry_run))
    return Response(
        status_code=201 if outcome == "created" else 204, headers=headers | _location(graph, path, outcome, dry_run)
    )


def _location(graph: Claimgraph, path: str, outcome: str, dry_run: bool) -> dict[str, str]:
    return {"Location": graph.store.base + path} if outcome == "created" and not dry_run else {}
