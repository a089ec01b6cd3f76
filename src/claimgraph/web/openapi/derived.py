"""Derived views, described, and the standing of studies, whose answer is one."""

from __future__ import annotations

from claimgraph.mediatypes import HTML, JSON, RDF_TYPES
from claimgraph.querying.parameters import Parameter
from claimgraph.service.derived import VIEWS, View
from claimgraph.web.openapi.parts import (
    BECAUSE,
    DRY_RUN,
    GRAPHS,
    KNOWN,
    NOT_MODIFIED,
    Described,
    Json,
    Operation,
    answer,
    content,
    path,
    query,
)

_TAG = "Appraisal"
_SEED = "repetitions-in-reserve"
_STUDY = "10.1080/02640414.2024.2321021"
_TYPES = {"integer": "integer", "boolean": "boolean", "decimal": "number"}
_FORMATS = {"type": "string", "enum": ["json", "text", "html", *(kind.name for kind in RDF_TYPES)]}
_FORMAT = query("format", "The form, where `Accept` cannot say it.", "json", schema=_FORMATS)
_FORMS: Json = {JSON: {"schema": {}}, **content(["text/plain", HTML, *GRAPHS])}
_FOUND = answer("The answer.", _FORMS, headers={"ETag": 'W/"9c2f"'})


def of_claims() -> Described:
    """The views that a claim has, beside its record."""
    slug = path("slug", "Name of the claim.", _SEED, pattern="^[^/]+$")
    views = (view for view in VIEWS.values() if view.of_claim)
    return {f"/claims/{{slug}}/{view.name}": {"GET": _operation(view, "OfClaim", (slug,))} for view in views}


def of_graph(view: View) -> Described:
    """A view of the whole graph."""
    return {f"/{view.name}": {"GET": _operation(view, "OfGraph", ())}}


def _operation(view: View, suffix: str, places: tuple[Json, ...]) -> Operation:
    parameters = (*places, *(_parameter(each) for each in view.parameters), _FORMAT, KNOWN)
    names_something = bool(places) or any(parameter.name == "study" for parameter in view.parameters)
    faults = (400, 404, 406) if names_something else (400, 406)
    told = {200: _FOUND, 304: NOT_MODIFIED}
    return Operation(f"{view.name}{suffix}", _TAG, view.summary, told, faults, parameters=parameters)


def _parameter(parameter: Parameter) -> Json:
    schema = {"type": _TYPES.get(parameter.type, "string")}
    more = {"required": True} if parameter.required else {}
    return query(parameter.name, parameter.description, parameter.example, schema=schema, **more)


def standing() -> Described:
    """Recording that a study was retracted."""
    names = ["retracted", "corrected", "superseded", "preprint", "in good standing"]
    study = query(
        "study", "DOI, PubMed number or IRI; it may be given several times.", [_STUDY],
        schema={"type": "array", "items": {"type": "string"}, "minItems": 1}, required=True,
    )  # fmt: skip
    standing = query("standing", "What it is.", "corrected", schema={"type": "string", "enum": names}, required=True)
    record = Operation(
        "standing", _TAG, "Record the standing of studies, and tell what that changes",
        {200: answer("What changes, or would change.", _FORMS)},
        (400, 401, 403, 404, 406, 409, 422, 503), parameters=(study, standing, BECAUSE, DRY_RUN, _FORMAT),
        role="curator", description="`because` is needed unless with `dry-run`.",
    )  # fmt: skip
    return {"/standing": {"POST": record}}
