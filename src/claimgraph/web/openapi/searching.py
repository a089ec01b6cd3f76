"""Search over all kinds of records, described."""

from __future__ import annotations

from claimgraph.mediatypes import HTML, JSON
from claimgraph.web.openapi.parts import Described, Json, Operation, answer, query
from claimgraph.web.pages.search import KINDS
from claimgraph.web.searching import MOST_SUGGESTED

_ITEM: Json = {
    "type": "object",
    "required": ["label", "kind", "note", "url", "iri"],
    "properties": {
        "label": {"type": "string"},
        "kind": {"type": "string", "enum": list(KINDS.values())},
        "note": {"type": "string"},
        "url": {"type": ["string", "null"]},
        "iri": {"type": "string"},
    },
}
_ITEMS: Json = {"type": "array", "items": _ITEM}
_GROUP: Json = {
    "type": "object",
    "required": ["total", "items"],
    "properties": {"total": {"type": "integer"}, "items": _ITEMS},
}
_WORDS = query("q", "Words: all must occur, the last may be a beginning.", "muscle")


def search() -> Described:
    """The search over claims, studies and concepts."""
    found: Json = {
        "type": "object",
        "required": ["query", *KINDS],
        "properties": {"query": {"type": "string"}, **dict.fromkeys(KINDS, _GROUP)},
    }
    form = query("format", "The form, where `Accept` cannot say it.", "json",
                 schema={"type": "string", "enum": ["html", "json"]})  # fmt: skip
    told = answer("What was found.", {HTML: {"schema": {"type": "string"}}, JSON: {"schema": found}})
    operation = Operation("search", "Records", "What words find among claims, studies and concepts",
                          {200: told}, (400, 406, 503), parameters=(_WORDS, form))  # fmt: skip
    return {"/search": {"GET": operation}}


def suggest() -> Described:
    """Suggestions as somebody types."""
    told: Json = {
        "type": "object",
        "required": ["query", "items"],
        "properties": {"query": {"type": "string"}, "items": _ITEMS},
    }
    limit = query("limit", "How many at most.", 5, schema={"type": "integer", "minimum": 1, "maximum": MOST_SUGGESTED})
    kind = query("kind", "Only of this kind.", "concepts", schema={"type": "string", "enum": list(KINDS)})
    found = answer("What may be meant.", {JSON: {"schema": told}})
    operation = Operation("suggest", "Records", "Records that somebody who types these words may mean",
                          {200: found}, (400, 503), parameters=(_WORDS, limit, kind))  # fmt: skip
    return {"/suggest": {"GET": operation}}
