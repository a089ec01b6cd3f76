"""How often studies err: by their design, and by how they come to what they are cited for.

The numbers are a model, not measurements: they order designs and bases and say by how much. They are data of the
ontology (`ontology/schemes/error-priors.ttl`), and a file of the same form may put others in their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from claimgraph.errors import InputError
from claimgraph.vocabulary import CG


@dataclass(frozen=True)
class Priors:
    """Error priors, between 0 and 1.

    Attributes:
        systematic: Local name of a study design to the probability that such a study errs as a whole.
        random: Local name of a basis to the probability that one line with it is wrong.
    """

    systematic: Mapping[str, float] = field(default_factory=dict)
    random: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, triples: Iterable[Triple], place: str | None = None) -> Priors:
        """Read the priors that a graph states.

        Raises:
            InputError: If one is no number from 0 to 1, or stated twice.
        """
        found: dict[NamedNode, dict[str, float]] = {CG.systematicError: {}, CG.randomError: {}}
        for triple in triples:
            if triple.predicate in found:
                name = str(getattr(triple.subject, "value", "")).removeprefix(CG.iri)
                values = found[triple.predicate]
                if name in values:
                    raise InputError(place, found=f"two priors of cg:{name}", expected="one")
                values[name] = _probability(triple, name, place)
        return cls(found[CG.systematicError], found[CG.randomError])

    def updated(self, other: Priors) -> Priors:
        """These priors with those of another set in their place where it has some."""
        return Priors({**self.systematic, **other.systematic}, {**self.random, **other.random})

    def of_design(self, design: str | None) -> float:
        """Systematic error of a design; one that is not known errs as often as the worst."""
        return self.systematic.get(design or "", max(self.systematic.values(), default=1.0))

    def of_basis(self, basis: str) -> float:
        """Random error of a basis; one that is not known errs as often as the worst."""
        return self.random.get(basis, max(self.random.values(), default=1.0))


def _probability(triple: Triple, name: str, place: str | None) -> float:
    text = str(getattr(triple.object, "value", triple.object))
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise InputError(place, found=f"the prior {text} of cg:{name}", expected="a number from 0 to 1")
    return value
