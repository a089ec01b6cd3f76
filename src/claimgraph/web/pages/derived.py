"""Pages of derived views: each view has one of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from claimgraph.errors import ClaimgraphError
from claimgraph.service import Claimgraph
from claimgraph.service.derived import Told
from claimgraph.web.pages.appraisal import appraisal_page
from claimgraph.web.pages.asked import Asked, Draw
from claimgraph.web.pages.audit import audit_page
from claimgraph.web.pages.compare import compare_page
from claimgraph.web.pages.conflicts import conflicts_page
from claimgraph.web.pages.explain import explain_form, explain_page
from claimgraph.web.pages.falls import falls_form, falls_page
from claimgraph.web.pages.grade import grade_page
from claimgraph.web.pages.ripple import ripple_form, ripple_page
from claimgraph.web.pages.wanted import wanted_page
from claimgraph.web.templates import render

Form = Callable[[Asked, ClaimgraphError | None], str]
PAGES: Mapping[str, Draw] = {
    "appraisal": appraisal_page,
    "audit": audit_page,
    "compare": compare_page,
    "conflicts": conflicts_page,
    "explain": explain_page,
    "falls": falls_page,
    "grade": grade_page,
    "ripple": ripple_page,
    "wanted": wanted_page,
}
"""The page of each view."""
FORMS: Mapping[str, Form] = {"explain": explain_form, "falls": falls_form, "ripple": ripple_form}
"""The views that must be told what to look for; the form says what was wrong with what it was told."""
STARTING: Mapping[str, Mapping[str, str]] = {"audit": {"limit": "50"}, "wanted": {"limit": "30"}}
"""Values of parameters that a page begins with, where the data begin with other ones."""


def derived_page(asked: Asked, told: Told) -> str:
    """The page of a view."""
    return PAGES[asked.name](asked, told)


def text_page(graph: Claimgraph, told: Told, title: str) -> str:
    """A page that shows the text of a derived answer as it is."""
    return render("derived.html", title=title, text=told.text, base=graph.store.base)
