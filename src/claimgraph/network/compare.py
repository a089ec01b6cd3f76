"""Competing mechanisms of one claim: what they share, where they part, and which observation would tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations

from claimgraph.model import Claim, Link, Mechanism, Nesting
from claimgraph.network.signs import DECREASE, NO_EFFECT, UNKNOWN, combined, composed, opposed, sign_of


@dataclass(frozen=True)
class Contrast:
    """One condition against another, as IRIs; `against` is empty where nothing names one."""

    condition: str
    against: tuple[str, ...]


@dataclass(frozen=True)
class Observation:
    """Something to measure that two mechanisms predict differently.

    Attributes:
        variables: One concept, or two with a broader one in common that are to be held against each other.
        contrast: The conditions to compare.
        predictions: For each of the two mechanisms the sign of each variable; 0 is no difference.
        one_sided: Whether only one of the mechanisms has arrows that start from the contrast.
        measurable: Whether each variable is a measure, or some study measured it or has a proxy for it.
    """

    variables: tuple[str, ...]
    contrast: Contrast
    predictions: tuple[tuple[str, ...], tuple[str, ...]]
    one_sided: bool
    measurable: bool


@dataclass(frozen=True)
class Comparison:
    """Two mechanisms of a claim, side by side.

    Attributes:
        shared: Arrows of both that form a way from a common start, as links of the first.
        common: IRIs of the concepts that both have.
        parting: For each mechanism its links that leave the shared part, or that it starts with.
        opposite: Concepts for which they predict opposite signs, with both signs and the contrast, the claim's own.
        observations: What would tell them apart, best first; none where nothing would.
    """

    one: Mechanism
    other: Mechanism
    shared: tuple[Link, ...]
    common: tuple[str, ...]
    parting: tuple[tuple[Link, ...], tuple[Link, ...]]
    opposite: tuple[tuple[str, str, str, Contrast], ...]
    observations: tuple[Observation, ...]


def compare(claim: Claim, nesting: Nesting, measurable: Set[str]) -> list[Comparison]:
    """Compare the mechanisms of a claim two by two, by their curated links; ruled-out ones compete no more.

    Args:
        claim: The claim.
        nesting: How concepts nest.
        measurable: IRIs of the concepts that are measures, or that some study measured or has a proxy for.
    """
    competing = [_Reading(claim, each) for each in claim.mechanisms if each.standing != "RuledOut"]
    return [_compared(claim, one, other, nesting, measurable) for one, other in combinations(competing, 2)]


class _Reading:
    """The curated links of a mechanism, as signed arrows."""

    def __init__(self, claim: Claim, mechanism: Mechanism) -> None:
        self.mechanism, self._claim = mechanism, claim
        steps = [link for step in mechanism.steps for link in step.links]
        self.links = [link for link in steps if link.state == "Curated" and not link.feedback]
        self.concepts = {end for link in self.links for end in (link.cause, link.consequence)}

    def against(self, link: Link) -> tuple[str, ...]:
        """The contrast of a link."""
        return (link.contrast,) if link.contrast else self._claim.comparator

    def contrasts(self) -> Iterator[Contrast]:
        """Conditions that are compared where something starts from them, and nothing in the mechanism leads to them."""
        reached = {link.consequence for link in self.links}
        for link in self.links:
            if link.cause not in reached and link.contrast:
                yield Contrast(link.cause, (link.contrast,))

    def starts_from(self, contrast: Contrast) -> bool:
        """Whether one of the conditions has an arrow of its own here."""
        return any(self._first_sign(link, contrast) for link in self.links)

    def predictions(self, contrast: Contrast) -> dict[str, str]:
        """Sign for each of its concepts that the contrast reaches, composed along the links."""
        ahead = [(link.consequence, sign) for link in self.links if (sign := self._first_sign(link, contrast))]
        seen = set(ahead)
        while ahead:
            concept, sign = ahead.pop()
            following = {(each.consequence, composed([sign, sign_of(each.influence)])) for each in self._from(concept)}
            ahead.extend(following - seen)
            seen |= following
        signs: dict[str, set[str]] = {}
        for concept, sign in seen:
            signs.setdefault(concept, set()).add(sign)
        return {concept: combined(found) or NO_EFFECT for concept, found in signs.items()}

    def _from(self, concept: str) -> Iterator[Link]:
        return (link for link in self.links if link.cause == concept)

    def _first_sign(self, link: Link, contrast: Contrast) -> str | None:
        """Sign with which a link starts from a contrast; the other way round where it starts from what is compared."""
        against = self.against(link)
        if link.cause == contrast.condition and (not against or set(against) & set(contrast.against)):
            return sign_of(link.influence)
        if link.cause in contrast.against and contrast.condition in against:
            return composed([DECREASE, sign_of(link.influence)])
        return None


def _compared(claim: Claim, one: _Reading, other: _Reading, nesting: Nesting, measurable: Set[str]) -> Comparison:
    own = [Contrast(condition, claim.comparator) for condition in claim.intervention]
    shared, reached = _shared(one, other)
    return Comparison(
        one.mechanism,
        other.mechanism,
        shared,
        tuple(sorted(one.concepts & other.concepts)),
        (_parting(one, other, reached), _parting(other, one, reached)),
        tuple(sorted(_opposite(one, other, own), key=lambda found: found[:3])),
        tuple(_observations(one, other, own, nesting, measurable)),
    )


def _shared(one: _Reading, other: _Reading) -> tuple[tuple[Link, ...], set[str]]:
    """Links of both that form a way from a common start, and the concepts along it, the start included."""
    theirs = {_same(other, link) for link in other.links}
    both = [link for link in one.links if _same(one, link) in theirs]
    reached = _starts(one) & _starts(other)
    while more := {link.consequence for link in both if link.cause in reached} - reached:
        reached |= more
    return tuple(link for link in both if link.cause in reached), reached


def _starts(reading: _Reading) -> set[str]:
    return {link.cause for link in reading.links} - {link.consequence for link in reading.links}


def _same(reading: _Reading, link: Link) -> tuple[str, str, str, tuple[str, ...]]:
    return link.cause, link.influence, link.consequence, reading.against(link)


def _parting(one: _Reading, other: _Reading, reached: set[str]) -> tuple[Link, ...]:
    """Links that the other does not have, from the shared part; or from the own starts, where nothing is shared."""
    theirs = {_same(other, link) for link in other.links}
    own = [link for link in one.links if _same(one, link) not in theirs]
    leaving = [link for link in own if link.cause in reached]
    return tuple(leaving or [link for link in own if link.cause in _starts(one)])


def _opposite(one: _Reading, other: _Reading, own: Iterable[Contrast]) -> Iterator[tuple[str, str, str, Contrast]]:
    for contrast in own:
        ours, theirs = one.predictions(contrast), other.predictions(contrast)
        for concept in ours.keys() & theirs.keys():
            if opposed(ours[concept], theirs[concept]):
                yield concept, ours[concept], theirs[concept], contrast


def _observations(
    one: _Reading, other: _Reading, own: list[Contrast], nesting: Nesting, measurable: Set[str]
) -> list[Observation]:
    """Every variable, or pair of variables, for which both mechanisms stand and say different things.

    Best first: a contrast that only one mechanism starts from, since the other one then predicts that nothing differs;
    two parts of one thing held against each other, since what moves both alike then cancels out; what can be measured.
    """
    contrasts = _once([*own, *one.contrasts(), *other.contrasts()])
    conditions = {each for contrast in contrasts for each in (contrast.condition, *contrast.against)}
    both = one.concepts & other.concepts - conditions
    found = [each for contrast in contrasts for each in _under(contrast, (one, other), both, nesting, measurable)]
    return sorted(found, key=_rank)


def _once(contrasts: Iterable[Contrast]) -> list[Contrast]:
    """Each contrast once; the other way round it is the same."""
    found: dict[frozenset[str], Contrast] = {}
    for contrast in contrasts:
        found.setdefault(frozenset({contrast.condition, *contrast.against}), contrast)
    return list(found.values())


def _under(
    contrast: Contrast, readings: tuple[_Reading, _Reading], both: Set[str], nesting: Nesting, measurable: Set[str]
) -> Iterator[Observation]:
    one, other = (reading.predictions(contrast) for reading in readings)
    one_sided = sum(reading.starts_from(contrast) for reading in readings) == 1
    variables = sorted(both)
    parts = [pair for pair in combinations(variables, 2) if _above(nesting, pair[0]) & _above(nesting, pair[1])]
    for chosen in (*((each,) for each in variables), *parts):
        predictions = (_signs(one, chosen), _signs(other, chosen))
        if _differ(*predictions) if len(chosen) == 1 else _split(*predictions):
            yield Observation(chosen, contrast, predictions, one_sided, measurable >= set(chosen))


def _signs(predictions: Mapping[str, str], variables: Iterable[str]) -> tuple[str, ...]:
    """What is not reached does not differ."""
    return tuple(predictions.get(each, NO_EFFECT) for each in variables)


def _differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return opposed(one[0], other[0])


def _split(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two variables go together by one mechanism, and apart by the other."""
    if UNKNOWN in (*one, *other):
        return False
    return (one[0] == one[1]) != (other[0] == other[1])


def _above(nesting: Nesting, concept: str) -> frozenset[str]:
    return nesting.reach([concept]) - {concept}


def _rank(observation: Observation) -> tuple[bool, bool, bool, tuple[str, ...], str]:
    return (
        not observation.one_sided,
        not observation.measurable,
        len(observation.variables) == 1,
        observation.variables,
        observation.contrast.condition,
    )
