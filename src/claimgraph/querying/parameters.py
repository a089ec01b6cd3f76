"""Typed parameters of catalogue queries: text in, RDF terms out.

Values are bound as terms; no text of a caller ever becomes part of a query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from claimgraph.errors import ParameterError
from claimgraph.identifiers import scheme_of
from claimgraph.vocabulary import PREFIXES, XSD

Term = NamedNode | Literal


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query.

    Attributes:
        name: Name of the variable that it binds.
        type: One of `TYPES`.
        description: What it restricts.
        default: Text of its value where none is given; None leaves the variable free.
        required: Whether the query makes no sense without it.
        example: A value to try.
    """

    name: str
    type: str
    description: str
    default: str | None = None
    required: bool = False
    example: str | None = None

    def term(self, query: str, text: str, base: str) -> Term:
        """Read a value.

        Raises:
            ParameterError: If the text is no value of the type; says what one looks like.

        >>> Parameter("n", "integer", "How many.").term("q", "12", "http://l/").value
        '12'
        >>> Parameter("n", "integer", "How many.").term("q", "many", "http://l/")
        Traceback (most recent call last):
        claimgraph.errors.ParameterError: query 'q': parameter 'n' is 'many'; a whole number such as 20 was expected
        """
        reader, expected = TYPES[self.type]
        term = reader(text, base)
        if term is None:
            raise ParameterError(query, self.name, found=f"'{text}'", expected=expected)
        return term


def _iri(text: str, base: str) -> Term | None:
    """An absolute IRI, a prefixed name of a known prefix, or a path below the store's base."""
    if re.search(r"[\s<>\"{}|\\^`]", text) or not text:
        return None
    prefix, colon, name = text.partition(":")
    if colon and prefix in PREFIXES:
        return _named(PREFIXES[prefix] + name)
    if scheme_of(text):
        return _named(text)
    return _named(base + text.lstrip("/"))


def _named(iri: str) -> Term | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _string(text: str, base: str) -> Term | None:
    try:
        return Literal(text, datatype=XSD.string)
    except UnicodeEncodeError:  # half a character, as a command may get from a terminal
        return None


def _integer(text: str, base: str) -> Term | None:
    return Literal(str(int(text)), datatype=XSD.integer) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else None


def _decimal(text: str, base: str) -> Term | None:
    fits = re.fullmatch(r"[+-]?([0-9]{1,18}(\.[0-9]{1,18})?|\.[0-9]{1,18})", text)
    return Literal(text, datatype=XSD.decimal) if fits else None


def _boolean(text: str, base: str) -> Term | None:
    return Literal(text, datatype=XSD.boolean) if text in ("true", "false") else None


def _date(text: str, base: str) -> Term | None:
    try:
        return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)
    except ValueError:
        return None


TYPES: dict[str, tuple[Callable[[str, str], Term | None], str]] = {
    "iri": (_iri, "an IRI such as https://doi.org/10.1000/x, a prefixed name or a record path"),
    "concept": (_iri, "the IRI or path of a concept such as concepts/resistance-training#volume-load"),
    "string": (_string, "text"),
    "integer": (_integer, "a whole number such as 20"),
    "decimal": (_decimal, "a decimal number such as 0.5"),
    "date": (_date, "a date such as 2024-05-31"),
    "boolean": (_boolean, "true or false"),
}
"""Reader and description of each type of parameter."""


def read_values(place: str, parameters: Iterable[Parameter], values: Mapping[str, str], base: str) -> dict[str, Term]:
    """Read values of parameters as terms; those not given take their default or stay free.

    Raises:
        ParameterError: If one is unknown, missing or of the wrong type.
    """
    known = {parameter.name: parameter for parameter in parameters}
    unknown = sorted(set(values) - set(known))
    if unknown:
        expected = "one of " + ", ".join(known) if known else "no parameter"
        raise ParameterError(place, unknown[0], found="unknown", expected=expected)
    read = {}
    for name, parameter in known.items():
        text = values.get(name) or parameter.default
        if text is not None:
            read[name] = parameter.term(place, text, base)
        elif parameter.required:
            raise ParameterError(place, name, found="missing", expected=TYPES[parameter.type][1])
    return read
