"""The answer to a question as people read it: labels for IRIs, a thing in one column with its label, bars of counts."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from claimgraph.service.view import record_of_study
from claimgraph.vocabulary import CG, PREFIXES, XSD
from claimgraph.web.links import local_url
from claimgraph.web.pages.amounts import duration_words
from claimgraph.web.pages.names import Names

Term = object
_INTEGER = XSD.integer.value
_NUMBERS = {_INTEGER, XSD.decimal.value, XSD.iri + "double"}
_DURATIONS = {XSD.iri + "duration", XSD.iri + "dayTimeDuration"}
_NOT_COUNTED = {"year", "position", "rank"}
"""Whole numbers that say when or which, not how many."""
_LABELS = (("step", "statement"), ("need", "statement"), ("claim", "statement"), ("concept", "label"))
"""Columns that name another one, the first that fits; besides those called `…Label`."""


@dataclass(frozen=True)
class Cell:
    """A value as it is read.

    Attributes:
        share: Of the largest count of the answer, so that columns can be compared; None where it is none.
    """

    text: str
    url: str | None = None
    is_number: bool = False
    share: float | None = None


@dataclass(frozen=True)
class Table:
    """An answer; `terms` are its rows as they came, by column."""

    columns: list[str]
    rows: list[list[Cell]]
    terms: list[dict[str, Term]] = field(default_factory=list)


def read_answer(content: bytes, names: Names, base: str, given: Container[str] = ()) -> Table:
    """Read results in JSON.

    Args:
        content: The results.
        names: What things are called.
        base: The store's base.
        given: Columns left out where they only repeat what was asked.
    """
    results = parse_query_results(content, QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return Table(["Answer"], [[Cell("yes" if results else "no")]])
    assert isinstance(results, QuerySolutions)
    columns = [variable.value for variable in results.variables]
    terms: list[dict[str, Term]] = [dict(zip(columns, solution, strict=True)) for solution in results]
    labels = _labels_of(columns)
    repeated = {each for each in columns if each in given and len({str(row[each]) for row in terms}) <= 1}
    shown = [each for each in columns if each not in labels.values() and each not in repeated]
    counts = {each: most for each in shown if (most := _most(each, terms))}
    reader, most = _Reader(names, base), max(counts.values(), default=0)
    rows = [
        [reader.cell(row[each], row.get(labels.get(each, "")), most if each in counts else None) for each in shown]
        for row in terms
    ]
    return Table([in_words(each) for each in shown], rows, terms)


def _labels_of(columns: Sequence[str]) -> dict[str, str]:
    """The column that names another one, by that one."""
    found = {each: f"{each}Label" for each in columns if f"{each}Label" in columns}
    for one, other in _LABELS:
        if one in columns and other in columns and other not in found.values():
            found[one] = other
    return found


def _most(column: str, rows: Iterable[dict[str, Term]]) -> int | None:
    """The largest of a column of counts; None where it is none."""
    terms = [row[column] for row in rows if row[column] is not None]
    if column in _NOT_COUNTED or len(terms) < 2:
        return None
    if not all(isinstance(term, Literal) and term.datatype.value == _INTEGER for term in terms):
        return None
    counts = [int(str(getattr(term, "value", "0"))) for term in terms]
    return max(counts) if min(counts) >= 0 and max(counts) > 0 else None


def in_words(column: str) -> str:
    """A column as a heading.

    >>> in_words("declaredSupporting")
    'Declared supporting'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).lower().capitalize()


def _literal_in_words(term: Literal, is_number: bool) -> str:
    if is_number:
        return term.value.replace("-", "−")
    return duration_words(term.value) if term.datatype.value in _DURATIONS else term.value


class _Reader:
    """Reads the terms of one answer."""

    def __init__(self, names: Names, base: str) -> None:
        self._names, self._base = names, base

    def cell(self, term: Term, label: Term, most: int | None) -> Cell:
        if isinstance(term, NamedNode):
            text = label.value if isinstance(label, Literal) else self._name(term.value)
            return Cell(text, local_url(term.value, self._base))
        if isinstance(term, Literal):
            is_number = term.datatype.value in _NUMBERS
            share = int(term.value) / most if most else None
            return Cell(_literal_in_words(term, is_number), is_number=is_number, share=share)
        return Cell("" if term is None else str(term))

    def _name(self, iri: str) -> str:
        names, path = self._names, iri.removeprefix(self._base)
        if iri.startswith(self._base + "claims/"):
            return names.brief(iri) if path.endswith("#claim") or "#" not in path else names.place(iri)
        if record_of_study(iri):
            return names.cite(iri)
        if iri.startswith((self._base, CG.iri)):
            return names.label(iri).replace("-", " ") if "#" in path else path
        return next((f"{p}:{iri.removeprefix(n)}" for p, n in PREFIXES.items() if iri.startswith(n)), iri)
