"""The shapes that the gate applies, read once and refused if they could let anything through by mistake.

Every SHACL engine accepts an empty shapes graph and misspelt parameters in silence; this room does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from claimgraph.errors import InputError
from claimgraph.gate.report import Severity
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.vocabulary import RDF, SH, SHAPES

_SHACL = frozenset(
    """and class closed datatype deactivated declare description disjoint equals flags group hasValue ignoredProperties
    in languageIn lessThan lessThanOrEquals maxCount maxExclusive maxInclusive maxLength message minCount minExclusive
    minInclusive minLength name namespace node nodeKind not or order path pattern prefix prefixes property
    qualifiedMaxCount qualifiedMinCount qualifiedValueShape qualifiedValueShapesDisjoint select severity sparql
    targetClass targetNode targetObjectsOf targetSubjectsOf uniqueLang xone inversePath alternativePath zeroOrMorePath
    oneOrMorePath zeroOrOnePath""".split()
)
"""Parameters of SHACL Core and SHACL-SPARQL that the shapes may use."""

_NO_CONSTRAINT = frozenset(
    """deactivated declare description flags group message name namespace order path prefix prefixes property select
    severity targetClass targetNode targetObjectsOf targetSubjectsOf""".split()
)
_LINKS = ("node", "property", "not", "qualifiedValueShape")


@dataclass(frozen=True)
class ShapeSet:
    """Shapes as triples and as text, with what the gate's own rules need of them.

    Attributes:
        triples: The shapes graph.
        ntriples: The same as N-Triples, for engines that take text.
        messages: English message of each shape by IRI.
        severities: Severity of each shape by IRI.
    """

    triples: Sequence[Triple]
    ntriples: str
    messages: dict[str, str]
    severities: dict[str, Severity]

    @classmethod
    def read(cls, files: Sequence[Path]) -> ShapeSet:
        """Read shapes from Turtle files.

        Raises:
            ParseError: If a file is not well formed.
            InputError: If the shapes could let anything through by mistake.
        """
        triples: list[Triple] = []
        for number, path in enumerate(files):
            found = parse_triples(path.read_bytes(), TURTLE, base=SHAPES, place=str(path))
            _check(found, str(path))
            triples.extend(_renamed(triple, number) for triple in found)
        return cls.of(triples)

    @classmethod
    def of(cls, triples: Sequence[Triple], place: str = "shapes") -> ShapeSet:
        """Take a shapes graph that is already parsed.

        Raises:
            InputError: If the shapes could let anything through by mistake.
        """
        _check(triples, place)
        _check_targets(triples, place)
        _check_recursion(triples, place)
        text = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
        return cls(tuple(triples), text, _messages(triples), _severities(triples))


def _renamed(triple: Triple, number: int) -> Triple:
    """Blank nodes of different files kept apart."""

    def rename(term: object) -> object:
        return BlankNode(f"f{number}x{term.value}") if isinstance(term, BlankNode) else term

    return Triple(rename(triple.subject), triple.predicate, rename(triple.object))  # type: ignore[arg-type]


def _check(triples: Sequence[Triple], place: str) -> None:
    for triple in triples:
        name = triple.predicate.value.removeprefix(SH.iri)
        if name != triple.predicate.value and name not in _SHACL:
            raise InputError(place, found=f"sh:{name} on {triple.subject}", expected="a parameter that SHACL knows")


def _check_targets(triples: Sequence[Triple], place: str) -> None:
    shapes = {t.subject for t in triples if t.predicate == RDF.type and t.object in (SH.NodeShape, SH.PropertyShape)}
    used = {t.predicate.value.removeprefix(SH.iri) for t in triples}
    if not shapes or not used & {"targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode"}:
        raise InputError(place, found="no shape with a target", expected="at least one, or everything would conform")
    paths = {t.subject for t in triples if t.predicate == SH.path}
    for subject in sorted(shapes, key=str):
        own = [t for t in triples if t.subject == subject]
        names = {t.predicate.value.removeprefix(SH.iri) for t in own if t.predicate.value.startswith(SH.iri)}
        if not names - _NO_CONSTRAINT and not names & {"property", "deactivated"}:
            raise InputError(
                place, found=f"no constraint on {subject}", expected="at least one, or the shape says nothing"
            )
        if Triple(subject, RDF.type, SH.PropertyShape) in own and subject not in paths:
            raise InputError(place, found=f"no sh:path on {subject}", expected="one")


def _check_recursion(triples: Sequence[Triple], place: str) -> None:
    links: dict[object, list[object]] = {}
    for triple in triples:
        if triple.predicate.value.removeprefix(SH.iri) in _LINKS:
            links.setdefault(triple.subject, []).append(triple.object)
    done: set[object] = set()

    def visit(shape: object, above: frozenset[object]) -> None:
        if shape in above:
            raise InputError(place, found=f"shape {shape} that refers to itself", expected="shapes without recursion")
        if shape not in done:
            for target in links.get(shape, ()):
                visit(target, above | {shape})
            done.add(shape)

    for shape in list(links):
        visit(shape, frozenset())


def _messages(triples: Sequence[Triple]) -> dict[str, str]:
    return {
        triple.subject.value: triple.object.value
        for triple in triples
        if triple.predicate == SH.message
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
    }


def _severities(triples: Sequence[Triple]) -> dict[str, Severity]:
    return {
        triple.subject.value: Severity[triple.object.value.removeprefix(SH.iri).upper()]
        for triple in triples
        if triple.predicate == SH.severity
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, NamedNode)
    }
