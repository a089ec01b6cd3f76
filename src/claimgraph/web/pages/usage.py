"""Where a study is used: each claim that cites it, for which parts, on which basis, and what the audits say there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claimgraph.model import Claim, Dossier, Finding, Study
from claimgraph.service import Claimgraph
from claimgraph.service.derived.ripple import citing
from claimgraph.web.pages.cited import lines_cited
from claimgraph.web.pages.remarks import Remark, of_severity, remarks_by_part

MOST = 40
"""Claims that a page tells about in full; a study that more of them cite leads to the list of all."""


@dataclass(frozen=True)
class Cited:
    """One part of a claim for which the study is cited.

    Attributes:
        part: In words: the claim as a whole, an outcome, or a step of a mechanism.
        iri: Of that part.
        says: Its statement; the empty string where the part is the claim or an outcome.
        direction: Local name: Supports, Disputes or Inconclusive.
        basis: Local name, such as DirectMeasurement.
        quote: Words of the study, if any are kept.
    """

    part: str
    iri: str
    says: str
    direction: str
    basis: str
    quote: str | None


@dataclass(frozen=True)
class Usage:
    """A claim that cites the study, with what the audits remark by the IRI of the part that they are about."""

    claim: Claim
    parts: Sequence[Cited]
    remarks: Mapping[str, Sequence[Remark]]

    def warnings(self, part: str) -> list[Remark]:
        """What everybody should see about a part."""
        return of_severity(self.remarks.get(part, ()), "Warning")

    @property
    def further(self) -> list[Remark]:
        """The same about the claim as a whole, or a part for which the study is not cited."""
        told = {part.iri for part in self.parts}
        return [remark for part in self.remarks if part not in told for remark in self.warnings(part)]


def citing_claims(graph: Claimgraph, study: str) -> list[str]:
    """Paths of the claims that cite a study."""
    return citing(graph.derivations, {study: ""})


def usages_of(graph: Claimgraph, study: str, paths: Iterable[str]) -> list[tuple[Dossier, Usage]]:
    """How some claims use a study; beside each its dossier."""
    return [_usage(graph, graph.derivations.dossier(path), path, study) for path in paths]


def _usage(graph: Claimgraph, dossier: Dossier, path: str, study: str) -> tuple[Dossier, Usage]:
    steps = {step.iri: step.statement for mechanism in dossier.claim.mechanisms for step in mechanism.steps}
    parts = dict.fromkeys(
        Cited(part, iri, steps.get(iri, ""), line.direction, line.basis, line.quote)
        for line, part, iri in lines_cited(dossier.claim, dossier)
        if line.study == study
    )
    found = [audit for audit in graph.derive("audit", path, {}).tree if audit["study"] == study]
    return dossier, Usage(dossier.claim, tuple(parts), remarks_by_part(found, dossier))


def margin_of(finding: Finding, study: Study, citing: Iterable[Dossier]) -> Decimal | None:
    """The narrowest margin, in the finding's unit, by which a citing claim counts a difference in it as none."""
    stood_for = [proxy.stands_for for proxy in study.proxies if proxy.variable == finding.variable]
    margins = [
        outcome.margin
        for dossier in citing
        for outcome in dossier.claim.outcomes
        if outcome.margin is not None
        and outcome.unit == finding.unit
        and finding.compared_with is not None
        and dossier.nesting.covers([finding.variable, *stood_for], outcome.concept)
    ]
    return min(margins, default=None)
