"""The page on which people propose something, and the page that thanks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from claimgraph.model import Claim
from claimgraph.service import Claimgraph
from claimgraph.service.contributions import Submitted
from claimgraph.service.contributions.choices import DIRECTIONS, INFLUENCES, STANDINGS, values_of
from claimgraph.service.contributions.parts import parts_of
from claimgraph.vocabulary import CG
from claimgraph.web.links import fragment_of
from claimgraph.web.templates import render

HEADINGS = {
    "evidence": "A study that speaks to this claim",
    "correction": "A correction",
    "step": "A new step",
    "mechanism": "A new mechanism",
    "claim": "A new claim",
}
"""The forms, by kind."""
_MOST_CONCEPTS = 500
"""More concepts are not offered as one types, since the page would grow heavy."""
_DIRECTIONS = {"Supports": "It supports this", "Disputes": "It contradicts this", "Inconclusive": "It settles nothing"}
_STANDINGS = {
    "LessSupported": "Less supported, but not ruled out", "MostProbable": "Most probable", "RuledOut": "Ruled out",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field of a form.

    Attributes:
        sort: line, area, select, radio, concept or hidden.
        options: Value and label of what can be chosen.
    """

    name: str
    label: str
    sort: str = "line"
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Group:
    """Fields that belong together; an optional group is folded until something was typed into it."""

    title: str
    fields: tuple[Field, ...]
    folded: bool = False


@dataclass(frozen=True)
class Wording:
    """A wording that can be corrected."""

    place: str
    what: str
    text: str
    url: str


def form_page(
    graph: Claimgraph,
    target: str | None,
    kind: str,
    given: Mapping[str, str],
    troubles: Mapping[str, str] | None = None,
) -> str:
    """A form as it was typed, with what is wrong beside each field.

    Raises:
        NotFound: If there is no such claim.
    """
    claim = graph.derivations.claim(target) if target else None
    forms = _Forms(graph, claim)
    given = {**forms.prefilled(kind, given), **given}
    listing = kind == "correction" and not (given.get("on") and given.get("what"))
    groups = [] if listing else forms.groups(kind, given)
    shown = {field.name for group in groups for field in group.fields}
    told = dict(troubles or {})
    return render(
        "propose.html", title="Propose a new claim" if claim is None else "Propose a change", kind=kind,
        heading=HEADINGS[kind], headings=HEADINGS, claim=claim, target=target, groups=groups, given=given,
        troubles={name: why for name, why in told.items() if name in shown},
        faults=[(name if name in shown else "", _label(groups, name), why) for name, why in told.items()],
        wordings=list(forms.wordings(f"/{target}/propose")) if listing else [],
        concepts=forms.concepts, base=graph.store.base, url=f"/{target}/propose" if target else "/propose",
    )  # fmt: skip


def thanks_page(graph: Claimgraph, submitted: Submitted) -> str:
    """What becomes of a proposal now, and how its maker can take it back."""
    remarks = dict.fromkeys(result.message for result in submitted.report.results)
    found = graph.contributions.get(submitted.path)
    return render(
        "proposed.html", title="Thank you", contribution=found, secret=submitted.secret, remarks=list(remarks),
        base=graph.store.base,
    )  # fmt: skip


def _label(groups: Sequence[Group], name: str) -> str:
    return next((field.label for group in groups for field in group.fields if field.name == name), "")


