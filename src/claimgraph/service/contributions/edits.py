"""Edits of a claim: each makes the proposed record from the record as it stands, and touches nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatch

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import ProposalError
from claimgraph.service.contributions.fragments import Names
from claimgraph.vocabulary import CG, DCTERMS, FOAF, RDF

Triples = list[Triple]
WORDINGS = ("statement", "plainStatement", "summary")
"""Properties whose wording can be corrected."""
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


@dataclass(frozen=True)
class Line:
    """What one study says; names of the vocabulary are local names."""

    study: str
    direction: str
    basis: str
    quote: str | None = None


@dataclass(frozen=True)
class Arrow:
    """One arrow between two concepts, by their IRIs."""

    cause: str
    influence: str
    consequence: str


@dataclass(frozen=True)
class NewStep:
    """A step that is to come."""

    statement: str
    plain: str | None = None
    arrow: Arrow | None = None
    line: Line | None = None


@dataclass(frozen=True)
class AddEvidence:
    """A study on the claim or on one of its parts, which is named by its fragment."""

    on: str
    line: Line


@dataclass(frozen=True)
class Reword:
    """Another wording of a part: `what` is one of `WORDINGS`."""

    on: str
    what: str
    text: str


@dataclass(frozen=True)
class AddStep:
    """A step of a mechanism; later ones move up. Without a position it comes last."""

    mechanism: str
    step: NewStep
    position: int | None = None


@dataclass(frozen=True)
class AddMechanism:
    """Another explanation of the claim."""

    standing: str
    steps: tuple[NewStep, ...]
    summary: str | None = None


@dataclass(frozen=True)
class NewClaim:
    """A claim that the graph does not have."""

    statement: str
    plain: str | None = None
    type: str | None = None
    population: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    comparator: tuple[str, ...] = ()
    mechanism: AddMechanism | None = None
    line: Line | None = None


Edit = AddEvidence | Reword | AddStep | AddMechanism | NewClaim


@singledispatch
def edited(edit: object, record: Sequence[Triple], names: Names, language: str) -> Triples:
    """The record after an edit.

    Args:
        edit: What is to be changed.
        record: The triples as they stand; none for a new claim.
        names: Names that are taken; those that the edit gives are added.
        language: Language tag of what is new.

    Raises:
        ProposalError: If the edit does not fit the record, by field.
    """
    raise TypeError(f"{edit!r} is no edit")


@edited.register
def _(edit: AddEvidence, record: Sequence[Triple], names: Names, language: str) -> Triples:
    node = names.node(edit.on)
    if not _types(record, node) & {CG.Claim, CG.ClaimedOutcome, CG.MechanismStep, CG.CausalLink}:
        raise ProposalError({"on": "The claim has no such part any more; choose one of the list."})
    known = {t.object for t in record if t.subject == node and t.predicate == CG.hasEvidence}
    cited = {t.subject for t in record if t.predicate == CG.study and t.object == NamedNode(edit.line.study)}
    same = {t.subject for t in record if t.predicate == CG.direction and t.object == _cg(edit.line.direction)}
    if known & cited & same:
        raise ProposalError({"doi": "This study is cited here already, in this direction."})
    return [*record, *_line(node, "" if edit.on == "claim" else f"{edit.on}-", edit.line, names, language)]


@edited.register
def _(edit: Reword, record: Sequence[Triple], names: Names, language: str) -> Triples:
    node, predicate = names.node(edit.on), _cg(edit.what)
    wordings = [t for t in record if t.subject == node and t.predicate == predicate and isinstance(t.object, Literal)]
    if not _types(record, node) & {CG.Claim, CG.MechanismStep, CG.Mechanism}:
        raise ProposalError({"on": "The claim has no such part any more; choose one of the list."})
    tag = _shown_language(wordings, language)
    now = Triple(node, predicate, Literal(edit.text, language=tag))
    if now in wordings:
        raise ProposalError({"text": "This is the wording that stands there; change it, or leave it."})
    return [*(t for t in record if t not in wordings or _tag(t) != tag), now]


@edited.register
def _(edit: AddStep, record: Sequence[Triple], names: Names, language: str) -> Triples:
    mechanism = names.node(edit.mechanism)
    if CG.Mechanism not in _types(record, mechanism):
        raise ProposalError({"on": "The claim has no such mechanism any more; choose one of the list."})
    steps = [t.object for t in record if t.subject == mechanism and t.predicate == CG.hasStep]
    last = len(steps) + 1
    position = edit.position or last
    if not 1 <= position <= last:
        raise ProposalError({"position": f"A new step can stand at 1 to {last}."})
    moved = [_moved(t, position) if t.subject in steps and t.predicate == CG.position else t for t in record]
    return [*moved, *_step(mechanism, edit.mechanism, position, edit.step, names, language)]


@edited.register
def _(edit: AddMechanism, record: Sequence[Triple], names: Names, language: str) -> Triples:
    most = {t.subject for t in record if t.predicate == CG.standing and t.object == CG.MostProbable}
    if most and edit.standing == "MostProbable":
        raise ProposalError({"standing": "The claim has a most probable mechanism; choose another standing."})
    return [*record, *_mechanism(edit, names, language)]


@edited.register
def _(edit: NewClaim, record: Sequence[Triple], names: Names, language: str) -> Triples:
    document, claim = NamedNode(names.document), names.node("claim")
    found = [
        Triple(document, RDF.type, CG.Record),
        Triple(document, FOAF.primaryTopic, claim),
        Triple(document, DCTERMS.license, LICENCE),
        Triple(claim, RDF.type, CG.Claim),
        Triple(claim, CG.statement, Literal(edit.statement, language=language)),
        *_texts(claim, CG.plainStatement, edit.plain, language),
        *([Triple(claim, CG.claimType, _cg(edit.type))] if edit.type else []),
    ]
    for predicate, concepts in (
        (CG.population, edit.population), (CG.intervention, edit.intervention), (CG.comparator, edit.comparator),
    ):  # fmt: skip
        found += [Triple(claim, predicate, NamedNode(concept)) for concept in concepts]
    found += _mechanism(edit.mechanism, names, language) if edit.mechanism else []
    return [*found, *(_line(claim, "", edit.line, names, language) if edit.line else [])]


def _mechanism(edit: AddMechanism, names: Names, language: str) -> Iterator[Triple]:
    node = names.fresh("mechanism")
    yield Triple(names.node("claim"), CG.hasMechanism, node)
    yield Triple(node, RDF.type, CG.Mechanism)
    yield Triple(node, CG.standing, _cg(edit.standing))
    yield from _texts(node, CG.summary, edit.summary, language)
    for position, step in enumerate(edit.steps, 1):
        yield from _step(node, node.value.rpartition("#")[2], position, step, names, language)


def _step(
    mechanism: NamedNode, stem: str, position: int, step: NewStep, names: Names, language: str
) -> Iterator[Triple]:
    node = names.fresh(f"{stem}-step")
    fragment = node.value.rpartition("#")[2]
    yield Triple(mechanism, CG.hasStep, node)
    yield Triple(node, RDF.type, CG.MechanismStep)
    yield Triple(node, CG.position, Literal(position))
    yield Triple(node, CG.statement, Literal(step.statement, language=language))
    yield from _texts(node, CG.plainStatement, step.plain, language)
    if step.arrow:
        yield from _link(node, names.fresh(f"{fragment}-link"), step.arrow)
    if step.line:
        yield from _line(node, f"{fragment}-", step.line, names, language)


def _link(step: NamedNode, link: NamedNode, arrow: Arrow) -> Iterator[Triple]:
    yield Triple(step, CG.hasLink, link)
    yield Triple(link, RDF.type, CG.CausalLink)
    yield Triple(link, CG.cause, NamedNode(arrow.cause))
    yield Triple(link, CG.influence, _cg(arrow.influence))
    yield Triple(link, CG.consequence, NamedNode(arrow.consequence))
    yield Triple(link, CG.state, CG.Curated)


def _line(node: NamedNode, stem: str, line: Line, names: Names, language: str) -> Iterator[Triple]:
    own = names.fresh(f"{stem}evidence")
    yield Triple(node, CG.hasEvidence, own)
    yield Triple(own, RDF.type, CG.EvidenceLine)
    yield Triple(own, CG.direction, _cg(line.direction))
    yield Triple(own, CG.basis, _cg(line.basis))
    yield Triple(own, CG.study, NamedNode(line.study))
    yield from _texts(own, CG.quote, line.quote, language)


def _texts(node: NamedNode, predicate: NamedNode, text: str | None, language: str) -> Iterator[Triple]:
    if text:
        yield Triple(node, predicate, Literal(text, language=language))


def _moved(triple: Triple, position: int) -> Triple:
    """A step's position after another step has come in at `position`."""
    assert isinstance(triple.object, Literal)
    number = int(triple.object.value)
    return Triple(triple.subject, triple.predicate, Literal(number + 1)) if number >= position else triple


def _types(record: Sequence[Triple], node: NamedNode) -> set[object]:
    return {t.object for t in record if t.subject == node and t.predicate == RDF.type}


def _shown_language(wordings: Sequence[Triple], language: str) -> str:
    """The language of the wording that readers see: the usual one, else the first by its tag."""
    tags = sorted(_tag(wording) for wording in wordings)
    return tags[0] if tags and language not in tags else language


def _tag(triple: Triple) -> str:
    return (triple.object.language or "") if isinstance(triple.object, Literal) else ""


def _cg(name: str) -> NamedNode:
    return NamedNode(CG.iri + name)
