"""A derived view: its name, what it is about, its parameters, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from claimgraph.querying.parameters import Parameter, read_values
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.told import Told

Tell = Callable[[Derivations, str | None, Mapping[str, str]], Told]


@dataclass(frozen=True)
class View:
    """A view that is worked out when it is asked for.

    Attributes:
        name: Last part of its address.
        summary: One line.
        tell: Works it out, for the path of a claim or None for the whole graph, with the values of its parameters.
        of_claim: Whether one claim has it.
        of_graph: Whether the whole graph has it.
    """

    name: str
    summary: str
    tell: Tell
    of_claim: bool = True
    of_graph: bool = False
    parameters: tuple[Parameter, ...] = ()

    def read(self, values: Mapping[str, str], base: str) -> dict[str, str]:
        """Values of parameters, checked against their types; IRIs are absolute.

        Raises:
            ParameterError: If one is unknown, missing or of the wrong type.
        """
        read = read_values(self.name, self.parameters, values, base)
        return {name: term.value for name, term in read.items()}
