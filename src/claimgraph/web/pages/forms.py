"""Forms of views: a field for each parameter, filled with what was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimgraph.errors import ClaimgraphError, ParameterError
from claimgraph.querying.parameters import Parameter
from claimgraph.service.derived import View
from claimgraph.service.derived.naming import near_names
from claimgraph.web.pages.asked import Asked
from claimgraph.web.pages.names import Names


@dataclass(frozen=True)
class Field:
    """A field of a form, filled.

    Attributes:
        label: What stands above it.
        value: What it holds; the label of a concept that was given by its IRI.
    """

    parameter: Parameter
    label: str
    value: str

    @property
    def name(self) -> str:
        """Name of the parameter."""
        return self.parameter.name

    @property
    def is_concept(self) -> bool:
        """Whether it takes a concept, so that it can suggest some."""
        return self.parameter.required and self.parameter.type == "string"


def fields_of(view: View, asked: Asked, labels: Mapping[str, str]) -> list[Field]:
    """The fields of a view."""
    names = Names(asked.graph.derivations)
    return [
        Field(each, labels.get(each.name, each.name.capitalize()), _value(each, asked, names))
        for each in view.parameters
    ]


def _value(parameter: Parameter, asked: Asked, names: Names) -> str:
    given = asked.values.get(parameter.name) or parameter.default or ""
    return names.label(given) if given.startswith(asked.graph.store.base) else given


def near_of(asked: Asked, fields: Iterable[Field], error: ClaimgraphError | None) -> list[tuple[str, str]]:
    """Names of concepts that are near one that nobody knows, each with the address that asks for it."""
    concepts = {each.name for each in fields if each.is_concept}
    if not isinstance(error, ParameterError) or error.parameter not in concepts:
        return []
    text = asked.values.get(error.parameter)
    if not text:
        return []
    return [(name, asked.address(**{error.parameter: name})) for name in near_names(asked.graph.derivations, text)]
