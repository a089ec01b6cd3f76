"""Belief lowers a line where, and only where, an audit speaks on it: in the shipped claims and in all examples."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from claimgraph.appraisal.confidence import RatedClaim, appraise, lines_of
from claimgraph.appraisal.scrutiny import Counted
from claimgraph.service import Claimgraph

AUDITS = ("unmeasured", "equivalence", "interval")


def counted(rated: RatedClaim) -> Iterator[Counted]:
    yield from lines_of(rated.rated.hearing)
    for mechanism in rated.mechanisms:
        for step in mechanism.steps:
            for link in step.links:
                yield from lines_of(link.rated.hearing)


def lowered(rated: RatedClaim, audit: str) -> set[str]:
    return {each.line.iri for each in counted(rated) if any(told.audit == audit for told in each.lowered)}


@pytest.mark.parametrize("audit", AUDITS)
def test_on_the_shipped_claims_belief_and_audits_agree(curated: Claimgraph, audit: str) -> None:
    spoken = 0
    for path in curated.derivations.paths():
        rows = curated.derive("audit", path, {"audit": audit, "severity": "Warning"}).tree
        told = {row["evidence"] for row in rows if row["evidence"] is not None}
        without_margin = {row["variable"] for row in rows if row["evidence"] is None}
        dossier = curated.derivations.dossier(path)
        found = lowered(appraise(dossier, curated.derivations.priors), audit)
        for_want_of_margin = {
            line.iri
            for line in dossier.claim.evidence
            if line.target in dossier.outcomes and dossier.outcomes[line.target].concept in without_margin
        }
        assert {str(getattr(iri, "value", iri)) for iri in told} <= found
        assert found - for_want_of_margin == {str(getattr(iri, "value", iri)) for iri in told} - for_want_of_margin
        spoken += len(found)
    assert spoken
