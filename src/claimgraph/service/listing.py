"""Lists of claims, studies and concepts: by what they can be searched and filtered, and how they are told."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from textwrap import wrap

from claimgraph.errors import IdentifierError, ParameterError
from claimgraph.identifiers import doi_iri, read_doi
from claimgraph.querying.parameters import Parameter
from claimgraph.search import Entry, Found, Search
from claimgraph.search.pages import SORTS
from claimgraph.service.derived.appraisal import number
from claimgraph.vocabulary import CG

MOST = 1000
"""Entries on a page at most."""


@dataclass(frozen=True)
class Filter:
    """A fact by which a list can be filtered; `choices` says whether its values are few enough to choose from."""

    parameter: Parameter
    choices: bool = False


def _value(name: str, description: str, example: str) -> Filter:
    return Filter(Parameter(name, "iri", description, example=example), choices=True)


def _about(what: str) -> Filter:
    example = "concepts/resistance-training#volume-load"
    return Filter(Parameter("concept", "concept", f"A concept that {what}.", example=example))


_STUDY = "https://doi.org/10.1080/02640414.2024.2321021"
FILTERS: Mapping[str, tuple[Filter, ...]] = {
    "claims": (
        _about("the claim is about, or that one of its arrows has at an end"),
        Filter(Parameter("study", "iri", "A study that it cites: IRI or DOI.", example=_STUDY)),
        _value("type", "What kind of claim it is.", "cg:Comparative"),
        _value("strength", "How strongly it is worded.", "cg:Definitive"),
        _value("standing", "How its source ranks one of its mechanisms.", "cg:LessSupported"),
    ),
    "studies": (
        _about("was assigned, measured or is stood for"),
        _value("design", "Its design.", "cg:RandomizedTrial"),
        _value("standing", "Whether it was retracted, corrected or superseded.", "cg:InGoodStanding"),
    ),
    "concepts": (
        Filter(Parameter("concept", "concept", "The concept right above it.",
                         example="concepts/resistance-training#muscle-hypertrophy")),
        _value("type", "What sort of thing it is.", "cg:Process"),
        Filter(Parameter("scheme", "iri", "The scheme that holds it.", example="concepts/resistance-training")),
    ),
}  # fmt: skip
COMMON = (
    Parameter("q", "string", "Words: all must occur, the last may be a beginning, \"in quotes\" together, -not.",
              example="muscle"),
    Parameter("sort", "string", f"One of {', '.join(SORTS)}.", default="relevance"),
    Parameter("page", "integer", "Which page, from 1.", default="1"),
    Parameter("limit", "integer", f"Entries on a page, 1 to {MOST}.", default="50"),
)  # fmt: skip
YEARS = (
    Parameter("since", "integer", "Earliest year.", example="2020"),
    Parameter("until", "integer", "Latest year.", example="2024"),
)
BANDS: Mapping[str, str] = {
    "confidence": "confidence by its own evidence",
    "mechanism": "confidence of the surest of its mechanisms, as a chain",
}
"""What can be limited to a band, and what that is."""
CONFIDENCES = tuple(
    Parameter(f"{bound}-{name}", "decimal", f"{word} {what}, 0 to 1.", example=example)
    for name, what in BANDS.items()
    for bound, word, example in (("min", "Least", "0.2"), ("max", "Highest", "0.9"))
)
_MORE = {"claims": CONFIDENCES, "studies": YEARS, "concepts": ()}


def parameters_of(kind: str) -> tuple[Parameter, ...]:
    """All parameters of a list."""
    return (*COMMON, *(each.parameter for each in FILTERS[kind]), *_MORE[kind])


def read_search(kind: str, values: Iterable[tuple[str, str]], base: str) -> Search:
    """What is looked for, as parameters say it; those that are empty say nothing.

    Raises:
        ParameterError: If one is unknown, of the wrong type, out of its range, or given twice where one value is meant.
    """
    known = {parameter.name: parameter for parameter in parameters_of(kind)}
    single = {parameter.name for parameter in (*COMMON, *_MORE[kind])}
    choices = {each.parameter.name for each in FILTERS[kind] if each.choices}
    given: dict[str, list[str]] = {}
    for name, value in values:
        if name not in known:
            raise ParameterError(kind, name, found="unknown", expected=f"one of {', '.join(known)}")
        if name in single and name in given:
            raise ParameterError(kind, name, found="given twice", expected="one value")
        if value:
            text = _term(value) if name in choices else _study(value) if name == "study" else value
            given.setdefault(name, []).append(known[name].term(kind, text, base).value)
    limit = _number(kind, "limit", given, 50, MOST)
    sort = given.get("sort", ["relevance"])[0]
    if sort not in SORTS:
        raise ParameterError(kind, "sort", found=f"'{sort}'", expected=f"one of {', '.join(SORTS)}")
    return Search(
        kind,
        given.get("q", [""])[0],
        {name: [_facet(value) for value in values] for name, values in given.items() if name not in single},
        since=int(given["since"][0]) if "since" in given else None,
        until=int(given["until"][0]) if "until" in given else None,
        bands={name: band for name in BANDS if (band := _band(kind, name, given)) != (None, None)},
        sort=sort,
        limit=limit,
        offset=limit * (_number(kind, "page", given, 1, 1_000_000) - 1),
    )


def _number(kind: str, name: str, given: Mapping[str, Sequence[str]], usual: int, most: int) -> int:
    number = int(given[name][0]) if name in given else usual
    if not 1 <= number <= most:
        raise ParameterError(kind, name, found=f"'{number}'", expected=f"a number from 1 to {most}")
    return number


def _band(kind: str, name: str, given: Mapping[str, Sequence[str]]) -> tuple[float | None, float | None]:
    least, most = (_confidence(kind, f"{bound}-{name}", given) for bound in ("min", "max"))
    if least is not None and most is not None and least > most:
        raise ParameterError(
            kind, f"min-{name}", found=f"'{least}', more than max-{name}", expected="no more than that"
        )
    return least, most


def _confidence(kind: str, name: str, given: Mapping[str, Sequence[str]]) -> float | None:
    if name not in given:
        return None
    value = float(given[name][0])
    if not 0 <= value <= 1:
        raise ParameterError(kind, name, found=f"'{given[name][0]}'", expected="a number from 0 to 1")
    return value


def _term(text: str) -> str:
    """A value of a scheme, which may also be called by its local name or label.

    >>> _term("less supported"), _term("RandomizedTrial"), _term("cg:Causal")
    ('cg:LessSupported', 'cg:RandomizedTrial', 'cg:Causal')
    """
    return text if ":" in text else "cg:" + "".join(word[:1].upper() + word[1:] for word in re.split(r"[\s-]+", text))


def _study(text: str) -> str:
    """The IRI of a study that is called by its DOI."""
    with suppress(IdentifierError):
        return doi_iri(read_doi(text))
    return text


def _facet(value: str) -> str:
    """Values of schemes are indexed by their local names."""
    return value.removeprefix(CG.iri)


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
FORMATS = ("text", "json", "csv")
"""Forms in which `written` tells a list."""


def written(wanted: Search, found: Found, format: str, base: str) -> bytes:
    """A page of a list in one of `FORMATS`."""
    if format == "json":
        return json.dumps(_json(wanted, found), ensure_ascii=False, indent=2).encode() + b"\n"
    return _csv(found) if format == "csv" else _text(wanted, found, base).encode()


def _json(wanted: Search, found: Found) -> dict[str, object]:
    return {
        "total": found.total,
        "page": wanted.offset // wanted.limit + 1,
        "limit": wanted.limit,
        "items": [dict(_columns(entry)) for entry in found.entries],
    }


def _columns(entry: Entry) -> Iterator[tuple[str, object]]:
    yield "iri", entry.iri
    yield "title", entry.title
    yield "note", entry.note
    yield "year", entry.year
    yield "studies" if entry.kind == "claims" else "findings", entry.weight
    if entry.kind == "claims":
        yield "confidence", entry.confidence
        yield "mechanism", entry.mechanism


def _csv(found: Found) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["iri", "title", "note", "year", "weight", "confidence", "mechanism"])
    writer.writerows(
        [each.iri, each.title, each.note, each.year, each.weight, each.confidence, each.mechanism]
        for each in found.entries
    )
    return text.getvalue().encode()


def _text(wanted: Search, found: Found, base: str) -> str:
    """What each is called, a few words beside, and its path."""
    lines: list[str] = []
    for place, entry in enumerate(found.entries, wanted.offset + 1):
        head = f"{place}. "
        lines += wrap(entry.title, 100, initial_indent=head, subsequent_indent=" " * len(head)) or [head.rstrip()]
        beside = [entry.note, _sureness(entry), entry.iri.removeprefix(base)]
        lines.append(" " * len(head) + " · ".join(part for part in beside if part))
    last = wanted.offset + len(found.entries)
    shown = f", {wanted.offset + 1} to {last} shown" if found.entries and len(found.entries) < found.total else ""
    return "".join(f"{_CONTROL.sub(chr(0xFFFD), line)}\n" for line in [*lines, f"{found.total} found{shown}"])


def _sureness(entry: Entry) -> str:
    if entry.kind != "claims":
        return ""
    return "no evidence of its own" if entry.confidence is None else f"confidence {number(entry.confidence)}"
