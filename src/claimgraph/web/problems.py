"""Errors over HTTP: one table from exception to status, problem documents (RFC 9457), reports as the caller asks."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from pyoxigraph import serialize
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import (
    ClaimgraphError,
    Conflict,
    EnvironmentFault,
    InputError,
    NotFound,
    NotWritable,
    OverLimit,
    ParameterError,
    ProposalError,
    Refused,
    Unauthorised,
    UsageError,
)
from claimgraph.gate import Report
from claimgraph.mediatypes import HTML, JSON, RDF_TYPES, TURTLE, best_of, rdf_type_of
from claimgraph.rdf.turtle import write_turtle
from claimgraph.vocabulary import CGSH
from claimgraph.web.pages.response import page_response
from claimgraph.web.templates import render

PROBLEM = "application/problem+json"


class Withdrawn(ClaimgraphError):
    """A record that was taken out of the graph."""


STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (Refused, 422),
    (ProposalError, 422),
    (Conflict, 409),
    (Withdrawn, 410),
    (NotFound, 404),
    (Unauthorised, 401),
    (NotWritable, 403),
    (InputError, 400),
    (UsageError, 400),
    (EnvironmentFault, 503),
    (ClaimgraphError, 500),
)
"""Exception to status, the first that fits."""


class HttpFault(ClaimgraphError):
    """A fault of the request itself that has a status of its own, such as 405, 406, 413 or 415."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        self.status, self.headers = status, headers or {}
        super().__init__(detail)


def status_of(error: ClaimgraphError) -> int:
    """Status of an error."""
    if isinstance(error, (HttpFault, OverLimit)):
        return error.status
    if isinstance(error, Unauthorised) and error.known:
        return 403
    if isinstance(error, Refused) and _only_removals(error.report):
        return 409
    return next(status for kind, status in STATUSES if isinstance(error, kind))


def _only_removals(report: Report) -> bool:
    return {result.shape for result in report.violations} == {CGSH + "Record-removed"}


def problem_response(request: Request, error: ClaimgraphError) -> Response:
    """The answer to a failed request: HTML for a browser, a SHACL report where one is asked for, else a problem."""
    status = status_of(error)
    headers = {"Vary": "Accept", **(error.headers if isinstance(error, HttpFault) else {})}
    if isinstance(error, OverLimit) and error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="claimgraph"'
    report = error.report if isinstance(error, Refused) else None
    offered = [PROBLEM, JSON, HTML, *((kind.media for kind in RDF_TYPES) if report else ())]
    media = best_of(request.headers.get("accept"), offered) or PROBLEM
    if media == HTML and "text/html" in request.headers.get("accept", ""):
        page = render("problem.html", title=HTTPStatus(status).phrase, status=status, detail=str(error))
        return page_response(page, status, headers)
    if report and rdf_type_of(media):
        return report_response(report, media, status, headers)
    return Response(json.dumps(_problem(error, status), ensure_ascii=False), status, headers, PROBLEM)


def _problem(error: ClaimgraphError, status: int) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "type": f"urn:claimgraph:{type(error).__name__}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(error),
    }
    if isinstance(error, InputError):
        parts = {"place": error.place, "line": error.line, "column": error.column}
        problem |= {key: value for key, value in parts.items() if value is not None}
        problem |= {"found": error.found, "expected": error.expected}
    if isinstance(error, ParameterError):
        problem |= {"query": error.query, "parameter": error.parameter}
    if isinstance(error, ProposalError):
        problem["fields"] = error.fields
    if isinstance(error, Refused):
        problem["detail"] = "the gate found violations; nothing was written"
        problem["report"] = error.report.as_json()
    return problem


def report_response(report: Report, media: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A SHACL report as JSON or in an RDF syntax."""
    kind = rdf_type_of(media)
    if kind is None:
        return Response(json.dumps(report.as_json(), ensure_ascii=False), status, headers, JSON)
    if kind is TURTLE:
        return Response(write_turtle(report.as_triples()), status, headers, kind.media)
    return Response(serialize(report.as_triples(), format=kind.format), status, headers, kind.media)
