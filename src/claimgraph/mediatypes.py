"""Media types of RDF and of query results, their file suffixes, and what a client accepts.

One table each; parsing of `Accept` is left to werkzeug.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import QueryResultsFormat, RdfFormat
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header


@dataclass(frozen=True)
class RdfType:
    """One RDF syntax.

    Attributes:
        name: What users type: `--format turtle`.
        media: Its media type.
        suffix: Its file suffix, with dot.
        format: How the engine calls it.
    """

    name: str
    media: str
    suffix: str
    format: RdfFormat


@dataclass(frozen=True)
class ResultType:
    """One syntax of SELECT and ASK results; `boolean` says whether ASK can be written in it."""

    name: str
    media: str
    suffix: str
    format: QueryResultsFormat
    boolean: bool


TURTLE = RdfType("turtle", "text/turtle", ".ttl", RdfFormat.TURTLE)
N_TRIPLES = RdfType("ntriples", "application/n-triples", ".nt", RdfFormat.N_TRIPLES)
N_QUADS = RdfType("nquads", "application/n-quads", ".nq", RdfFormat.N_QUADS)
TRIG = RdfType("trig", "application/trig", ".trig", RdfFormat.TRIG)
RDF_XML = RdfType("rdfxml", "application/rdf+xml", ".rdf", RdfFormat.RDF_XML)
JSON_LD = RdfType("jsonld", "application/ld+json", ".jsonld", RdfFormat.JSON_LD)
RDF_TYPES = (TURTLE, JSON_LD, N_TRIPLES, N_QUADS, TRIG, RDF_XML)
"""Every RDF syntax, the one served by default first."""
JSON_TREE = RdfType("json", "application/json", ".json", RdfFormat.JSON_LD)
"""Plain JSON whose keys the project's own context defines; a way to read and write records, no syntax of graphs."""

RESULTS_JSON = ResultType("json", "application/sparql-results+json", ".json", QueryResultsFormat.JSON, True)
RESULTS_XML = ResultType("xml", "application/sparql-results+xml", ".xml", QueryResultsFormat.XML, True)
RESULTS_CSV = ResultType("csv", "text/csv", ".csv", QueryResultsFormat.CSV, False)
RESULTS_TSV = ResultType("tsv", "text/tab-separated-values", ".tsv", QueryResultsFormat.TSV, False)
RESULT_TYPES = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
"""Every results syntax, the one served by default first."""

HTML = "text/html"
JSON = "application/json"
_ALIASES = {"application/json": RESULTS_JSON, "application/xml": RESULTS_XML, "text/xml": RESULTS_XML}


def rdf_type_of(media: str) -> RdfType | None:
    """The RDF syntax of a media type, parameters ignored; None if it is no RDF.

    >>> rdf_type_of("text/turtle; charset=utf-8").name
    'turtle'
    """
    bare = media.partition(";")[0].strip().lower()
    return next((kind for kind in RDF_TYPES if kind.media == bare), None)


def record_type_of(media: str) -> RdfType | None:
    """The syntax of a media type in which records can be written, plain JSON among them."""
    return JSON_TREE if media.partition(";")[0].strip().lower() == JSON_TREE.media else rdf_type_of(media)


def rdf_type_of_suffix(name: str) -> RdfType | None:
    """The RDF syntax of a file name, None if its suffix is unknown.

    >>> rdf_type_of_suffix("claims/x.ttl").name
    'turtle'
    """
    return next((kind for kind in RDF_TYPES if name.lower().endswith(kind.suffix)), None)


def rdf_type_named(name: str) -> RdfType | None:
    """The RDF syntax that users call by this name or suffix."""
    return next((kind for kind in RDF_TYPES if name.lower() in (kind.name, kind.suffix[1:])), None)


def result_type_named(name: str) -> ResultType | None:
    """The results syntax that users call by this name."""
    return next((kind for kind in RESULT_TYPES if name.lower() == kind.name), None)


def best_of(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type to answer with, None if nothing offered is acceptable.

    No header and `*/*` give the first one offered; `q=0` excludes (RFC 9110 section 12.5.1).

    >>> best_of("text/csv;q=0.5, application/*;q=0.9", ["text/csv", "application/json"])
    'application/json'
    >>> best_of("text/turtle;q=0, */*", ["text/turtle", "text/csv"])
    'text/csv'
    >>> best_of("image/png", ["text/turtle"]) is None
    True
    """
    return _best_of(accept, tuple(offered))


@lru_cache(maxsize=1024)
def _best_of(accept: str | None, offered: tuple[str, ...]) -> str | None:
    if accept is None or not accept.strip():
        return offered[0]
    header = parse_accept_header(accept, MIMEAccept)
    ranked = [(_quality(header, media), -place, media) for place, media in enumerate(offered)]
    quality, _, media = max(ranked)
    return media if quality > (0, 0) else None


def _quality(header: MIMEAccept, media: str) -> tuple[float, int]:
    """Quality of the most specific range that matches, and how specific it is."""
    matches = [
        (_specificity(accepted), quality)
        for accepted, quality in header
        if _matches(accepted.partition(";")[0].strip().lower(), media)
    ]
    if not matches:
        return (0, 0)
    specificity, quality = max(matches)
    return (quality, specificity) if quality > 0 else (0, 0)


def _specificity(accepted: str) -> int:
    bare = accepted.partition(";")[0].strip()
    return 0 if bare == "*/*" else 1 if bare.endswith("/*") else 2


def _matches(accepted: str, media: str) -> bool:
    if accepted == "*/*":
        return True
    if accepted.endswith("/*"):
        return media.startswith(accepted[:-1])
    return accepted == media


def negotiate_result(accept: str | None, *, boolean: bool) -> ResultType | None:
    """The results syntax that a client wants for a SELECT, or with `boolean` for an ASK.

    >>> negotiate_result("application/json", boolean=False).name
    'json'
    """
    kinds = {kind.media: kind for kind in RESULT_TYPES if kind.boolean or not boolean}
    aliases = {media: kind for media, kind in _ALIASES.items() if kind.media in kinds}
    offered = {**kinds, **aliases}
    chosen = best_of(accept, list(offered))
    return offered[chosen] if chosen else None


def negotiate_rdf(accept: str | None, offered: Sequence[RdfType] = RDF_TYPES) -> RdfType | None:
    """The RDF syntax that a client wants.

    >>> negotiate_rdf("application/ld+json").name
    'jsonld'
    """
    chosen = best_of(accept, [kind.media for kind in offered])
    return rdf_type_of(chosen) if chosen else None
