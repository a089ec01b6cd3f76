"""Views: which edges they have, and what is said of each."""

from __future__ import annotations

import pytest
from appraisal_cases import dossier, line, link, study

from claimgraph.appraisal.priors import Priors
from claimgraph.errors import NotFound
from claimgraph.model import Dossier, Mechanism, Step
from claimgraph.network.view import collapse, edge_of_arrow, edges_of, make_view
from claimgraph.service import Claimgraph
from claimgraph.service.graphs import Scope

PRIORS = Priors({"RandomizedTrial": 0.05}, {"DirectMeasurement": 0.2, "AuthorInference": 0.5, "CitedLiterature": 0.55})
SEED = "claims/repetitions-in-reserve"


def of(*steps: Step, studies: tuple[str, ...] = ("a",)) -> Dossier:
    measured = ("sleep", "load", "growth")
    return dossier(*(study(name, measured=measured) for name in studies), steps=steps)


def test_an_edge_says_what_the_link_says_and_how_sure_that_is() -> None:
    step = Step("#step-1", 1, "x", links=(link("sleep", "load"),), evidence=(line(1),))
    (edge,) = edges_of(of(step), PRIORS)
    assert (edge.id, edge.cause, edge.influence, edge.consequence) == ("#link-1", "sleep", "increases", "load")
    assert edge.confidence == pytest.approx(0.75) and edge.basis == "DirectMeasurement" and edge.sources == ("a",)
    assert (edge.step, edge.position, edge.standing, edge.disputed) == ("#step-1", 1, "MostProbable", False)
    assert edge.contrast == ("failure",), "a link without contrast holds against the claim's comparator"


def test_the_basis_is_the_best_one_as_it_counts() -> None:
    step = Step(
        "#step-1", 1, "x", links=(link("sleep", "mood"),), evidence=(line(1), line(2, "b", basis="CitedLiterature"))
    )
    (edge,) = edges_of(of(step, studies=("a", "b")), PRIORS)
    assert edge.basis == "AuthorInference", "mood was not measured"


def test_an_arrow_without_evidence_has_no_confidence_and_no_basis() -> None:
    (edge,) = edges_of(of(Step("#step-1", 1, "x", links=(link("sleep", "load"),))), PRIORS)
    assert (edge.confidence, edge.basis, edge.sources) == (None, None, ())


def test_an_arrow_that_a_study_speaks_against_is_disputed() -> None:
    step = Step(
        "#step-1", 1, "x", links=(link("sleep", "load"),), evidence=(line(1), line(2, "b", direction="Disputes"))
    )
    (edge,) = edges_of(of(step, studies=("a", "b")), PRIORS)
    assert edge.disputed and edge.sources == ("a", "b")


def test_steps_come_in_their_order_whatever_that_of_the_record() -> None:
    steps = (
        Step("#s2", 2, "x", links=(link("load", "growth", number=2),)),
        Step("#s1", 1, "x", links=(link("sleep", "load"),)),
    )
    assert [edge.position for edge in edges_of(of(*steps), PRIORS)] == [1, 2]


def test_arrows_that_say_the_same_become_one_under_the_same_contrast_only() -> None:
    same = Step(
        "#s1", 1, "x", links=(link("sleep", "load", number=1), link("sleep", "load", number=2)), evidence=(line(1),)
    )
    other = Step(
        "#s2",
        2,
        "x",
        links=(link("sleep", "load", number=3, contrast="rest"), link("sleep", "load", "decreases", number=4)),
    )
    edges = collapse(edges_of(of(same, other), PRIORS))
    assert [len(edge.links) for edge in edges] == [2, 1, 1]
    assert edges[0].links == ("#link-1", "#link-2") and edges[0].confidence == pytest.approx(0.75)


def test_a_link_named_twice_gives_two_edges_with_names_of_their_own() -> None:
    step = Step("#s1", 1, "x", links=(link("sleep", "load"), link("sleep", "load")))
    view = make_view("x", edges_of(of(step), PRIORS), {}, {})
    assert [edge.id for edge in view.edges] == ["#link-1", "#link-1~2"]


