"""Contributions, described: proposed, listed, reviewed, decided about."""

from __future__ import annotations

from claimgraph.mediatypes import HTML, JSON
from claimgraph.service.contributions.forms import FIELDS
from claimgraph.service.contributions.record import STATES
from claimgraph.web.contributions import MOST
from claimgraph.web.openapi.parts import (
    DRY_RUN,
    Described,
    Json,
    Operation,
    answer,
    body,
    content,
    path,
    query,
    ref,
)
from claimgraph.web.openapi.records import CLAIM

_TAG = "Contributions"
_FORM = "application/x-www-form-urlencoded"
_FIELDS = sorted({name for names in FIELDS.values() for name in names})
_EXAMPLE: Json = {
    "kind": "evidence",
    "target": "claims/repetitions-in-reserve",
    "on": "#mechanism-1-step-3",
    "direction": "Disputes",
    "basis": "Observation",
    "study": {"doi": "10.5555/example", "title": "A study", "authors": ["Family, Given"], "year": 2020},
    "by": {"name": "Your name", "agent": "human"},
    "note": "It looks at the same thing.",
}
_FILLED: Json = {
    "kind": "correction",
    "on": "claim",
    "what": "plainStatement",
    "text": "Stopping one or two repetitions early costs practised lifters nothing over two months.",
    "name": "Your name",
}
_CLAIM: Json = {"kind": "claim", "statement": "Short naps raise alertness.", "steps": "Sleep pressure falls."}
_ID = path("id", "The last part of its IRI.", "repetitions-in-reserve-0123456789ab", pattern="^[^/]+$")
_FORMAT = query("format", "The form, where `Accept` cannot say it.", "json", schema={"enum": ["html", "json"]})
_CONTRIBUTION = content([JSON], ref("Contributed"))


def contributions() -> Described:
    """The list, and proposing."""
    state = query("state", "What became of them.", "pending", schema={"type": "string", "enum": list(STATES)})
    numbers = (
        query("page", "Which page, from 1.", 1, schema={"type": "integer", "minimum": 1, "maximum": 1_000_000}),
        query(
            "limit", f"Entries on a page, 1 to {MOST}.", 20, schema={"type": "integer", "minimum": 1, "maximum": MOST}
        ),
    )
    target = query("target", "Path or IRI of the record that they would change.", "claims/repetitions-in-reserve")
    found = answer("A page of them, the newest first.", content([JSON], ref("Contributions")), content([HTML]))
    listing = Operation(
        "listContributions", _TAG, "List contributions by state", {200: found}, (400, 406),
        parameters=(state, target, *numbers, _FORMAT),
    )  # fmt: skip
    return {"/contributions": {"GET": listing, "POST": _propose()}}


def _count(most: int) -> Json:
    return {"type": "integer", "minimum": 1, "maximum": most}


def _propose() -> Operation:
    schema = {"type": "object", "required": ["target"], "properties": {name: {} for name in (*_FIELDS, "record", "by")}}
    contents: Json = {
        JSON: {"schema": schema, "example": _EXAMPLE},
        _FORM: {"schema": {"type": "object"}, "example": _FILLED | {"target": "claims/repetitions-in-reserve"}},
        "text/turtle": {"schema": {"type": "string"}, "example": CLAIM},
        "application/ld+json": {"schema": {}},
    }
    about = (
        "Needs no token; without one only so many are taken in an hour. JSON has the fields of a form, or the whole "
        "record as it should be under `record`; in an RDF syntax the body is that record, and the query string says "
        "which. The answer tells a secret with which the contribution can be taken back."
    )
    by = (
        query("target", "Path or IRI of the record, where the body is RDF.", "claims/short-sleep-strength"),
        query("name", "Who proposes, where the body is RDF.", "Your name"),
        query("orcid", "Their ORCID.", "0000-0002-1825-0097"),
        query("agent", "Whether a person or a program.", "human", schema={"enum": ["human", "automated"]}),
        query("note", "A word to the curator.", "It was missing."),
    )
    taken = answer(
        "It waits for a review.", content([JSON], ref("Submitted")), content([HTML]),
        headers={"Location": "http://localhost:8000/contributions/repetitions-in-reserve-0123456789ab"},
    )  # fmt: skip
    return Operation(
        "propose", _TAG, "Propose a change or a new claim",
        {200: answer("With `dry-run`: what the gate says.", content([JSON])), 201: taken},
        (400, 403, 404, 409, 413, 415, 422, 429, 503), description=about, parameters=(*by, DRY_RUN),
        body=body(contents, "The proposal."),
    )  # fmt: skip


