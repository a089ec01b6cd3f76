"""All arrows of all claims in memory: who asserts each of them, under which contrast, on what evidence.

An index never changes. A changed record gives a new one that shares all the rest with the old, so whoever reads goes
on with what he began with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from claimgraph.appraisal.scrutiny import Setting
from claimgraph.model import Claim, EvidenceLine
from claimgraph.model.mechanism import SIGNS

ASSERTED, PROPOSED, RULED_OUT = range(3)
"""How an arrow stands: some claim asserts it, its links are only proposed, or only ruled-out mechanisms have it."""


class Key(NamedTuple):
    """What makes two arrows the same.

    Attributes:
        influence: Local name, such as increases.
        contrast: IRIs of the conditions against which it holds; none where neither link nor claim names one.
    """

    cause: str
    influence: str
    consequence: str
    contrast: tuple[str, ...]


class Line(NamedTuple):
    """An evidence line as the index keeps it: what decides how much it weighs."""

    iri: str
    study: str
    direction: str
    basis: str
    also: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    def evidence(self) -> EvidenceLine:
        """The same in the model."""
        return EvidenceLine(*self)


class Assertion(NamedTuple):
    """A link that asserts an arrow.

    Attributes:
        standing: Local name of its mechanism's standing.
        state: Local name: Curated or Proposed.
        lines: Evidence on the link and on its step, by IRI.
        setting: What its claim compares.
        stated: IRI of the contrast that the link itself names; None where it takes that of its claim.
        kind: What it makes of its arrow: ASSERTED, PROPOSED or RULED_OUT.
    """

    link: str
    step: str
    mechanism: str
    standing: str
    state: str
    lines: tuple[Line, ...]
    setting: Setting
    stated: str | None
    kind: int

    @property
    def document(self) -> str:
        """IRI of the record."""
        return self.link.partition("#")[0]

    @property
    def claim(self) -> str:
        """IRI of the claim: a record has one, and it is always called this."""
        return f"{self.document}#claim"


class Arrow:
    """An arrow with its assertions; two are the same object or different arrows, or of different indexes.

    Attributes:
        assertions: All links that assert it, by IRI.
        kind: The best that any of them makes of it: ASSERTED, PROPOSED or RULED_OUT.
    """

    __slots__ = ("assertions", "key", "kind")

    def __init__(self, key: Key, assertions: tuple[Assertion, ...]) -> None:
        self.key = key
        self.assertions = assertions
        self.kind = assertions[0].kind if len(assertions) == 1 else min(each.kind for each in assertions)

    @property
    def cause(self) -> str:
        """IRI of the concept that it starts from."""
        return self.key[0]

    @property
    def consequence(self) -> str:
        """IRI of the concept that it leads to."""
        return self.key[2]

    @property
    def contrast(self) -> tuple[str, ...]:
        """Conditions against which it holds."""
        return self.key[3]

    @property
    def sign(self) -> str:
        """Sign of its influence."""
        return SIGNS.get(self.key[1], "?")

    @property
    def counting(self) -> tuple[Assertion, ...]:
        """The assertions that make it stand as it does; proposed links add nothing to an arrow that is asserted."""
        if len(self.assertions) == 1:
            return self.assertions
        return tuple(each for each in self.assertions if each.kind == self.kind)

    def claims(self) -> list[str]:
        """IRIs of the claims that assert it, each once."""
        return sorted({each.claim for each in self.counting})

    def __repr__(self) -> str:
        return f"Arrow({self.key!r})"


Arrows = dict[str, tuple[Arrow, ...]]


class Causal:
    """The index: arrows by cause and by consequence, and what each record asserts."""

    def __init__(self, leading: Arrows, reaching: Arrows, documents: dict[str, tuple[Key, ...]]) -> None:
        self._leading, self._reaching, self._documents = leading, reaching, documents

    @classmethod
    def of(cls, asserted: Iterable[tuple[Key, Assertion]]) -> Causal:
        """Make the index of all assertions."""
        grouped: defaultdict[Key, list[Assertion]] = defaultdict(list)
        documents: defaultdict[str, list[Key]] = defaultdict(list)
        for key, assertion in asserted:
            grouped[key].append(assertion)
            documents[assertion[0].partition("#")[0]].append(key)
        leading: defaultdict[str, list[Arrow]] = defaultdict(list)
        reaching: defaultdict[str, list[Arrow]] = defaultdict(list)
        for key, assertions in grouped.items():
            if len(assertions) > 1:
                assertions.sort(key=_link)
            arrow = Arrow(key, tuple(assertions))
            leading[key[0]].append(arrow)
            reaching[key[2]].append(arrow)
        return cls(_frozen(leading), _frozen(reaching), {name: tuple(keys) for name, keys in documents.items()})

    @classmethod
    def of_claims(cls, claims: Iterable[Claim]) -> Causal:
        """Make the index of claims that are in memory."""
        return cls.of(chain.from_iterable(map(assertions_of, claims)))

    def leading(self, concept: str) -> tuple[Arrow, ...]:
        """Arrows that start from a concept, whatever their kind."""
        return self._leading.get(concept, ())

    def reaching(self, concept: str) -> tuple[Arrow, ...]:
        """Arrows that lead to a concept, whatever their kind."""
        return self._reaching.get(concept, ())

    def arrows(self, *kinds: int) -> Iterator[Arrow]:
        """All arrows of these kinds, in no particular order; without a kind those that are asserted."""
        wanted = kinds or (ASSERTED,)
        return (arrow for arrows in self._leading.values() for arrow in arrows if arrow.kind in wanted)

    def between(self, cause: str, consequence: str) -> tuple[Arrow, ...]:
        """Arrows from one concept to another, by influence and contrast."""
        found = (arrow for arrow in self.leading(cause) if arrow.consequence == consequence)
        return tuple(sorted(found, key=lambda arrow: arrow.key))

    def documents(self) -> frozenset[str]:
        """IRIs of the records that assert something."""
        return frozenset(self._documents)

    def of_document(self, document: str) -> tuple[Arrow, ...]:
        """The arrows that a record asserts, each once."""
        keys = dict.fromkeys(self._documents.get(document, ()))
        return tuple(arrow for key in keys if (arrow := self.arrow(key)) is not None)

    def arrow(self, key: Key) -> Arrow | None:
        """The arrow with this key, None if nobody asserts it."""
        return next((arrow for arrow in self.leading(key.cause) if arrow.key == key), None)

    def __len__(self) -> int:
        return sum(map(len, self._leading.values()))

    def replaced(self, document: str, asserted: Iterable[tuple[Key, Assertion]]) -> Causal:
        """The index with what one record asserts now in place of what it asserted; the cost follows the record.

        Args:
            document: IRI of the record.
            asserted: Its assertions as they are now; none if it is gone.
        """
        new: dict[Key, list[Assertion]] = {}
        for key, assertion in asserted:
            new.setdefault(key, []).append(assertion)
        touched = {*self._documents.get(document, ()), *new}
        leading, reaching, documents = dict(self._leading), dict(self._reaching), dict(self._documents)
        for key in sorted(touched):
            old = self.arrow(key)
            kept = [each for each in old.assertions if each.document != document] if old else []
            assertions = sorted([*kept, *new.get(key, ())], key=_link)
            arrow = Arrow(key, tuple(assertions)) if assertions else None
            _put(leading, key.cause, key, arrow)
            _put(reaching, key.consequence, key, arrow)
        documents.pop(document, None)
        if new:
            documents[document] = tuple(key for key, assertions in new.items() for _ in assertions)
        return Causal(leading, reaching, documents)


def assertions_of(claim: Claim) -> Iterator[tuple[Key, Assertion]]:
    """What the mechanisms of one claim assert, ruled-out ones and proposed links included."""
    setting = Setting.of(claim)
    for mechanism in claim.mechanisms:
        for step in mechanism.steps:
            for link in step.links:
                contrast = (link.contrast,) if link.contrast else claim.comparator
                lines = tuple(sorted(map(_line, (*step.evidence, *link.evidence))))
                standing, state = mechanism.standing, link.state
                kind = kind_of(standing, state)
                yield (
                    Key(link.cause, link.influence, link.consequence, contrast),
                    Assertion(link.iri, step.iri, mechanism.iri, standing, state, lines, setting, link.contrast, kind),
                )


def kind_of(standing: str, state: str) -> int:
    """What a link makes of its arrow, by the standing of its mechanism and its own state."""
    if standing == "RuledOut":
        return RULED_OUT
    return ASSERTED if state == "Curated" else PROPOSED


def _line(line: EvidenceLine) -> Line:
    return Line(line.iri, line.study, line.direction, line.basis, line.also, line.findings)


def _link(assertion: Assertion) -> str:
    return assertion.link


def _frozen(arrows: Mapping[str, list[Arrow]]) -> Arrows:
    return {concept: tuple(found) for concept, found in arrows.items()}


def _put(arrows: Arrows, concept: str, key: Key, arrow: Arrow | None) -> None:
    """Put an arrow in the place of the one with its key; without one take that away."""
    kept = [each for each in arrows.get(concept, ()) if each.key != key]
    kept += [arrow] if arrow else []
    if kept:
        arrows[concept] = tuple(kept)
    else:
        arrows.pop(concept, None)
