"""The index of arrows: who asserts what, and that a changed record gives the same as reading all anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_cases import PROPOSED as PROPOSED_STATE
from network_cases import claim, contents, network

from claimgraph.model import Claim
from claimgraph.network.causal import ASSERTED, PROPOSED, RULED_OUT, Causal, assertions_of
from claimgraph.network.reading import read_causal
from claimgraph.service import Claimgraph

concepts = st.sampled_from("abcd")
arrows = st.tuples(concepts, st.sampled_from("+-0?"), concepts)
claims = st.builds(
    lambda name, found, standing, state, comparator: claim(
        name, *found, standing=standing, state=state, comparator=comparator
    ),
    st.sampled_from(["x", "y", "z"]),
    st.lists(arrows, max_size=4),
    st.sampled_from(["MostProbable", "LessSupported", "RuledOut"]),
    st.sampled_from(["Curated", "Proposed"]),
    st.sampled_from([(), ("control",), ("control", "rest")]),
)


@given(st.lists(claims, unique_by=lambda found: found.iri), claims, st.booleans())
def test_a_changed_record_gives_what_reading_all_anew_gives(before: list[Claim], changed: Claim, gone: bool) -> None:
    document = changed.iri.partition("#")[0]
    after = [each for each in before if each.iri != changed.iri] + ([] if gone else [changed])
    old = network(before)
    kept = contents(old)
    new = old.replaced(document, () if gone else assertions_of(changed))
    assert contents(new) == contents(network(after))
    assert contents(old) == kept  # whoever still reads the old one is not disturbed


def test_two_claims_assert_one_arrow() -> None:
    index = network([claim("x", ("a", "+", "b")), claim("y", ("a", "+", "b"))])
    (arrow,) = index.arrows()
    assert arrow.claims() == ["http://l/claims/x#claim", "http://l/claims/y#claim"] and len(index) == 1


def test_a_link_without_contrast_holds_against_the_comparator_of_its_claim() -> None:
    index = network([claim("x", ("a", "+", "b")), claim("y", ("a", "+", "b"), contrast="control", comparator=())])
    assert [arrow.contrast for arrow in index.arrows()] == [("control",)]
    apart = network([claim("x", ("a", "+", "b")), claim("y", ("a", "+", "b"), contrast="rest")])
    assert sorted(arrow.contrast for arrow in apart.arrows()) == [("control",), ("rest",)]


@pytest.mark.parametrize(
    ("others", "kind"),
    [
        ([("RuledOut", "Curated")], RULED_OUT),
        ([("RuledOut", "Curated"), ("MostProbable", PROPOSED_STATE)], PROPOSED),
        ([("RuledOut", "Curated"), ("MostProbable", PROPOSED_STATE), ("LessSupported", "Curated")], ASSERTED),
    ],
)
def test_an_arrow_stands_as_the_best_of_its_links_makes_it(others: list[tuple[str, str]], kind: int) -> None:
    named = enumerate(others)
    index = network(claim(f"x{n}", ("a", "+", "b"), standing=standing, state=state) for n, (standing, state) in named)
    (arrow,) = index.arrows(ASSERTED, PROPOSED, RULED_OUT)
    assert arrow.kind == kind
    assert [each.kind for each in arrow.counting] == [kind]
    assert list(index.arrows()) == ([arrow] if kind == ASSERTED else [])


def test_a_store_is_read_as_its_claims_are(curated: Claimgraph) -> None:
    read = read_causal(curated.store)
    derivations = curated.derivations
    expected = Causal.of_claims(derivations.claim(path) for path in derivations.paths())
    assert contents(read) == contents(expected) and len(read) > 90
