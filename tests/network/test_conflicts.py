"""Conflicts between claims, and what falls with an arrow."""

from __future__ import annotations

import pytest
from network_cases import claim, network

from claimgraph.network.conflicts import conflicts
from claimgraph.network.falls import falls


@pytest.mark.parametrize(("one", "other", "conflict"), [
    ("+", "-", True), ("+", "0", True), ("-", "0", True), ("m", "-", True),
    ("+", "?", False), ("+", "m", False), ("+", "+", False),
])  # fmt: skip
def test_opposite_signs_of_one_arrow_conflict(one: str, other: str, conflict: bool) -> None:
    index = network([claim("x", ("a", one, "b")), claim("y", ("a", other, "b"))])
    assert len(conflicts(index)) == conflict


def test_signs_under_different_contrasts_do_not_conflict() -> None:
    index = network([claim("x", ("a", "+", "b"), contrast="failure"), claim("y", ("a", "-", "b"), contrast="rest")])
    assert conflicts(index) == []


def test_a_claim_does_not_conflict_with_itself_nor_with_what_is_ruled_out() -> None:
    assert conflicts(network([claim("x", ("a", "+", "b"), ("a", "-", "b"))])) == []
    ruled_out = claim("y", ("a", "-", "b"), standing="RuledOut")
    assert conflicts(network([claim("x", ("a", "+", "b")), ruled_out])) == []


def test_with_an_arrow_falls_every_mechanism_that_asserts_it_and_what_it_led_to() -> None:
    index = network(
        [
            claim("x", ("a", "+", "b"), ("b", "+", "c"), ("a", "+", "d")),
            claim("y", ("a", "+", "b"), ("b", "+", "e"), ("a", "+", "e")),
            claim("z", ("b", "+", "c")),
            claim("w", ("a", "+", "b"), standing="RuledOut"),
        ]
    )
    found = falls(index, index.between("a", "b"))
    assert [fall.claim.rpartition("/")[2] for fall in found] == ["x#claim", "y#claim"]
    assert [fall.cut_off for fall in found] == [("b", "c"), ("b",)]
    assert [len(fall.assertions) for fall in found] == [1, 1] and found[0].others == ()
