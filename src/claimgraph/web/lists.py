"""The start page and the lists of claims, studies and concepts: searched, filtered, sorted, page by page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from claimgraph.errors import ParameterError
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
from claimgraph.querying.parameters import Parameter
from claimgraph.search import Entry, Found, Search
from claimgraph.search.index import SORTS
from claimgraph.service import Claimgraph
from claimgraph.store.interface import Wanted
from claimgraph.vocabulary import CG
from claimgraph.web.links import local_url
from claimgraph.web.negotiation import graph_of
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import HttpFault
from claimgraph.web.templates import render

_GRAPHS = {
    "claims": "CONSTRUCT {{ ?node a cg:Claim ; cg:statement ?label }} WHERE {{ {} ?node cg:statement ?label }}",
    "studies": """CONSTRUCT {{ ?node a cg:Study ; cg:title ?label ; cg:doi ?doi }} WHERE {{ {}
        ?node a cg:Study . OPTIONAL {{ ?node cg:title ?label }} OPTIONAL {{ ?node cg:doi ?doi }} }}""",
    "concepts": """CONSTRUCT {{ ?node a skos:Concept ; skos:prefLabel ?label ; skos:inScheme ?scheme }} WHERE {{ {}
        ?node a skos:Concept ; skos:prefLabel ?label ; skos:inScheme ?scheme }}""",
}
TITLES = {"claims": "Claims", "studies": "Studies", "concepts": "Concepts"}
_OFFERED = [TURTLE.media, HTML, JSON, RESULTS_CSV.media, *(kind.media for kind in RDF_TYPES if kind is not TURTLE)]
_NAMED = {"html": HTML, "json": JSON, "csv": RESULTS_CSV.media}
MOST = 1000
"""Entries on a page at most."""


@dataclass(frozen=True)
class Filter:
    """A fact by which a list can be filtered; `choices` says whether its values are few enough to choose from."""

    parameter: Parameter
    choices: bool = False


def _value(name: str, description: str, example: str) -> Filter:
    return Filter(Parameter(name, "iri", description, example=example), choices=True)


def _about(what: str) -> Filter:
    example = "concepts/resistance-training#volume-load"
    return Filter(Parameter("concept", "concept", f"A concept that {what}.", example=example))


_STUDY = "https://doi.org/10.1080/02640414.2024.2321021"
FILTERS: Mapping[str, tuple[Filter, ...]] = {
    "claims": (
        _about("the claim is about, or that one of its arrows has at an end"),
        Filter(Parameter("study", "iri", "A study that it cites.", example=_STUDY)),
        _value("type", "What kind of claim it is.", "cg:Comparative"),
        _value("strength", "How strongly it is worded.", "cg:Definitive"),
        _value("standing", "How its source ranks one of its mechanisms.", "cg:LessSupported"),
    ),
    "studies": (
        _about("was assigned, measured or is stood for"),
        _value("design", "Its design.", "cg:RandomizedTrial"),
        _value("standing", "Whether it was retracted, corrected or superseded.", "cg:InGoodStanding"),
    ),
    "concepts": (
        Filter(Parameter("concept", "concept", "The concept right above it.",
                         example="concepts/resistance-training#muscle-hypertrophy")),
        _value("type", "What sort of thing it is.", "cg:Process"),
        Filter(Parameter("scheme", "iri", "The scheme that holds it.", example="concepts/resistance-training")),
    ),
}  # fmt: skip
COMMON = (
    Parameter("q", "string", "Words: all must occur, the last may be a beginning, \"in quotes\" together, -not.",
              example="muscle"),
    Parameter("sort", "string", f"One of {', '.join(SORTS)}.", default="relevance"),
    Parameter("page", "integer", "Which page, from 1.", default="1"),
    Parameter("limit", "integer", f"Entries on a page, 1 to {MOST}.", default="50"),
)  # fmt: skip
YEARS = (
    Parameter("since", "integer", "Earliest year.", example="2020"),
    Parameter("until", "integer", "Latest year.", example="2024"),
)


def parameters_of(kind: str) -> tuple[Parameter, ...]:
    """All parameters of a list."""
    years = YEARS if kind == "studies" else ()
    return (*COMMON, *(each.parameter for each in FILTERS[kind]), *years)


@dataclass(frozen=True)
class Line:
    """A line of a list on a page."""

    label: str
    url: str
    note: str = ""


def home(request: Request) -> Response:
    """The start page."""
    graph = graph_of(request)
    queries = list(graph.catalogue.values())
    claims = graph.search.search(Search("claims", sort="title", limit=100))
    lines = [_line(entry, graph) for entry in claims.entries]
    return page_response(render("home.html", title="Claims and why they would hold", claims=lines, queries=queries))


def listing(request: Request) -> Response:
    """The records of a kind that are looked for."""
    graph = graph_of(request)
    kind = request.url.path.strip("/")
    media = _media(request)
    wanted = _wanted(request, kind, graph)
    found = graph.search.search(wanted)
    headers = {"Vary": "Accept", "X-Total-Count": str(found.total), **_links(request, wanted, found)}
    if media == HTML:
        return page_response(_page(request, kind, wanted, found), headers=headers)
    if media == JSON:
        return JSONResponse(_json(wanted, found), headers=headers)
    if media == RESULTS_CSV.media:
        return Response(_csv(found), headers=headers, media_type=media)
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


def _wanted(request: Request, kind: str, graph: Claimgraph) -> Search:
    known = {parameter.name: parameter for parameter in parameters_of(kind)}
    single = {parameter.name for parameter in (*COMMON, *YEARS)}
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name != "format" and name not in known:
            raise ParameterError(kind, name, found="unknown", expected=f"one of {', '.join(known)}, format")
        if name in single and name in given:
            raise ParameterError(kind, name, found="given twice", expected="one value")
        if name != "format" and value:
            given.setdefault(name, []).append(known[name].term(kind, value, graph.store.base).value)
    limit = _number(kind, "limit", given, 50, MOST)
    sort = given.get("sort", ["relevance"])[0]
    if sort not in SORTS:
        raise ParameterError(kind, "sort", found=f"'{sort}'", expected=f"one of {', '.join(SORTS)}")
    facets = {name: [_facet(value) for value in values] for name, values in given.items() if name not in single}
    return Search(
        kind,
        given.get("q", [""])[0],
        facets,
        since=int(given["since"][0]) if "since" in given else None,
        until=int(given["until"][0]) if "until" in given else None,
        sort=sort,
        limit=limit,
        offset=limit * (_number(kind, "page", given, 1, 1_000_000) - 1),
    )


def _number(kind: str, name: str, given: Mapping[str, Sequence[str]], usual: int, most: int) -> int:
    number = int(given[name][0]) if name in given else usual
    if not 1 <= number <= most:
        raise ParameterError(kind, name, found=f"'{number}'", expected=f"a number from 1 to {most}")
    return number


def _facet(value: str) -> str:
    """Values of schemes are indexed by their local names."""
    return value.removeprefix(CG.iri)


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


def _json(wanted: Search, found: Found) -> dict[str, object]:
    return {
        "total": found.total,
        "page": wanted.offset // wanted.limit + 1,
        "limit": wanted.limit,
        "items": [dict(_columns(entry)) for entry in found.entries],
    }


def _columns(entry: Entry) -> Iterator[tuple[str, object]]:
    yield "iri", entry.iri
    yield "title", entry.title
    yield "note", entry.note
    yield "year", entry.year
    yield "studies" if entry.kind == "claims" else "findings", entry.weight


def _csv(found: Found) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["iri", "title", "note", "year", "weight"])
    writer.writerows([entry.iri, entry.title, entry.note, entry.year, entry.weight] for entry in found.entries)
    return text.getvalue().encode()


def _page(request: Request, kind: str, wanted: Search, found: Found) -> str:
    graph = graph_of(request)
    choices = {
        each.parameter.name: [(value, f"{graph.derivations.labels.get(CG.iri + value, value)} ({number})")
                              for value, number in graph.search.values(kind, each.parameter.name)]
        for each in FILTERS[kind]
        if each.choices
    }  # fmt: skip
    page, last = wanted.offset // wanted.limit + 1, max(1, -(-found.total // wanted.limit))
    return render(
        "list.html",
        title=TITLES[kind],
        rows=[_line(entry, graph) for entry in found.entries],
        total=found.total,
        wanted=replace(wanted, facets={name: list(values) for name, values in wanted.facets.items()}),
        choices=choices,
        years=kind == "studies",
        sorts=SORTS,
        previous=_address(request, page - 1) if page > 1 else None,
        next=_address(request, page + 1) if page < last else None,
        page=page,
        last=last,
        query=urlencode([(n, v) for n, v in request.query_params.multi_items() if n != "format"]),
    )


def _line(entry: Entry, graph: Claimgraph) -> Line:
    return Line(entry.title, local_url(entry.iri, graph.store.base) or "", entry.note)
