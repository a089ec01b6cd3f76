"""The audits of one claim or of the whole graph, as a flat list, as a SHACL validation report, and to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import fill

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.appraisal.audits import KINDS, SEVERITIES, Audit, Naming, audits_of, by_weight, counted
from claimgraph.appraisal.excerpt import Ground, read_tables
from claimgraph.errors import ParameterError
from claimgraph.identifiers import doi_of
from claimgraph.querying.parameters import Parameter
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.told import Told
from claimgraph.service.derived.view import View
from claimgraph.vocabulary import CG, RDF, SH, XSD

KEYS = ("claim", "step", "link", "evidence", "study", "audit", "severity", "variable", "basis", "message")
"""What each entry of the list says: strings or None, IRIs absolute."""
_WIDTH = 100
_CHOICES = {"audit": KINDS, "severity": SEVERITIES}
_PARAMETERS = (
    Parameter("audit", "string", f"Only this audit: {', '.join(KINDS)}."),
    Parameter("severity", "string", "Only this severity: Warning or Info."),
    Parameter("claims", "string", "Only these claims: slugs, separated by commas; of the whole graph alone."),
    Parameter("limit", "integer", "At most so many entries."),
    Parameter("offset", "integer", "Leave out so many entries first."),
)


def tell_audit(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Told:
    """What the audits say about a claim, in order of reading, or with None about all, by weight."""
    _check(values)
    found = _chosen(_found(derivations, path, values), values)
    audits = _portion(found, values)
    return Told(
        [{key: getattr(audit, key) for key in KEYS} for audit in audits],
        _text(derivations, audits, path),
        tuple(report_of(audits)),
        counted(found),
    )


def _check(values: Mapping[str, str]) -> None:
    for name, accepted in _CHOICES.items():
        if name in values and values[name] not in accepted:
            raise ParameterError("audit", name, found=f"'{values[name]}'", expected="one of " + ", ".join(accepted))
    for name in ("limit", "offset"):
        if int(values.get(name, 0)) < 0:
            raise ParameterError(
                "audit", name, found=f"'{values[name]}'", expected="a whole number that is not negative"
            )


def _found(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Sequence[Audit]:
    if path is not None:
        return _asked(derivations, [derivations.claim(path).iri])
    if "claims" in values:
        slugs = [slug.strip() for slug in values["claims"].split(",") if slug.strip()]
        return _asked(derivations, [derivations.claim(f"claims/{slug}").iri for slug in slugs])
    return derivations.once("audits", lambda: by_weight(_asked(derivations, _all_claims(derivations))))


def _asked(derivations: Derivations, claims: Sequence[str]) -> list[Audit]:
    store = derivations.store
    ground = derivations.once("audit ground", lambda: Ground(derivations.nesting, read_tables(store)))
    return audits_of(store, claims, ground, _naming(derivations))


def _all_claims(derivations: Derivations) -> list[str]:
    return [f"{derivations.base}{path}#claim" for path in derivations.paths()]


def _chosen(audits: Sequence[Audit], values: Mapping[str, str]) -> Sequence[Audit]:
    for name in set(_CHOICES) & set(values):
        audits = [audit for audit in audits if getattr(audit, name) == values[name]]
    return audits


def _portion(audits: Sequence[Audit], values: Mapping[str, str]) -> Sequence[Audit]:
    start = int(values.get("offset", 0))
    return audits[start : start + int(values["limit"])] if "limit" in values else audits[start:]


def _naming(derivations: Derivations) -> Naming:
    """Labels of concepts and values, DOIs of studies, paths of records of this base; else the IRI."""
    labels, base = derivations.labels, derivations.base

    def named(iri: str) -> str:
        doi = doi_of(iri)
        return labels.get(iri) or (f"DOI {doi}" if doi else iri.removeprefix(base))

    return named


def report_of(audits: Iterable[Audit]) -> Iterator[Triple]:
    """The audits as a SHACL validation report (SHACL 3.6), each result with the short name of its audit."""
    report = BlankNode("report")
    yield Triple(report, RDF.type, SH.ValidationReport)
    conforms = True
    for number, audit in enumerate(audits, 1):
        conforms = False
        result = BlankNode(f"r{number}")
        yield Triple(report, SH.result, result)
        yield Triple(result, RDF.type, SH.ValidationResult)
        yield Triple(result, SH.focusNode, NamedNode(audit.focus))
        yield Triple(result, SH.value, audit.value)
        yield Triple(result, SH.sourceShape, NamedNode(audit.shape))
        yield Triple(result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent)
        yield Triple(result, SH.resultSeverity, getattr(SH, audit.severity))
        yield Triple(result, SH.resultMessage, Literal(audit.message, language="en"))
        yield Triple(result, CG.audit, Literal(audit.audit))
    yield Triple(report, SH.conforms, Literal(str(conforms).lower(), datatype=XSD.boolean))


def _text(derivations: Derivations, audits: Sequence[Audit], path: str | None) -> str:
    """For people: a line that counts, then claim by claim and step by step, or for the whole graph as it comes."""
    if not audits:
        return "the audits have nothing to say\n"
    lines = [_headline(audits, path)]
    for claim, found in groupby(audits, key=lambda audit: audit.claim):
        lines += ["", claim.partition("#")[0].removeprefix(derivations.base)]
        for place, told in groupby(found, key=_place):
            lines.append(f"  {place}")
            lines += [_paragraph(audit) for audit in told]
    return "\n".join(lines) + "\n"


def _headline(audits: Sequence[Audit], path: str | None) -> str:
    counts = counted(audits)
    said = ", ".join(f"{count} {severity.lower()}{'s' * (count != 1)}" for severity, count in counts.items() if count)
    claims = len({audit.claim for audit in audits})
    return said if path is not None else f"{said} on {claims} claim{'s' * (claims != 1)}"


def _place(audit: Audit) -> str:
    """The step that an audit is about, else the part of the claim."""
    part = (audit.step or audit.focus).partition("#")[2]
    return part if part != "claim" else "the claim as a whole"


def _paragraph(audit: Audit) -> str:
    mark = "!" if audit.severity == "Warning" else "·"
    return fill(audit.message, _WIDTH, initial_indent=f"    {mark} {audit.audit}: ", subsequent_indent="      ")


VIEW = View(
    "audit",
    "What the records say that their evidence does not bear out.",
    tell_audit,
    of_graph=True,
    parameters=_PARAMETERS,
)
