"""Parts of a claim by names that people read: “step 3” instead of `#mechanism-1-step-3`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from claimgraph.model import Claim, EvidenceLine, Mechanism

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
    for number, mechanism in enumerate(claim.mechanisms, 1):
        yield from _of_mechanism(mechanism, number, label, alone=len(claim.mechanisms) == 1)
    for need in claim.needs:
        yield need.iri, f"wanted study {need.rank}"


def _of_mechanism(mechanism: Mechanism, number: int, label: Label, *, alone: bool) -> Iterator[tuple[str, str]]:
    name = "the mechanism" if alone else f"mechanism {number}"
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
