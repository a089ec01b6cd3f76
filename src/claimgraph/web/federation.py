"""The relay through which the engine's SERVICE calls go, known to workers alone."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import QueryError
from claimgraph.querying.federation import Federation
from claimgraph.querying.lexer import Scan
from claimgraph.settings import Settings
from claimgraph.web.negotiation import body_of
from claimgraph.web.problems import HttpFault

_PASSED_ON = ("accept", "content-type")


def federation_of(settings: Settings) -> Federation | None:
    """What SERVICE may reach; None where it is off."""
    if not settings.services:
        return None
    return Federation(settings.services, timeout_s=settings.query_timeout_s, most_bytes=settings.query_bytes)


def routed(request: Request, query: str, scan: Scan) -> str:
    """A query with its SERVICE calls sent through the relay of this server.

    Raises:
        QueryError: If a call goes to a host that is not allowed.
    """
    federation: Federation | None = request.app.state.federation
    if federation is None or not scan.services:
        return query
    host, port = request.scope["server"]
    return federation.routed(query, scan, f"http://{f'[{host}]' if ':' in host else host}:{port}/service/")


@contextmanager
def unrouted(request: Request) -> Iterator[None]:
    """Let errors name the hosts that were called, and not the relay, whose address is for workers alone."""
    federation: Federation | None = request.app.state.federation
    try:
        yield
    except QueryError as error:
        if federation is None:
            raise
        found = federation.unrouted(error.found)
        place = {"line": error.line, "column": error.column}
        raise QueryError(error.place, found=found, expected=error.expected, **place) from None


async def service(request: Request) -> Response:
    """Pass a call on to its host."""
    federation: Federation | None = request.app.state.federation
    secret = request.path_params["secret"]
    if federation is None or not hmac.compare_digest(secret.encode(), federation.secret.encode()):
        raise HttpFault(404, "there is nothing here")
    headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
    try:
        reply = await federation.ask(request.path_params["target"], await body_of(request), headers)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise HttpFault(502, f"the service did not answer: {str(error) or type(error).__name__}") from None
    return Response(reply.content, reply.status, media_type=reply.media)
