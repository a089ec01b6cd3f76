"""Mechanisms: ordered steps, each with the arrows that it asserts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.model.evidence import EvidenceLine

INFLUENCES = {
    "increases": "increases",
    "decreases": "decreases",
    "maintains": "maintains",
    "modulates": "modulates",
    "hasNoEffectOn": "has no effect on",
}
"""Each influence in words."""
SIGNS = {"increases": "+", "decreases": "−", "maintains": "+", "modulates": "?", "hasNoEffectOn": "0"}
"""Sign of each influence, for people and for the sign algebra (DESIGN section 3)."""


@dataclass(frozen=True)
class Link:
    """One arrow from a cause to a consequence.

    Attributes:
        influence: Local name: increases, decreases, maintains, modulates or hasNoEffectOn.
        contrast: IRI of the condition against which it holds; None stands for the claim's comparator.
        state: Local name: Curated or Proposed.
    """

    iri: str
    cause: str
    influence: str
    consequence: str
    state: str
    contrast: str | None = None
    feedback: bool = False
    evidence: tuple[EvidenceLine, ...] = ()


@dataclass(frozen=True)
class Step:
    """One numbered sentence of a mechanism."""

    iri: str
    position: int
    statement: str
    plain: str | None = None
    remark: str | None = None
    cut_off: bool = False
    links: tuple[Link, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()


@dataclass(frozen=True)
class Mechanism:
    """One explanation of a claim; `standing` is a local name such as MostProbable."""

    iri: str
    standing: str
    summary: str | None = None
    steps: tuple[Step, ...] = ()

    def evidence(self) -> Iterator[EvidenceLine]:
        """Every line of its steps and links, in order of reading."""
        for step in self.steps:
            yield from step.evidence
            for link in step.links:
                yield from link.evidence
