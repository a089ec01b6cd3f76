"""The one Turtle layout: what `graph/`, `dump` and every Turtle answer look like.

Subjects come in the order of reading (document, claim, mechanism 1, its steps), predicates in the order of the
ontology, objects sorted; IRIs of the own base are relative. The same triples always give the same bytes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.identifiers import path_of, relative_iri
from claimgraph.vocabulary import CG, DCTERMS, FOAF, PREFIXES, RDF, RDFS, SKOS, XSD

_LOCAL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NUMBER = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_UNSAFE = re.compile('[\\\\"\\x00-\\x1f\\x7f]')

_FIRST = [
    RDF.type, RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.inScheme, FOAF.primaryTopic,
    DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license, DCTERMS.created, DCTERMS.modified,
]  # fmt: skip
_RANK = {term.value: place for place, term in enumerate([*_FIRST, *(getattr(CG, name) for name in CG.names())])}
_FRAGMENTS = (
    "", "source", "scheme", "claim", "study", "outcome", "detail", "mechanism", "evidence", "declared", "author",
    "finding", "proxy", "appraisal", "need",
)  # fmt: skip


def write_turtle(
    triples: Iterable[Triple],
    *,
    document: str | None = None,
    base: str | None = None,
    declare_base: bool = False,
    prefixes: Mapping[str, str] = PREFIXES,
) -> str:
    """Write a graph in the one layout.

    Args:
        triples: The graph; blank nodes are kept with their labels.
        document: IRI of the record. With `base`, IRIs of that base are written relative to it, so that the text must
            be read with the document's IRI as its base.
        base: Base IRI of the store.
        declare_base: State the document's IRI as `@base`, so that the text reads the same wherever it is found.
        prefixes: Prefixes that may be used; only those in use are declared.

    >>> subject = NamedNode("http://l/claims/a#claim")
    >>> print(write_turtle([Triple(subject, RDF.type, CG.Claim)], document="http://l/claims/a", base="http://l/"))
    @prefix cg: <https://w3id.org/claimgraph/ontology#> .
    <BLANKLINE>
    <#claim>
        a cg:Claim .
    <BLANKLINE>
    """
    text = _Writer(document, base, prefixes).document(triples)
    return f"@base <{document}> .\n{text}" if declare_base and document else text


def write_trig(
    graphs: Iterable[tuple[str, Iterable[Triple]]], *, prefixes: Mapping[str, str] = PREFIXES
) -> Iterator[str]:
    """Write named graphs in the same layout, piece by piece; each prefix is declared before its first use.

    >>> print("".join(write_trig([("http://l/a", [Triple(NamedNode("http://l/a#x"), RDF.type, CG.Claim)])])))
    @prefix cg: <https://w3id.org/claimgraph/ontology#> .
    <BLANKLINE>
    <http://l/a> {
    <http://l/a#x>
        a cg:Claim .
    }
    <BLANKLINE>
    """
    declared: set[str] = set()
    for name, triples in graphs:
        lines = write_turtle(triples, prefixes=prefixes).rstrip("\n").split("\n")
        used = [line for line in lines if line.startswith("@prefix ")]
        new = [line for line in used if line not in declared]
        declared.update(new)
        head = [*new, ""] if new else []
        yield "\n".join([*head, f"{NamedNode(name)} {{", *lines[len(used) :], "}", ""]).replace("{\n\n", "{\n", 1)


class _Writer:
    def __init__(self, document: str | None, base: str | None, prefixes: Mapping[str, str]) -> None:
        self._document, self._base = document, base
        self._prefixes = sorted(((iri, name) for name, iri in prefixes.items()), key=lambda pair: -len(pair[0]))
        self._used: dict[str, str] = {}
        self._iris: dict[str, str] = {}

    def document(self, triples: Iterable[Triple]) -> str:
        subjects: dict[NamedNode | BlankNode | Triple, dict[NamedNode, set[object]]] = defaultdict(
            lambda: defaultdict(set)
        )
        for triple in triples:
            subjects[triple.subject][triple.predicate].add(triple.object)
        blocks = [self._block(subject, subjects[subject]) for subject in sorted(subjects, key=self._subject_rank)]
        head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(self._used.items()))
        return "\n".join([head, *blocks] if head else blocks)

    def _block(self, subject: NamedNode | BlankNode | Triple, predicates: dict[NamedNode, set[object]]) -> str:
        lines = [self._term(subject)]
        for predicate in sorted(predicates, key=_predicate_rank):
            verb = "a" if predicate == RDF.type else self._term(predicate)
            objects = sorted((self._term(value) for value in predicates[predicate]), key=_natural)
            lines.append(f"    {verb} {objects[0]} ;" if len(objects) == 1 else self._list(verb, objects))
        lines[-1] = lines[-1][:-1] + "."
        return "\n".join(lines) + "\n"

    @staticmethod
    def _list(verb: str, objects: list[str]) -> str:
        return f"    {verb}\n" + " ,\n".join(f"        {value}" for value in objects) + " ;"

    def _term(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        if isinstance(term, Literal):
            return self._literal(term)
        return str(term)

    def _iri(self, iri: str) -> str:
        known = self._iris.get(iri)
        if known is None:
            known = self._iris[iri] = self._short(iri)
        return known

    def _short(self, iri: str) -> str:
        for namespace, name in self._prefixes:
            if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
                self._used[name] = namespace
                return f"{name}:{iri[len(namespace) :]}"
        if self._document is not None and self._base is not None:
            iri = relative_iri(iri, self._document, self._base)
        return f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        text = literal.value
        if literal.language:
            return f'"{_escaped(text)}"@{literal.language}'
        if literal.datatype == XSD.string:
            return f'"{_escaped(text)}"'
        number = _NUMBER.get(literal.datatype)
        if number and number.fullmatch(text):
            return text
        return f'"{_escaped(text)}"^^{self._iri(literal.datatype.value)}'

    def _subject_rank(self, subject: NamedNode | BlankNode | Triple) -> tuple[object, ...]:
        if not isinstance(subject, NamedNode):
            return (2, 0, (), str(subject))
        iri = subject.value
        document, _, fragment = iri.partition("#")
        if document != self._document:
            own = self._base is not None and path_of(iri, self._base) is not None
            return (1 if own else 0, 1, _natural(iri), "")
        stem = fragment.partition("-")[0]
        place = _FRAGMENTS.index(stem) if stem in _FRAGMENTS else len(_FRAGMENTS)
        return (0, 0 if place == 0 else 2, (place, *_natural(fragment)), "")


def _predicate_rank(predicate: NamedNode) -> tuple[int, str]:
    return (_RANK.get(predicate.value, len(_RANK)), predicate.value)


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key in which step-2 comes before step-10, and a step before what hangs on it."""
    parts = re.split(r"([0-9]+)", text)
    return tuple((1, len(part.lstrip("0")), part) if part.isdecimal() else (0, 0, part) for part in parts if part)


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda match: _ESCAPES.get(match[0], f"\\u{ord(match[0]):04X}"), text)
