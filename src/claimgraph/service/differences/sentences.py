"""Sentences about what was added, removed or changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.service.differences.names import property_name
from claimgraph.service.differences.places import Places
from claimgraph.service.differences.sides import Side, Term
from claimgraph.service.differences.wording import Piece, reworded
from claimgraph.vocabulary import CG, RDF, SKOS


@dataclass(frozen=True)
class Change:
    """One thing that is different, with the triples that say so.

    Attributes:
        kind: added, removed (a whole part of the record) or changed.
        node: IRI of the part that it is about.
        place: What that part is called; empty for what the record is about.
        text: The whole sentence, without a full stop.
        head: The sentence as far as the new wording, which `pieces` has.
        pieces: For a wording, its words as they stayed, went and came; else nothing.
        details: For a whole part, what else it says, as property and value.
    """

    kind: str
    node: str
    place: str
    text: str
    head: str
    pieces: tuple[Piece, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    removed: frozenset[Triple] = field(default=frozenset(), repr=False)
    added: frozenset[Triple] = field(default=frozenset(), repr=False)

    def as_json(self) -> dict[str, Any]:
        """The change as JSON-ready values."""
        return {
            "kind": self.kind,
            "about": self.node,
            "place": self.place,
            "text": self.text,
            "wording": [{"kind": piece.kind, "text": piece.text} for piece in self.pieces],
            "details": [{"name": name, "value": value} for name, value in self.details],
        }


_TELLING = {
    "Mechanism": (CG.summary,),
    "MechanismStep": (CG.statement,),
    "ClaimedOutcome": (CG.effectDirection,),
    "EvidenceNeed": (CG.statement, CG.sourceText),
    "Appraisal": (CG.startLevel,),
    "Judgement": (CG.levels, CG.assessability, CG.reason),
    "Finding": (CG.estimate, CG.lower, CG.upper, CG.unit),
    "Authorship": (CG.givenName, CG.familyName),
    "Proxy": (CG.proxyReason,),
    "DeclaredStudy": (CG.sourceText,),
    "DeclaredDetail": (CG.detailName, CG.detailValue),
    "SourcePage": (CG.fileName,),
    "Concept": (SKOS.definition,),
    "Claim": (CG.statement,),
    "Study": (CG.title,),
}
"""For each class the properties that a sentence about a whole part tells."""
_NAMING = {
    "Mechanism": (CG.standing,),
    "MechanismStep": (CG.position,),
    "CausalLink": (CG.cause, CG.influence, CG.consequence),
    "ClaimedOutcome": (CG.outcome,),
    "EvidenceNeed": (CG.rank,),
    "Appraisal": (CG.appraises,),
    "Judgement": (CG.domain,),
    "Finding": (CG.variable, CG.arm, CG.comparedWith),
    "Authorship": (CG.position,),
    "Proxy": (CG.proxyVariable, CG.standsFor),
    "DeclaredStudy": (CG.position,),
    "Concept": (SKOS.prefLabel,),
    "EvidenceLine": (CG.study, CG.direction, CG.basis),
}
"""For each class the properties that are in the part's name, or in a sentence of its own."""
_VERBS = {
    ("Supports", "added"): "now supports",
    ("Supports", "removed"): "no longer supports",
    ("Disputes", "added"): "now disputes",
    ("Disputes", "removed"): "no longer disputes",
    ("Inconclusive", "added"): "is now listed as inconclusive on",
    ("Inconclusive", "removed"): "is no longer listed as inconclusive on",
}


def whole(places: Places, node: Term, kind: str, side: Side, triples: frozenset[Triple]) -> Change:
    """The sentence about a part that was added or removed as a whole, with all that it said."""
    text = _capital(_WHOLES.get(places.sides.kind(node), _part)(places, node, kind))
    removed, added = (frozenset(), triples) if kind == "added" else (triples, frozenset())
    details = tuple(_details(places, node, side))
    return Change(kind, _iri(node), places.of(node), text, text, details=details, removed=removed, added=added)


def _part(places: Places, node: Term, kind: str) -> str:
    """A part by its name, with what it says."""
    predicates = _TELLING.get(places.sides.kind(node), ())
    told = [_plain(places, value) for each in predicates for value in places.sides.values(node, each)[:1]]
    name = places.of(node) or places.kind(node)
    return f"{name} {kind}" + (f": {': '.join(told)}" if told else "")


def _author(places: Places, node: Term, kind: str) -> str:
    names = [_iri(value) for each in (CG.givenName, CG.familyName) for value in places.sides.values(node, each)[:1]]
    return f"{places.of(node)} {kind}: {' '.join(names)}"


