"""Contributions over HTTP: propose, list, review, accept, reject, withdraw."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from claimgraph.errors import ParameterError, ProposalError, Unauthorised
from claimgraph.mediatypes import HTML, JSON, best_of
from claimgraph.service.contributions import Contribution, Submitted
from claimgraph.service.contributions.record import STATES
from claimgraph.web.forms import propose_form, sent_form
from claimgraph.web.negotiation import body_of, flag, graph_of, refuse_unknown, writer_of
from claimgraph.web.pages.contribution import review_page
from claimgraph.web.pages.contributions import Listed, list_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault
from claimgraph.web.proposals import is_json, maker_of, read_json, submit, submit_rdf
from claimgraph.web.signing_in import FORM, IN, PRIVATE, fields_of

PATH = "/contributions"
MOST = 200
"""Entries on a page of the list at most."""
PROPOSING = ("target", "name", "orcid", "agent", "note", "dry-run")
LISTING = ("state", "target", "page", "limit", "format")


async def contributions(request: Request) -> Response:
    """The list, and where proposals come in."""
    if request.method == "POST":
        return await propose(request)
    return await run_in_threadpool(listing, request)


async def propose(request: Request) -> Response:
    """Take a proposal in: a form, JSON, or a whole record in an RDF syntax."""
    refuse_unknown(request, request.query_params, PROPOSING)
    if _is_form(request):
        return await sent_form(request, None)
    maker, dry_run = maker_of(request), flag(request, "dry-run")
    if is_json(request):
        submitted = await submit(request, await read_json(request, maker), maker, dry_run=dry_run)
    else:
        submitted = await submit_rdf(request, maker, dry_run=dry_run)
    return _submitted(request, submitted, dry_run=dry_run)


def _submitted(request: Request, submitted: Submitted, *, dry_run: bool) -> Response:
    graph = graph_of(request)
    told: dict[str, Any] = {"report": submitted.report.as_json()}
    if dry_run:
        return JSONResponse(told)
    found = graph.contributions.get(submitted.path)
    told |= {"contribution": found.as_json(graph.store.base), "secret": submitted.secret}
    headers = {"Location": graph.store.base + submitted.path, "Cache-Control": "no-store"}
    return JSONResponse(told, 201, headers)


async def propose_change(request: Request) -> Response:
    """The forms for changing a claim, and what they send."""
    target = f"claims/{request.path_params['slug']}"
    if request.method == "POST":
        return await sent_form(request, target)
    return await run_in_threadpool(propose_form, request, target)


async def propose_claim(request: Request) -> Response:
    """The form for a new claim, and what it sends."""
    if request.method == "POST":
        return await sent_form(request, None)
    return await run_in_threadpool(propose_form, request, None)


def listing(request: Request) -> Response:
    """Contributions by state, the newest first."""
    graph, asked = graph_of(request), request.query_params
    refuse_unknown(request, asked, LISTING)
    media = _media(request)
    state = asked.get("state") or None
    if state is not None and state not in STATES:
        raise ParameterError("contributions", "state", found=f"'{state}'", expected=f"one of {', '.join(STATES)}")
    target = graph.records.document(asked["target"].removeprefix(graph.store.base)) if asked.get("target") else None
    limit, page = _number(request, "limit", 50, MOST), _number(request, "page", 1, 1_000_000)
    found, total = graph.contributions.find(state=state, target=target, limit=limit, offset=limit * (page - 1))
    headers = {"Vary": "Accept", "X-Total-Count": str(total), **_links(request, page, max(1, -(-total // limit)))}
    if media == HTML:
        listed = Listed(found, total, page, limit, state, asked.get("target") or None)
        return page_response(list_page(graph, listed), headers=headers)
    items = [each.as_json(graph.store.base) for each in found]
    return JSONResponse({"total": total, "page": page, "limit": limit, "items": items}, headers=headers)


def _media(request: Request) -> str:
    named = {"html": HTML, "json": JSON}
    asked = request.query_params.get("format")
    if asked is not None:
        if asked not in named:
            raise HttpFault(400, f"format '{asked}' is unknown; accepted are {', '.join(named)}")
        return named[asked]
    media = best_of(request.headers.get("accept"), [JSON, HTML])
    if media is None:
        raise HttpFault(406, f"nothing acceptable; this can be had as {JSON} and {HTML}")
    return media


def _number(request: Request, name: str, usual: int, most: int) -> int:
    text = request.query_params.get(name) or str(usual)
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= most:
        raise ParameterError("contributions", name, found=f"'{text}'", expected=f"a number from 1 to {most}")
    return int(text)


def _links(request: Request, page: int, last: int) -> dict[str, str]:
    """Pages before and after, as `Link` (RFC 8288)."""
    given = [(name, value) for name, value in request.query_params.multi_items() if name != "page"]
    pages = {"prev": page - 1, "next": page + 1}
    links = [
        f'<{PATH}?{urlencode([*given, ("page", str(number))])}>; rel="{name}"'
        for name, number in pages.items()
        if 1 <= number <= last
    ]
    return {"Link": ", ".join(links)} if links else {}


def review(request: Request) -> Response:
    """What a contribution would change; for a curator's browser with the forms to decide about it.

    What was rejected or taken back, and what its maker says to the curator, is for curators alone.
    """
    graph, media, curator = graph_of(request), _media(request), _is_curator(request)
    headers = {**PRIVATE, "X-Robots-Tag": "noindex"}
    if media == HTML and not curator:
        return RedirectResponse(f"{IN}?next={request.url.path}", 303, headers)
    if not curator and graph.contributions.get(request.path_params["id"]).state not in ("pending", "accepted"):
        raise Unauthorised("what was rejected or taken back is shown to curators alone")
    found = graph.contributions.review(request.path_params["id"])
    if media == JSON:
        shown = found if curator else replace(found, note="")
        return JSONResponse(shown.as_json(graph.store.base), headers=headers)
    return page_response(review_page(graph, found, deciding=True), headers=headers)


def _is_curator(request: Request) -> bool:
    """Whether a token or session of a curator comes with a request."""
    try:
        writer_of(request, writes=False)
    except Unauthorised:
        return False
    return True


async def accept(request: Request) -> Response:
    """Write what a contribution proposes; a curator's token is needed."""
    author, given = writer_of(request), await _given(request, ("reason", "seen"))
    desk, reason = graph_of(request).contributions, given.get("reason", "").strip() or None
    return await _decide(request, lambda id: desk.accept(id, author, reason=reason, seen=given.get("seen")), given)


