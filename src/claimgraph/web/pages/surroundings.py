"""What surrounds a concept: the arrows in and out, the claims about it, the studies that can speak of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from claimgraph.network.causal import RULED_OUT, Arrow
from claimgraph.service.derivations import Derivations

MOST = 100
"""Arrows, claims and studies of one sort that a page names; the network and the lists have all."""
_ROLES = {
    "population": "?claim cg:population {0} ; a cg:Claim",
    "intervention": "?claim cg:intervention {0} ; a cg:Claim",
    "comparator": "?claim cg:comparator {0} ; a cg:Claim",
    "outcome": "?outcome cg:outcome {0} . ?claim cg:hasOutcome ?outcome",
}
_STUDIES = {
    "Measured by": "?study cg:measured {0} ; a cg:Study",
    "Assigned by": "{{ ?study cg:intervention {0} }} UNION {{ ?study cg:comparator {0} }} ?study a cg:Study",
    "Studied in": "?study cg:population {0} ; a cg:Study",
    "Measured by a declared proxy in": "?proxy cg:standsFor {0} . ?study cg:hasProxy ?proxy",
}


@dataclass(frozen=True)
class ArrowTold:
    """An arrow from or to the concept.

    Attributes:
        other: IRI of the concept at its other end.
        influence: Local name.
        confidence: 0 to 1; None if no evidence counts.
        studies: How many studies are cited for or against it.
        places: IRIs of steps that assert it, one for each claim.
        proposed: Whether no curator stands behind it yet.
    """

    other: str
    influence: str
    contrast: Sequence[str]
    confidence: float | None
    studies: int
    places: Sequence[str]
    proposed: bool


def arrows_out(derivations: Derivations, concept: str) -> list[ArrowTold]:
    """Arrows that start from a concept, the surest first."""
    arrows = derivations.network().index.leading(concept)
    return _told(derivations, ((arrow, arrow.consequence) for arrow in arrows))


def arrows_in(derivations: Derivations, concept: str) -> list[ArrowTold]:
    """Arrows that lead to a concept, the surest first."""
    arrows = derivations.network().index.reaching(concept)
    return _told(derivations, ((arrow, arrow.cause) for arrow in arrows))


def _told(derivations: Derivations, arrows: Iterable[tuple[Arrow, str]]) -> list[ArrowTold]:
    network = derivations.network()
    told = [
        ArrowTold(
            other, arrow.key.influence, arrow.contrast, network.weights.confidence(arrow),
            len({line.study for each in arrow.counting for line in each.lines}),
            list({each.claim: each.step for each in reversed(arrow.counting)}.values())[::-1], bool(arrow.kind),
        )
        for arrow, other in arrows
        if arrow.kind != RULED_OUT
    ]  # fmt: skip
    return sorted(told, key=lambda each: (-(each.confidence or -1), -each.studies, each.other, each.influence))


def claims_about(derivations: Derivations, concept: str) -> dict[str, list[str]]:
    """IRIs of claims by the part that the concept has in them, as far as a page names them."""
    return dict(_asked(derivations, concept, _ROLES, "claim"))


def studies_of(derivations: Derivations, concept: str) -> dict[str, list[str]]:
    """IRIs of studies by what they have to do with the concept, as far as a page names them."""
    return dict(_asked(derivations, concept, _STUDIES, "study"))


def _asked(
    derivations: Derivations, concept: str, patterns: Mapping[str, str], variable: str
) -> Iterator[tuple[str, list[str]]]:
    node = str(NamedNode(concept))
    for name, pattern in patterns.items():
        where = pattern.format(node)
        rows = derivations.store.select(f"SELECT DISTINCT ?{variable} WHERE {{ {where} }} LIMIT {MOST}")
        found = sorted(row[0].value for row in rows if row[0])
        if found:
            yield name, found


def narrower(derivations: Derivations, concept: str) -> list[str]:
    """IRIs of the concepts right below one."""
    below = derivations.once("narrower", lambda: _below(derivations.nesting.broader))
    labels = derivations.labels
    return sorted(below.get(concept, ()), key=lambda iri: (labels.get(iri) or iri).casefold())


def _below(broader: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for concept, wider in broader.items():
        for each in wider:
            below.setdefault(each, []).append(concept)
    return below
