"""What can be found: claims, studies and concepts, with the texts and facts by which they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from claimgraph.model import Claim
from claimgraph.model.evidence import Tally
from claimgraph.rdf.read import Nodes, read_claim, read_study
from claimgraph.vocabulary import CG, RDF, SKOS

KINDS = ("claims", "studies", "concepts")
_TEXTS = frozenset({CG.statement, CG.plainStatement, CG.originalStatement, CG.summary, CG.sourceText})


@dataclass(frozen=True)
class Entry:
    """One thing to be found.

    Attributes:
        iri: What it is about: a claim, a study or a concept.
        kind: The list on which it stands, one of `KINDS`.
        title: By what it is called, and found first.
        note: A few words beside the title.
        text: All else by which it is found.
        year: Year of publication; None where there is none.
        weight: How many studies it cites or findings it has, for what is found equally well.
        facets: Facts to filter by, as name and value: `type`, `concept`, `study`, `standing`, `design` …
        confidence: Of a claim by its own evidence, 0 to 1; None where there is none.
        mechanism: Of the surest of its mechanisms as a chain, 0 to 1; None where a step has no evidence.
    """

    iri: str
    kind: str
    title: str
    note: str = ""
    text: str = ""
    year: int | None = None
    weight: int = 0
    facets: frozenset[tuple[str, str]] = frozenset()
    confidence: float | None = None
    mechanism: float | None = None


Rate = Callable[[Claim], tuple[float | None, float | None]]
"""Says how sure a claim is by its own evidence, and the surest of its mechanisms."""


def entries_of(triples: list[Triple], document: str, base: str, language: str, rate: Rate) -> Iterator[Entry]:
    """What a record adds to the index."""
    kind = document.removeprefix(base).partition("/")[0]
    nodes = Nodes(triples, language)
    if kind == "claims":
        yield from (_claim(triples, iri, base, language, rate) for iri in nodes.of_class(CG.Claim))
    elif kind == "studies":
        yield from (_study(triples, iri, base, language) for iri in nodes.of_class(CG.Study))
    elif kind == "concepts":
        yield from (_concept(triples, nodes, iri) for iri in nodes.of_class(SKOS.Concept))


def _claim(triples: list[Triple], iri: str, base: str, language: str, rate: Rate) -> Entry:
    claim = read_claim(triples, iri, language=language)
    tally = Tally.of(claim.all_evidence())
    confidence, mechanism = rate(claim)
    verdict = dict(claim.declared).get("verdict", "")
    return Entry(
        iri=iri,
        kind="claims",
        title=claim.statement,
        note=verdict or f"{tally.supporting} for, {tally.contradicting} against",
        text=_joined(_texts(triples, but=claim.statement)),
        weight=len({line.study for line in claim.all_evidence()}),
        confidence=confidence,
        mechanism=mechanism,
        facets=frozenset(
            {
                *_named("type", [claim.type]),
                *_named("strength", [claim.strength]),
                *_named("standing", [mechanism.standing for mechanism in claim.mechanisms]),
                *(("study", line.study) for line in claim.all_evidence()),
                *_concepts(triples, base),
            }
        ),
    )


def _study(triples: list[Triple], iri: str, base: str, language: str) -> Entry:
    study = read_study(triples, iri, language=language)
    names = [f"{author.given or ''} {author.family}" for author in study.authors]
    return Entry(
        iri=iri,
        kind="studies",
        title=study.title or study.doi or iri,
        note=study.citation(),
        text=_joined([*names, study.container, study.doi, study.pmid, *_others(triples, CG.title, study.title)]),
        year=study.year,
        weight=len(study.findings),
        facets=frozenset(
            {
                *_named("design", [study.design]),
                *_named("standing", [study.standing or "InGoodStanding"]),
                *_concepts(triples, base),
            }
        ),
    )


def _concept(triples: list[Triple], nodes: Nodes, iri: str) -> Entry:
    label = nodes.text(iri, SKOS.prefLabel) or iri
    others = [each for each in nodes.all(iri, SKOS.prefLabel) if each != label]
    names = [*others, *nodes.all(iri, SKOS.altLabel)]
    return Entry(
        iri=iri,
        kind="concepts",
        title=label,
        note=nodes.text(iri, SKOS.definition) or "",
        text=_joined([*names, *nodes.all(iri, SKOS.definition)]),
        facets=frozenset(
            {
                *_named("type", [nodes.name(iri, CG.conceptKind)]),
                *(("concept", above) for above in nodes.all(iri, SKOS.broader)),
                ("scheme", iri.partition("#")[0]),
            }
        ),
    )


def _texts(triples: Iterable[Triple], *, but: str) -> list[str]:
    found = (str(getattr(triple.object, "value", "")) for triple in triples if triple.predicate in _TEXTS)
    return [text for text in found if text != but]


def _others(triples: Iterable[Triple], predicate: NamedNode, but: str | None) -> list[str]:
    found = (str(getattr(t.object, "value", "")) for t in triples if t.predicate == predicate)
    return [text for text in found if text != but]


def _concepts(triples: Iterable[Triple], base: str) -> Iterator[tuple[str, str]]:
    for triple in triples:
        if isinstance(triple.object, NamedNode) and triple.predicate != RDF.type:
            iri = triple.object.value
            if iri.startswith(f"{base}concepts/") and "#" in iri:
                yield "concept", iri


def _named(facet: str, names: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    return ((facet, name) for name in names if name)


def _joined(texts: Iterable[str | None]) -> str:
    return "\n".join(text for text in texts if text)
