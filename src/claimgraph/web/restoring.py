"""Restoring an earlier revision of a record: asked for on a page of its own, done by a curator."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from claimgraph.errors import ParameterError
from claimgraph.service.chronicle import comparison
from claimgraph.service.history import History
from claimgraph.service.revisions import Author
from claimgraph.web.cookies import signed_in
from claimgraph.web.negotiation import flag, graph_of, refuse_unknown, writer_of
from claimgraph.web.pages.history import restore_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.signing_in import FORM, PRIVATE, fields_of

_PARAMETERS = {"because", "dry-run"}


def asking(request: Request, path: str, number: int) -> Response:
    """The page that shows what restoring a revision would change, and has the form for it."""
    graph = graph_of(request)
    found = comparison(graph, path, len(History.of(graph, path)), number)
    token = signed_in(request, graph)
    return page_response(restore_page(graph, found, token), headers=PRIVATE)


async def restore(request: Request, path: str, number: int) -> Response:
    """Write an earlier revision as a new one; a form leads back to the history, programs are told what happened."""
    refuse_unknown(request, request.query_params, _PARAMETERS)
    author, fields = writer_of(request), {}
    is_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
    if is_form:
        fields = dict(await fields_of(request))
    because = fields.get("because", request.query_params.get("because", "")).strip()
    if not because:
        raise ParameterError("restore", "because", found="missing", expected="the reason, which is kept")
    at = fields.get("at", "")
    written = await run_in_threadpool(
        _restore, request, path, number, Author(author.agent, reason=because), int(at) if at.isdecimal() else None
    )
    where = f"{graph_of(request).store.base}{path}/history"
    if is_form:
        return RedirectResponse(f"/{path}/history", 303, PRIVATE)
    return JSONResponse(written, headers={"Location": where})


def _restore(request: Request, path: str, number: int, author: Author, at: int | None) -> dict[str, object]:
    graph = graph_of(request)
    written = History.of(graph, path).restore(number, author, at=at, dry_run=flag(request, "dry-run"))
    return {
        "outcome": written.outcomes[path],
        "revision": len(History.of(graph, path)),
        "report": written.report.as_json(),
    }
