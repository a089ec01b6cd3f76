"""The cookie of a session, and where a request with one comes from."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import Unauthorised
from claimgraph.service import Claimgraph
from claimgraph.service.sessions import LIFETIME_S
from claimgraph.service.tokens import Token
from claimgraph.web.problems import HttpFault

_NAME = "claimgraph"


def session_of(request: Request, graph: Claimgraph) -> Token | None:
    """The token for which the session of the request stands; None where there is no cookie.

    Raises:
        Unauthorised: If the session is made up or over, or its token was revoked.
    """
    session = request.cookies.get(_name(request, graph))
    return graph.sessions.token_of(session) if session else None


def signed_in(request: Request, graph: Claimgraph) -> Token | None:
    """The same for pages: a session that does not hold is none."""
    try:
        return session_of(request, graph)
    except Unauthorised:
        return None


def remember(response: Response, request: Request, graph: Claimgraph, token: Token) -> None:
    """Begin a session for a token, in a cookie that scripts cannot read and other sites cannot send."""
    response.set_cookie(
        _name(request, graph), graph.sessions.begin(token), max_age=LIFETIME_S, path="/",
        secure=_is_https(request, graph), httponly=True, samesite="strict",
    )  # fmt: skip


def forget(response: Response, request: Request, graph: Claimgraph) -> None:
    """End the session."""
    name, secure = _name(request, graph), _is_https(request, graph)
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")


def refuse_other_sites(request: Request, *, unknown: bool = False) -> None:
    """Refuse a request that a page of another site made; with `unknown`, one that does not say where it is from, too.

    Browsers say it in `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/), where they do not, in `Origin`
    (RFC 6454); scripts can set neither.

    Raises:
        HttpFault: 403.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is None and origin is None:
        own = not unknown
    elif site is not None:
        own = site == "same-origin"
    else:
        own = urlsplit(origin or "").netloc.lower() == request.headers.get("host", "").lower()
    if not own:
        raise HttpFault(403, "this was not sent from a page of this site; with a cookie alone that is refused")


def _is_https(request: Request, graph: Claimgraph) -> bool:
    """Whether the browser came by TLS, also where a proxy before this server took it off."""
    base = urlsplit(graph.store.base)
    behind = base.scheme == "https" and request.headers.get("host", "").lower() == base.netloc.lower()
    return request.url.scheme == "https" or behind


def _name(request: Request, graph: Claimgraph) -> str:
    """With TLS the prefix keeps neighbours on the same domain from planting a cookie (RFC 6265bis, section 4.1.3.2)."""
    return f"__Host-{_NAME}" if _is_https(request, graph) else _NAME
