"""The audits of the shipped claims, and of claims that are changed at random: SHACL and the runner say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from audited import (
    BASE,
    EXAMPLE,
    FOLDER,
    Unwritten,
    by_pyshacl,
    by_runner,
    context,
    ground_of,
    read_example,
    union_of,
    write,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.appraisal.audits import (
    KINDS,
    SEVERITIES,
    Audit,
    audits_of,
    by_weight,
    counted,
    read_shapes,
    variables_of,
)
from claimgraph.errors import Refused
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service import Claimgraph
from claimgraph.service.revisions import Author
from claimgraph.service.standings import record_standings
from claimgraph.settings import Settings
from claimgraph.vocabulary import CG, XSD

SEED = f"{BASE}claims/repetitions-in-reserve"
STUDY = "https://doi.org/10.1080/02640414.2024.2321021"


@pytest.fixture(scope="module")
def world() -> Iterator[Claimgraph]:
    graph = Claimgraph.in_memory(Settings(store="memory"), empty=True)
    graph.records.write(list(context()), Author(reason="A test."))
    yield graph
    graph.close()


def audits(graph: Claimgraph, claim: str = f"{SEED}#claim") -> list[Audit]:
    return audits_of(graph.store, [claim], ground_of(graph.store))


def places(found: list[Audit], kind: str) -> set[str | None]:
    return {audit.step and audit.step.partition("#")[2] for audit in found if audit.audit == kind}


def test_the_seed_is_caught_where_it_must_be_and_nowhere_else(curated: Claimgraph) -> None:
    found = audits(curated)
    measured = {"mechanism-1-step-4", "mechanism-2-step-1", "mechanism-2-step-3"}
    assert places(found, "unmeasured") == measured
    assert places(found, "equivalence") == {None}
    assert places(found, "interval") == {"mechanism-2-step-3"}
    assert {audit.audit for audit in found} == {"unmeasured", "equivalence", "interval", "one-study", "compound"}


def test_the_seed_names_each_variable_that_nobody_measured_once(curated: Claimgraph) -> None:
    def named(step: str) -> list[str]:
        found = [a for a in audits(curated) if a.audit == "unmeasured" and a.step == f"{SEED}#{step}"]
        return sorted((a.variable or "").partition("#")[2] for a in found)

    assert named("mechanism-1-step-4") == [
        "mtor-signaling", "myofibrillar-protein-synthesis", "net-protein-balance", "ribosome-biogenesis",
    ]  # fmt: skip
    assert named("mechanism-2-step-1") == [
        "leg-press-before-leg-extension", "rectus-femoris-activation", "vastus-lateralis-fatigue",
    ]  # fmt: skip
    assert named("mechanism-2-step-3") == [
        "rectus-femoris-activation", "rectus-femoris-tension", "vastus-lateralis-tension",
    ]  # fmt: skip


def test_an_unmeasured_variable_comes_with_everything_that_a_program_asks(curated: Claimgraph) -> None:
    first = next(audit for audit in audits(curated) if audit.audit == "unmeasured")
    assert first == replace(
        first,
        claim=f"{SEED}#claim",
        step=f"{SEED}#mechanism-1-step-4",
        link=f"{SEED}#mechanism-1-step-4-link-1",
        evidence=f"{SEED}#mechanism-1-step-4-evidence-1",
        study=STUDY,
        severity="Warning",
        basis=CG.AuthorInference.value,
    )


def test_the_interval_audit_names_the_arrow_to_which_the_finding_speaks(curated: Claimgraph) -> None:
    found = [audit for audit in audits(curated) if audit.audit == "interval"]
    assert [(a.link or "").rpartition("-")[2] for a in found] == ["2", "4"]
    assert "-0.113 to 0.047, includes 0" in found[0].message


def test_retracting_the_study_of_the_seed_is_heard_on_every_line(graph: Claimgraph) -> None:
    record_standings(graph, {STUDY: "Retracted"}, Author(reason="A test."))
    found = audits(graph)
    lines = graph.derivations.claim("claims/repetitions-in-reserve").all_evidence()
    assert {audit.evidence for audit in found if audit.audit == "standing"} == {line.iri for line in lines}
    assert {audit.audit for audit in found} >= {"overclaim"}


@pytest.mark.slow
def test_pyshacl_and_the_runner_agree_on_every_shipped_claim(curated: Claimgraph) -> None:
    union, paths = union_of(curated.store), curated.derivations.paths()
    assert len(paths) > 5
    for path in paths:
        document = curated.store.base + path
        assert by_runner(curated.store, f"{document}#claim") == by_pyshacl(union, document), path


def test_asked_together_or_one_by_one_the_claims_say_the_same(curated: Claimgraph) -> None:
    store, ground = curated.store, ground_of(curated.store)
    claims = [f"{store.base}{path}#claim" for path in curated.derivations.paths()]
    apart = [audit for claim in claims for audit in audits_of(store, [claim], ground)]
    assert audits_of(store, claims, ground) == apart
    assert sorted(map(repr, by_weight(apart))) == sorted(map(repr, apart))


def test_warnings_come_first_and_the_weightiest_kind_of_them(curated: Claimgraph) -> None:
    store = curated.store
    claims = [f"{store.base}{path}#claim" for path in curated.derivations.paths()]
    found = by_weight(audits_of(store, claims, ground_of(store)))
    ranks = [(SEVERITIES.index(audit.severity), KINDS.index(audit.audit)) for audit in found]
    assert ranks == sorted(ranks) and len(set(ranks)) > 4
    assert sum(counted(found).values()) == len(found)


def test_steps_and_arrows_are_read_by_number(world: Claimgraph) -> None:
    triples, _ = read_example(FOLDER / "invalid" / "unmeasured-both-ends.ttl")
    number = {f"link-{old}": f"link-{new}" for old, new in ((1, 10), (2, 9))}

    def renamed(term: object) -> object:
        if isinstance(term, NamedNode) and "step-1-link-1" in term.value:
            return NamedNode(term.value.replace("link-1", number["link-1"]))
        return term

    moved = [Triple(renamed(t.subject), t.predicate, renamed(t.object)) for t in triples]  # type: ignore[arg-type]
    link = NamedNode(f"{BASE}{EXAMPLE}#mechanism-1-step-1-link-9")
    step = NamedNode(f"{BASE}{EXAMPLE}#mechanism-1-step-1")
    signal = NamedNode(f"{BASE}concepts/audited#signal")
    more = f"""@prefix cg: <{CG.iri}> . {step} cg:hasLink {link} . {link} a cg:CausalLink ; cg:cause {signal} ;
        cg:consequence <{BASE}concepts/audited#response> ; cg:influence cg:increases ; cg:state cg:Curated ."""
    write(world, [*moved, *parse_triples(more.encode(), TURTLE, base=BASE, place="more")])
    found = {a.variable: a.link for a in audits(world, f"{BASE}{EXAMPLE}#claim") if a.audit == "unmeasured"}
    assert (found[signal.value] or "").endswith("link-9")


