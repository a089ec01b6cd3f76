"""Finding phrases in text: whole words, leftmost and longest first, in time linear in the text.

Phrases are data. Words are compared without case, spelling variants and plural; hyphens and slashes part words as
blanks do, punctuation does not. An ellipsis in a phrase stands for up to six words but no preposition, as in
"randomized … trial".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

V = TypeVar("V")

GAP = "…"
GAP_WORDS = 6
_TOKEN = re.compile(r"[^\W_]+|[&,;:.!?()\[\]…]")
_PUNCTUATION = frozenset(",;:.!?()[]…")
_STOPS = frozenset(";:.!?()[]…")
_NOT_IN_GAP = _STOPS | frozenset(("of", "in", "with", "or", "versus", "vs", "to", "from", "than"))
_SPELLINGS = (
    (re.compile(r"is(ation|e|ed|es|er|ing)$"), r"iz\1"),
    (re.compile(r"ll(ing|ed|er)$"), r"l\1"),
    (re.compile(r"our$"), "or"),
    (re.compile(r"(fib|met|lit|cent)re(s?)$"), r"\1er\2"),
    (re.compile(r"(.{2})ies$"), r"\1y"),
    (re.compile(r"(ly|the)ses$"), r"\1sis"),
    (re.compile(r"(ch|sh|x|ss)es$"), r"\1"),
    (re.compile(r"([^sui])s$"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark of punctuation.

    Attributes:
        word: In lower case.
        key: The word as phrases are compared: spelling and plural evened out.
        start: Where it begins in the text.
        end: Where it ends in the text.
    """

    word: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match(Generic[V]):
    """A phrase found: what it stands for, and the tokens from `start` up to `end` that it takes."""

    value: V
    start: int
    end: int


def word_set(words: str) -> frozenset[str]:
    """Words written with blanks between them, as a set."""
    return frozenset(words.split())


def tokens_of(text: str) -> tuple[Token, ...]:
    """Cut a text into words and marks.

    >>> [token.key for token in tokens_of("PI3K/Akt signalling & fibres")]
    ['pi3k', 'akt', 'signaling', 'and', 'fiber']
    """
    return tuple(_token(match) for match in _TOKEN.finditer(text))


def _token(match: re.Match[str]) -> Token:
    word = "and" if match[0] == "&" else match[0].casefold()
    return Token(word, fold(word), match.start(), match.end())


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Even out the spelling variants and the plural of a word; both sides of a comparison go through it.

    >>> fold("analyses"), fold("hypertrophies"), fold("signalling"), fold("fibres"), fold("synthesis")
    ('analysis', 'hypertrophy', 'signaling', 'fiber', 'synthesis')
    """
    if len(word) < 4:
        return word
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


class PhraseTable(Generic[V]):
    """Phrases and what each stands for; one that stands for two things stands for none.

    >>> table = PhraseTable([("protein synthesis", 1), ("myofibrillar protein synthesis", 2)])
    >>> [match.value for match in table.matches(tokens_of("Myofibrillar protein-synthesis rises."))]
    [2]
    """

    def __init__(self, phrases: Iterable[tuple[str, V]], *, folded: bool = True) -> None:
        self._folded = folded
        meanings: dict[tuple[str, ...], set[V]] = {}
        for phrase, value in phrases:
            words = tuple(self._form(token) for token in tokens_of(phrase))
            if words and words[0] != GAP and words[-1] != GAP:
                meanings.setdefault(words, set()).add(value)
        self._by_first: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for words, values in meanings.items():
            if len(values) == 1:
                self._by_first.setdefault(words[0], []).append((words, next(iter(values))))
        for phrases_of_word in self._by_first.values():
            phrases_of_word.sort(key=lambda phrase: (-len(phrase[0]), phrase[0]))

    def __len__(self) -> int:
        return sum(len(phrases) for phrases in self._by_first.values())

    def _form(self, token: Token) -> str:
        return token.key if self._folded else token.word

    def matches(self, tokens: Sequence[Token], start: int = 0, stop: int | None = None) -> Iterator[Match[V]]:
        """Matches between two tokens from left to right, none overlapping another."""
        end = len(tokens) if stop is None else stop
        position = start
        while position < end:
            match = self._longest_at(tokens, position, end)
            if match:
                yield match
            position = match.end if match else position + 1

    def _longest_at(self, tokens: Sequence[Token], position: int, stop: int) -> Match[V] | None:
        best: Match[V] | None = None
        for words, value in self._by_first.get(self._form(tokens[position]), ()):
            end = self._end_of(words, tokens, position, stop)
            if end is not None and (best is None or end > best.end):
                best = Match(value, position, end)
        return best

    def _end_of(self, words: tuple[str, ...], tokens: Sequence[Token], position: int, stop: int) -> int | None:
        """Where a phrase that begins at `position` ends, or None."""
        gap = False
        for word in words:
            if word == GAP:
                gap = True
                continue
            found = self._within_gap(word, tokens, position, stop) if gap else position
            if found is None or found >= stop or self._form(tokens[found]) != word:
                return None
            position, gap = found + 1, False
        return position

    def _within_gap(self, word: str, tokens: Sequence[Token], position: int, stop: int) -> int | None:
        words_passed = 0
        while position < stop and words_passed <= GAP_WORDS and tokens[position].word not in _NOT_IN_GAP:
            if self._form(tokens[position]) == word:
                return position
            words_passed += tokens[position].word not in _PUNCTUATION
            position += 1
        return None
