"""Pages of long answers, by the parameters `limit` and `offset`."""

from __future__ import annotations

from dataclasses import dataclass

from claimgraph.web.pages.asked import Asked


@dataclass(frozen=True)
class Portion:
    """The part of a long answer that a page shows.

    Attributes:
        first: Number of its first entry, from 1.
        last: Number of its last.
        total: How many there are in all.
        before: Address of the part before it.
        after: Address of the part after it.
    """

    first: int
    last: int
    total: int
    before: str | None
    after: str | None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.before is None and self.after is None


def portion_of(asked: Asked, shown: int, total: int) -> Portion:
    """Where a page stands in the whole.

    >>> asked = Asked(None, "audit", None, {"limit": "20", "offset": "20"}, "/audit")
    >>> portion = portion_of(asked, 20, 45)
    >>> portion.first, portion.last, portion.before, portion.after
    (21, 40, '/audit?limit=20', '/audit?limit=20&offset=40')
    """
    start, limit = int(asked.values.get("offset", 0)), int(asked.values.get("limit", 0)) or shown
    back = max(0, start - limit)
    before = asked.address(offset=back or None) if start > 0 else None
    after = asked.address(offset=start + limit) if start + shown < total and shown else None
    return Portion(start + 1, start + shown, total, before, after)
