"""The SPARQL 1.1 query endpoint (protocol section 2.1)."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from claimgraph.mediatypes import (
    HTML,
    RDF_TYPES,
    RESULT_TYPES,
    RESULTS_JSON,
    TURTLE,
    best_of,
    negotiate_rdf,
    negotiate_result,
)
from claimgraph.querying.lexer import form_of
from claimgraph.store.interface import Dataset, Wanted
from claimgraph.web.negotiation import body_of, graph_of
from claimgraph.web.problems import HttpFault
from claimgraph.web.tables import table_of
from claimgraph.web.templates import render

_EXAMPLE = (
    "SELECT ?claim ?statement WHERE {\n  ?claim a cg:Claim ; cg:statement ?statement .\n}\nORDER BY ?claim\nLIMIT 20"
)
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_GRAPHS = [kind.media for kind in RDF_TYPES]


async def sparql(request: Request) -> Response:
    """Answer a query given by GET, by a form, or as the body itself."""
    parameters = await _parameters(request)
    queries = [value for name, value in parameters if name == "query"]
    if not queries and request.method in ("GET", "HEAD") and _wants_page(request):
        return HTMLResponse(render("sparql.html", title="SPARQL", query=_EXAMPLE, columns=None, text=None, rows=[]))
    if len(queries) != 1:
        raise HttpFault(400, f"exactly one parameter 'query' was expected, {len(queries)} were found")
    dataset = Dataset(
        default=[value for name, value in parameters if name == "default-graph-uri"],
        named=[value for name, value in parameters if name == "named-graph-uri"],
    )
    graph_of(request).check(queries[0])
    if _wants_page(request):
        return await _page(request, queries[0], dataset)
    wanted = _wanted(request, queries[0], dataset)
    media, content = await request.app.state.workers.answer(queries[0], wanted)
    return StreamingResponse(content, headers={"Vary": "Accept"}, media_type=media)


async def _parameters(request: Request) -> list[tuple[str, str]]:
    in_url = list(request.query_params.multi_items())
    if request.method != "POST":
        return in_url
    media = request.headers.get("content-type", "")
    bare = media.partition(";")[0].strip().lower()
    if bare not in (_FORM, _DIRECT):
        raise HttpFault(415, f"the body is '{media or 'of no stated type'}'; accepted are {_FORM} and {_DIRECT}")
    content = await body_of(request)
    charset = media.lower().partition("charset=")[2].strip().strip('"') or "utf-8"
    try:
        text = content.decode("utf-8") if charset in ("utf-8", "utf8") else None
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise HttpFault(415, "the body must be UTF-8")
    if bare == _DIRECT:
        return [*in_url, ("query", text)]
    return [*in_url, *parse_qsl(text, keep_blank_values=True)]


def _wants_page(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    return HTML in accept and best_of(accept, [HTML, RESULTS_JSON.media, TURTLE.media]) == HTML


def _wanted(request: Request, query: str, dataset: Dataset) -> Wanted:
    accept = request.headers.get("accept")
    form = form_of(query)
    solutions = negotiate_result(accept, boolean=False)
    boolean = negotiate_result(accept, boolean=True)
    graph = negotiate_rdf(accept)
    kind = {"ASK": boolean, "CONSTRUCT": graph, "DESCRIBE": graph}.get(form or "SELECT", solutions)
    if kind is None:
        offered = _GRAPHS if form in ("CONSTRUCT", "DESCRIBE") else [result.media for result in RESULT_TYPES]
        raise HttpFault(406, f"nothing acceptable; a {form or 'query'} can be had as {', '.join(offered)}")
    return Wanted(solutions or RESULTS_JSON, boolean or RESULTS_JSON, graph or TURTLE, dataset)


async def _page(request: Request, query: str, dataset: Dataset) -> Response:
    media, parts = await request.app.state.workers.answer(query, Wanted(RESULTS_JSON, RESULTS_JSON, TURTLE, dataset))
    content = b"".join([part async for part in parts])
    tabular = media == RESULTS_JSON.media
    columns, rows = table_of(content, graph_of(request).store.base) if tabular else (None, [])
    text = None if tabular else content.decode()
    return HTMLResponse(render("sparql.html", title="SPARQL", query=query, columns=columns, rows=rows, text=text))
