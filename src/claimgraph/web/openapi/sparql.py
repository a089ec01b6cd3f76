"""The SPARQL endpoints and the questions of the catalogue, described."""

from __future__ import annotations

from collections.abc import Mapping

from claimgraph.mediatypes import HTML, JSON, RDF_TYPES, RESULT_TYPES, RESULTS_JSON, TURTLE
from claimgraph.querying.catalogue import CatalogueQuery
from claimgraph.querying.paging import MOST
from claimgraph.querying.paging import PARAMETERS as PAGING
from claimgraph.querying.parameters import Parameter
from claimgraph.web.endpoint import SCRATCH, Endpoint
from claimgraph.web.openapi.parts import (
    DRY_RUN,
    GRAPHS,
    KNOWN,
    NOT_MODIFIED,
    SOLUTIONS_JSON,
    WROTE,
    Described,
    Json,
    Operation,
    answer,
    body,
    content,
    query,
    ref,
)
from claimgraph.web.protocol import FORM, QUERY, UPDATE
from claimgraph.web.protocol import Operation as Protocol

_SOLUTIONS = content(kind.media for kind in RESULT_TYPES) | SOLUTIONS_JSON
_ANSWER = answer(
    "Solutions or a yes or no for SELECT and ASK, a graph for CONSTRUCT and DESCRIBE, a page for a browser.",
    _SOLUTIONS,
    content(GRAPHS),
    content([HTML]),
)
_ASKED = "SELECT ?claim ?statement WHERE { ?claim a cg:Claim ; cg:statement ?statement } ORDER BY ?claim LIMIT 5"
_ASKED_SCRATCH = "SELECT * WHERE { ?s ?p ?o } LIMIT 5"
_FORMATS = ["html", *(kind.name for kind in RESULT_TYPES)]

_NAMED = query(
    "format", f"The syntax, for links: {', '.join(kind.name for kind in (*RESULT_TYPES, *RDF_TYPES))}; others are left "
    "to `Accept`.", None, schema={"type": "string"},
)  # fmt: skip


def _dataset(protocol: Protocol) -> list[Json]:
    many = {"type": "array", "items": {"type": "string"}}
    return [
        query(protocol.default, "A graph of the default graph; may be repeated.", schema=many, explode=True),
        query(protocol.named, "A named graph; may be repeated.", schema=many, explode=True),
    ]


def _operation_body(protocol: Protocol, example: str) -> Json:
    many = {"type": "array", "items": {"type": "string"}}
    properties = {protocol.name: {"type": "string"}, protocol.default: many, protocol.named: many}
    form = {"type": "object", "properties": properties, "required": [protocol.name]}
    contents = {
        protocol.media: {"schema": {"type": "string"}, "example": example},
        FORM: {"schema": form, "example": {protocol.name: example}},
    }
    return body(contents, f"The {protocol.name} itself in UTF-8, or a form that holds it.")


def query_endpoint(endpoint: Endpoint) -> Described:
    """SPARQL 1.1 Query, by GET and by POST."""
    scratch = endpoint is SCRATCH
    tag, suffix = ("Scratch", "Scratch") if scratch else ("SPARQL", "")
    asked = _ASKED_SCRATCH if scratch else _ASKED
    of = "the scratch dataset; its default graph is the unnamed one" if scratch else "all records and the vocabulary"
    text = query("query", "SPARQL 1.1; without it the service description is the answer.", asked)
    get = Operation(
        f"query{suffix}", tag, f"Ask a SPARQL query of {of}", {200: _ANSWER, 304: NOT_MODIFIED},
        (400, 406, 413, 429, 503), parameters=(text, _NAMED, *_dataset(QUERY), KNOWN),
        description="The project's prefixes need no declaration." if not scratch else "",
    )  # fmt: skip
    post = Operation(
        f"postQuery{suffix}", tag, "Ask a SPARQL query that is too long for an address", {200: _ANSWER},
        (400, 406, 413, 415, 429, 503), parameters=tuple(_dataset(QUERY)), body=_operation_body(QUERY, asked),
    )  # fmt: skip
    return {f"/{endpoint.query}": {"GET": get, "POST": post}}