def test_an_edge_knows_the_standing_of_its_mechanism() -> None:
    mechanisms = (Mechanism("#m1", "RuledOut", steps=(Step("#s1", 1, "x", links=(link("sleep", "load"),)),)),)
    edges = list(edges_of(dossier(mechanisms=mechanisms), PRIORS))
    assert edges[0].standing == "RuledOut"


def test_the_whole_network_has_no_proposed_and_no_ruled_out_arrows(curated: Claimgraph) -> None:
    edges = curated.network_view(Scope()).edges
    assert {edge.state for edge in edges} == {"Curated"} and "RuledOut" not in {edge.standing for edge in edges}
    assert len({claim for edge in edges for claim in edge.claims}) == 9


def test_a_neighbourhood_holds_every_arrow_within_its_depth_and_no_other(curated: Claimgraph) -> None:
    start = curated.store.base + "concepts/resistance-training#volume-load"
    everything = curated.network_view(Scope()).edges
    near = {start}
    for depth in (1, 2, 3):
        expected = [edge for edge in everything if edge.cause in near or edge.consequence in near]
        view = curated.network_view(Scope(concept=start, depth=depth))
        assert {edge.id for edge in view.edges} == {edge.id for edge in expected} and view.nodes[0].iri == start
        near |= {end for edge in expected for end in (edge.cause, edge.consequence)}


def test_a_concept_without_arrows_stands_alone(curated: Claimgraph) -> None:
    used = {node.iri for node in curated.network_view(Scope(proposed=True)).nodes}
    labels = curated.derivations.labels
    alone = next(
        iri for iri in sorted(labels) if "concepts/" in iri and iri not in used and not iri.endswith("#scheme")
    )
    view = curated.network_view(Scope(concept=alone))
    assert [node.iri for node in view.nodes] == [alone] and view.edges == ()


def test_a_study_bears_on_the_arrows_that_cite_it(curated: Claimgraph) -> None:
    view = curated.network_view(Scope("studies/10.1080/02640414.2024.2321021"))
    iri = "https://doi.org/10.1080/02640414.2024.2321021"
    cited = [edge for edge in curated.network_view(Scope()).edges if iri in edge.sources]
    assert {edge.id for edge in view.edges} == {edge.id for edge in cited} and len(cited) > 20


def test_what_is_not_there_is_not_found(curated: Claimgraph) -> None:
    for scope in (
        Scope("claims/none"),
        Scope(SEED, mechanism="7"),
        Scope(concept="http://l/none"),
        Scope("studies/10.1000/none"),
    ):
        with pytest.raises(NotFound):
            curated.network_view(scope)


def test_confidence_is_that_of_the_appraisal(curated: Claimgraph) -> None:
    from claimgraph.appraisal.confidence import appraise

    rated = appraise(curated.derivations.dossier(SEED), curated.derivations.priors)
    told = {each.link.iri: each.rated.confidence for m in rated.mechanisms for step in m.steps for each in step.links}
    assert {edge.id: edge.confidence for edge in curated.network_view(Scope(SEED)).edges} == told


def test_one_arrow_of_several_claims_weighs_their_evidence_as_one_set(curated: Claimgraph) -> None:
    network = curated.derivations.network()
    merged = [edge for edge in curated.network_view(Scope(collapsed=True)).edges if len(edge.links) > 1]
    arrows = {tuple(sorted(a.link for a in arrow.counting)): arrow for arrow in network.index.arrows(0)}
    assert merged
    for edge in merged:
        assert edge.confidence == network.weighing.confidence(arrows[tuple(sorted(edge.links))])


def test_arrows_of_the_index_are_edges_of_chains(curated: Claimgraph) -> None:
    network = curated.derivations.network()
    arrow = next(iter(network.index.arrows(0)))
    edge = edge_of_arrow(arrow, network.weighing.rated(arrow), position=3)
    assert (edge.cause, edge.consequence, edge.position) == (arrow.cause, arrow.consequence, 3)
    assert edge.confidence == network.weighing.confidence(arrow) and set(edge.links) == {a.link for a in arrow.counting}
