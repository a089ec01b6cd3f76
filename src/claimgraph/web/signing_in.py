"""Signing in with a browser: a token, typed once, begins a session that a cookie holds.

The cookie is for writes and for asking who one is; ordinary pages do not look at it, so they are the same for everybody
and caches can keep them.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from claimgraph.errors import OverLimit, Unauthorised
from claimgraph.mediatypes import HTML, JSON, best_of
from claimgraph.service.tokens import Token
from claimgraph.web.answering import client_of
from claimgraph.web.cookies import forget, refuse_other_sites, remember, signed_in
from claimgraph.web.negotiation import body_of, graph_of
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault
from claimgraph.web.templates import render

IN, OUT = "/sign-in", "/sign-out"
PRIVATE = {"Cache-Control": "no-store", "Vary": "Accept, Cookie"}
"""Headers of what depends on who is signed in."""
FORM = "application/x-www-form-urlencoded"
_MOST_CLIENTS = 10_000
WRONG_TOKENS, WITHIN_S = 5, 60.0
"""How many wrong tokens a client may try, and in which time."""


class Tries:
    """When clients last tried wrong tokens."""

    def __init__(self) -> None:
        self._wrong: dict[str, list[float]] = {}

    def check(self, client: str) -> None:
        """Let a client try.

        Raises:
            OverLimit: With status 429, if it has tried too many wrong ones.
        """
        now = time.monotonic()
        recent = [at for at in self._wrong.pop(client, ()) if at > now - WITHIN_S]
        if recent:
            self._wrong[client] = recent
        if len(recent) >= WRONG_TOKENS:
            wait = math.ceil(recent[0] + WITHIN_S - now)
            raise OverLimit("too many wrong tokens; wait a minute", status=429, retry_after_s=wait)

    def failed(self, client: str) -> None:
        """Note a wrong token."""
        self._wrong.setdefault(client, []).append(time.monotonic())
        if len(self._wrong) > _MOST_CLIENTS:
            del self._wrong[next(iter(self._wrong))]


def who(request: Request) -> Response:
    """Who is signed in, as a page or as JSON; the page has the forms for signing in and out."""
    token = signed_in(request, graph_of(request))
    if best_of(request.headers.get("accept"), [HTML, JSON]) == JSON:
        told = {"signedIn": token is not None, "agent": token and token.agent, "role": token and token.role}
        return JSONResponse(told, headers=PRIVATE)
    return _page(request, token, local_path(request.query_params.get("next", "")))


async def sign_in(request: Request) -> Response:
    """Check a token and begin a session; leads on to the page that sent people here."""
    refuse_other_sites(request)
    graph, tries, client = graph_of(request), request.app.state.tries, client_of(request)
    fields = await fields_of(request)
    tries.check(client)
    ahead = local_path(fields.get("next", ""))
    try:
        token = graph.tokens.check(fields.get("token", "").strip(), "reader")
    except Unauthorised:
        tries.failed(client)
        return _page(request, None, ahead, fault="This token is not valid. It may be mistyped, or revoked.")
    response = RedirectResponse(ahead or IN, 303, PRIVATE)
    remember(response, request, graph, token)
    return response


def sign_out(request: Request) -> Response:
    """End the session."""
    refuse_other_sites(request)
    response = RedirectResponse(IN, 303, PRIVATE)
    forget(response, request, graph_of(request))
    return response


async def fields_of(request: Request, *, most: int | None = None) -> Mapping[str, str]:
    """The fields of a form, each with its last value; `most` is how many bytes it may have, where that is less than
    usual.

    Raises:
        HttpFault: 415 if the body is none.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != FORM:
        raise HttpFault(415, f"the body is '{media or 'of no stated type'}'; a form is {FORM}")
    body = (await body_of(request, most=most)).decode("utf-8", "replace")
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise HttpFault(400, "the form has more than 100 fields") from None
    return {name: values[-1] for name, values in fields.items()}


def local_path(text: str) -> str:
    """A path of this server to lead on to; anything else is none.

    >>> [local_path(text) for text in ("/claims/x?from=1", "//elsewhere.org", "https://elsewhere.org", "/a\\\\b")]
    ['/claims/x?from=1', '', '', '']
    """
    return text if re.fullmatch(r"/(?!/)[!-\[\]-~]*", text) else ""


def _page(request: Request, token: Token | None, ahead: str, fault: str | None = None) -> Response:
    graph = graph_of(request)
    page = render(
        "sign-in.html", title="Sign in", token=token, ahead=ahead, fault=fault, base=graph.store.base,
        allows=_ALLOWS.get(token.role, "") if token else "", here=IN,
    )  # fmt: skip
    return page_response(page, 401 if fault else 200, PRIVATE)


_ALLOWS = {
    "reader": "You may read, as everybody may.",
    "contributor": "You may propose changes.",
    "curator": "You may review proposals, restore revisions and write records.",
    "admin": "You may do what curators do, and back up the store.",
}
"""What each role may do."""
