"""From an evidence page to records: reading, linking to the concepts of the store, writing through the gate."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from claimgraph.errors import Conflict
from claimgraph.gate import Report
from claimgraph.identifiers import record_path, slug_of
from claimgraph.ingest import ConceptIndex, Lexicon, Page, read_page, records_of
from claimgraph.model import Claim
from claimgraph.rdf.read import read_claim
from claimgraph.service.contributions.credit import Credit
from claimgraph.service.contributions.proposal import KINDS, Proposal
from claimgraph.service.contributions.record import contribution_triples
from claimgraph.service.filling import ontology_triples
from claimgraph.service.records import Body
from claimgraph.service.revisions import LOCAL_AGENT, Author
from claimgraph.service.view import record_of_study
from claimgraph.vocabulary import CG

if TYPE_CHECKING:
    from claimgraph.service.claimgraph import Claimgraph

_LABELS = "SELECT ?concept ?label WHERE { ?concept a skos:Concept ; skos:prefLabel|skos:altLabel ?label . }"


_TRIES = 5


@dataclass(frozen=True)
class IngestReport:
    """What reading one page did, or with a dry run would do.

    Attributes:
        name: File name of the page.
        path: Record of the claim.
        outcome: created, changed, unchanged, same (a curated record of this page stays as it is) or contribution (a
            curated record stays, and the page is kept as a proposal).
        records: What happened to each record.
        mechanisms: For each mechanism its standing, number of steps, and bases in order of steps.
        notes: What a curator should look at.
    """

    name: str
    path: str
    outcome: str
    records: Mapping[str, str] = field(default_factory=dict)
    mechanisms: Sequence[Mapping[str, Any]] = ()
    supporting: int = 0
    contradicting: int = 0
    proposed_links: int = 0
    notes: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as JSON-ready values."""
        return {
            "name": self.name,
            "path": self.path,
            "outcome": self.outcome,
            "records": dict(self.records),
            "mechanisms": [dict(mechanism) for mechanism in self.mechanisms],
            "supporting": self.supporting,
            "contradicting": self.contradicting,
            "proposedLinks": self.proposed_links,
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> IngestReport:
        """Read back what `as_json` wrote."""
        named = {("proposed_links" if key == "proposedLinks" else key): value for key, value in values.items()}
        return cls(**named)


def page_path(name: str) -> str:
    """Record of a page by its file name: `repetitions-in-reserve.txt` is `claims/repetitions-in-reserve`."""
    return record_path(f"claims/{slug_of(PurePath(name).stem)}")


def page_bodies(graph: Claimgraph, content: bytes, name: str) -> tuple[Page, list[Body]]:
    """Read a page as records, linked to the concepts of the store; nothing is written.

    Raises:
        PageError: If the page cannot be read.
    """
    page = read_page(content, name)
    base = graph.store.base
    records = records_of(
        page,
        lexicon=Lexicon.of(ontology_triples(), language=graph.settings.language),
        concepts=concept_index(graph),
        known_studies=lambda iri: graph.store.has_graph(base + (record_of_study(iri) or "")),
        base=base,
        path=page_path(name),
        digest=hashlib.sha256(content).hexdigest(),
        language=graph.settings.language,
    )
    return page, [Body(path, triples) for path, triples in records]


def concept_index(graph: Claimgraph) -> ConceptIndex:
    """Labels of the concepts of all records; the vocabulary's own lists hold no nodes of the causal graph."""
    rows = graph.store.select(_LABELS)
    own = f"{graph.store.base}concepts/"
    return ConceptIndex((c.value, [label.value]) for c, label in rows if c and label and c.value.startswith(own))


def ingest_page(
    graph: Claimgraph,
    content: bytes,
    name: str,
    *,
    author: Author | None = None,
    dry_run: bool = False,
    replace: bool = False,
) -> IngestReport:
    """Read a page and write its records, or with a dry run say what would happen.

    A record that a curator wrote is never replaced unless `replace`: a page that it was made from is reported as the
    same, any other is kept as a contribution.

    Raises:
        PageError: If the page cannot be read.
        Refused: If the gate finds a violation in what was read.
    """
    for _ in range(_TRIES):
        try:
            return _ingest_once(graph, content, name, author=author, dry_run=dry_run, replace=replace)
        except Conflict:
            continue
    raise Conflict(f"{page_path(name)} is being written by others; try again")


def _ingest_once(
    graph: Claimgraph, content: bytes, name: str, *, author: Author | None, dry_run: bool, replace: bool
) -> IngestReport:
    """One try: what was looked at must still stand when the records are written."""
    state = graph.store.revision()
    page, bodies = page_bodies(graph, content, name)
    author = Author(
        author.agent if author else LOCAL_AGENT, automated=True, reason=f"Read from the page {PurePath(name).name}."
    )
    path = page_path(name)
    expecting = {body.path: graph.records.etag(body.path) for body in bodies}
    revision = graph.records.revision(path)
    if graph.store.revision() != state:
        raise Conflict("the store has moved on")
    curated = revision is not None and not revision.withdrawn and not revision.automated
    if curated and not replace:
        return _beside_curated(graph, page, bodies, content, author, dry_run)
    written = graph.records.write(bodies, author, dry_run=dry_run, expecting=expecting)
    return report_of(graph, page, bodies, written.outcomes[path], written.outcomes, written.report)


def _beside_curated(
    graph: Claimgraph, page: Page, bodies: list[Body], content: bytes, author: Author, dry_run: bool
) -> IngestReport:
    path = page_path(page.name)
    digest = hashlib.sha256(content).hexdigest()
    sources = {
        t.object.value for t in graph.records.read(path) if t.predicate == CG.sha256 and isinstance(t.object, Literal)
    }
    if digest in sources:
        return report_of(graph, page, bodies, "same", {}, Report())
    contribution = _contribution(graph, path, bodies, author, keep=not dry_run)
    if graph.store.has_graph(graph.store.base + contribution.path):
        return report_of(graph, page, bodies, "contribution", {contribution.path: "unchanged"}, Report())
    written = graph.records.write([contribution], author, dry_run=dry_run)
    return report_of(graph, page, bodies, "contribution", written.outcomes, written.report)


def _contribution(graph: Claimgraph, path: str, bodies: list[Body], author: Author, *, keep: bool) -> Body:
    """The record of a proposal; its body goes to the body store, since pending content must not lie in the graph."""
    revisions = {body.path: graph.records.revision(body.path) for body in bodies}
    records = {body.path: graph.records.body(body.path, body.triples).decode() for body in bodies}
    bases = {name: revision.sha256 if revision else None for name, revision in revisions.items()}
    content = Proposal("page", path, records, bases, note=author.reason or "").to_bytes()
    digest = graph.keep_body(content) if keep else hashlib.sha256(content).hexdigest()
    kept = hashlib.sha256(records[path].encode()).hexdigest()
    target, current = f"contributions/{path.removeprefix('claims/')}-{kept[:12]}", revisions[path]
    triples = contribution_triples(
        graph.store.base + target, KINDS["page"], graph.store.base + path, digest,
        Credit(author.agent, automated=True), current.iri if current else None,
    )  # fmt: skip
    return Body(target, triples)


def report_of(
    graph: Claimgraph, page: Page, bodies: Sequence[Body], outcome: str, records: Mapping[str, str], report: Report
) -> IngestReport:
    """Say what was read from a page, and what came of it."""
    path = page_path(page.name)
    body = next(body for body in bodies if body.path == path)
    claim = read_claim(body.triples, f"{graph.store.base}{path}#claim", language=graph.settings.language)
    tally = claim.tally()
    links = sum(len(step.links) for mechanism in claim.mechanisms for step in mechanism.steps)
    unread = [f"Line {passage.line} was not understood and is not kept: {passage.text}" for passage in page.unread]
    return IngestReport(
        name=PurePath(page.name).name,
        path=path,
        outcome=outcome,
        records=records,
        mechanisms=[
            {
                "standing": mechanism.standing,
                "steps": len(mechanism.steps),
                "bases": [[line.basis for line in step.evidence] for step in mechanism.steps],
            }
            for mechanism in claim.mechanisms
        ],
        supporting=tally.supporting,
        contradicting=tally.contradicting,
        proposed_links=links,
        notes=[*_notes(claim), *unread, *dict.fromkeys(result.message for result in report.results)],
    )


def _notes(claim: Claim) -> list[str]:
    notes = []
    if claim.cut_off:
        notes.append("The page cuts the statement off.")
    for mechanism in claim.mechanisms:
        for step in mechanism.steps:
            if step.cut_off:
                notes.append(f"The page cuts step {step.position} off.")
            notes.extend(
                f"Step {step.position} also names the basis {also}." for line in step.evidence for also in line.also
            )
    declared = dict(claim.declared)
    tally = claim.tally()
    for label, found in (("supporting", tally.supporting), ("contradicting", tally.contradicting)):
        if label in declared and int(declared[label]) != found:
            notes.append(f"The page declares {declared[label]} {label} studies; {found} can be counted.")
    return notes
