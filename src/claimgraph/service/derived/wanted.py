"""The view `wanted`: the studies that would decide a claim and its weak arrows, or those wanted most in the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pyoxigraph import NamedNode

from claimgraph.appraisal.grade import words
from claimgraph.appraisal.wanted import WEAK, Want, wants_of
from claimgraph.errors import ParameterError
from claimgraph.model import Dossier
from claimgraph.model.mechanism import SIGNS
from claimgraph.querying.parameters import Parameter
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.appraisal import number as confidence_text
from claimgraph.service.derived.told import Told, Tree, page, rounded
from claimgraph.service.derived.view import View
from claimgraph.vocabulary import CG

_REMEMBERED = 2_000
"""Claims up to which the wants of the whole graph are kept in memory."""
STATUSES = ("open", "closed", "all")


@dataclass(frozen=True)
class _Place:
    """A want with its rank in its claim, and the claims and arrows beside that want the same."""

    rank: int
    dossier: Dossier
    want: Want
    claims: tuple[str, ...]
    decides: tuple[str, ...]

    @property
    def order(self) -> tuple[float, int, str, int]:
        """What raises most comes first, then what most claims want."""
        return -round(self.want.gain or 0.0, 6), -len(self.claims), self.claims[0], self.rank


def tell(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Told:
    """The studies wanted for a claim in the order of its parts, or for the graph, those that raise most first."""
    below = float(values["below"])
    status = values.get("status") or ("all" if path else "open")
    if status not in STATUSES:
        raise ParameterError("wanted", "status", found=f"'{status}'", expected=" or ".join(STATUSES))
    found = list(_places(derivations, path, below)) if path else _in_graph(derivations, below)
    kept = [place for place in found if status == "all" or place.want.is_open == (status == "open")]
    start, count = _whole(values, "offset"), _whole(values, "limit")
    shown = kept[start : start + count]
    text = _claim_text(derivations, shown) if path else _graph_text(shown, start, len(kept))
    return Told([_tree(place) for place in shown], page(text), counts={"EvidenceNeed": len(kept)})


def _in_graph(derivations: Derivations, below: float) -> list[_Place]:
    """The wants of all claims in their order; kept with the revision if the graph is small and the threshold usual."""

    def found() -> list[_Place]:
        places = [place for path in paths for place in _places(derivations, path, below)]
        return sorted(_once(places), key=lambda place: place.order)

    paths = derivations.paths()
    return derivations.once("wanted", found) if below == WEAK and len(paths) <= _REMEMBERED else found()


def _whole(values: Mapping[str, str], name: str) -> int:
    number = int(values[name])
    if number < 0:
        raise ParameterError("wanted", name, found=f"'{number}'", expected="a whole number, 0 or more")
    return number


def _places(derivations: Derivations, path: str, below: float) -> Iterator[_Place]:
    dossier = derivations.dossier(path)
    wants = wants_of(dossier, derivations.designs, derivations.priors, below=below)
    for rank, want in enumerate(wants, 1):
        yield _Place(rank, dossier, want, (dossier.claim.iri,), want.decides)


def _once(places: Sequence[_Place]) -> list[_Place]:
    """Wants of different claims that are the same study of the same arrow become one, at the first of them."""
    groups: dict[object, list[_Place]] = {}
    for place in places:
        want = place.want
        arrow = [(link.cause, link.influence, link.consequence, link.contrast) for link in want.arrows]
        same = (want.rung.name, *arrow, want.population, want.intervention, want.comparator, want.is_open)
        groups.setdefault((place.claims, place.rank) if want.need or not want.arrows else same, []).append(place)
    return [
        replace(
            group[0],
            claims=tuple(dict.fromkeys(claim for each in group for claim in each.claims)),
            decides=tuple(iri for each in group for iri in each.decides),
        )
        for group in groups.values()
    ]


VIEW = View(
    "wanted",
    "Which studies would decide it",
    tell,
    of_graph=True,
    parameters=(
        Parameter("status", "string", "open, closed or all; by default all of a claim, the open ones of the graph."),
        Parameter("below", "decimal", "Confidence below which an arrow is weak, 0 to 1.", default=str(WEAK)),
        Parameter("limit", "integer", "How many to show.", default="200"),
        Parameter("offset", "integer", "How many to leave out first.", default="0"),
    ),
)


def _tree(place: _Place) -> Tree:
    dossier, want = place.dossier, place.want
    need = want.need
    return {
        "type": "EvidenceNeed",
        "ofClaim": _nodes(place.claims),
        "rank": place.rank,
        "statement": title_of(dossier, want),
        "sourceText": need.text if need else None,
        "fromSource": need is not None,
        "recordedNeed": NamedNode(need.iri) if need else None,
        "design": [_term(design) for design in want.rung.designs],
        "decides": _nodes(place.decides),
        "population": _nodes(want.population),
        "intervention": _nodes(want.intervention),
        "comparator": _nodes(want.comparator),
        "measures": _nodes(want.measures),
        "unmeasured": _nodes(want.unmeasured),
        "sampleSize": need.sample_size if need else None,
        "designFeature": list(want.features),
        "wouldSupport": (want.prediction.supports or None) if want.prediction else None,
        "wouldRefute": (want.prediction.refutes or None) if want.prediction else None,
        "certainty": _term(want.certainty),
        "evidenceLevel": want.level,
        "confidenceBefore": rounded(want.confidence),
        "gain": rounded(want.gain),
        "needStatus": _term("OpenNeed" if want.is_open else "ClosedNeed"),
        "closedBy": _nodes(want.closed_by),
        "remark": list(want.left_open),
    }


def _claim_text(derivations: Derivations, places: Sequence[_Place]) -> Iterator[str]:
    if not places:
        yield "Nothing is wanted."
        return
    dossier = places[0].dossier
    yield dossier.claim.statement
    for heading, group in groupby(places, lambda place: _heading(dossier, place.want)):
        yield ""
        yield heading
        yield from _group_text(dossier, list(group))
    features = _features(place.want for place in places if place.want.is_open)
    if features:
        yield ""
        yield "What makes each study strong:"
        yield from (f"  {line}" for line in features)


def _heading(dossier: Dossier, want: Want) -> str:
    if want.rung.name == "source":
        return "What the source asks for besides:"
    if not want.arrows:
        return f"For the claim itself ({confidence_text(want.confidence)}):"
    if len(want.arrows) > 1:
        mechanism, step, _ = dossier.places[want.target]
        place = 1 + [each.iri for each in dossier.claim.mechanisms].index(mechanism.iri)
        return f"For {len(want.arrows)} arrows of step {step.position} of mechanism {place} together:"
    unmeasured = [dossier.label(iri) for iri in want.unmeasured]
    known = f"{confidence_text(want.confidence)}{'; not measured: ' + ', '.join(unmeasured) if unmeasured else ''}"
    return f"{_arrow(dossier, want)} ({known}):"


def _arrow(dossier: Dossier, want: Want) -> str:
    """The arrow that a want is about, or the first of several."""
    link = want.arrows[0]
    more = f" and {len(want.arrows) - 1} more" if len(want.arrows) > 1 else ""
    return f"{dossier.label(link.cause)} ─{SIGNS.get(link.influence, '?')}→ {dossier.label(link.consequence)}{more}"


def _group_text(dossier: Dossier, places: Sequence[_Place]) -> Iterator[str]:
    """Wants of one target; what several of them predict, and what closed several, is told once."""
    for _, group in groupby(places, _state):
        told: set[str] = set()
        same = list(group)
        for place in same:
            want = place.want
            yield f"  {place.rank}. {title_of(dossier, want, brief=True)} ({_reach(want)})"
            if want.is_open:
                yield from _open_text(dossier, want, told)
        closed = same[-1].want
        if not closed.is_open:
            yield f"     closed by {_cites(dossier, closed.closed_by) or 'what the source records'}"
            yield from (f"     {each}" for each in closed.left_open)


def _state(place: _Place) -> tuple[object, ...]:
    return place.want.is_open, place.want.closed_by, place.want.left_open


def _reach(want: Want) -> str:
    """What a study could bring: certainty, level, confidence."""
    certainty = f"up to {words(want.certainty)}" if want.certainty else "not rated by GRADE"
    level = f", OCEBM level {want.level}" if want.level else ""
    return f"{certainty}{level}{f', +{want.gain:.2f}' if (want.gain or 0) >= 0.005 else ''}"


def _open_text(dossier: Dossier, want: Want, told: set[str]) -> Iterator[str]:
    if want.measures and (len(want.arrows) != 1 or want.rung.name == "source"):
        yield f"     measures {_labels(dossier, want.measures)}"
    if want.need and want.rung.name != "source":
        size = f" [{want.need.sample_size} participants]" if want.need.sample_size else ""
        yield f"     the source: {want.need.text}{size}"
    prediction = want.prediction
    if prediction and prediction.supports not in told:
        told.add(prediction.supports)
        yield from (f"     for:     {text}" for text in [prediction.supports] if text)
        yield from (f"     against: {text}" for text in [prediction.refutes] if text)


def title_of(dossier: Dossier, want: Want, *, brief: bool = False) -> str:
    """What to do, in one sentence without full stop; brief where the arrow stands above it."""
    if want.need and want.rung.name == "source":
        size = f", {want.need.sample_size} participants" if want.need.sample_size else ""
        return f"{want.need.text.rstrip('.')} [{want.rung.title}{size}]"
    who = f" in {_labels(dossier, want.population)}" if want.population else ""
    title = want.rung.title.removesuffix(" in people") if who else want.rung.title
    conditions = _labels(dossier, want.intervention)
    if want.rung.perturbs:
        return f"{title}{who}{'' if brief else f': {conditions} lowered, and raised'}"
    against = f" against {_labels(dossier, want.comparator)}" if want.comparator else ""
    return f"{title}{who}{': ' + conditions if conditions else ''}{against}"


def _features(wants: Iterable[Want]) -> list[str]:
    """The features of each kind of study, each kind once."""
    by_title: dict[str, tuple[str, ...]] = {}
    for want in wants:
        if want.features and len(want.features) > len(by_title.get(want.rung.title, ())):
            by_title[want.rung.title] = want.features
    return [f"{title}: {'; '.join(features)}." for title, features in by_title.items()]


def _graph_text(places: Sequence[_Place], start: int, count: int) -> Iterator[str]:
    if not places:
        yield "Nothing is wanted."
        return
    yield f"Studies {start + 1} to {start + len(places)} of {count}, by how much each could raise confidence"
    for number, place in enumerate(places, start + 1):
        want, dossier = place.want, place.dossier
        target = _arrow(dossier, want) if want.arrows else "the claim itself"
        claims = ", ".join(claim.partition("#")[0].rpartition("/")[2] for claim in place.claims)
        state = "" if want.is_open else f", closed by {_cites(dossier, want.closed_by) or 'what the source records'}"
        yield ""
        yield f"{number}. +{want.gain or 0:.2f}  {title_of(dossier, want, brief=want.rung.perturbs)}"
        yield f"     for {target}, of {claims}{state}"


def _cites(dossier: Dossier, studies: Iterable[str]) -> str:
    return ", ".join(dossier.refer(study) for study in studies)


def _labels(dossier: Dossier, iris: Iterable[str]) -> str:
    return ", ".join(dossier.label(iri) for iri in iris)


def _nodes(iris: Iterable[str]) -> list[NamedNode]:
    return [NamedNode(iri) for iri in iris]


def _term(name: str | None) -> NamedNode | None:
    return NamedNode(CG.iri + name) if name else None
