"""The application: the one place where routes, errors and the graph are joined."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claimgraph import __version__
from claimgraph.errors import ClaimgraphError
from claimgraph.identifiers import KINDS
from claimgraph.mediatypes import HTML, JSON, TURTLE, negotiate_rdf
from claimgraph.querying.accounts import Accounts
from claimgraph.querying.answers import Answers
from claimgraph.querying.exchange import Limits
from claimgraph.querying.graph import GraphDataset
from claimgraph.querying.relay import Relay
from claimgraph.querying.scratch import ScratchDataset
from claimgraph.querying.workers import Workers
from claimgraph.rdf.jsonld.context import NAME as CONTEXT
from claimgraph.service import Claimgraph
from claimgraph.service.census import Censuses
from claimgraph.service.chains import NAME as CHAINS
from claimgraph.service.derived import VIEWS
from claimgraph.service.dumps import Dumps
from claimgraph.service.filling import ONTOLOGY_GRAPH, SHAPES_GRAPH
from claimgraph.settings import Settings
from claimgraph.store.remote import RemoteStore
from claimgraph.web import (
    changes,
    contributions,
    datasets,
    graphstore,
    lists,
    openapi,
    questions,
    scratch,
    searching,
    signing_in,
    standings,
    updates,
    writing,
)
from claimgraph.web.context import context
from claimgraph.web.derived import derived
from claimgraph.web.federation import federation_of, service
from claimgraph.web.files import Files
from claimgraph.web.graphs import chains, network
from claimgraph.web.hot import EXPOSED
from claimgraph.web.negotiation import graph_of
from claimgraph.web.problems import HttpFault, problem_response
from claimgraph.web.profiles import Trees
from claimgraph.web.quotas import Quotas
from claimgraph.web.serialising import write_record
from claimgraph.web.sparql import PATHS as QUERY_PATHS
from claimgraph.web.sparql import sparql
from claimgraph.web.templates import STATIC


def make_app(graph: Claimgraph) -> FastAPI:
    """The HTTP service over an open graph; closing the application closes the graph."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        workers = Workers(**_limits(graph.settings))
        await workers.start()
        app.state.main = evaluator_of(graph, workers)
        app.state.scratch = ScratchDataset(workers, graph.scratch, graph.store.base)
        app.state.validating = asyncio.Semaphore()
        graph.search.warm()
        yield
        await workers.close()
        await app.state.main.close()
        graph.close()

    app = FastAPI(title="claimgraph", version=__version__, lifespan=lifespan, docs_url=None, openapi_url=None)
    app.state.graph = graph
    app.state.federation = federation_of(graph.settings)
    app.state.accounts = Accounts(graph.settings.client_query_s, graph.settings.client_queries)
    app.state.answers, app.state.salt = Answers(graph.settings.answer_bytes), secrets.token_bytes(16)
    app.state.censuses, app.state.dumps = Censuses(graph.store), Dumps(graph.store)
    app.state.quotas = Quotas(graph.settings.proposals_per_hour)
    app.state.tries = signing_in.Tries()
    app.state.trees = Trees(graph.settings.answer_bytes // 4)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"],
        expose_headers=EXPOSED,
    )  # fmt: skip
    app.add_exception_handler(ClaimgraphError, _on_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    _add_routes(app)
    app.state.openapi = json.dumps(openapi.document(app.routes, graph), ensure_ascii=False).encode()
    return app


def evaluator_of(graph: Claimgraph, workers: Workers) -> GraphDataset:
    """What answers queries of clients: workers over snapshots, or the remote store where the graph lies in one."""
    if isinstance(graph.store, RemoteStore):
        return Relay(workers, graph.store, count=graph.settings.query_workers)
    return GraphDataset(workers, graph.snapshots(), graph.store.base)


def _limits(settings: Settings) -> dict[str, Any]:
    limits = Limits(
        timeout_s=settings.query_timeout_s,
        rows=settings.query_rows,
        bytes=settings.query_bytes,
        memory_mb=settings.query_memory_mb,
        network=bool(settings.services),
    )
    return {"count": settings.query_workers, "limits": limits}


def _add_routes(app: FastAPI) -> None:
    routes: list[tuple[str, Callable[..., object], list[str]]] = [
        ("/", lists.home, ["GET"]),
        ("/health", health, ["GET"]),
        (openapi.PATH, described, ["GET"]),
        ("/service/{secret}/{target}", service, ["POST"]),
        *[(path, sparql, ["GET", "POST"]) for path in QUERY_PATHS],
        ("/update", updates.update, ["POST"]),
        ("/update/", updates.update, ["POST"]),
        ("/store", graphstore.store, list(graphstore.METHODS)),
        ("/scratch/update", updates.scratch_update, ["POST"]),
        ("/scratch/update/", updates.scratch_update, ["POST"]),
        ("/scratch/store", scratch.scratch_store, list(scratch.METHODS)),
        ("/scratch/store/{path:path}", scratch.scratch_store, list(scratch.METHODS)),
        ("/queries", questions.questions, ["GET"]),
        ("/queries/{name}", questions.question, ["GET"]),
        (f"/{CONTEXT}", context, ["GET"]),
        ("/data", datasets.data, ["GET"]),
        (f"/{datasets.VOID_PATH}", datasets.void, ["GET"]),
        (f"/{datasets.DCAT_PATH}", datasets.catalogue, ["GET"]),
        ("/ontology", vocabulary, ["GET"]),
        ("/shapes", vocabulary, ["GET"]),
        ("/network", network, ["GET"]),
        ("/network.{format}", network, ["GET"]),
        (f"/{CHAINS}.{{format}}", chains, ["GET"]),
        (signing_in.IN, signing_in.who, ["GET"]),
        (signing_in.IN, signing_in.sign_in, ["POST"]),
        (signing_in.OUT, signing_in.sign_out, ["POST"]),
        (contributions.PATH, contributions.contributions, ["GET", "POST"]),
        ("/contributions/{id}/review", contributions.review, ["GET"]),
        ("/contributions/{id}/accept", contributions.accept, ["POST"]),
        ("/contributions/{id}/reject", contributions.reject, ["POST"]),
        ("/contributions/{id}/withdraw", contributions.withdraw, ["POST"]),
        ("/claims/{slug}/propose", contributions.propose_change, ["GET", "POST"]),
        ("/propose", contributions.propose_claim, ["GET", "POST"]),
        ("/search", searching.search, ["GET"]),
        ("/suggest", searching.suggest, ["GET"]),
        ("/ingest", writing.ingest, ["POST"]),
        ("/import", writing.import_studies, ["POST"]),
        ("/load", writing.load, ["POST"]),
        ("/standing", standings.standing, ["POST"]),
        ("/validate", writing.validate, ["POST"]),
        ("/dump", writing.dump, ["GET"]),
        ("/backup", writing.backup, ["GET"]),
    ]
    for path, endpoint, methods in routes:
        app.add_route(path, endpoint, methods=methods)  # type: ignore[arg-type]
    for view in VIEWS.values():
        if view.of_graph:
            app.add_route(f"/{view.name}", derived, methods=["GET"])
    for kind in lists.TITLES:
        app.add_route(f"/{kind}", lists.listing, methods=["GET"])
    for kind in KINDS:
        app.add_route(f"/{kind}/{{name:path}}", changes.record, methods=list(changes.METHODS))
    app.mount("/static", Files(directory=STATIC), name="static")


def health(request: Request) -> Response:
    """Whether the service stands, with its base and what the gate and store are."""
    graph = graph_of(request)
    return JSONResponse(
        {
            "status": "ok",
            "version": __version__,
            "base": graph.store.base,
            "revision": graph.store.revision(),
            "gate": graph.gate.engine,
        }
    )


def described(request: Request) -> Response:
    """The OpenAPI document of this application."""
    return Response(request.app.state.openapi, media_type=JSON)


def vocabulary(request: Request) -> Response:
    """The ontology or the shapes as RDF."""
    graph = graph_of(request)
    kind = negotiate_rdf(request.headers.get("accept")) or (
        TURTLE if HTML in request.headers.get("accept", "") else None
    )
    if kind is None:
        raise HttpFault(406, "nothing acceptable; the vocabulary can be had in any RDF syntax")
    name = ONTOLOGY_GRAPH if request.url.path.startswith("/ontology") else SHAPES_GRAPH
    triples = graph.store.graph(graph.store.base + name)
    return Response(
        write_record(triples, kind, graph.store.base, name), headers={"Vary": "Accept"}, media_type=kind.media
    )


def _on_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ClaimgraphError)
    return problem_response(request, error)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem_response(request, HttpFault(error.status_code, _detail(request, error), dict(error.headers or {})))


def _detail(request: Request, error: HTTPException) -> str:
    if error.status_code == 404:
        return f"there is nothing at {request.url.path}"
    if error.status_code == 405:
        return f"{request.method} is not possible here"
    return str(error.detail)
