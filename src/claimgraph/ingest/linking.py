"""Concepts named in a text, and the causal arrows that its verbs draw between them.

An arrow is only ever a proposal for curators, so missing one is better than drawing a wrong one. The rules:

* The verbs are the `skos:hiddenLabel` of the five influences in `ontology/schemes/causal-verbs.ttl`, form by form.
* The cause is the concept right before an active verb, the consequence the one right after it; passive forms, which end
  in "by", swap the ends. Concepts in brackets are examples and take no part.
* "and", "or" and commas coordinate causes and consequences, one arrow each.
* A verb that goes on from an earlier one (", triggering", "to trigger", "which triggers") starts from what that one
  raised, or else from its cause; "and triggers" starts from the same cause.
* "leads to", "causes" and the like name no direction by themselves: `cg:modulates`, unless "greater" or "less" does.
* "less fatigue", "loss of", "inhibition of" before a cause or consequence turn the sign.
* "does not change" and "does not cause" mean `cg:hasNoEffectOn`; "does not increase" leaves a decrease open and draws
  no arrow, and neither does "similar" or "the same" before a consequence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from claimgraph.ingest.clauses import Clause, Mention, Verb
from claimgraph.ingest.grammar import GAIN, LESS, LOSS, MORE, RELATIVES, SAME, Form
from claimgraph.ingest.phrases import PhraseTable, Token, tokens_of
from claimgraph.vocabulary import CG

_OPPOSITE = {CG.increases: CG.decreases, CG.decreases: CG.increases, CG.maintains: CG.decreases}
_LESS_OF = {
    CG.increases: CG.decreases,
    CG.decreases: CG.maintains,
    CG.maintains: CG.decreases,
    CG.modulates: CG.decreases,
}


@dataclass(frozen=True, slots=True)
class Arrow:
    """A proposed causal link between two concepts, each by its IRI."""

    cause: str
    influence: NamedNode
    consequence: str


class ConceptIndex:
    """Concepts by their labels; a label that two concepts share links to neither.

    Attributes:
        labels: The labels, to be found among words; the longest wins.

    >>> index = ConceptIndex([("c#fatigue", ["neuromuscular fatigue"]), ("c#velocity", ["movement velocity"])])
    >>> index.concepts_in("Neuromuscular fatigue lowers movement-velocity.")
    ('c#fatigue', 'c#velocity')
    """

    def __init__(self, concepts: Iterable[tuple[str, Iterable[str]]]) -> None:
        self.labels: PhraseTable[str] = PhraseTable((label, iri) for iri, labels in concepts for label in labels)

    def concepts_in(self, text: str) -> tuple[str, ...]:
        """The distinct concepts that a text names, in order."""
        return tuple(dict.fromkeys(match.value for match in self.labels.matches(tokens_of(text))))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What one verb of a sentence drew."""

    causes: tuple[Mention, ...]
    influence: NamedNode
    consequences: tuple[Mention, ...]
    passive: bool

    def arrows(self) -> Iterator[Arrow]:
        """One arrow for each cause and consequence that differ."""
        for cause in self.causes:
            for consequence in self.consequences:
                if cause.value != consequence.value:
                    yield Arrow(cause.value, self.influence, consequence.value)


def arrows_in(text: str, concepts: ConceptIndex, verbs: PhraseTable[NamedNode]) -> tuple[Arrow, ...]:
    """The arrows that a text draws, in order; of two between the same ends the first one stays.

    >>> index = ConceptIndex([("c#f", ["fatigue"]), ("c#v", ["velocity"]), ("c#r", ["repetition capacity"])])
    >>> table = PhraseTable([("limits", CG.decreases), ("preserving", CG.maintains)], folded=False)
    >>> [arrow.consequence for arrow in arrows_in("Fatigue limits velocity and repetition capacity.", index, table)]
    ['c#v', 'c#r']
    """
    arrows: dict[tuple[str, str], Arrow] = {}
    for sentence in _sentences(tokens_of(text), text):
        for arrow in _arrows_of(Clause(sentence, concepts.labels, verbs)):
            arrows.setdefault((arrow.cause, arrow.consequence), arrow)
    return tuple(arrows.values())


def _sentences(tokens: Sequence[Token], text: str) -> Iterator[Sequence[Token]]:
    start = 0
    for place, token in enumerate(tokens):
        ends = token.word in ".!?;…" and not text[token.end : token.end + 1].strip()
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if ends and (token.word == ";" or following is None or text[following.start].isupper()):
            yield tokens[start:place]
            start = place + 1
    yield tokens[start:]


def _arrows_of(clause: Clause) -> Iterator[Arrow]:
    earlier: _Drawn | None = None
    for verb in clause.verbs:
        drawn = _draw(verb, clause, earlier)
        if drawn is not None:
            earlier = drawn
            yield from drawn.arrows()


def _draw(verb: Verb, clause: Clause, earlier: _Drawn | None) -> _Drawn | None:
    passive = verb.form is Form.PASSIVE
    causes = clause.objects(verb) if passive else _causes(verb, clause, earlier)
    consequences = clause.subjects(verb) if passive else clause.objects(verb)
    influence = _influence(verb, clause, causes[0], consequences[0]) if causes and consequences else None
    return _Drawn(causes, influence, consequences, passive) if influence else None


def _causes(verb: Verb, clause: Clause, earlier: _Drawn | None) -> tuple[Mention, ...]:
    if earlier is None:
        return clause.subjects(verb)
    before = clause.word_before(verb)
    if verb.form is Form.PARTICIPLE or before in RELATIVES or before == "to":
        return earlier.consequences if earlier.influence == CG.increases and not verb.negated else earlier.causes
    if before in ("and", "or", "but", ","):
        return earlier.causes
    subjects = clause.subjects(verb, () if earlier.passive else earlier.consequences)
    is_agent = earlier.passive and any(subject in earlier.causes for subject in subjects)
    return earlier.consequences if is_agent else subjects


def _influence(verb: Verb, clause: Clause, cause: Mention, consequence: Mention) -> NamedNode | None:
    """The relation that a verb names, after negation and after the words before its ends."""
    influence, qualifiers = verb.influence, set(clause.modifiers(consequence))
    neutral = influence == CG.modulates
    if qualifiers & SAME:
        return None
    if verb.negated:
        return CG.hasNoEffectOn if neutral and not qualifiers & (LESS | LOSS | MORE) else None
    if qualifiers & LOSS or (neutral and qualifiers & LESS):
        influence = _LESS_OF.get(influence, influence)
    elif neutral and qualifiers & (MORE | GAIN):
        influence = CG.increases
    if set(clause.modifiers(cause)) & (LESS | LOSS):
        influence = _OPPOSITE.get(influence, influence)
    return influence
