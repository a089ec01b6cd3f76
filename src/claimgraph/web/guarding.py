"""Headers that keep a browser from taking an answer for more than it is, around the whole application.

Every answer is what its media type says it is (`nosniff`). Browsers show documents of XML (RDF/XML, GraphML, results of
queries), and these may hold what strangers say: they run and fetch nothing. Pages and pictures bring their own rules.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Content Security Policy of documents that are no pages; browsers style XML that they show with rules of their own."""
_SNIFF = (b"x-content-type-options", b"nosniff")
_POLICY = (b"content-security-policy", POLICY.encode())


class Guarded:
    """An application whose answers have these headers, where it has not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _guard(list(message["headers"]))}
            await send(message)

        await self._app(scope, receive, guarded)


def _guard(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """
    >>> [name for name, _ in _guard([(b"content-type", b"image/svg+xml")])][1:]
    [b'x-content-type-options', b'content-security-policy']
    """
    given = dict(headers)
    if _SNIFF[0] not in given:
        headers.append(_SNIFF)
    if b"xml" in given.get(b"content-type", b"") and _POLICY[0] not in given:
        headers.append(_POLICY)
    return headers
