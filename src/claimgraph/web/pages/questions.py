"""The pages of the catalogue: all questions by topic, and one question with its form and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from claimgraph.errors import ParameterError
from claimgraph.querying.catalogue import CatalogueQuery
from claimgraph.service import Claimgraph
from claimgraph.web.examples import bound_text, example_text
from claimgraph.web.pages.answers import read_answer
from claimgraph.web.pages.arrows import picture_of
from claimgraph.web.pages.controls import controls_of
from claimgraph.web.pages.names import Names
from claimgraph.web.pages.sparql import address_of
from claimgraph.web.pages.topics import by_topic
from claimgraph.web.templates import render

ROWS = 200
"""Rows on a page, where nobody says how many."""


@dataclass(frozen=True)
class Asked:
    """A question as somebody asked it, with the answer as it came.

    Attributes:
        number: Which page of the answer, from 1.
        content: The answer as JSON results; None where nothing has been asked yet, or something is wrong.
        before: Address of the page before.
        after: Address of the next page.
        problem: What is wrong with the values.
    """

    query: CatalogueQuery
    values: Mapping[str, str]
    number: int = 1
    content: bytes | None = None
    before: str | None = None
    after: str | None = None
    problem: ParameterError | None = None

    def with_values(self, values: Mapping[str, str]) -> Asked:
        """With values as the catalogue takes them."""
        return replace(self, values=values)

    def with_answer(self, content: bytes, before: str | None, after: str | None) -> Asked:
        """With its answer, and the addresses of the pages beside it."""
        return replace(self, content=content, before=before, after=after)

    def with_problem(self, problem: ParameterError) -> Asked:
        """With what is wrong."""
        return replace(self, problem=problem)

    @property
    def address(self) -> str:
        """Beginning of its addresses, to which a parameter can be added."""
        values = urlencode(self.values)
        return f"/queries/{self.query.name}?{values}{'&' if values else ''}"

    @property
    def example(self) -> str:
        """Address of the question with its example values; empty where it has none."""
        given = {each.name: each.example for each in self.query.parameters if each.example and not each.default}
        return f"/queries/{self.query.name}?{urlencode(given)}" if given else ""


def catalogue_page(graph: Claimgraph) -> str:
    """All questions."""
    topics = by_topic(graph.catalogue.values())
    return render("queries.html", title="Questions", topics=topics, base=graph.store.base)


def question_page(graph: Claimgraph, asked: Asked) -> str:
    """One question."""
    base, query = graph.store.base, asked.query
    table = read_answer(asked.content, Names(graph.derivations), base, asked.values) if asked.content else None
    return render(
        "query.html",
        title=query.summary,
        asked=asked,
        query=query,
        controls=controls_of(graph, query, asked.values),
        table=table,
        picture=picture_of(graph, query.summary, table.terms) if table else None,
        editor=address_of("/sparql", _text(graph, asked)),
        base=base,
    )


def _text(graph: Claimgraph, asked: Asked) -> str:
    if asked.content is None:
        return example_text(asked.query, graph.store.base)
    return bound_text(asked.query, asked.values, graph.store.base)
