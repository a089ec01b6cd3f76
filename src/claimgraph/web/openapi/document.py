"""The whole document: the routes of the application, each with what is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from starlette.routing import BaseRoute, Route

from claimgraph import __version__
from claimgraph.identifiers import KINDS
from claimgraph.service import Claimgraph
from claimgraph.service.derived import VIEWS
from claimgraph.web.endpoint import MAIN, SCRATCH
from claimgraph.web.lists import TITLES
from claimgraph.web.openapi import (
    concepts,
    contributions,
    datasets,
    derived,
    graphs,
    histories,
    publications,
    records,
    searching,
    service,
    sparql,
    stores,
)
from claimgraph.web.openapi.faults import FAULTS, fault
from claimgraph.web.openapi.parts import Described, Json, fault_name
from claimgraph.web.openapi.schemas import SCHEMAS

PATH = "/openapi.json"
_ABOUT = """Claims of evidence sites, the mechanisms that would explain them, and the studies behind each step, as RDF.

Reading needs no token, nor does proposing. Writing needs one (`claimgraph token add`), and every write to a record goes
through the SHACL gate. Answers are negotiated by `Accept`; faults are problem documents (RFC 9457). A HEAD answers like
the GET, without the body."""
_TAGS = {
    "Records": "Claims, studies, concepts and contributions, each at its own IRI.",
    "Contributions": "What readers propose, kept outside of the graph until a curator has let it in.",
    "SPARQL": "SPARQL 1.1 Protocol on all records.",
    "Graph store": "SPARQL 1.1 Graph Store HTTP Protocol on all records.",
    "Scratch": "A second dataset that no gate guards.",
    "Questions": "Named questions with typed parameters.",
    "Appraisal": "What is worked out from the evidence: how sure it makes us, what is wrong with it, what is missing.",
    "Graphs": "Pictures of the causal network, and the same for graph tools.",
    "Datasets": "Many records at once.",
    "Vocabulary": "The ontology and the shapes.",
    "Service": "The service itself.",
}


def document(routes: Iterable[BaseRoute], graph: Claimgraph) -> Json:
    """The OpenAPI document of an application's routes over a graph."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "claimgraph",
            "version": __version__,
            "summary": "A knowledge graph of claims: why they would hold, how sure that is, and who measured it.",
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": dict(_paths(routes, graph)),
        "components": {
            "schemas": SCHEMAS,
            "responses": {fault_name(status): fault(status) for status in FAULTS},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "A token of `claimgraph token add`."}
            },
        },
    }


def _paths(routes: Iterable[BaseRoute], graph: Claimgraph) -> Iterator[tuple[str, Json]]:
    described = _described(graph)
    for route in routes:
        if isinstance(route, Route) and route.path in described:
            for path, operations in described[route.path].items():
                methods = sorted(route.methods or ())
                yield path, {name.lower(): operations[name].as_json() for name in methods if name in operations}


def _described(graph: Claimgraph) -> dict[str, Described]:
    """What is said about each route, by its path in the route table."""
    base = graph.store.base
    return {
        "/": service.home(),
        "/data": service.data(),
        "/health": service.health(),
        PATH: service.itself(),
        "/context.jsonld": service.context(),
        "/.well-known/void": service.whole("/.well-known/void", "void", "What the graph holds, counted (VoID)"),
        "/dcat": service.whole("/dcat", "dcat", "The catalogue of the dataset, its dumps and its endpoint (DCAT 3)"),
        f"/{MAIN.query}": sparql.query_endpoint(MAIN),
        f"/{MAIN.update}": sparql.update_endpoint(base),
        f"/{MAIN.store}": stores.store(base),
        f"/{SCRATCH.query}": sparql.query_endpoint(SCRATCH),
        f"/{SCRATCH.update}": sparql.scratch_update_endpoint(),
        f"/{SCRATCH.store}": stores.scratch_store(),
        f"/{SCRATCH.store}/{{path:path}}": stores.scratch_graph(),
        "/queries": service.catalogue(),
        "/queries/{name}": sparql.questions(graph.catalogue),
        "/ontology": service.vocabulary("ontology", "The ontology"),
        "/shapes": service.vocabulary("shapes", "The SHACL shapes"),
        "/contributions": contributions.contributions(),
        **{address: {address: told} for address, told in contributions.decisions().items()},
        **{address: {address: told} for address, told in contributions.forms().items()},
        "/ingest": datasets.ingest(),
        "/import": datasets.import_studies(),
        "/load": datasets.load(base),
        "/validate": datasets.validate(),
        "/dump": datasets.dump(),
        "/backup": datasets.backup(),
        **{f"/{kind}": records.listing(kind) for kind in TITLES},
        **{f"/{kind}/{{name:path}}": records.records(kind) | histories.of_kind(kind) for kind in KINDS},
        "/claims/{name:path}": records.records("claims")
        | histories.of_kind("claims")
        | derived.of_claims()
        | graphs.of_claims()
        | publications.of_claims(),
        "/concepts/{name:path}": records.records("concepts") | histories.of_kind("concepts") | concepts.single(),
        "/studies/{name:path}": records.records("studies") | histories.of_kind("studies") | graphs.of_studies(),
        "/network": graphs.network(),
        "/network.{format}": graphs.network_in_format(),
        "/explain.{format}": graphs.chains_in_format(),
        "/search": searching.search(),
        "/suggest": searching.suggest(),
        "/standing": derived.standing(),
        **{f"/{view.name}": derived.of_graph(view) for view in VIEWS.values() if view.of_graph},
    }
