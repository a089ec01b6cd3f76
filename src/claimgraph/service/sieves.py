"""Which arrows of a view are let through, beyond what it is about: by concept scheme, influence and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claimgraph.errors import ParameterError
from claimgraph.identifiers import record_path
from claimgraph.model.mechanism import INFLUENCES
from claimgraph.network.view import Edge
from claimgraph.querying.parameters import Parameter

PARAMETERS = (
    Parameter("scheme", "string", "Only arrows between concepts of one scheme: its path or slug.",
              example="resistance-training"),
    Parameter("influence", "string", "Only arrows of this influence: " + ", ".join(INFLUENCES) + ".",
              example="increases"),
    Parameter("confidence", "decimal", "Only arrows that are at least this sure, 0 to 1.", example="0.5"),
)  # fmt: skip
"""Parameters of a sieve."""


@dataclass(frozen=True)
class Sieve:
    """What lets arrows through.

    Attributes:
        scheme: IRI of the concept scheme of both ends; None for any.
        influence: Local name; None for any.
        confidence: 0 to 1; above 0, arrows without evidence that counts are held back.
    """

    scheme: str | None = None
    influence: str | None = None
    confidence: float = 0.0

    def lets(self, edge: Edge) -> bool:
        """Whether an arrow is let through."""
        return (
            self.influence in (None, edge.influence)
            and (edge.confidence or 0.0) >= self.confidence
            and (self.scheme is None or all(_in(self.scheme, end) for end in (edge.cause, edge.consequence)))
        )


EVERYTHING = Sieve()
"""Lets every arrow through."""


def _in(scheme: str, concept: str) -> bool:
    return concept.partition("#")[0] == scheme


def read_sieve(read: Mapping[str, str], base: str) -> Sieve:
    """The sieve of parameters whose types hold.

    Raises:
        ParameterError: If an influence is unknown, or a confidence is not from 0 to 1.

    >>> read_sieve({"scheme": "resistance-training"}, "http://localhost:8000/").scheme
    'http://localhost:8000/concepts/resistance-training'
    """
    influence, confidence = read.get("influence"), read.get("confidence", "0")
    if influence is not None and influence not in INFLUENCES:
        raise ParameterError("graph", "influence", found=f"'{influence}'", expected=", ".join(INFLUENCES))
    if not 0 <= float(confidence) <= 1:
        raise ParameterError("graph", "confidence", found=f"'{confidence}'", expected="a number from 0 to 1")
    return Sieve(_scheme(read["scheme"], base) if "scheme" in read else None, influence, float(confidence))


def _scheme(text: str, base: str) -> str:
    bare = text.removeprefix(base)
    return base + record_path(bare if bare.startswith("concepts/") else f"concepts/{bare}")
