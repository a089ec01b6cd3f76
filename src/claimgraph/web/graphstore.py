"""The SPARQL 1.1 Graph Store HTTP Protocol over the records (W3C recommendation of 2013).

A graph is named by `?graph=` or, directly, by the record's own address; `?default` is the union of all graphs and can
only be read. A record graph is written through the gate; other graphs are the store's own.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import NotFound
from claimgraph.identifiers import KINDS, path_of
from claimgraph.mediatypes import JSON_LD, N_QUADS, RDF_TYPES, RESULTS_JSON, TRIG, RdfType, negotiate_rdf
from claimgraph.service.updating import record_path_of
from claimgraph.store.interface import Wanted
from claimgraph.web.answering import ask_for_client, respond
from claimgraph.web.changes import delete_record, merge_record, replace_record
from claimgraph.web.endpoint import main_of
from claimgraph.web.negotiation import graph_of, refuse_unknown
from claimgraph.web.problems import HttpFault
from claimgraph.web.profiles import profile_asked
from claimgraph.web.protocol import absolute
from claimgraph.web.scratch import own_name
from claimgraph.web.serialising import write_graph, write_record
from claimgraph.web.writing import dump, load

METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
_PARAMETERS = frozenset({"graph", "default", "dry-run", "because"})
_RECORDS = tuple(f"{kind}/" for kind in KINDS)
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


async def store(request: Request) -> Response:
    """One graph by its name, or without a name the whole dataset."""
    refuse_unknown(request, request.query_params, _PARAMETERS)
    names = request.query_params.getlist("graph")
    default = "default" in request.query_params
    if not names and not default:
        return await _dataset(request)
    if len(names) + default != 1:
        raise HttpFault(400, "exactly one of 'graph' and 'default' was expected")
    if default:
        return await _default(request)
    name = own_name(request, absolute(names[0]))
    if request.method in ("GET", "HEAD"):
        return await run_in_threadpool(_get, request, name)
    return await _change(request, record_path_of(name, graph_of(request).store.base))


def _get(request: Request, name: str) -> Response:
    graph = graph_of(request)
    kind = _wanted(request)
    triples = graph.store.graph(name)
    if not triples:
        raise NotFound(f"there is no graph <{name}>")
    path = path_of(name, graph.store.base)
    if kind is JSON_LD and path and path.startswith(_RECORDS):
        told, media = write_graph(triples, graph.store.base, path, profile_asked(request.headers.get("accept")))
        return Response(told, headers={"Vary": "Accept"}, media_type=media)
    content = write_record(triples, kind, graph.store.base, path or name.removeprefix(graph.store.base))
    return Response(content, headers={"Vary": "Accept"}, media_type=kind.media)


def _wanted(request: Request) -> RdfType:
    kind = negotiate_rdf(request.headers.get("accept"))
    if kind is None:
        raise HttpFault(406, f"nothing acceptable; a graph can be had as {', '.join(k.media for k in RDF_TYPES)}")
    return kind


async def _default(request: Request) -> Response:
    if request.method not in ("GET", "HEAD"):
        raise HttpFault(
            403, "the default graph is the union of all graphs; write the record that a statement belongs to"
        )
    wanted = Wanted(RESULTS_JSON, RESULTS_JSON, _wanted(request))
    answered = await ask_for_client(request, lambda account: main_of(request).answer(_EVERYTHING, wanted, account))
    return respond(answered, {"Vary": "Accept"})


async def _dataset(request: Request) -> Response:
    if request.method in ("GET", "HEAD"):
        return await run_in_threadpool(dump, request)
    if request.method == "POST" and request.headers.get("content-type", "").startswith((N_QUADS.media, TRIG.media)):
        return await load(request)
    raise HttpFault(400, "name a graph with ?graph=, or POST a dataset as N-Quads or TriG")


async def _change(request: Request, path: str) -> Response:
    if request.method == "PUT":
        return await replace_record(request, path)
    if request.method == "POST":
        return await merge_record(request, path)
    return await run_in_threadpool(delete_record, request, path)
