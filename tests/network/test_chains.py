"""Chains between concepts: all of them, in their order, as trying every way finds them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_cases import claim, network

from claimgraph.network.causal import Arrow, Causal, Key
from claimgraph.network.chains import Found, chains_between, contradicting, variants
from claimgraph.network.signs import NO_EFFECT, UNKNOWN, combined, composed, opposed
from claimgraph.network.weights import Weights, cost_of

signs = st.sampled_from("+−?0")
edges = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from("+-0"),
        st.sampled_from("abcdef"),
        st.sampled_from(["r", "s"]),
        st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0, None]),
    ),
    max_size=18,
)


def graph(found: list[tuple[str, str, str, str, float | None]]) -> tuple[Causal, dict[Key, float | None]]:
    claims = [claim(f"x{n}", (a, sign, b), contrast=contrast) for n, (a, sign, b, contrast, _) in enumerate(found)]
    index = network(claims)
    sure = {}
    for (_, _, _, _, value), made in zip(found, claims, strict=True):
        (arrow,) = index.of_document(made.iri.partition("#")[0])
        sure[arrow.key] = value
    return index, sure


def every_way(index: Causal, cause: str, consequence: str, length: int) -> Iterator[tuple[Arrow, ...]]:
    ahead: list[tuple[Arrow, ...]] = [(arrow,) for arrow in index.leading(cause)]
    while ahead:
        path = ahead.pop()
        places = [path[0].cause, *(arrow.consequence for arrow in path)]
        if len(set(places)) < len(places) or len(path) > length:
            continue
        if places[-1] == consequence:
            yield path
        else:
            ahead.extend((*path, arrow) for arrow in index.leading(places[-1]))


def in_order(
    index: Causal, sure: dict[Key, float | None], cause: str, consequence: str, length: int
) -> list[tuple[Key, ...]]:
    """Every chain, surest first; of those that differ in contrasts alone the first."""
    ways = [tuple(arrow.key for arrow in path) for path in every_way(index, cause, consequence, length)]
    ways.sort(key=lambda keys: (sum(cost_of(sure[key]) for key in keys), keys))
    told: dict[object, tuple[Key, ...]] = {}
    for keys in ways:
        told.setdefault(tuple(key[:3] for key in keys), keys)
    return list(told.values())


@settings(max_examples=300, deadline=None)
@given(edges, st.integers(1, 6), st.integers(1, 6), st.booleans())
def test_the_chains_are_those_that_trying_every_way_finds(
    found: list[tuple[str, str, str, str, float | None]], length: int, number: int, short_cut: bool
) -> None:
    index, sure = graph(found)
    ceiling = (lambda arrow: None if sure[arrow.key] is None else 1.0) if short_cut else None
    weights = Weights(lambda arrow: sure[arrow.key], ceiling)
    answer = chains_between(index, weights, "a", "b", length=length, number=number)
    assert answer.complete
    expected = in_order(index, sure, "a", "b", length)[:number]
    assert [tuple(arrow.key for arrow in chain.arrows) for chain in answer.chains] == expected


@given(st.lists(signs, min_size=1), st.randoms())
def test_the_order_of_arrows_does_not_change_the_sign(found: list[str], random: object) -> None:
    shuffled = sorted(found, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert composed(found) == composed(shuffled)
    assert composed(["+", *found]) == composed(found)
    assert composed(["−", "−", *found]) == composed(found)
    assert composed([*found, "0"]) == NO_EFFECT
    assert composed([*found, "?"]) == (NO_EFFECT if "0" in found else UNKNOWN)


@given(signs, signs)
def test_signs_that_oppose_each_other_do_so_both_ways(one: str, other: str) -> None:
    assert opposed(one, other) == opposed(other, one)
    assert not opposed(one, one)
    assert combined([one, one]) == one


def found(index: Causal, cause: str, consequence: str, *, confidence: float | None = 0.5, **more: int) -> Found:
    return chains_between(index, Weights(lambda _: confidence), cause, consequence, **more)


def test_a_chain_knows_its_sign_its_confidence_and_its_weakest_arrow() -> None:
    index = network([claim("x", ("a", "-", "b"), ("b", "-", "c"), ("c", "m", "d"))])
    sure = {"a": 0.9, "b": 0.2, "c": 0.5}
    (chain,) = chains_between(index, Weights(lambda arrow: sure[arrow.cause]), "a", "d").chains
    assert (chain.sign, chain.weakest, len(chain)) == ("+", 1, 3)
    assert chain.confidence == pytest.approx(0.09)
    assert chain.concepts == ("a", "b", "c", "d")


def test_a_chain_through_no_effect_is_shown_and_predicts_no_difference() -> None:
    (chain,) = found(network([claim("x", ("a", "0", "b"), ("b", "-", "c"))]), "a", "c").chains
    assert chain.sign == NO_EFFECT and chain.predicts_no_difference


def test_a_chain_without_evidence_comes_after_all_others_and_is_not_nought() -> None:
    index = network([claim("x", ("a", "+", "c"), ("a", "+", "b"), ("b", "+", "c"))])
    weights = Weights(lambda arrow: None if arrow.key[:3:2] == ("a", "c") else 0.01)
    first, second = chains_between(index, weights, "a", "c").chains
    assert first.confidence == pytest.approx(0.0001) and second.confidence is None and len(second) == 1


def test_proposed_arrows_take_part_when_asked_for_and_ruled_out_ones_never() -> None:
    index = network([claim("x", ("a", "+", "b"), state="Proposed"), claim("y", ("a", "-", "b"), standing="RuledOut")])
    weights = Weights(lambda _: 0.5)
    assert not chains_between(index, weights, "a", "b").chains
    (chain,) = chains_between(index, weights, "a", "b", proposed=True).chains
    assert chain.sign == "+"


def test_one_chain_stands_for_the_contrasts_of_an_arrow_and_the_surest_of_them_tells_it() -> None:
    index = network([claim("x", ("a", "+", "b"), contrast="r"), claim("y", ("a", "+", "b"), contrast="s")])
    weights = Weights(lambda arrow: 0.9 if arrow.contrast == ("s",) else 0.1)
    (chain,) = chains_between(index, weights, "a", "b").chains
    assert chain.arrows[0].contrast == ("s",)
    assert [arrow.contrast for arrow in variants(index, chain.arrows[0])] == [("r",)]


def test_only_an_opposite_sign_under_the_same_contrast_contradicts() -> None:
    index = network(
        [
            claim("x", ("a", "+", "b"), contrast="r"),
            claim("y", ("a", "-", "b"), contrast="r"),
            claim("z", ("a", "-", "b"), contrast="s"),
            claim("w", ("a", "?", "b"), contrast="r"),
        ]
    )
    (rising,) = [arrow for arrow in index.arrows() if arrow.sign == "+"]
    assert [(arrow.sign, arrow.contrast) for arrow in contradicting(index, rising)] == [("−", ("r",))]


def test_a_search_that_spends_its_budget_says_so() -> None:
    links = [(f"n{row}-{a}", "+", f"n{row + 1}-{b}") for row in range(6) for a in range(5) for b in range(5)]
    index = network([claim("x", *links)])
    answer = found(index, "n0-0", "n6-0", budget=40)
    assert not answer.complete and answer.looked_at > 40
    assert found(index, "n0-0", "n6-0").complete


def test_nothing_leads_from_a_concept_to_itself() -> None:
    index = network([claim("x", ("a", "+", "b"), ("b", "+", "a"))])
    assert found(index, "a", "a").chains == []


@pytest.mark.parametrize("length", [0, 16])
def test_a_length_out_of_range_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="a chain has 1 to 15 arrows"):
        found(network([]), "a", "b", length=length)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_what_is_surer_costs_less(one: float, other: float) -> None:
    assert (cost_of(one) <= cost_of(other)) or math.isclose(one, other) or one < other
    assert cost_of(one) < cost_of(None)
