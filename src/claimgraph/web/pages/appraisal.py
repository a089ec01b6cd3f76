"""The page of `appraisal`: why a confidence is what it is, as an argument from the claim down to single lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimgraph.appraisal.priors import Priors
from claimgraph.model import Claim, Dossier, Link, Mechanism, Outcome, Step
from claimgraph.service.derived import Told
from claimgraph.web.pages.asked import Asked, plain
from claimgraph.web.pages.names import Names
from claimgraph.web.pages.reasons import Reasons, reasons_of
from claimgraph.web.templates import render

Tree = Any


@dataclass(frozen=True)
class Part:
    """A part of a claim with its rating, the reasons for it, and the parts that it is made of."""

    of: Claim | Outcome | Mechanism | Step | Link
    tree: Tree
    reasons: Reasons
    parts: Sequence[Part] = ()

    @property
    def weakest(self) -> Part | None:
        """The part that decides."""
        return next((each for each in self.parts if each.of.iri == self.tree.get("weakest")), None)


def appraisal_page(asked: Asked, told: Told) -> str:
    """The claim on its own evidence, and its mechanisms beside it."""
    assert asked.path is not None
    dossier = asked.graph.derivations.dossier(asked.path)
    tree = plain(told)
    rated = {each["rates"]: each for each in tree["hasRating"]}
    return render(
        "appraisal.html",
        title="Why this confidence",
        claim=dossier.claim,
        whole=Part(dossier.claim, tree, reasons_of(tree, dossier)),
        outcomes=[_part(each, rated[each.iri], dossier) for each in dossier.claim.outcomes],
        mechanisms=_mechanisms(tree, dossier),
        priors=_priors(asked.graph.derivations.priors, Names(asked.graph.derivations)),
        names=Names(asked.graph.derivations),
        asked=asked,
        base=asked.graph.store.base,
    )


def _mechanisms(tree: Tree, dossier: Dossier) -> list[Part]:
    """The mechanisms in their order, the surest first."""
    known = {each.iri: each for each in dossier.claim.mechanisms}
    return [_mechanism(known[each["rates"]], each, dossier) for each in tree["hasRating"] if each["rates"] in known]


def _mechanism(mechanism: Mechanism, tree: Tree, dossier: Dossier) -> Part:
    steps = {each.iri: each for each in mechanism.steps}
    parts = [_step(steps[each["rates"]], each, dossier) for each in tree["hasRating"]]
    return Part(mechanism, tree, reasons_of(tree, dossier), parts)


def _step(step: Step, tree: Tree, dossier: Dossier) -> Part:
    links = {each.iri: each for each in step.links}
    parts = [_part(links[each["rates"]], each, dossier) for each in tree["hasRating"]]
    return Part(step, tree, reasons_of(tree, dossier), parts)


def _part(part: Outcome | Link, tree: Tree, dossier: Dossier) -> Part:
    return Part(part, tree, reasons_of(tree, dossier))


def _priors(priors: Priors, names: Names) -> dict[str, list[tuple[str, float]]]:
    """How often designs and bases err, by label, the most reliable first."""

    def told(errors: Mapping[str, float]) -> list[tuple[str, float]]:
        return sorted(
            ((names.term(name), value) for name, value in errors.items()), key=lambda each: (each[1], each[0])
        )

    return {"design": told(priors.systematic), "basis": told(priors.random)}
