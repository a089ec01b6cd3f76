"""Study records filled from reference files, in one write through the gate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from claimgraph.bibliography import Reference, read_references
from claimgraph.bibliography.merging import Difference, Merged, merge
from claimgraph.errors import Conflict, InputError
from claimgraph.gate import Report
from claimgraph.identifiers import doi_iri, doi_of, pmid_of
from claimgraph.model import Study
from claimgraph.service.records import Body
from claimgraph.service.revisions import LOCAL_AGENT, Author
from claimgraph.service.standings import known_identifiers
from claimgraph.service.view import record_of_study

if TYPE_CHECKING:
    from claimgraph.service.claimgraph import Claimgraph

_TRIES = 5
_SAYS_RETRACTED = re.compile(r"\s*\W?\s*(retracted|withdrawn)\b", re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """A reference file: its name, its content, and its format, None to look at the content."""

    name: str
    content: bytes
    format: str | None = None


@dataclass(frozen=True)
class Imported:
    """What came of one entry.

    Attributes:
        place: File and, where there are lines, line.
        key: How the file calls the entry.
        outcome: created, changed, unchanged, notice (it speaks of another work) or skipped.
        path: Record of its study; None where it was skipped.
        filled: Fields that got a value.
        differences: Fields in which the record and the entry differ.
        notes: What a curator should look at.
    """

    place: str
    key: str
    outcome: str
    path: str | None = None
    filled: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or with a dry run would do.

    Attributes:
        entries: Each entry of the files in its order.
        report: What the gate says of the records.
    """

    entries: tuple[Imported, ...] = ()
    report: Report = field(default_factory=Report)

    @property
    def skipped(self) -> tuple[Imported, ...]:
        """The entries that were left out."""
        return tuple(entry for entry in self.entries if entry.outcome == "skipped")

    def as_json(self) -> dict[str, Any]:
        """The report as JSON-ready values."""
        entries = [
            {
                "place": entry.place,
                "key": entry.key,
                "outcome": entry.outcome,
                "path": entry.path,
                "filled": list(entry.filled),
                "differences": [vars(difference) for difference in entry.differences],
                "notes": list(entry.notes),
            }
            for entry in self.entries
        ]
        return {"entries": entries, "report": self.report.as_json()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any], report: Report) -> ImportReport:
        """Read back what `as_json` wrote, but for the report of the gate."""
        return cls(
            tuple(
                Imported(
                    entry["place"], entry["key"], entry["outcome"], entry["path"], tuple(entry["filled"]),
                    tuple(Difference(**difference) for difference in entry["differences"]), tuple(entry["notes"]),
                )
                for entry in values["entries"]
            ),
            report,
        )  # fmt: skip


def import_references(
    graph: Claimgraph,
    files: Sequence[File],
    *,
    author: Author | None = None,
    dry_run: bool = False,
    overwrite: bool = False,
    skip: bool = False,
) -> ImportReport:
    """Fill study records from reference files, all in one step or nothing.

    What a record says already stays, unless `overwrite`, and then identifiers, standing and all that is no
    bibliographic data stay. An entry without DOI and PubMed number is left out, and with `skip` also one in which a
    value is wrong.

    Raises:
        InputError: If a file cannot be read, or without `skip` a value of an entry.
        Refused: If the gate finds a violation.
    """
    references, skipped = _read(files, skip=skip)
    by = Author(author.agent if author else LOCAL_AGENT, automated=False, reason=_reason(files))
    for _ in range(_TRIES):
        try:
            return _Import(graph, overwrite=overwrite).run(references, skipped, by, dry_run=dry_run)
        except Conflict:
            continue
    raise Conflict("the studies are being written by others; try again")


def _reason(files: Sequence[File]) -> str:
    names = ", ".join(file.name.rpartition("/")[2] for file in files[:3])
    return f"Imported from {names}{' and others' if len(files) > 3 else ''}."


def _read(files: Sequence[File], *, skip: bool) -> tuple[list[Reference], list[Imported]]:
    references: list[Reference] = []
    skipped: list[Imported] = []
    for file in files:
        entries = read_references(file.content, file.name, file.format)
        if entries.faults and not skip:
            raise entries.faults[0]
        skipped += [_left_out(fault) for fault in entries.faults]
        references += entries.references
    return references, skipped


def _left_out(fault: InputError) -> Imported:
    place = f"{fault.place}:{fault.line}" if fault.line else str(fault.place)
    return Imported(place, "", "skipped", notes=(f"expected {fault.expected}, found {fault.found}",))


