"""The catalogue over HTTP: every question is a route, a form and a link."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claimgraph import __version__
from claimgraph.errors import ParameterError
from claimgraph.mediatypes import (
    HTML,
    JSON,
    RDF_TYPES,
    RESULT_TYPES,
    RESULTS_JSON,
    TURTLE,
    best_of,
    negotiate_result,
    result_type_named,
)
from claimgraph.querying.paging import Page, take_page
from claimgraph.store.interface import Wanted
from claimgraph.web.endpoint import address_of
from claimgraph.web.examples import examples
from claimgraph.web.negotiation import graph_of
from claimgraph.web.pages.controls import resolved
from claimgraph.web.pages.questions import ROWS, Asked, catalogue_page, question_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault
from claimgraph.web.serialising import graph_response


def questions(request: Request) -> Response:
    """The catalogue as a page, as JSON, or as examples for SPARQL editors in RDF."""
    graph = graph_of(request)
    queries = list(graph.catalogue.values())
    media = best_of(request.headers.get("accept"), [JSON, HTML, *(kind.media for kind in RDF_TYPES)])
    if media == HTML:
        return page_response(catalogue_page(graph), headers={"Vary": "Accept"})
    if media != JSON:
        root = address_of(request)
        return graph_response(request, lambda: examples(queries, root, graph.store.base), __version__)
    return JSONResponse(
        headers={"Vary": "Accept"},
        content=[
            {
                "name": query.name,
                "summary": query.summary,
                "topic": query.topic,
                "description": query.description,
                "columns": list(query.columns),
                "parameters": [
                    {
                        "name": p.name,
                        "type": p.type,
                        "required": p.required,
                        "default": p.default,
                        "description": p.description,
                    }
                    for p in query.parameters
                ],
            }
            for query in queries
        ],
    )


def question(request: Request) -> Response:
    """The answer to a question of the catalogue."""
    graph = graph_of(request)
    query = graph.catalogue[request.path_params["name"]]
    values = _values(request)
    wanted = take_page(query.name, values)
    asked = values.pop("format", None)
    named = result_type_named(asked) if asked else None
    if asked and asked != "html" and named is None:
        known = ", ".join(kind.name for kind in RESULT_TYPES)
        raise HttpFault(400, f"format '{asked}' is unknown; accepted are html, {known}")
    accept = request.headers.get("accept")
    page = asked == "html" or (named is None and best_of(accept, [RESULTS_JSON.media, HTML]) == HTML)
    if page:
        return _page(request, values, wanted)
    kind = named or negotiate_result(accept, boolean=query.form == "ASK")
    if kind is None:
        raise HttpFault(406, f"nothing acceptable; the answer can be had as {', '.join(k.media for k in RESULT_TYPES)}")
    headers = {"Vary": "Accept"}
    if wanted is None:
        answer = graph.ask_named(query.name, values, Wanted(kind, kind if kind.boolean else RESULTS_JSON, TURTLE))
    else:
        answer, more = graph.ask_page(query.name, values, wanted, kind)
        headers |= _links(request, wanted, more=more)
    return Response(answer.content, headers=headers, media_type=answer.media)


def _links(request: Request, page: Page, *, more: bool) -> dict[str, str]:
    """Pages before and after, as `Link` (RFC 8288)."""
    pages = {"first": 1, **({"prev": page.number - 1} if page.number > 1 else {})}
    pages |= {"next": page.number + 1} if more else {}
    told = (f'<{_address(request, page, number - page.number)}>; rel="{name}"' for name, number in pages.items())
    return {"Link": ", ".join(told)}


def _address(request: Request, page: Page, ahead: int) -> str:
    """The address of a page so many ahead."""
    given = [(name, value) for name, value in request.query_params.multi_items() if name not in ("page", "limit")]
    return f"{request.url.path}?{urlencode([*given, ('limit', str(page.limit)), ('page', str(page.number + ahead))])}"


def _values(request: Request) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in values:
            raise ParameterError(request.path_params["name"], name, found="given twice", expected="one value")
        values[name] = value
    return values


def _page(request: Request, values: dict[str, str], wanted: Page | None) -> Response:
    graph = graph_of(request)
    query = graph.catalogue[request.path_params["name"]]
    page = wanted or Page(ROWS)
    headers = {"Vary": "Accept"}
    asked = Asked(query, values, page.number)
    if all(not parameter.required or values.get(parameter.name) for parameter in query.parameters) or values:
        try:
            asked = asked.with_values(resolved(graph, query, values))
            answer, more = graph.ask_page(query.name, asked.values, page)
            headers |= _links(request, page, more=more) if wanted else {}
            addresses = (
                _address(request, page, -1) if page.number > 1 else None,
                _address(request, page, 1) if more else None,
            )
            asked = asked.with_answer(answer.content, *addresses)
        except ParameterError as error:
            asked = asked.with_problem(error)
    return page_response(question_page(graph, asked), headers=headers)
