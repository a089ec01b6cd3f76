"""What a reference file says of one work."""

from __future__ import annotations

from dataclasses import dataclass, field

from claimgraph.errors import InputError
from claimgraph.identifiers import doi_iri, pubmed_iri
from claimgraph.model import Study


@dataclass(frozen=True)
class Update:
    """A notice about another work: its DOI, and the standing that the notice gives it, as a local name."""

    doi: str
    standing: str


@dataclass(frozen=True)
class Reference:
    """One entry of a reference file.

    Attributes:
        place: Name of the file.
        key: How the file calls the entry, such as `smith2020` or `3`.
        line: Line on which the entry begins, counted from 1; None in JSON.
        study: What the entry says; what it does not say is None or empty. Its `version_of` holds DOIs.
        language: Language tag of the title, None where the entry has none.
        updates: What the entry says of other works, as a retraction notice does.
        notice: Whether the entry is such a notice and no study.
        notes: What a curator should look at.
    """

    place: str
    key: str
    study: Study
    line: int | None = None
    language: str | None = None
    updates: tuple[Update, ...] = ()
    notice: bool = False
    notes: tuple[str, ...] = ()

    def fault(self, found: str, expected: str) -> InputError:
        """An error about this entry."""
        return entry_fault(self.place, self.key, self.line, found, expected)


@dataclass(frozen=True)
class Entries:
    """What a reference file holds: the references that can be read, and what is wrong with the others."""

    references: tuple[Reference, ...] = ()
    faults: tuple[InputError, ...] = field(default=(), compare=False)


def entry_fault(place: str, key: str, line: int | None, found: str, expected: str) -> InputError:
    """An error about one entry of a file.

    >>> print(entry_fault("refs.bib", "smith2020", 12, "the year 'soon'", "a year such as 2020"))
    refs.bib:12: expected a year such as 2020, found the year 'soon' in entry smith2020
    """
    return InputError(place, line=line, found=f"{found} in entry {shown(key)}", expected=expected)


def shown(text: str, most: int = 80) -> str:
    """Text of a file as a message shows it: on one line, cut where it is long."""
    flat = "".join(letter if letter.isprintable() else " " for letter in text)
    return flat if len(flat) <= most else flat[:most] + "…"


def iri_of(doi: str | None, pmid: str | None) -> str:
    """IRI of a study by its identifiers, the empty string where it has none."""
    return doi_iri(doi) if doi else pubmed_iri(pmid) if pmid else ""
