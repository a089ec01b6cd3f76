"""Mechanisms as triples: steps in page order, proposed arrows, and one evidence line for each study a step cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from claimgraph.identifiers import doi_iri
from claimgraph.ingest.drafts import Draft
from claimgraph.ingest.linking import Arrow, ConceptIndex, arrows_in
from claimgraph.ingest.parts import PageMechanism, PageStep, Passage
from claimgraph.ingest.wording import Introduction, Lexicon, without_citations
from claimgraph.vocabulary import CG


@dataclass(frozen=True, slots=True)
class Means:
    """What the words of a page are read with.

    Attributes:
        lexicon: Wordings of the ontology's values.
        concepts: Concepts that the graph has.
        dois: The DOIs that become evidence.
    """

    lexicon: Lexicon
    concepts: ConceptIndex
    dois: frozenset[str]


def write_mechanisms(claim: NamedNode, mechanisms: Sequence[PageMechanism], draft: Draft, means: Means) -> None:
    """Write every explanation of a claim."""
    standings = standings_of(mechanisms, means.lexicon)
    for number, (mechanism, standing) in enumerate(zip(mechanisms, standings, strict=True), start=1):
        node = draft.part(claim, CG.hasMechanism, f"mechanism-{number}", CG.Mechanism)
        draft.say(node, CG.standing, standing)
        draft.say_words(node, CG.summary, mechanism.summary.text if mechanism.summary else None)
        write_condition(node, draft, mechanism.summary)
        causal: dict[str, set[str]] = {}
        for position, step in enumerate(mechanism.steps, start=1):
            _write_step(node, f"mechanism-{number}-step-{position}", position, step, causal, draft, means)


def standings_of(mechanisms: Sequence[PageMechanism], lexicon: Lexicon) -> list[NamedNode]:
    """The standing that each heading names; of those that name none the first is most probable where no other is."""
    named = [lexicon.standing_of(mechanism.heading.text) for mechanism in mechanisms]
    unranked = CG.MostProbable if CG.MostProbable not in named else CG.LessSupported
    standings: list[NamedNode] = []
    for standing in named:
        standings.append(standing or unranked)
        unranked = unranked if standing else CG.LessSupported
    return standings


def write_condition(node: NamedNode, draft: Draft, *passages: Passage | None) -> None:
    """Flag a node one of whose texts is cut off."""
    if any(passage is not None and passage.cut_off for passage in passages):
        draft.say(node, CG.textCondition, CG.CutOff)


def write_evidence(about: NamedNode, fragment: str, doi: str, introduction: Introduction, draft: Draft) -> None:
    """Write what one study says for or against a node."""
    node = draft.part(about, CG.hasEvidence, fragment, CG.EvidenceLine)
    draft.say(node, CG.direction, introduction.direction)
    draft.say(node, CG.basis, introduction.basis)
    for basis in introduction.also:
        draft.say(node, CG.alsoStatedBasis, basis)
    draft.say(node, CG.study, NamedNode(doi_iri(doi)))


def _write_step(
    mechanism: NamedNode,
    fragment: str,
    position: int,
    step: PageStep,
    causal: dict[str, set[str]],
    draft: Draft,
    means: Means,
) -> None:
    node = draft.part(mechanism, CG.hasStep, fragment, CG.MechanismStep)
    draft.say_number(node, CG.position, position)
    draft.say_words(node, CG.statement, step.text)
    draft.say_text(node, CG.sourceRemark, step.remark)
    write_condition(node, draft, step)
    claimed = without_citations(step.text, step.citations)
    arrows = arrows_in(claimed, means.concepts, means.lexicon.influences)
    for number, arrow in enumerate(_acyclic(arrows, causal), start=1):
        _write_link(node, f"{fragment}-link-{number}", arrow, draft)
    for number, (doi, introduction) in enumerate(_evidence_of(step, means).items(), start=1):
        write_evidence(node, f"{fragment}-evidence-{number}", doi, introduction, draft)


def _write_link(step: NamedNode, fragment: str, arrow: Arrow, draft: Draft) -> None:
    node = draft.part(step, CG.hasLink, fragment, CG.CausalLink)
    draft.say(node, CG.cause, NamedNode(arrow.cause))
    draft.say(node, CG.influence, arrow.influence)
    draft.say(node, CG.consequence, NamedNode(arrow.consequence))
    draft.say(node, CG.state, CG.Proposed)


def _evidence_of(step: PageStep, means: Means) -> dict[str, Introduction]:
    """One introduction for each distinct DOI of a step: the first basis stands, later ones are noted beside it."""
    merged: dict[str, Introduction] = {}
    introductions = means.lexicon.introductions(step.text, step.citations)
    for citation, introduction in zip(step.citations, introductions, strict=True):
        if citation.doi in means.dois:
            earlier = merged.get(citation.doi)
            merged[citation.doi] = earlier.joined(introduction) if earlier else introduction
    return merged


def _acyclic(arrows: Sequence[Arrow], causal: dict[str, set[str]]) -> Iterator[Arrow]:
    """The arrows that close no circle with the earlier ones of the mechanism, which are added to `causal`."""
    for arrow in arrows:
        if not _reaches(causal, arrow.consequence, arrow.cause):
            causal.setdefault(arrow.cause, set()).add(arrow.consequence)
            yield arrow


def _reaches(causal: dict[str, set[str]], start: str, goal: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting and goal not in seen:
        further = causal.get(waiting.pop(), set()) - seen
        seen |= further
        waiting += further
    return goal in seen
