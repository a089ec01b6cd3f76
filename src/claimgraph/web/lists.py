"""The start page and the lists of claims, studies and concepts: searched, filtered, sorted, page by page."""

from __future__ import annotations

from urllib.parse import urlencode

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.mediatypes import (
    HTML,
    JSON,
    RDF_TYPES,
    RESULTS_CSV,
    RESULTS_JSON,
    TURTLE,
    best_of,
    rdf_type_named,
    rdf_type_of,
)
from claimgraph.search import Found, Search
from claimgraph.service.listing import read_search, written
from claimgraph.store.interface import Wanted
from claimgraph.web.negotiation import graph_of
from claimgraph.web.pages.home import home_page
from claimgraph.web.pages.lists import list_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault

_GRAPHS = {
    "claims": "CONSTRUCT {{ ?node a cg:Claim ; cg:statement ?label }} WHERE {{ {} ?node cg:statement ?label }}",
    "studies": """CONSTRUCT {{ ?node a cg:Study ; cg:title ?label ; cg:doi ?doi }} WHERE {{ {}
        ?node a cg:Study . OPTIONAL {{ ?node cg:title ?label }} OPTIONAL {{ ?node cg:doi ?doi }} }}""",
    "concepts": """CONSTRUCT {{ ?node a skos:Concept ; skos:prefLabel ?label ; skos:inScheme ?scheme }} WHERE {{ {}
        ?node a skos:Concept ; skos:prefLabel ?label ; skos:inScheme ?scheme }}""",
}
TITLES = {"claims": "Claims", "studies": "Studies", "concepts": "Concepts"}
TEXT = "text/plain"
_OFFERED = [
    TURTLE.media, HTML, JSON, RESULTS_CSV.media, *(kind.media for kind in RDF_TYPES if kind is not TURTLE), TEXT
]  # fmt: skip
_FORMS = {JSON: "json", RESULTS_CSV.media: "csv", TEXT: "text"}
_NAMED = {"html": HTML, **{name: media for media, name in _FORMS.items()}}


def home(request: Request) -> Response:
    """The start page."""
    return page_response(home_page(graph_of(request)))


def listing(request: Request) -> Response:
    """The records of a kind that are looked for."""
    graph = graph_of(request)
    kind = request.url.path.strip("/")
    media = _media(request)
    given = [(name, value) for name, value in request.query_params.multi_items() if name != "format"]
    wanted = read_search(kind, given, graph.store.base)
    found = graph.search.search(wanted)
    headers = {"Vary": "Accept", "X-Total-Count": str(found.total), **_links(request, wanted, found)}
    if media == HTML:
        return page_response(_page(request, kind, wanted, found), headers=headers)
    if media in _FORMS:
        return Response(written(wanted, found, _FORMS[media], graph.store.base), headers=headers, media_type=media)
    syntax = rdf_type_of(media) or TURTLE
    values = " ".join(str(NamedNode(entry.iri)) for entry in found.entries)
    query = _GRAPHS[kind].format(f"VALUES ?node {{ {values} }}")
    answer = graph.store.answer(query, Wanted(RESULTS_JSON, RESULTS_JSON, syntax))
    return Response(answer.content, headers=headers, media_type=answer.media)


def _media(request: Request) -> str:
    asked = request.query_params.get("format")
    if asked is None:
        media = best_of(request.headers.get("accept"), _OFFERED)
        if media is None:
            raise HttpFault(406, f"nothing acceptable; the list can be had as {', '.join(_OFFERED)}")
        return media
    named = rdf_type_named(asked)
    if named is None and asked not in _NAMED:
        known = ", ".join([*_NAMED, *(kind.name for kind in RDF_TYPES)])
        raise HttpFault(400, f"format '{asked}' is unknown; accepted are {known}")
    return named.media if named else _NAMED[asked]


def _links(request: Request, wanted: Search, found: Found) -> dict[str, str]:
    """Pages before and after, as `Link` (RFC 8288)."""
    page, last = wanted.offset // wanted.limit + 1, max(1, -(-found.total // wanted.limit))
    pages = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    links = [
        f'<{_address(request, number)}>; rel="{name}"'
        for name, number in pages.items()
        if 1 <= number <= last and last > 1
    ]
    return {"Link": ", ".join(links)} if links else {}


def _address(request: Request, page: int) -> str:
    given = [(name, value) for name, value in request.query_params.multi_items() if name != "page"]
    return f"{request.url.path}?{urlencode([*given, ('page', str(page))])}"


def _page(request: Request, kind: str, wanted: Search, found: Found) -> str:
    given = tuple((n, v) for n, v in request.query_params.multi_items() if n != "format")
    return list_page(graph_of(request), wanted, found, given, TITLES[kind])
