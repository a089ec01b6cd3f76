"""Concepts are found by their labels; verbs between them become proposed arrows, by the rules of `linking`."""

from __future__ import annotations

import pytest

from claimgraph.ingest import ConceptIndex, Lexicon, arrows_in
from claimgraph.vocabulary import CG

LABELS = {
    "rir": ["repetitions in reserve", "RIR"],
    "fatigue": ["fatigue", "neuromuscular fatigue"],
    "velocity": ["movement velocity"],
    "capacity": ["repetition capacity"],
    "volume": ["training volume", "volume"],
    "mtor": ["PI3K/Akt/mTOR signaling", "mTOR signaling pathway", "mTOR signaling"],
    "ribosomes": ["ribosome biogenesis", "ribosomal biogenesis"],
    "synthesis": ["protein synthesis", "myofibrillar protein synthesis"],
    "growth": ["hypertrophy", "muscle growth"],
    "tension": ["mechanical tension"],
    "sensors": ["mechanosensor"],
    "vastus": ["vastus lateralis"],
    "strength": ["strength"],
    "fibre": ["muscle fibre"],
    "extension": ["leg extension"],
}


@pytest.fixture(scope="module")
def index() -> ConceptIndex:
    return ConceptIndex(LABELS.items())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Repetitions-in-Reserve", ["rir"]),
        ("myofibrillar protein synthesis", ["synthesis"]),
        ("PI3K-Akt-mTOR signalling", ["mtor"]),
        ("muscle fibers and Muscle Fibres", ["fibre"]),
        ("RIRs", ["rir"]),
        ("fatigued fibres of defatigue", []),
        ("training, volume", ["volume"]),
        ("mTOR. Signaling", []),
    ],
)
def test_concepts_are_found_as_whole_words_in_any_spelling(text: str, found: list[str], index: ConceptIndex) -> None:
    assert list(index.concepts_in(text)) == found


def test_a_label_of_two_concepts_links_to_neither() -> None:
    index = ConceptIndex([("one", ["load", "training load"]), ("two", ["load"])])
    assert index.concepts_in("Load and training load.") == ("one",)


@pytest.mark.parametrize(
    ("text", "arrows"),
    [
        ("RIR limits fatigue.", ["rir decreases fatigue"]),
        ("RIR limits neuromuscular fatigue, preserving movement velocity and repetition capacity across sets.",
         ["rir decreases fatigue", "rir maintains velocity", "rir maintains capacity"]),
        ("Sustained mTOR signaling increases ribosomal biogenesis and myofibrillar protein synthesis, resulting in hypertrophy.",
         ["mtor increases ribosomes", "mtor increases synthesis", "ribosomes modulates growth", "synthesis modulates growth"]),
        ("Training volume raises, enhances and drives hypertrophy.", []),
        ("Fatigue, volume and tension reduce movement velocity.", []),
        ("Fatigue and training volume reduce movement velocity.", ["fatigue decreases velocity", "volume decreases velocity"]),
        ("Mechanical tension activates mechanosensors (such as integrins) to trigger mTOR signaling.",
         ["tension increases sensors", "sensors increases mtor"]),
        ("Volume increases strength, which increases growth of hair.", ["volume increases strength"]),
        ("Volume increases mechanical tension, which increases hypertrophy.", ["volume increases tension", "tension increases growth"]),
        ("RIR limits fatigue, which preserves movement velocity.", ["rir decreases fatigue", "rir maintains velocity"]),
        ("RIR reduces fatigue and increases volume.", ["rir decreases fatigue", "rir increases volume"]),
        ("RIR reduces fatigue and training volume increases strength.", ["rir decreases fatigue", "volume increases strength"]),
        # passive forms swap the ends
        ("Strength is increased by training volume.", ["volume increases strength"]),
        ("Hypertrophy driven by mechanical tension increases strength.", ["tension increases growth", "growth increases strength"]),
        ("Strength is increased by 10 percent.", []),
        # negation
        ("Volume does not increase strength.", []),
        ("Volume does not affect strength.", ["volume hasNoEffectOn strength"]),
        ("Volume has no effect on strength.", ["volume hasNoEffectOn strength"]),
        ("Volume increases hypertrophy without affecting strength.", ["volume increases growth", "volume hasNoEffectOn strength"]),
        ("Volume leads to similar strength.", []),
        ("Volume leads to the same hypertrophy.", []),
        # verbs without direction of their own
        ("Volume leads to hypertrophy.", ["volume modulates growth"]),
        ("Volume leads to greater hypertrophy.", ["volume increases growth"]),
        ("Fatigue causes less hypertrophy.", ["fatigue decreases growth"]),
        ("Volume increases lower-body strength.", ["volume increases strength"]),
        # the sign of what is less or lost
        ("Less fatigue increases volume.", ["fatigue decreases volume"]),
        ("Reduced volume lowers strength.", ["volume increases strength"]),
        ("Inhibition of mTOR signaling reduces protein synthesis.", ["mtor increases synthesis"]),
        ("Volume prevents the loss of strength.", ["volume maintains strength"]),
        ("Fatigue accelerates the decline in strength.", ["fatigue decreases strength"]),
        # heads of noun phrases
        ("Hypertrophy of the vastus lateralis increases strength.", ["growth increases strength"]),
        ("Damage of the vastus lateralis increases fatigue.", []),
        ("Volume increases the stiffness of muscle fibres.", []),
        ("RIR increases leg extension performance.", []),
        ("An increase in training volume increases strength.", ["volume increases strength"]),
        # nouns and adjectives that look like verbs
        ("Volume changes in strength training.", []),
        ("Increased volume and reduced fatigue.", []),
        ("Volume and limits of strength.", []),
        # too far, or in another clause or sentence
        ("Volume, because people who like it come back and stay for years, increases strength.", []),
        ("Volume is high. It increases strength.", []),
        ("Volume rises; strength increases.", []),
        ("Volume increases volume.", []),
        ("", []),
    ],
)  # fmt: skip
def test_verbs_between_concepts_draw_arrows(
    text: str, arrows: list[str], index: ConceptIndex, lexicon: Lexicon
) -> None:
    drawn = arrows_in(text, index, lexicon.influences)
    assert [
        f"{arrow.cause} {arrow.influence.value.removeprefix(CG.iri)} {arrow.consequence}" for arrow in drawn
    ] == arrows


def test_every_influence_has_verbs(lexicon: Lexicon) -> None:
    assert len(lexicon.influences) > 300
