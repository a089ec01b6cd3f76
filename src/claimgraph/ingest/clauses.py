"""The structure of one sentence, as far as drawing arrows needs it: its concepts, its verbs, and who governs whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from claimgraph.ingest.grammar import (
    BE,
    BODY,
    CLAUSE_BREAKERS,
    COORDINATING,
    DETERMINERS,
    FUNCTION_WORDS,
    GAIN,
    LESS,
    LOCATIVES,
    LOSS,
    MODALS,
    MORE,
    PASSED_OVER,
    PREPOSITIONS,
    Form,
    form_of,
)
from claimgraph.ingest.phrases import Match, PhraseTable, Token
from claimgraph.ingest.wording import is_negated

_BETWEEN = 6
"""How many words may stand between a concept and its verb."""

_GROUP = 12
"""How many coordinated concepts are read."""

_FINITE = (Form.FINITE, Form.BASE, Form.PAST)

Mention = Match[str]
"""A concept named in a sentence."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A causal verb: the relation that it names, the words that it takes, its form and whether it is denied."""

    influence: NamedNode
    start: int
    end: int
    form: Form
    negated: bool


class Clause:
    """A sentence with the concepts and the causal verbs in it; what stands in brackets is left out.

    Attributes:
        verbs: Its causal verbs, in order.
    """

    def __init__(self, tokens: Sequence[Token], labels: PhraseTable[str], verbs: PhraseTable[NamedNode]) -> None:
        tokens = [token for token, depth in zip(tokens, _depths(tokens), strict=True) if not depth]
        self._words = [token.word for token in tokens]
        self._mentions: list[Mention] = list(labels.matches(tokens))
        self._ends = {mention.end for mention in self._mentions}
        taken = {place for mention in self._mentions for place in range(mention.start, mention.end)}
        found = [match for match in verbs.matches(tokens) if match.start not in taken]
        forms = [form_of(self._words[match.start : match.end]) for match in found]
        self.verbs = [
            Verb(match.value, match.start, match.end, form, is_negated(tokens, match.start))
            for match, form in zip(found, forms, strict=True)
            if self._is_verb(match, form)
        ]

    def subjects(self, verb: Verb, taken: Sequence[Mention] = ()) -> tuple[Mention, ...]:
        """The concept that stands right before a verb, with those coordinated to it that are not `taken`."""
        place = sum(mention.end <= verb.start for mention in self._mentions) - 1
        if place < 0 or not self._is_near(self._mentions[place].end, verb.start):
            return ()
        head = self._head(place)
        if head is None or not self._is_whole(self._mentions[head]):
            return ()
        group = [self._mentions[head]]
        while head > 0 and len(group) < _GROUP and self._coordinates(self._mentions[head - 1].end, group[0].start):
            head -= 1
            if self._mentions[head] in taken:
                break
            group.insert(0, self._mentions[head])
        return tuple(group)

    def objects(self, verb: Verb) -> tuple[Mention, ...]:
        """The concept that stands right after a verb, with those coordinated to it."""
        place = sum(mention.start < verb.end for mention in self._mentions)
        after = self._mentions[place : place + _GROUP]
        if not after or not self._is_near(verb.end, after[0].start) or not self._governs(verb.end, after[0].start):
            return ()
        group: list[Mention] = []
        for mention in after:
            coordinated = not group or self._coordinates(group[-1].end, mention.start)
            if not coordinated or not self._is_whole(mention) or (group and self._is_subject(mention)):
                break
            group.append(mention)
        return tuple(group)

    def word_before(self, verb: Verb | Match[NamedNode]) -> str:
        """The word before a verb, adverbs and "not" passed over."""
        place = verb.start - 1
        while place >= 0 and (self._words[place].endswith("ly") or self._words[place] in PASSED_OVER):
            place -= 1
        return self._words[place] if place >= 0 else ""

    def modifiers(self, mention: Mention) -> Iterator[str]:
        """Up to four words right before a mention that belong to its noun phrase."""
        for place in range(mention.start - 1, max(-1, mention.start - 5), -1):
            word = self._words[place]
            if word in COORDINATING or any(verb.start <= place < verb.end for verb in self.verbs):
                return
            if not (word in LESS and self._word_at(place + 1) in BODY):
                yield word

    def _head(self, place: int) -> int | None:
        """The mention that heads a noun phrase: in "fatigue of the quadriceps" that of fatigue."""
        while (preposition := self._preposition_before(self._mentions[place])) is not None:
            if place == 0 or self._mentions[place - 1].end != preposition:
                return place if preposition and self._words[preposition - 1] in GAIN | LOSS else None
            place -= 1
        return place

    def _preposition_before(self, mention: Mention) -> int | None:
        """Where the preposition stands that ties a mention to a noun before it, up to three words away."""
        for place in range(mention.start - 1, max(-1, mention.start - 4), -1):
            if self._words[place] in LOCATIVES:
                return place
            if self._words[place] in COORDINATING or self._words[place] in PREPOSITIONS:
                return None
        return None

    def _governs(self, start: int, stop: int) -> bool:
        """Whether what follows a verb up to a concept is no other noun to which a preposition ties the concept."""
        between = self._words[start:stop]
        return not any(
            word in PREPOSITIONS | {"as"} and (not place or between[place - 1] not in GAIN | LOSS | {"such"})
            for place, word in enumerate(between)
        )

    def _is_whole(self, mention: Mention) -> bool:
        """Whether a mention is not the first part of a longer name, as in "leg extension performance"."""
        word = self._word_at(mention.end)
        starts_verb = any(verb.start == mention.end for verb in self.verbs)
        return not word or word in FUNCTION_WORDS or word.endswith("ly") or starts_verb

    def _is_subject(self, mention: Mention) -> bool:
        """Whether a verb begins right after a mention and so takes it as its subject."""
        return any(verb.start == mention.end and verb.form in _FINITE for verb in self.verbs)

    def _coordinates(self, start: int, stop: int) -> bool:
        """Whether only coordination, and up to three modifiers, stand between two mentions."""
        between = self._words[start:stop]
        modifiers = [word for word in between if word not in COORDINATING and word not in DETERMINERS]
        plain = not any(word in PREPOSITIONS | CLAUSE_BREAKERS or not word.isalnum() for word in modifiers)
        joined = any(word in (",", "and", "or") for word in between)
        return joined and plain and len(modifiers) <= 3 and not self._has_verb(start, stop)

    def _is_near(self, start: int, stop: int) -> bool:
        between = self._words[start:stop]
        broken = len(between) > _BETWEEN or any(word in CLAUSE_BREAKERS or word in ";:()" for word in between)
        return not broken and not self._has_verb(start, stop)

    def _has_verb(self, start: int, stop: int) -> bool:
        return any(start <= verb.start < stop for verb in self.verbs)

    def _is_verb(self, match: Match[NamedNode], form: Form) -> bool:
        """Whether a form is used as a verb here and not as a noun or an adjective."""
        before, after = self.word_before(match), self._word_at(match.end)
        adjacent = match.start in self._ends
        if form is Form.PASSIVE:
            return (before in BE or adjacent) and not after.isdigit()
        if form is Form.PARTICIPLE:
            return before not in PREPOSITIONS - {"without"} and before not in DETERMINERS
        if after in ("in", "of") and self._words[match.end - 1] not in PREPOSITIONS:
            return False
        if form is Form.PAST:
            return adjacent
        if form is Form.BASE:
            return adjacent or before in MODALS
        return before not in (DETERMINERS - {"that", "this"}) | PREPOSITIONS | BE | MORE | LESS

    def _word_at(self, place: int) -> str:
        return self._words[place] if place < len(self._words) else ""


def _depths(tokens: Iterable[Token]) -> Iterator[int]:
    """How deep in brackets each word stands; what stands in them are examples and asides."""
    depth = 0
    for token in tokens:
        depth += token.word in ("(", "[")
        yield depth
        depth = max(0, depth - (token.word in (")", "]")))
