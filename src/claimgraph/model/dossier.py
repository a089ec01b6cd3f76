"""A claim with all that is needed to appraise it: the studies that it cites, and how its concepts nest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from claimgraph.model.claim import Claim, Outcome
from claimgraph.model.literature import Literature, Nesting
from claimgraph.model.mechanism import Link, Mechanism, Step
from claimgraph.model.study import Finding, Study


@dataclass(frozen=True)
class Dossier:
    """A claim with what its appraisal needs beside it.

    Attributes:
        studies: The studies that its evidence cites and those that they include or belong to, by IRI; one without a
            record has nothing but its IRI.
        labels: Labels of all concepts that it names, and of scheme values, by IRI.
    """

    claim: Claim
    studies: Mapping[str, Study] = field(default_factory=dict)
    nesting: Nesting = field(default_factory=Nesting)
    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, iri: str) -> str:
        """Label of a concept or value; the last part of its IRI where there is none."""
        return self.labels.get(iri) or iri.rpartition("#")[2].rpartition("/")[2] or iri

    def cite(self, study: str) -> str:
        """Short reference of a study."""
        return self.study(study).citation()

    def refer(self, study: str) -> str:
        """The shortest reference of a study: author and year; with the journal where no author is known."""
        found = self.study(study)
        return found.citation().partition(",")[0] if found.authors else found.citation()

    def study(self, iri: str) -> Study:
        """A study; with nothing but its IRI where it has no record."""
        return self.studies.get(iri) or Study(iri)

    @cached_property
    def literature(self) -> Literature:
        """The studies, with what each of them can speak about."""
        return Literature(self.studies, self.nesting)

    @property
    def findings(self) -> Mapping[str, Finding]:
        """The findings of all studies, by IRI."""
        return self.literature.findings

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The outcomes of the claim, by IRI."""
        return {outcome.iri: outcome for outcome in self.claim.outcomes}

    @cached_property
    def places(self) -> Mapping[str, tuple[Mechanism, Step, Link]]:
        """Where each link stands, by the link's IRI."""
        return {
            link.iri: (mechanism, step, link)
            for mechanism in self.claim.mechanisms
            for step in mechanism.steps
            for link in step.links
        }
