"""What every picture and export of the causal network shows: concepts as nodes, causal links as edges.

All formats are written from one `View`, so that they have the same nodes, edges and IRIs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from claimgraph.appraisal.confidence import Rated, lines_of, rate_link
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.scrutiny import Setting
from claimgraph.model import Dossier, Link, Mechanism, Step
from claimgraph.network.causal import Arrow

STANDINGS = ("MostProbable", "LessSupported", "RuledOut")
"""Standings of mechanisms, the best first."""


@dataclass(frozen=True)
class Node:
    """A concept; `kind` is a local name such as Process, None where none is recorded."""

    iri: str
    label: str
    kind: str | None = None


@dataclass(frozen=True)
class Edge:
    """A causal link, or several that say the same.

    Attributes:
        id: Unique within a view: the link's IRI, or a name of its own where several links are one edge.
        links: IRIs of the links that it stands for.
        claims: IRIs of the claims that assert them.
        influence: Local name: increases, decreases, maintains, modulates or hasNoEffectOn.
        contrast: IRIs of the conditions against which it holds; where the link names none, the claim's comparators.
        state: Local name: Curated or Proposed.
        confidence: 0 to 1; None if no evidence counts, which is not 0.
        basis: Local name of the best basis of what supports it, as it counts; None if nothing does.
        sources: IRIs of the studies cited for or against it.
        disputed: Whether a study that counts speaks against it.
        mechanism: IRI; None where the links are of several.
        standing: Local name of the mechanism's standing.
        step: IRI of the step; None where the links are of several.
        position: Position of the step, or place in the first of its chains, from 1.
        chains: Numbers of the chains that it is in, from 1; none in views of anything but chains.
    """

    id: str
    cause: str
    influence: str
    consequence: str
    links: tuple[str, ...]
    claims: tuple[str, ...] = ()
    contrast: tuple[str, ...] = ()
    state: str = "Curated"
    confidence: float | None = None
    basis: str | None = None
    sources: tuple[str, ...] = ()
    disputed: bool = False
    mechanism: str | None = None
    standing: str | None = None
    step: str | None = None
    position: int | None = None
    chains: tuple[int, ...] = ()

    @property
    def strand(self) -> str | None:
        """What it is told apart by in pictures: the first of its chains, else its mechanism."""
        return f"chain {self.chains[0]}" if self.chains else self.mechanism


@dataclass(frozen=True)
class Strand:
    """A chain of a view.

    Attributes:
        words: What it says, for people.
        edges: Identifiers of its edges, in their order.
    """

    words: str
    edges: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A part of the network.

    Attributes:
        title: What it shows, for people.
        iri: IRI of the claim, mechanism, study or concept that it is about; None for the whole network.
        detailed: Whether it is about one explanation, so that its steps are numbered and strands told apart.
        chains: Its chains, the best first; none in views of anything else.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    iri: str | None = None
    detailed: bool = False
    chains: tuple[Strand, ...] = ()

    @cached_property
    def labels(self) -> dict[str, str]:
        """Labels of its nodes, by IRI."""
        return {node.iri: node.label for node in self.nodes}

    @cached_property
    def strands(self) -> tuple[str, ...]:
        """What its edges are told apart by: its chains, else its mechanisms in order of appearance."""
        if self.chains:
            return tuple(f"chain {number}" for number in range(1, len(self.chains) + 1))
        return tuple(dict.fromkeys(edge.strand for edge in self.edges if edge.strand))


def make_view(
    title: str,
    edges: Iterable[Edge],
    labels: Mapping[str, str],
    kinds: Mapping[str, str],
    *,
    iri: str | None = None,
    detailed: bool = False,
    alone: Sequence[str] = (),
) -> View:
    """A view of some edges, with the nodes at their ends in order of appearance.

    Args:
        title: What it shows.
        edges: In the order in which they are to be read.
        labels: Labels of concepts by IRI.
        kinds: Local names of the kinds of concepts by IRI.
        iri: What it is about.
        detailed: See `View`.
        alone: IRIs of concepts that are shown even if no edge leads there.
    """
    told = tuple(_unique(edges))
    ends = dict.fromkeys([*alone, *(end for edge in told for end in (edge.cause, edge.consequence))])
    nodes = tuple(Node(end, labels.get(end) or _last_part(end), kinds.get(end)) for end in ends)
    return View(title, nodes, told, iri, detailed)


def _unique(edges: Iterable[Edge]) -> Iterator[Edge]:
    seen: dict[str, int] = {}
    for edge in edges:
        seen[edge.id] = seen.get(edge.id, 0) + 1
        yield edge if seen[edge.id] == 1 else replace(edge, id=f"{edge.id}~{seen[edge.id]}")


def _last_part(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2] or iri


def edges_of(dossier: Dossier, priors: Priors) -> Iterator[Edge]:
    """All links of a claim, curated and proposed, in order of reading, each weighed by its step's lines and its own."""
    setting = Setting(dossier.claim.intervention, dossier.claim.comparator)
    for mechanism in dossier.claim.mechanisms:
        for step in sorted(mechanism.steps, key=lambda each: each.position):
            for link in step.links:
                rated = rate_link(link, step, setting, dossier.literature, priors)
                yield _edge(dossier, mechanism, step, link, rated)


