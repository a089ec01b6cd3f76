"""What changed between two versions of a record is told in words, and no changed triple is silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.service import Claimgraph
from claimgraph.service.differences import Difference, Names, difference_of
from claimgraph.service.differences.wording import reworded
from claimgraph.vocabulary import CG, RDF, SKOS, XSD

BASE = "http://localhost:8000/"
SEED = "claims/repetitions-in-reserve"
STUDY = "studies/10.1080/02640414.2024.2321021"
SCHEME = "concepts/resistance-training"
CONCEPT = BASE + SCHEME + "#"
REFALO = NamedNode("https://doi.org/10.1080/02640414.2024.2321021")
Edit = Callable[[list[Triple]], list[Triple]]


def english(text: str) -> Literal:
    return Literal(text, language="en")


def part(path: str, fragment: str) -> NamedNode:
    return NamedNode(f"{BASE}{path}#{fragment}")


def setting(node: NamedNode, predicate: NamedNode, *values: NamedNode | Literal) -> Edit:
    def edit(triples: list[Triple]) -> list[Triple]:
        kept = [t for t in triples if (t.subject, t.predicate) != (node, predicate)]
        return kept + [Triple(node, predicate, value) for value in values]

    return edit


def adding(*triples: tuple[NamedNode, NamedNode, NamedNode | Literal]) -> Edit:
    return lambda before: [*before, *(Triple(*triple) for triple in triples)]


def without(fragment: str) -> Edit:
    return lambda triples: [t for t in triples if fragment not in str(t)]


def decimal(text: str) -> Literal:
    return Literal(text, datatype=XSD.decimal)


LINE = part(SEED, "mechanism-1-step-2-evidence-9")
STEP = part(SEED, "mechanism-1-step-5")
CASES: list[tuple[str, str, Edit, str]] = [
    (
        "a basis",
        SEED,
        setting(part(SEED, "mechanism-1-step-3-evidence-1"), CG.basis, CG.DirectMeasurement),
        "Most probable mechanism, step 3, Refalo et al. 2024: "
        "basis changed from author inference to direct measurement",
    ),
    (
        "a line of evidence",
        SEED,
        adding(
            (part(SEED, "mechanism-1-step-2"), CG.hasEvidence, LINE),
            (LINE, RDF.type, CG.EvidenceLine),
            (LINE, CG.study, REFALO),
            (LINE, CG.direction, CG.Disputes),
            (LINE, CG.basis, CG.DirectMeasurement),
        ),
        "Refalo et al. 2024 now disputes step 2 of the most probable mechanism (direct measurement)",
    ),
    (
        "a line that went",
        SEED,
        without("claims/repetitions-in-reserve#evidence-1>"),
        "Refalo et al. 2024 no longer supports the claim (direct measurement)",
    ),
    (
        "a step",
        SEED,
        adding(
            (part(SEED, "mechanism-1"), CG.hasStep, STEP),
            (STEP, RDF.type, CG.MechanismStep),
            (STEP, CG.position, Literal(5)),
            (STEP, CG.statement, english("Then it grows.")),
        ),
        "Most probable mechanism, step 5 added: Then it grows.",
    ),
    (
        "an influence",
        SEED,
        setting(part(SEED, "mechanism-1-step-1-link-1"), CG.influence, CG.increases),
        "Most probable mechanism, step 1, arrow from repetitions in reserve to neuromuscular fatigue: "
        "influence changed from decreases to increases",
    ),
    (
        "an arrow that went",
        SEED,
        without("mechanism-1-step-2-link-2"),
        "Most probable mechanism, step 2: arrow removed: repetition capacity increases repetition count",
    ),
    (
        "a standing",
        SEED,
        setting(part(SEED, "mechanism-2"), CG.standing, CG.RuledOut),
        "Ruled out mechanism: standing changed from less supported to ruled out",
    ),
    (
        "a population",
        SEED,
        setting(part(SEED, "claim"), CG.population),
        "Population removed: resistance-trained adults",
    ),
    (
        "a bound of an interval",
        STUDY,
        setting(part(STUDY, "finding-1"), CG.lower, decimal("0.12")),
        "Finding on quadriceps thickness (training to failure): lower bound changed from 0.119 to 0.12",
    ),
    ("an author", STUDY, without("#author-5>"), "Author 5 removed: Jackson J. Fyfe"),
    ("participants", STUDY, setting(REFALO, CG.participants, Literal(19)), "Participants changed from 18 to 19"),
    (
        "a duration",
        STUDY,
        setting(REFALO, CG.duration, Literal("P63D", datatype=XSD.duration)),
        "Duration changed from 8 weeks to 9 weeks",
    ),
    (
        "what was measured",
        STUDY,
        adding((REFALO, CG.measured, NamedNode(CONCEPT + "mtor-signaling"))),
        "Measured added: mTOR signaling",
    ),
    (
        "a name",
        SCHEME,
        adding((NamedNode(CONCEPT + "volume-load"), SKOS.altLabel, english("tonnage lifted"))),
        "Concept volume load: other name added: “tonnage lifted”",
    ),
    (
        "a broader concept",
        SCHEME,
        setting(NamedNode(CONCEPT + "anterior-thigh-thickness"), SKOS.broader, NamedNode(CONCEPT + "volume-load")),
        "Concept anterior thigh thickness: broader concept changed from quadriceps thickness to volume load",
    ),
    (
        "a datatype alone",
        STUDY,
        setting(REFALO, CG.year, decimal("2024")),
        'Year changed from "2024"^^<http://www.w3.org/2001/XMLSchema#integer> '
        'to "2024"^^<http://www.w3.org/2001/XMLSchema#decimal>',
    ),
]


def told(graph: Claimgraph, path: str, edit: Edit) -> Difference:
    before = graph.records.read(path)
    after = edit(before)
    return difference_of(before, after, Names.of(graph.derivations, before, after))


@pytest.mark.parametrize(("path", "edit", "sentence"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_change_is_one_sentence_in_words(curated: Claimgraph, path: str, edit: Edit, sentence: str) -> None:
    assert sentence in [change.text for change in told(curated, path, edit).changes]


def test_a_new_wording_shows_which_words_came_and_went(curated: Claimgraph) -> None:
    claim = part("claims/weekly-set-volume", "claim")
    [change] = told(
        curated,
        "claims/weekly-set-volume",
        setting(claim, CG.statement, english("Doing more sets per muscle and week certainly increases muscle growth.")),
    ).changes
    assert [(piece.kind, piece.text.strip()) for piece in change.pieces if piece.kind != "same"] == [
        ("removed", "probably"),
        ("added", "certainly"),
    ]
    assert change.head == "Statement reworded"


def test_a_wording_in_another_language_is_no_new_wording_of_this_one(curated: Claimgraph) -> None:
    german = Literal("Mehr Sätze.", language="de")
    [change] = told(curated, SEED, adding((part(SEED, "claim"), CG.statement, german))).changes
    assert change.text == "Statement added: “Mehr Sätze.”"


def test_a_part_that_goes_takes_what_it_said_with_it(curated: Claimgraph) -> None:
    difference = told(curated, STUDY, without("#finding-2>"))
    [finding] = [change for change in difference.changes if change.kind == "removed"]
    assert finding.text == "Finding on quadriceps thickness (repetitions in reserve) removed: 0.182 cm (0.115 to 0.247)"
    assert ("timepoint", "8 weeks") in finding.details


def test_a_record_that_was_not_there_is_all_new(curated: Claimgraph) -> None:
    after = curated.records.read(SEED)
    difference = difference_of([], after, Names.of(curated.derivations, after))
    assert {change.kind for change in difference.changes} == {"added"}
    assert difference.changes[0].text.startswith("Claim added: In resistance-trained adults")
    assert difference.added == frozenset(after)


def test_equal_versions_differ_in_nothing(curated: Claimgraph) -> None:
    difference = told(curated, SEED, lambda triples: list(reversed(triples)))
    assert not difference
    assert difference.text == "Nothing is different.\n"


def test_parts_that_own_each_other_do_not_hold_it_up() -> None:
    one, two = NamedNode(BASE + "claims/x#1"), NamedNode(BASE + "claims/x#2")
    circle = [Triple(one, CG.hasStep, two), Triple(two, CG.hasLink, one), Triple(one, CG.hasStep, one)]
    difference = difference_of([], circle, Names())
    assert union(difference, "added") == frozenset(circle)


def union(difference: Difference, side: str) -> frozenset[Triple]:
    return frozenset(triple for change in difference.changes for triple in getattr(change, side))


def held(difference: Difference, before: Sequence[Triple], after: Sequence[Triple]) -> None:
    """Each triple that differs is in exactly one sentence."""
    assert union(difference, "removed") == frozenset(before) - frozenset(after)
    assert union(difference, "added") == frozenset(after) - frozenset(before)
    counted = sum(len(change.removed) + len(change.added) for change in difference.changes)
    assert counted == len(difference.removed) + len(difference.added)
    assert all(change.text for change in difference.changes)


NODES = st.sampled_from(
    [part(SEED, name) for name in ("claim", "mechanism-1", "mechanism-1-step-1", "mechanism-1-step-1-link-1", "new")]
    + [NamedNode(BASE + SEED), REFALO, NamedNode(CONCEPT + "volume-load")]
)
PREDICATES = st.sampled_from([getattr(CG, name) for name in CG.names()] + [RDF.type, SKOS.prefLabel])
LITERALS = st.builds(Literal, st.text(max_size=12)) | st.integers(-9, 9).map(Literal)
TEXTS = st.builds(lambda text, language: Literal(text, language=language), st.text(max_size=12), st.sampled_from("de en".split()))  # fmt: skip
TERMS = NODES | LITERALS | TEXTS | PREDICATES
TRIPLES = st.builds(Triple, NODES, PREDICATES, TERMS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gone=st.sets(st.integers(0, 400), max_size=12), come=st.lists(TRIPLES, max_size=8))
def test_no_changed_triple_is_silent(curated: Claimgraph, gone: set[int], come: list[Triple]) -> None:
    before = sorted(curated.records.read(SEED), key=str)
    after = [*(t for number, t in enumerate(before) if number not in gone), *come]
    held(difference_of(before, after, Names.of(curated.derivations, before, after)), before, after)


@settings(max_examples=150, deadline=None)
@given(before=st.lists(TRIPLES, max_size=12), after=st.lists(TRIPLES, max_size=12))
def test_whatever_two_graphs_say_is_told(before: list[Triple], after: list[Triple]) -> None:
    held(difference_of(before, after, Names()), before, after)


@given(before=st.text("ab \n", max_size=30), after=st.text("ab \n", max_size=30))
def test_the_words_beside_each_other_make_up_both_wordings(before: str, after: str) -> None:
    pieces = reworded(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