_BASES = [CG.DirectMeasurement, CG.Observation, CG.AuthorInference, CG.CitedLiterature]
_CONCEPTS = [
    NamedNode(f"{BASE}concepts/audited#{name}")
    for name in ("exposure", "response", "left-response", "bodily-response", "signal", "marker", "tension", "control")
]
_SWAPS: dict[NamedNode, list[NamedNode]] = {
    CG.basis: _BASES,
    CG.direction: [CG.Supports, CG.Disputes, CG.Inconclusive],
    CG.influence: [CG.increases, CG.decreases, CG.maintains, CG.modulates, CG.hasNoEffectOn],
    CG.state: [CG.Curated, CG.Proposed],
    CG.effectDirection: [CG.Increase, CG.Decrease, CG.NoMeaningfulDifference, CG.NotInferior],
    CG.claimType: [CG.Causal, CG.Correlational, CG.Comparative, CG.Mechanistic, CG.Definitional],
    CG.languageStrength: [CG.Association, CG.Probability, CG.Definitive],
    CG.standing: [CG.MostProbable, CG.LessSupported, CG.RuledOut],
    CG.cause: _CONCEPTS,
    CG.consequence: _CONCEPTS,
    CG.study: [
        NamedNode(f"https://doi.org/10.5555/{n}") for n in ("trial", "second", "cohort", "retracted", "preprint")
    ],
    CG.measured: _CONCEPTS,
    CG.design: [CG.RandomizedTrial, CG.CohortStudy, CG.ExpertOpinion, CG.AcuteExperiment],
    CG.publicationStanding: [CG.InGoodStanding, CG.Corrected, CG.Retracted, CG.Superseded, CG.Preprint],
}
_NUMBERS = ["-0.5", "-0.3", "-0.1", "0.0", "0.2", "0.4", "1.0", "1.2"]
_BOUNDS = (CG.lower, CG.upper, CG.equivalenceMargin, CG.nullValue)
_FILES = sorted(FOLDER.glob("*/*.ttl"))


def _changed(triple: Triple, chance: st.DataObject) -> list[Triple]:
    """A triple with another value of its kind, or none."""
    if triple.predicate in _BOUNDS:
        value: object = Literal(chance.draw(st.sampled_from(_NUMBERS)), datatype=XSD.decimal)
    else:
        value = chance.draw(st.sampled_from(_SWAPS[triple.predicate]))
    gone = chance.draw(st.booleans()) and triple.predicate in (
        CG.measured,
        CG.publicationStanding,
        CG.equivalenceMargin,
    )
    return [] if gone else [Triple(triple.subject, triple.predicate, value)]  # type: ignore[arg-type]


@settings(
    max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(st.data())
def test_both_agree_on_records_with_changed_values(world: Claimgraph, chance: st.DataObject) -> None:
    """Changed after the gate, so that nothing has to be consistent: measured concepts, bases, bounds, standings."""
    triples, _ = read_example(chance.draw(st.sampled_from(_FILES)))
    union = {*(triple for body in context() for triple in body.triples), *triples}
    places = sorted((t for t in union if t.predicate in _SWAPS or t.predicate in _BOUNDS), key=str)
    for victim in chance.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4, unique=True)):
        union = (union - {victim}) | set(_changed(victim, chance))
    store = Unwritten(world, union)
    assert by_runner(store, f"{BASE}{EXAMPLE}#claim") == by_pyshacl(union_of(store), BASE + EXAMPLE)


def test_a_projection_is_read_as_it_stands() -> None:
    assert variables_of("SELECT $this (COUNT(DISTINCT ?x) AS ?n) WHERE { $this ?p ?x }") == ("this", "n")
    assert list(read_shapes([])) == []


def test_what_the_gate_refuses_is_not_audited(world: Claimgraph) -> None:
    with pytest.raises(Refused):
        write(world, [Triple(NamedNode(f"{BASE}{EXAMPLE}#claim"), CG.statement, Literal(""))])
