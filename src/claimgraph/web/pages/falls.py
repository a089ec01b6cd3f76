"""The page of `falls`: which mechanisms fall with an arrow."""

from __future__ import annotations

from claimgraph.errors import ClaimgraphError
from claimgraph.service.derived import VIEWS, Told
from claimgraph.web.pages.asked import Asked, plain
from claimgraph.web.pages.forms import Field, fields_of, near_of
from claimgraph.web.pages.names import Names
from claimgraph.web.templates import render

_LABELS = {"cause": "Arrow from", "consequence": "to"}
_EXAMPLE = ("neuromuscular fatigue", "repetition capacity")


def falls_page(asked: Asked, told: Told) -> str:
    """The arrows, and what falls with them."""
    derivations, tree = asked.graph.derivations, plain(told)
    names = Names(derivations)
    start, end = names.label(tree["startsFrom"]), names.label(tree["leadsTo"])
    return render(
        "falls.html",
        title=f"If {start} did not lead to {end}",
        tree=tree,
        names=names,
        fields=_fields(asked),
        asked=asked,
        base=derivations.base,
    )


def falls_form(asked: Asked, error: ClaimgraphError | None) -> str:
    """Which arrow to ask about."""
    fields = _fields(asked)
    return render(
        "falls_form.html",
        title="What falls if an arrow falls?",
        fields=fields,
        error=error,
        near=near_of(asked, fields, error),
        example=_EXAMPLE,
        asked=asked,
        base=asked.graph.store.base,
    )


def _fields(asked: Asked) -> list[Field]:
    return fields_of(VIEWS["falls"], asked, _LABELS)