class _Forms:
    """The fields of each kind of form, for a claim or for a new one."""

    def __init__(self, graph: Claimgraph, claim: Claim | None) -> None:
        self._labels, self._claim = graph.derivations.labels, claim
        self._parts = parts_of(claim, lambda iri: self._labels.get(iri) or fragment_of(iri)) if claim else {}

    @property
    def concepts(self) -> list[str]:
        """Labels of the concepts of the graph, to be offered as one types."""
        found = sorted({label for iri, label in self._labels.items() if not iri.startswith(CG.iri)})
        return found if len(found) <= _MOST_CONCEPTS else []

    def groups(self, kind: str, given: Mapping[str, str]) -> list[Group]:
        """The groups of fields of a form."""
        own = {
            "evidence": self._evidence, "correction": lambda: self._correction(given), "step": self._step,
            "mechanism": self._mechanism, "claim": self._new_claim,
        }[kind]()  # fmt: skip
        return [*own, _MAKER]

    def _evidence(self) -> list[Group]:
        on = Field("on", "What does the study speak about?", "select", options=self._targets())
        return [Group("What the study says", (on, *self._line(needed=True))), self._study(needed=True)]

    def _correction(self, given: Mapping[str, str]) -> list[Group]:
        now = self._now(given)
        text = Field("text", "The wording as it should be", "area", f"Now it reads: {now}" if now else "", needed=True)
        return [Group("The correction", (Field("on", "", "hidden"), Field("what", "", "hidden"), text))]

    def _now(self, given: Mapping[str, str]) -> str:
        """The wording as it stands."""
        on, what = given.get("on", "").rpartition("#")[2], given.get("what", "")
        return next((each.text for each in self.wordings("") if each.url.endswith(f"&on={on}&what={what}")), "")

    def prefilled(self, kind: str, given: Mapping[str, str]) -> dict[str, str]:
        """What a form holds before anything was typed: the wording that is to be corrected."""
        return {"text": self._now(given)} if kind == "correction" else {}

    def _step(self) -> list[Group]:
        fields = (
            Field("on", "Of which mechanism?", "select", options=self._mechanisms()),
            Field("position", "At which place?", "line", "A number from 1; later steps move up. Empty puts it last."),
            Field("statement", "What happens in this step", "area", "One sentence, in scientific terms.", needed=True),
            Field("plain", "The same in plain words", "area"),
        )
        return [Group("The step", fields), self._arrow(), *self._optional_study("Evidence for the step")]

    def _mechanism(self) -> list[Group]:
        taken = any(
            mechanism.standing == "MostProbable" for mechanism in (self._claim.mechanisms if self._claim else ())
        )
        standings = tuple((name, _STANDINGS[name]) for name in _STANDINGS if name in STANDINGS)
        offered = tuple(each for each in standings if not (taken and each[0] == "MostProbable"))
        fields = (*self._explained(), Field("standing", "How well is it supported?", "select", options=offered))
        return [Group("The mechanism", fields)]

    def _explained(self) -> tuple[Field, ...]:
        lines = "One step a line, in order: each leads to the next."
        return (
            Field("steps", "Its steps", "area", lines),
            Field("summary", "A summary in plain words", "area"),
        )

    def _new_claim(self) -> list[Group]:
        concept = "Concepts of the graph, one a line."
        fields = (
            Field("statement", "The claim", "area", "One sentence, in scientific terms.", needed=True),
            Field("plain", "The same in plain words", "area"),
            Field("type", "What kind of claim it is", "select", options=self._values("ClaimTypes", "not said")),
            Field("population", "In whom", "area", concept),
            Field("intervention", "What is done", "area", concept),
            Field("comparator", "Compared with what", "area", concept),
        )
        return [
            Group("The claim", fields), Group("Why it would hold", self._explained()),
            *self._optional_study("A study about it"),
        ]  # fmt: skip

    def _optional_study(self, title: str) -> list[Group]:
        study = self._study(needed=False)
        return [Group(title, (*self._line(needed=False), *study.fields), folded=True)]

    def _line(self, *, needed: bool) -> tuple[Field, ...]:
        bases = self._values("EvidenceBases", "choose")
        directions = tuple((name, _DIRECTIONS[name]) for name in DIRECTIONS)
        how = "Measured in the study itself, observed, inferred by its authors, or taken from literature that it cites."
        return (
            Field("direction", "What does it say?", "radio", options=directions, needed=needed),
            Field("basis", "How does it come to know this?", "select", how, bases, needed),
            Field("quote", "The words of the study", "area", "A sentence or two, as they stand in the paper."),
        )

    def _study(self, *, needed: bool) -> Group:
        new = "Only if the graph does not have the study yet."
        return Group("The study", (
            Field("doi", "DOI or PubMed number", "line", "Such as 10.1080/02640414.2024.2321021.", needed=needed),
            Field("title", "Title", "line", f"{new} So with all that follows."),
            Field("authors", "Authors", "area", "One a line: Family name, Given name."),
            Field("year", "Year"),
            Field("container", "Journal"),
            Field("design", "Design", "select", options=self._values("StudyDesigns", "not said")),
            Field("participants", "Number of participants"),
            Field("measured", "What it measured", "area", "Concepts of the graph, one a line."),
        ))  # fmt: skip

    def _arrow(self) -> Group:
        influences = tuple((name, self._labels.get(CG.iri + name) or _spaced(name)) for name in INFLUENCES)
        return Group("The arrow that it asserts", (
            Field("cause", "Cause", "concept"),
            Field("influence", "Influence", "select", options=(("", "choose"), *influences)),
            Field("consequence", "Consequence", "concept"),
        ), folded=True)  # fmt: skip

    def _values(self, scheme: str, none: str) -> tuple[tuple[str, str], ...]:
        return ("", none), *((name, self._labels.get(CG.iri + name, name)) for name in values_of(scheme))

    def _targets(self) -> tuple[tuple[str, str], ...]:
        """What evidence can stand on: the claim, its outcomes, its steps."""
        claim = self._claim
        if claim is None:
            return ()
        steps = [(step.iri, step.statement) for mechanism in claim.mechanisms for step in mechanism.steps]
        outcomes = [(outcome.iri, "") for outcome in claim.outcomes]
        return (("claim", "The claim as a whole"), *(self._option(iri, text) for iri, text in [*outcomes, *steps]))

    def _mechanisms(self) -> tuple[tuple[str, str], ...]:
        mechanisms = self._claim.mechanisms if self._claim else ()
        return tuple(self._option(each.iri, each.summary or "") for each in mechanisms)

    def _option(self, iri: str, text: str) -> tuple[str, str]:
        name = self._parts.get(iri, fragment_of(iri))
        told = f"{name[:1].upper()}{name[1:]}"
        return fragment_of(iri), f"{told}: {_short(text)}" if text else told

    def wordings(self, url: str) -> Iterator[Wording]:
        """The wordings of the claim that can be corrected."""
        claim = self._claim
        if claim is None:
            return
        texts = [(claim.iri, "statement", claim.statement), (claim.iri, "plainStatement", claim.plain)]
        for mechanism in claim.mechanisms:
            texts.append((mechanism.iri, "summary", mechanism.summary))
            for step in mechanism.steps:
                texts += [(step.iri, "statement", step.statement), (step.iri, "plainStatement", step.plain)]
        for iri, what, text in texts:
            if text:
                place = self._parts.get(iri, fragment_of(iri))
                address = f"{url}?kind=correction&on={fragment_of(iri)}&what={what}"
                yield Wording(f"{place[:1].upper()}{place[1:]}", _WHAT[what], text, address)


_WHAT = {"statement": "scientific wording", "plainStatement": "plain wording", "summary": "summary"}
_MAKER = Group("Who you are", (
    Field("name", "Your name", "line", "As you would like to be credited. You may leave it empty."),
    Field("orcid", "Your ORCID", "line", "If you have one, such as 0000-0002-1825-0097."),
    Field("agent", "This proposal was made by", "radio", options=(("human", "a person"), ("automated", "a program"))),
    Field("note", "A word to the curator", "area", "Why you propose this. Only the review shows it."),
))  # fmt: skip


def _short(text: str, most: int = 70) -> str:
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0] or text[:most]} …"


def _spaced(name: str) -> str:
    """A name of the vocabulary with its words apart.

    >>> _spaced("hasNoEffectOn")
    'has no effect on'
    """
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
