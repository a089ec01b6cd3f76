"""What the words of a page say in terms of the vocabulary: bases, directions, standings, designs, claim types.

The wordings are data: labels of the values in `ontology/schemes/`. The longest phrase at a place wins, and the first
phrase that is named; a phrase after "not" or "never" says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph.ingest.parts import Citation
from claimgraph.ingest.phrases import PhraseTable, Token, tokens_of, word_set
from claimgraph.vocabulary import CG, SKOS

INFLUENCES = (CG.increases, CG.decreases, CG.maintains, CG.modulates, CG.hasNoEffectOn)
"""The relations that a causal verb can name."""

_LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]?\s+(?=[A-Z“\"])|[.!?…]\s*$")
_AS_CLAUSE = re.compile(r",\s+as\s+(?!well\b)")
_NEGATIONS = word_set("not never nor neither without no cannot hardly")
_SUCH_AS = word_set("such well much long far insofar inasmuch")
_JOINING = word_set(
    """and or as well also both the a an this these same study studies trial trials paper papers article articles review
    reviews work with doi dois in by of from https http dx www org see eg respectively"""
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """How a text introduces one study that it cites.

    Attributes:
        direction: Whether the study is cited for or against.
        basis: How the study comes to it, by the first wording that says so; `cg:Unstated` if none does.
        also: Further bases that the same wording names.
    """

    direction: NamedNode
    basis: NamedNode
    also: tuple[NamedNode, ...] = ()

    def joined(self, later: Introduction) -> Introduction:
        """The introduction of a study that the same text introduces once more: the first stated basis stays."""
        bases = dict.fromkeys((self.basis, *self.also, later.basis, *later.also))
        stated = tuple(basis for basis in bases if basis != CG.Unstated)
        return Introduction(self.direction, stated[0] if stated else CG.Unstated, stated[1:])


class Lexicon:
    """The wordings of the vocabulary's values.

    Attributes:
        influences: Causal verbs, by the relation that each names.
    """

    def __init__(self, labels: Iterable[tuple[NamedNode | None, NamedNode, str]]) -> None:
        """Build from (scheme, value, label); the scheme of an influence is None."""
        wordings = list(labels)

        def table(scheme: NamedNode) -> PhraseTable[NamedNode]:
            return PhraseTable((label, value) for of, value, label in wordings if of == scheme and value != CG.Unstated)

        self._bases, self._directions = table(CG.EvidenceBases), table(CG.EvidenceDirections)
        self._standings, self._designs = table(CG.Standings), table(CG.StudyDesigns)
        self._claim_types = table(CG.ClaimTypes)
        self.influences: PhraseTable[NamedNode] = PhraseTable(
            ((label, value) for _, value, label in wordings if value in INFLUENCES), folded=False
        )

    @classmethod
    def of(cls, quads: Iterable[Quad | Triple], *, language: str = "en") -> Lexicon:
        """Build from the triples of the ontology and its schemes; `en-GB` has the wordings of `en` too."""
        spoken = {None, language.lower(), language.lower().partition("-")[0]}
        schemes: dict[NamedNode, NamedNode] = {}
        labels: list[tuple[NamedNode, str]] = []
        for quad in quads:
            if not isinstance(quad.subject, NamedNode):
                continue
            if quad.predicate == SKOS.inScheme and isinstance(quad.object, NamedNode):
                schemes[quad.subject] = quad.object
            elif quad.predicate in _LABELS and isinstance(quad.object, Literal) and quad.object.language in spoken:
                labels.append((quad.subject, quad.object.value))
        return cls((schemes.get(value), value, label) for value, label in labels)

    def claim_type_of(self, words: str) -> NamedNode | None:
        """The claim type that words name as a whole, such as "causal"."""
        return _whole(self._claim_types, words)

    def standing_of(self, heading: str) -> NamedNode | None:
        """How a heading ranks the mechanism under it; the longest wording in it decides."""
        found = list(self._standings.matches(tokens_of(heading)))
        return max(found, key=lambda match: match.end - match.start).value if found else None

    def design_of(self, words: str) -> NamedNode | None:
        """The study design named first: a meta-analysis of trials is a meta-analysis."""
        return next((match.value for match in self._designs.matches(tokens_of(words))), None)

    def introductions(self, text: str, citations: Sequence[Citation]) -> tuple[Introduction, ...]:
        """How a text introduces each of its citations.

        The words that introduce a citation are those of its sentence back to the citation before it, and among them
        first the clause that holds it. Citations joined by mere "and" share their introduction. What follows the last
        citation of a sentence belongs to it.
        """
        groups = list(_groups(text, citations))
        introductions: list[Introduction] = []
        begin = 0
        for place, group in enumerate(groups):
            last = place == len(groups) - 1
            rest = text[group[-1].end :] if last else text[group[-1].end : groups[place + 1][0].start]
            end = _SENTENCE_END.search(rest)
            after = rest[: end.start()] if end else rest if last else ""
            before = _last_sentence(text[begin : group[0].start])
            introductions += [self._introduction(tokens_of(before), tokens_of(after))] * len(group)
            begin = group[-1].end + (end.start() if end else 0)
        return tuple(introductions)

    def _introduction(self, before: Sequence[Token], after: Sequence[Token]) -> Introduction:
        clause = self._clause(before)
        named = [*self._named(self._bases, before[clause:]), *self._named(self._bases, after)]
        if not named:
            named = list(self._named(self._bases, before))
        bases = tuple(dict.fromkeys(named))
        directions = [*self._named(self._directions, before[clause:]), *self._named(self._directions, after[:4])]
        return Introduction(directions[0] if directions else CG.Supports, bases[0] if bases else CG.Unstated, bases[1:])

    def _clause(self, tokens: Sequence[Token]) -> int:
        """Where the last clause begins: at the last "as" that leads to a basis, else at the last comma or "as"."""
        commas = [place for place, token in enumerate(tokens) if token.word in (",", ";", "(")]
        as_words = [
            place for place in range(len(tokens)) if tokens[place].word == "as" and not _is_such_as(tokens, place)
        ]
        if as_words:
            stop = next((comma for comma in commas if comma > as_words[-1]), len(tokens))
            if any(self._named(self._bases, tokens[as_words[-1] : stop])):
                return as_words[-1]
        return max(commas[-1:] + as_words[-1:], default=0)

    @staticmethod
    def _named(table: PhraseTable[NamedNode], tokens: Sequence[Token]) -> Iterator[NamedNode]:
        for match in table.matches(tokens):
            if not is_negated(tokens, match.start):
                yield match.value


def is_negated(tokens: Sequence[Token], start: int) -> bool:
    """Whether one of the two words before a phrase denies it.

    >>> is_negated(tokens_of("was not directly measured"), 2)
    True
    """
    before = [token.word for token in tokens[max(0, start - 2) : start]]
    return "only" not in before and any(word in _NEGATIONS for word in before)


def without_citations(text: str, citations: Sequence[Citation]) -> str:
    """What a text claims: its DOIs and the clauses that introduce them (", as measured in …") left out.

    >>> without_citations("Fatigue falls, as seen in DOI 10.1000/x.", [Citation("10.1000/x", 29, 39)])
    'Fatigue falls.'
    """
    kept: list[str] = []
    begin = 0
    for citation in citations:
        clauses = list(_AS_CLAUSE.finditer(text, begin, citation.start))
        kept.append(text[begin : clauses[-1].start() if clauses else citation.start])
        begin = citation.end
    return "".join(kept) + text[begin:]


def _whole(table: PhraseTable[NamedNode], words: str) -> NamedNode | None:
    tokens = tokens_of(words)
    match = next(table.matches(tokens), None)
    return match.value if match and (match.start, match.end) == (0, len(tokens)) else None


def _groups(text: str, citations: Sequence[Citation]) -> Iterator[list[Citation]]:
    """Citations with nothing but joining words between them."""
    group: list[Citation] = []
    for citation in citations:
        if group and not _joins(text[group[-1].end : citation.start]):
            yield group
            group = []
        group.append(citation)
    if group:
        yield group


def _joins(between: str) -> bool:
    joining = all(token.word in _JOINING or not token.word.isalnum() for token in tokens_of(between))
    return joining and not _SENTENCE_END.search(between)


def _last_sentence(text: str) -> str:
    """The sentence at the end of a text; the whole text where that sentence says nothing by itself."""
    ends = list(_SENTENCE_END.finditer(text))
    sentence = text[ends[-1].end() :] if ends else text
    return text if _joins(sentence) else sentence


def _is_such_as(tokens: Sequence[Token], place: int) -> bool:
    """Whether an "as" is that of "such as" or "as well as"."""
    around = [token.word for token in (*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2])]
    return any(word in _SUCH_AS for word in around)
