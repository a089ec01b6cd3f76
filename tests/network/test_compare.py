"""Competing mechanisms: where they part, and the observation that would tell them apart."""

from __future__ import annotations

from claimgraph.model import Claim, Link, Mechanism, Nesting, Step
from claimgraph.network.compare import Contrast, compare

NAMES = {"+": "increases", "-": "decreases", "0": "hasNoEffectOn", "?": "modulates"}
PARTS = Nesting({"front": ("thigh",), "side": ("thigh",)})


def mechanism(number: int, *arrows: str, standing: str = "MostProbable", state: str = "Curated") -> Mechanism:
    """Arrows such as `x - fatigue` or `first + growth | last`, what follows the bar being the contrast."""
    links = []
    for place, arrow in enumerate(arrows, 1):
        told, _, contrast = arrow.partition(" | ")
        cause, sign, consequence = told.split(" ")
        iri = f"#mechanism-{number}-step-{place}-link-1"
        links.append(Link(iri, cause, NAMES[sign], consequence, state, contrast or None))
    steps = tuple(Step(f"#step-{place}", place, "x", links=(link,)) for place, link in enumerate(links, 1))
    return Mechanism(f"#mechanism-{number}", standing, steps=steps)


def claim(*mechanisms: Mechanism) -> Claim:
    return Claim("#claim", "x", intervention=("new",), comparator=("old",), mechanisms=mechanisms)


def test_mechanisms_share_the_way_from_their_start_and_part_where_it_ends() -> None:
    one = mechanism(1, "new + load", "load + tension", "tension + growth")
    other = mechanism(2, "new + load", "load - blood", "blood + growth")
    (found,) = compare(claim(one, other), Nesting(), set())
    assert [link.consequence for link in found.shared] == ["load"]
    assert [[link.consequence for link in links] for links in found.parting] == [["tension"], ["blood"]]
    assert found.opposite == (("growth", "+", "−", Contrast("new", ("old",))),)


def test_an_arrow_that_is_alike_further_on_is_no_shared_beginning() -> None:
    one, other = mechanism(1, "new + a", "a + growth"), mechanism(2, "b + a", "a + growth")
    (found,) = compare(claim(one, other), Nesting(), set())
    assert found.shared == () and set(found.common) == {"a", "growth"}
    assert [[link.cause for link in links] for links in found.parting] == [["new"], ["b"]]


def test_an_arrow_that_starts_from_the_comparator_counts_the_other_way_round() -> None:
    one, other = mechanism(1, "new + growth"), mechanism(2, "old + growth | new")
    (found,) = compare(claim(one, other), Nesting(), {"growth"})
    assert [(concept, a, b) for concept, a, b, _ in found.opposite] == [("growth", "+", "−")]
    assert found.observations[0].variables == ("growth",) and not found.observations[0].one_sided


def test_a_contrast_that_one_mechanism_alone_starts_from_comes_first() -> None:
    one = mechanism(1, "new + protein", "protein + front", "protein + side")
    other = mechanism(2, "first - front | last", "new + front", "old + side | new")
    (found,) = compare(claim(one, other), PARTS, {"front", "side"})
    best = found.observations[0]
    assert best.variables == ("front", "side") and best.contrast == Contrast("first", ("last",))
    assert best.predictions == (("0", "0"), ("−", "0")) and best.one_sided and best.measurable
    assert [each.contrast.condition for each in found.observations[-2:]] == ["new", "new"]


def test_parts_of_different_things_are_not_held_against_each_other() -> None:
    one = mechanism(1, "new + front", "new + side")
    other = mechanism(2, "new + front", "new - side")
    (apart,) = compare(claim(one, other), Nesting(), set())
    assert [each.variables for each in apart.observations] == [("side",)]
    (related,) = compare(claim(one, other), PARTS, set())
    assert [each.variables for each in related.observations] == [("front", "side"), ("side",)]


def test_what_can_be_measured_comes_before_what_cannot() -> None:
    one, other = mechanism(1, "new + a", "new + b"), mechanism(2, "new - a", "new - b")
    (found,) = compare(claim(one, other), Nesting(), {"b"})
    assert [(each.variables, each.measurable) for each in found.observations] == [(("b",), True), (("a",), False)]


def test_nothing_tells_apart_what_predicts_the_same() -> None:
    one, other = mechanism(1, "new + a", "a + growth"), mechanism(2, "new + b", "b + growth")
    (found,) = compare(claim(one, other), Nesting(), {"growth"})
    assert found.observations == () and found.opposite == ()


def test_an_unknown_sign_decides_nothing() -> None:
    (found,) = compare(claim(mechanism(1, "new ? growth"), mechanism(2, "new + growth")), Nesting(), {"growth"})
    assert found.observations == ()


def test_three_mechanisms_are_compared_two_by_two_and_ruled_out_ones_and_proposals_are_left_out() -> None:
    three = [mechanism(n, f"new + a{n}", "new - growth") for n in (1, 2, 3)]
    ruled_out = mechanism(4, "new + growth", standing="RuledOut")
    found = compare(claim(*three, ruled_out), Nesting(), set())
    assert [(each.one.iri[-1], each.other.iri[-1]) for each in found] == [("1", "2"), ("1", "3"), ("2", "3")]
    (guess,) = compare(claim(three[0], mechanism(2, "new + growth", state="Proposed")), Nesting(), set())
    assert guess.common == () and guess.observations == ()


def test_one_mechanism_has_nothing_to_compare_with() -> None:
    assert compare(claim(mechanism(1, "new + growth")), Nesting(), set()) == []
