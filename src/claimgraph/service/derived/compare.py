"""The view `compare`: how the mechanisms of a claim differ, and which observation would tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from claimgraph.model import Claim, Link, Mechanism
from claimgraph.model.mechanism import INFLUENCES, SIGNS
from claimgraph.network.compare import Comparison, Contrast, Observation, compare
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.told import Told, Tree, page
from claimgraph.service.derived.view import View

_STANDINGS = {"MostProbable": "most probable", "LessSupported": "less supported"}
_WORDS = {"+": "more", "−": "less", "0": "no difference in", "?": "an unknown change of"}
_SHOWN = 3
_MEASURABLE = """SELECT ?concept {
    { ?study cg:measured ?concept } UNION { ?proxy cg:standsFor ?concept } UNION { ?concept cg:conceptKind cg:Measure }
}"""


def tell(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Told:
    """The mechanisms of a claim, two by two."""
    assert path is not None
    claim = derivations.claim(path)
    measurable = derivations.once("measurable", lambda: _measurable(derivations))
    comparisons = compare(claim, derivations.nesting, measurable)
    told = _Page(derivations, claim)
    return Told(told.tree(comparisons), page(told.text(comparisons)))


VIEW = View("compare", "How competing mechanisms differ, and what would tell them apart", tell)


@dataclass(frozen=True)
class Rivals:
    """Two mechanisms of a claim in words.

    Attributes:
        mechanisms: The two.
        shared: The arrows that both begin with.
        parting: For each the arrows by which it goes its own way.
        opposite: Sentences on what they predict oppositely.
        observations: What to measure, by which contrast, and what each of the two predicts, best first.
    """

    mechanisms: tuple[Mechanism, Mechanism]
    shared: tuple[str, ...]
    parting: tuple[tuple[str, ...], tuple[str, ...]]
    opposite: tuple[str, ...]
    observations: tuple[tuple[str, str, tuple[str, ...]], ...]


def rivals_of(derivations: Derivations, claim: Claim) -> list[Rivals]:
    """The mechanisms of a claim, two by two, in words."""
    measurable = derivations.once("measurable", lambda: _measurable(derivations))
    told = _Page(derivations, claim)
    return [told.rivals(each) for each in compare(claim, derivations.nesting, measurable)]


def _measurable(derivations: Derivations) -> frozenset[str]:
    return frozenset(row[0].value for row in derivations.store.select(_MEASURABLE) if row[0])


class _Page:
    """One answer."""

    def __init__(self, derivations: Derivations, claim: Claim) -> None:
        self._labels, self._claim = derivations.labels, claim

    def _label(self, iri: str) -> str:
        return self._labels.get(iri) or iri.rpartition("#")[2] or iri

    def _list(self, iris: Iterable[str]) -> str:
        return ", ".join(self._label(iri) for iri in iris)

    def _name(self, mechanism: Mechanism) -> str:
        """The standing of a mechanism, which names it unless several have it."""
        standing = _STANDINGS.get(mechanism.standing, "unranked")
        alike = sum(each.standing == mechanism.standing for each in self._claim.mechanisms)
        return standing if alike == 1 else f"{standing} ({mechanism.iri.rpartition('#')[2]})"

    def _contrast(self, contrast: Contrast) -> str:
        against = self._list(contrast.against)
        return self._label(contrast.condition) + (f" against {against}" if against else "")

    def _variables(self, observation: Observation) -> str:
        return " against ".join(self._label(iri) for iri in observation.variables)

    def rivals(self, comparison: Comparison) -> Rivals:
        one, other = comparison.parting
        return Rivals(
            (comparison.one, comparison.other),
            tuple(map(self._sentence, comparison.shared)),
            (tuple(map(self._sentence, one)), tuple(map(self._sentence, other))),
            tuple(
                f"{self._label(concept)}: {first} against {second}, by {self._contrast(contrast)}"
                for concept, first, second, contrast in comparison.opposite
            ),
            tuple(
                (
                    self._variables(each),
                    self._contrast(each.contrast),
                    tuple(self._predicted(each.variables, signs) for signs in each.predictions),
                )
                for each in comparison.observations[:_SHOWN]
            ),
        )

    def tree(self, comparisons: list[Comparison]) -> Tree:
        return {
            "type": "Rivalry",
            "ofClaim": NamedNode(self._claim.iri),
            "hasComparison": [self._comparison(each) for each in comparisons],
        }

    def _comparison(self, comparison: Comparison) -> Tree:
        pair = (comparison.one, comparison.other)
        return {
            "type": "Comparison",
            "ofMechanism": [NamedNode(mechanism.iri) for mechanism in pair],
            "shares": [NamedNode(link.iri) for link in comparison.shared],
            "hasCommon": [NamedNode(iri) for iri in comparison.common],
            "partsAt": [NamedNode(link.iri) for links in comparison.parting for link in links],
            "hasOpposite": [
                self._observed(pair, (concept,), contrast, ((one,), (other,)))
                for concept, one, other, contrast in comparison.opposite
            ],
            "hasObservation": [
                {
                    "position": place,
                    **self._observed(pair, each.variables, each.contrast, each.predictions),
                    "explanation": f"{self._variables(each)}, by {self._contrast(each.contrast)}",
                }
                for place, each in enumerate(comparison.observations, 1)
            ],
            "explanation": None if comparison.observations else "Nothing that both speak of tells them apart.",
        }

    @staticmethod
    def _observed(
        pair: tuple[Mechanism, Mechanism],
        variables: tuple[str, ...],
        contrast: Contrast,
        predictions: tuple[tuple[str, ...], tuple[str, ...]],
    ) -> dict[str, Any]:
        return {
            "type": "DecidingObservation",
            "variable": [NamedNode(iri) for iri in variables],
            "arm": NamedNode(contrast.condition),
            "comparedWith": [NamedNode(iri) for iri in contrast.against],
            "hasPrediction": [
                {
                    "type": "Prediction",
                    "ofMechanism": NamedNode(mechanism.iri),
                    "variable": NamedNode(variable),
                    "sign": sign,
                }
                for mechanism, signs in zip(pair, predictions, strict=True)
                for variable, sign in zip(variables, signs, strict=True)
            ],
        }

    def text(self, comparisons: list[Comparison]) -> Iterator[str]:
        yield self._claim.statement
        if not comparisons:
            yield ""
            yield "It has no two mechanisms that compete."
        for comparison in comparisons:
            yield ""
            yield from self._comparison_text(comparison)

    def _comparison_text(self, comparison: Comparison) -> Iterator[str]:
        pair = (comparison.one, comparison.other)
        yield f"The {self._name(pair[0])} mechanism and the {self._name(pair[1])} one"
        yield from self._shared_text(comparison)
        for mechanism, links in zip(pair, comparison.parting, strict=True):
            own = "; ".join(map(self._arrow, links)) or "no arrow of its own"
            yield f"  the {self._name(mechanism)} one goes by {own}"
        for concept, one, other, contrast in comparison.opposite:
            yield f"  opposite predictions for {self._label(concept)}: {one} and {other}, by {self._contrast(contrast)}"
        if not comparison.observations:
            yield "  Nothing that both speak of tells them apart."
            return
        yield ""
        yield "  What would tell them apart:"
        for place, observation in enumerate(comparison.observations[:_SHOWN], 1):
            yield from self._observation_text(place, observation, pair)
        more = len(comparison.observations) - _SHOWN
        if more > 0:
            yield f"  and {more} more."

    def _shared_text(self, comparison: Comparison) -> Iterator[str]:
        if comparison.shared:
            yield f"  both begin with {'; '.join(map(self._arrow, comparison.shared))}"
        elif comparison.common:
            yield "  they have no arrow at the beginning in common"
        if comparison.common:
            yield f"  both speak of {self._list(comparison.common)}"
        else:
            yield "  no concept stands in both"

    def _arrow(self, link: Link) -> str:
        return f"{self._label(link.cause)} ─{SIGNS.get(link.influence, '?')}→ {self._label(link.consequence)}"

    def _sentence(self, link: Link) -> str:
        return f"{self._label(link.cause)} {INFLUENCES.get(link.influence, '?')} {self._label(link.consequence)}"

    def _observation_text(
        self, place: int, observation: Observation, pair: tuple[Mechanism, Mechanism]
    ) -> Iterator[str]:
        can = "" if observation.measurable else " (no study has measured it yet)"
        yield f"  {place}. {self._variables(observation)}, measured in {self._contrast(observation.contrast)}{can}"
        for mechanism, signs in zip(pair, observation.predictions, strict=True):
            yield f"     {self._name(mechanism)}: {self._predicted(observation.variables, signs)}"

    def _predicted(self, variables: tuple[str, ...], signs: tuple[str, ...]) -> str:
        if set(signs) == {"0"}:
            return "no difference" if len(signs) == 1 else "no difference in either, both alike"
        told = ", ".join(f"{_WORDS[sign]} {self._label(each)}" for each, sign in zip(variables, signs, strict=True))
        if len(signs) > 1:
            return f"{told}: {'both alike' if signs[0] == signs[1] else 'a difference between them'}"
        return told
