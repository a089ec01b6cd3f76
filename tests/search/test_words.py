"""What is typed into a search box never is a syntax error, and finds what it says."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.search.words import MOST_WORDS, expression


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", None), ("  ", None), ('"', None), ("-", None), ("-muscle", None), ("***", None),
        ("muscle", '("muscle" *)'), ("muscle ", '("muscle")'), ("mus*", '("mus" *)'), ("m", '("m")'),
        ("muscle growth", '("muscle" "growth" *)'), ('"to failure"', '("to failure")'), ('"to failure', '("to failure" *)'),
        ("load-volume", '("load volume" *)'), ("a -b -c", '("a") NOT ("b" OR "c")'), ("NEAR(a b)", '("NEAR a" "b")'),
        ("title:x OR yes", '("title x" "OR" "yes" *)'), ("Ermüdung", '("Ermüdung" *)'),
    ],
)  # fmt: skip
def test_words_become_an_expression(typed: str, expected: str | None) -> None:
    assert expression(typed) == expected


@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_a_syntax_error(typed: str) -> None:
    found = expression(typed)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(title)")
    if found is not None:
        assert database.execute("SELECT count(*) FROM words WHERE words MATCH ?", (found,)).fetchone() == (0,)
    database.close()


def test_a_flood_of_words_is_cut() -> None:
    found = expression("word " * 10_000)
    assert found is not None and found.count("word") == MOST_WORDS
