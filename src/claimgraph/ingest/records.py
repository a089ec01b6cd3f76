"""The records that an evidence page becomes: its claim, and the studies that it cites and the graph does not know.

The page's words stay verbatim. Same page, same triples: nothing here depends on the day or on what else was read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.identifiers import doi_iri, record_path, study_path
from claimgraph.ingest.amounts import duration_of, sample_size_of
from claimgraph.ingest.drafts import Draft
from claimgraph.ingest.linking import Arrow, ConceptIndex, arrows_in
from claimgraph.ingest.parts import ListedStudy, Page, PageDetail, PageMechanism, PageStep, Passage, Side
from claimgraph.ingest.wording import Introduction, Lexicon, without_citations
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


@dataclass(frozen=True, slots=True)
class _Means:
    """What a page is read with."""

    lexicon: Lexicon
    concepts: ConceptIndex


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
    claim = _ClaimDraft(page, Draft(base + path, language), _Means(lexicon, concepts))
    claim.draft.head(claim.node, _title_of(path), file_name=file_name, digest=digest)
    claim.write()
    records = [(path, claim.draft.triples)]
    for doi, listed in _studies(page).items():
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


def _studies(page: Page) -> dict[str, ListedStudy | None]:
    """The DOIs that become evidence, in page order, each with its listing where the page lists it."""
    listed: dict[str, ListedStudy] = {}
    for study in page.studies:
        if study.doi:
            listed.setdefault(study.doi, study)
    whole = _whole_dois(page)
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


class _ClaimDraft:
    """The claim record of a page while it is written."""

    def __init__(self, page: Page, draft: Draft, means: _Means) -> None:
        self.page, self.draft, self._means = page, draft, means
        self.node = NamedNode(f"{draft.document}#claim")
        self._dois = _whole_dois(page)

    def write(self) -> None:
        """Write everything that the page says of its claim."""
        draft, page = self.draft, self.page
        draft.typed(self.node, CG.Claim)
        draft.say_words(self.node, CG.statement, page.statement.text)
        draft.say_words(self.node, CG.plainStatement, page.synthesis.text if page.synthesis else None)
        draft.say_words(self.node, CG.originalStatement, page.original.text if page.original else None)
        self._write_condition(self.node, page.statement, page.synthesis)
        self._write_type()
        self._write_pico()
        self._write_declarations()
        for number, mechanism in enumerate(page.mechanisms, start=1):
            self._write_mechanism(f"mechanism-{number}", mechanism)
        self._write_listed_studies()
        for rank, need in enumerate(page.needs, start=1):
            self._write_need(rank, need)
        for number, detail in enumerate(page.details, start=1):
            self._write_detail(number, detail)

    def _write_condition(self, node: NamedNode, *passages: Passage | None) -> None:
        if any(passage is not None and passage.cut_off for passage in passages):
            self.draft.say(node, CG.textCondition, CG.CutOff)

    def _write_type(self) -> None:
        if self.page.claim_type is not None:
            known = self._means.lexicon.claim_type_of(self.page.claim_type.text)
            self.draft.say(self.node, CG.claimType, known)
            self.draft.say_text(self.node, CG.declaredClaimType, None if known else self.page.claim_type.text)

    def _write_pico(self) -> None:
        """Population, intervention and comparator where the words for them name exactly one concept."""
        said: set[tuple[NamedNode, str]] = set()
        for detail in self.page.details:
            predicate = _PICO.get(detail.name.casefold())
            named = self._means.concepts.concepts_in(detail.value) if predicate else ()
            if predicate is not None and len(named) == 1 and (predicate, named[0]) not in said:
                said.add((predicate, named[0]))
                self.draft.say(self.node, predicate, NamedNode(named[0]))

    def _write_declarations(self) -> None:
        page = self.page
        for predicate, count in (
            (CG.declaredSupporting, page.supporting),
            (CG.declaredContradicting, page.contradicting),
            (CG.declaredSynthesized, page.synthesized),
            (CG.declaredProScore, page.pro),
            (CG.declaredAgainstScore, page.against),
        ):
            self.draft.say_number(self.node, predicate, count.value if count else None)
        self.draft.say_text(self.node, CG.declaredVerdict, page.verdict.text if page.verdict else None)
        self.draft.say_text(self.node, CG.declaredVersion, page.version.text if page.version else None)

    def _write_mechanism(self, fragment: str, mechanism: PageMechanism) -> None:
        draft = self.draft
        draft.say(self.node, CG.hasMechanism, NamedNode(f"{draft.document}#{fragment}"))
        node = draft.node(fragment, CG.Mechanism)
        draft.say(node, CG.standing, self._standing_of(mechanism))
        draft.say_words(node, CG.summary, mechanism.summary.text if mechanism.summary else None)
        self._write_condition(node, mechanism.summary)
        causal: dict[str, set[str]] = {}
        for position, step in enumerate(mechanism.steps, start=1):
            draft.say(node, CG.hasStep, NamedNode(f"{draft.document}#{fragment}-step-{position}"))
            self._write_step(f"{fragment}-step-{position}", position, step, causal)

    def _standing_of(self, mechanism: PageMechanism) -> NamedNode:
        """The standing that a heading names; a mechanism without ranking is the first one where no other is."""
        standings = {other: self._means.lexicon.standing_of(other.heading.text) for other in self.page.mechanisms}
        unranked = [other for other, standing in standings.items() if standing is None]
        first = CG.MostProbable not in standings.values() and unranked[:1] == [mechanism]
        return standings[mechanism] or (CG.MostProbable if first else CG.LessSupported)

    def _write_step(self, fragment: str, position: int, step: PageStep, causal: dict[str, set[str]]) -> None:
        draft = self.draft
        node = draft.node(fragment, CG.MechanismStep)
        draft.say_number(node, CG.position, position)
        draft.say_words(node, CG.statement, step.text)
        draft.say_text(node, CG.sourceRemark, step.remark)
        self._write_condition(node, step)
        claimed = without_citations(step.text, step.citations)
        arrows = arrows_in(claimed, self._means.concepts, self._means.lexicon.influences)
        for number, arrow in enumerate(_acyclic(arrows, causal), start=1):
            self._write_link(node, f"{fragment}-link-{number}", arrow)
        for number, (doi, introduction) in enumerate(self._evidence_of(step), start=1):
            self._write_evidence(node, f"{fragment}-evidence-{number}", doi, introduction)

    def _write_link(self, step: NamedNode, fragment: str, arrow: Arrow) -> None:
        draft = self.draft
        draft.say(step, CG.hasLink, NamedNode(f"{draft.document}#{fragment}"))
        node = draft.node(fragment, CG.CausalLink)
        draft.say(node, CG.cause, NamedNode(arrow.cause))
        draft.say(node, CG.influence, arrow.influence)
        draft.say(node, CG.consequence, NamedNode(arrow.consequence))
        draft.say(node, CG.state, CG.Proposed)

    def _evidence_of(self, step: PageStep) -> Iterator[tuple[str, Introduction]]:
        """One introduction for each distinct DOI of a step: the first basis stands, later ones are noted beside it."""
        merged: dict[str, Introduction] = {}
        introductions = self._means.lexicon.introductions(step.text, step.citations)
        for citation, introduction in zip(step.citations, introductions, strict=True):
            if citation.doi in self._dois:
                earlier = merged.get(citation.doi)
                merged[citation.doi] = earlier.joined(introduction) if earlier else introduction
        yield from merged.items()

    def _write_evidence(self, about: NamedNode, fragment: str, doi: str, introduction: Introduction) -> None:
        draft = self.draft
        draft.say(about, CG.hasEvidence, NamedNode(f"{draft.document}#{fragment}"))
        node = draft.node(fragment, CG.EvidenceLine)
        draft.say(node, CG.direction, introduction.direction)
        draft.say(node, CG.basis, introduction.basis)
        for basis in introduction.also:
            draft.say(node, CG.alsoStatedBasis, basis)
        draft.say(node, CG.study, NamedNode(doi_iri(doi)))

    def _write_listed_studies(self) -> None:
        """Listed studies with a DOI are evidence on the claim; those without are kept in the page's words."""
        evidence = dict.fromkeys((study.side, study.doi) for study in self.page.studies if study.doi)
        for number, (side, doi) in enumerate(evidence, start=1):
            self._write_evidence(self.node, f"evidence-{number}", str(doi), Introduction(_SIDES[side], CG.Unstated))
        for number, study in enumerate((study for study in self.page.studies if not study.doi), start=1):
            self._write_declared_study(number, study)

    def _write_declared_study(self, number: int, study: ListedStudy) -> None:
        draft = self.draft
        draft.say(self.node, CG.hasDeclaredStudy, NamedNode(f"{draft.document}#declared-study-{number}"))
        node = draft.node(f"declared-study-{number}", CG.DeclaredStudy)
        draft.say_words(node, CG.sourceText, study.text)
        draft.say(node, CG.direction, _SIDES[study.side])
        draft.say_number(node, CG.position, study.position)

    def _write_need(self, rank: int, need: Passage) -> None:
        draft = self.draft
        draft.say(self.node, CG.hasNeed, NamedNode(f"{draft.document}#need-{rank}"))
        node = draft.node(f"need-{rank}", CG.EvidenceNeed)
        draft.say_number(node, CG.rank, rank)
        draft.say_words(node, CG.sourceText, need.text)
        draft.say(node, CG.design, self._means.lexicon.design_of(need.text))
        draft.say_number(node, CG.sampleSize, sample_size_of(need.text))
        duration = duration_of(need.text)
        draft.say(node, CG.duration, Literal(duration, datatype=XSD.duration) if duration else None)
        draft.say(node, CG.decides, self.node)
        draft.say(node, CG.needStatus, CG.OpenNeed)

    def _write_detail(self, number: int, detail: PageDetail) -> None:
        draft = self.draft
        draft.say(self.node, CG.hasDeclaredDetail, NamedNode(f"{draft.document}#detail-{number}"))
        node = draft.node(f"detail-{number}", CG.DeclaredDetail)
        draft.say_text(node, CG.detailName, detail.name)
        draft.say_text(node, CG.detailValue, detail.value)


def _acyclic(arrows: tuple[Arrow, ...], causal: dict[str, set[str]]) -> Iterator[Arrow]:
    """The arrows that close no circle with the earlier ones of the mechanism, which are added to `causal`."""
    for arrow in arrows:
        if not _reaches(causal, arrow.consequence, arrow.cause):
            causal.setdefault(arrow.cause, set()).add(arrow.consequence)
            yield arrow


def _reaches(causal: dict[str, set[str]], start: str, goal: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        if goal in seen:
            return True
        further = causal.get(waiting.pop(), set()) - seen
        seen |= further
        waiting += further
    return goal in seen
