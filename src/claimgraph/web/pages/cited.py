"""The studies that a claim cites, each once, with all that it is cited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.model import Claim, Dossier, EvidenceLine, Study
from claimgraph.web.pages.remarks import listed

DIRECTIONS = {"Supporting": "Supports", "Contradicting": "Disputes", "Inconclusive": "Inconclusive"}
"""Headings with the direction of the lines under them."""


@dataclass(frozen=True)
class Use:
    """What a study is cited for: a part of the claim with its address on the page, the basis, and a quote if any."""

    part: str
    iri: str
    basis: str
    quote: str | None


@dataclass(frozen=True)
class Cited:
    """A study with its uses in one direction."""

    study: Study
    reference: str
    uses: tuple[Use, ...]


def studies_cited(dossier: Dossier) -> dict[str, list[Cited]]:
    """The studies under each heading; one that speaks both ways stands under both."""
    used: dict[str, dict[str, list[Use]]] = {}
    for line, part, iri in lines_cited(dossier.claim, dossier):
        uses = used.setdefault(line.direction, {}).setdefault(line.study, [])
        uses.append(Use(part, iri, line.basis, line.quote))
    return {
        heading: [
            Cited(dossier.study(study), dossier.cite(study), tuple(uses))
            for study, uses in used.get(direction, {}).items()
        ]
        for heading, direction in DIRECTIONS.items()
    }


def lines_cited(claim: Claim, dossier: Dossier) -> Iterator[tuple[EvidenceLine, str, str]]:
    """Lines of evidence with the part of the claim that they are about, in order of reading."""
    for line in claim.evidence:
        yield line, _target(line, dossier), line.iri
    for outcome in claim.outcomes:
        for line in outcome.evidence:
            yield line, dossier.label(outcome.concept), outcome.iri
    for place, mechanism in enumerate(claim.mechanisms, 1):
        for step in mechanism.steps:
            for line in (*step.evidence, *(line for link in step.links for line in link.evidence)):
                yield line, f"step {step.position} of mechanism {place}", step.iri


def _target(line: EvidenceLine, dossier: Dossier) -> str:
    outcome = dossier.outcomes.get(line.target or "")
    return dossier.label(outcome.concept) if outcome else "the claim as a whole"


def bases_of(uses: tuple[Use, ...], label: dict[str, str]) -> str:
    """The bases of several uses, each once."""
    return listed([label.get(basis, basis) for basis in dict.fromkeys(use.basis for use in uses)])
