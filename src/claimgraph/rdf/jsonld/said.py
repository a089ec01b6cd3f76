"""What files of triples say of each subject, by values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.vocabulary import RDF


class Said:
    """Triples by subject and property; what blank nodes say is left out."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._instances: dict[str, list[str]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, (NamedNode, Literal)):
                self._objects[triple.subject.value, triple.predicate.value].append(triple.object.value)
                if triple.predicate == RDF.type:
                    self._instances[triple.object.value].append(triple.subject.value)

    @classmethod
    def read(cls, files: Iterable[Path], base: str) -> Said:
        """Read Turtle files."""
        return cls(
            triple for file in files for triple in parse_triples(file.read_bytes(), TURTLE, base=base, place=str(file))
        )

    def all(self, subject: str, predicate: NamedNode) -> list[str]:
        """The objects, in the order of the files."""
        return self._objects.get((subject, predicate.value), [])

    def one(self, subject: str, predicate: NamedNode) -> str | None:
        """The first object, None where there is none."""
        return next(iter(self.all(subject, predicate)), None)

    def of_type(self, *classes: str) -> list[str]:
        """The instances of any of these classes."""
        return list(dict.fromkeys(node for kind in classes for node in self._instances[kind]))
