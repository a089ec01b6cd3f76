"""The SPARQL 1.1 query endpoints (protocol section 2.1); without a query they describe themselves."""

from __future__ import annotations

from hashlib import blake2b

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import QueryError
from claimgraph.mediatypes import (
    HTML,
    RDF_TYPES,
    RESULT_TYPES,
    RESULTS_JSON,
    TURTLE,
    best_of,
    negotiate_rdf,
    negotiate_result,
    rdf_type_named,
    result_type_named,
)
from claimgraph.querying.answers import Answers, KeptAnswer
from claimgraph.querying.exchange import Answered
from claimgraph.querying.lexer import Scan
from claimgraph.store.interface import Dataset, Wanted
from claimgraph.web.answering import ask_for_client, respond
from claimgraph.web.description import description
from claimgraph.web.endpoint import dataset_of, endpoint_of
from claimgraph.web.federation import routed, unrouted
from claimgraph.web.negotiation import graph_of
from claimgraph.web.pages.response import page_response
from claimgraph.web.pages.sparql import EXAMPLE, Shown, editor_page
from claimgraph.web.problems import HttpFault
from claimgraph.web.protocol import QUERY, Asked, read_operation
from claimgraph.web.tables import MOST_ROWS, table_of

PATHS = ("/sparql", "/sparql/", "/scratch/sparql", "/scratch/sparql/")
"""Where queries are answered; many clients end the address of an endpoint with a slash."""
_GRAPHS = [kind.media for kind in RDF_TYPES]
_MOST_TEXT = 500_000
"""Bytes of a graph that a page shows."""


async def sparql(request: Request) -> Response:
    """Answer a query given by GET, by a form, or as the body itself."""
    asked = await read_operation(request, QUERY)
    if not asked.texts and request.method != "POST" and not asked.default and not asked.named:
        return _editor(request, EXAMPLE) if _wants_page(request) else description(request)
    query = asked.text(QUERY)
    key = await _key(request, query, asked)
    answers: Answers = request.app.state.answers
    headers = {"Vary": "Accept", "ETag": f'W/"{key.hex()}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    kept = answers.get(key)
    if kept is not None:
        return Response(kept.content, headers=headers, media_type=kept.media)
    if _wants_page(request):
        return await _page_or_fault(request, query, asked)
    scan = graph_of(request).scan(query)
    answered = await _answered(request, query, scan, _wanted(request, asked, scan))
    if not scan.lasting:
        del headers["ETag"]
    elif answered.rest is None:
        answers.keep(key, KeptAnswer(answered.media, answered.whole))
    return respond(answered, headers)


async def _answered(request: Request, query: str, scan: Scan, wanted: Wanted) -> Answered:
    text = routed(request, query, scan)
    with unrouted(request):
        return await ask_for_client(request, lambda account: dataset_of(request).answer(text, wanted, account))


async def _key(request: Request, query: str, asked: Asked) -> bytes:
    """What the answer depends on: the dataset and its revision, the query, its graphs, what the client takes."""
    revision = await dataset_of(request).current_revision()
    parts = (endpoint_of(request).query, revision, query, _accept(request), asked.default, asked.named)
    return blake2b(repr(parts).encode(), digest_size=16, key=request.app.state.salt).digest()


def _accept(request: Request) -> str | None:
    """What the client takes: by `format` in its address, as links do; one that is unknown here is left alone."""
    name = request.query_params.get("format", "")
    named = result_type_named(name) or rdf_type_named(name)
    return named.media if named else request.headers.get("accept")


def _wants_page(request: Request) -> bool:
    accept = _accept(request) or ""
    return HTML in accept and best_of(accept, [HTML, RESULTS_JSON.media, TURTLE.media]) == HTML


def _wanted(request: Request, asked: Asked, scan: Scan) -> Wanted:
    accept = _accept(request)
    solutions = negotiate_result(accept, boolean=False)
    boolean = negotiate_result(accept, boolean=True)
    graph = negotiate_rdf(accept)
    kind = {"ASK": boolean, "CONSTRUCT": graph, "DESCRIBE": graph}.get(scan.form or "SELECT", solutions)
    if kind is None:
        results = [result.media for result in RESULT_TYPES if result.boolean or scan.form != "ASK"]
        offered = _GRAPHS if scan.form in ("CONSTRUCT", "DESCRIBE") else results
        raise HttpFault(406, f"nothing acceptable; {scan.form or 'the query'} can be had as {', '.join(offered)}")
    return Wanted(solutions or RESULTS_JSON, boolean or RESULTS_JSON, graph or TURTLE, _dataset(asked, scan))


def _dataset(asked: Asked, scan: Scan) -> Dataset:
    return Dataset(asked.default, asked.named, stated=scan.states_dataset)


async def _page_or_fault(request: Request, query: str, asked: Asked) -> Response:
    """The page with the answer, or with what is wrong with the query beside it."""
    try:
        return await _page(request, query, asked, graph_of(request).scan(query))
    except QueryError as fault:
        return _editor(request, query, Shown(fault=fault), 400)


async def _page(request: Request, query: str, asked: Asked, scan: Scan) -> Response:
    wanted = Wanted(RESULTS_JSON, RESULTS_JSON, TURTLE, _dataset(asked, scan))
    answered = await _answered(request, query, scan, wanted)
    content = await answered.content()
    return await run_in_threadpool(_filled, request, query, content, tabular=answered.media == RESULTS_JSON.media)


def _filled(request: Request, query: str, content: bytes, *, tabular: bool) -> Response:
    if tabular:
        columns, rows = table_of(content, graph_of(request).store.base)
        return _editor(request, query, Shown(columns, rows, cut=len(rows) == MOST_ROWS))
    text = content[:_MOST_TEXT].decode("utf-8", "ignore")
    return _editor(request, query, Shown(text=text, cut=len(content) > _MOST_TEXT))


def _editor(request: Request, query: str, shown: Shown | None = None, status: int = 200) -> Response:
    page = editor_page(graph_of(request), f"/{endpoint_of(request).query}", query, shown or Shown())
    return page_response(page, status, {"Vary": "Accept"})
