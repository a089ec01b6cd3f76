"""Whatever bytes come in, a page or one page error comes out, soon."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stories import PAGES, written

from claimgraph.errors import PageError
from claimgraph.ingest import ConceptIndex, Lexicon, Page, read_page
from claimgraph.ingest.lines import LINE_CHARS, PAGE_BYTES

SECONDS = 5.0
PIECES = [
    line for path in sorted((PAGES / "good").glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines() if line
] + [
    "Supporting (1)", "Supporting (-1)", "Contradicting (x)", "Pro", "Against", "41", "0", "1", "2.", "2. And so on.", "which leads to",
    "In Simple Terms", "Causal chain", "Most probable mechanism", "Ruled out", "Evidence", "DOI", "doi:10.5555/", "10.5555/a(b",
    "Level 1a", "Type: x", "...", "…", "(", "- x", "\u2028", "\ufeff", "I\u0307 İ", "𝔘", "a" * 200,
]  # fmt: skip
pages = st.lists(st.sampled_from(PIECES), max_size=40).map("\n".join)


def outcome(content: bytes) -> Page | str:
    """The page, or the message of the one error that is allowed."""
    begun = time.monotonic()
    try:
        result: Page | str = read_page(content, "x.txt")
    except PageError as error:
        assert error.place == "x.txt"
        assert error.line is not None
        assert 1 <= error.line <= len(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
        result = str(error)
    assert time.monotonic() - begun < SECONDS
    return result


@given(st.binary(max_size=4000))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_page_or_a_page_error(content: bytes) -> None:
    outcome(content)


@given(st.text(max_size=2000))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_page_or_a_page_error(text: str) -> None:
    outcome(text.encode("utf-8", "replace"))


@given(pages)
@settings(max_examples=500, deadline=None)
def test_shuffled_pages_give_a_page_or_a_page_error(text: str) -> None:
    outcome(text.encode())


@given(pages)
@settings(max_examples=200, deadline=None)
def test_line_ends_and_marks_change_nothing(text: str) -> None:
    unix = outcome(text.encode())
    assert outcome(text.replace("\n", "\r\n").encode()) == unix
    if text:
        assert outcome(b"\xef\xbb\xbf" + text.encode()) == unix


def test_whatever_is_read_can_be_written(lexicon: Lexicon, concepts: ConceptIndex) -> None:
    @given(pages)
    @settings(max_examples=300, deadline=None)
    def check(text: str) -> None:
        page = outcome(f"Naps are good for people.\n{text}\nEvidence".encode())
        if isinstance(page, Page):
            assert written(page, lexicon, concepts)[0][0] == "claims/x"

    check()


LONG: dict[str, Callable[[int], str]] = {
    "letters": lambda size: "a" * size,
    "brackets": lambda size: "(" * size,
    "closers": lambda size: "10.5555/" + ")" * size,
    "dots": lambda size: "." * size,
    "dois": lambda size: ("10.5555/a," * size)[:size],
    "broken dois": lambda size: ("10.1234/)" * size)[:size],
    "announcements": lambda size: ("doi 10.5555/a " * size)[:size],
    "words": lambda size: ("nap reduces sway, and " * size)[:size],
    "verbs": lambda size: ("increases " * size)[:size],
    "concepts": lambda size: ("walking, sway and " * size)[:size],
    "as": lambda size: (", as measured in DOI 10.5555/a and " * size)[:size],
    "randomized": lambda size: ("randomized " * size)[:size],
    "numbers": lambda size: ("1 " * size)[:size],
    "blanks": lambda size: "a" + " " * (size - 2) + "b",
    "score": lambda size: "1 pro" + "," * (size - 5),
    "years": lambda size: ("(2017) " * size)[:size],
}


@pytest.mark.parametrize("kind", LONG)
def test_one_line_of_a_megabyte_is_refused_at_once(kind: str) -> None:
    assert "bytes" in str(outcome(LONG[kind](1_000_000).encode()))


@pytest.mark.parametrize("kind", LONG)
def test_the_longest_lines_are_read_and_written_in_time(kind: str, lexicon: Lexicon, concepts: ConceptIndex) -> None:
    line = LONG[kind](LINE_CHARS)
    places = (
        f"{line}\nNaps are good for people.\nEvidence",
        f"Naps are good for people.\nMost probable mechanism\nCausal chain\n{line}",
        f"Naps are good for people.\nSupporting (2)\n{line}\n{line}",
        f"Naps are good for people.\nContext Details\nPopulation\n{line}\n{line}: {line}"[:PAGE_BYTES],
        f"Naps are good for people.\nGold Standard Evidence\n{line}",
    )
    for text in places:
        page = outcome(text.encode())
        if isinstance(page, Page):
            begun = time.monotonic()
            written(page, lexicon, concepts)
            assert time.monotonic() - begun < SECONDS


@pytest.mark.parametrize("kind", LONG)
def test_the_largest_pages_of_long_lines_are_read_in_time(kind: str) -> None:
    line = LONG[kind](LINE_CHARS)
    lines = "\n".join([line] * (PAGE_BYTES // (LINE_CHARS + 1) - 1))
    outcome(f"Naps are good for people.\nSupporting (1)\n1\n{lines}".encode())
    outcome(f"Naps are good for people.\nMost probable mechanism\n{lines}".encode())
