"""What people write as JSON, checked key by key, so that nothing of it is silently lost and every fault has its place.

A JSON-LD processor drops keys that its context does not know; a misspelt key must be a fault instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from claimgraph.errors import ParseError
from claimgraph.rdf.jsonld.context import CONCEPTS, RECORD
from claimgraph.rdf.jsonld.keys import Key, own_keys
from claimgraph.vocabulary import XSD

_NODES = {RECORD, CONCEPTS, "included", "@included", "@graph"}
_SOME_LANGUAGE = 'texts by language, such as {"en": "…"}'
_NODE = 'an IRI, or an object such as {"id": "#outcome-1"}'


def checked(node: object, place: str | None, at: str = "") -> Any:  # noqa: ANN401 - any JSON
    """A node as it was written, with decimal numbers as the digits that were written; null says nothing.

    JSON-LD makes floating point numbers of them, whose spelling no `xsd:decimal` has.

    Raises:
        ParseError: If it has an unknown key, or a value that its key does not take; with its JSON pointer.
    """
    if not isinstance(node, dict):
        raise _fault(place, at, node, "an object that describes something")
    told = {key: value for key, value in node.items() if value is not None}
    return {key: _value(key, value, place, f"{at}/{_escaped(key)}") for key, value in told.items()}


def _value(name: str, value: object, place: str | None, at: str) -> object:
    key = own_keys().by_name.get(name)
    if name in ("id", "@id"):
        return _text(value, place, at, "an IRI, absolute or relative to the record")
    if name in ("type", "@type"):
        return _each(value, at, lambda each, at: _text(each, place, at, "the name of a class, such as Claim"))
    if name in _NODES:
        return _each(value, at, lambda each, at: checked(each, place, at))
    if key is not None:
        return _of_key(key, value, place, at)
    if name.startswith("@") or ":" in name:
        return value
    near = get_close_matches(name, own_keys().by_name, 1)
    expected = f"'{near[0]}'" if near else "a key of the context"
    raise ParseError(place, found=f"the unknown key '{name}' at {at}", expected=expected)


def _of_key(key: Key, value: object, place: str | None, at: str) -> object:
    if key.in_languages:
        return _in_languages(value, place, at)
    if key.datatype is None:
        return _each(value, at, lambda each, at: _link(key, each, place, at))
    return _each(value, at, lambda each, at: _literal(key, each, place, at))


def _in_languages(value: object, place: str | None, at: str) -> object:
    if not isinstance(value, dict):
        raise _fault(place, at, value, _SOME_LANGUAGE)
    for language, texts in value.items():
        _each(texts, f"{at}/{language}", lambda each, at: _text(each, place, at, "a text"))
    return value


def _link(key: Key, value: object, place: str | None, at: str) -> object:
    if isinstance(value, dict):
        return checked(value, place, at)
    text = _text(value, place, at, _NODE)
    if key.named and text is not None and not set(text) & set(":/#") and text not in _names():
        raise _fault(place, at, value, f"one of {', '.join(_choices(key))}")
    return text


def _names() -> set[str]:
    return {*own_keys().names, *own_keys().by_name}


def _choices(key: Key) -> Iterator[str]:
    keys = own_keys()
    schemes = {
        use.scheme for told in keys.uses.values() for path, use in told.items() if path == key.iri and use.scheme
    }
    for scheme in sorted(schemes):
        yield from keys.values[scheme]
    if not schemes:
        yield from ("increases", "decreases", "maintains", "modulates", "hasNoEffectOn")


def _literal(key: Key, value: object, place: str | None, at: str) -> object:
    if isinstance(value, dict) and "@value" in value:
        return value
    if key.datatype == XSD.decimal.value and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return format(Decimal(value), "f")
    if key.datatype == XSD.integer.value and isinstance(value, int) and not isinstance(value, bool):
        return value
    if key.datatype == XSD.boolean.value and isinstance(value, bool):
        return value
    return _text(value, place, at, _EXPECTED.get(key.datatype or "", "a text"))


_EXPECTED = {
    XSD.integer.value: "a whole number",
    XSD.decimal.value: "a number",
    XSD.boolean.value: "true or false",
    XSD.date.value: "a date such as 2026-11-22, as text",
    XSD.duration.value: "a duration such as P56D, as text",
}


def _text(value: object, place: str | None, at: str, expected: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise _fault(place, at, value, expected)
    return value


def _each(value: object, at: str, check: Any) -> object:  # noqa: ANN401 - a function of any JSON
    if isinstance(value, list):
        return [check(each, f"{at}/{place}") for place, each in enumerate(value)]
    return check(value, at)


def _fault(place: str | None, at: str, value: object, expected: str) -> ParseError:
    kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}
    found = next((word for kind, word in kinds.items() if isinstance(value, kind)), f"'{value}'"[:80])
    return ParseError(place, found=f"{found} at {at or '/'}", expected=expected)


def _escaped(key: str) -> str:
    """A key as JSON pointers have it (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")[:80]
