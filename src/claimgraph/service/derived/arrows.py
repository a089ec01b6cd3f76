"""How arrows are told, in trees and in text, by all views that show some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from claimgraph.network.causal import PROPOSED, Arrow, Assertion
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.told import Tree, rounded
from claimgraph.vocabulary import CG

_SOURCES = 6
"""Claims, and studies, that the text names for one arrow; the tree has all."""


class Teller:
    """Tells arrows of one network, with labels rather than IRIs in the text."""

    def __init__(self, derivations: Derivations) -> None:
        self._derivations, self.network = derivations, derivations.network()

    def label(self, iri: str) -> str:
        """Label of a concept; the last part of its IRI where it has none."""
        return self._derivations.labels.get(iri) or iri.rpartition("#")[2] or iri

    def labels(self, iris: Iterable[str]) -> str:
        """Several of them."""
        return ", ".join(self.label(iri) for iri in iris)

    def cite(self, study: str) -> str:
        """First author and year of a study; its DOI or IRI where no author is recorded."""
        found = self._derivations.study(study)
        return found.citation().partition(",")[0] if found.authors else found.doi or study

    def place(self, part: str) -> str:
        """A part of a claim: the claim's name and the fragment."""
        return part.removeprefix(self._derivations.base).removeprefix("claims/")

    def arrow(self, arrow: Arrow) -> str:
        """An arrow for people."""
        return f"{self.label(arrow.cause)} ─{arrow.sign}→ {self.label(arrow.consequence)}"

    def against(self, arrow: Arrow) -> str:
        """The contrast of an arrow for people."""
        return f"against {self.labels(arrow.contrast)}" if arrow.contrast else "without a contrast"

    def confidence(self, arrow: Arrow) -> float | None:
        """Confidence of an arrow."""
        return self.network.weights.confidence(arrow)

    def tree(self, arrow: Arrow) -> dict[str, Tree]:
        """An arrow for programs."""
        return {
            "type": "Arrow",
            "cause": NamedNode(arrow.cause),
            "influence": NamedNode(CG.iri + arrow.key.influence),
            "consequence": NamedNode(arrow.consequence),
            "contrast": [NamedNode(iri) for iri in arrow.contrast],
            "sign": arrow.sign,
            "state": NamedNode(CG.iri + ("Proposed" if arrow.kind == PROPOSED else "Curated")),
            "confidence": rounded(self.confidence(arrow)),
        }

    def full_tree(self, arrow: Arrow) -> dict[str, Tree]:
        """The same with all that assert it."""
        return {**self.tree(arrow), "hasAssertion": [self._assertion(each) for each in arrow.counting]}

    @staticmethod
    def _assertion(assertion: Assertion) -> Tree:
        return {
            "type": "Assertion",
            "ofClaim": NamedNode(assertion.claim),
            "ofMechanism": NamedNode(assertion.mechanism),
            "ofStep": NamedNode(assertion.step),
            "ofLink": NamedNode(assertion.link),
            "standing": NamedNode(CG.iri + assertion.standing) if assertion.standing else None,
            "study": [NamedNode(study) for study in sorted({line.study for line in assertion.lines})],
        }

    def sources(self, arrow: Arrow) -> Iterator[str]:
        """Who asserts an arrow, and on which studies, for people."""
        steps = sorted({self.place(assertion.step) for assertion in arrow.counting})
        yield f"in {_few(steps)}"
        sides = {"Supports": "+", "Disputes": "−", "Inconclusive": "?"}
        lines = {(line.direction, line.study) for each in arrow.counting for line in each.lines}
        for direction, mark in sides.items():
            cited = sorted({self.cite(study) for found, study in lines if found == direction})
            if cited:
                yield f"{mark} {_few(cited)}"


def _few(names: list[str]) -> str:
    more = len(names) - _SOURCES
    return "; ".join(names[:_SOURCES]) + (f"; and {more} more" if more > 0 else "")
