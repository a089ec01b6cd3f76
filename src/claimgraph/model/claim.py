"""Claims: what is said, about whom, against what, and why it would hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.model.evidence import EvidenceLine, Tally
from claimgraph.model.mechanism import Mechanism


@dataclass(frozen=True)
class Outcome:
    """One outcome that a claim speaks of; `direction` is a local name such as NoMeaningfulDifference."""

    iri: str
    concept: str
    direction: str
    importance: str | None = None
    evidence: tuple[EvidenceLine, ...] = ()


@dataclass(frozen=True)
class DeclaredStudy:
    """A study that the source lists without identifier, in its own words."""

    text: str
    direction: str
    position: int


@dataclass(frozen=True)
class Need:
    """A study that somebody should do, strongest first by rank."""

    iri: str
    rank: int
    text: str
    design: str | None = None
    status: str = "OpenNeed"


@dataclass(frozen=True)
class Claim:
    """A statement that somebody puts forward.

    Attributes:
        declared: What the source says of itself, as label and value in a fixed order.
    """

    iri: str
    statement: str
    plain: str | None = None
    type: str | None = None
    strength: str | None = None
    cut_off: bool = False
    population: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    comparator: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    needs: tuple[Need, ...] = ()
    declared: tuple[tuple[str, str], ...] = ()
    declared_studies: tuple[DeclaredStudy, ...] = ()
    details: tuple[tuple[str, str], ...] = ()

    def all_evidence(self) -> Iterator[EvidenceLine]:
        """Every line on the claim, its outcomes, steps and links."""
        yield from self.evidence
        for outcome in self.outcomes:
            yield from outcome.evidence
        for mechanism in self.mechanisms:
            yield from mechanism.evidence()

    def tally(self) -> Tally:
        """Distinct studies by direction, on the claim or on its mechanisms."""
        return Tally.of(self.all_evidence())
