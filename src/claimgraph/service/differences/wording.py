"""Two wordings beside each other, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOST_WORDS = 2_000
"""Longer wordings are told as replaced whole: comparing takes time that grows with their product."""


@dataclass(frozen=True)
class Piece:
    """A run of words; `kind` is same, removed or added."""

    text: str
    kind: str = "same"


def reworded(before: str, after: str) -> tuple[Piece, ...]:
    """The words that stayed, went and came, in reading order; removed ones stand before those in their place.

    >>> [(piece.kind, piece.text) for piece in reworded("lifts less weight", "lifts the same weight")]
    [('same', 'lifts '), ('removed', 'less '), ('added', 'the same '), ('same', 'weight')]
    """
    old, new = _words(before), _words(after)
    if len(old) + len(new) > _MOST_WORDS:
        return _pieces([("removed", old), ("added", new)])
    runs: list[tuple[str, Sequence[str]]] = []
    for tag, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", old[start:end]))
        else:
            runs += [("removed", old[start:end]), ("added", new[begin:stop])]
    return _pieces(runs)


def _words(text: str) -> list[str]:
    """Words, each with the space after it, so that the words together are the text."""
    return re.findall(r"\S+\s*|\s+", text)


def _pieces(runs: Iterable[tuple[str, Sequence[str]]]) -> tuple[Piece, ...]:
    return tuple(_nonempty(Piece("".join(words), kind) for kind, words in runs))


def _nonempty(pieces: Iterable[Piece]) -> Iterator[Piece]:
    return (piece for piece in pieces if piece.text)
