"""The project's JSON-LD context: what makes linked data of JSON with plain keys.

Made from the ontology and the shapes, never by hand, so that it knows every term that records use.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from claimgraph.rdf.jsonld.keys import Key, own_keys
from claimgraph.vocabulary import FOAF, PREFIXES, RDF, SKOS, XSD

NAME = "context.jsonld"
"""Path of the context below the base."""
RECORD, CONCEPTS = "record", "concepts"
"""Keys that tell a property from its other end: a topic its record, a scheme its concepts."""
_TEXT = XSD.string.value


@cache
def own_context() -> dict[str, Any]:
    """The context: a definition for each key, class and value.

    >>> own_context()["hasStep"]
    {'@id': 'cg:hasStep', '@type': '@id', '@container': '@set'}
    >>> own_context()["standing"], own_context()["MostProbable"]
    ({'@id': 'cg:standing', '@type': '@vocab'}, 'cg:MostProbable')
    """
    keys = own_keys()
    return {
        "@version": 1.1,
        "id": "@id",
        "type": "@type",
        "included": "@included",
        **{prefix: {"@id": iri, "@prefix": True} for prefix, iri in sorted(PREFIXES.items())},
        **{key.name: _definition(key) for key in keys.keys.values()},
        RECORD: {"@reverse": _short(FOAF.primaryTopic.value)},
        CONCEPTS: {"@reverse": _short(SKOS.inScheme.value), "@container": "@set"},
        **{name: _short(iri) for name, iri in sorted(keys.names.items())},
    }


def _definition(key: Key) -> dict[str, str]:
    kind = "@vocab" if key.named else "@id" if key.datatype is None else _short(key.datatype)
    coerced = {} if key.datatype in (_TEXT, RDF.langString.value) else {"@type": kind}
    container = "@language" if key.in_languages else "@set" if key.many else None
    return {"@id": _short(key.iri)} | coerced | ({"@container": container} if container else {})


def _short(iri: str) -> str:
    prefix = next((prefix for prefix, start in PREFIXES.items() if iri.startswith(start)), None)
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}" if prefix else iri
