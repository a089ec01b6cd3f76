"""Numbers, units and durations as a reader expects them."""

from __future__ import annotations

import re
from decimal import Decimal

_UNITS = {"1": "", "um2": "µm²", "mm2": "mm²", "cm2": "cm²", "%/h": "% per hour", "kg/m2": "kg/m²"}
"""UCUM codes that read otherwise than they are written."""
_DURATION = re.compile(
    r"P(?:(?P<year>[0-9]+)Y)?(?:(?P<month>[0-9]+)M)?(?:(?P<day>[0-9]+)D)?"
    r"(?:T(?:(?P<hour>[0-9]+)H)?(?:(?P<minute>[0-9]+)M)?(?:(?P<second>[0-9.]+)S)?)?"
)
_WEEK = 7


def decimal_words(number: Decimal) -> str:
    """A number without superfluous zeros and with a real minus sign.

    >>> decimal_words(Decimal("-0.360")), decimal_words(Decimal("310.0")), decimal_words(Decimal("0"))
    ('−0.36', '310', '0')
    """
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def unit_words(unit: str | None) -> str:
    """A unit; the empty string for a bare number.

    >>> unit_words("um2"), unit_words("1"), unit_words("cm")
    ('µm²', '', 'cm')
    """
    return _UNITS.get(unit or "", unit or "")


def duration_words(duration: str) -> str:
    """An `xsd:duration` in words, whole weeks as such; what is none comes as it is.

    >>> duration_words("P56D"), duration_words("P1D"), duration_words("PT36H"), duration_words("P1Y6M")
    ('8 weeks', '1 day', '36 hours', '1 year 6 months')
    >>> duration_words("eight weeks")
    'eight weeks'
    """
    found = _DURATION.fullmatch(duration)
    if found is None or not any(found.groupdict().values()):
        return duration
    return " ".join(_counted(unit, number) for unit, number in found.groupdict().items() if number)


def _counted(unit: str, number: str) -> str:
    if unit == "day" and int(number) % _WEEK == 0 and int(number):
        unit, number = "week", str(int(number) // _WEEK)
    return f"{number} {unit}{'' if number == '1' else 's'}"
