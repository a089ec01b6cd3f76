"""The tree drawn at the head of `errors.py` is the tree of its classes."""

from __future__ import annotations

import inspect
import re

from claimgraph import errors
from claimgraph.errors import ClaimgraphError

_LEVEL = 4
"""Columns that each level of the drawing takes."""
_NODE = re.compile(r" {4}(?P<branch>(?:[│ ] {3})*(?:[├└]── )?)(?P<name>[A-Z]\w+)(?: {2,}\S.*)?")


def drawn() -> list[tuple[str, str | None]]:
    """Each name of the drawing with the name that it hangs from, from top to bottom."""
    above: list[str] = []
    nodes: list[tuple[str, str | None]] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := _NODE.fullmatch(line):
            depth = len(match["branch"]) // _LEVEL
            nodes.append((match["name"], above[depth - 1] if depth else None))
            above[depth:] = [match["name"]]
    return nodes


def defined() -> list[tuple[str, str | None]]:
    """Each exception of the module with its base in the module, depth first in the order of the source."""
    classes = [kind for kind in vars(errors).values() if inspect.isclass(kind) and kind.__module__ == errors.__name__]

    def below(parent: type, above: str | None) -> list[tuple[str, str | None]]:
        nodes = [(parent.__name__, above)]
        for kind in classes:
            if parent in kind.__bases__:
                nodes += below(kind, parent.__name__)
        return nodes

    nodes = below(ClaimgraphError, None)
    assert {name for name, _ in nodes} == {kind.__name__ for kind in classes}, "a class hangs from no other"
    return nodes


def test_the_drawing_shows_every_line_that_looks_like_a_branch() -> None:
    branches = [line for line in (errors.__doc__ or "").splitlines() if re.search("[├└]", line)]
    assert len(drawn()) == len(branches) + 1


def test_the_tree_is_drawn_as_it_is_defined() -> None:
    assert drawn() == defined()


def test_every_error_says_what_it_is_in_one_sentence_at_least() -> None:
    undescribed = [name for name, _ in defined() if not inspect.getdoc(getattr(errors, name))]
    assert not undescribed
