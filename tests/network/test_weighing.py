"""Confidence of arrows across claims, and the short cut that is never below it."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.appraisal.confidence import appraise
from claimgraph.appraisal.priors import Priors
from claimgraph.appraisal.scrutiny import Setting
from claimgraph.model import Nesting, Study
from claimgraph.network.causal import ASSERTED, Arrow, Assertion, Key, Line
from claimgraph.network.weighing import Weighing
from claimgraph.network.weights import Weights
from claimgraph.service import Claimgraph
from claimgraph.service.filling import ontology_triples

DESIGNS = ["RandomizedTrial", "MetaAnalysis", "CaseReport", None]
BASES = ["DirectMeasurement", "Observation", "AuthorInference", "CitedLiterature", "Unstated"]
PRIORS = Priors.read(ontology_triples())
NAMES = ["s1", "s2", "s3"]

lines = st.builds(
    Line,
    st.sampled_from([f"#line-{n}" for n in range(6)]),
    st.sampled_from(NAMES),
    st.sampled_from(["Supports", "Supports", "Disputes", "Inconclusive"]),
    st.sampled_from(BASES),
    st.sampled_from([(), ("CitedLiterature",)]),
    st.sampled_from([(), ("#finding-1",), ("#finding-1", "#finding-2")]),
)
studies = st.builds(
    lambda designs, standings, reports, reviews, measured: {
        name: Study(
            name, design=design, standing=standing, report_of=("trial",) if report else (),
            includes=("s1",) if review and name != "s1" else (), measured=("a", "b") if wide else (),
        )
        for name, design, standing, report, review, wide in zip(
            NAMES, designs, standings, reports, reviews, measured, strict=True
        )
    },
    *(st.lists(each, min_size=3, max_size=3) for each in (
        st.sampled_from(DESIGNS), st.sampled_from([None, "Retracted"]), st.booleans(), st.booleans(), st.booleans()
    )),
)  # fmt: skip


def arrow(found: Iterable[Line]) -> Arrow:
    unique = tuple({line.iri: line for line in found}.values())
    assertion = Assertion(
        "http://l/claims/x#l", "#s", "#m", "MostProbable", "Curated", unique, Setting(), None, ASSERTED
    )
    return Arrow(Key("a", "increases", "b", ()), (assertion,))


def weighing(shelf: dict[str, Study], priors: Priors = PRIORS) -> Weighing:
    facts = {name: (study.design, study.standing) for name, study in shelf.items()}
    return Weighing(lambda cited: {name: shelf.get(name, Study(name)) for name in cited}, facts, Nesting(), priors)


@settings(deadline=None)
@given(st.lists(lines, max_size=5), studies, st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_no_arrow_is_surer_than_its_ceiling(found: list[Line], shelf: dict[str, Study], errors: list[float]) -> None:
    for priors in (PRIORS, Priors(PRIORS.systematic, dict(zip(BASES, errors, strict=True)))):
        judge = weighing(shelf, priors)
        exact, most = judge.confidence(arrow(found)), judge.ceiling(arrow(found))
        assert exact is None or (most is not None and exact <= most + 1e-12)


def test_one_study_counts_once_even_if_two_claims_cite_it() -> None:
    shelf = {"s1": Study("s1", design="RandomizedTrial", measured=("a", "b"))}
    one, two = (
        Assertion(f"http://l/claims/{name}#l", "#s", "#m", "MostProbable", "Curated",
                  (Line(f"#{name}", "s1", "Supports", "DirectMeasurement"),), Setting(), None, ASSERTED)
        for name in "xy"
    )  # fmt: skip
    key = Key("a", "increases", "b", ())
    alone = weighing(shelf).confidence(Arrow(key, (one,)))
    assert alone is not None and weighing(shelf).confidence(Arrow(key, (one, two))) == alone


def test_an_arrow_of_one_claim_is_as_sure_as_the_appraisal_of_that_claim_says(curated: Claimgraph) -> None:
    network, derivations = curated.derivations.network(), curated.derivations
    arrows = {a.assertions[0].link: a for a in network.index.arrows() if len(a.assertions) == 1}
    compared = 0
    for dossier in derivations.dossiers():
        for mechanism in appraise(dossier, derivations.priors).mechanisms:
            for each in (link for step in mechanism.steps for link in step.links if link.link.iri in arrows):
                assert network.weights.confidence(arrows[each.link.iri]) == each.rated.confidence, each.link.iri
                compared += 1
    assert compared > 60


def test_an_arrow_is_weighed_once() -> None:
    asked: list[Arrow] = []
    weights = Weights(lambda each: asked.append(each) or 0.5)  # type: ignore[func-returns-value]
    one = arrow([])
    assert [weights.confidence(one), weights.cost(one) > 0, weights.floor(one) == weights.cost(one)] == [
        0.5,
        True,
        True,
    ]
    assert len(asked) == 1
    weights.forget([one])
    assert weights.confidence(one) == 0.5 and len(asked) == 2
