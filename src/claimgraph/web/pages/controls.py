"""The fields of a question's form: a list to choose from where values are few, suggestions for concepts, else text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claimgraph.identifiers import scheme_of
from claimgraph.querying.catalogue import CatalogueQuery
from claimgraph.querying.parameters import Parameter
from claimgraph.search import Search
from claimgraph.service import Claimgraph
from claimgraph.service.derived.naming import find_concept
from claimgraph.vocabulary import CG

Choices = Sequence[tuple[str, str]]
_MOST = 60
"""Records that a list offers at most; beyond, one names the record."""
_INPUTS = {"integer": "number", "decimal": "number", "date": "date"}
_KINDS = {"claim": "claims", "study": "studies"}
_ALIKE = """SELECT DISTINCT ?value ?label { <%s> skos:inScheme ?scheme . ?value skos:inScheme ?scheme ;
    skos:prefLabel ?label } ORDER BY LCASE(STR(?label))"""


@dataclass(frozen=True)
class Control:
    """A field, filled.

    Attributes:
        value: What it holds: for a concept its label.
        choices: Values with their labels; empty where one types.
    """

    parameter: Parameter
    value: str
    choices: Choices = ()

    @property
    def label(self) -> str:
        """What stands above it."""
        return self.parameter.name.capitalize()

    @property
    def input(self) -> str:
        """The type of its input."""
        return _INPUTS.get(self.parameter.type, "text")

    @property
    def is_concept(self) -> bool:
        """Whether it can suggest concepts."""
        return self.parameter.type == "concept"


def controls_of(graph: Claimgraph, query: CatalogueQuery, values: Mapping[str, str]) -> list[Control]:
    """The fields of a question, with the values that were given."""
    return [_control(graph, each, values.get(each.name) or each.default or "") for each in query.parameters]


def _control(graph: Claimgraph, parameter: Parameter, value: str) -> Control:
    if parameter.type == "concept":
        return Control(parameter, graph.derivations.labels.get(_iri(graph, value), value))
    if parameter.type == "boolean":
        return Control(parameter, value, (("true", "yes"), ("false", "no")))
    choices = _choices(graph, parameter)
    return Control(parameter, _as_chosen(value, choices, graph.store.base), choices)


def _choices(graph: Claimgraph, parameter: Parameter) -> Choices:
    example = parameter.example or ""
    if example.startswith("cg:"):
        rows = graph.store.select(_ALIKE % (CG.iri + example.removeprefix("cg:")))
        return [(f"cg:{value.value.removeprefix(CG.iri)}", label.value) for value, label in rows if value and label]
    if parameter.type == "iri" and parameter.name in _KINDS:
        found = graph.search.search(Search(_KINDS[parameter.name], sort="title", limit=_MOST + 1))
        if found.total <= _MOST:
            return [(each.iri.removeprefix(graph.store.base), each.title) for each in found.entries]
    return ()


def _as_chosen(value: str, choices: Choices, base: str) -> str:
    """A value in the form in which the list has it."""
    return next((each for each, _ in choices if value in (each, base + each)), value)


def _iri(graph: Claimgraph, value: str) -> str:
    return value if not value or scheme_of(value) else graph.store.base + value


def resolved(graph: Claimgraph, query: CatalogueQuery, values: Mapping[str, str]) -> dict[str, str]:
    """Values without empty ones, with concepts by their paths, however they were named.

    Raises:
        ParameterError: If no concept is called so, or several are.
    """
    told = {name: text for name, text in values.items() if text}
    for parameter in query.parameters:
        if parameter.type == "concept" and parameter.name in told:
            iri = find_concept(graph.derivations, query.name, parameter.name, told[parameter.name])
            told[parameter.name] = iri.removeprefix(graph.store.base)
    return told