async def reject(request: Request) -> Response:
    """Decline a contribution, with a reason; a curator's token is needed."""
    author, given = writer_of(request), await _given(request, ("reason",))
    desk = graph_of(request).contributions
    return await _decide(request, lambda id: desk.reject(id, author, reason=given.get("reason", "")), given)


async def withdraw(request: Request) -> Response:
    """Take a contribution back, with the token that made it or with the secret that its maker was told."""
    graph = graph_of(request)
    if graph.settings.read_only:
        raise HttpFault(403, "this server is read-only")
    given = await _given(request, ("secret",))
    secret, agent = given.get("secret", "").strip() or None, None
    if secret is None:
        agent = writer_of(request, role="contributor").agent
    desk = graph.contributions
    return await _decide(request, lambda id: desk.withdraw(id, agent=agent, secret=secret), given)


async def _decide(request: Request, decide: Any, given: Mapping[str, str]) -> Response:  # noqa: ANN401 - any answer
    graph, id = graph_of(request), request.path_params["id"]
    await run_in_threadpool(decide, id)
    found: Contribution = graph.contributions.get(id)
    if _is_form(request) and best_of(request.headers.get("accept"), [JSON, HTML]) == HTML:
        return RedirectResponse(f"/{found.path}", 303, {"Cache-Control": "no-store"})
    return JSONResponse(found.as_json(graph.store.base))


async def _given(request: Request, accepted: tuple[str, ...]) -> Mapping[str, str]:
    """What a decision brings with it, as a form or as JSON; nothing is something, too."""
    if _is_form(request):
        given: Mapping[str, Any] = await fields_of(request, most=20_000)
    else:
        content = await body_of(request, most=20_000)
        given = _object(content) if content.strip() else {}
    unknown = sorted(set(given) - set(accepted))
    if unknown:
        raise ProposalError({unknown[0]: f"This is unknown here; known is {', '.join(accepted)}."})
    if not all(isinstance(value, str) for value in given.values()):
        raise ProposalError({"": "Texts were expected."})
    return given


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise HttpFault(400, "the body is no JSON object; {} says nothing")
    return found


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
