"""What the graph says of itself as a whole: VoID at its well-known place, and a DCAT catalogue.

https://www.w3.org/TR/void/ and https://www.w3.org/TR/vocab-dcat-3/; both speak of the dataset of the service
description at `/sparql`, so that the three join.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.mediatypes import N_QUADS, RDF_TYPES, TRIG, RdfType
from claimgraph.search import Search
from claimgraph.service.census import TARGETS, Census, Censuses
from claimgraph.service.dumps import Dumps, Weight
from claimgraph.vocabulary import CG, DCAT, DCTERMS, FOAF, ONTOLOGY, RDF, RDFS, SPDX, VOID, XSD
from claimgraph.web.endpoint import MAIN, address_of
from claimgraph.web.negotiation import graph_of
from claimgraph.web.pages.data import TITLE, Dump, data_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.serialising import graph_response

VOID_PATH, DCAT_PATH = ".well-known/void", "dcat"
DUMPS = (N_QUADS, TRIG)
MOST_WEIGHED = 300_000
"""Triples of the largest graph whose dumps are made to tell their size and checksum."""
_IANA = "https://www.iana.org/assignments/media-types/"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {"turtle": "Turtle", "jsonld": "JSON-LD", "ntriples": "N-Triples", "nquads": "N-Quads", "trig": "TriG",
                 "rdfxml": "RDF_XML"}  # fmt: skip
_ABOUT = "Claims of evidence sites, the mechanisms that would explain them, and the studies behind each step."


def void(request: Request) -> Response:
    """The VoID description, counted at the revision that its entity tag names."""
    census = censuses_of(request).newest()
    root = address_of(request)
    return graph_response(request, lambda: describe(census, root, graph_of(request).store.base), census.revision)


def catalogue(request: Request) -> Response:
    """The DCAT catalogue."""
    census = censuses_of(request).newest()
    return graph_response(request, lambda: _catalogue(request, census), census.revision)


def data(request: Request) -> Response:
    """The same for people, with what else they need to use it."""
    census, root, base = censuses_of(request).newest(), address_of(request), graph_of(request).store.base
    dumps = [
        Dump(_FORMAT_NAMES[kind.name], f"/dump?format={kind.name}", _weight_of(request, census, kind)) for kind in DUMPS
    ]
    concepts = graph_of(request).search.search(Search("concepts", limit=1)).total
    return page_response(data_page(census, concepts, dumps, root, base))


def _weight_of(request: Request, census: Census, kind: RdfType) -> Weight | None:
    """The weight of a dump; None where finding it out takes too long."""
    dumps: Dumps = request.app.state.dumps
    return dumps.weight(kind) if census.triples <= MOST_WEIGHED else None


def censuses_of(request: Request) -> Censuses:
    """The censuses of the graph."""
    censuses: Censuses = request.app.state.censuses
    return censuses


def dataset_iri(root: str) -> NamedNode:
    """The dataset of the service description at this address."""
    return NamedNode(f"{root}{MAIN.query}#dataset")


def describe(census: Census, root: str, base: str) -> Iterator[Triple]:
    """The triples of the VoID description."""
    document, dataset = NamedNode(root + VOID_PATH), dataset_iri(root)
    yield Triple(document, RDF.type, VOID.DatasetDescription)
    yield Triple(document, FOAF.primaryTopic, dataset)
    yield Triple(dataset, RDF.type, VOID.Dataset)
    yield Triple(dataset, DCTERMS.title, Literal(TITLE, language="en"))
    yield Triple(dataset, DCTERMS.description, Literal(_ABOUT, language="en"))
    yield from _rights(census, dataset)
    yield Triple(dataset, VOID.sparqlEndpoint, NamedNode(root + MAIN.query))
    yield Triple(dataset, VOID.uriSpace, Literal(base))
    yield Triple(dataset, VOID.rootResource, NamedNode(f"{base}claims"))
    for kind in DUMPS:
        yield Triple(dataset, VOID.dataDump, _dump_address(root, kind))
    for kind in RDF_TYPES:
        yield Triple(dataset, VOID.feature, NamedNode(_FORMATS + _FORMAT_NAMES[kind.name]))
    for vocabulary in (ONTOLOGY, CG.iri, "http://www.w3.org/2004/02/skos/core#", DCTERMS.iri):
        yield Triple(dataset, VOID.vocabulary, NamedNode(vocabulary))
    for example in census.examples:
        yield Triple(dataset, VOID.exampleResource, NamedNode(example))
    yield from _partitions(census, dataset, document.value)
    yield from _linksets(census, dataset, document.value)


def _rights(census: Census, dataset: NamedNode) -> Iterator[Triple]:
    for prop, values in census.rights.items():
        for value in values[:20]:
            yield Triple(dataset, NamedNode(prop), NamedNode(value))
    for publisher in census.rights.get(DCTERMS.creator.value, [])[:1]:
        yield Triple(dataset, DCTERMS.publisher, NamedNode(publisher))
    if census.modified:
        yield Triple(dataset, DCTERMS.modified, Literal(census.modified, datatype=XSD.dateTime))


def _partitions(census: Census, dataset: NamedNode, document: str) -> Iterator[Triple]:
    yield Triple(dataset, VOID.triples, Literal(census.triples))
    yield Triple(dataset, VOID.classes, Literal(len(census.classes)))
    yield Triple(dataset, VOID.properties, Literal(len(census.properties)))
    yield Triple(dataset, VOID.entities, Literal(sum(census.classes.values())))
    for iri, count in census.classes.items():
        part = NamedNode(f"{document}#class-{_word(iri)}")
        yield Triple(dataset, VOID.classPartition, part)
        yield Triple(part, getattr(VOID, "class"), NamedNode(iri))
        yield Triple(part, VOID.entities, Literal(count))
    for iri, count in census.properties.items():
        part = NamedNode(f"{document}#property-{_word(iri)}")
        yield Triple(dataset, VOID.propertyPartition, part)
        yield Triple(part, VOID.property, NamedNode(iri))
        yield Triple(part, VOID.triples, Literal(count))


def _linksets(census: Census, dataset: NamedNode, document: str) -> Iterator[Triple]:
    for (prop, target), count in sorted(census.links.items()):
        linkset, other = NamedNode(f"{document}#links-{target}-{_word(prop)}"), NamedNode(f"{document}#{target}")
        yield Triple(linkset, RDF.type, VOID.Linkset)
        yield Triple(dataset, VOID.subset, linkset)
        yield Triple(linkset, VOID.subjectsTarget, dataset)
        yield Triple(linkset, VOID.objectsTarget, other)
        yield Triple(linkset, VOID.linkPredicate, NamedNode(prop))
        yield Triple(linkset, VOID.triples, Literal(count))
        yield Triple(other, RDF.type, VOID.Dataset)
        yield Triple(other, DCTERMS.title, Literal(target))
        yield Triple(other, VOID.uriSpace, Literal(TARGETS[target]))


def _word(iri: str) -> str:
    """A fragment for an IRI: its local name, told apart from others by a digest."""
    local = re.sub(r"[^A-Za-z0-9]+", "-", re.split(r"[#/]", iri.rstrip("#/"))[-1])[:40]
    return f"{local}-{hashlib.sha256(iri.encode()).hexdigest()[:6]}"


def _catalogue(request: Request, census: Census) -> Iterator[Triple]:
    graph, root = graph_of(request), address_of(request)
    base, dataset = graph.store.base, dataset_iri(root)
    document, service = NamedNode(root + DCAT_PATH), NamedNode(f"{root}{MAIN.query}#service")
    yield Triple(document, RDF.type, DCAT.Catalog)
    yield Triple(document, DCTERMS.title, Literal(TITLE, language="en"))
    yield Triple(document, DCTERMS.description, Literal(_ABOUT, language="en"))
    yield from _rights(census, document)
    yield Triple(document, DCAT.dataset, dataset)
    yield Triple(document, DCAT.service, service)
    yield Triple(dataset, RDF.type, DCAT.Dataset)
    yield Triple(dataset, DCTERMS.title, Literal(TITLE, language="en"))
    yield Triple(dataset, DCTERMS.description, Literal(_ABOUT, language="en"))
    yield from _rights(census, dataset)
    yield Triple(dataset, DCAT.landingPage, NamedNode(base))
    yield Triple(dataset, DCTERMS.conformsTo, NamedNode(ONTOLOGY))
    yield Triple(dataset, RDFS.seeAlso, NamedNode(root + VOID_PATH))
    yield Triple(service, RDF.type, DCAT.DataService)
    yield Triple(service, DCTERMS.title, Literal("SPARQL 1.1", language="en"))
    yield Triple(service, DCAT.endpointURL, NamedNode(root + MAIN.query))
    yield Triple(service, DCAT.endpointDescription, NamedNode(f"{root}openapi.json"))
    yield Triple(service, DCAT.servesDataset, dataset)
    for kind in DUMPS:
        yield from _distribution(request, census, dataset, kind)


def _distribution(request: Request, census: Census, dataset: NamedNode, kind: RdfType) -> Iterator[Triple]:
    root = address_of(request)
    distribution = NamedNode(f"{root}{DCAT_PATH}#{kind.name}")
    yield Triple(dataset, DCAT.distribution, distribution)
    yield Triple(distribution, RDF.type, DCAT.Distribution)
    yield Triple(distribution, DCTERMS.title, Literal(f"All records as {_FORMAT_NAMES[kind.name]}", language="en"))
    yield Triple(distribution, DCAT.downloadURL, _dump_address(root, kind))
    yield Triple(distribution, DCAT.accessURL, NamedNode(f"{root}dump"))
    yield Triple(distribution, DCAT.mediaType, NamedNode(_IANA + kind.media))
    for licence in census.rights.get(DCTERMS.license.value, [])[:1]:
        yield Triple(distribution, DCTERMS.license, NamedNode(licence))
    if census.modified:
        yield Triple(distribution, DCTERMS.modified, Literal(census.modified, datatype=XSD.dateTime))
    weight = _weight_of(request, census, kind)
    if weight is not None:
        yield from _weight(distribution, weight)


def _weight(distribution: NamedNode, weight: Weight) -> Iterator[Triple]:
    checksum = NamedNode(f"{distribution.value}-checksum")
    yield Triple(distribution, DCAT.byteSize, Literal(str(weight.size), datatype=XSD.nonNegativeInteger))
    yield Triple(distribution, SPDX.checksum, checksum)
    yield Triple(checksum, RDF.type, SPDX.Checksum)
    yield Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield Triple(checksum, SPDX.checksumValue, Literal(weight.sha256, datatype=XSD.hexBinary))


def _dump_address(root: str, kind: RdfType) -> NamedNode:
    return NamedNode(f"{root}dump?format={kind.name}")
