"""Parts of a claim by names that people read: “step 3” instead of `#mechanism-1-step-3`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from claimgraph.model import Claim, EvidenceLine, Mechanism
from claimgraph.vocabulary import CG

Label = Callable[[str], str]


def parts_of(claim: Claim, label: Label) -> dict[str, str]:
    """Names of the parts of a claim by IRI, in order of reading."""
    return dict(_parts(claim, label))


def _parts(claim: Claim, label: Label) -> Iterator[tuple[str, str]]:
    yield claim.iri, "the claim"
    yield from _lines(claim.evidence, "the claim")
    for outcome in claim.outcomes:
        yield outcome.iri, f"the outcome “{label(outcome.concept)}”"
        yield from _lines(outcome.evidence, f"the outcome “{label(outcome.concept)}”")
    for mechanism, name in zip(claim.mechanisms, _mechanisms(claim, label), strict=True):
        yield from _of_mechanism(mechanism, name, label, alone=len(claim.mechanisms) == 1)
    for need in claim.needs:
        yield need.iri, f"wanted study {need.rank}"


def _mechanisms(claim: Claim, label: Label) -> Iterator[str]:
    """Mechanisms are called by their standing, with a number where several have the same."""
    standings = [mechanism.standing for mechanism in claim.mechanisms]
    for at, standing in enumerate(standings):
        number = f" {standings[:at].count(standing) + 1}" if standings.count(standing) > 1 else ""
        yield f"the {label(CG.iri + standing)} mechanism{number}"


def _of_mechanism(mechanism: Mechanism, name: str, label: Label, *, alone: bool) -> Iterator[tuple[str, str]]:
    yield mechanism.iri, name
    for step in mechanism.steps:
        place = f"step {step.position}" + ("" if alone else f" of {name}")
        yield step.iri, place
        yield from _lines(step.evidence, place)
        for link in step.links:
            arrow = f"the arrow from {label(link.cause)} to {label(link.consequence)} in {place}"
            yield link.iri, arrow
            yield from _lines(link.evidence, arrow)


def _lines(lines: tuple[EvidenceLine, ...], place: str) -> Iterator[tuple[str, str]]:
    for line in lines:
        yield line.iri, f"the evidence on {place}"
