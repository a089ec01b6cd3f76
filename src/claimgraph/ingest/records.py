"""The records that an evidence page becomes: its claim, and the studies that it cites and the graph does not know.

The page's words stay verbatim. Same page, same triples: nothing here depends on the day or on what else was read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.identifiers import doi_iri, record_path, study_path
from claimgraph.ingest.amounts import duration_of, sample_size_of
from claimgraph.ingest.drafts import Draft
from claimgraph.ingest.explanations import Means, write_condition, write_evidence, write_mechanisms
from claimgraph.ingest.linking import ConceptIndex
from claimgraph.ingest.parts import ListedStudy, Page, Passage, Side
from claimgraph.ingest.wording import Introduction, Lexicon
from claimgraph.vocabulary import CG, XSD

Known = Collection[str] | Callable[[str], bool]
"""IRIs of the studies that the graph has: a collection, or a question."""

_SIDES = {Side.SUPPORTING: CG.Supports, Side.CONTRADICTING: CG.Disputes, Side.INCONCLUSIVE: CG.Inconclusive}
_PICO = {
    "population": CG.population,
    "intervention": CG.intervention,
    "exposure": CG.intervention,
    "subject": CG.intervention,
    "comparator": CG.comparator,
    "comparison": CG.comparator,
    "control": CG.comparator,
}


def records_of(
    page: Page,
    *,
    lexicon: Lexicon,
    concepts: ConceptIndex,
    known_studies: Known,
    base: str,
    path: str,
    digest: str,
    language: str = "en",
) -> list[tuple[str, list[Triple]]]:
    """Write the claim of a page, and a minimal record of each study that it cites and the graph does not know.

    Args:
        page: What was read.
        lexicon: Wordings of the ontology's values.
        concepts: Concepts that the graph has.
        known_studies: IRIs of the studies that the graph has, or a function that knows them; they are never written.
        base: Base IRI of the records, ending in a slash.
        path: Record path of the claim, such as `claims/repetitions-in-reserve`.
        digest: SHA-256 of the page's bytes in lower-case hexadecimal digits.
        language: Language of the page's words.

    Returns:
        Record paths and their triples, the claim first, then the studies in the order in which the page cites them.

    Raises:
        IdentifierError: If the path is no record path.
    """
    path = record_path(path)
    file_name = PurePosixPath(page.name.replace("\\", "/")).name
    whole = _whole_dois(page)
    claim = Draft(base + path, language)
    claim.head(claim.named("claim"), _title_of(path), file_name=file_name, digest=digest)
    _write_claim(page, claim, Means(lexicon, concepts, whole))
    records = [(path, claim.triples)]
    for doi, listed in _studies(page, whole).items():
        if not _knows(known_studies, doi_iri(doi)):
            study = Draft(base + study_path(doi), language)
            _write_study(study, doi, listed, file_name=file_name, digest=digest)
            records.append((study_path(doi), study.triples))
    return records


def _title_of(path: str) -> str:
    words = unquote(path.rpartition("/")[2]).replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _knows(known: Known, iri: str) -> bool:
    return known(iri) if callable(known) else iri in known


def _studies(page: Page, whole: frozenset[str]) -> dict[str, ListedStudy | None]:
    """The DOIs that become evidence, in page order, each with its listing where the page lists it."""
    listed: dict[str, ListedStudy] = {}
    for study in page.studies:
        if study.doi:
            listed.setdefault(study.doi, study)
    cited = [
        citation.doi
        for mechanism in page.mechanisms
        for step in mechanism.steps
        for citation in step.citations
        if citation.doi in whole
    ]
    return {doi: listed.get(doi) for doi in (*cited, *listed)}


def _whole_dois(page: Page) -> frozenset[str]:
    """DOIs that the page gives in full at least once; one cut off by an ellipsis may be the beginning of another."""
    cited = {
        citation.doi
        for mechanism in page.mechanisms
        for step in mechanism.steps
        for citation in step.citations
        if not citation.cut_off
    }
    return frozenset(cited | {study.doi for study in page.studies if study.doi})


def _write_study(draft: Draft, doi: str, listed: ListedStudy | None, *, file_name: str, digest: str) -> None:
    study = NamedNode(doi_iri(doi))
    title = listed.title if listed else None
    draft.head(study, title, file_name=file_name, digest=digest)
    draft.typed(study, CG.Study)
    draft.say_text(study, CG.doi, doi)
    draft.say_words(study, CG.title, title)
    draft.say_number(study, CG.year, listed.year if listed else None)


def _write_claim(page: Page, draft: Draft, means: Means) -> None:
    """Write everything that a page says of its claim."""
    claim = draft.node("claim", CG.Claim)
    draft.say_words(claim, CG.statement, page.statement.text)
    draft.say_words(claim, CG.plainStatement, page.synthesis.text if page.synthesis else None)
    draft.say_words(claim, CG.originalStatement, page.original.text if page.original else None)
    write_condition(claim, draft, page.statement, page.synthesis)
    _write_type(claim, page, draft, means.lexicon)
    _write_pico(claim, page, draft, means.concepts)
    _write_declarations(claim, page, draft)
    write_mechanisms(claim, page.mechanisms, draft, means)
    _write_listed_studies(claim, page.studies, draft)
    for rank, need in enumerate(page.needs, start=1):
        _write_need(claim, rank, need, draft, means.lexicon)
    for number, detail in enumerate(page.details, start=1):
        node = draft.part(claim, CG.hasDeclaredDetail, f"detail-{number}", CG.DeclaredDetail)
        draft.say_text(node, CG.detailName, detail.name)
        draft.say_text(node, CG.detailValue, detail.value)


def _write_type(claim: NamedNode, page: Page, draft: Draft, lexicon: Lexicon) -> None:
    if page.claim_type is not None:
        known = lexicon.claim_type_of(page.claim_type.text)
        draft.say(claim, CG.claimType, known)
        draft.say_text(claim, CG.declaredClaimType, None if known else page.claim_type.text)


def _write_pico(claim: NamedNode, page: Page, draft: Draft, concepts: ConceptIndex) -> None:
    """Population, intervention and comparator where the words for them name exactly one concept."""
    said: set[tuple[NamedNode, str]] = set()
    for detail in page.details:
        predicate = _PICO.get(detail.name.casefold())
        named = concepts.concepts_in(detail.value) if predicate else ()
        if predicate is not None and len(named) == 1 and (predicate, named[0]) not in said:
            said.add((predicate, named[0]))
            draft.say(claim, predicate, NamedNode(named[0]))


def _write_declarations(claim: NamedNode, page: Page, draft: Draft) -> None:
    for predicate, count in (
        (CG.declaredSupporting, page.supporting),
        (CG.declaredContradicting, page.contradicting),
        (CG.declaredSynthesized, page.synthesized),
        (CG.declaredProScore, page.pro),
        (CG.declaredAgainstScore, page.against),
    ):
        draft.say_number(claim, predicate, count.value if count else None)
    draft.say_text(claim, CG.declaredVerdict, page.verdict.text if page.verdict else None)
    draft.say_text(claim, CG.declaredVersion, page.version.text if page.version else None)


def _write_listed_studies(claim: NamedNode, studies: Sequence[ListedStudy], draft: Draft) -> None:
    """Listed studies with a DOI are evidence on the claim; those without are kept in the page's words."""
    evidence = dict.fromkeys((study.side, study.doi) for study in studies if study.doi)
    for number, (side, doi) in enumerate(evidence, start=1):
        write_evidence(claim, f"evidence-{number}", str(doi), Introduction(_SIDES[side], CG.Unstated), draft)
    for number, study in enumerate((study for study in studies if not study.doi), start=1):
        node = draft.part(claim, CG.hasDeclaredStudy, f"declared-study-{number}", CG.DeclaredStudy)
        draft.say_words(node, CG.sourceText, study.text)
        draft.say(node, CG.direction, _SIDES[study.side])
        draft.say_number(node, CG.position, study.position)


def _write_need(claim: NamedNode, rank: int, need: Passage, draft: Draft, lexicon: Lexicon) -> None:
    node = draft.part(claim, CG.hasNeed, f"need-{rank}", CG.EvidenceNeed)
    draft.say_number(node, CG.rank, rank)
    draft.say_words(node, CG.sourceText, need.text)
    draft.say(node, CG.design, lexicon.design_of(need.text))
    draft.say_number(node, CG.sampleSize, sample_size_of(need.text))
    duration = duration_of(need.text)
    draft.say(node, CG.duration, Literal(duration, datatype=XSD.duration) if duration else None)
    draft.say(node, CG.decides, claim)
    draft.say(node, CG.needStatus, CG.OpenNeed)
