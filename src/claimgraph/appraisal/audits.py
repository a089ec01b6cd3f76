"""Audits: what records say that their evidence does not bear out.

What each audit is stands in `shapes/audit.ttl` and nowhere else. SHACL asks those queries node by node; here the same
texts are asked for all nodes of a few claims at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph import shipped
from claimgraph.appraisal.excerpt import Excerpt, Ground
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.store.interface import Row, Store
from claimgraph.vocabulary import CG, RDF, SH, SHAPES

KINDS = (
    "standing", "apart", "overclaim", "interval", "equivalence", "unmeasured", "one-study", "silent", "uncheckable",
    "compound",
)  # fmt: skip
"""The audits by weight: what cannot be relied on or be true at once comes before what says more than was found, then
what was not found as stated, then what is only thin, missing or hard to check."""
PORTION = 6
"""Claims that are asked about together: more cost more each, since some questions compare all with all."""
SEVERITIES = ("Warning", "Info")
"""The graver first."""
COLUMNS = ("claim", "step", "link", "evidence", "study", "variable", "basis")
_FOCUS = {
    CG.Claim: "claim",
    CG.MechanismStep: "step",
    CG.CausalLink: "link",
    CG.EvidenceLine: "evidence",
}
"""Columns that the focus node of a class fills."""
_PLACE = re.compile(r"\{[?$](\w+)\}")
_SELECT = re.compile(r"SELECT\s+(?:DISTINCT\s+)?(.*?)\s*WHERE", re.DOTALL)
_NAME = re.compile(r"\(.*?\bAS\s+\?(\w+)\s*\)|[?$](\w+)", re.DOTALL)

Naming = Callable[[str], str]


@dataclass(frozen=True)
class AuditShape:
    """One shape of `shapes/audit.ttl`.

    Attributes:
        audit: Short name of the audit, one of `KINDS`.
        focus: Column that its focus node fills; None if it is none of them.
        variables: What its query answers with, in order; the first is the focus node.
    """

    iri: str
    audit: str
    severity: str
    focus: str | None
    message: str
    select: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Audit:
    """One thing that an audit found; IRIs are strings, None where a column does not apply.

    Attributes:
        variable: The concept that is uncovered, differs or lacks a margin.
        basis: IRI of the basis that would be right.
        severity: Warning or Info.
        focus: The node that SHACL would name.
        value: The offending value, as SHACL would name it; the focus node where there is none.
        shape: The shape that speaks.
    """

    claim: str
    step: str | None
    link: str | None
    evidence: str | None
    study: str | None
    audit: str
    severity: str
    variable: str | None
    basis: str | None
    message: str
    focus: str
    value: NamedNode | Literal
    shape: str


@cache
def audit_shapes() -> tuple[AuditShape, ...]:
    """The shipped audits, in the order of their names."""
    file = shipped.audit_shape_file()
    return tuple(read_shapes(parse_triples(file.read_bytes(), TURTLE, base=SHAPES, place=str(file))))


def read_shapes(triples: Sequence[Triple]) -> Iterator[AuditShape]:
    """The audits of a shapes graph, in the order of their names."""
    values = {(triple.subject, triple.predicate): triple.object for triple in triples}
    shapes = [t.subject for t in triples if t.predicate == RDF.type and t.object == SH.NodeShape]
    for shape in sorted(shapes, key=str):
        query: object = values[shape, SH.sparql]
        select = _text(values[query, SH.select])  # type: ignore[index]
        target = values[shape, SH.targetClass]
        yield AuditShape(
            iri=_text(shape),
            audit=_text(values[shape, CG.audit]),
            severity=_text(values[shape, SH.severity]).removeprefix(SH.iri),
            focus=_FOCUS.get(target),  # type: ignore[arg-type]
            message=_text(values[query, SH.message]),  # type: ignore[index]
            select=select,
            variables=variables_of(select),
        )


def variables_of(select: str) -> tuple[str, ...]:
    """Names of what a SELECT projects, in order.

    >>> variables_of("SELECT DISTINCT $this (?x AS ?value) ?claim WHERE { $this ?p ?x }")
    ('this', 'value', 'claim')
    """
    head = _SELECT.search(select)
    return tuple(renamed or plain for renamed, plain in _NAME.findall(head[1])) if head else ()


def audits_of(store: Store, claims: Sequence[str], ground: Ground, named: Naming = str) -> list[Audit]:
    """What the audits say about some claims, in order of reading: the claim, then its mechanisms step by step.

    Args:
        store: Where the graph lies.
        claims: IRIs of the claims.
        ground: What all audits of this revision share.
        named: Gives the name of a node in messages.
    """
    found: list[Audit] = []
    for place in range(0, len(claims), PORTION):
        portion = claims[place : place + PORTION]
        excerpt = Excerpt.of(store, portion, ground)
        found += (audit for audit in audits_in(excerpt, named) if audit.claim in portion)
    return sorted(found, key=_reading)


def audits_in(excerpt: Excerpt, named: Naming = str) -> Iterator[Audit]:
    """What the audits say about everything in an excerpt, in no particular order."""
    for shape in audit_shapes():
        for row in excerpt.select(shape.select):
            yield _audit(shape, row, named)


def by_weight(audits: Iterable[Audit]) -> list[Audit]:
    """Audits by weight: warnings before infos, then the kinds in the order of `KINDS`, then in order of reading."""
    return sorted(audits, key=lambda audit: (_weight(audit), _reading(audit)))


def _audit(shape: AuditShape, row: Row, named: Naming) -> Audit:
    terms = {name: term for name, term in zip(shape.variables, row, strict=True) if term is not None}
    focus = terms["this"].value
    columns: dict[str, str | None] = {name: _iri(terms.get(name)) for name in COLUMNS}
    if shape.focus:
        columns[shape.focus] = focus
    claim = columns.pop("claim")
    return Audit(
        claim=claim or "",
        **columns,
        audit=shape.audit,
        severity=shape.severity,
        message=_filled(shape.message, terms, named),
        focus=focus,
        value=terms.get("value", terms["this"]),
        shape=shape.iri,
    )


def _filled(message: str, terms: dict[str, NamedNode | Literal], named: Naming) -> str:
    """A message with its variables replaced (SHACL 5.2.1.2); one without a value is left as it is."""

    def put(place: re.Match[str]) -> str:
        term = terms.get(place[1])
        if term is None:
            return place[0]
        return named(term.value) if isinstance(term, NamedNode) else term.value

    return _PLACE.sub(put, message)


def _weight(audit: Audit) -> tuple[int, int]:
    return SEVERITIES.index(audit.severity), KINDS.index(audit.audit)


def _reading(audit: Audit) -> tuple[object, ...]:
    """The claim, then its steps by the numbers in their IRIs; of one place the weightier first."""
    places = (audit.step, audit.link, audit.evidence, audit.focus)
    return (audit.claim, *(_numbered(place) for place in places), *_weight(audit), audit.variable or "", audit.message)


def _numbered(iri: str | None) -> tuple[tuple[str, int], ...]:
    """Numbers count as numbers: link-2 before link-10.

    >>> _numbered("#step-3-link-10")
    (('#step-', 3), ('-link-', 10), ('', 0))
    """
    return tuple((text, int(number or 0)) for text, number in re.findall(r"(\D*)(\d*)", iri or ""))


def _iri(term: NamedNode | Literal | None) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


def counted(audits: Iterable[Audit]) -> dict[str, int]:
    """How many there are of each severity, the graver first."""
    severities = [audit.severity for audit in audits]
    return {severity: severities.count(severity) for severity in SEVERITIES}
