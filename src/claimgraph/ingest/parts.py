"""The parts of an evidence page, verbatim and with the lines on which they stand; no RDF.

Pages that differ only in line ends or in a byte order mark have equal parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

_CLOSERS = "\"'”’»)]"


class Side(Enum):
    """Which way a page says that a listed study speaks."""

    SUPPORTING = "supporting"
    CONTRADICTING = "contradicting"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the page.

    Attributes:
        text: Verbatim; several paragraphs are joined by line ends.
        line: Where they begin, from 1.
    """

    text: str
    line: int

    @property
    def cut_off(self) -> bool:
        """Whether the words end in an ellipsis, so that their end is missing.

        >>> Passage("Training builds strength...", 1).cut_off
        True
        """
        return self.text.rstrip(_CLOSERS).endswith(("...", "…"))


@dataclass(frozen=True, slots=True)
class Count:
    """A number that the page declares."""

    value: int
    line: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A DOI in running text.

    Attributes:
        doi: Bare and in lower case.
        start: Where it begins in the text.
        end: Where it ends in the text.
        cut_off: Whether an ellipsis follows at once, so that its end may be missing.
    """

    doi: str
    start: int
    end: int
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class PageStep(Passage):
    """One step of a mechanism, its number left out.

    Attributes:
        remark: What the page notes beside the step, such as "Verified by multiple studies".
        citations: The DOIs in the text, in order.
    """

    remark: str | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class PageMechanism:
    """One explanation of the claim; `heading` says how the page ranks it."""

    heading: Passage
    summary: Passage | None
    steps: tuple[PageStep, ...]


@dataclass(frozen=True, slots=True)
class ListedStudy(Passage):
    """A study in one of the page's lists.

    Attributes:
        side: The list in which it stands.
        position: Its place in that list, from 1.
        doi: Bare and in lower case; None if the page gives none.
        title: As listed; None where it cannot be told from the other words.
        year: As listed.
    """

    side: Side
    position: int
    doi: str | None = None
    title: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PageDetail:
    """A named value, such as Population and human."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """What an evidence page says.

    Attributes:
        name: File name of the page.
        original: The wording of the study that the page quotes for its claim.
        synthesis: The explanation in plain words that stands before the mechanisms.
        synthesized: From how many studies the page says it is drawn.
        unread: Lines that were not understood and are not kept in records.
    """

    name: str
    statement: Passage
    claim_type: Passage | None = None
    verdict: Passage | None = None
    version: Passage | None = None
    pro: Count | None = None
    against: Count | None = None
    original: Passage | None = None
    synthesis: Passage | None = None
    synthesized: Count | None = None
    mechanisms: tuple[PageMechanism, ...] = ()
    supporting: Count | None = None
    contradicting: Count | None = None
    studies: tuple[ListedStudy, ...] = ()
    needs: tuple[Passage, ...] = ()
    details: tuple[PageDetail, ...] = ()
    unread: tuple[Passage, ...] = ()
