"""What is left of a record that was taken out of the graph: who did it, when and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.mediatypes import HTML, JSON, JSON_LD, RDF_TYPES, best_of, rdf_type_of
from claimgraph.service import Claimgraph
from claimgraph.service.revisions import Revision, revision_triples
from claimgraph.vocabulary import CG, PROV
from claimgraph.web.negotiation import graph_of
from claimgraph.web.pages.history import tombstone_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import PROBLEM, HttpFault
from claimgraph.web.profiles import media_of_profile, write_json
from claimgraph.web.serialising import write_record
from claimgraph.web.signposts import TIME_MAP

_OFFERED = [PROBLEM, JSON, HTML, *(kind.media for kind in RDF_TYPES)]


def tombstone(request: Request, path: str, revision: Revision, media: str | None) -> Response:
    """The answer for a withdrawn record, in the form that the client or the suffix asks for."""
    graph = graph_of(request)
    media = media or best_of(request.headers.get("accept"), _OFFERED)
    if media is None:
        raise HttpFault(406, f"nothing acceptable; the tombstone can be had as {', '.join(_OFFERED)}")
    triples = revision_triples(graph.store, graph.store.base + path, revision)
    told = _told(triples, path, revision)
    document = graph.store.base + path
    headers = {
        "Vary": "Accept, Accept-Datetime",
        "Link": f'<{document}/history>; rel="timemap"; type="{TIME_MAP}", <{revision.iri}>; rel="describedby"',
    }
    if media == HTML:
        return page_response(tombstone_page(graph, path), 410, headers)
    kind = rdf_type_of(media)
    if kind is None:
        return Response(json.dumps(told, ensure_ascii=False), 410, headers, PROBLEM if media == PROBLEM else JSON)
    content = _content(graph, triples, path, media)
    full = media_of_profile("compacted") if kind is JSON_LD else kind.media
    return Response(content, 410, headers, full)


def _content(graph: Claimgraph, triples: Sequence[Triple], path: str, media: str) -> bytes:
    base, kind = graph.store.base, rdf_type_of(media)
    assert kind is not None
    if kind is JSON_LD:
        return write_json(triples, base + path, base, "compacted")
    return write_record(triples, kind, base, path)


def _told(triples: Sequence[Triple], path: str, revision: Revision) -> dict[str, Any]:
    when, who, why = (_one(triples, predicate) for predicate in (PROV.generatedAtTime, PROV.wasAttributedTo, CG.reason))
    detail = f"{path} was taken out of the graph with revision {revision.number}, {when} by {who}"
    return {
        "type": "urn:claimgraph:Withdrawn",
        "title": "Gone",
        "status": 410,
        "detail": f"{detail}: {why}" if why else f"{detail}; no reason was given",
        "history": revision.iri.rpartition("/")[0],
        "withdrawal": {"number": revision.number, "when": when, "who": who, "why": why},
    }


def _one(triples: Sequence[Triple], predicate: NamedNode) -> str | None:
    found = (triple.object for triple in triples if triple.predicate == predicate)
    return next((term.value for term in found if not isinstance(term, Triple)), None)