def decisions() -> Described:
    """Reviewing, accepting, rejecting and withdrawing one."""
    review = Operation(
        "reviewContribution", _TAG, "What a contribution would change, before and after",
        {200: answer("The difference.", content([JSON], ref("Review")), content([HTML]))}, (400, 401, 404, 406),
        parameters=(_ID, _FORMAT), description="What was rejected or taken back is shown to curators alone.",
    )  # fmt: skip
    faults = (400, 401, 403, 404, 409, 413, 422)
    done = {200: answer("It is decided.", _CONTRIBUTION)}
    accept = Operation(
        "acceptContribution", _TAG, "Write what a contribution proposes, in one step", done, faults, parameters=(_ID,),
        role="curator", body=_given({"reason": "It holds."}, required=False),
        description="`seen` may name the entity tag of the target on which the decision was made.",
    )  # fmt: skip
    reject = Operation(
        "rejectContribution", _TAG, "Decline a contribution", done, faults, parameters=(_ID,), role="curator",
        body=_given({"reason": "The study measured something else."}, required=True),
    )  # fmt: skip
    withdraw = Operation(
        "withdrawContribution", _TAG, "Take a contribution back", done, faults, parameters=(_ID,),
        body=_given({"secret": "the word that its maker was told"}, required=False),
        description="With the secret that its maker was told, or the token with which it was made.",
    )  # fmt: skip
    return {
        "/contributions/{id}/review": {"GET": review},
        "/contributions/{id}/accept": {"POST": accept},
        "/contributions/{id}/reject": {"POST": reject},
        "/contributions/{id}/withdraw": {"POST": withdraw},
    }


def _given(example: Json, *, required: bool) -> Json:
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in example}}
    return body({JSON: {"schema": schema, "example": example}}, "What belongs to the decision.", required=required)


def forms() -> Described:
    """The pages on which people propose something, and what their forms send."""
    slug = path("slug", "Name of the claim.", "repetitions-in-reserve", pattern="^[^/]+$")
    kinds = {"type": "string", "enum": [kind for kind in FIELDS if kind != "claim"]}
    kind = query("kind", "What is proposed; further parameters fill the form.", "evidence", schema=kinds)
    change = _pages("Change", "Propose a change of a claim", (slug,), (kind,), _FILLED)
    return {"/claims/{slug}/propose": change, "/propose": _pages("Claim", "Propose a claim", (), (), _CLAIM)}


def _pages(
    name: str, summary: str, places: tuple[Json, ...], asked: tuple[Json, ...], example: Json
) -> dict[str, Operation]:
    page = content([HTML])
    sent = body({_FORM: {"schema": {"type": "object"}, "example": example}}, "The fields of the form.")
    unknown = (404,) if places else ()
    about = "Needs no token. What is wrong is said in the form, which comes back as it was typed."
    show = Operation(
        f"form{name}", _TAG, summary, {200: answer("The form.", page)}, unknown, parameters=(*places, *asked)
    )  # fmt: skip
    send = Operation(
        f"send{name}", _TAG, f"{summary}, by its form", {201: answer("It waits for a review.", page)},
        (403, *unknown, 409, 413, 415, 422, 429, 503), description=about, parameters=places, body=sent,
    )  # fmt: skip
    return {"GET": show, "POST": send}
