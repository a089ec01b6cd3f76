"""Records and their lists, described: one path a kind, and for studies one for each way of naming them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claimgraph.mediatypes import HTML, JSON, JSON_TREE, RDF_TYPES, RESULTS_CSV
from claimgraph.querying.parameters import Parameter
from claimgraph.search.pages import SORTS
from claimgraph.service.listing import MOST, parameters_of
from claimgraph.web.openapi.parts import (
    BECAUSE,
    DRY_RUN,
    GRAPHS,
    IF_MATCH,
    IF_NONE_MATCH,
    KNOWN,
    MADE,
    NOT_MODIFIED,
    REMARKS,
    WROTE,
    Described,
    Json,
    Operation,
    answer,
    content,
    path,
    query,
    rdf_body,
    ref,
)

_TAG = "Records"
AS_OF = query("as-of", "Read it as it was on this day, or at this time.", schema={"type": "string"})
_CG = "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
_SKOS = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
CLAIM = f'{_CG}<#claim> a cg:Claim ; cg:statement "Short sleep lowers strength on the next day"@en .\n'
MORE = f'{_CG}<#claim> cg:plainStatement "Who sleeps little is weaker the day after."@en .\n'
_CONCEPTS = f"""{_SKOS}<#scheme> a skos:ConceptScheme ; skos:prefLabel "sleep"@en .
<#short-sleep> a skos:Concept ; skos:prefLabel "short sleep"@en ; skos:inScheme <#scheme> ;
    skos:definition "A night of less than six hours."@en .
"""
_MORE_CONCEPTS = f'{_SKOS}<#short-sleep> skos:altLabel "sleep loss"@en .\n'
_CONTRIBUTION = f"""{_CG}<#contribution> a cg:Contribution ; cg:targetRecord <../claims/repetitions-in-reserve> ;
    cg:proposedDigest "{"0123456789abcdef" * 4}" ; cg:agent <https://orcid.org/0000-0002-1825-0097> ;
    cg:agentKind cg:HumanAgent ; cg:contributionState cg:PendingContribution .
