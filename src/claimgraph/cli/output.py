"""What commands print: tables on a terminal, plain formats in a pipe."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results
from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from claimgraph.model import EvidenceLine, Mechanism, Step
from claimgraph.model.mechanism import SIGNS
from claimgraph.service.view import ClaimView, StudyView
from claimgraph.vocabulary import PREFIXES

_STANDINGS = {
    "MostProbable": "Most probable mechanism",
    "LessSupported": "Less supported by current evidence, but not ruled out",
    "RuledOut": "Ruled out",
}
_MARKS = {"Supports": "+", "Disputes": "−", "Inconclusive": "?"}


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _text(content: str, style: str = "") -> Text:
    """Text of the graph for a terminal; control characters, which could steer it, are shown as �."""
    return Text(_CONTROL.sub("\ufffd", content), style=style)


def plain(content: str) -> str:
    """Text of strangers for a terminal; control characters, which could steer it, are shown as �."""
    return _CONTROL.sub("\ufffd", content)


def console() -> Console:
    """Standard output; as wide as the terminal, 100 columns in a pipe."""
    return Console(width=None if sys.stdout.isatty() else 100, highlight=False, soft_wrap=False)


def results_table(content: bytes, base: str) -> Table | str:
    """JSON results as a table, or as yes or no."""
    results = parse_query_results(content, QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return "yes" if results else "no"
    assert isinstance(results, QuerySolutions)
    table = Table(show_lines=False)
    for variable in results.variables:
        table.add_column(variable.value, overflow="fold")
    for solution in results:
        table.add_row(*(escape(short_term(term, base)) for term in solution))
    table.caption = f"{table.row_count} row{'s' * (table.row_count != 1)}"
    return table


def short_term(term: object, base: str) -> str:
    """A term for people: prefixed names, paths below the base, bare values."""
    if isinstance(term, Literal):
        return _CONTROL.sub("\ufffd", term.value)
    if isinstance(term, NamedNode):
        for name, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{name}:{term.value.removeprefix(namespace)}"
        return term.value.removeprefix(base)
    return "" if term is None else str(term)


def claim_page(view: ClaimView) -> Group:
    """A claim as a page to read."""
    claim = view.claim
    parts: list[object] = [Panel(_text(claim.statement, style="bold"), title="Claim", title_align="left")]
    if claim.plain:
        parts.append(Padding(_text(claim.plain), (0, 2)))
    parts.append(_facts(view))
    parts.extend(_mechanism(view, mechanism) for mechanism in claim.mechanisms)
    if claim.evidence or claim.declared_studies:
        parts.append(_text("\nEvidence on the claim", style="bold underline"))
        parts.extend(Padding(_text(_line(view, line)), (0, 2)) for line in claim.evidence)
        parts.extend(
            Padding(_text(f"{_MARKS.get(study.direction, '?')} declared, without identifier: {study.text}"), (0, 2))
            for study in claim.declared_studies
        )
    if claim.needs:
        parts.append(_text("\nGold standard evidence needed", style="bold underline"))
        parts.extend(Padding(_text(f"{need.rank}. {need.text}"), (0, 2)) for need in claim.needs)
    return Group(*parts)  # type: ignore[arg-type]


def _facts(view: ClaimView) -> Table:
    claim, tally = view.claim, view.claim.tally()
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2))
    rows = [
        ("type", view.label(claim.type) if claim.type else ""),
        ("population", _labels(view, claim.population)),
        ("intervention", _labels(view, claim.intervention)),
        ("comparator", _labels(view, claim.comparator)),
        ("outcomes", "; ".join(f"{view.label(o.concept)}: {view.label(o.direction)}" for o in claim.outcomes)),
        (
            "studies",
            f"{tally.supporting} supporting, {tally.contradicting} contradicting, {tally.inconclusive} inconclusive",
        ),
        ("declared", ", ".join(f"{label} {value}" for label, value in claim.declared)),
        ("details", "; ".join(f"{name}: {value}" for name, value in claim.details)),
        ("note", "the source cuts the statement off" if claim.cut_off else ""),
    ]
    for name, value in rows:
        if value:
            table.add_row(_text(name, style="dim"), _text(value))
    return table


def _mechanism(view: ClaimView, mechanism: Mechanism) -> Group:
    head = _text(f"\n{_STANDINGS.get(mechanism.standing, mechanism.standing)}", style="bold underline")
    summary = [Padding(_text(mechanism.summary, style="italic"), (0, 2))] if mechanism.summary else []
    return Group(head, *summary, *(_step(view, step) for step in mechanism.steps))


def _step(view: ClaimView, step: Step) -> Padding:
    lines = [_text(f"{step.position}. {step.statement}")]
    for link in step.links:
        mark = "" if link.state == "Curated" else "  (proposed)"
        sign = SIGNS.get(link.influence, "?")
        arrow = f"   {view.label(link.cause)} ─{sign}→ {view.label(link.consequence)}{mark}"
        lines.append(_text(arrow, style="cyan"))
    lines.extend(_text(f"   {_line(view, line)}", style="green") for line in step.evidence)
    if step.remark:
        lines.append(_text(f"   source remarks: {step.remark}", style="dim"))
    return Padding(Group(*lines), (0, 2))


def _line(view: ClaimView, line: EvidenceLine) -> str:
    also = "".join(f", also {view.label(basis)}" for basis in line.also)
    cited = view.cite(line.study)
    where = cited if line.study.endswith(cited) else f"{cited}, {line.study}"
    return f"{_MARKS.get(line.direction, '?')} {view.label(line.basis)}{also}: {where}"


def _labels(view: ClaimView, iris: Iterable[str]) -> str:
    return ", ".join(view.label(iri) for iri in iris)


def study_page(view: StudyView) -> Group:
    """A study as a page to read."""
    study = view.study
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2))
    rows = [
        ("citation", study.citation()),
        ("doi", study.doi or ""),
        ("design", view.label(study.design) if study.design else ""),
        ("participants", str(study.participants) if study.participants is not None else ""),
        ("duration", study.duration or ""),
        ("standing", view.label(study.standing) if study.standing else ""),
        ("measured", ", ".join(view.label(iri) for iri in study.measured)),
    ]
    for name, value in rows:
        if value:
            table.add_row(_text(name, style="dim"), _text(value))
    findings = Table("variable", "arm", "compared with", "estimate", "interval", "unit")
    for finding in study.findings:
        interval = f"{finding.lower} to {finding.upper}" if finding.lower is not None else ""
        cells = (
            view.label(finding.variable),
            view.label(finding.arm) if finding.arm else "",
            view.label(finding.compared_with) if finding.compared_with else "",
            str(finding.estimate) if finding.estimate is not None else "",
            interval,
            finding.unit or "",
        )
        findings.add_row(*(escape(cell) for cell in cells))
    head = Panel(_text(study.title or study.iri, style="bold"), title="Study", title_align="left")
    return Group(head, table, findings) if study.findings else Group(head, table)
