"""Pages in all layouts come out right; broken ones give one error that says where and why."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from stories import PAGES, page_of, told, written

from claimgraph.errors import PageError
from claimgraph.ingest import ConceptIndex, Lexicon, Page, read_page
from claimgraph.ingest.headings import Kind, heading_of
from claimgraph.ingest.lines import PAGE_BYTES
from claimgraph.ingest.marks import marker_of

GOOD = sorted((PAGES / "good").glob("*.txt"))
BROKEN = sorted((PAGES / "broken").glob("*.txt"))


def test_there_are_pages_to_test() -> None:
    assert len(GOOD) >= 12
    assert len(BROKEN) >= 15


@pytest.mark.parametrize("path", GOOD, ids=[path.stem for path in GOOD])
def test_a_page_says_what_is_expected_of_it(path: Path, lexicon: Lexicon, concepts: ConceptIndex) -> None:
    page = page_of(path)
    story = told(written(page, lexicon, concepts)) | {"unread": [passage.text for passage in page.unread]}
    assert story == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_a_broken_page_is_refused_with_line_finding_and_expectation(path: Path) -> None:
    told_of = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    with pytest.raises(PageError) as refused:
        page_of(path)
    error = refused.value
    assert (error.place, error.line) == (path.name, told_of["line"])
    assert told_of["found"] in error.found
    assert told_of["expected"] in error.expected
    assert str(error).startswith(f"{path.name}:{error.line}: expected {error.expected}, found ")


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(
        PageError, match=rf"x\.txt:1: expected a page of at most {PAGE_BYTES} bytes, found 1000000 bytes"
    ):
        read_page(b"x" * 1_000_000, "x.txt")


def test_a_page_of_the_largest_size_is_read() -> None:
    filling = b"Naps pay back sleep, as observed in the study with DOI 10.5555/nap.1.\n"
    steps = filling * (PAGE_BYTES // len(filling) - 2)
    page = read_page(b"Naps are good for people.\nMost probable mechanism\n" + steps, "x.txt")
    assert len(page.mechanisms[0].steps) == steps.count(b"\n") - 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bare-paragraphs", "bare-paragraphs-crlf-bom"),
        ("labelled", "labelled-without-blank-lines"),
        ("labelled", "labelled-with-extra-blank-lines"),
    ],
)
def test_line_ends_marks_and_blank_lines_do_not_matter(
    one: str, other: str, lexicon: Lexicon, concepts: ConceptIndex
) -> None:
    pages = [replace(page_of(PAGES / "good" / f"{name}.txt"), name="page.txt") for name in (one, other)]
    assert told(written(pages[0], lexicon, concepts)) == told(written(pages[1], lexicon, concepts))


def test_a_byte_order_mark_and_other_line_ends_give_the_same_page() -> None:
    content = (PAGES / "good" / "labelled.txt").read_bytes()
    page = read_page(content, "x.txt")
    assert read_page(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"), "x.txt") == page
    assert read_page(content.replace(b"\n", b"\r"), "x.txt") == page


def test_each_part_knows_its_line() -> None:
    page = page_of(PAGES / "good" / "labelled.txt")
    mechanism = page.mechanisms[0]
    assert page.statement.line == 6
    header = (page.verdict, page.claim_type, page.version, page.pro, page.against, page.synthesis, page.synthesized)
    assert [part and part.line for part in header] == [1, 2, 3, 8, 10, 19, 15]
    assert [mechanism.heading.line, mechanism.summary and mechanism.summary.line] == [21, 25]
    assert [step.line for step in mechanism.steps] == [30, 36, 42]
    assert [study.line for study in page.studies] == [51, 54, 62]
    assert [need.line for need in page.needs] == [69, 70, 71, 72]


def test_words_stay_verbatim() -> None:
    page = read_page("A  “quoted”\u00a0claim — 5 µg/kg of it.\nEvidence\n".encode(), "x.txt")
    assert page.statement.text == "A  “quoted”\u00a0claim — 5 µg/kg of it."


@pytest.mark.parametrize(
    "words",
    [
        "Strong Support", "Moderate Support", "Weak Support", "Limited Evidence", "Mixed", "Mixed Evidence", "Insufficient",
        "Insufficient Evidence", "Contradicted", "Refuted", "No Support", "Unsupported", "Strongly Supported",
    ],
)  # fmt: skip
def test_a_verdict_is_no_statement(words: str) -> None:
    page = read_page(f"{words}\ncausal\nNaps are good for people.\nEvidence from Studies\n".encode(), "x.txt")
    assert page.verdict is not None
    assert page.claim_type is not None
    assert (page.verdict.text, page.claim_type.text, page.statement.text) == (
        words,
        "causal",
        "Naps are good for people.",
    )


@pytest.mark.parametrize(
    ("header", "pro", "against"),
    [
        ("41\nPro\n6\nAgainst", 41, 6),
        ("Pro\n41\nAgainst\n6", 41, 6),
        ("41 Pro\n6 Against", 41, 6),
        ("41 pro / 6 against", 41, 6),
        ("Pro 41 Against 6", 41, 6),
        ("Pro: 41\nAgainst: 6", 41, 6),
        ("Pro (41)\nAgainst (6)", 41, 6),
        ("1,041\nPro\n6\nAgainst", 1041, 6),
        ("Strong Support\nPro\nAgainst", None, None),
        ("6\nAgainst", None, 6),
        ("causal", None, None),
    ],
)
def test_scores_stand_before_or_after_their_words(header: str, pro: int | None, against: int | None) -> None:
    for text in (f"{header}\nNaps are good for people.", f"Naps are good for people.\n{header}"):
        page = read_page(f"{text}\nEvidence from Studies\n".encode(), "x.txt")
        assert (page.pro and page.pro.value, page.against and page.against.value) == (pro, against)
        assert page.statement.text == "Naps are good for people."


@pytest.mark.parametrize(
    ("header", "claim_type", "statement"),
    [
        ("Causal\nNaps restore attention.", "Causal", "Naps restore attention."),
        ("exercise science\ncausal\nNaps restore attention.", "causal", "Naps restore attention."),
        ("assertion\nNaps restore attention.", "assertion", "Naps restore attention."),
        ("Claim\nNaps restore attention.", None, "Naps restore attention."),
        ("Statement: Naps restore attention.", None, "Naps restore attention."),
        ("On napping and work\nNaps restore attention at work", None, "Naps restore attention at work"),
        ("Naps restore attention.\nThey also feel good.", None, "Naps restore attention."),
        ("Naps restore attention in people who work\nat night, and by day too.", None,
         "Naps restore attention in people who work at night, and by day too."),
    ],
)  # fmt: skip
def test_the_statement_is_told_from_what_stands_around_it(header: str, claim_type: str | None, statement: str) -> None:
    page = read_page(f"{header}\nEvidence from Studies\n".encode(), "x.txt")
    assert (page.claim_type and page.claim_type.text, page.statement.text) == (claim_type, statement)


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("1", (1, "")),
        ("12.", (12, "")),
        ("Step 3:", (3, "")),
        ("1. Naps help.", (1, "Naps help.")),
        ("1.Naps help.", (1, "Naps help.")),
        ("(2) Naps help.", (2, "Naps help.")),
        ("2) Naps help.", (2, "Naps help.")),
        ("Step 2 – Naps help.", (2, "Naps help.")),
        ("- Naps help.", (None, "Naps help.")),
        ("•Naps help.", (None, "Naps help.")),
        ("3 to 5 grams a day help.", None),
        ("1.5 grams a day help.", None),
        ("10.5555/nap", None),
        ("2019", None),
        ("-5 degrees", None),
        ("Steps 1 and 2 differ.", None),
    ],
)
def test_numbers_and_bullets_begin_items(text: str, marker: tuple[int | None, str] | None) -> None:
    found = marker_of(text)
    assert (found and (found.number, found.rest)) == marker


def test_what_is_not_understood_is_named() -> None:
    page = read_page(b"Sleep\nNaps restore attention.\nEvidence\n2 pending\nRelated claims\nNaps are short.\n", "x.txt")
    assert [(passage.line, passage.text) for passage in page.unread] == [
        (1, "Sleep"),
        (4, "2 pending"),
        (6, "Naps are short."),
    ]


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        ("Most probable mechanism", True),
        ("Most likely mechanism", True),
        ("MOST PROBABLE MECHANISM:", True),
        ("## Most probable mechanism", True),
        ("Less supported by current evidence, but not ruled out", False),
        ("Less supported by current evidence", False),
        ("Less supported by current evidence, but not ruled out (2)", False),
        ("Alternative mechanism 2", False),
        ("Ruled out", False),
        ("Mechanisms ruled out by current evidence", False),
        ("Not supported by current evidence", False),
    ],
)
def test_a_heading_that_ranks_is_known(heading: str, first: bool, lexicon: Lexicon) -> None:
    read = heading_of(heading)
    assert read is not None
    assert (read.kind, read.first) == (Kind.STANDING, first)
    assert lexicon.standing_of(heading) is not None, "the vocabulary must know what the reader knows"


@pytest.mark.parametrize(
    "sentence",
    [
        "Most probable mechanisms of growth need tension.",
        "Alternative mechanisms involve swelling",
        "Supporting muscles tire first",
        "Synthesis of muscle protein",
        "Evidence-based training works",
        "Less fatigue",
    ],
)
def test_a_sentence_is_no_heading(sentence: str) -> None:
    assert heading_of(sentence) is None


def test_real_pages_are_read(shared_pages: Path) -> None:
    pages: dict[str, Page] = {path.stem: page_of(path) for path in sorted(shared_pages.glob("*.txt"))}
    assert {name: [len(mechanism.steps) for mechanism in page.mechanisms] for name, page in pages.items()} == {
        "creatine-strength": [3, 2],
        "mtor-overload": [],
        "repetitions-in-reserve": [4, 3],
    }
    assert all(not page.unread for page in pages.values())
    creatine = pages["creatine-strength"]
    assert [study.doi for study in creatine.studies] == ["10.1007/s40279-016-0571-4", "10.1152/jappl.1996.81.1.232"]
    assert [study.year for study in creatine.studies] == [2017, 1996]
    assert len(creatine.needs) == 3
    assert [(count.value if count else None) for count in (creatine.pro, creatine.against, creatine.synthesized)] == [
        41,
        6,
        2,
    ]
    overload = pages["mtor-overload"]
    assert [detail.name for detail in overload.details] == [
        "Domain",
        "Population",
        "Subject",
        "Action",
        "Target",
        "Type",
    ]
    assert [study.doi for study in overload.studies] == [None]


def test_the_seed_page_keeps_its_order_and_its_words(shared_pages: Path) -> None:
    path = shared_pages / "repetitions-in-reserve.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    page = page_of(path)
    first, second = page.mechanisms
    assert page.statement.text == lines[0]
    assert page.statement.cut_off
    assert page.synthesis is not None
    assert (page.synthesis.text, page.synthesis.cut_off) == (lines[3], True)
    assert [first.summary and first.summary.text, *(step.text for step in first.steps)] == lines[5:10]
    assert [second.summary and second.summary.text, *(step.text for step in second.steps)] == lines[11:15]
    assert page.studies == page.needs == ()


@pytest.mark.parametrize(
    "text",
    [
        "Naps restore strength.\n\nMechanism\n"
        + "Less supported by current evidence\n1. Naps raise strength.\n" * 8_000,
        "a b c\n" * 80_000 + "\nEvidence from Studies\nSupporting (0)\n",
    ],
    ids=["many mechanisms", "a statement of many lines"],
)
def test_a_page_is_read_in_time_that_follows_its_length(text: str) -> None:
    start = time.process_time()
    read_page(text.encode(), "long.txt")
    assert time.process_time() - start < 8
