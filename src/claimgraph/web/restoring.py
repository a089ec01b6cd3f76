"""Restoring an earlier revision of a record: asked for on a page of its own, done by a curator."""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from claimgraph.errors import ParameterError
from claimgraph.service.chronicle import comparison
from claimgraph.service.chronicle import restore as write_again
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
    restored = await run_in_threadpool(
        write_again, graph_of(request), path, number, Author(author.agent, reason=because),
        at=int(at) if re.fullmatch("[0-9]{1,9}", at, re.ASCII) else None, dry_run=flag(request, "dry-run"),
    )  # fmt: skip
    where = f"{graph_of(request).store.base}{path}/history"
    if is_form:
        return RedirectResponse(f"/{path}/history", 303, PRIVATE)
    return JSONResponse(restored, headers={"Location": where})
