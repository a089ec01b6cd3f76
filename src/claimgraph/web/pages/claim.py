"""The page of a claim: the verdict, the mechanisms step by step, the studies, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from claimgraph.appraisal import grade
from claimgraph.appraisal.confidence import Rated, RatedClaim, RatedLink, RatedMechanism, RatedStep, appraise
from claimgraph.appraisal.grade import GradeProfile
from claimgraph.appraisal.wanted import Want, wants_of
from claimgraph.model import Dossier, Mechanism, Step
from claimgraph.service import Claimgraph
from claimgraph.service.derived.appraisal import number, reasons
from claimgraph.service.derived.compare import Rivals, rivals_of
from claimgraph.service.derived.wanted import title_of
from claimgraph.service.graphs import Scope
from claimgraph.service.view import ClaimView, claim_view
from claimgraph.web.pages.cited import Cited, studies_cited
from claimgraph.web.pages.pictures import PICTURES
from claimgraph.web.pages.reading import GraphReader
from claimgraph.web.pages.remarks import Remark, of_severity, remarks_by_part
from claimgraph.web.pages.verdict import Verdict, verdict_of
from claimgraph.web.templates import render

STANDINGS = {
    "MostProbable": "Most probable mechanism",
    "LessSupported": "Less supported by current evidence, but not ruled out",
    "RuledOut": "Ruled out",
}
"""Headings of mechanisms by the standing that their source gives them, in the order of the page."""


@dataclass(frozen=True)
class Part:
    """A step of a mechanism as it is shown: with its confidence, the reasons for it, and what the audits remark."""

    step: Step
    rated: RatedStep
    reasons: tuple[str, ...]
    remarks: Sequence[Remark]

    @property
    def sure(self) -> str:
        """The confidence in figures."""
        return number(self.rated.confidence)

    @property
    def warnings(self) -> list[Remark]:
        """Remarks that everybody should see."""
        return of_severity(self.remarks, "Warning")

    @property
    def advice(self) -> list[Remark]:
        """Remarks for whoever keeps the record."""
        return of_severity(self.remarks, "Info")

    def link_sure(self, link: str) -> str:
        """That of one of its arrows."""
        return next((number(each.rated.confidence) for each in self.rated.links if each.link.iri == link), "")


@dataclass(frozen=True)
class Chain:
    """A mechanism as it is shown."""

    heading: str
    rated: RatedMechanism
    parts: Sequence[Part]
    picture: Markup | None

    @property
    def mechanism(self) -> Mechanism:
        """The mechanism itself."""
        return self.rated.mechanism

    @property
    def number(self) -> str:
        """The number by which pictures are asked for."""
        return self.mechanism.iri.rpartition("-")[2]

    @property
    def sure(self) -> str:
        """Confidence of the whole chain in figures."""
        return number(self.rated.confidence)

    @property
    def weakest(self) -> str:
        """Its weakest step in words."""
        weakest = self.rated.weakest
        return f"step {weakest.step.position}: {number(weakest.confidence)}" if weakest else ""


@dataclass(frozen=True)
class ClaimPage:
    """All that the page of a claim shows."""

    view: ClaimView
    rated: RatedClaim
    verdict: Verdict
    reasons: tuple[str, ...]
    profile: GradeProfile
    chains: Sequence[Chain]
    rivals: Sequence[Rivals]
    cited: Mapping[str, Sequence[Cited]]
    wants: Sequence[tuple[str, Want]]
    remarks: Sequence[Remark]
    warnings: int
    revision: int | None
    waiting: int

    @property
    def sure(self) -> str:
        """The claim's own confidence in figures."""
        return number(self.rated.rated.confidence)

    @property
    def certainty(self) -> str:
        """The GRADE level in words."""
        return grade.words(self.profile.certainty) if self.profile.certainty else "not rated"


