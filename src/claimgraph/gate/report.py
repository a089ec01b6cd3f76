"""What the gate found, for people, for programs and as a SHACL validation report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from claimgraph.vocabulary import PREFIXES, RDF, SH, XSD


class Severity(IntEnum):
    """How much a result matters: only violations refuse a write."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    @property
    def word(self) -> str:
        """The local name of the SHACL term: Info, Warning or Violation."""
        return self.name.capitalize()


@dataclass(frozen=True, order=True)
class Result:
    """One thing that a shape found.

    Attributes:
        severity: Violation, warning or info.
        record: IRI of the record that was looked at.
        focus: IRI of the node that the result is about.
        shape: IRI of the shape that speaks.
        message: What to do.
        path: IRI of the property concerned, or its path expression; None for the node as a whole.
        value: The offending value: an IRI, or a literal in N-Triples syntax; None where something is missing.
        component: Local name of the SHACL constraint component.
    """

    severity: Severity
    record: str
    focus: str
    shape: str
    message: str
    path: str | None = None
    value: str | None = None
    component: str | None = None


@dataclass(frozen=True)
class Report:
    """Everything the gate found in one write, the gravest first."""

    results: Sequence[Result] = ()

    @classmethod
    def of(cls, results: Iterable[Result]) -> Report:
        """Sort results, drop repetitions."""
        return cls(tuple(sorted(set(results), key=_order)))

    @property
    def conforms(self) -> bool:
        """Whether nothing stands against the write; warnings and infos do not."""
        return not self.violations

    @property
    def violations(self) -> list[Result]:
        """The results that refuse the write."""
        return [result for result in self.results if result.severity is Severity.VIOLATION]

    def __str__(self) -> str:
        return self.text()

    def text(self) -> str:
        """The report for people: a line that counts, then a paragraph a result.

        >>> print(Report().text())
        conforms: nothing to report
        """
        if not self.results:
            return "conforms: nothing to report"
        head = "conforms, with remarks" if self.conforms else "does not conform"
        return "\n".join([f"{head}: {self._counts()}", *(_paragraph(result) for result in self.results)])

    def _counts(self) -> str:
        tally = {severity: sum(1 for r in self.results if r.severity is severity) for severity in reversed(Severity)}
        return ", ".join(
            f"{count} {severity.word.lower()}{'s' * (count != 1)}" for severity, count in tally.items() if count
        )

    def as_json(self) -> dict[str, object]:
        """The report as JSON-ready values."""
        return {
            "conforms": self.conforms,
            "results": [
                {
                    "severity": result.severity.word,
                    "record": result.record,
                    "focusNode": result.focus,
                    "resultPath": result.path,
                    "value": result.value,
                    "sourceShape": result.shape,
                    "sourceConstraintComponent": result.component and SH.iri + result.component,
                    "message": result.message,
                }
                for result in self.results
            ],
        }

    def as_triples(self) -> list[Triple]:
        """The report as a `sh:ValidationReport` (SHACL section 3.6)."""
        node = BlankNode("report")
        triples = [
            Triple(node, RDF.type, SH.ValidationReport),
            Triple(node, SH.conforms, Literal(self.conforms)),
        ]
        for number, result in enumerate(self.results, 1):
            triples.append(Triple(node, SH.result, BlankNode(f"result{number}")))
            triples.extend(_result_triples(BlankNode(f"result{number}"), result))
        return triples


def _order(result: Result) -> tuple[int, str, str, str, str, str]:
    return (-result.severity, result.record, result.focus, result.shape, result.value or "", result.message)


def _paragraph(result: Result) -> str:
    lines = [f"\n{result.severity.word} at <{result.focus}>", f"  {result.message}"]
    if result.path:
        lines.append(f"  property: {_short(result.path)}")
    if result.value:
        lines.append(f"  found: {result.value}")
    lines.append(f"  shape: {_short(result.shape)}")
    return "\n".join(lines)


def _short(iri: str) -> str:
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri


def _result_triples(node: BlankNode, result: Result) -> Iterable[Triple]:
    yield Triple(node, RDF.type, SH.ValidationResult)
    yield Triple(node, SH.focusNode, NamedNode(result.focus))
    yield Triple(node, SH.resultSeverity, getattr(SH, result.severity.word))
    yield Triple(node, SH.sourceShape, NamedNode(result.shape))
    yield Triple(node, SH.resultMessage, Literal(result.message, language="en"))
    if result.component:
        yield Triple(node, SH.sourceConstraintComponent, NamedNode(SH.iri + result.component))
    if result.path and "(" not in result.path:
        yield Triple(node, SH.resultPath, NamedNode(result.path))
    if result.value:
        yield Triple(node, SH.value, _value_term(result.value))


def _value_term(value: str) -> NamedNode | Literal:
    """The term that a value stands for: literals are kept in N-Triples syntax, IRIs bare."""
    try:
        if value.startswith('"'):
            [quad] = parse(f"<urn:s> <urn:p> {value} .", RdfFormat.N_TRIPLES)
            assert isinstance(quad.object, Literal)
            return quad.object
        return NamedNode(value)
    except (ValueError, SyntaxError):
        return Literal(value, datatype=XSD.string)