def _finding(places: Places, node: Term, kind: str) -> str:
    estimate, lower, upper = (places.words_of(node, each) for each in (CG.estimate, CG.lower, CG.upper))
    unit = _iri(places.sides.value(node, CG.unit))
    told = f"{estimate} {unit}".strip() + (f" ({lower} to {upper})" if lower and upper else "")
    return f"{places.of(node)} {kind}" + (f": {told}" if told else "")


def _link(places: Places, node: Term, kind: str) -> str:
    owner = places.owner(node)
    place = f"{places.of(owner)}: " if owner is not None else ""
    words = " ".join(places.words_of(node, each) for each in (CG.cause, CG.influence, CG.consequence))
    return f"{place}arrow {kind}: {words}"


def _line(places: Places, node: Term, kind: str) -> str:
    owner = places.owner(node)
    what = places.subject(owner) if owner is not None else "the record"
    direction = _iri(places.sides.value(node, CG.direction)).removeprefix(CG.iri)
    verb = _VERBS.get((direction, kind), f"{kind} on")
    basis = places.words_of(node, CG.basis)
    return f"{places.words_of(node, CG.study)} {verb} {what}" + (f" ({basis})" if basis else "")


_WHOLES: dict[str, Callable[[Places, Term, str], str]] = {
    "Authorship": _author,
    "Finding": _finding,
    "CausalLink": _link,
    "EvidenceLine": _line,
}
"""For some classes, who makes the sentence about a whole part."""


def _details(places: Places, node: Term, side: Side) -> Iterator[tuple[str, str]]:
    """What a whole part says beside its sentence and its own parts."""
    kind = places.sides.kind(node)
    told = (*_TELLING.get(kind, ()), *_NAMING.get(kind, ()))
    for predicate in sorted(side.nodes[node], key=lambda predicate: property_name(predicate)):
        values = side.values(node, predicate)
        rest = values[1:] if predicate in told else values
        kept = [value for value in rest if not places.sides.is_part(node, predicate, value)]
        if predicate != RDF.type and kept:
            yield property_name(predicate), _listed([places.words(value) for value in kept]).strip("“”")


def changed(
    places: Places, node: Term, predicate: NamedNode, removed: frozenset[Triple], added: frozenset[Triple]
) -> Iterator[Change]:
    """The sentences about one property of a part that is there before and after."""
    gone, come = _by_language(removed), _by_language(added)
    for language in sorted({*gone, *come}):
        old, new = gone.get(language, []), come.get(language, [])
        if language and len(old) == len(new) == 1:
            yield _reworded(places, node, predicate, old[0], new[0])
        else:
            yield _replaced(places, node, predicate, old, new)


def _by_language(triples: Iterable[Triple]) -> dict[str, list[Triple]]:
    found: dict[str, list[Triple]] = {}
    for triple in sorted(triples, key=str):
        language = triple.object.language if isinstance(triple.object, Literal) else None
        found.setdefault(language or "", []).append(triple)
    return found


def _reworded(places: Places, node: Term, predicate: NamedNode, old: Triple, new: Triple) -> Change:
    before, after = _text(old.object), _text(new.object)
    place = places.of(node)
    head = _at(place, f"{property_name(predicate)} reworded")
    return Change(
        "changed", _iri(node), place, f"{head}: “{before}” → “{after}”", head,
        pieces=reworded(before, after), removed=frozenset([old]), added=frozenset([new]),
    )  # fmt: skip


def _replaced(places: Places, node: Term, predicate: NamedNode, old: Sequence[Triple], new: Sequence[Triple]) -> Change:
    place, name = places.of(node), property_name(predicate)
    before, after = [places.words(t.object) for t in old], [places.words(t.object) for t in new]
    if set(before) & set(after):
        before, after = [str(t.object) for t in old], [str(t.object) for t in new]
    kept = set(places.sides.before.values(node, predicate)) - {t.object for t in old}
    if len(before) == len(after) == 1 and not kept:
        words = f"{name} changed from {before[0]} to {after[0]}"
    else:
        told = ((before, "removed"), (after, "added"))
        words = "; ".join(f"{name} {how}: {_listed(values)}" for values, how in told if values)
    text = _at(place, words)
    return Change(
        "changed", _iri(node), place, text, text, removed=frozenset(old), added=frozenset(new)
    )  # fmt: skip


def _listed(values: Sequence[str]) -> str:
    return ("; " if any("," in value for value in values) else ", ").join(values)


def _at(place: str, words: str) -> str:
    return _capital(f"{place}: {words}" if place else words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(places: Places, value: Term) -> str:
    return value.value if isinstance(value, Literal) and value.language else places.words(value).strip("“”")


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


def _iri(term: Term | None) -> str:
    return _text(term) if term is not None else ""
