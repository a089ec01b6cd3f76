"""Numbers with a meaning in running words: how many participants, for how long.

Only a plain statement counts; ranges, frequencies, ages and sizes of arms give nothing rather than a guess.
"""

from __future__ import annotations

import re

_DIGITS = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,6})"
_NUMBER = rf"(?<![0-9.,–-]){_DIGITS}"
_NOT_EACH = r"(?!\s*(?:per\b|in each\b|/))"
_PEOPLE = (
    r"(?:adults|participants|people|persons|individuals|subjects|volunteers|patients|men|women|males|females|athletes|"
    r"lifters|trainees|runners|cyclists|players|residents|workers|students|children|adolescents|seniors)"
)
_ADJECTIVE = r"(?:(?!years?\b|weeks?\b|months?\b|days?\b|to\b|of\b|or\b|and\b)[a-z][a-z-]*\s+)"
_EQUALS = re.compile(rf"\bn\s*[=≥]\s*{_DIGITS}(?![0-9.,]*[0-9]){_NOT_EACH}", re.IGNORECASE)
_COUNTED = re.compile(rf"{_NUMBER}\s+{_ADJECTIVE}{{0,3}}{_PEOPLE}\b{_NOT_EACH}", re.IGNORECASE)
_LENGTH = re.compile(
    rf"{_NUMBER}(?:\s+|-)(?:(hour|hr)|(day)|(week|wk)|(month)|(year|yr))s?\b"
    r"(?!\s*(?:per|a|each|old|of age|or older|and older|or over)\b|-old|-|/)",
    re.IGNORECASE,
)
_OTHER_USE = re.compile(
    r"(?:\bag(?:e|ed|es)\b[^,;]*|\b(?:every|each|per)\s+|[0-9]\s*(?:to|or|and|–|-)\s*|\bbetween\s+)$", re.IGNORECASE
)
_UNITS = ("PT{}H", "P{}D", "P{}W", "P{}M", "P{}Y")


def sample_size_of(words: str) -> int | None:
    """How many participants a wording asks for; None if it does not say one number.

    >>> sample_size_of("Randomized trial, 12 weeks, 200 adults"), sample_size_of("n = 1,500")
    (200, 1500)
    >>> sample_size_of("trial with 50 participants per arm"), sample_size_of("20-30 trained men")
    (None, None)
    """
    stated = list(_EQUALS.finditer(words)) or [
        match for match in _COUNTED.finditer(words) if not _is_other_use(words, match)
    ]
    number = int(stated[0][1].replace(",", "")) if len(stated) == 1 else 0
    return number or None


def duration_of(words: str) -> str | None:
    """The length that a wording asks for as an `xsd:duration`, weeks in days; None if it states none, or two.

    >>> duration_of("Randomized trial, 12 weeks, 200 adults"), duration_of("6-month follow-up")
    ('P84D', 'P6M')
    >>> duration_of("3 days per week"), duration_of("8 to 12 weeks"), duration_of("adults aged 65 years")
    (None, None, None)
    """
    lengths = {_iso(match) for match in _LENGTH.finditer(words) if not _is_other_use(words, match)}
    return lengths.pop() if len(lengths) == 1 else None


def _is_other_use(words: str, match: re.Match[str]) -> bool:
    """Whether what stands before a number makes it an age, a frequency or the end of a range."""
    return (
        int(match[1].replace(",", "")) == 0
        or _OTHER_USE.search(words[max(0, match.start() - 60) : match.start()]) is not None
    )


def _iso(match: re.Match[str]) -> str:
    number = int(match[1].replace(",", ""))
    unit = next(unit for unit, word in zip(_UNITS, match.groups()[1:], strict=True) if word)
    return f"P{7 * number}D" if unit == "P{}W" else unit.format(number)