class _Import:
    """One try: what was looked at must still stand when the records are written."""

    def __init__(self, graph: Claimgraph, *, overwrite: bool) -> None:
        self._graph, self._overwrite = graph, overwrite
        self._base, self._language = graph.store.base, graph.settings.language
        self._known = known_identifiers(graph.store.select)
        self._records: dict[str, Merged] = {}
        self._before: dict[str, str | None] = {}

    def run(
        self, references: Sequence[Reference], skipped: Sequence[Imported], author: Author, *, dry_run: bool
    ) -> ImportReport:
        coming = {self._iri(reference) for reference in references if not reference.notice}
        entries = [self._entry(reference, coming) for reference in references]
        for reference in references:
            entries += self._updates(reference)
        bodies = [Body(path, merged.triples) for path, merged in self._records.items()]
        if not bodies:
            return ImportReport((*entries, *skipped))
        expecting = {body.path: self._before[body.path] for body in bodies}
        written = self._graph.records.write(bodies, author, dry_run=dry_run, expecting=expecting)
        outcomes = written.outcomes
        told = [replace(entry, outcome=outcomes[entry.path]) if entry.path in outcomes else entry for entry in entries]
        return ImportReport((*told, *skipped), written.report)

    def _iri(self, reference: Reference) -> str:
        """The study that a reference is about, which the graph may know by its other identifier."""
        study = reference.study
        known = (self._known.get(identifier) for identifier in (study.doi, study.pmid) if identifier)
        return next((iri for iri in known if iri), study.iri)

    def _entry(self, reference: Reference, coming: set[str]) -> Imported:
        place = f"{reference.place}:{reference.line}" if reference.line else reference.place
        if reference.notice:
            return Imported(place, reference.key, "notice", notes=reference.notes)
        iri = self._iri(reference)
        if not iri:
            why = "neither a DOI nor a PubMed number: nothing tells which study it is"
            return Imported(place, reference.key, "skipped", notes=(why,))
        study, notes = self._joined(self._identified(reference, iri), coming)
        merged = self._merge(iri, replace(reference, study=study))
        return Imported(
            place, reference.key, "unchanged", self._path(iri), merged.filled, merged.differences,
            (*reference.notes, *notes, *_warnings(study)),
        )  # fmt: skip

    def _identified(self, reference: Reference, iri: str) -> Study:
        """What is said of a study, without identifiers that belong to another study of the graph.

        Raises:
            InputError: If DOI and PubMed number name two studies.
        """
        study = reference.study
        for name, identifier in (("DOI", study.doi), ("PubMed number", study.pmid)):
            other = self._known.get(identifier or "")
            if other is not None and other != iri:
                raise reference.fault(f"the {name} {identifier}, which is that of {other},", f"that of {iri}")
        return study if iri == study.iri else _under(study, iri)

    def _path(self, iri: str) -> str:
        return record_of_study(iri) or iri.partition("#")[0].removeprefix(self._base)

    def _joined(self, study: Study, coming: set[str]) -> tuple[Study, list[str]]:
        """A study whose `version_of` are articles that the graph has or gets; the others are noted."""
        articles = [self._known.get(doi) or doi_iri(doi) for doi in study.version_of]
        there = [iri for iri in articles if iri in coming or self._has(iri)]
        notes = [
            f"It is a preprint of {doi_of(iri) or iri}, which the graph does not have." for iri in articles
            if iri not in there
        ]  # fmt: skip
        return replace(study, version_of=tuple(there)), notes

    def _has(self, iri: str) -> bool:
        return self._path(iri) in self._records or self._graph.store.has_graph(self._base + self._path(iri))

    def _merge(self, iri: str, reference: Reference) -> Merged:
        path = self._path(iri)
        if path not in self._records:
            self._before[path] = self._graph.records.etag(path)
            self._records[path] = Merged(tuple(self._graph.store.graph(self._base + path)))
        merged = merge(
            self._records[path].triples, self._base + path, iri, reference,
            language=self._language, replace=self._overwrite,
        )  # fmt: skip
        self._records[path] = merged
        return merged

    def _updates(self, reference: Reference) -> list[Imported]:
        """What a notice says of other studies: recorded where the graph has them."""
        found = []
        for update in reference.updates:
            iri = self._known.get(update.doi) or doi_iri(update.doi)
            place = f"{reference.place}: notice"
            if not self._has(iri):
                notes = (f"It says that {update.doi} is {update.standing.lower()}; the graph does not have it.",)
                found.append(Imported(place, reference.key, "notice", notes=notes))
                continue
            told = Reference(reference.place, reference.key, Study(iri, standing=update.standing))
            merged = self._merge(iri, told)
            path = self._path(iri)
            found.append(Imported(place, reference.key, "unchanged", path, merged.filled, merged.differences))
        return found


def _under(study: Study, iri: str) -> Study:
    """What is said of a study that the graph knows under another IRI: its record keeps the identifier of that."""
    return replace(study, iri=iri, doi=None if pmid_of(iri) else study.doi)


def _warnings(study: Study) -> list[str]:
    if study.title and study.standing != "Retracted" and _SAYS_RETRACTED.match(study.title):
        return ["Its title says that it was retracted; record that with `claimgraph study standing`."]
    return []


def text_of(report: ImportReport, *, dry_run: bool = False) -> str:
    """An import for people."""
    would = "would be " if dry_run else ""
    lines = []
    for entry in report.entries:
        outcome = f"{would if entry.outcome in ('created', 'changed') else ''}{entry.outcome}"
        what = f": {', '.join(entry.filled)}" if entry.filled else ""
        lines.append(f"{entry.path or _named(entry)} {outcome}{what}")
        for each in entry.differences:
            done = "replaced" if each.replaced else "kept"
            how = "; `claimgraph study standing` changes it" if each.field == "standing" else ""
            lines.append(f"  {each.field} {done}: '{each.recorded}'; {_named(entry)} says '{each.stated}'{how}")
        lines.extend(f"  note: {note}" for note in entry.notes)
    return "\n".join(lines)


def _named(entry: Imported) -> str:
    return f"{entry.place} {entry.key}".strip()
