"""Small claims, studies and lines for the tests of the appraisal."""

from __future__ import annotations

from decimal import Decimal

from claimgraph.model import Claim, Dossier, EvidenceLine, Finding, Link, Mechanism, Nesting, Outcome, Step, Study

CLAIM = "http://l/claims/x#claim"


def line(
    number: int, study: str = "a", *, direction: str = "Supports", basis: str = "DirectMeasurement", **more: object
) -> EvidenceLine:
    return EvidenceLine(f"#evidence-{number}", study, direction, basis, **more)  # type: ignore[arg-type]


def link(cause: str, consequence: str, influence: str = "increases", *, number: int = 1, **more: object) -> Link:
    return Link(f"#link-{number}", cause, influence, consequence, str(more.pop("state", "Curated")), **more)  # type: ignore[arg-type]


def finding(name: str, lower: str | None = None, upper: str | None = None, **more: object) -> Finding:
    bounds = {key: Decimal(value) for key, value in (("lower", lower), ("upper", upper)) if value is not None}
    return Finding(f"#{name}", str(more.pop("variable", "growth")), **bounds, **more)  # type: ignore[arg-type]


def study(name: str, *, design: str | None = "RandomizedTrial", **more: object) -> Study:
    return Study(name, design=design, **more)  # type: ignore[arg-type]


def dossier(
    *studies: Study,
    steps: tuple[Step, ...] = (),
    mechanisms: tuple[Mechanism, ...] = (),
    outcomes: tuple[Outcome, ...] = (),
    evidence: tuple[EvidenceLine, ...] = (),
    broader: dict[str, tuple[str, ...]] | None = None,
) -> Dossier:
    told = mechanisms or ((Mechanism("#mechanism-1", "MostProbable", steps=steps),) if steps else ())
    claim = Claim(
        CLAIM, "x", intervention=("reserve",), comparator=("failure",), outcomes=outcomes, mechanisms=told,
        evidence=evidence,
    )  # fmt: skip
    return Dossier(claim, {each.iri: each for each in studies}, Nesting(broader or {}))
