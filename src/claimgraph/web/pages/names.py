"""What pages call things: labels rather than IRIs, citations rather than DOIs, places of a claim in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from textwrap import shorten

from claimgraph.errors import NotFound
from claimgraph.model import Claim, Link, Mechanism, Step, Study
from claimgraph.model.mechanism import INFLUENCES
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.appraisal import number
from claimgraph.vocabulary import CG

STANDINGS = {"MostProbable": "most probable", "LessSupported": "less supported", "RuledOut": "ruled out"}
"""Standings of mechanisms in words."""
_BRIEF = 90


class Names:
    """Names of what one page tells; each claim is read once."""

    def __init__(self, derivations: Derivations) -> None:
        self._derivations = derivations
        self._claims: dict[str, Claim | None] = {}
        self._places: dict[str, dict[str, str]] = {}
        self._links: dict[str, dict[str, tuple[Step, Link]]] = {}

    @cached_property
    def _labels(self) -> dict[str, str]:
        return self._derivations.labels

    def label(self, iri: str) -> str:
        """Label of a concept or scheme value; the last part of its IRI where there is none."""
        return self._labels.get(iri) or iri.rpartition("#")[2].rpartition("/")[2] or iri

    def labels(self, iris: Iterable[str]) -> str:
        """Several of them as a list in a sentence."""
        return in_a_row([self.label(iri) for iri in iris])

    def term(self, name: str) -> str:
        """Label of a scheme value by its local name."""
        return self.label(CG.iri + name)

    def influence(self, iri: str) -> str:
        """What an arrow says that its cause does."""
        name = iri.removeprefix(CG.iri)
        return INFLUENCES.get(name, name)

    def study(self, iri: str) -> Study:
        """A study."""
        return self._derivations.study(iri)

    def cite(self, iri: str) -> str:
        """Author and year of a study; journal and year where no author is known."""
        found = self.study(iri)
        return found.citation().partition(",")[0] if found.authors else found.citation()

    def sure(self, confidence: float | None) -> str:
        """A confidence in words."""
        return "no evidence" if confidence is None else f"confidence {number(confidence)}"

    def number(self, confidence: float | None) -> str:
        """A confidence as a bare number."""
        return number(confidence)

    def claim(self, iri: str) -> Claim | None:
        """The claim whose record an IRI is of; None where there is none."""
        path = self.path(iri)
        if path not in self._claims:
            self._claims[path] = self._read(path)
        return self._claims[path]

    def link(self, iri: str) -> tuple[Step, Link] | None:
        """The arrow that an IRI names, with its step; None where it names another thing."""
        path = self.path(iri)
        if path not in self._links:
            claim = self.claim(iri)
            steps = (step for mechanism in claim.mechanisms for step in mechanism.steps) if claim else ()
            self._links[path] = {link.iri: (step, link) for step in steps for link in step.links}
        return self._links[path].get(iri)

    def path(self, iri: str) -> str:
        """Path of the record that an IRI is of."""
        return iri.partition("#")[0].removeprefix(self._derivations.base)

    def _read(self, path: str) -> Claim | None:
        try:
            return self._derivations.claim(path)
        except NotFound:
            return None

    def title(self, iri: str) -> str:
        """What a claim says."""
        claim = self.claim(iri)
        return claim.statement if claim else self.path(iri)

    def brief(self, iri: str) -> str:
        """The beginning of what a claim says, for lists that name it often."""
        return shorten(self.title(iri), _BRIEF, placeholder=" …")

    def place(self, iri: str) -> str:
        """A part of a claim in words, such as 'step 3 of the most probable mechanism'."""
        path = self.path(iri)
        if path not in self._places:
            claim = self.claim(iri)
            self._places[path] = dict(self._parts(claim)) if claim else {}
        return self._places[path].get(iri) or iri.rpartition("#")[2]

    def _parts(self, claim: Claim) -> Iterator[tuple[str, str]]:
        yield claim.iri, "the claim as a whole"
        for outcome in claim.outcomes:
            yield outcome.iri, f"its outcome {self.label(outcome.concept)}"
        for mechanism in claim.mechanisms:
            name = mechanism_name(claim, mechanism)
            yield mechanism.iri, name
            for step in mechanism.steps:
                yield step.iri, f"step {step.position} of {name}"
                for link in step.links:
                    yield link.iri, self.arrow(link.cause, link.influence, link.consequence)
        for each in claim.all_evidence():
            yield each.iri, f"what it cites of {self.cite(each.study)}"

    def arrow(self, cause: str, influence: str, consequence: str) -> str:
        """An arrow as a short sentence."""
        return f"{self.label(cause)} {self.influence(influence)} {self.label(consequence)}"

    def why(self, iri: str) -> str:
        """Where the reasons for the confidence of a part of a claim stand."""
        return f"/{self.path(iri)}/appraisal#{iri.rpartition('#')[2]}"


def mechanism_name(claim: Claim, mechanism: Mechanism) -> str:
    """What a mechanism is called: by its standing, with its number where several have the same.

    >>> one, two = Mechanism("#m1", "MostProbable"), Mechanism("#m2", "MostProbable")
    >>> mechanism_name(Claim("#claim", "…", mechanisms=(one,)), one)
    'the most probable mechanism'
    >>> mechanism_name(Claim("#claim", "…", mechanisms=(one, two)), two)
    'mechanism 2 (most probable)'
    """
    standing = STANDINGS.get(mechanism.standing)
    alike = [each for each in claim.mechanisms if each.standing == mechanism.standing]
    if standing and len(alike) == 1:
        return f"the {standing} mechanism"
    place = 1 + [each.iri for each in claim.mechanisms].index(mechanism.iri)
    return f"mechanism {place}" + (f" ({standing})" if standing else "")


def in_a_row(names: list[str]) -> str:
    """Names as a list in a sentence.

    >>> in_a_row(["a", "b", "c"]), in_a_row(["a"]), in_a_row([])
    ('a, b and c', 'a', '')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
