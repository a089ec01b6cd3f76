"""Triples into the model."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import InputError
from claimgraph.model import (
    Appraisal,
    Author,
    Claim,
    Concept,
    ConceptScheme,
    DeclaredStudy,
    EvidenceLine,
    Finding,
    Judgement,
    Link,
    Mechanism,
    Need,
    Outcome,
    Proxy,
    Step,
    Study,
)
from claimgraph.vocabulary import CG, RDF, SKOS

STANDING_ORDER = ("MostProbable", "LessSupported", "RuledOut")
_DECLARED = (
    ("verdict", CG.declaredVerdict),
    ("version", CG.declaredVersion),
    ("pro", CG.declaredProScore),
    ("against", CG.declaredAgainstScore),
    ("supporting", CG.declaredSupporting),
    ("contradicting", CG.declaredContradicting),
    ("synthesized", CG.declaredSynthesized),
    ("type", CG.declaredClaimType),
)


class Nodes:
    """A graph indexed by subject and predicate, read in one language."""

    def __init__(self, triples: Iterable[Triple], language: str = "en") -> None:
        self._language = language
        self._index: dict[str, dict[NamedNode, list[object]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self._index[_value(triple.subject)][triple.predicate].append(triple.object)

    def all(self, node: str, predicate: NamedNode) -> tuple[str, ...]:
        """Values of a property as strings, sorted."""
        return tuple(sorted(_value(term) for term in self._index[node][predicate])) if node in self._index else ()

    def one(self, node: str, predicate: NamedNode) -> str | None:
        """The value of a property, the first by spelling where there are several."""
        return next(iter(self.all(node, predicate)), None)

    def need(self, node: str, predicate: NamedNode) -> str:
        """The value of a property that shapes require.

        Raises:
            InputError: If it is missing.
        """
        found = self.one(node, predicate)
        if found is None:
            raise InputError(node, found="no value", expected=f"one of {predicate}")
        return found

    def text(self, node: str, predicate: NamedNode) -> str | None:
        """The wording in the language asked for, else in any."""
        literals = (
            [term for term in self._index[node][predicate] if isinstance(term, Literal)] if node in self._index else []
        )
        ranked = sorted(literals, key=lambda term: (term.language != self._language, term.language or "", term.value))
        return ranked[0].value if ranked else None

    def name(self, node: str, predicate: NamedNode) -> str | None:
        """Local name of a scheme value or influence."""
        found = self.one(node, predicate)
        return found.removeprefix(CG.iri) if found else None

    def names(self, node: str, predicate: NamedNode) -> tuple[str, ...]:
        """Local names of scheme values."""
        return tuple(value.removeprefix(CG.iri) for value in self.all(node, predicate))

    def number(self, node: str, predicate: NamedNode) -> int | None:
        """A whole number."""
        found = self.one(node, predicate)
        return int(found) if found and re.fullmatch("[+-]?[0-9]{1,18}", found) else None

    def decimal(self, node: str, predicate: NamedNode) -> Decimal | None:
        """A decimal number."""
        found = self.one(node, predicate)
        try:
            return Decimal(found) if found else None
        except InvalidOperation:
            return None

    def of_class(self, class_: NamedNode) -> list[str]:
        """Nodes of a class, sorted."""
        return sorted(node for node, values in self._index.items() if class_ in values.get(RDF.type, ()))


def read_claim(triples: Iterable[Triple], iri: str, *, language: str = "en") -> Claim:
    """Read the claim with this IRI from its record.

    Raises:
        InputError: If something is missing that shapes require.
    """
    nodes = Nodes(triples, language)
    mechanisms = [_mechanism(nodes, node) for node in nodes.all(iri, CG.hasMechanism)]
    return Claim(
        iri=iri,
        statement=nodes.text(iri, CG.statement) or nodes.need(iri, CG.statement),
        plain=nodes.text(iri, CG.plainStatement),
        type=nodes.name(iri, CG.claimType),
        strength=nodes.name(iri, CG.languageStrength),
        cut_off=nodes.name(iri, CG.textCondition) == "CutOff",
        population=nodes.all(iri, CG.population),
        intervention=nodes.all(iri, CG.intervention),
        comparator=nodes.all(iri, CG.comparator),
        outcomes=tuple(_outcome(nodes, node) for node in _numbered(nodes.all(iri, CG.hasOutcome))),
        mechanisms=tuple(sorted(mechanisms, key=lambda m: (_standing_rank(m.standing), _digits(m.iri)))),
        evidence=_lines(nodes, iri),
        needs=tuple(sorted((_need(nodes, node) for node in nodes.all(iri, CG.hasNeed)), key=lambda n: (n.rank, n.iri))),
        appraisals=tuple(_appraisal(nodes, node) for node in _numbered(nodes.all(iri, CG.hasAppraisal))),
        declared=tuple(
            (label, value) for label, predicate in _DECLARED if (value := nodes.one(iri, predicate)) is not None
        ),
        declared_studies=tuple(
            sorted(
                (_declared(nodes, node) for node in nodes.all(iri, CG.hasDeclaredStudy)),
                key=lambda s: (s.direction, s.position),
            )
        ),
        details=tuple(
            (nodes.need(node, CG.detailName), nodes.need(node, CG.detailValue))
            for node in _numbered(nodes.all(iri, CG.hasDeclaredDetail))
        ),
    )


def _standing_rank(standing: str) -> int:
    return STANDING_ORDER.index(standing) if standing in STANDING_ORDER else len(STANDING_ORDER)


def _outcome(nodes: Nodes, iri: str) -> Outcome:
    return Outcome(
        iri,
        nodes.need(iri, CG.outcome),
        nodes.name(iri, CG.effectDirection) or "",
        nodes.name(iri, CG.importance),
        nodes.decimal(iri, CG.equivalenceMargin),
        nodes.one(iri, CG.unit),
        _lines(nodes, iri),
    )


def _mechanism(nodes: Nodes, iri: str) -> Mechanism:
    steps = sorted((_step(nodes, node) for node in nodes.all(iri, CG.hasStep)), key=lambda step: step.position)
    return Mechanism(iri, nodes.name(iri, CG.standing) or "", nodes.text(iri, CG.summary), tuple(steps))


def _step(nodes: Nodes, iri: str) -> Step:
    return Step(
        iri=iri,
        position=nodes.number(iri, CG.position) or 0,
        statement=nodes.text(iri, CG.statement) or "",
        plain=nodes.text(iri, CG.plainStatement),
        remark=nodes.one(iri, CG.sourceRemark),
        cut_off=nodes.name(iri, CG.textCondition) == "CutOff",
        links=tuple(_link(nodes, node) for node in _numbered(nodes.all(iri, CG.hasLink))),
        evidence=_lines(nodes, iri),
    )


def _link(nodes: Nodes, iri: str) -> Link:
    return Link(
        iri=iri,
        cause=nodes.need(iri, CG.cause),
        influence=nodes.name(iri, CG.influence) or "",
        consequence=nodes.need(iri, CG.consequence),
        state=nodes.name(iri, CG.state) or "",
        contrast=nodes.one(iri, CG.contrast),
        feedback=nodes.one(iri, CG.feedback) in ("true", "1"),
        evidence=_lines(nodes, iri),
    )


def _lines(nodes: Nodes, owner: str) -> tuple[EvidenceLine, ...]:
    return tuple(
        EvidenceLine(
            iri=iri,
            study=nodes.need(iri, CG.study),
            direction=nodes.name(iri, CG.direction) or "",
            basis=nodes.name(iri, CG.basis) or "",
            also=nodes.names(iri, CG.alsoStatedBasis),
            findings=tuple(_numbered(nodes.all(iri, CG.finding))),
            target=nodes.one(iri, CG.target),
            quote=nodes.text(iri, CG.quote),
        )
        for iri in _numbered(nodes.all(owner, CG.hasEvidence))
    )


def _need(nodes: Nodes, iri: str) -> Need:
    return Need(
        iri=iri,
        rank=nodes.number(iri, CG.rank) or 0,
        text=nodes.text(iri, CG.statement) or nodes.text(iri, CG.sourceText) or "",
        design=nodes.name(iri, CG.design),
        status=nodes.name(iri, CG.needStatus) or "OpenNeed",
        population=nodes.all(iri, CG.population),
        intervention=nodes.all(iri, CG.intervention),
        comparator=nodes.all(iri, CG.comparator),
        measures=nodes.all(iri, CG.measures),
        decides=tuple(_numbered(nodes.all(iri, CG.decides))),
        sample_size=nodes.number(iri, CG.sampleSize),
        duration=nodes.one(iri, CG.duration),
        would_support=nodes.text(iri, CG.wouldSupport),
        would_refute=nodes.text(iri, CG.wouldRefute),
    )


def _appraisal(nodes: Nodes, iri: str) -> Appraisal:
    judgements = tuple(_judgement(nodes, node) for node in _numbered(nodes.all(iri, CG.hasJudgement)))
    return Appraisal(iri, nodes.need(iri, CG.appraises), nodes.name(iri, CG.startLevel) or "", judgements)


def _judgement(nodes: Nodes, iri: str) -> Judgement:
    levels = None if nodes.one(iri, CG.assessability) else nodes.number(iri, CG.levels)
    reason = nodes.text(iri, CG.reason) or ""
    return Judgement(iri, nodes.name(iri, CG.domain) or "", levels, reason, nodes.all(iri, CG.rater))


def _declared(nodes: Nodes, iri: str) -> DeclaredStudy:
    direction = nodes.name(iri, CG.direction) or ""
    return DeclaredStudy(nodes.text(iri, CG.sourceText) or "", direction, nodes.number(iri, CG.position) or 0)


def read_study(triples: Iterable[Triple], iri: str, *, language: str = "en") -> Study:
    """Read the study with this IRI from its record."""
    nodes = Nodes(triples, language)
    return Study(
        iri=iri,
        doi=nodes.one(iri, CG.doi),
        pmid=nodes.one(iri, CG.pmid),
        title=nodes.text(iri, CG.title),
        authors=_authors(nodes, iri),
        year=nodes.number(iri, CG.year),
        container=nodes.one(iri, CG.container),
        volume=nodes.one(iri, CG.volume),
        issue=nodes.one(iri, CG.issue),
        pages=nodes.one(iri, CG.pages),
        design=nodes.name(iri, CG.design),
        participants=nodes.number(iri, CG.participants),
        included=nodes.number(iri, CG.includedStudies),
        duration=nodes.one(iri, CG.duration),
        registration=nodes.one(iri, CG.registration),
        standing=nodes.name(iri, CG.publicationStanding),
        population=nodes.all(iri, CG.population),
        intervention=nodes.all(iri, CG.intervention),
        comparator=nodes.all(iri, CG.comparator),
        measured=nodes.all(iri, CG.measured),
        findings=tuple(_finding(nodes, node) for node in _numbered(nodes.all(iri, CG.hasFinding))),
        proxies=tuple(_proxy(nodes, node) for node in _numbered(nodes.all(iri, CG.hasProxy))),
        includes=nodes.all(iri, CG.includesStudy),
        report_of=nodes.all(iri, CG.reportOf),
        version_of=nodes.all(iri, CG.versionOf),
    )


def _authors(nodes: Nodes, iri: str) -> tuple[Author, ...]:
    places = sorted(nodes.all(iri, CG.hasAuthorship), key=lambda node: nodes.number(node, CG.position) or 0)
    return tuple(
        Author(nodes.need(node, CG.familyName), nodes.one(node, CG.givenName), nodes.one(node, CG.orcid))
        for node in places
    )


def _finding(nodes: Nodes, iri: str) -> Finding:
    return Finding(
        iri=iri,
        variable=nodes.need(iri, CG.variable),
        arm=nodes.one(iri, CG.arm),
        compared_with=nodes.one(iri, CG.comparedWith),
        measure=nodes.name(iri, CG.effectMeasure),
        direction=nodes.name(iri, CG.effectDirection),
        estimate=nodes.decimal(iri, CG.estimate),
        lower=nodes.decimal(iri, CG.lower),
        upper=nodes.decimal(iri, CG.upper),
        null=nodes.decimal(iri, CG.nullValue),
        p_value=nodes.decimal(iri, CG.pValue),
        interval=nodes.name(iri, CG.intervalKind),
        level=nodes.decimal(iri, CG.intervalLevel),
        unit=nodes.one(iri, CG.unit),
        timepoint=nodes.one(iri, CG.timepoint),
        method=nodes.text(iri, CG.method),
    )


def _proxy(nodes: Nodes, iri: str) -> Proxy:
    return Proxy(
        nodes.need(iri, CG.proxyVariable), nodes.need(iri, CG.standsFor), nodes.text(iri, CG.proxyReason) or ""
    )


def read_concepts(triples: Iterable[Triple], document: str, *, language: str = "en") -> ConceptScheme:
    """Read the concepts of a record, sorted by label."""
    nodes = Nodes(triples, language)
    schemes = nodes.of_class(SKOS.ConceptScheme)
    label = nodes.text(schemes[0], SKOS.prefLabel) if schemes else None
    concepts = [_concept(nodes, iri) for iri in nodes.of_class(SKOS.Concept)]
    return ConceptScheme(
        document, label or document, tuple(sorted(concepts, key=lambda c: (c.label.casefold(), c.iri)))
    )


def _concept(nodes: Nodes, iri: str) -> Concept:
    matches = {match for kind in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch) for match in nodes.all(iri, kind)}
    return Concept(
        iri=iri,
        label=nodes.text(iri, SKOS.prefLabel) or iri,
        alternatives=nodes.all(iri, SKOS.altLabel),
        definition=nodes.text(iri, SKOS.definition),
        kind=nodes.name(iri, CG.conceptKind),
        broader=nodes.all(iri, SKOS.broader),
        matches=tuple(sorted(matches)),
    )


def _numbered(iris: Sequence[str]) -> list[str]:
    """IRIs by the numbers in them: evidence-2 before evidence-10."""
    return sorted(iris, key=_digits)


def _digits(iri: str) -> tuple[list[tuple[int, str]], str]:
    fragment = iri.rpartition("#")[2]
    return [(len(part.lstrip("0")), part.lstrip("0")) for part in re.findall("[0-9]+", fragment)], iri


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
