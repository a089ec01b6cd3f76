"""Evidence wanted: the studies that would decide a claim and each of its weak arrows, the strongest first.

A want closes as soon as the evidence of what it would decide cites a study in good standing whose design is at least as
strong, that had the same intervention or a narrower one, and that measured what is wanted, something narrower, or what
stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from claimgraph.appraisal.confidence import RatedClaim, RatedLink, appraise, raise_by
from claimgraph.appraisal.designs import REVIEWS, Designs
from claimgraph.appraisal.ladders import FROM_EXPOSURE, FROM_STATE, MEASURING, TRIAL, Rung, ladder_of
from claimgraph.appraisal.predictions import (
    ASSOCIATION,
    ESTIMATE,
    Prediction,
    listed,
    on_contrast,
    on_mediation,
    on_outcomes,
    on_perturbation,
)
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.scrutiny import EQUIVALENCES, Setting, count_on_outcomes, uncovered
from claimgraph.model import Dossier, EvidenceLine, Link, Need, Outcome, Step, Study
from claimgraph.vocabulary import CG

WEAK = 0.67
"""Confidence below which an arrow is weak: less than one direct measurement in one randomised trial gives (0.75)."""
GOOD_STANDINGS = frozenset({None, "InGoodStanding", "Corrected"})
"""Standings of publications that close a want; None is what nobody recorded."""
EXPERIMENTS = ("RandomizedTrial", "NonrandomizedTrial", "NOf1Trial", "AcuteExperiment", "AnimalStudy", "InVitroStudy",
               *sorted(REVIEWS))  # fmt: skip
"""Designs that change a cause by themselves, and reviews of them."""
_EQUIVALENCE = ("a margin stated beforehand", "enough participants for the interval to fit within it")
_DIFFERENCE = ("enough participants for the smallest difference that matters",)


@dataclass(frozen=True)
class Want:
    """A study that is wanted.

    Attributes:
        target: IRI of what it would decide: the claim or an arrow.
        decides: IRIs of all that it would decide; the same arrow may stand in several steps.
        arrows: The arrows that it is about; none where it is about the claim.
        confidence: How sure the evidence makes us of the target now, 0 to 1; None without evidence.
        certainty: Local name of the GRADE level from which such a study starts; None where GRADE has none.
        level: Level of OCEBM 2011, 1 to 5, that it reaches at best; None where the table has none.
        unmeasured: Concepts of `measures` that no study cited for the target measured or assigned.
        gain: By how much one such study would raise the confidence, 0 to 1; None if that cannot be told.
        closed_by: IRIs of the studies that close it; empty while it is open.
        left_open: For studies that close it why they do not settle it.
        need: What the source asks for, where that is the same or all that is known.
    """

    target: str
    decides: tuple[str, ...]
    rung: Rung
    arrows: tuple[Link, ...] = ()
    confidence: float | None = None
    certainty: str | None = None
    level: int | None = None
    population: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    comparator: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    prediction: Prediction | None = None
    gain: float | None = None
    closed_by: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    need: Need | None = None

    @property
    def is_open(self) -> bool:
        """Whether no study meets it; one that is recorded as closed is."""
        return not self.closed_by and not (self.need is not None and self.need.status == "ClosedNeed")


@dataclass(frozen=True)
class _Arrow:
    """An arrow with all places in which the claim has it."""

    places: tuple[tuple[Step, Link, RatedLink], ...]

    @property
    def link(self) -> Link:
        return self.places[0][1]

    @property
    def step(self) -> Step:
        return self.places[0][0]

    @property
    def confidence(self) -> float | None:
        """That of its surest place."""
        known = [rated.rated.confidence for _, _, rated in self.places if rated.rated.confidence is not None]
        return max(known, default=None)

    @property
    def lines(self) -> tuple[EvidenceLine, ...]:
        return tuple(dict.fromkeys(line for step, link, _ in self.places for line in (*step.evidence, *link.evidence)))


def wants_of(dossier: Dossier, designs: Designs, priors: Priors, *, below: float = WEAK) -> tuple[Want, ...]:
    """What is wanted for a claim: first for itself, then for its arrows below a confidence, in order of reading.

    What the source asks for stands with the derived want that says the same, else by itself at the end.
    """
    board = _Board(dossier, designs, appraise(dossier, priors), priors)
    derived = [*board.on_claim(), *board.on_arrows(below)]
    merged, needs = _merge(derived, board)
    return tuple(merged + [board.of_source(need) for need in needs])


def _merge(derived: Sequence[Want], board: _Board) -> tuple[list[Want], list[Need]]:
    """Put needs of the source beside the derived wants that say the same; drop those that they decide."""
    merged = list(derived)
    left = []
    for need in sorted(board.claim.needs, key=lambda need: (need.rank, need.iri)):
        twin = next((n for n, want in enumerate(merged) if want.need is None and board.says_same(need, want)), None)
        if twin is None:
            left.append(need)
        else:
            merged[twin] = board.with_need(merged[twin], need)
    return [want for want in merged if not any(board.covers(need, want) for need in left)], left


class _Board:
    """Works out the wants of one claim."""

    def __init__(self, dossier: Dossier, designs: Designs, rated: RatedClaim, priors: Priors) -> None:
        self._dossier, self._designs, self._rated, self._priors = dossier, designs, rated, priors
        self.claim = dossier.claim
        self._literature, self._nesting = dossier.literature, dossier.nesting
        self._question = designs.questions.get(self.claim.type or "Causal")

    def on_claim(self) -> Iterator[Want]:
        """What would decide the claim."""
        claim = self.claim
        lines = [*claim.evidence, *(line for outcome in claim.outcomes for line in outcome.evidence)]
        outcomes = tuple(dict.fromkeys(outcome.concept for outcome in claim.outcomes))
        measured = {concept for line in lines for concept in outcomes if self._measured(line.study, concept)}
        for rung in ladder_of(claim.type, self._question):
            want = Want(
                claim.iri,
                (claim.iri,),
                rung,
                confidence=self._rated.rated.confidence,
                population=self._population(rung),
                intervention=claim.intervention,
                comparator=claim.comparator,
                measures=outcomes,
                unmeasured=tuple(concept for concept in outcomes if concept not in measured),
                features=(*rung.features, *self._sizes(rung)),
                prediction=self._prediction(rung),
            )
            yield self._finished(want, lines, self._question)

    def _population(self, rung: Rung) -> tuple[str, ...]:
        return () if {"AnimalStudy", "InVitroStudy"} & {*rung.designs} else self.claim.population

    def _sizes(self, rung: Rung) -> tuple[str, ...]:
        if rung.name not in ("review", "trial", "people"):
            return ()
        same = any(outcome.direction in EQUIVALENCES for outcome in self.claim.outcomes)
        other = any(outcome.direction not in EQUIVALENCES for outcome in self.claim.outcomes)
        return (*(_EQUIVALENCE if same else ()), *(_DIFFERENCE if other else ()))

    def _prediction(self, rung: Rung) -> Prediction:
        if self._question == "Prognosis":
            return ASSOCIATION
        if self._question in ("Prevalence", "DiagnosticAccuracy") or not self.claim.outcomes:
            return ESTIMATE
        return on_outcomes(self._dossier, pooled=rung.name == "review")

    def on_arrows(self, below: float) -> Iterator[Want]:
        """What would decide the weak arrows, each once; and one trial for all of a step that start in the body."""
        steps: dict[str, list[_Arrow]] = {}
        for arrow in self._arrows():
            if arrow.confidence is None or arrow.confidence < below:
                steps.setdefault(arrow.step.iri, []).append(arrow)
        for arrows in steps.values():
            inner = [arrow for arrow in arrows if not self._is_assigned(arrow.link)]
            for arrow in arrows:
                for rung in FROM_STATE if arrow in inner else FROM_EXPOSURE:
                    yield self._finished(self._on_arrow(arrow, rung), arrow.lines, None)
                if inner == [arrow]:
                    yield from self._on_step(inner)
            if len(inner) > 1:
                yield from self._on_step(inner)

    def _on_step(self, arrows: Sequence[_Arrow]) -> Iterator[Want]:
        """A trial of the claim's conditions that measures both ends of some arrows of a step."""
        if not self.claim.intervention:
            return
        each = [self._on_arrow(arrow, MEASURING) for arrow in arrows]
        lines = tuple(dict.fromkeys(line for arrow in arrows for line in arrow.lines))
        weakest = min(each, key=lambda want: -1.0 if want.confidence is None else want.confidence)
        whole = replace(
            weakest,
            decides=tuple(iri for want in each for iri in want.decides),
            arrows=tuple(link for want in each for link in want.arrows),
            intervention=self.claim.intervention,
            comparator=self.claim.comparator,
            measures=tuple(dict.fromkeys(concept for want in each for concept in want.measures)),
            unmeasured=tuple(dict.fromkeys(concept for want in each for concept in want.unmeasured)),
            prediction=on_mediation(self._dossier, [arrow.link for arrow in arrows]),
        )
        yield self._finished(whole, lines, None)

    def _arrows(self) -> list[_Arrow]:
        rated = {link.link.iri: link for each in self._rated.mechanisms for step in each.steps for link in step.links}
        places: dict[tuple[str, ...], list[tuple[Step, Link, RatedLink]]] = {}
        for mechanism in self.claim.mechanisms:
            for step in mechanism.steps if mechanism.standing != "RuledOut" else ():
                for link in step.links:
                    if link.iri in rated:
                        key = (link.cause, link.influence, link.consequence, link.contrast or "")
                        places.setdefault(key, []).append((step, link, rated[link.iri]))
        return [_Arrow(tuple(found)) for found in places.values()]

    def _is_assigned(self, link: Link) -> bool:
        """Whether people can be assigned to the cause: it has a contrast, or the claim or some study compares it."""
        arms = {*self.claim.intervention, *self.claim.comparator}
        for study in self._dossier.studies.values():
            arms.update((*study.intervention, *study.comparator))
        return link.contrast is not None or link.cause in arms

    def _on_arrow(self, arrow: _Arrow, rung: Rung) -> Want:
        link = arrow.link
        missing = [set(uncovered(self._literature, line, link)) for line in arrow.lines]
        ends = (link.consequence,) if rung in FROM_EXPOSURE else (link.cause, link.consequence)
        unmeasured = set.intersection(*missing) if missing else set(ends)
        intervention, comparator, prediction = self._setting(link, rung)
        return Want(
            link.iri,
            tuple(each.iri for _, each, _ in arrow.places),
            rung,
            arrows=(link,),
            confidence=arrow.confidence,
            population=self._population(rung),
            intervention=intervention,
            comparator=comparator,
            measures=ends,
            unmeasured=tuple(end for end in ends if end in unmeasured),
            features=rung.features,
            prediction=prediction,
        )

    def _setting(self, link: Link, rung: Rung) -> tuple[tuple[str, ...], tuple[str, ...], Prediction]:
        """Intervention, comparator and prediction of a study of an arrow."""
        if rung.perturbs:
            return (link.cause,), (), on_perturbation(self._dossier, link)
        contrast = (link.contrast,) if link.contrast else self._other_arm(link.cause)
        return (link.cause,), contrast, on_contrast(self._dossier, link, contrast)

    def _other_arm(self, cause: str) -> tuple[str, ...]:
        reach = self._nesting.reach([cause])
        if reach & {*self.claim.intervention}:
            return self.claim.comparator
        return self.claim.intervention if reach & {*self.claim.comparator} else ()

    def _finished(self, want: Want, lines: Sequence[EvidenceLine], question: str | None) -> Want:
        design = want.rung.designs[0]
        mechanistic = "AnimalStudy" in want.rung.designs or "InVitroStudy" in want.rung.designs
        closed_by = self._closing(want, lines, question)
        return replace(
            want,
            certainty=None if mechanistic else self._designs.start_of(want.rung.pools or design),
            level=self._designs.level_of(question, design),
            gain=self._gain(want.target, design),
            closed_by=closed_by,
            left_open=tuple(self._left_open(closed_by)) if not want.arrows else (),
        )

    def _gain(self, target: str, design: str | None) -> float | None:
        return raise_by(self._rated, target, self._priors, design) if design else None

    def _closing(self, want: Want, lines: Iterable[EvidenceLine], question: str | None) -> tuple[str, ...]:
        """The studies that together measured all that is wanted; empty if something is left."""
        fitting = [iri for iri in dict.fromkeys(line.study for line in lines) if self._fits(iri, want, question)]
        closing = []
        for concept in want.measures:
            found = next((iri for iri in fitting if self._measured(iri, concept, assigned=bool(want.arrows))), None)
            if found is None:
                return ()
            closing.append(found)
        return tuple(dict.fromkeys(closing or fitting[:1]))

    def _fits(self, iri: str, want: Want, question: str | None) -> bool:
        study = self._literature.study(iri)
        size = want.need.sample_size if want.need else None
        return (
            study.standing in GOOD_STANDINGS
            and self._is_as_strong(study.design, want.rung, question)
            and (self._perturbs(study, want.intervention) if want.rung.perturbs else self._compares(study, want))
            and not (size is not None and study.participants is not None and study.participants < size)
        )

    def _is_as_strong(self, design: str | None, rung: Rung, question: str | None) -> bool:
        """Whether a design is at least as strong as the weakest of a rung: by OCEBM's level, else by its place."""
        designs = self._designs
        if any(designs.is_kind_of(design, each) for each in rung.designs):
            return True
        if rung.perturbs and not any(designs.is_kind_of(design, each) for each in EXPERIMENTS):
            return False
        levels = [level for each in rung.designs if (level := designs.level_of(question, each)) is not None]
        if levels:
            level = designs.level_of(question, design)
            return level is not None and level <= max(levels)
        return design is not None and designs.rank_of(design) <= max(map(designs.rank_of, rung.designs), default=0)

    def _compares(self, study: Study, want: Want) -> bool:
        """Whether a study had the intervention that is wanted or a narrower one, in either of its arms."""

        def within(found: Sequence[str], wanted: Sequence[str]) -> bool:
            return not wanted or any(self._nesting.covers(found, each) for each in wanted)

        straight = within(study.intervention, want.intervention) and (
            not study.comparator or within(study.comparator, want.comparator)
        )
        return straight or (within(study.comparator, want.intervention) and within(study.intervention, want.comparator))

    def _perturbs(self, study: Study, cause: Sequence[str]) -> bool:
        """Whether a study changed a cause by itself: it assigned it, or a block of it.

        A block is what by the arrows of the claim decreases the cause and does nothing else; what also moves other
        things, as training does, shows nothing of this cause alone.
        """
        assigned = self._nesting.reach([*study.intervention, *study.comparator])
        return bool(assigned & {*cause}) or any(self._is_block(each, cause) for each in assigned)

    def _is_block(self, exposure: str, cause: Sequence[str]) -> bool:
        links = [link for _, _, link in self._dossier.places.values() if link.cause == exposure]
        return bool(links) and all(link.influence == "decreases" and link.consequence in cause for link in links)

    def _measured(self, iri: str, concept: str, *, assigned: bool = False) -> bool:
        """Whether a study measured a concept, something narrower or what stands for it; or assigned it."""
        if assigned:
            return concept in self._literature.covered(iri)
        study = self._literature.study(iri)
        return self._nesting.covers([*study.measured, *(proxy.stands_for for proxy in study.proxies)], concept)

    def _left_open(self, closed_by: Sequence[str]) -> Iterator[str]:
        """Why studies that close a want of the claim do not settle it."""
        for iri in closed_by:
            found: dict[str, list[str]] = {}
            for outcome in self.claim.outcomes:
                lines = [line for line in self.claim.lines_about(outcome) if line.study == iri]
                reasons = [self._why_inconclusive(line, outcome) for line in lines]
                if reasons and None not in reasons:
                    found.setdefault(str(reasons[0]), []).append(self._dossier.label(outcome.concept))
            for why, labels in found.items():
                yield f"{self._dossier.refer(iri)} leaves open {listed(dict.fromkeys(labels))}: {why}"
        hearing = self._rated.rated.hearing
        if closed_by and hearing.supporting and hearing.disputing:
            yield "the studies that are cited point both ways"

    def _why_inconclusive(self, line: EvidenceLine, outcome: Outcome) -> str | None:
        if line.direction == "Inconclusive":
            return "it is called inconclusive"
        counted = count_on_outcomes(self._literature, line, [outcome], Setting.of(self.claim))
        audits = {lowered.audit for lowered in counted.lowered}
        if "equivalence" in audits:
            return "no margin is stated" if outcome.margin is None else "no interval is within the margin"
        return "its interval includes no effect, or is of one arm" if audits else None

    def says_same(self, need: Need, want: Want) -> bool:
        """Whether a need of the source is a want of the claim: design, conditions and aim are the same."""
        return (
            want.target == self.claim.iri
            and (not need.decides or self.claim.iri in need.decides)
            and any(self._designs.is_kind_of(need.design, each) for each in want.rung.designs)
            and self._same(need.intervention, want.intervention)
        )

    def _same(self, found: Sequence[str], wanted: Sequence[str]) -> bool:
        return not found or not wanted or any(self._nesting.covers(found, each) for each in wanted)

    def with_need(self, want: Want, need: Need) -> Want:
        """A want with the need of the source beside it; it closes when both are met."""
        claim = self.claim
        lines = [*claim.evidence, *(line for outcome in claim.outcomes for line in outcome.evidence)]
        asked = replace(want, need=need)
        closed_by = self._closing(asked, lines, self._question)
        return replace(asked, closed_by=closed_by, left_open=want.left_open if closed_by else ())

    def covers(self, need: Need, want: Want) -> bool:
        """Whether a need that stands by itself would decide the arrow of a want by a trial of its cause."""
        trial = any(self._designs.is_kind_of(need.design, each) for each in TRIAL.designs)
        return (
            want.rung in FROM_EXPOSURE
            and trial
            and bool({*need.decides} & {*want.decides})
            and self._same(need.intervention, want.intervention)
            and all(self._nesting.covers(need.measures, end) for end in want.measures)
        )

    def of_source(self, need: Need) -> Want:
        """A need of the source that no derived want says."""
        decided = [iri for iri in need.decides if iri in self._dossier.places or iri == self.claim.iri]
        target = decided[0] if decided else self.claim.iri
        title = self._dossier.label(CG.iri + need.design) if need.design else "study"
        rung = Rung("source", title, (need.design,) if need.design else ())
        want = Want(
            target,
            need.decides or (self.claim.iri,),
            rung,
            arrows=tuple(self._dossier.places[iri][2] for iri in decided if iri in self._dossier.places),
            certainty=self._designs.start_of(need.design),
            population=need.population,
            intervention=need.intervention,
            comparator=need.comparator,
            measures=need.measures,
            prediction=Prediction(need.would_support or "", need.would_refute or ""),
            gain=self._gain(target, need.design),
            need=need,
        )
        return replace(want, closed_by=self._closing(want, self._lines_on(need.decides), None) if need.design else ())

    def _lines_on(self, decided: Sequence[str]) -> list[EvidenceLine]:
        lines: list[EvidenceLine] = []
        if not decided or self.claim.iri in decided:
            lines += [*self.claim.evidence, *(line for outcome in self.claim.outcomes for line in outcome.evidence)]
        for iri in decided:
            if iri in self._dossier.places:
                _, step, link = self._dossier.places[iri]
                lines += [*step.evidence, *link.evidence]
        return lines
