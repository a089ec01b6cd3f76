"""The start page, the catalogue, the vocabulary and the service itself, described."""

from __future__ import annotations

from claimgraph.mediatypes import HTML, JSON, JSON_LD
from claimgraph.web.openapi.parts import GRAPHS, KNOWN, NOT_MODIFIED, Described, Operation, answer, content, ref


def home() -> Described:
    """The start page."""
    page = answer("The page.", content([HTML]))
    return {"/": {"GET": Operation("home", "Service", "The start page", {200: page})}}


def data() -> Described:
    """The data page."""
    page = answer("The page.", content([HTML]))
    operation = Operation("data", "Service", "What the graph holds and how to use it, for people", {200: page}, (503,))
    return {"/data": {"GET": operation}}


def health() -> Described:
    """Whether the service stands."""
    said = answer("It stands.", content([JSON], ref("Health")))
    return {"/health": {"GET": Operation("health", "Service", "Whether the service stands", {200: said})}}


def catalogue() -> Described:
    """The list of questions."""
    listed = answer("The questions.", content([JSON], ref("Questions")), content([HTML]), content(GRAPHS))
    return {"/queries": {"GET": Operation("questions", "Questions", "All named questions", {200: listed})}}


def vocabulary(name: str, what: str) -> Described:
    """The ontology or the shapes."""
    found = answer("The vocabulary.", content(GRAPHS))
    return {f"/{name}": {"GET": Operation(name, "Vocabulary", what, {200: found}, (406,))}}


def context() -> Described:
    """The JSON-LD context."""
    found = answer("The context.", content([JSON_LD.media], {"type": "object"}), headers={"ETag": '"9c2f1b7e"'})
    about = "It gives the keys of records as JSON their meaning; made from the ontology and the shapes."
    told = Operation(
        "context", "Vocabulary", "The JSON-LD context", {200: found, 304: NOT_MODIFIED},
        description=about, parameters=(KNOWN,),
    )  # fmt: skip
    return {"/context.jsonld": {"GET": told}}


def whole(path: str, id: str, what: str) -> Described:
    """A description of the graph as a whole."""
    found = answer("The description.", content(GRAPHS), headers={"ETag": 'W/"9c2f1b7e"'})
    told = Operation(id, "Datasets", what, {200: found, 304: NOT_MODIFIED}, (406,), parameters=(KNOWN,))
    return {path: {"GET": told}}


def itself() -> Described:
    """This document."""
    found = answer("The document.", {JSON: {"schema": {"type": "object"}}})
    return {"/openapi.json": {"GET": Operation("openapi", "Service", "This document", {200: found})}}
