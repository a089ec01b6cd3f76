"""What callers call a concept: an IRI, a prefixed name, a path, the last part of one, or a label that only one has."""

from __future__ import annotations

from difflib import get_close_matches

from claimgraph.errors import ParameterError
from claimgraph.identifiers import scheme_of
from claimgraph.service.derivations import Derivations
from claimgraph.vocabulary import PREFIXES

_SHOWN = 8
_CONCEPTS = "SELECT ?node ?label { ?node a skos:Concept ; skos:inScheme ?scheme ; skos:prefLabel|skos:altLabel ?label }"


def find_concept(derivations: Derivations, view: str, parameter: str, text: str) -> str:
    """The IRI of the concept that a caller means.

    Raises:
        ParameterError: If there is none, or several; says which there are.
    """
    names = derivations.once("concept names", lambda: _names(derivations))
    iris = {iri for found in names.values() for iri in found}
    for iri in _as_iri(text, derivations.base):
        if iri in iris:
            return iri
    found = names.get(text.casefold(), ())
    if len(found) == 1:
        return found[0]
    if found:
        raise ParameterError(view, parameter, found=f"'{text}', the name of several", expected=f"one of {_list(found)}")
    near = near_names(derivations, text)
    candidates = f"a concept, such as {_list(near)}" if near else "the IRI, path or label of a concept"
    raise ParameterError(view, parameter, found=f"'{text}', which no concept is called", expected=candidates)


def near_names(derivations: Derivations, text: str) -> list[str]:
    """Names of concepts that hold a text or are spelled much like it."""
    names = derivations.once("concept names", lambda: _names(derivations))
    holding = sorted({name for name in names if text.casefold() in name})[:_SHOWN]
    return holding or get_close_matches(text.casefold(), list(names), _SHOWN, 0.6)


def _as_iri(text: str, base: str) -> list[str]:
    prefix, colon, name = text.partition(":")
    if colon and prefix in PREFIXES:
        return [PREFIXES[prefix] + name]
    if scheme_of(text):
        return [text]
    return [base + text.lstrip("/"), f"{base}concepts/{text}"]


def _names(derivations: Derivations) -> dict[str, tuple[str, ...]]:
    """Concepts by label and by the last part of their IRI, in lower case."""
    found: dict[str, set[str]] = {}
    for node, label in derivations.store.select(_CONCEPTS):
        if node and label and node.value.startswith(derivations.base):
            found.setdefault(label.value.casefold(), set()).add(node.value)
            found.setdefault(node.value.rpartition("#")[2].casefold(), set()).add(node.value)
    return {name: tuple(sorted(iris)) for name, iris in found.items()}


def _list(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
