"""The command `ingest`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from claimgraph.cli.graphs import Graph, exists, open_graph
from claimgraph.cli.progress import progress_over
from claimgraph.errors import ClaimgraphError, InputError, PageError, Refused, StoreLocked, UsageError
from claimgraph.gate import Report
from claimgraph.ingest import read_page
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service import Claimgraph
from claimgraph.service.loading import write_record_file
from claimgraph.service.pages import IngestReport, page_bodies, page_path, report_of
from claimgraph.service.records import Body
from claimgraph.settings import Settings


def ingest_pages(
    settings: Settings,
    paths: Sequence[Path],
    *,
    to: Path | None,
    empty: bool,
    dry_run: bool,
    replace: bool,
    token: str | None,
    format: str,
) -> int:
    """Read pages and write their records; returns the exit code.

    All pages are read before the store is touched. One that cannot be read is told and left out; the others are
    written, each in one step.
    """
    if format not in ("text", "json"):
        raise UsageError(f"--format '{format}' is unknown; accepted are text, json")
    readable, errors = _read_all(_page_files(paths))
    reports: list[IngestReport] = []
    if readable and to is not None:
        reports, refused = _to_folder(settings, readable, to, empty=empty, dry_run=dry_run, replace=replace)
        errors += refused
    elif readable:
        with open_graph(settings, empty=empty, token=token) as graph:
            reports, refused = _to_graph(graph, readable, dry_run=dry_run, replace=replace)
        errors += refused
    if format == "json":
        print(json.dumps([report.as_json() for report in reports], indent=2, ensure_ascii=False))
    else:
        print("\n\n".join(_text(report, dry_run=dry_run) for report in reports)) if reports else None
    for error in errors:
        print(f"claimgraph: {error}", file=sys.stderr)
    return 1 if errors else 0


def _page_files(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        found = sorted(file for file in path.rglob("*.txt") if file.is_file()) if path.is_dir() else [path]
        if not found:
            raise InputError(str(path), found="no page in the folder", expected="text files ending in .txt")
        files.extend(found)
    return files


def _read_all(files: Sequence[Path]) -> tuple[list[tuple[Path, bytes]], list[ClaimgraphError]]:
    readable: list[tuple[Path, bytes]] = []
    errors: list[ClaimgraphError] = []
    taken: dict[str, Path] = {}
    for file in progress_over(files, "reading"):
        try:
            content = _content(file)
            read_page(content, str(file))
            record = page_path(file.name)
            if record in taken:
                found = f"a second page for {record}, beside {taken[record]}"
                raise PageError(str(file), found=found, expected="one page a record; rename the file")
            taken[record] = file
            readable.append((file, content))
        except ClaimgraphError as error:
            errors.append(error)
    return readable, errors


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PageError(str(file), found=error.strerror or "an error", expected="a page that can be read") from None


def _to_graph(
    graph: Graph, pages: Sequence[tuple[Path, bytes]], *, dry_run: bool, replace: bool
) -> tuple[list[IngestReport], list[ClaimgraphError]]:
    reports: list[IngestReport] = []
    errors: list[ClaimgraphError] = []
    for file, content in progress_over(pages, "writing"):
        try:
            reports.append(graph.ingest(content, file.name, dry_run=dry_run, replace=replace))
        except (InputError, Refused) as error:
            errors.append(_placed(error, file))
    return reports, errors


def _to_folder(
    settings: Settings, pages: Sequence[tuple[Path, bytes]], to: Path, *, empty: bool, dry_run: bool, replace: bool
) -> tuple[list[IngestReport], list[ClaimgraphError]]:
    """Turtle files, linked to the concepts of the store if there is one, else to those that ship."""
    shipped_only = settings.model_copy(update={"store": "memory"})
    try:
        graph = Claimgraph.open(settings if exists(settings) else shipped_only, empty=empty)
    except StoreLocked as locked:
        print(f"claimgraph: {locked}; linking to the concepts that ship instead", file=sys.stderr)
        graph = Claimgraph.open(shipped_only, empty=empty)
    reports: list[IngestReport] = []
    errors: list[ClaimgraphError] = []
    try:
        for file, content in progress_over(pages, "writing"):
            page, bodies = page_bodies(graph, content, file.name)
            report: Report = graph.records.validate(bodies)
            if not report.conforms:
                errors.append(_placed(Refused(report), file))
                continue
            kept = [] if replace else _curated_files(to, bodies, graph.store.base)
            if kept:
                found = f"{kept[0]}, which says something else"
                errors.append(InputError(str(file), found=found, expected="--replace, or another folder"))
                continue
            if not dry_run:
                for body in bodies:
                    write_record_file(to, body.path, body.triples, graph.store.base)
            outcomes = {f"{to / body.path}.ttl": "file" for body in bodies}
            reports.append(report_of(graph, page, bodies, "written", outcomes, report))
    finally:
        graph.close()
    return reports, errors


def _curated_files(to: Path, bodies: Sequence[Body], base: str) -> list[Path]:
    """Files that stand in the way: records of another content, which somebody may have curated."""
    paths = [(to / f"{body.path}.ttl", body) for body in bodies]
    return [
        path
        for path, body in paths
        if path.exists() and path.read_text("utf-8") != write_turtle(body.triples, document=base + body.path, base=base)
    ]


def _placed(error: ClaimgraphError, file: Path) -> ClaimgraphError:
    return ClaimgraphError(f"{file}: {error}") if isinstance(error, Refused) else error


def _text(report: IngestReport, *, dry_run: bool) -> str:
    would = "would be " if dry_run and report.outcome in ("created", "changed", "written") else ""
    lines = [f"{report.name}: {report.path} {would}{_OUTCOMES.get(report.outcome, report.outcome)}"]
    for number, mechanism in enumerate(report.mechanisms, 1):
        lines.append(f"  mechanism {number} ({mechanism['standing']}): {mechanism['steps']} steps")
        lines.extend(
            f"    step {place}: {', '.join(bases) or 'no evidence'}"
            for place, bases in enumerate(mechanism["bases"], 1)
        )
    lines.append(
        f"  studies: {report.supporting} supporting, {report.contradicting} contradicting; "
        f"{report.proposed_links} proposed links"
    )
    lines.extend(f"  {outcome}: {path}" for path, outcome in report.records.items() if path != report.path)
    lines.extend(f"  note: {note}" for note in report.notes)
    return "\n".join(lines)


_OUTCOMES = {
    "same": "is curated and made from this very page; it stays as it is",
    "contribution": "is curated and stays as it is; the page is kept as a contribution (--replace forces)",
}
