"""Small networks for the tests of chains, conflicts and falls."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.model import Claim, EvidenceLine, Link, Mechanism, Step
from claimgraph.network.causal import Causal

CURATED, PROPOSED = "Curated", "Proposed"


def claim(
    name: str,
    *arrows: tuple[str, str, str],
    standing: str = "MostProbable",
    comparator: tuple[str, ...] = ("control",),
    contrast: str | None = None,
    state: str = CURATED,
    study: str | None = None,
) -> Claim:
    """A claim with one mechanism, each arrow (cause, sign, consequence) a step of its own."""
    document = f"http://l/claims/{name}"
    names = {"+": "increases", "-": "decreases", "0": "hasNoEffectOn", "?": "modulates", "m": "maintains"}
    steps = []
    for place, (cause, sign, consequence) in enumerate(arrows, 1):
        iri = f"{document}#mechanism-1-step-{place}"
        line = (EvidenceLine(f"{iri}-evidence-1", study, "Supports", "DirectMeasurement"),) if study else ()
        link = Link(f"{iri}-link-1", cause, names[sign], consequence, state, contrast)
        steps.append(Step(iri, place, "x", links=(link,), evidence=line))
    mechanism = Mechanism(f"{document}#mechanism-1", standing, steps=tuple(steps))
    return Claim(f"{document}#claim", "x", comparator=comparator, mechanisms=(mechanism,))


def network(claims: Iterable[Claim]) -> Causal:
    return Causal.of_claims(claims)


def contents(index: Causal) -> dict[object, object]:
    """All that an index says, for comparing two."""
    ahead = {arrow.key: arrow.assertions for arrow in index.arrows(0, 1, 2)}
    causes = {key[0] for key in ahead}
    ends = {key[2] for key in ahead}
    behind = {arrow.key: arrow.assertions for end in ends for arrow in index.reaching(end)}
    assert behind == ahead
    assert {arrow.key for cause in causes for arrow in index.leading(cause)} == set(ahead)
    of_records = {name: frozenset(a.key for a in index.of_document(name)) for name in index.documents()}
    return {"arrows": ahead, "records": of_records}
