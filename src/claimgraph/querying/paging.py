"""Paging of answers: a row more than is wanted is asked for, which says whether there is another page."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from claimgraph.errors import ParameterError
from claimgraph.mediatypes import ResultType
from claimgraph.querying.parameters import Parameter

MOST = 10_000
"""Rows on a page at most."""
PARAMETERS = (
    Parameter("limit", "integer", f"Rows on a page, 1 to {MOST}; all without it.", example="100"),
    Parameter("page", "integer", "Which page, from 1; with `limit`.", example="1"),
)
"""How every question is paged."""


@dataclass(frozen=True)
class Page:
    """Which rows are wanted."""

    limit: int
    number: int = 1

    @property
    def offset(self) -> int:
        """Rows on the pages before."""
        return self.limit * (self.number - 1)


def take_page(place: str, values: dict[str, str]) -> Page | None:
    """Take the page out of the values of a caller; None where all rows are wanted.

    Raises:
        ParameterError: If it is no page.
    """
    limit, number = (
        _number(place, name, values.pop(name, ""), most) for name, most in (("limit", MOST), ("page", 10**9))
    )
    if number is not None and limit is None:
        raise ParameterError(place, "page", found="given without limit", expected="both, or neither")
    return None if limit is None else Page(limit, number or 1)


def _number(place: str, name: str, text: str, most: int) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= most):
        raise ParameterError(place, name, found=f"'{text}'", expected=f"a whole number from 1 to {most}")
    return int(text)


def cut(content: bytes, page: Page, kind: ResultType) -> tuple[bytes, bool]:
    """JSON results of one row more than a page has, as a page in a result format; and whether there is another page."""
    told = json.loads(content)
    rows = told["results"]["bindings"]
    more = len(rows) > page.limit
    told["results"]["bindings"] = rows[: page.limit]
    results = parse_query_results(json.dumps(told), QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions)
    return results.serialize(format=kind.format) or b"", more
