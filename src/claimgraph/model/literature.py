"""Studies on a shelf, with how concepts nest: what each of them can speak about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from claimgraph.model.study import Finding, Study


@dataclass(frozen=True)
class Nesting:
    """Which concept is narrower than which.

    Attributes:
        broader: For a concept's IRI those of the concepts right above it.
    """

    broader: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def reach(self, concepts: Iterable[str]) -> frozenset[str]:
        """Concepts with all that are broader than one of them, by any number of steps.

        >>> sorted(Nesting({"biceps": ("arm flexor",), "arm flexor": ("muscle",)}).reach(["biceps"]))
        ['arm flexor', 'biceps', 'muscle']
        """
        seen = set(concepts)
        ahead = list(seen)
        while ahead:
            above = [each for each in self.broader.get(ahead.pop(), ()) if each not in seen]
            seen.update(above)
            ahead.extend(above)
        return frozenset(seen)

    def is_within(self, concept: str, wider: str) -> bool:
        """Whether a concept is another one or narrower than it.

        >>> Nesting({"biceps": ("arm flexor",), "arm flexor": ("muscle",)}).is_within("biceps", "muscle")
        True
        """
        return wider in self.reach([concept])

    def covers(self, known: Iterable[str], wanted: str) -> bool:
        """Whether one of the known concepts is the wanted one or narrower; broader never covers."""
        return wanted in self.reach(known)


@dataclass(frozen=True)
class Literature:
    """Studies by IRI; one without a record has nothing but its IRI."""

    studies: Mapping[str, Study] = field(default_factory=dict)
    nesting: Nesting = field(default_factory=Nesting)
    _covered: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def study(self, iri: str) -> Study:
        """A study; with nothing but its IRI where it has no record."""
        return self.studies.get(iri) or Study(iri)

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """The findings of all studies, by IRI."""
        return {finding.iri: finding for study in self.studies.values() for finding in study.findings}

    def covered(self, study: str) -> frozenset[str]:
        """The concepts that a study can speak about: assigned, measured, or stood for by a proxy; or broader ones."""
        if study not in self._covered:
            found = self.study(study)
            own = [*found.intervention, *found.comparator, *found.measured]
            self._covered[study] = self.nesting.reach([*own, *(proxy.stands_for for proxy in found.proxies)])
        return self._covered[study]
