"""The view `grade`: the certainty of the evidence for each outcome, as recorded judgements have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode

from claimgraph.appraisal.designs import Designs
from claimgraph.appraisal.grade import DOWN, GradeProfile, OutcomeGrade, Sum, Weighed, of_claim, signed, words
from claimgraph.appraisal.hints import Hint
from claimgraph.model import Dossier
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.told import Told, Tree, page
from claimgraph.service.derived.view import View
from claimgraph.vocabulary import CG

_MARKS = {"down": "↓", "up": "↑", "open": "?"}
_LEGEND = (
    "Certainty is what recorded judgements add up to. Hints are what the graph knows, never a judgement: ↓ may lower "
    "it, ↑ may raise it, ? is open."
)


def tell(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Told:
    """The certainty of a claim's outcomes."""
    assert path is not None
    dossier = derivations.dossier(path)
    profile = of_claim(dossier, derivations.designs)
    return Told(tree_of(dossier, profile), page(_text(dossier, profile, derivations.designs)))


VIEW = View("grade", "How certain the evidence for each outcome is, by GRADE", tell)


def tree_of(dossier: Dossier, profile: GradeProfile) -> Tree:
    """A profile for programs."""
    return {
        "type": "CertaintyProfile",
        "ofClaim": NamedNode(dossier.claim.iri),
        "certainty": _term(profile.certainty),
        "isComplete": profile.is_complete,
        "remark": list(profile.remarks),
        "hasOutcomeCertainty": [_outcome_tree(grade) for grade in profile.outcomes],
    }


def _outcome_tree(grade: OutcomeGrade) -> Tree:
    return {
        "type": "OutcomeCertainty",
        "appraises": NamedNode(grade.outcome.iri),
        "importance": _term(grade.outcome.importance),
        "certainty": _term(grade.certainty),
        "isComplete": grade.is_complete,
        "startByDesign": _term(grade.body.start),
        "study": [NamedNode(study.iri) for study in grade.body.studies],
        "missingDomain": [_term(domain) for domain in grade.missing],
        "remark": list(grade.remarks),
        "hasAppraisal": [_sum_tree(each) for each in grade.sums],
        "hasCertaintyHint": [_hint_tree(hint) for hint in grade.hints],
    }


def _sum_tree(each: Sum) -> Tree:
    return {
        "iri": NamedNode(each.appraisal.iri),
        "type": "Appraisal",
        "startLevel": _term(each.start),
        "certainty": _term(each.certainty),
        "hasJudgement": [_judgement_tree(weighed) for weighed in each.judgements],
    }


def _judgement_tree(weighed: Weighed) -> Tree:
    judgement = weighed.judgement
    return {
        "iri": NamedNode(judgement.iri),
        "type": "Judgement",
        "domain": _term(judgement.domain),
        "levels": judgement.levels,
        "countedLevels": weighed.levels,
        "remark": weighed.why,
        "reason": judgement.reason,
        "rater": [NamedNode(rater) for rater in judgement.raters],
    }


def _hint_tree(hint: Hint) -> Tree:
    return {"type": "CertaintyHint", "domain": _term(hint.domain), "hintsAt": hint.points, "hintReason": hint.reason}


def _text(dossier: Dossier, profile: GradeProfile, designs: Designs) -> Iterator[str]:
    yield dossier.claim.statement
    yield ""
    unrated = ", no judgement is recorded" if not any(grade.sums for grade in profile.outcomes) else ""
    yield f"Overall: {_level(profile.certainty, profile.is_complete)}{unrated}"
    yield from (f"  {remark}" for remark in profile.remarks)
    shared = _shared(profile.outcomes)
    for grade in profile.outcomes:
        yield ""
        yield from _outcome_text(dossier, grade, shared, designs)
    if shared:
        yield ""
        yield "Hints for every outcome:"
        yield from _hints_text(shared)
    if profile.outcomes:
        yield ""
        yield _LEGEND


def _shared(grades: Sequence[OutcomeGrade]) -> list[Hint]:
    """Hints that all of several outcomes have."""
    if len(grades) < 2:
        return []
    return [hint for hint in grades[0].hints if all(hint in grade.hints for grade in grades)]


def _outcome_text(dossier: Dossier, grade: OutcomeGrade, shared: Sequence[Hint], designs: Designs) -> Iterator[str]:
    outcome = grade.outcome
    importance = f" ({words(outcome.importance)})" if outcome.importance else ""
    named = f"{dossier.label(outcome.concept)}, {dossier.label(CG.iri + outcome.direction)}{importance}"
    yield f"{named}: {_level(grade.certainty, grade.is_complete)}"
    yield f"  {_body_text(dossier, grade)}"
    for each in grade.sums:
        yield from _sum_text(each)
    if grade.missing:
        yield f"  not judged: {', '.join(map(words, grade.missing))}"
    yield from (f"  {remark}" for remark in grade.remarks)
    own = [hint for hint in grade.hints if hint not in shared]
    if own:
        yield "  Hints:"
        yield from (f"  {line}" for line in _hints_text(own))


def _body_text(dossier: Dossier, grade: OutcomeGrade) -> str:
    body = grade.body
    if not body.studies:
        return "No study in good standing is cited as having measured it."
    cited = [f"{dossier.refer(study.iri)} ({_design(dossier, study.design)})" for study in body.studies]
    if body.start is None:
        return f"{'; '.join(cited)}. Their designs do not say where the rating starts."
    return f"{'; '.join(cited)}. By design it starts from {words(body.start)}."


def _design(dossier: Dossier, design: str | None) -> str:
    return dossier.label(CG.iri + design) if design else "design not recorded"


def _sum_text(each: Sum) -> Iterator[str]:
    yield f"  {words(each.start)} at the start, {words(each.certainty)} at the end:"
    for weighed in each.judgements:
        judgement = weighed.judgement
        told = "not assessable" if weighed.levels is None else signed(weighed.levels)
        why = f" (recorded as {signed(judgement.levels)}: {weighed.why})" if weighed.why and judgement.levels else ""
        raters = f" [{', '.join(judgement.raters)}]" if judgement.raters else ""
        yield f"    {told} {words(judgement.domain)}{why}: {judgement.reason}{raters}"


def _hints_text(hints: Iterable[Hint]) -> Iterator[str]:
    """Hints by domain."""
    domains = dict.fromkeys(hint.domain for hint in hints)
    for domain in sorted(domains, key=lambda name: [*DOWN, name].index(name)):
        for hint in hints:
            if hint.domain == domain:
                yield f"  {_MARKS[hint.points]} {words(domain)}: {hint.reason}"


def _level(certainty: str | None, complete: bool) -> str:
    if certainty is None:
        return "not rated"
    return words(certainty) if complete else f"{words(certainty)}, as far as it is judged"


def _term(name: str | None) -> NamedNode | None:
    return NamedNode(CG.iri + name) if name else None
