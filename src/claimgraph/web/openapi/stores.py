"""The two graph stores, described."""

from __future__ import annotations

from claimgraph.mediatypes import JSON
from claimgraph.web.endpoint import SCRATCH
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
    REPORT,
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
    switch,
)
from claimgraph.web.openapi.records import CLAIM, MORE

_MAIN, _SCRATCH = "Graph store", "Scratch"
_NOTE = "@prefix schema: <http://schema.org/> .\n<#note> schema:name 'A note' .\n"
_EITHER = {JSON: {"schema": {"oneOf": [ref("Report"), ref("Written")]}}}


def store(base: str) -> Described:
    """The Graph Store Protocol on the records."""
    graph = query(
        "graph", "IRI of the graph; exactly one of this and `default`.", f"{base}claims/repetitions-in-reserve"
    )
    default = switch("default", "The union of all graphs, which can only be read.")
    named = (graph | {"example": f"{base}claims/example-by-name"}, DRY_RUN, IF_MATCH, IF_NONE_MATCH)
    faults = (400, 401, 403, 409, 412, 413, 415, 422, 503)
    read = Operation(
        "readGraph", _MAIN, "One graph by its name, or without a name all records",
        {200: answer("The graph; all records come as N-Quads or TriG only.", content(GRAPHS))},
        (400, 404, 406, 413, 429, 503), parameters=(graph, default),
    )  # fmt: skip
    replace = Operation(
        "replaceGraph", _MAIN, "Put RDF in the place of a record", {200: REMARKS, 201: MADE, 204: WROTE}, faults,
        parameters=named, body=rdf_body(CLAIM), role="curator",
    )  # fmt: skip
    add = Operation(
        "addToGraph", _MAIN, "Add RDF to a record, or without a name load a dataset",
        {200: answer("Done, or found out; what the gate says.", REPORT | _EITHER), 201: MADE, 204: WROTE}, faults,
        parameters=named, body=rdf_body(MORE, required=False), role="curator",
    )  # fmt: skip
    delete = Operation(
        "deleteGraph", _MAIN, "Take a record out of the graph", {200: REMARKS, 204: WROTE},
        (400, 401, 403, 404, 409, 412), parameters=(*named, BECAUSE), role="curator",
    )  # fmt: skip
    return {"/store": {"GET": read, "PUT": replace, "POST": add, "DELETE": delete}}


def scratch_store() -> Described:
    """The Graph Store Protocol on the scratch dataset, whole."""
    graph = query("graph", "IRI of the graph; without a name all graphs are meant.", "http://example.org/staging")
    default = switch("default", "The unnamed graph.")
    return {f"/{SCRATCH.store}": _scratch((graph, default), "ScratchGraph", "a graph of the scratch dataset")}


def scratch_graph() -> Described:
    """The Graph Store Protocol on the scratch dataset, graphs being named by their own address."""
    name = path("path", "The end of the graph's IRI; it may hold slashes.", "notes")
    return {f"/{SCRATCH.store}/{{path}}": _scratch((name,), "ScratchGraphHere", "the scratch graph of this address")}


def _scratch(names: tuple[Json, ...], suffix: str, what: str) -> dict[str, Operation]:
    faults, parameters = (400, 401, 403, 412, 413, 415, 503), (*names, IF_MATCH, IF_NONE_MATCH)
    read = Operation(
        f"read{suffix}", _SCRATCH, f"Read {what}", {200: answer("The graph.", content(GRAPHS)), 304: NOT_MODIFIED},
        (400, 404, 406, 413, 429, 503), parameters=(*names, KNOWN),
    )  # fmt: skip
    replace = Operation(
        f"replace{suffix}", _SCRATCH, f"Put RDF in the place of {what}", {201: MADE, 204: WROTE}, faults,
        parameters=parameters, body=rdf_body(_NOTE), role="contributor",
    )  # fmt: skip
    add = Operation(
        f"addTo{suffix}", _SCRATCH, f"Add RDF to {what}", {201: MADE, 204: WROTE}, faults,
        parameters=parameters, body=rdf_body(_NOTE, required=False), role="contributor",
    )  # fmt: skip
    delete = Operation(
        f"delete{suffix}", _SCRATCH, f"Remove {what}", {204: WROTE}, (400, 401, 403, 404, 412, 503),
        parameters=parameters, role="contributor",
    )  # fmt: skip
    return {"GET": read, "PUT": replace, "POST": add, "DELETE": delete}