"""
_MORE_OF_CONTRIBUTION = f'{_CG}<#contribution> cg:reason "It is shorter."@en .\n'
CLAIM_TREE: Json = {"id": "#claim", "type": "Claim", "statement": {"en": "Short sleep lowers strength on the next day"}}
MORE_TREE: Json = {"id": "#claim", "plainStatement": {"en": "Who sleeps little is weaker the day after."}}
_CONCEPTS_TREE: Json = {
    "id": "#scheme",
    "type": "ConceptScheme",
    "prefLabel": {"en": "sleep"},
    "concepts": [
        {
            "id": "#short-sleep",
            "type": "Concept",
            "prefLabel": {"en": "short sleep"},
            "definition": {"en": "A night of less than six hours."},
        }
    ],
}
_MORE_CONCEPTS_TREE: Json = {"id": "#short-sleep", "altLabel": {"en": "sleep loss"}}
_CONTRIBUTION_TREE: Json = {
    "id": "#contribution",
    "type": "Contribution",
    "targetRecord": "../claims/repetitions-in-reserve",
    "proposedDigest": "0123456789abcdef" * 4,
    "agent": "https://orcid.org/0000-0002-1825-0097",
    "agentKind": "HumanAgent",
    "contributionState": "PendingContribution",
}
_MORE_OF_CONTRIBUTION_TREE: Json = {"id": "#contribution", "reason": {"en": "It is shorter."}}
_SUFFIXES = ", ".join(f"`{kind.suffix}`" for kind in (*RDF_TYPES, JSON_TREE))


@dataclass(frozen=True)
class Way:
    """One way of naming records: its address, what is read there as an example, what can be written there."""

    address: str
    id: str
    what: str
    read: tuple[Json, ...]
    written: tuple[Json, ...]
    turtle: str
    more: str
    kind: str
    tree: Json
    more_tree: Json


def _slug(example: str) -> Json:
    about = f"Name of the record; with {_SUFFIXES} or `.html` at its end, of the syntax to read it in."
    return path("slug", about, example, pattern="^[^/]+$")


def _doi(registrant: str, suffix: str) -> tuple[Json, ...]:
    return (
        path("registrant", "The DOI up to its slash.", registrant, pattern=r"^10\.[0-9]{4,9}$"),
        path("suffix", "The rest of the DOI, percent-encoded but for its own slashes.", suffix),
    )


def _pubmed(example: str) -> Json:
    return path("number", "The PubMed number.", example, pattern="^[1-9][0-9]{0,8}$")


def _named(kind: str, id: str, what: str, read: str, *told: Any) -> Way:  # noqa: ANN401 - texts and trees
    return Way(f"/{kind}/{{slug}}", id, what, (_slug(read),), (_slug("example"),), *told)


def _study(iri: str, **identity: str) -> tuple[str, str, str, Json, Json]:
    """What is written of a study, and what is added to it, as Turtle and as JSON."""
    said = "".join(f'cg:{key} "{value}" ; ' for key, value in identity.items())
    turtle = f'{_CG}<{iri}> a cg:Study ; {said}cg:title "A study of sleep"@en .\n'
    tree = {"id": iri, "type": "Study", **identity, "title": {"en": "A study of sleep"}}
    return turtle, f"{_CG}<{iri}> cg:year 2020 .\n", "Study", tree, {"id": iri, "year": 2020}


def _studies() -> tuple[Way, ...]:
    doi = _study("https://doi.org/10.1000/example", doi="10.1000/example")
    pubmed = _study("https://pubmed.ncbi.nlm.nih.gov/1/", pmid="1")
    written, seed = _doi("10.1000", "example"), _doi("10.1080", "02640414.2024.2321021")
    unknown = "a study without DOI or PubMed number"
    return (
        Way("/studies/{registrant}/{suffix}", "Study", "a study by its DOI", seed, written, *doi),
        Way(
            "/studies/pubmed/{number}", "StudyOfPubmed", "a study by its PubMed number",
            (_pubmed("30160627"),), (_pubmed("1"),), *pubmed,
        ),
        _named("studies", "StudyBySlug", unknown, "example", *_study("#study")),
    )  # fmt: skip


_WAYS = {
    "claims": (
        _named("claims", "Claim", "a claim", "repetitions-in-reserve", CLAIM, MORE, "Claim", CLAIM_TREE, MORE_TREE),
    ),
    "studies": _studies(),
    "concepts": (
        _named(
            "concepts",
            "Concepts",
            "a concept scheme",
            "resistance-training",
            _CONCEPTS,
            _MORE_CONCEPTS,
            "ConceptScheme",
            _CONCEPTS_TREE,
            _MORE_CONCEPTS_TREE,
        ),
    ),
    "contributions": (
        _named(
            "contributions",
            "Contribution",
            "a contribution",
            "example",
            _CONTRIBUTION,
            _MORE_OF_CONTRIBUTION,
            "Contribution",
            _CONTRIBUTION_TREE,
            _MORE_OF_CONTRIBUTION_TREE,
        ),
    ),
}


def ways_of(kind: str) -> tuple[Way, ...]:
    """The ways of naming the records of a kind."""
    return _WAYS.get(kind, ())


def records(kind: str) -> Described:
    """Reading and writing the records of a kind at their own addresses."""
    return {way.address: _record(way) for way in ways_of(kind)}


def _record(way: Way) -> dict[str, Operation]:
    written = (*way.written, DRY_RUN, IF_MATCH, IF_NONE_MATCH)
    faults = (400, 401, 403, 404, 412, 413, 415, 422, 503)
    found = answer(
        "The record.",
        content(GRAPHS),
        content([JSON], ref(way.kind)),
        content([HTML]),
        headers={"ETag": '"9c2f1b7e-turtle"'},
    )
    read = Operation(
        f"read{way.id}", _TAG, f"Read {way.what}", {200: found, 304: NOT_MODIFIED}, (400, 404, 406, 410),
        parameters=(*way.read, AS_OF, KNOWN),
    )  # fmt: skip
    replace = Operation(
        f"replace{way.id}", _TAG, f"Write {way.what}", {200: REMARKS, 201: MADE, 204: WROTE}, (*faults, 409),
        parameters=written, body=rdf_body(way.turtle, tree=(ref(way.kind), way.tree)), role="curator",
    )  # fmt: skip
    more = rdf_body(way.more, required=False, tree=({"type": "object"}, way.more_tree))
    add = Operation(
        f"addTo{way.id}", _TAG, f"Add to {way.what}", {200: REMARKS, 201: MADE, 204: WROTE}, faults,
        parameters=written, body=more, role="curator",
    )  # fmt: skip
    delete = Operation(
        f"delete{way.id}", _TAG, f"Take {way.what} out of the graph", {200: REMARKS, 204: WROTE},
        (400, 401, 403, 404, 409, 412), parameters=(*written, BECAUSE), role="curator",
    )  # fmt: skip
    return {"GET": read, "PUT": replace, "POST": add, "DELETE": delete}


def listing(kind: str) -> Described:
    """The list of a kind."""
    formats = {"type": "string", "enum": ["html", "json", "csv", "text", *(syntax.name for syntax in RDF_TYPES)]}
    syntax = query("format", "The syntax, where `Accept` cannot say it.", "turtle", schema=formats)
    found = {RESULTS_CSV.media: {"schema": {"type": "string"}}, JSON: {"schema": ref("Found")}}
    all_of = Operation(
        f"list{kind.title()}", _TAG, f"Search, filter, sort and page the {kind}",
        {200: answer("A page of them.", found, content(GRAPHS), content([HTML, "text/plain"]))}, (400, 406, 503),
        parameters=(*(_searched(each) for each in parameters_of(kind)), syntax),
    )  # fmt: skip
    return {f"/{kind}": {"GET": all_of}}


_BOUNDS = {"limit": MOST, "page": 1_000_000}


def _searched(parameter: Parameter) -> Json:
    """A parameter of a list; filters may be given several times, and must then all hold."""
    name, about, example = parameter.name, parameter.description, parameter.example
    if parameter.type == "integer":
        bounds = {"minimum": 1, "maximum": _BOUNDS[name]} if name in _BOUNDS else {}
        return query(name, about, int(example) if example else None, schema={"type": "integer", **bounds})
    if parameter.type == "decimal":
        return query(name, about, float(example or 0), schema={"type": "number", "minimum": 0, "maximum": 1})
    if name == "sort":
        return query(name, about, "title", schema={"type": "string", "enum": list(SORTS)})
    if parameter.type == "string":
        return query(name, about, example)
    values = {"type": "array", "items": {"type": "string"}}
    return query(name, f"{about} Several must all hold.", [], schema=values)
