"""The history of records, described: the list and comparisons, one revision, restoring one."""

from __future__ import annotations

from claimgraph.mediatypes import HTML, JSON
from claimgraph.service.chronicle import LIMIT, MOST
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
    ref,
)
from claimgraph.web.openapi.records import Way, ways_of
from claimgraph.web.signposts import TIME_MAP

_TAG = "Records"
_NUMBER: Json = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
_ABOUT = "Number of the revision, counted from 1"
_READ = path("revision", f"{_ABOUT}; with a suffix such as `.ttl`, of the syntax to read it in.", "1",
             pattern=r"^[1-9][0-9]{0,8}(\.[a-z]+)?$")  # fmt: skip
_RESTORED = path("revision", f"{_ABOUT}.", "1", pattern="^[1-9][0-9]{0,8}$")
_LISTED = (
    query("page", "Which page, from 1.", 1, schema=_NUMBER),
    query("limit", "Revisions on a page.", LIMIT, schema={"type": "integer", "minimum": 1, "maximum": MOST}),
    query("from", "Compare this revision …", schema=_NUMBER),
    query("to", "… with this one.", schema=_NUMBER),
    query("format", "The form, where `Accept` cannot say it.", "json", schema={"type": "string"}),
)


def of_kind(kind: str) -> Described:
    """The history of the records of a kind, beside each of them."""
    return {address: told for way in ways_of(kind) for address, told in _of(way).items()}


def _of(way: Way) -> Described:
    history = f"{way.address}/history"
    return {
        history: {"GET": _list(way)},
        f"{history}/{{revision}}": {"GET": _read(way)},
        f"{history}/{{revision}}/restore": {"GET": _ask(way), "POST": _restore(way)},
    }


def _list(way: Way) -> Operation:
    told: Json = {JSON: {"schema": {"oneOf": [ref("History"), ref("Comparison")]}}}
    forms = {**told, **content([HTML, "text/plain", TIME_MAP, *GRAPHS])}
    found = answer("The revisions, newest first, or what is different.", forms, headers={"ETag": 'W/"9c2f"'})
    return Operation(
        f"history{way.id}", _TAG, f"The revisions of {way.what}, or with `from` and `to` two of them compared",
        {200: found, 304: NOT_MODIFIED}, (400, 404, 406), parameters=(*way.read, *_LISTED, KNOWN),
    )  # fmt: skip


def _read(way: Way) -> Operation:
    found = answer(
        "What the record said, and in RDF what is kept about the revision.",
        content(GRAPHS), {JSON: {"schema": {"type": "object"}}}, content([HTML]), headers={"ETag": '"9c2f1b7e-turtle"'},
    )  # fmt: skip
    return Operation(
        f"revision{way.id}", _TAG, f"One revision of {way.what}", {200: found, 304: NOT_MODIFIED}, (404, 406, 503),
        parameters=(*way.read, _READ, KNOWN),
    )  # fmt: skip


def _ask(way: Way) -> Operation:
    page = answer("The page.", content([HTML]))
    return Operation(
        f"askToRestore{way.id}", _TAG, f"The page on which a curator restores a revision of {way.what}", {200: page},
        (404, 503), parameters=(*way.read, _RESTORED),
    )  # fmt: skip


def _restore(way: Way) -> Operation:
    done = answer("It is the newest revision, or with `dry-run` would be.", {JSON: {"schema": ref("Restored")}})
    return Operation(
        f"restore{way.id}", _TAG, f"Write an earlier revision of {way.what} as a new one", {200: done},
        (400, 401, 403, 404, 409, 422, 503), parameters=(*way.read, _RESTORED, {**BECAUSE, "required": True}, DRY_RUN),
        role="curator",
    )  # fmt: skip
