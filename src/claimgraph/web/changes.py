"""Changing one record over HTTP: PUT replaces it, DELETE takes it out; `?dry-run` only says what would happen."""

from __future__ import annotations

from pyoxigraph import Triple
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import Conflict
from claimgraph.mediatypes import JSON, RDF_TYPES, best_of
from claimgraph.service import Claimgraph
from claimgraph.service.records import Body, Written, etag
from claimgraph.service.revisions import Author
from claimgraph.web.history import Asked, history_asked, history_response
from claimgraph.web.negotiation import flag, graph_of, refuse_unknown, tags_of, writer_of
from claimgraph.web.problems import HttpFault, report_response
from claimgraph.web.records import checked_path, get_record, is_at, is_record_path, path_asked
from claimgraph.web.restoring import asking, restore
from claimgraph.web.revisions import revision_response
from claimgraph.web.uploads import read_graph

METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
_PARAMETERS = frozenset({"dry-run", "because"})


async def record(request: Request) -> Response:
    """One record, read or changed."""
    path = path_asked(request)
    asked = history_asked(graph_of(request), path)
    if asked is not None and (request.method not in ("PUT", "DELETE") or not is_record_path(path)):
        return await _history(request, asked)
    if request.method not in ("GET", "HEAD"):
        refuse_unknown(request, request.query_params, _PARAMETERS)
    if request.method == "PUT":
        return await replace_record(request, checked_path(path))
    if request.method == "POST":
        return await merge_record(request, checked_path(path))
    if request.method == "DELETE":
        return await run_in_threadpool(delete_record, request, checked_path(path))
    return await run_in_threadpool(get_record, request, path)


async def _history(request: Request, asked: Asked) -> Response:
    """What a record was: nothing of it can be changed, but a revision restored."""
    if asked.restoring and asked.number and request.method == "POST":
        return await restore(request, asked.path, asked.number)
    if request.method not in ("GET", "HEAD"):
        raise HttpFault(405, f"{request.method} is not possible here", {"Allow": "GET, HEAD"})
    if asked.number is None:
        return await run_in_threadpool(history_response, request, asked)
    if asked.restoring:
        return await run_in_threadpool(asking, request, asked.path, asked.number)
    return await run_in_threadpool(revision_response, request, asked.path, asked.number, asked.suffix)


async def replace_record(request: Request, path: str) -> Response:
    """Put the body in the place of a record."""
    author = writer_of(request, reason="Written over HTTP.")
    return await _upload(request, path, author, merge=False)


async def merge_record(request: Request, path: str) -> Response:
    """Add the body to a record; an empty one adds nothing."""
    author = writer_of(request, reason="Added to over HTTP.")
    return await _upload(request, path, author, merge=True)


async def _upload(request: Request, path: str, author: Author, *, merge: bool) -> Response:
    triples = await read_graph(request, graph_of(request).store.base + path, path)
    return await run_in_threadpool(_write, request, path, triples, author, merge=merge)


def _write(request: Request, path: str, triples: list[Triple], author: Author, *, merge: bool) -> Response:
    graph = graph_of(request)
    expecting = _expected(request, graph, path)
    if merge:
        expecting = expecting or _unmoved(graph, path)
        triples = list(dict.fromkeys([*graph.store.graph(graph.store.base + path), *triples]))
    if not triples:
        raise HttpFault(400, "the body describes nothing; DELETE takes a record out")
    dry_run = flag(request, "dry-run")
    written = _write_expected(graph, Body(path, triples), author, dry_run=dry_run, expecting=expecting)
    return _written(request, graph, path, written, dry_run=dry_run)


def _unmoved(graph: Claimgraph, path: str) -> dict[str, str | None]:
    """The state that is added to; somebody else's write in between is a conflict."""
    revision = graph.records.revision(path)
    return {path: etag(revision) if revision and not revision.withdrawn else None}


def delete_record(request: Request, path: str) -> Response:
    """Take a record out of the graph; `?because=` says why."""
    author = writer_of(request, reason=request.query_params.get("because"))
    graph = graph_of(request)
    graph.records.read(path)
    dry_run = flag(request, "dry-run")
    expecting = _expected(request, graph, path)
    written = _write_expected(graph, Body(path, ()), author, dry_run=dry_run, expecting=expecting)
    return _written(request, graph, path, written, dry_run=dry_run)


def _write_expected(
    graph: Claimgraph, body: Body, author: Author, *, dry_run: bool, expecting: dict[str, str | None]
) -> Written:
    """Write one record; somebody else's write since the headers were looked at is a failed precondition."""
    try:
        return graph.records.write([body], author, dry_run=dry_run, expecting=expecting)
    except Conflict as conflict:
        raise HttpFault(412, str(conflict)) from None


def _expected(request: Request, graph: Claimgraph, path: str) -> dict[str, str | None]:
    """What `If-Match` and `If-None-Match` ask of the current state.

    Raises:
        HttpFault: 412 if it does not hold; checked again inside the write.
    """
    match, none_match = tags_of(request, "if-match"), tags_of(request, "if-none-match")
    revision = graph.records.revision(path)
    current = etag(revision) if revision and not revision.withdrawn else None
    if current is not None and (none_match.star_tag or is_at(none_match, current)):
        raise HttpFault(412, f"{path} exists already")
    if match.star_tag and current is None:
        raise HttpFault(412, f"{path} does not exist")
    asked = "if-match" in request.headers
    if asked and not match.star_tag and not is_at(match, current):
        raise HttpFault(412, f"{path} is not at the version that If-Match names")
    return {path: current} if asked or "if-none-match" in request.headers else {}


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
