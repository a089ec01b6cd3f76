"""The forms: from what was typed to an edit of a claim, with the study that it cites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from claimgraph.errors import ProposalError
from claimgraph.service.contributions.choices import DIRECTIONS, INFLUENCES, STANDINGS, values_of
from claimgraph.service.contributions.credit import Credit
from claimgraph.service.contributions.edits import (
    WORDINGS,
    AddEvidence,
    AddMechanism,
    AddStep,
    Arrow,
    Edit,
    Line,
    NewClaim,
    NewStep,
    Reword,
)
from claimgraph.service.contributions.fields import SHORT, Fields
from claimgraph.service.contributions.studies import NamedStudy

_STUDY = ("doi", "title", "authors", "year", "container", "design", "participants", "measured")
_LINE = ("direction", "basis", "quote", *_STUDY)
_ARROW = ("cause", "influence", "consequence")
_MAKER = ("name", "orcid", "agent", "note")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "evidence": ("on", *_LINE),
    "correction": ("on", "what", "text"),
    "step": ("on", "position", "statement", "plain", *_ARROW, *_LINE),
    "mechanism": ("standing", "summary", "steps"),
    "claim": ("statement", "plain", "type", "population", "intervention", "comparator", "summary", "steps", *_LINE),
}
"""The fields of each form, besides those about its maker."""
Known = Callable[[NamedStudy], str | None]
"""Gives the IRI of a study that the graph has."""


@dataclass(frozen=True)
class Filled:
    """A form that could be read.

    Attributes:
        edit: What it would do.
        study: A study that it cites and that the graph does not have.
        credit: Who fills it in.
        note: What its maker says to the curator.
        title: What it is, in a few words.
    """

    edit: Edit
    credit: Credit
    title: str
    study: NamedStudy | None = None
    note: str = ""


def read_form(
    kind: str,
    given: Mapping[str, str],
    labels: Mapping[str, str],
    known: Known,
    parts: Mapping[str, str] | None = None,
) -> Filled:
    """Read what was typed into a form.

    Args:
        kind: One of `FIELDS`.
        given: What was typed, by field.
        labels: Labels of concepts and values, by IRI.
        known: Finds studies of the graph.
        parts: What the parts of the claim are called, by fragment.

    Raises:
        ProposalError: With a sentence for each field that cannot be used.
    """
    if kind not in FIELDS:
        raise ProposalError({"kind": f"This is none of the kinds of proposals: {', '.join(FIELDS)}."})
    unknown = sorted(set(given) - {*FIELDS[kind], *_MAKER})
    if unknown:
        accepted = ", ".join((*FIELDS[kind], *_MAKER))
        raise ProposalError({unknown[0]: f"A proposal of this kind has no such field; it has {accepted}."})
    return _Reading(kind, Fields(given, labels), known, parts or {}).filled()


class _Reading:
    def __init__(self, kind: str, fields: Fields, known: Known, parts: Mapping[str, str]) -> None:
        self._kind, self._fields, self._known, self._parts = kind, fields, known, parts
        self._study: NamedStudy | None = None
        self._title = ""

    def filled(self) -> Filled:
        credit, note = self._fields.credit(), self._fields.text("note") or ""
        edit = getattr(self, f"_{self._kind}")()
        self._fields.done()
        return Filled(edit, credit, self._title, self._study, note)

    def _line(self, *, needed: bool) -> Line | None:
        fields = self._fields
        if not needed and not fields.has("doi", "quote", "basis"):
            return None
        direction = fields.choice("direction", DIRECTIONS, needed="Say whether the study supports or contradicts this.")
        basis = fields.choice("basis", values_of("EvidenceBases"), needed="Say how the study comes to know this.")
        quote, study = fields.text("quote"), fields.study()
        if study is None:
            return Line("", direction or "", basis or "", quote)
        iri = self._known(study)
        self._study = None if iri else study
        return Line(iri or study.iri, direction or "", basis or "", quote)

    def _evidence(self) -> AddEvidence:
        on, line = self._part("claim"), self._line(needed=True)
        assert line is not None
        word = {"Supports": "supports", "Disputes": "contradicts"}.get(line.direction, "is inconclusive about")
        self._title = f"A study that {word} {self._place(on)}"
        return AddEvidence(on, line)

    def _correction(self) -> Reword:
        on = self._part("claim")
        what = self._fields.choice("what", WORDINGS, needed="Say which wording you correct.")
        text = self._fields.text("text", needed="Write the wording as it should be.")
        words = {"plainStatement": "plain wording", "summary": "summary"}
        self._title = f"A correction of the {words.get(what or '', 'wording')} of {self._place(on)}"
        return Reword(on, what or "", text or "")

    def _step(self) -> AddStep:
        on = self._part("mechanism-1")
        step = NewStep(
            self._fields.text("statement", needed="Write what happens in this step.") or "",
            self._fields.text("plain"), self._arrow(), self._line(needed=False),
        )  # fmt: skip
        self._title = f"A new step of {self._place(on)}"
        return AddStep(on, step, self._fields.number("position", 1, 9999))

    def _arrow(self) -> Arrow | None:
        fields = self._fields
        if not fields.has(*_ARROW):
            return None
        missing = "An arrow needs a cause, an influence and a consequence; fill in all three or none."
        cause, consequence = fields.concept("cause", needed=missing), fields.concept("consequence", needed=missing)
        influence = fields.choice("influence", INFLUENCES, needed=missing)
        return Arrow(cause or "", influence or "", consequence or "")

    def _mechanism(self) -> AddMechanism:
        self._title = "A new mechanism"
        standing = self._fields.choice("standing", STANDINGS) or "LessSupported"
        return self._explained(standing)

    def _explained(self, standing: str) -> AddMechanism:
        summary, steps = self._fields.text("summary"), self._fields.lines("steps")
        if not steps:
            self._fields.troubles.setdefault("steps", "Write at least one step, each on a line of its own.")
        return AddMechanism(standing, tuple(NewStep(step) for step in steps), summary)

    def _claim(self) -> NewClaim:
        fields = self._fields
        statement = fields.text("statement", needed="Write the claim in one sentence.")
        self._title = "A new claim"
        return NewClaim(
            statement or "", fields.text("plain"), fields.choice("type", values_of("ClaimTypes")),
            fields.concepts("population"), fields.concepts("intervention"), fields.concepts("comparator"),
            self._explained("MostProbable") if fields.has("steps", "summary") else None, self._line(needed=False),
        )  # fmt: skip

    def _part(self, usual: str) -> str:
        text = self._fields.text("on", most=SHORT) or usual
        return text.rpartition("#")[2]

    def _place(self, fragment: str) -> str:
        """What a part of the claim is called in a title."""
        return self._parts.get(fragment, "the claim")
