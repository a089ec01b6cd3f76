"""Concepts: the nodes of the causal graph."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Concept:
    """A node; `kind` is a local name such as Process, `matches` are IRIs of other vocabularies."""

    iri: str
    label: str
    alternatives: tuple[str, ...] = ()
    definition: str | None = None
    kind: str | None = None
    broader: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConceptScheme:
    """The concepts of one record, by label."""

    iri: str
    label: str
    concepts: tuple[Concept, ...] = ()
