"""Evidence lines, and how many studies stand on each side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class EvidenceLine:
    """What one study says for or against a claim, an outcome, a step or a link.

    Attributes:
        iri: The line itself.
        study: IRI of the study.
        direction: Local name: Supports, Disputes or Inconclusive.
        basis: Local name of the basis, such as DirectMeasurement.
        also: Local names of further bases that the same wording states.
        findings: IRIs of the findings it rests on, where some are named.
        target: IRI of the claimed outcome that it is about, where one is meant.
        quote: The words of the study, if they are kept.
    """

    iri: str
    study: str
    direction: str
    basis: str
    also: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    target: str | None = None
    quote: str | None = None


@dataclass(frozen=True)
class Tally:
    """Distinct studies by direction; one study that speaks on both sides counts on both.

    >>> Tally.of([EvidenceLine("#1", "a", "Supports", "Unstated"), EvidenceLine("#2", "a", "Supports", "Observation")])
    Tally(supporting=1, contradicting=0, inconclusive=0)
    """

    supporting: int = 0
    contradicting: int = 0
    inconclusive: int = 0

    @classmethod
    def of(cls, lines: Iterable[EvidenceLine]) -> Tally:
        """Count the studies of evidence lines."""
        pairs = {(line.direction, line.study) for line in lines}
        return cls(
            *(sum(1 for found, _ in pairs if found == wanted) for wanted in ("Supports", "Disputes", "Inconclusive"))
        )
