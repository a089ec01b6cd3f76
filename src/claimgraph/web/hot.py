"""The way to the SPARQL endpoints that leaves out what other routes need: half of what a lookup costs was on it.

Requests for other addresses, and methods other than GET and POST, go on to the application.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from claimgraph.errors import ClaimgraphError
from claimgraph.web.problems import problem_response

Endpoint = Callable[[Request], Awaitable[Response]]
EXPOSED = ["Content-Location", "ETag", "Link", "Location", "Retry-After"]
"""Headers that scripts of other sites may read."""
_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": ", ".join(EXPOSED)}


class Hot:
    """An application with endpoints in front of it."""

    def __init__(self, app: ASGIApp, endpoints: Mapping[str, Endpoint]) -> None:
        self._app, self._endpoints = app, endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        endpoint = self._endpoints.get(scope.get("path", ""))
        if endpoint is None or scope["type"] != "http" or scope["method"] not in ("GET", "POST"):
            await self._app(scope, receive, send)
            return
        scope["app"] = self._app
        response = await _answer(endpoint, Request(scope, receive))
        if any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"]):
            await GZipMiddleware(response, minimum_size=1024, compresslevel=4)(scope, receive, send)
        else:
            await response(scope, receive, send)


async def _answer(endpoint: Endpoint, request: Request) -> Response:
    try:
        response = await endpoint(request)
    except ClaimgraphError as error:
        response = problem_response(request, error)
    response.headers.update(_CORS)
    return response
