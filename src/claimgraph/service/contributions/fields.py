"""What was typed, field by field: each value is read or gets a sentence that says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from claimgraph.bibliography import values
from claimgraph.errors import InputError, ProposalError
from claimgraph.model import Author
from claimgraph.service.contributions.choices import values_of
from claimgraph.service.contributions.credit import Credit
from claimgraph.service.contributions.studies import NamedStudy
from claimgraph.service.contributions.wording import clean, lines_of
from claimgraph.vocabulary import CG

LONG, SHORT = 2000, 300
"""Most characters of a sentence, and of a name."""
_DOI = "This is no DOI: one begins with 10., four to nine digits and a slash, as in 10.1080/02640414.2024.2321021."
_MOST_LINES = 200
_ALIASES = {"contradicts": "disputes", "plain": "plainstatement"}
"""Other words for values, as people use them."""


class Fields:
    """The fields of a form; what is wrong is collected, so that all of it is told at once."""

    def __init__(self, given: Mapping[str, str], labels: Mapping[str, str]) -> None:
        """`labels` are those of concepts and of values of the vocabulary, by IRI."""
        self._given, self._labels = given, labels
        self.troubles: dict[str, str] = {}

    def done(self) -> None:
        """End the reading.

        Raises:
            ProposalError: If something is wrong, with a sentence for each field.
        """
        if self.troubles:
            raise ProposalError(self.troubles)

    def has(self, *names: str) -> bool:
        """Whether something was typed into one of some fields."""
        return any(self._given.get(name, "").strip() for name in names)

    def text(self, name: str, *, most: int = LONG, needed: str | None = None) -> str | None:
        """A text on one line; None where nothing was typed. `needed` is what to say then, where something must be."""
        try:
            found = clean(self._given.get(name, ""), most=most)
        except ValueError as error:
            self.troubles[name] = str(error)
            return None
        if not found and needed:
            self.troubles[name] = needed
        return found or None

    def lines(self, name: str, *, most: int = LONG) -> list[str]:
        """The lines of a text."""
        found = lines_of(self._given.get(name, ""))
        if len(found) > _MOST_LINES:
            self.troubles[name] = f"There is room for {_MOST_LINES} lines."
            return []
        try:
            return [clean(line, most=most) for line in found]
        except ValueError as error:
            self.troubles[name] = str(error)
            return []

    def choice(self, name: str, accepted: Iterable[str], *, needed: str | None = None) -> str | None:
        """One of some values of the vocabulary, by local name or label in any case."""
        text = self._given.get(name, "").strip()
        if not text:
            if needed:
                self.troubles[name] = needed
            return None
        wanted = _plain(text.removeprefix(CG.iri).removeprefix("cg:"))
        wanted = _ALIASES.get(wanted, wanted)
        for value in accepted:
            if wanted in (_plain(value), _plain(self._labels.get(CG.iri + value, value))):
                return value
        known = ", ".join(self._labels.get(CG.iri + value, value) for value in accepted)
        self.troubles[name] = f"This is none of the values to choose from: {known}."
        return None

    def number(self, name: str, least: int, most: int) -> int | None:
        """A whole number."""
        text = self._given.get(name, "").strip()
        if not text:
            return None
        if re.fullmatch("[0-9]{1,9}", text, re.ASCII) and least <= int(text) <= most:
            return int(text)
        self.troubles[name] = f"A whole number from {least} to {most} was expected here."
        return None

    def concept(self, name: str, *, needed: str | None = None) -> str | None:
        """IRI of a concept, by its label or IRI."""
        text = self.text(name, most=SHORT, needed=needed)
        return self._concept(name, text) if text else None

    def concepts(self, name: str) -> tuple[str, ...]:
        """IRIs of concepts, one a line."""
        found = (self._concept(name, line) for line in self.lines(name, most=SHORT))
        return tuple(iri for iri in found if iri)

    def _concept(self, name: str, text: str) -> str | None:
        if text in self._labels and not text.startswith(CG.iri):
            return text
        wanted = text.casefold()
        found = sorted(
            iri for iri, label in self._labels.items() if label.casefold() == wanted and not iri.startswith(CG.iri)
        )
        if found:
            return found[0]
        self.troubles[name] = f"The graph has no concept called “{text[:80]}”; choose one that it has."
        return None

    def study(self) -> NamedStudy | None:
        """The study that was named; None where its identifier is wrong or missing."""
        doi, pmid = self._identifier()
        authors = tuple(_author(line) for line in self.lines("authors", most=SHORT))
        study = NamedStudy(
            doi, pmid, self.text("title"), authors, self.number("year", 1600, 2199), self.text("container", most=SHORT),
            self.choice("design", values_of("StudyDesigns")), self.number("participants", 0, 99_999_999),
            self.concepts("measured"),
        )  # fmt: skip
        return study if study.iri else None

    def _identifier(self) -> tuple[str | None, str | None]:
        text = self.text("doi", most=SHORT, needed="Name the study by its DOI, or by its PubMed number.")
        if text is None:
            return None, None
        try:
            if re.fullmatch(r"(pmid:?\s*)?[0-9]+", text, re.IGNORECASE | re.ASCII):
                return None, values.pmid(text)
            return values.doi(text), None
        except InputError:
            self.troubles["doi"] = _DOI
            return None, None

    def credit(self) -> Credit:
        """Who proposes, as they say."""
        name, given = self.text("name", most=120), self.text("orcid", most=60)
        found = values.orcid(given) if given else None
        if given and found is None:
            expected = "an ORCID has four groups of four, such as 0000-0002-1825-0097, and a check character at its end"
            self.troubles["orcid"] = f"This is no ORCID, or a digit is wrong: {expected}."
        kind = self.choice("agent", ("HumanAgent", "AutomatedAgent", "human", "automated"))
        return Credit(None, name, found, automated=kind in ("AutomatedAgent", "automated"))


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text).casefold()


def _author(line: str) -> Author:
    """An author as `Family, Given`, or in the order in which names are spoken."""
    family, comma, given = (part.strip() for part in line.partition(","))
    if comma:
        return Author(family or given, given or None if family else None)
    given, _, family = line.rpartition(" ")
    return Author(family, given or None)
