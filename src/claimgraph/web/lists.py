"""The start page and the lists of claims, studies and concepts."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from claimgraph.mediatypes import HTML, JSON_LD, RDF_TYPES, RESULTS_JSON, TURTLE, best_of, rdf_type_named, rdf_type_of
from claimgraph.service import Claimgraph
from claimgraph.store.interface import Wanted
from claimgraph.web.links import local_url
from claimgraph.web.negotiation import graph_of
from claimgraph.web.problems import HttpFault
from claimgraph.web.templates import render

_ROWS = {
    "claims": """SELECT ?node ?label ?note WHERE {
        ?node a cg:Claim ; cg:statement ?label . OPTIONAL { ?node cg:declaredVerdict ?note } } ORDER BY ?node""",
    "studies": """SELECT ?node ?label ?note WHERE {
        ?node a cg:Study . OPTIONAL { ?node cg:title ?label } OPTIONAL { ?node cg:year ?note }
        } ORDER BY DESC(?note) ?node""",
    "concepts": """SELECT ?node ?label ?note WHERE {
        ?node a skos:ConceptScheme ; skos:prefLabel ?label . FILTER(STRSTARTS(STR(?node), "%s")) } ORDER BY ?node""",
}
_GRAPHS = {
    "claims": "CONSTRUCT { ?node a cg:Claim ; cg:statement ?label } WHERE { ?node a cg:Claim ; cg:statement ?label }",
    "studies": """CONSTRUCT { ?node a cg:Study ; cg:title ?label ; cg:doi ?doi } WHERE {
        ?node a cg:Study . OPTIONAL { ?node cg:title ?label } OPTIONAL { ?node cg:doi ?doi } }""",
    "concepts": """CONSTRUCT { ?node a skos:Concept ; skos:prefLabel ?label ; skos:inScheme ?scheme } WHERE {
        ?node a skos:Concept ; skos:prefLabel ?label ; skos:inScheme ?scheme . FILTER(STRSTARTS(STR(?node), "%s")) }""",
}
TITLES = {"claims": "Claims", "studies": "Studies", "concepts": "Concepts"}
_OFFERED = [TURTLE.media, HTML, *(kind.media for kind in RDF_TYPES if kind is not TURTLE)]


@dataclass(frozen=True)
class Entry:
    """A line of a list."""

    label: str
    url: str
    note: str = ""


def home(request: Request) -> Response:
    """The start page."""
    graph = graph_of(request)
    queries = list(graph.catalogue.values())
    return HTMLResponse(
        render("home.html", title="Claims and why they would hold", claims=_entries(graph, "claims"), queries=queries)
    )


def listing(request: Request) -> Response:
    """All records of a kind."""
    graph = graph_of(request)
    kind = request.url.path.strip("/")
    asked = request.query_params.get("format")
    named = rdf_type_named(asked) if asked else None
    if asked and asked != "html" and named is None:
        raise HttpFault(400, f"format '{asked}' is unknown; accepted are html, {', '.join(k.name for k in RDF_TYPES)}")
    media = (HTML if asked == "html" else named.media if named else None) or best_of(
        request.headers.get("accept"), _OFFERED
    )
    if media is None:
        raise HttpFault(406, f"nothing acceptable; the list can be had as {', '.join(_OFFERED)}")
    if media == HTML:
        page = render("list.html", title=TITLES[kind], rows=_entries(graph, kind))
        return HTMLResponse(page, headers={"Vary": "Accept"})
    syntax = rdf_type_of(media) or JSON_LD
    answer = graph.store.answer(_of_base(_GRAPHS[kind], graph), Wanted(RESULTS_JSON, RESULTS_JSON, syntax))
    return Response(answer.content, headers={"Vary": "Accept"}, media_type=answer.media)


def _of_base(query: str, graph: Claimgraph) -> str:
    return query % f"{graph.store.base}concepts/" if "%s" in query else query


def _entries(graph: Claimgraph, kind: str) -> list[Entry]:
    entries: dict[str, Entry] = {}
    for node, label, note in graph.store.select(_of_base(_ROWS[kind], graph)):
        if node is not None and node.value not in entries:
            url = local_url(node.value, graph.store.base) or ""
            entries[node.value] = Entry(label.value if label else node.value, url, note.value if note else "")
    return list(entries.values())
