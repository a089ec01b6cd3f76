"""Records in RDF syntaxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

from pyoxigraph import NamedNode, Quad, Triple, serialize
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.mediatypes import HTML, JSON_LD, N_QUADS, RDF_TYPES, TRIG, TURTLE, RdfType, negotiate_rdf
from claimgraph.rdf.turtle import write_turtle
from claimgraph.vocabulary import PREFIXES
from claimgraph.web.endpoint import address_of
from claimgraph.web.negotiation import tags_of
from claimgraph.web.problems import HttpFault
from claimgraph.web.profiles import media_of_profile, profile_asked, write_json


def write_record(triples: Sequence[Triple], kind: RdfType, base: str, path: str) -> bytes:
    """A record in an RDF syntax; with graph names where the syntax has them.

    Raises:
        HttpFault: 406 if the syntax cannot hold it: RDF/XML has no way to write some predicates, such as `rdf:li`.
    """
    document = base + path
    if kind is TURTLE:
        return write_turtle(triples, document=document, base=base, declare_base=True).encode()
    ordered = sorted(triples, key=str)
    try:
        if kind in (TRIG, N_QUADS):
            graph = NamedNode(document)
            quads = [Quad(t.subject, t.predicate, t.object, graph) for t in ordered]
            return serialize(quads, format=kind.format, prefixes=dict(PREFIXES)) or b""
        prefixes = None if kind is JSON_LD else dict(PREFIXES)
        return serialize(ordered, format=kind.format, prefixes=prefixes) or b""
    except OSError as error:
        raise HttpFault(406, f"{path} cannot be written as {kind.media}: {error}") from None


def write_graph(triples: Sequence[Triple], base: str, path: str, profile: str) -> tuple[bytes, str]:
    """A record as JSON-LD, as at its own address, or where no context can hold it expanded; and its media type."""
    try:
        return write_json(triples, base + path, base, profile), media_of_profile(profile)
    except HttpFault:
        return write_json(triples, base + path, base, "expanded"), media_of_profile("expanded")


def graph_response(request: Request, triples: Callable[[], Iterable[Triple]], revision: str) -> Response:
    """A graph that is worked out when it is asked for, in the RDF syntax that the client wants; 304 where it has it."""
    kind = negotiate_rdf(request.headers.get("accept"))
    if kind is None and HTML in request.headers.get("accept", ""):
        kind = TURTLE
    if kind is None:
        raise HttpFault(406, f"nothing acceptable; it can be had as {', '.join(kind.media for kind in RDF_TYPES)}")
    profile = "expanded" if profile_asked(request.headers.get("accept")) == "expanded" else "flattened"
    media = media_of_profile(profile) if kind is JSON_LD else kind.media
    tag = blake2b(repr((revision, str(request.url), media)).encode(), digest_size=12).hexdigest()
    headers = {"Vary": "Accept", "ETag": f'W/"{tag}"'}
    if tags_of(request, "if-none-match").contains_weak(tag):
        return Response(status_code=304, headers=headers)
    told = sorted(set(triples()), key=str)
    if kind is JSON_LD:
        content = write_json(told, str(request.url), address_of(request), profile)
        return Response(content, headers=headers, media_type=media)
    if kind is TURTLE:
        return Response(write_turtle(told), headers=headers, media_type=media)
    return Response(serialize(told, format=kind.format, prefixes=dict(PREFIXES)), headers=headers, media_type=media)
