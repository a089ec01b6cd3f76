"""The gate itself: the shapes, the engines and the own rules, joined."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pyoxigraph import Literal, Triple

from claimgraph.errors import InputError, OverLimit
from claimgraph.gate.draft import Draft
from claimgraph.gate.fast_engine import FastEngine
from claimgraph.gate.literals import is_well_formed
from claimgraph.gate.pyshacl_engine import PyshaclEngine
from claimgraph.gate.report import Report, Result, Severity
from claimgraph.gate.rules import RULES, Finding, removed
from claimgraph.gate.shapes import ShapeSet
from claimgraph.gate.surroundings import Surroundings, vocabulary_of
from claimgraph.store.interface import Store
from claimgraph.vocabulary import CGSH

__all__ = ["Draft", "Engine", "Gate"]

RETOLD_TRIPLES = 3000
"""Larger records are told by the engine that decides: the same results in milliseconds instead of seconds."""
_JUDGED = CGSH + "Record-judged"


class Engine(Protocol):
    """A SHACL processor over fixed shapes."""

    name: str

    def results(self, triples: Sequence[Triple], focus: Iterable[str], record: str) -> list[Result]:
        """Everything that the shapes say about the focus nodes."""
        ...


def _until(drafts: Iterable[Draft], timeout_s: float) -> Iterator[Draft]:
    deadline = time.monotonic() + timeout_s
    for draft in drafts:
        if time.monotonic() > deadline:
            raise OverLimit("the gate ran out of time; validate fewer records at once", retry_after_s=1)
        yield draft


class Gate:
    """Checks drafts against the shapes and the own rules.

    pySHACL is always there. A faster engine, where one is given, decides alone about what conforms; what it refuses is
    told by pySHACL, and refused also if pySHACL has nothing to tell.
    """

    def __init__(self, shapes: ShapeSet, ontology: Iterable[Triple], *, fast: bool = True) -> None:
        self.shapes = shapes
        self._vocabulary = vocabulary_of(ontology)
        self._reference = PyshaclEngine(shapes)
        self._fast: Engine | None = FastEngine(shapes) if fast and FastEngine.installed() else None
        missing = {_JUDGED, *RULES} - set(shapes.messages)
        if missing:
            raise InputError("shapes/record.ttl", found=f"no message for {min(missing)}", expected="one for each rule")

    @property
    def engine(self) -> str:
        """Name of the engine that decides."""
        return self._fast.name if self._fast else self._reference.name

    @property
    def engines(self) -> Sequence[Engine]:
        """The engines at hand, the one that decides first."""
        return [self._fast, self._reference] if self._fast else [self._reference]

    def use_reference_only(self) -> None:
        """Do without the fast engine, as where it failed its check."""
        self._fast = None

    def check(
        self, drafts: Sequence[Draft], store: Store, *, by: Engine | None = None, timeout_s: float | None = None
    ) -> Report:
        """Check everything that one write would change, as it would stand after it.

        Args:
            drafts: The records of the write.
            store: The graph around them.
            by: Hear this engine alone, to compare engines.
            timeout_s: How long it may take; looked at between two records.

        Raises:
            OverLimit: If it takes longer.
        """
        around = Surroundings(store, self._vocabulary, drafts)
        in_time = drafts if timeout_s is None else _until(drafts, timeout_s)
        return Report.of(result for draft in in_time for result in self._check_one(draft, around, by))

    def _check_one(self, draft: Draft, around: Surroundings, by: Engine | None) -> Iterator[Result]:
        """Engines see only records whose literals are well formed: they differ on others, and a rule tells of those."""
        if draft.triples and all(is_well_formed(t.object) for t in draft.triples if isinstance(t.object, Literal)):
            triples = [*draft.triples, *around.facts(draft)]
            yield from self._judged(by, triples, draft) if by else self._shape_results(triples, draft)
        for shape, rule in RULES.items():
            if draft.triples or rule is removed:
                yield from (self._rule_result(shape, finding, draft) for finding in rule(draft, around))

    def _shape_results(self, triples: Sequence[Triple], draft: Draft) -> list[Result]:
        if self._fast is None:
            return self._judged(self._reference, triples, draft)
        quick = self._judged(self._fast, triples, draft)
        refused = any(result.severity is Severity.VIOLATION for result in quick)
        if not refused or len(triples) > RETOLD_TRIPLES:
            return quick
        readable = self._judged(self._reference, triples, draft)
        told = any(result.severity is Severity.VIOLATION for result in readable)
        return readable if told else quick

    def _judged(self, engine: Engine, triples: Sequence[Triple], draft: Draft) -> list[Result]:
        """The word of an engine; one that fails, in whatever way, lets nothing through."""
        try:
            return engine.results(triples, draft.subjects(), draft.document)
        except Exception as error:  # engines raise errors of many libraries; each means refuse
            return [self._rule_result(_JUDGED, Finding(draft.document, value=f"{engine.name}: {error}"), draft)]

    def _rule_result(self, shape: str, finding: Finding, draft: Draft) -> Result:
        return Result(
            severity=self.shapes.severities.get(shape, Severity.VIOLATION),
            record=draft.document,
            focus=finding.focus,
            shape=shape,
            message=self.shapes.messages[shape],
            path=finding.path,
            value=finding.value,
            component=None,
        )
