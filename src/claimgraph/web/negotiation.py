"""What a client wants: bodies within limits, media types in and out, flags, tokens."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from starlette.requests import ClientDisconnect, Request
from werkzeug.datastructures import ETags
from werkzeug.http import parse_etags, parse_options_header

from claimgraph.errors import ParameterError, Unauthorised
from claimgraph.mediatypes import JSON_TREE, RDF_TYPES, RdfType, record_type_of
from claimgraph.service import Claimgraph
from claimgraph.service.revisions import Author
from claimgraph.service.tokens import Token
from claimgraph.web.cookies import refuse_other_sites, session_of
from claimgraph.web.problems import HttpFault

_TRUE, _FALSE = ("true", "1", ""), ("false", "0")


def graph_of(request: Request) -> Claimgraph:
    """The graph that the application serves."""
    graph: Claimgraph = request.app.state.graph
    return graph


async def body_of(request: Request, *, most: int | None = None) -> bytes:
    """The body of a request, of at most so many bytes, or as many as the settings allow.

    Raises:
        HttpFault: 413 as soon as it grows over the limit, 400 if the client goes away before its end, 415 if it is
            compressed.
    """
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise HttpFault(
            415, f"the body is coded as '{coding}'; it is taken as it is only", {"Accept-Encoding": "identity"}
        )
    limit = graph_of(request).settings.body_bytes if most is None else most
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise HttpFault(413, f"the body has more than {limit} bytes")
            parts.append(part)
    except ClientDisconnect:
        raise HttpFault(400, "the body broke off") from None
    return b"".join(parts)


def rdf_type_of_body(request: Request) -> RdfType:
    """The syntax of a body.

    Raises:
        HttpFault: 415 if it is no RDF, or not UTF-8.
    """
    return rdf_type_of_header(request.headers.get("content-type", ""))


def rdf_type_of_header(header: str) -> RdfType:
    """The syntax that a `Content-Type` names; errors as with `rdf_type_of_body`."""
    kind = record_type_of(header)
    if kind is None or not is_utf8(header):
        known = ", ".join(kind.media for kind in (*RDF_TYPES, JSON_TREE))
        raise HttpFault(415, f"the body is '{header or 'of no stated type'}'; accepted are {known}, in UTF-8")
    return kind


def is_utf8(header: str) -> bool:
    """Whether a `Content-Type` leaves the text UTF-8, which it is where nothing is said.

    >>> [is_utf8(f"text/turtle{rest}") for rest in ("", '; charset="UTF-8"; version=1.1', "; charset=utf-16")]
    [True, True, False]
    """
    return parse_options_header(header)[1].get("charset", "utf-8").lower() in ("", "utf-8", "utf8")


def tags_of(request: Request, name: str) -> ETags:
    """The entity tags of `If-Match` or `If-None-Match`; empty ones, which no content has, are left out."""
    return parse_etags(", ".join(request.headers.getlist(name)).replace('""', ""))


def flag(request: Request, name: str) -> bool:
    """A switch in the query string: `?dry-run`, `?dry-run=true`.

    Raises:
        ParameterError: If it is neither true nor false.
    """
    value = request.query_params.get(name)
    return False if value is None else is_set(request, name, value)


def is_set(request: Request, name: str, value: str) -> bool:
    """What the value of a switch says; errors as with `flag`."""
    if value.lower() not in _TRUE + _FALSE:
        raise ParameterError(request.url.path, name, found=f"'{value}'", expected="true or false")
    return value.lower() in _TRUE


def refuse_unknown(request: Request, names: Iterable[str], known: Collection[str]) -> None:
    """Refuse parameters that nobody knows: a misspelt `dry-run` must not write, a misspelt `graph` not empty a store.

    Raises:
        ParameterError: With the name of the first.
    """
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ParameterError(
            request.url.path, unknown[0], found="unknown", expected=f"one of {', '.join(sorted(known))}"
        )


def writer_of(request: Request, *, role: str = "curator", reason: str | None = None, writes: bool = True) -> Author:
    """Who writes, or with `writes` False asks for what is not public, by the token of the request or its session.

    Raises:
        Unauthorised: If there is no token, or one that does not allow it.
        HttpFault: 403 on a read-only server, and with a session for what no page of this server sent.
    """
    graph = graph_of(request)
    if writes and graph.settings.read_only:
        raise HttpFault(403, "this server is read-only")
    token = _bearer(request, graph, role) or _in_session(request, graph, role)
    if token is None:
        raise Unauthorised(
            "this needs a token: Authorization: Bearer …, or sign in at /sign-in; `claimgraph token add` makes one"
        )
    return Author(token.agent, reason=reason)


def _bearer(request: Request, graph: Claimgraph, role: str) -> Token | None:
    scheme, _, presented = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not presented:
        return None
    return graph.tokens.check(presented.strip(), role)


def _in_session(request: Request, graph: Claimgraph, role: str) -> Token | None:
    """The token of the session; what is more than reading must come from a page of this server."""
    token = session_of(request, graph)
    if token is None:
        return None
    if request.method not in ("GET", "HEAD"):
        refuse_other_sites(request, unknown=True)
    if not token.allows(role):
        raise Unauthorised(f"this needs the role {role}; you are signed in as {token.role}", known=True)
    return token
