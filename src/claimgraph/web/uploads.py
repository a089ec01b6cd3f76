"""Documents that clients send, in one piece or as the parts of a form; parsed in a worker, never here."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder

from claimgraph.errors import ParseError
from claimgraph.querying.datasets import Upload
from claimgraph.web.endpoint import main_of
from claimgraph.web.negotiation import body_of, rdf_type_of_body, rdf_type_of_header
from claimgraph.web.problems import HttpFault

_MULTIPART = "multipart/form-data"
_MOST_PARTS = 100


async def read_uploads(request: Request, *, most: int | None = None) -> list[Upload]:
    """The documents of a request; none where its body is empty and of no stated type.

    `most` is how many bytes they may have, where that is less than usual.

    Raises:
        HttpFault: 413 if it is too large, 415 if it is no RDF, 400 if a form is broken.
    """
    media = request.headers.get("content-type", "")
    if media.partition(";")[0].strip().lower() == _MULTIPART:
        content = await body_of(request, most=most)
        return await run_in_threadpool(lambda: list(_parts(content, media)))
    if not media:
        content = await body_of(request, most=most)
        if not content.strip():
            return []
    kind = rdf_type_of_body(request)
    return [Upload(await body_of(request, most=most), kind)]


def _parts(content: bytes, media: str) -> Iterator[Upload]:
    boundary = parse_options_header(media)[1].get("boundary", "")
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_parts=_MOST_PARTS)
    headers, body = Headers(), b""
    try:
        decoder.receive_data(content)
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), Epilogue):
            if isinstance(event, (Field, File)):
                headers, body = event.headers, b""
            elif isinstance(event, Data):
                body += event.data
                if not event.more_data:
                    yield Upload(body, rdf_type_of_header(headers.get("content-type", "")))
    except RequestEntityTooLarge:
        raise HttpFault(413, f"the form has more than {_MOST_PARTS} parts") from None
    except ValueError as error:
        raise HttpFault(400, f"the form is broken: {error}") from None


async def read_graph(request: Request, name: str, place: str, *, most: int | None = None) -> list[Triple]:
    """The triples that a request sends for one graph; syntaxes that name graphs may name this one.

    Raises:
        ParseError: If they are not well formed, or of another graph.
    """
    uploads = await read_uploads(request, most=most)
    return await read_parts(request, uploads, name, place)


async def read_parts(request: Request, uploads: list[Upload], name: str, place: str) -> list[Triple]:
    """The triples of documents for one graph; errors as with `read_graph`."""
    return _of_graph(await main_of(request).parsed(uploads, base=name, place=place), name, place)


def _of_graph(quads: list[Quad], name: str, place: str) -> list[Triple]:
    for quad in quads:
        if quad.graph_name not in (DefaultGraph(), NamedNode(name)):
            expected = f"triples without a graph name, or of <{name}>"
            raise ParseError(place, found=f"the named graph {quad.graph_name}", expected=expected)
    return [quad.triple for quad in quads]
