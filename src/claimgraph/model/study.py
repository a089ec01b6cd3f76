"""Studies: what they did, what they measured and what they found."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Author:
    """One author in the order of the byline."""

    family: str
    given: str | None = None
    orcid: str | None = None


@dataclass(frozen=True)
class Finding:
    """One reported result; without `compared_with` it is a change within its arm.

    Attributes:
        estimate: Arm minus comparison, in `unit` (UCUM).
        level: Coverage of the interval, between 0 and 1.
    """

    iri: str
    variable: str
    arm: str | None = None
    compared_with: str | None = None
    measure: str | None = None
    direction: str | None = None
    estimate: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    null: Decimal | None = None
    p_value: Decimal | None = None
    interval: str | None = None
    level: Decimal | None = None
    unit: str | None = None
    timepoint: str | None = None
    method: str | None = None


@dataclass(frozen=True)
class Proxy:
    """A measured variable that stands for another concept, and why."""

    variable: str
    stands_for: str
    reason: str


@dataclass(frozen=True)
class Study:
    """A published investigation; `design` and `standing` are local names.

    Attributes:
        includes: IRIs of the studies that a review pools.
        report_of: IRIs of the trials that it reports, shared with sister papers.
        version_of: IRIs of the articles that a preprint became.
    """

    iri: str
    doi: str | None = None
    pmid: str | None = None
    title: str | None = None
    authors: tuple[Author, ...] = ()
    year: int | None = None
    container: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    design: str | None = None
    participants: int | None = None
    included: int | None = None
    duration: str | None = None
    registration: str | None = None
    standing: str | None = None
    population: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    comparator: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    includes: tuple[str, ...] = ()
    report_of: tuple[str, ...] = ()
    version_of: tuple[str, ...] = ()

    def citation(self) -> str:
        """A short reference: first author, year, journal; whatever is known.

        >>> Study("x", authors=(Author("Refalo"), Author("Helms")), year=2024, container="J Sports Sci").citation()
        'Refalo and Helms 2024, J Sports Sci'
        """
        names = {0: "", 1: "{0}", 2: "{0} and {1}"}.get(len(self.authors), "{0} et al.")
        who = names.format(*(author.family for author in self.authors))
        head = " ".join(part for part in (who, str(self.year) if self.year else "") if part)
        return ", ".join(part for part in (head, self.container) if part) or self.doi or self.iri