def claim_page(graph: Claimgraph, path: str, head: str = "") -> str:
    """A claim with its mechanisms, its evidence and what would be needed."""
    shown = read_claim_page(graph, path)
    return render(
        "claim.html", title=shown.view.claim.statement, page=shown, view=shown.view, tally=shown.view.claim.tally(),
        url=f"/{path}", base=graph.store.base, head=head, here="/claims",
    )  # fmt: skip


def read_claim_page(graph: Claimgraph, path: str) -> ClaimPage:
    """Read and derive what the page shows."""
    derivations = graph.derivations
    view = claim_view(GraphReader(graph), path, graph.store.base, graph.settings.language)
    dossier = derivations.dossier_of(view.claim)
    rated = appraise(dossier, derivations.priors)
    audits = graph.derive("audit", path, {}).tree
    remarks = remarks_by_part(audits, dossier)
    revision = graph.records.revision(path)
    return ClaimPage(
        view,
        rated,
        verdict_of(rated, view.claim.tally()),
        _own_reasons(dossier, graph, rated),
        grade.of_claim(dossier, derivations.designs),
        [_chain(graph, path, dossier, each, remarks) for each in _in_order(rated)],
        rivals_of(derivations, view.claim),
        studies_cited(dossier),
        _wants(graph, dossier),
        remarks.get(view.claim.iri, []),
        sum(audit["severity"] == "Warning" for audit in audits),
        revision.number if revision else None,
        graph.contributions.find(state="pending", target=graph.store.base + path, limit=1)[1],
    )


def _in_order(rated: RatedClaim) -> list[RatedMechanism]:
    """As the source ranks them, then in the order of the record."""
    standings = list(STANDINGS)
    by_iri = {each.mechanism.iri: each for each in rated.mechanisms}
    read = [by_iri[mechanism.iri] for mechanism in rated.claim.mechanisms]
    return sorted(read, key=lambda each: (*standings, each.mechanism.standing).index(each.mechanism.standing))


def _chain(
    graph: Claimgraph, path: str, dossier: Dossier, rated: RatedMechanism, remarks: Mapping[str, Sequence[Remark]]
) -> Chain:
    parts = [
        Part(step.step, step, _step_reasons(dossier, graph, step), remarks.get(step.step.iri, ()))
        for step in rated.steps
    ]
    name = rated.mechanism.iri.rpartition("#")[2]
    view = graph.network_view(Scope(path=path, mechanism=rated.mechanism.iri))
    picture = PICTURES.inline(
        view, prefix=f"{name}-", base=graph.store.base, timeout_s=graph.settings.picture_timeout_s
    )
    heading = STANDINGS.get(rated.mechanism.standing, rated.mechanism.standing)
    return Chain(heading, rated, parts, picture)


def _step_reasons(dossier: Dossier, graph: Claimgraph, step: RatedStep) -> tuple[str, ...]:
    """Why a step is as sure as its weakest arrow."""
    weakest: RatedLink | None = step.weakest
    if weakest is not None:
        return reasons(dossier, graph.derivations.priors, weakest.link.iri, weakest.rated)
    own: Rated | None = step.own
    return reasons(dossier, graph.derivations.priors, step.step.iri, own) if own else ()


def _own_reasons(dossier: Dossier, graph: Claimgraph, rated: RatedClaim) -> tuple[str, ...]:
    """Why the claim itself is as sure as it is, outcome by outcome where these differ."""
    told = reasons(dossier, graph.derivations.priors, rated.claim.iri, rated.rated)
    for outcome in rated.outcomes:
        label = dossier.label(outcome.outcome.concept)
        own = reasons(dossier, graph.derivations.priors, outcome.outcome.iri, outcome.rated)
        told = (*told, *(f"{label}: {line}" for line in own if line not in told))
    return told


def _wants(graph: Claimgraph, dossier: Dossier) -> list[tuple[str, Want]]:
    """Studies wanted for the claim itself, strongest first, then what its source asks for besides."""
    wants = wants_of(dossier, graph.derivations.designs, graph.derivations.priors)
    return [(title_of(dossier, want), want) for want in wants if not want.arrows]
