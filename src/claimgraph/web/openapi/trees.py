"""JSON Schemas of records as JSON, made from the same keys as their context: one a class."""

from __future__ import annotations

import re

from claimgraph.rdf.jsonld.context import CONCEPTS, RECORD
from claimgraph.rdf.jsonld.keys import Key, Keys, own_keys
from claimgraph.rdf.jsonld.uses import Use
from claimgraph.vocabulary import CG, SKOS, XSD
from claimgraph.web.openapi.parts import Json, ref

_TEXT: Json = {"type": "string"}
_IRI: Json = {"type": "string", "format": "iri-reference"}
_OTHERS: Json = {"^@|:": {}}
"""JSON-LD's own keywords, and properties of other vocabularies by prefix."""


def tree_schemas() -> Json:
    """The schemas of all classes that records are made of."""
    keys = own_keys()
    return {_local(kind): _of_class(kind, keys) for kind in sorted(keys.uses)}


def _of_class(kind: str, keys: Keys) -> Json:
    told = keys.uses[kind]
    properties: Json = {"id": _IRI, "type": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}}
    properties |= {keys.keys[path].name: _of_key(keys.keys[path], use, keys) for path, use in told.items()}
    if kind in (CG.Claim.value, CG.Study.value, SKOS.ConceptScheme.value, CG.Contribution.value):
        properties |= {
            "@context": _TEXT,
            RECORD: ref("Record"),
            "included": {"type": "array", "items": {"type": "object"}},
        }
    if kind == SKOS.ConceptScheme.value:
        properties[CONCEPTS] = {"type": "array", "items": ref("Concept")}
    required = [keys.keys[path].name for path, use in told.items() if use.required]
    schema: Json = {"type": "object", "properties": properties, "patternProperties": _OTHERS}
    return schema | {"additionalProperties": False} | ({"required": sorted(required)} if required else {})


def _of_key(key: Key, use: Use, keys: Keys) -> Json:
    about = {"description": key.about} if key.about else {}
    if key.in_languages:
        return {"$ref": "#/components/schemas/Texts", **about}
    value = _value(key, use, keys)
    if not key.many:
        return value | about
    return {"anyOf": [value, {"type": "array", "items": value}], **about}


def _value(key: Key, use: Use, keys: Keys) -> Json:
    if key.datatype is not None:
        return _literal(key.datatype)
    if use.scheme:
        return {"enum": sorted(keys.values[use.scheme])}
    if key.part:
        return {"anyOf": [ref(_local(key.part)), _IRI]}
    return dict(_TEXT if key.named else _IRI)


def _literal(datatype: str) -> Json:
    if datatype == XSD.integer.value:
        return {"type": "integer"}
    if datatype == XSD.decimal.value:
        return {"type": ["string", "number"], "description": "Text keeps every digit; so it is answered."}
    if datatype == XSD.boolean.value:
        return {"type": "boolean"}
    if datatype == XSD.date.value:
        return {"type": "string", "format": "date"}
    return {"type": "string"}


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


TEXTS: Json = {
    "type": "object",
    "description": 'Texts by language tag: {"en": "…"}.',
    "additionalProperties": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
}
