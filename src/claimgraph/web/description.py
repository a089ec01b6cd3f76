"""What an endpoint says of itself (SPARQL 1.1 Service Description): true to what is switched on."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple, serialize
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.mediatypes import RDF_TYPES, TURTLE, negotiate_rdf
from claimgraph.network.arrows import GRAPH as ARROWS
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service.filling import ONTOLOGY_GRAPH, SHAPES_GRAPH
from claimgraph.service.revisions import GRAPH as REVISIONS
from claimgraph.vocabulary import CG, ONTOLOGY, PREFIXES, RDF, RDFS, SD, VOID
from claimgraph.web.datasets import VOID_PATH
from claimgraph.web.endpoint import Endpoint, address_of, endpoint_of
from claimgraph.web.negotiation import graph_of
from claimgraph.web.problems import HttpFault

_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "N-Quads", "TriG", "RDF_XML", "JSON-LD")
_LASTING = (ONTOLOGY_GRAPH, SHAPES_GRAPH, ARROWS, REVISIONS)
"""The named graphs of the main dataset besides its records."""


def description(request: Request) -> Response:
    """The description of the endpoint that is asked, at the address under which it was asked."""
    kind = negotiate_rdf(request.headers.get("accept"))
    if kind is None:
        raise HttpFault(406, f"nothing acceptable; it can be had as {', '.join(kind.media for kind in RDF_TYPES)}")
    endpoint, root = endpoint_of(request), address_of(request)
    settings = graph_of(request).settings
    base, local = graph_of(request).store.base, settings.remote is None or not endpoint.union
    writable, federated = local and not settings.read_only, local and bool(settings.services)
    triples = list(describe(endpoint, root, base, writable=writable, federated=federated))
    headers = {"Vary": "Accept"}
    if kind is TURTLE:
        return Response(write_turtle(triples), headers=headers, media_type=kind.media)
    content = serialize(triples, format=kind.format, prefixes=None if kind.name == "jsonld" else dict(PREFIXES))
    return Response(content, headers=headers, media_type=kind.media)


def describe(endpoint: Endpoint, root: str, base: str, *, writable: bool, federated: bool) -> Iterator[Triple]:
    """The triples of a description.

    Args:
        endpoint: What is described.
        root: Address under which this server was reached.
        base: Base IRI of the graph.
        writable: Whether updates are taken.
        federated: Whether SERVICE may ask some hosts.
    """
    address = root + endpoint.query
    service, dataset = NamedNode(f"{address}#service"), NamedNode(f"{address}#dataset")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, NamedNode(address))
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(service, SD.feature, SD.UnionDefaultGraph if endpoint.union else SD.EmptyGraphs)
    if federated:
        yield Triple(service, SD.feature, SD.BasicFederatedQuery)
    for name in (*_RESULTS, *_GRAPHS):
        yield Triple(service, SD.resultFormat, NamedNode(_FORMATS + name))
    if writable:
        yield from _update_service(root + endpoint.update, dataset)
    yield from _dataset(endpoint, dataset, address, base)


def _update_service(address: str, dataset: NamedNode) -> Iterator[Triple]:
    service = NamedNode(f"{address}#service")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, NamedNode(address))
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Update)
    yield Triple(service, SD.defaultDataset, dataset)


def _dataset(endpoint: Endpoint, dataset: NamedNode, address: str, base: str) -> Iterator[Triple]:
    default = NamedNode(f"{address}#default-graph")
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, RDF.type, VOID.Dataset)
    yield Triple(dataset, VOID.sparqlEndpoint, NamedNode(address))
    yield Triple(dataset, SD.defaultGraph, default)
    yield Triple(default, RDF.type, SD.Graph)
    if not endpoint.union:
        return
    yield Triple(dataset, RDFS.seeAlso, NamedNode(address.removesuffix(endpoint.query) + VOID_PATH))
    yield Triple(dataset, VOID.vocabulary, NamedNode(ONTOLOGY))
    yield Triple(dataset, VOID.vocabulary, NamedNode(CG.iri))
    for path in _LASTING:
        named = NamedNode(f"{address}#graph-{path.replace('/', '-')}")
        yield Triple(dataset, SD.namedGraph, named)
        yield Triple(named, RDF.type, SD.NamedGraph)
        yield Triple(named, SD.name, NamedNode(base + path))
