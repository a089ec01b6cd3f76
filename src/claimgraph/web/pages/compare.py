"""The page of `compare`: mechanisms of a claim side by side, where they part, and what would tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claimgraph.model import Claim, Link, Mechanism
from claimgraph.service.derived import Told
from claimgraph.web.pages.asked import Asked, plain
from claimgraph.web.pages.names import Names
from claimgraph.web.templates import render

Tree = Any
_WORDS = {"+": "more {}", "−": "less {}", "0": "no difference in {}", "?": "a change of {} that is not known"}


@dataclass(frozen=True)
class Shown:
    """A link of one side, and whether both share it or the ways part at it."""

    link: Link
    is_shared: bool
    parts_here: bool


@dataclass(frozen=True)
class Side:
    """One of two mechanisms."""

    mechanism: Mechanism
    name: str
    steps: Sequence[tuple[int, Sequence[Shown]]]


@dataclass(frozen=True)
class Pair:
    """Two mechanisms side by side."""

    tree: Tree
    sides: Sequence[Side]


def compare_page(asked: Asked, told: Told) -> str:
    """The mechanisms, two by two."""
    assert asked.path is not None
    derivations = asked.graph.derivations
    claim, names = derivations.claim(asked.path), Names(derivations)
    return render(
        "compare.html",
        title="Which mechanism is it?",
        claim=claim,
        pairs=[_pair(each, claim, names) for each in plain(told)["hasComparison"]],
        predicted=lambda observation, side: _predicted(observation, side, names),
        names=names,
        asked=asked,
        base=derivations.base,
    )


def _pair(tree: Tree, claim: Claim, names: Names) -> Pair:
    known = {each.iri: each for each in claim.mechanisms}
    mechanisms = [known[iri] for iri in tree["ofMechanism"]]
    links = {link.iri: link for each in mechanisms for step in each.steps for link in step.links}
    shared = {_ends(links[iri]) for iri in tree["shares"]}
    return Pair(tree, [_side(each, shared, set(tree["partsAt"]), names) for each in mechanisms])


def _ends(link: Link) -> tuple[str, str, str]:
    return link.cause, link.influence, link.consequence


def _side(mechanism: Mechanism, shared: set[tuple[str, str, str]], parting: set[str], names: Names) -> Side:
    steps = [
        (step.position, [Shown(link, _ends(link) in shared, link.iri in parting) for link in step.links])
        for step in mechanism.steps
    ]
    return Side(mechanism, names.place(mechanism.iri), steps)


def _predicted(observation: Tree, side: Side, names: Names) -> str:
    """What one mechanism predicts of an observation, in words."""
    own = [each for each in observation["hasPrediction"] if each["ofMechanism"] == side.mechanism.iri]
    told = " and ".join(_WORDS[each["sign"]].format(names.label(each["variable"])) for each in own)
    if len(own) < 2:
        return told
    return f"{told}: {'both alike' if len({each['sign'] for each in own}) == 1 else 'a difference between them'}"
