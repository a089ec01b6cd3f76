"""The chains of an explanation as a page tells them: each arrow with what it rests on and what speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claimgraph.network.causal import Arrow, Causal, Key
from claimgraph.service.derivations import Derivations
from claimgraph.vocabulary import CG
from claimgraph.web.pages.heard import Heard, heard
from claimgraph.web.pages.names import Names

_FEW, _OWN, _LETTERS = 12, 2, 26
_OVERALL = {
    "+": "More {cause}, more {end}",
    "−": "More {cause}, less {end}",
    "0": "Predicts no difference in {end}",
    "?": "{cause} changes {end}, in a direction that is not known",
}
"""What each sign of a whole chain says."""


@dataclass(frozen=True)
class ArrowTold:
    """An arrow of a chain.

    Attributes:
        tree: Its tree.
        heard: The evidence that was heard on it.
        at: Where it is told in full, as chain and place; an arrow that several chains share is told in the first.
    """

    tree: Any
    heard: Sequence[Heard]
    at: tuple[int, int] = (1, 1)

    @property
    def against(self) -> list[Heard]:
        """Studies that do not support it."""
        return [each for each in self.heard if each.side != "supports"]


@dataclass(frozen=True)
class ChainTold:
    """A chain.

    Attributes:
        tree: Its tree.
        says: What it says of its end, as a headline.
        arrows: Its arrows in order.
        opposed: Claims whose net effect is another.
        own: Concepts along it that the fewest of the chains have.
    """

    tree: Any
    says: str
    arrows: Sequence[ArrowTold]
    opposed: Sequence[str]
    own: Sequence[str]

    @property
    def weakest(self) -> ArrowTold:
        """The arrow of which we are least sure."""
        place: int = self.tree["weakestPosition"]
        return self.arrows[place - 1]

    @property
    def letter(self) -> str:
        """What the picture calls it."""
        place: int = self.tree["position"]
        return chr(ord("A") + place - 1) if place <= _LETTERS else str(place)

    @property
    def missing(self) -> int:
        """How many of its arrows no evidence counts for."""
        return sum(arrow.tree["confidence"] is None for arrow in self.arrows)

    @property
    def contrasts(self) -> list[tuple[tuple[str, ...], list[int]]]:
        """What its arrows compare with, and which of them do; more than one makes the whole less sure than it looks."""
        found: dict[tuple[str, ...], list[int]] = {}
        for arrow in self.arrows:
            found.setdefault(tuple(arrow.tree["contrast"]), []).append(arrow.tree["position"])
        return list(found.items())

    @property
    def is_disputed(self) -> bool:
        """Whether anything is known that speaks against it."""
        return bool(self.opposed) or any(arrow.against or arrow.tree["contradictedBy"] for arrow in self.arrows)


def chains_of(derivations: Derivations, tree: Any, names: Names) -> list[ChainTold]:  # noqa: ANN401 - a tree of JSON
    """The chains of an explanation in their order."""
    told: dict[Key, ArrowTold] = {}
    often = Counter(concept for chain in tree["hasChain"] for concept in _inner(chain))
    ends = {"cause": names.label(tree["startsFrom"]), "end": names.label(tree["leadsTo"])}
    return [
        ChainTold(
            chain,
            _capital(_OVERALL[chain["sign"]].format(**ends)),
            [_told_once(told, chain, arrow, derivations, names) for arrow in chain["hasArrow"]],
            list(_opposed(tree, chain)),
            _own(chain, often, len(tree["hasChain"])),
        )
        for chain in tree["hasChain"]
    ]


def _inner(chain: Any) -> list[str]:  # noqa: ANN401
    """The concepts between its ends."""
    return [arrow["cause"] for arrow in chain["hasArrow"][1:]]


def _own(chain: Any, often: Mapping[str, int], total: int) -> list[str]:  # noqa: ANN401
    rare = [concept for concept in _inner(chain) if often[concept] < total]
    return sorted(rare, key=lambda concept: often[concept])[:_OWN]


def key_of(arrow: Any) -> Key:  # noqa: ANN401
    """What makes an arrow of a tree the same as one of the network."""
    influence = arrow["influence"].removeprefix(CG.iri)
    return Key(arrow["cause"], influence, arrow["consequence"], tuple(arrow["contrast"]))


def _told_once(told: dict[Key, ArrowTold], chain: Any, tree: Any, derivations: Derivations, names: Names) -> ArrowTold:  # noqa: ANN401
    key = key_of(tree)
    if key not in told:
        told[key] = replace(told_arrow(derivations, tree, names), at=(chain["position"], tree["position"]))
    return replace(told[key], tree=tree)


def told_arrow(derivations: Derivations, tree: Any, names: Names) -> ArrowTold:  # noqa: ANN401
    """An arrow with what was heard on it."""
    network = derivations.network()
    arrow = network.index.arrow(key_of(tree))
    return ArrowTold(tree, heard(network.weighing.rated(arrow).hearing, names) if arrow else [])


def _opposed(tree: Any, chain: Any) -> Iterator[str]:  # noqa: ANN401
    """Claims that say of the whole way what the chain does not; an unknown sign contradicts nothing."""
    for net in tree["hasNetEffect"]:
        if "?" not in (net["sign"], chain["sign"]) and net["sign"] != chain["sign"]:
            yield net["ofClaim"]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Neighbours:
    """Concepts to try where no chain was found: some that the start leads to, some that lead to the end."""

    ahead: Sequence[str]
    behind: Sequence[str]


def neighbours(index: Causal, start: str, end: str, suggested: Sequence[str]) -> Neighbours:
    """For an end without arrows its narrower and broader concepts that have some; else what is one arrow away."""
    leading, reaching = _standing(index.leading(start)), _standing(index.reaching(end))
    ahead = [arrow.consequence for arrow in leading] or [iri for iri in suggested if _standing(index.leading(iri))]
    behind = [arrow.cause for arrow in reaching] or [iri for iri in suggested if _standing(index.reaching(iri))]
    return Neighbours(_first(ahead), _first(behind))


def _standing(arrows: Sequence[Arrow]) -> list[Arrow]:
    return [arrow for arrow in arrows if not arrow.kind]


def _first(concepts: Sequence[str]) -> list[str]:
    return sorted(dict.fromkeys(concepts))[:_FEW]
