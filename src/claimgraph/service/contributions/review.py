"""What a contribution would change: its triples, and the evidence of the claim before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Triple

from claimgraph.appraisal.confidence import appraise
from claimgraph.appraisal.ripple import confidences_of, differ
from claimgraph.errors import NotFound
from claimgraph.gate import Report
from claimgraph.model import Tally
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service.contributions.overlay import derivations_with
from claimgraph.service.contributions.parts import parts_of
from claimgraph.service.contributions.record import Contribution
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.appraisal import number
from claimgraph.service.derived.audit import tell_audit
from claimgraph.service.differences import Change
from claimgraph.service.records import Body


@dataclass(frozen=True)
class Weight:
    """How the evidence of a claim stands: studies by direction, confidences and audits, each by name."""

    tally: Tally
    confidences: Mapping[tuple[str, str], float | None]
    names: Mapping[str, str]
    audits: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """A confidence before and after, as people read it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Review:
    """What a contribution would do to the graph as it is now; of a decided one what it was to do.

    Attributes:
        contribution: The contribution.
        kind: What kind of proposal it is.
        note: What its maker says to the curator.
        removed: Triples that would go, by path.
        added: Triples that would come, by path.
        changes: The same in sentences, by path.
        clashes: What stands against it since the record has moved on, in sentences.
        report: What the gate says.
        before: Evidence of the claim now; None where there is no such claim.
        after: Evidence of the claim then.
        seen: Entity tag of the target as it is now; None where there is none.
        moved_on: Whether the target has changed since the contribution was made.
    """

    contribution: Contribution
    kind: str
    note: str
    removed: Mapping[str, tuple[Triple, ...]]
    added: Mapping[str, tuple[Triple, ...]]
    changes: Mapping[str, tuple[Change, ...]]
    clashes: tuple[str, ...] = ()
    report: Report = field(default_factory=Report)
    before: Weight | None = None
    after: Weight | None = None
    seen: str | None = None
    moved_on: bool = False

    @property
    def can_be_accepted(self) -> bool:
        """Whether nothing stands against it."""
        return self.report.conforms and not self.clashes

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Confidences that would change."""
        then = self.after.confidences if self.after else {}
        now = self.before.confidences if self.before else {}
        names = {**(self.before.names if self.before else {}), **(self.after.names if self.after else {})}
        keys = dict.fromkeys([*then, *now])
        return tuple(
            Moved(names.get(iri, iri), number(now.get((kind, iri))), number(then.get((kind, iri))))
            for kind, iri in keys
            if differ(now.get((kind, iri)), then.get((kind, iri)))
        )

    @property
    def audits_that_come(self) -> tuple[str, ...]:
        """What the audits would say that they do not say now."""
        return _missing(self.after, self.before)

    @property
    def audits_that_go(self) -> tuple[str, ...]:
        """What the audits say now and would say no longer."""
        return _missing(self.before, self.after)

    def turtle(self, side: str, base: str) -> dict[str, str]:
        """The triples that go or come, as Turtle by path; `side` is removed or added."""
        triples: Mapping[str, tuple[Triple, ...]] = getattr(self, side)
        return {path: write_turtle(found, document=base + path, base=base) for path, found in triples.items() if found}

    def as_json(self, base: str) -> dict[str, Any]:
        """The review as JSON-ready values."""
        return {
            "contribution": self.contribution.as_json(base),
            "kind": self.kind,
            "note": self.note,
            "acceptable": self.can_be_accepted,
            "seen": self.seen,
            "movedOn": self.moved_on,
            "clashes": list(self.clashes),
            "changes": {path: [change.as_json() for change in told] for path, told in self.changes.items()},
            "removed": self.turtle("removed", base),
            "added": self.turtle("added", base),
            "before": _weight_json(self.before),
            "after": _weight_json(self.after),
            "confidences": [vars(each) for each in self.moved],
            "auditsThatCome": list(self.audits_that_come),
            "auditsThatGo": list(self.audits_that_go),
            "report": self.report.as_json(),
        }


def weight_of(derivations: Derivations, path: str, bodies: Sequence[Body] | None = None) -> Weight | None:
    """How the evidence of a claim stands, or would stand with other versions of records; None where it is none."""
    over = derivations_with(derivations, bodies) if bodies is not None else derivations
    try:
        dossier = over.dossier(path)
    except NotFound:
        return None
    audits = tell_audit(over, path, {}).tree
    return Weight(
        dossier.claim.tally(),
        dict(confidences_of(appraise(dossier, over.priors))),
        parts_of(dossier.claim, dossier.label),
        tuple(entry["message"] for entry in audits),
    )


def _missing(there: Weight | None, here: Weight | None) -> tuple[str, ...]:
    left = list(here.audits if here else ())
    found = []
    for message in there.audits if there else ():
        if message in left:
            left.remove(message)
        else:
            found.append(message)
    return tuple(found)


def _weight_json(weight: Weight | None) -> dict[str, int] | None:
    return vars(weight.tally) if weight else None


def sorted_triples(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Triples in an order that stays."""
    return tuple(sorted(triples, key=str))
