"""The page of `explain`: how one concept leads to another, chain by chain."""

from __future__ import annotations

from markupsafe import Markup

from claimgraph.errors import ClaimgraphError
from claimgraph.service.derived import VIEWS, Told
from claimgraph.web.pages.asked import Asked, plain
from claimgraph.web.pages.chains import chains_of, neighbours
from claimgraph.web.pages.forms import Field, fields_of, near_of
from claimgraph.web.pages.names import Names
from claimgraph.web.pages.pictures import PICTURES
from claimgraph.web.templates import render

_LABELS = {"from": "From", "to": "To", "length": "Most arrows of a chain", "number": "Most chains"}
_EXAMPLES = (("repetitions in reserve", "rectus femoris hypertrophy"), ("mechanical tension", "muscle hypertrophy"))


def explain_page(asked: Asked, told: Told) -> str:
    """The chains between two concepts, or what to try where there is none."""
    derivations = asked.graph.derivations
    tree, names = plain(told), Names(derivations)
    start, end = tree["startsFrom"], tree["leadsTo"]
    return render(
        "explain.html",
        title=f"From {names.label(start)} to {names.label(end)}",
        tree=tree,
        names=names,
        chains=chains_of(derivations, tree, names),
        near=None if tree["hasChain"] else neighbours(derivations.network().index, start, end, tree["suggests"]),
        picture=_picture(asked) if tree["hasChain"] else None,
        fields=_fields(asked),
        asked=asked,
        base=derivations.base,
    )


def _picture(asked: Asked) -> Markup | None:
    """All chains in one picture, where it is not too large."""
    graph = asked.graph
    view = graph.chains_view(asked.values)
    return PICTURES.inline(view, prefix="all-", base=graph.store.base, timeout_s=graph.settings.picture_timeout_s)


def explain_form(asked: Asked, error: ClaimgraphError | None) -> str:
    """What to look for: asked before anything is looked for, and again where nothing is called what was given."""
    fields = _fields(asked)
    return render(
        "explain_form.html",
        title="How does one thing lead to another?",
        fields=fields,
        error=error,
        near=near_of(asked, fields, error),
        examples=_EXAMPLES,
        asked=asked,
        base=asked.graph.store.base,
    )


def _fields(asked: Asked) -> list[Field]:
    return fields_of(VIEWS["explain"], asked, _LABELS)
