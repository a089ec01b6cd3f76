"""What operations are described with: parameters, bodies, answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from claimgraph.mediatypes import JSON, JSON_LD, RDF_TYPES, RESULTS_JSON

Json = dict[str, Any]
GRAPHS = [kind.media for kind in RDF_TYPES]


@dataclass(frozen=True)
class Operation:
    """What one method of one path does.

    Attributes:
        id: Its name in generated clients.
        tag: What it is listed under.
        answers: Status to response, where all goes well.
        faults: Statuses of `FAULTS` that it can end with.
        role: Least role of the token that it needs; None if it needs no token.
    """

    id: str
    tag: str
    summary: str
    answers: Mapping[int, Json]
    faults: tuple[int, ...] = ()
    description: str = ""
    parameters: tuple[Json, ...] = ()
    body: Json | None = None
    role: str | None = None

    def as_json(self) -> Json:
        """The operation as the document has it."""
        token = f"Needs a token whose role is at least {self.role}." if self.role else ""
        faults = {str(status): {"$ref": f"#/components/responses/{fault_name(status)}"} for status in self.faults}
        told: Json = {
            "operationId": self.id,
            "tags": [self.tag],
            "summary": self.summary,
            "description": " ".join(part for part in (self.description, token) if part),
            "parameters": list(self.parameters),
            "requestBody": self.body,
            "responses": {str(status): response for status, response in self.answers.items()} | faults,
            "security": [{"bearer": []}] if self.role else None,
        }
        return {key: value for key, value in told.items() if value}


Described = dict[str, dict[str, Operation]]
"""Operations by path and method."""


def fault_name(status: int) -> str:
    """The name of a fault among the components; the words for a status differ between versions of Python."""
    return f"Fault{status}"


def ref(name: str) -> Json:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def content(media: Iterable[str], schema: Json | None = None) -> Json:
    """What a body of these types looks like; text where no schema is given."""
    return {kind: {"schema": schema or ({} if kind == JSON_LD.media else {"type": "string"})} for kind in media}


def answer(description: str, *bodies: Json, headers: Mapping[str, str] | None = None) -> Json:
    """A response with the bodies that it may have, and headers each with an example."""
    told: Json = {"description": description}
    if bodies:
        told["content"] = {media: schema for body in bodies for media, schema in body.items()}
    if headers:
        told["headers"] = {name: header_of(_HEADERS[name], example) for name, example in headers.items()}
    return told


_HEADERS = {
    "ETag": "The version, for `If-Match` and `If-None-Match`.",
    "Location": "Address of what was made.",
    "X-Outcome": "What the write did: created, changed, unchanged or removed.",
}


def header_of(description: str, example: str | int) -> Json:
    """A header of a response."""
    kind = "integer" if isinstance(example, int) else "string"
    return {"description": description, "schema": {"type": kind}, "example": example}


def query(name: str, description: str, example: object = None, *, schema: Json | None = None, **more: object) -> Json:
    """A parameter in the query string; `required=True` and others are passed on."""
    told = {"name": name, "in": "query", "description": description, "schema": schema or {"type": "string"}, **more}
    return told if example is None else told | {"example": example}


def path(name: str, description: str, example: str, *, pattern: str | None = None) -> Json:
    """A variable of the path."""
    schema = {"type": "string", "minLength": 1} | ({"pattern": pattern} if pattern else {})
    told = {"name": name, "in": "path", "required": True, "description": description}
    return told | {"schema": schema, "example": example}


def header(name: str, description: str) -> Json:
    """A header of the request."""
    return {"name": name, "in": "header", "description": description, "schema": {"type": "string"}}


def switch(name: str, description: str) -> Json:
    """A flag in the query string; its name alone sets it."""
    values = {"type": "string", "enum": ["", "true", "false", "1", "0"]}
    return query(name, description, schema=values, allowEmptyValue=True)


DRY_RUN = switch("dry-run", "Only say what would happen.")
IF_MATCH = header("If-Match", "Only if this version (its `ETag`) is the current one; with `*`, if there is any.")
IF_NONE_MATCH = header("If-None-Match", "Only if this version is not the current one; with `*`, if there is none.")
KNOWN = header("If-None-Match", "Versions that the caller has: if one of them is current, the answer is 304.")
NOT_MODIFIED = answer("The caller has the current version.", headers={"ETag": '"9c2f1b7e-turtle"'})


def body(contents: Json, description: str, *, required: bool = True) -> Json:
    """The body of a request."""
    return {"description": description, "content": contents, "required": required}


def rdf_body(
    turtle: str, *, media: Iterable[str] = GRAPHS, required: bool = True, tree: tuple[Json, Json] | None = None
) -> Json:
    """RDF in any syntax, or in the parts of a form; with an example in Turtle, and for records as JSON a schema and an
    example.
    """
    contents = content(media)
    if tree is not None:
        schema, example = tree
        contents[JSON] = {"schema": schema, "example": example}
    parts: Json = {"type": "array", "items": {"type": "string", "contentMediaType": "text/turtle"}}
    contents["text/turtle"]["example"] = turtle
    contents["multipart/form-data"] = {
        "schema": {"type": "object", "properties": {"part": parts}},
        "encoding": {"part": {"contentType": ", ".join(media)}},
        "example": {"part": [turtle]},
    }
    return body(contents, "RDF in UTF-8: the body itself, or the parts of a form.", required=required)


SOLUTIONS_JSON = {RESULTS_JSON.media: {"schema": ref("Solutions")}}
REPORT = content([JSON], ref("Report")) | content(GRAPHS)
"""What the gate says, in the syntax asked for."""
REMARKS = answer("Done, and the gate has remarks; or with `dry-run` only found out.", REPORT)
MADE = answer("Done; it is new.")
WROTE = answer("Done.")
BECAUSE = query("because", "Why; it is kept with the history.", "It was an example.")
