"""Claims: what is said, about whom, against what, and why it would hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claimgraph.model.appraisal import Appraisal
from claimgraph.model.evidence import EvidenceLine, Tally
from claimgraph.model.mechanism import Mechanism


@dataclass(frozen=True)
class Outcome:
    """One outcome that a claim speaks of; `direction` is a local name such as NoMeaningfulDifference.

    Attributes:
        margin: The largest difference, in `unit` (UCUM), that still counts as none.
    """

    iri: str
    concept: str
    direction: str
    importance: str | None = None
    margin: Decimal | None = None
    unit: str | None = None
    evidence: tuple[EvidenceLine, ...] = ()


@dataclass(frozen=True)
class DeclaredStudy:
    """A study that the source lists without identifier, in its own words."""

    text: str
    direction: str
    position: int


@dataclass(frozen=True)
class Need:
    """A study that somebody should do, strongest first by rank.

    Attributes:
        measures: IRIs of the concepts that it should measure.
        decides: IRIs of the claim, links or concepts that it would decide.
        duration: As `xsd:duration`.
    """

    iri: str
    rank: int
    text: str
    design: str | None = None
    status: str = "OpenNeed"
    population: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    comparator: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    sample_size: int | None = None
    duration: str | None = None
    would_support: str | None = None
    would_refute: str | None = None


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
    appraisals: tuple[Appraisal, ...] = ()
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

    def lines_about(self, outcome: Outcome) -> Iterator[EvidenceLine]:
        """The claim's own lines about one of its outcomes: those that name it, and those that name none."""
        known = {each.iri for each in self.outcomes}
        for owner, lines in ((None, self.evidence), *((each.iri, each.evidence) for each in self.outcomes)):
            for line in lines:
                named = line.target if line.target in known else owner
                if named in (None, outcome.iri):
                    yield line

    def tally(self) -> Tally:
        """Distinct studies by direction, on the claim or on its mechanisms."""
        return Tally.of(self.all_evidence())