def _edge(dossier: Dossier, mechanism: Mechanism, step: Step, link: Link, rated: Rated) -> Edge:
    edge = Edge(
        id=link.iri,
        cause=link.cause,
        influence=link.influence,
        consequence=link.consequence,
        links=(link.iri,),
        claims=(dossier.claim.iri,),
        contrast=(link.contrast,) if link.contrast else dossier.claim.comparator,
        state=link.state,
        mechanism=mechanism.iri,
        standing=mechanism.standing,
        step=step.iri,
        position=step.position,
    )
    return weighed(edge, rated)


def weighed(edge: Edge, rated: Rated) -> Edge:
    """The edge with a confidence, and what it rests on."""
    mentions = [mention for source in rated.hearing.supporting for mention in source.mentions]
    best = min(mentions, key=lambda mention: (mention.random, mention.basis), default=None)
    return replace(
        edge,
        confidence=rated.confidence,
        basis=best.basis if best else None,
        sources=tuple(sorted({counted.line.study for counted in lines_of(rated.hearing)})),
        disputed=bool(rated.hearing.disputing),
    )


def edge_of_arrow(arrow: Arrow, rated: Rated, position: int | None = None) -> Edge:
    """An arrow of the index as an edge, for views of chains; `position` is its place in the chain, from 1."""
    links = tuple(assertion.link for assertion in arrow.counting)
    standings = {assertion.standing for assertion in arrow.counting}
    edge = Edge(
        id=links[0],
        cause=arrow.cause,
        influence=arrow.key.influence,
        consequence=arrow.consequence,
        links=links,
        claims=tuple(arrow.claims()),
        contrast=arrow.contrast,
        state="Curated" if any(assertion.state == "Curated" for assertion in arrow.counting) else "Proposed",
        standing=next((each for each in STANDINGS if each in standings), None),
        position=position,
    )
    return weighed(edge, rated)


def collapse(edges: Iterable[Edge]) -> list[Edge]:
    """Make one edge of those with the same cause, influence, consequence and contrast.

    Confidence and basis are those of the surest: evidence of several claims is not added up here, since one study may
    be cited by all of them (`network.weighing` does that).
    """
    groups: dict[tuple[str, str, str, tuple[str, ...]], list[Edge]] = {}
    for edge in edges:
        groups.setdefault((edge.cause, edge.influence, edge.consequence, edge.contrast), []).append(edge)
    return [_merged(group) if len(group) > 1 else group[0] for group in groups.values()]


def _merged(group: Sequence[Edge]) -> Edge:
    surest = max(group, key=lambda edge: -1.0 if edge.confidence is None else edge.confidence)
    mechanisms = {edge.mechanism for edge in group}
    steps = {edge.step for edge in group}
    standings = {edge.standing for edge in group}
    return replace(
        surest,
        id=f"{group[0].id}+{len(group) - 1}",
        links=_all(edge.links for edge in group),
        claims=_all(edge.claims for edge in group),
        state="Curated" if any(edge.state == "Curated" for edge in group) else surest.state,
        sources=tuple(sorted(_all(edge.sources for edge in group))),
        disputed=any(edge.disputed for edge in group),
        mechanism=surest.mechanism if len(mechanisms) == 1 else None,
        standing=next((each for each in STANDINGS if each in standings), surest.standing),
        step=surest.step if len(steps) == 1 else None,
        position=surest.position if len(steps) == 1 else None,
    )


def _all(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))
