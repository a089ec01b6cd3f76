"""The view `ripple`: what would change if a study were retracted, or had another standing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import NamedNode

from claimgraph.appraisal.ripple import Change, Ripple, ripple
from claimgraph.errors import NotFound, ParameterError
from claimgraph.identifiers import doi_iri, study_iri_of_path
from claimgraph.model import Dossier
from claimgraph.querying.parameters import Parameter
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.appraisal import number
from claimgraph.service.derived.told import Told, Tree, page, rounded
from claimgraph.service.derived.view import View
from claimgraph.service.derived.wanted import title_of
from claimgraph.vocabulary import CG

STANDINGS = ("InGoodStanding", "Corrected", "Retracted", "Superseded", "Preprint")
_LINES = "SELECT DISTINCT ?line WHERE {{ ?line cg:study {study} }}"


def standing_named(text: str, place: str = "ripple") -> str:
    """Local name of a standing, by its name in any case or its label.

    Raises:
        ParameterError: If there is no such standing.

    >>> standing_named("retracted"), standing_named("in good standing")
    ('Retracted', 'InGoodStanding')
    """
    wanted = text.removeprefix(CG.iri).removeprefix("cg:").replace(" ", "").replace("-", "").casefold()
    for name in STANDINGS:
        if name.casefold() == wanted:
            return name
    known = ", ".join(["retracted", "corrected", "superseded", "preprint", "in good standing"])
    raise ParameterError(place, "standing", found=f"'{text}'", expected=f"one of {known}")


def study_at(iri: str, base: str) -> str:
    """The IRI of a study that was named by its IRI, by its DOI alone, or by the path or address of its record.

    >>> study_at("http://localhost:8000/10.1000/X", "http://localhost:8000/")
    'https://doi.org/10.1000/x'
    >>> study_at("http://localhost:8000/studies/pubmed/1", "http://localhost:8000/")
    'https://pubmed.ncbi.nlm.nih.gov/1/'
    """
    path = iri.removeprefix(base) if iri.startswith(base) else ""
    if path.startswith("10."):
        return doi_iri(path)
    return study_iri_of_path(path) or iri


def tell(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Told:
    """What a changed standing of one study would do to all claims."""
    study = study_at(values["study"], derivations.base)
    standing = standing_named(values["standing"])
    if not derivations.study_exists(study):
        raise NotFound(f"there is no study {study}")
    return tell_ripple(derivations, {study: standing})


def tell_ripple(derivations: Derivations, standings: Mapping[str, str]) -> Told:
    """What changed standings of studies would do to all claims that cite one of them."""
    told = [
        (dossier, ripple(dossier, standings, derivations.priors, derivations.designs))
        for dossier in derivations.dossiers(citing(derivations, standings))
    ]
    cited = _summary(told) if told else "No claim cites it."
    lines = [*_head(derivations, standings), cited, *(line for pair in told for line in _text(*pair))]
    return Told(_tree(standings, told), page(lines))


def citing(derivations: Derivations, studies: Mapping[str, str]) -> list[str]:
    """Paths of the claims whose evidence cites one of some studies."""
    found = set()
    for study in studies:
        for row in derivations.store.select(_LINES.format(study=NamedNode(study))):
            if row[0]:
                found.add(row[0].value.partition("#")[0].removeprefix(derivations.base))
    return sorted(path for path in found if path.startswith("claims/"))


def _head(derivations: Derivations, standings: Mapping[str, str]) -> Iterator[str]:
    for study, standing in standings.items():
        known = derivations.study(study)
        now = derivations.labels.get(CG.iri + (known.standing or "InGoodStanding"), "in good standing")
        then = derivations.labels.get(CG.iri + standing, standing)
        yield f"{known.citation()} ({known.doi or study}): {now} → {then}"


def _summary(told: Sequence[tuple[Dossier, Ripple]]) -> str:
    claims = sum(bool(each.changes) for _, each in told)
    arrows = sum(change.kind == "link" for _, each in told for change in each.changes)
    lost = sum(change.kind == "link" and change.loses_all for _, each in told for change in each.changes)
    changing = f"{_many(claims, 'claim')} and {_many(arrows, 'arrow')} change"
    return f"{changing}; {_many(lost, 'arrow')} would have no evidence left."


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _text(dossier: Dossier, told: Ripple) -> Iterator[str]:
    yield ""
    yield told.before.claim.statement
    for side, (before, after) in (("supporting", told.supporting), ("contradicting", told.disputing)):
        if before != after:
            yield f"  {side} studies that are not retracted: {before} → {after}"
    changes = {change.target: change for change in told.changes}
    for kind, target, change in _outline(dossier, changes):
        now = f"{number(change.before)} → {number(change.after)}" if change else "no evidence, before and after"
        yield f"  {_name(dossier, kind, target)}: {now}"
    if told.new_order:
        yield f"  the surest mechanism is then mechanism {_place(dossier, told.new_order[0])}"
    for want in told.reopened:
        yield f"  wanted again: {title_of(dossier, want)}"


def _outline(dossier: Dossier, changes: Mapping[str, Change]) -> Iterator[tuple[str, str, Change | None]]:
    """What changes, under the mechanisms and steps of which it is a part."""
    for change in changes.values():
        if change.kind in ("claim", "outcome"):
            yield change.kind, change.target, change
    for mechanism in dossier.claim.mechanisms:
        parts = [
            ("step", step.iri) if part is None else ("link", part.iri)
            for step in mechanism.steps
            for part in (None, *step.links)
        ]
        changed = [(kind, iri, changes[iri]) for kind, iri in parts if iri in changes]
        if changed or mechanism.iri in changes:
            yield "mechanism", mechanism.iri, changes.get(mechanism.iri)
        yield from changed


def _place(dossier: Dossier, mechanism: str) -> int:
    return 1 + next(n for n, each in enumerate(dossier.claim.mechanisms) if each.iri == mechanism)


def _name(dossier: Dossier, kind: str, target: str) -> str:
    """A part of a claim, for people."""
    if kind == "claim":
        return "the claim's own evidence"
    if kind == "outcome":
        return f"on {dossier.label(dossier.outcomes[target].concept)}"
    if kind == "mechanism":
        return f"mechanism {_place(dossier, target)}"
    if kind == "step":
        return f"  step {next(s.position for m in dossier.claim.mechanisms for s in m.steps if s.iri == target)}"
    link = dossier.places[target][2]
    return f"    {dossier.label(link.cause)} → {dossier.label(link.consequence)}"


def _tree(standings: Mapping[str, str], told: Sequence[tuple[Dossier, Ripple]]) -> Tree:
    return {
        "type": "Ripple",
        "hasNewStanding": [
            {"study": NamedNode(study), "publicationStanding": NamedNode(CG.iri + name)}
            for study, name in standings.items()
        ],
        "hasClaimChange": [
            {
                "type": "ClaimChange",
                "ofClaim": NamedNode(each.before.claim.iri),
                "supportingBefore": each.supporting[0],
                "supportingAfter": each.supporting[1],
                "disputingBefore": each.disputing[0],
                "disputingAfter": each.disputing[1],
            }
            for _, each in told
        ],
        "hasReopenedNeed": [
            {
                "type": "EvidenceNeed",
                "ofClaim": NamedNode(each.before.claim.iri),
                "statement": title_of(dossier, want),
                "decides": [NamedNode(iri) for iri in want.decides],
                "recordedNeed": NamedNode(want.need.iri) if want.need else None,
            }
            for dossier, each in told
            for want in each.reopened
        ],
        "hasChange": [
            {
                "type": "ConfidenceChange",
                "ofClaim": NamedNode(each.before.claim.iri),
                "rates": NamedNode(change.target),
                "kind": change.kind,
                "confidenceBefore": rounded(change.before),
                "confidenceAfter": rounded(change.after),
                "losesAllEvidence": change.loses_all,
            }
            for _, each in told
            for change in each.changes
        ],
    }


VIEW = View(
    "ripple",
    "What would change if a study had another standing",
    tell,
    of_claim=False,
    of_graph=True,
    parameters=(
        Parameter(
            "study",
            "iri",
            "The study: its IRI, its DOI, or the path of its record.",
            required=True,
            example="https://doi.org/10.1080/02640414.2024.2321021",
        ),
        Parameter("standing", "string", "The standing that it would have.", default="retracted"),
    ),
)
