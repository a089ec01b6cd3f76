"""Lexical forms of typed literals (XML Schema part 2), as strict as the strictest engine.

Numbers are held to 18 digits, the precision that XML Schema asks of every processor, and whole numbers to their
canonical form, so that equal positions are equal terms.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from pyoxigraph import Literal

_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATE = r"(-?[0-9]{4,6}-[0-9]{2}-[0-9]{2})"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"
_DURATION = re.compile(
    r"-?P(?=[0-9T])(?:[0-9]{1,9}Y)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}D)?(?:T(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}(?:[.][0-9]{1,9})?S)?)?"
)
_DAY = re.compile(_DATE + _ZONE)
_MOMENT = re.compile(_DATE + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,9})?" + _ZONE)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)")
_WHOLE = re.compile(r"0|-?[1-9][0-9]*")
_FLOAT = re.compile(r"[+-]?(?:[0-9]{1,18}(?:[.][0-9]{0,18})?|[.][0-9]{1,18})(?:[eE][+-]?[0-9]{1,3})?")
MAX_DIGITS = 18


def is_well_formed(literal: Literal) -> bool:
    """Whether a literal is written as its datatype says; datatypes that nobody here knows are taken as they are.

    >>> from pyoxigraph import NamedNode
    >>> is_well_formed(Literal("1,5", datatype=NamedNode(_XSD + "decimal")))
    False
    >>> is_well_formed(Literal("P8W", datatype=NamedNode(_XSD + "duration")))
    False
    """
    iri = literal.datatype.value
    if not iri.startswith(_XSD):
        return True
    check = _FORMS.get(iri.removeprefix(_XSD))
    return check(literal.value) if check else True


def _whole(text: str) -> bool:
    return bool(_WHOLE.fullmatch(text)) and _few_digits(text)


def _decimal(text: str) -> bool:
    return bool(_DECIMAL.fullmatch(text)) and _few_digits(text)


def _few_digits(text: str) -> bool:
    return sum(character.isdecimal() for character in text) <= MAX_DIGITS


def _day(text: str) -> bool:
    match = _DAY.fullmatch(text)
    return match is not None and _is_date(match[1])


def _moment(text: str) -> bool:
    match = _MOMENT.fullmatch(text)
    return match is not None and _is_date(match[1])


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


_FORMS: dict[str, Callable[[str], bool]] = {
    "integer": _whole,
    "nonNegativeInteger": _whole,
    "positiveInteger": _whole,
    "int": _whole,
    "long": _whole,
    "decimal": _decimal,
    "double": lambda text: bool(_FLOAT.fullmatch(text)),
    "float": lambda text: bool(_FLOAT.fullmatch(text)),
    "boolean": lambda text: text in ("true", "false", "1", "0"),
    "date": _day,
    "dateTime": _moment,
    "duration": lambda text: bool(_DURATION.fullmatch(text)),
}
