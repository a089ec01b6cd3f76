"""The page of `audit`: what records say that their evidence does not bear out, by claim and by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from claimgraph.appraisal.audits import KINDS, SEVERITIES
from claimgraph.service.derived import Told
from claimgraph.vocabulary import SH
from claimgraph.web.pages.asked import Asked, plain
from claimgraph.web.pages.names import Names
from claimgraph.web.pages.paging import portion_of
from claimgraph.web.templates import render


@dataclass(frozen=True)
class Kind:
    """An audit for people.

    Attributes:
        title: What it finds, in a few words.
        checks: What it checks.
        matters: Why that matters.
        cure: What to do about it.
    """

    title: str
    checks: str
    matters: str
    cure: str


EXPLAINED = {
    "standing": Kind(
        "Publication that does not stand",
        "Whether each cited publication is in good standing.",
        "What was retracted or replaced cannot carry a claim, and a preprint has not been reviewed.",
        "Cite the publication that stands, or let the line go.",
    ),
    "apart": Kind(
        "Contradiction",
        "Whether mechanisms or claims that may both hold say opposite things of one comparison.",
        "Both cannot be true at once, least of all where one study is cited for both.",
        "State what each compares with, or rule one out.",
    ),
    "overclaim": Kind(
        "Wording too strong",
        "Whether the wording is stronger than the designs of the supporting studies allow.",
        "A study that only observes cannot show that one thing causes another.",
        "Word it more carefully, or attach a study of a stronger design.",
    ),
    "interval": Kind(
        "Interval does not show it",
        "Whether the cited interval excludes no effect, and compares what the claim compares.",
        "An interval that includes no effect, or a change within one group alone, does not show a difference.",
        "Call the line inconclusive, or cite a finding that shows it.",
    ),
    "equivalence": Kind(
        "Sameness not shown",
        "Whether a claim of no difference states a margin, and whether the cited intervals lie within it.",
        "That no difference was found does not show that there is none: a small study finds none either.",
        "State the largest difference that would not matter, and cite an interval within it.",
    ),
    "unmeasured": Kind(
        "Not measured",
        "Whether a study that is said to have measured something did assign or measure it, or declares a proxy.",
        "A reader would take an inference for a measurement; here the line counts as the inference that it is.",
        "Correct the basis, record the measured variable or proxy, or cite a study that measured it.",
    ),
    "one-study": Kind(
        "Hangs on few studies",
        "Whether a whole mechanism rests on one study, and whether declared counts of studies are true.",
        "If that one study errs, everything falls with it.",
        "Attach further studies to the arrows that matter most, or correct the count.",
    ),
    "silent": Kind(
        "Nothing cited",
        "Whether each step cites at least one study.",
        "Without evidence nobody can tell how sure the step is.",
        "Attach evidence, also if it disputes or is inconclusive.",
    ),
    "uncheckable": Kind(
        "Cannot be checked",
        "Whether a step that is said to rest on measurement has an arrow that says of what.",
        "Without arrows no audit can tell whether the study measured it.",
        "Curate the arrows of the step.",
    ),
    "compound": Kind(
        "Several arrows in one step",
        "Whether the evidence of a step is for all of its arrows alike.",
        "One study may have measured one of these arrows and not the others.",
        "Split the step, or attach the evidence to its arrows.",
    ),
}
"""Each audit, explained; held against the audits of the shapes by a test."""


@dataclass(frozen=True)
class Place:
    """A part of a claim with what the audits say about it."""

    iri: str
    entries: Sequence[Any]


@dataclass(frozen=True)
class Audited:
    """A claim with what the audits say about its parts."""

    iri: str
    places: Sequence[Place]


def audit_page(asked: Asked, told: Told) -> str:
    """What the audits found, with a form to narrow it down and each audit explained."""
    derivations, entries = asked.graph.derivations, _entries(told)
    claim = derivations.claim(asked.path) if asked.path else None
    return render(
        "audit.html",
        title="Audit: what the evidence does not bear out",
        claim=claim,
        claims=[_audited(iri, found) for iri, found in _grouped(entries, "claim")],
        counts=told.counts,
        portion=portion_of(asked, len(entries), sum(told.counts.values())),
        kinds=EXPLAINED,
        spoken=[kind for kind in KINDS if any(entry["audit"] == kind for entry in entries)],
        choices={"audit": KINDS, "severity": SEVERITIES},
        names=Names(derivations),
        asked=asked,
        base=derivations.base,
    )


def _entries(told: Told) -> list[Any]:
    """The entries, each with its place: the step that it is about, else the node that the report names."""
    focuses = [triple.object.value for triple in told.triples() if triple.predicate == SH.focusNode]  # type: ignore[union-attr]
    return [{**entry, "place": entry["step"] or focus} for entry, focus in zip(plain(told), focuses, strict=True)]


def _audited(claim: str, entries: Sequence[Any]) -> Audited:
    return Audited(claim, [Place(iri, found) for iri, found in _grouped(entries, "place")])


def _grouped(entries: Iterable[Any], key: str) -> list[tuple[str, list[Any]]]:
    """Entries by a key, in the order in which its values come first."""
    groups: dict[str, list[Any]] = {}
    for entry in entries:
        groups.setdefault(entry[key], []).append(entry)
    return list(groups.items())
