"""The SPARQL 1.1 Graph Store HTTP Protocol over the scratch dataset (W3C recommendation of 2013), whole.

A graph is named by `?graph=` or `?default`, or directly: `/scratch/store/{path}` is the graph of that IRI. Without a
name, GET, PUT and DELETE are about the whole dataset, and POST of one graph mints a name for it.
"""

from __future__ import annotations

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import Conflict
from claimgraph.mediatypes import JSON_TREE, N_QUADS, RDF_TYPES, TRIG, RdfType, negotiate_rdf
from claimgraph.querying.datasets import Upload
from claimgraph.querying.scratch import Expecting
from claimgraph.service.revisions import Author
from claimgraph.web.answering import ask_for_client, respond
from claimgraph.web.endpoint import SCRATCH, address_of, scratch_of
from claimgraph.web.negotiation import flag, graph_of, refuse_unknown, tags_of, writer_of
from claimgraph.web.problems import HttpFault
from claimgraph.web.protocol import absolute
from claimgraph.web.records import path_asked
from claimgraph.web.uploads import read_uploads

METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
_DATASETS = (TRIG, N_QUADS)
NO_DRY_RUN = "the scratch dataset has no dry run; nothing is checked there"
PARAMETERS = frozenset({"graph", "default", "dry-run"})


async def scratch_store(request: Request) -> Response:
    """One graph, or without a name the whole dataset."""
    refuse_unknown(request, request.query_params, PARAMETERS)
    name = graph_asked(request)
    if request.method in ("GET", "HEAD"):
        return await _get(request, name)
    scratch_writer_of(request)
    try:
        if request.method == "DELETE":
            await scratch_of(request).remove(name, _expecting(request))
            return Response(status_code=204)
        return await _put_or_post(request, name)
    except Conflict as conflict:
        raise HttpFault(412, str(conflict)) from None


def scratch_writer_of(request: Request) -> Author:
    """Who writes to the scratch dataset.

    Raises:
        Unauthorised: If there is no token, or one that does not allow it.
        HttpFault: 400 if the request is for a dry run, which there is none of; 403 on a read-only server.
    """
    author = writer_of(request, role="contributor")
    if flag(request, "dry-run"):
        raise HttpFault(400, NO_DRY_RUN)
    return author


def graph_asked(request: Request) -> str | None:
    """The graph that a request names: its IRI, the empty string for the unnamed one, None if it names none.

    Raises:
        HttpFault: 400 if it names several, or one that is no absolute IRI.
    """
    names = request.query_params.getlist("graph")
    default = "default" in request.query_params
    direct = path_asked(request).removeprefix(SCRATCH.store).removeprefix("/")
    if len(names) + default + bool(direct) > 1:
        raise HttpFault(400, "exactly one of 'graph', 'default' and a path was expected")
    if direct:
        return absolute(f"{graph_of(request).store.base}{SCRATCH.store}/{direct}")
    if names:
        return own_name(request, absolute(names[0]))
    return "" if default else None


def own_name(request: Request, name: str) -> str:
    """A graph's name; one that was made from the address under which this server was reached gets the base instead."""
    address = address_of(request)
    return graph_of(request).store.base + name.removeprefix(address) if name.startswith(address) else name


async def _get(request: Request, name: str | None) -> Response:
    offered = _DATASETS if name is None else RDF_TYPES
    kind = negotiate_rdf(request.headers.get("accept"), offered)
    if kind is None:
        raise HttpFault(406, f"nothing acceptable; it can be had as {', '.join(kind.media for kind in offered)}")
    headers = {"Vary": "Accept", "ETag": _etag(scratch_of(request).revision(), kind)}
    answered = await ask_for_client(request, lambda account: scratch_of(request).graph(name, kind, account))
    if tags_of(request, "if-none-match").contains_weak(headers["ETag"].strip('"')):
        return Response(status_code=304, headers=headers)
    return respond(answered, headers)


def _etag(revision: str, kind: RdfType) -> str:
    return f'"{revision}-{kind.name}"'


def _expecting(request: Request) -> Expecting:
    """What `If-Match` and `If-None-Match` ask of the current state."""
    match, none_match = tags_of(request, "if-match"), tags_of(request, "if-none-match")
    exists = True if match.star_tag else False if none_match.star_tag else None
    if "if-match" not in request.headers or match.star_tag:
        return Expecting(exists=exists)
    return Expecting(frozenset(tag.partition("-")[0] for tag in match.as_set()), exists)


async def _put_or_post(request: Request, name: str | None) -> Response:
    uploads = await read_uploads(request)
    if any(upload.kind is JSON_TREE for upload in uploads):
        known = ", ".join(kind.media for kind in RDF_TYPES)
        raise HttpFault(415, f"the body is plain JSON, which only records are written in; accepted are {known}")
    if request.method == "PUT":
        created = await scratch_of(request).replace(name, uploads, _expecting(request))
        return Response(status_code=201 if created else 204)
    if name is None and not any(upload.kind in _DATASETS for upload in uploads):
        return await _mint(request, uploads)
    created = await scratch_of(request).merge(name, uploads, _expecting(request))
    return Response(status_code=201 if created else 204)


async def _mint(request: Request, uploads: list[Upload]) -> Response:
    address, path = address_of(request), f"{SCRATCH.store}/{uuid4()}"
    await scratch_of(request).replace(graph_of(request).store.base + path, uploads)
    return Response(status_code=201, headers={"Location": f"{address}{path}"})
