"""The page of a study: what it did, what it found, and everything that leans on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claimgraph.identifiers import pubmed_iri
from claimgraph.model import Dossier, Finding, Study
from claimgraph.service import Claimgraph
from claimgraph.service.view import StudyView, study_view
from claimgraph.web.pages.amounts import decimal_words, duration_words, unit_words
from claimgraph.web.pages.forest import Plot, has_interval, plots_of
from claimgraph.web.pages.names import Names
from claimgraph.web.pages.reading import GraphReader
from claimgraph.web.pages.usage import MOST, Usage, citing_claims, margin_of, usages_of
from claimgraph.web.templates import render

_RELATED = "SELECT DISTINCT ?study WHERE {{ {} }}"
_INCLUDING = "?study cg:includesStudy <{}>"
_VERSIONS = "?study cg:versionOf <{}>"
_SISTERS = "<{0}> cg:reportOf ?trial . ?study cg:reportOf ?trial . FILTER(?study != <{0}>)"


@dataclass(frozen=True)
class Standing:
    """What became of a study after it was published.

    Attributes:
        name: Local name, such as Retracted.
        counts: Whether it still counts as evidence.
        sentence: What that means here.
    """

    name: str
    counts: bool
    sentence: str


_STANDINGS = {
    "Retracted": Standing(
        "Retracted", False, "It was withdrawn from the literature, so here it counts as no evidence."
    ),
    "Superseded": Standing("Superseded", True, "A later publication took its place; it still counts as evidence."),
    "Corrected": Standing("Corrected", True, "A correction was published; it still counts as evidence."),
    "Preprint": Standing("Preprint", True, "It has not been reviewed by peers; it still counts as evidence."),
}


@dataclass(frozen=True)
class StudyPage:
    """All that the page of a study shows.

    Attributes:
        related: Headings with the studies under each.
        others: Findings without an interval.
        claims: How many claims cite it; `usages` are those told in full.
        start: Local name of the certainty from which GRADE rates its design.
    """

    view: StudyView
    standing: Standing | None
    plots: Sequence[Plot]
    others: Sequence[Finding]
    usages: Sequence[Usage]
    claims: int
    related: Mapping[str, Sequence[Study]]
    start: str | None
    pubmed: str | None
    revision: int | None

    @property
    def study(self) -> Study:
        """The study itself."""
        return self.view.study

    @property
    def parts(self) -> int:
        """For how many parts of claims it is cited."""
        return sum(len(usage.parts) for usage in self.usages)


def study_page(graph: Claimgraph, path: str, head: str = "") -> str:
    """A study with what it measured and found, and where it is used."""
    page = read_study_page(graph, path)
    return render(
        "study.html", title=page.study.title or path, page=page, view=page.view, url=f"/{path}",
        base=graph.store.base, head=head, here="/studies", citation=citation(page.study),
        names=Names(graph.derivations),
        decimal_words=decimal_words, unit_words=unit_words, duration_words=duration_words,
    )  # fmt: skip


def read_study_page(graph: Claimgraph, path: str) -> StudyPage:
    """Read and derive what the page shows."""
    view = study_view(GraphReader(graph), path, graph.store.base, graph.settings.language)
    study, derivations = view.study, graph.derivations
    paths = citing_claims(graph, study.iri)
    used = usages_of(graph, study.iri, paths[:MOST])
    revision = graph.records.revision(path)
    return StudyPage(
        view,
        _STANDINGS.get(study.standing or ""),
        _plots(study, [dossier for dossier, _ in used]),
        [finding for finding in study.findings if not has_interval(finding)],
        [usage for _, usage in used],
        len(paths),
        _related(graph, study),
        derivations.designs.start_of(study.design),
        pubmed_iri(study.pmid) if study.pmid else None,
        revision.number if revision else None,
    )


def _plots(study: Study, citing: Sequence[Dossier]) -> list[Plot]:
    return plots_of(study.findings, lambda finding: margin_of(finding, study, citing))


def _related(graph: Claimgraph, study: Study) -> dict[str, list[Study]]:
    """Studies that have to do with this one, under what they are to it."""
    own = {
        "Studies that it includes": study.includes,
        "Reviews that include it": _asked(graph, _INCLUDING, study.iri),
        "The article that it became": study.version_of,
        "Its preprint": _asked(graph, _VERSIONS, study.iri),
        "Other reports of the same trial": _asked(graph, _SISTERS, study.iri),
    }
    return {heading: [graph.derivations.study(iri) for iri in iris] for heading, iris in own.items() if iris}


def _asked(graph: Claimgraph, pattern: str, iri: str) -> list[str]:
    rows = graph.store.select(_RELATED.format(pattern.format(iri)))
    return sorted(row[0].value for row in rows if row[0])


def citation(study: Study) -> str:
    """The reference in full, for copying; what is not recorded is left out."""
    names = ", ".join(_initialled(author.family, author.given) for author in study.authors)
    issue = f"{study.volume or ''}{f'({study.issue})' if study.issue else ''}{f':{study.pages}' if study.pages else ''}"
    where = " ".join(part for part in (study.container, issue) if part)
    head = f"{names} ({study.year})" if study.year else names
    address = study.iri if study.doi else ""
    return ". ".join(part.rstrip(".") for part in (head, study.title, where) if part) + "." + f" {address}".rstrip()


def _initialled(family: str, given: str | None) -> str:
    """A name as reference lists have it.

    >>> _initialled("Hamilton", "D. Lee"), _initialled("Refalo", None)
    ('Hamilton DL', 'Refalo')
    """
    initials = "".join(part[0] for part in (given or "").replace("-", " ").replace(".", ". ").split() if part[0] != ".")
    return f"{family} {initials}".rstrip()
