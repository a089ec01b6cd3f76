"""Single concepts, described."""

from __future__ import annotations

from claimgraph.mediatypes import HTML, JSON, RDF_TYPES
from claimgraph.web.openapi.parts import (
    GRAPHS,
    KNOWN,
    NOT_MODIFIED,
    Described,
    Operation,
    answer,
    content,
    path,
    query,
)

_FORMATS = {"type": "string", "enum": ["html", "json", *(kind.name for kind in RDF_TYPES)]}
_NAMES = (
    path("slug", "Name of the scheme.", "resistance-training", pattern="^[^/]+$"),
    path("fragment", "The concept: what stands after `#` in its IRI.", "volume-load", pattern="^[^/]+$"),
)
_WHAT = """Definition, labels, mappings, narrower concepts, the arrows in and out with their confidence, the claims that
have it as population, intervention, comparator or outcome, and the studies that assigned or measured it. As RDF it is
the concept's own triples."""


def single() -> Described:
    """One concept of a scheme, with what surrounds it."""
    found = answer(
        "The concept.",
        {HTML: {"schema": {"type": "string"}}, JSON: {"schema": {"type": "object"}}, **content(GRAPHS)},
        headers={"ETag": 'W/"9c2f"'},
    )
    form = query("format", "The form, where `Accept` cannot say it.", "json", schema=_FORMATS)
    read = Operation(
        "readConcept", "Records", "A concept with what leads to it, what it leads to and who measured it",
        {200: found, 304: NOT_MODIFIED}, (400, 404, 406), parameters=(*_NAMES, form, KNOWN), description=_WHAT,
    )  # fmt: skip
    return {"/concepts/{slug}/{fragment}": {"GET": read}}
