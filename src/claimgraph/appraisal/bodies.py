"""Bodies of evidence: the studies that speak about one outcome, each trial once, those that are retracted left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

from claimgraph.appraisal.designs import REVIEWS, Designs
from claimgraph.appraisal.scrutiny import MEASURED
from claimgraph.appraisal.witnesses import WITHOUT_WEIGHT, Sources
from claimgraph.model import Dossier, EvidenceLine, Finding, Literature, Outcome, Study

LEVELS = ("VeryLowCertainty", "LowCertainty", "ModerateCertainty", "HighCertainty")
"""Levels of certainty, the lowest first."""


@dataclass(frozen=True)
class Body:
    """The studies behind one outcome.

    Attributes:
        lines: The lines that say that their study saw it.
        studies: The strongest report of each trial or review; a trial inside a review that is here is left out.
        retracted: Studies that were left out because they are retracted.
        start: The certainty from which their designs start; None if no design tells.
    """

    lines: tuple[EvidenceLine, ...]
    studies: tuple[Study, ...]
    retracted: tuple[Study, ...]
    start: str | None

    @property
    def is_single(self) -> bool:
        """Whether it is one study that pools no others, so that nothing can be said of consistency."""
        return len(self.studies) == 1 and self.studies[0].design not in REVIEWS

    @property
    def is_nonrandomised(self) -> bool | None:
        """Whether most of the studies were not randomised; None if no design tells."""
        return None if self.start is None else self.start != LEVELS[-1]

    def findings(self, literature: Literature) -> list[Finding]:
        """The contrasts between arms that its lines cite, each once."""
        cited = dict.fromkeys(iri for line in self.lines for iri in line.findings)
        known = [literature.findings[iri] for iri in cited if iri in literature.findings]
        return [finding for finding in known if finding.compared_with is not None]


def body_of(dossier: Dossier, outcome: Outcome, designs: Designs) -> Body:
    """Gather the studies that the claim's own lines cite as having seen an outcome."""
    literature = dossier.literature
    lines = [line for line in dossier.claim.lines_about(outcome) if line.basis in MEASURED]
    standing = {line.study: literature.study(line.study).standing for line in lines}
    retracted = [literature.study(iri) for iri in standing if standing[iri] in WITHOUT_WEIGHT]
    kept = [line for line in lines if standing[line.study] not in WITHOUT_WEIGHT]
    studies = _each_once(kept, literature, designs)
    return Body(tuple(kept), tuple(studies), tuple(retracted), _start_of(studies, literature, designs))


def _each_once(lines: Iterable[EvidenceLine], literature: Literature, designs: Designs) -> list[Study]:
    cited = list(dict.fromkeys(line.study for line in lines))
    sources = Sources(literature, cited)
    strongest: dict[str, Study] = {}
    for iri in sorted(cited, key=lambda iri: (designs.rank_of(literature.study(iri).design), cited.index(iri))):
        if sources.pooled(sources.of(iri), cited) is None:
            strongest.setdefault(sources.of(iri), literature.study(iri))
    return list(strongest.values())


def _start_of(studies: Sequence[Study], literature: Literature, designs: Designs) -> str | None:
    """The start of the study in the middle, so that most start there or higher; of two in the middle the lower."""
    starts = [start for study in studies if (start := _start(study, literature, designs)) is not None]
    return LEVELS[median_low([LEVELS.index(start) for start in starts])] if starts else None


def _start(study: Study, literature: Literature, designs: Designs) -> str | None:
    if study.design not in REVIEWS:
        return designs.start_of(study.design)
    inside = [literature.study(iri) for iri in study.includes]
    return _start_of([each for each in inside if each.design not in REVIEWS], literature, designs)