def update_endpoint(base: str) -> Described:
    """SPARQL 1.1 Update on the records, through the gate."""
    claim = f"{base}claims/repetitions-in-reserve"
    told = 'cg:plainStatement "Leaving a few repetitions in reserve costs no volume."@en-GB'
    text = f"INSERT DATA {{ GRAPH <{claim}> {{ <{claim}#claim> {told} }} }}"
    bodies = content([JSON], ref("Written")), content(GRAPHS)
    written = answer("What happened, or with `dry-run` would happen, and what the gate says.", *bodies)
    post = Operation(
        "update", "SPARQL", "Change records by a SPARQL update", {200: written, 204: WROTE},
        (400, 401, 403, 409, 413, 415, 422, 503), role="curator",
        parameters=(DRY_RUN, *_dataset(UPDATE)), body=_operation_body(UPDATE, text),
        description="Only the graphs of records can be changed, and only as the SHACL gate allows.",
    )  # fmt: skip
    return {"/update": {"POST": post}}


def scratch_update_endpoint() -> Described:
    """SPARQL 1.1 Update on the scratch dataset."""
    text = "INSERT DATA { GRAPH <http://example.org/staging> { <http://example.org/a> a <http://example.org/B> } }"
    post = Operation(
        "updateScratch", "Scratch", "Change the scratch dataset by a SPARQL update", {204: WROTE},
        (400, 401, 403, 413, 415, 503), role="contributor",
        parameters=tuple(_dataset(UPDATE)), body=_operation_body(UPDATE, text),
    )  # fmt: skip
    return {f"/{SCRATCH.update}": {"POST": post}}


def questions(catalogue: Mapping[str, CatalogueQuery]) -> Described:
    """Every question of the catalogue, with its own parameters."""
    return {f"/queries/{name}": {"GET": _question(asked)} for name, asked in catalogue.items()}


def _question(asked: CatalogueQuery) -> Operation:
    kinds = [kind for kind in RESULT_TYPES if kind.boolean or asked.form != "ASK"]
    bodies = content(kind.media for kind in kinds) | SOLUTIONS_JSON
    if asked.form in ("CONSTRUCT", "DESCRIBE"):
        bodies = content([TURTLE.media])
    words = asked.name.split("_")
    columns = f"Columns: {', '.join(asked.columns)}." if asked.columns else ""
    formats = {"type": "string", "enum": _FORMATS}
    return Operation(
        words[0] + "".join(word.title() for word in words[1:]), "Questions", asked.summary,
        {200: answer("The answer.", bodies, content([HTML]))}, (400, 406),
        description=" ".join(part for part in (asked.description.strip(), columns) if part),
        parameters=(
            *(_parameter(parameter) for parameter in asked.parameters),
            *(_paged(parameter) for parameter in PAGING if asked.form == "SELECT"),
            query("format", "The syntax, where `Accept` cannot say it.", RESULTS_JSON.name, schema=formats),
        ),
    )  # fmt: skip


def _paged(parameter: Parameter) -> Json:
    most = {"maximum": MOST} if parameter.name == "limit" else {}
    schema = {"type": "integer", "minimum": 1, **most}
    return query(parameter.name, parameter.description, 100 if parameter.name == "limit" else 1, schema=schema)


_TYPES: dict[str, Json] = {
    "iri": {"type": "string", "format": "iri-reference"},
    "concept": {"type": "string", "format": "iri-reference"},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}


def _parameter(parameter: Parameter) -> Json:
    schema = dict(_TYPES[parameter.type])
    if parameter.default is not None:
        schema["default"] = _typed(parameter, parameter.default)
    example = None if parameter.example is None else _typed(parameter, parameter.example)
    return query(parameter.name, parameter.description, example, schema=schema, required=parameter.required)


def _typed(parameter: Parameter, text: str) -> object:
    if parameter.type == "boolean":
        return text == "true"
    return {"integer": int, "decimal": float}.get(parameter.type, str)(text)
