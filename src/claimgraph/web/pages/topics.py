"""The catalogue by what people ask about, in the order in which they come to ask it."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.querying.catalogue import CatalogueQuery

TOPICS = (
    "What claims say",
    "Evidence for and against",
    "What leads to what",
    "What studies measured and found",
    "Where evidence is weak or wanted",
    "Concepts and their names",
)
"""Headings that come first, in this order; others follow by name."""
OTHERS = "Other questions"
"""Heading of questions without a topic, which come last."""


def by_topic(queries: Iterable[CatalogueQuery]) -> list[tuple[str, list[CatalogueQuery]]]:
    """Questions under their headings."""
    groups: dict[str, list[CatalogueQuery]] = {}
    for query in queries:
        groups.setdefault(query.topic or OTHERS, []).append(query)
    return sorted(groups.items(), key=lambda group: (_place(group[0]), group[0]))


def _place(topic: str) -> int:
    known = (*TOPICS, OTHERS)
    return known.index(topic) if topic in TOPICS else len(known) + (topic == OTHERS)
