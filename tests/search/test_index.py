"""The index finds by words and facts, in a total order, page by page, and follows what changes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimgraph.search import MARKS, Entry, Index, Search
from claimgraph.search import index as index_module
from claimgraph.search import pages as pages_module

GROWTH = Entry("#growth", "claims", "Failure makes muscle grow", "likely", "It tires the fibres.", None, 3,
               frozenset({("type", "Causal"), ("concept", "failure"), ("concept", "growth")}))  # fmt: skip
REST = Entry("#rest", "claims", "Long rest keeps repetitions", "", "Muscle recovers between sets.", None, 9,
             frozenset({("type", "Comparative"), ("concept", "rest")}))  # fmt: skip
NAPS = Entry("#naps", "claims", "Naps help", "", "Ermüdung sinkt nach dem Schlaf.", None, 1)
OLD = Entry("#old", "studies", "Muscle and age", "Doe 1999", "", 1999, 0, frozenset({("design", "CohortStudy")}))
NEW = Entry("#new", "studies", "Muscle and youth", "Roe 2024", "", 2024, 2, frozenset({("design", "RandomizedTrial")}))


@pytest.fixture
def index() -> Iterator[Index]:
    index = Index(":memory:")
    index.update([("d1", "1", [GROWTH]), ("d2", "1", [REST, NAPS]), ("d3", "1", [OLD, NEW])], "r1")
    yield index
    index.close()


def iris(index: Index, wanted: Search) -> list[str]:
    found = index.search(wanted)
    assert found.total >= len(found.entries)
    return [entry.iri for entry in found.entries]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("muscle", ["#growth", "#rest"]),
        ("mus", ["#growth", "#rest"]),
        ("MUSCLES", ["#growth", "#rest"]),
        ("ermudung", ["#naps"]),
        ("muscle grow", ["#growth"]),
        ('"muscle grow"', ["#growth"]),
        ('"grow muscle"', []),
        ("muscle -failure", ["#rest"]),
        ("nothing", []),
        ("?!", []),
        ("", ["#rest", "#growth", "#naps"]),
    ],
)
def test_words_find_titles_before_texts(index: Index, words: str, expected: list[str]) -> None:
    assert iris(index, Search("claims", words)) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Search("claims", facets={"type": ["Causal"]}), ["#growth"]),
        (Search("claims", facets={"concept": ["failure", "growth"]}), ["#growth"]),
        (Search("claims", facets={"concept": ["failure", "rest"]}), []),
        (Search("claims", "muscle", {"concept": ["rest"]}), ["#rest"]),
        (Search("studies", since=2000), ["#new"]),
        (Search("studies", until=2000), ["#old"]),
        (Search("studies", "muscle", {"design": ["CohortStudy"]}, until=1999), ["#old"]),
        (Search("studies"), ["#new", "#old"]),
        (Search("studies", sort="title"), ["#old", "#new"]),
        (Search("claims", sort="title"), ["#growth", "#rest", "#naps"]),
        (Search("claims", "muscle", sort="studies"), ["#rest", "#growth"]),
        (Search("claims", limit=1, offset=1), ["#growth"]),
        (Search("concepts"), []),
    ],
    ids=str,
)
def test_facts_filter_and_sorts_sort(index: Index, wanted: Search, expected: list[str]) -> None:
    assert iris(index, wanted) == expected


def test_a_changed_record_takes_the_place_of_the_old_one(index: Index) -> None:
    index.update([("d1", "2", [NAPS]), ("d2", None, [])], "r2")
    assert iris(index, Search("claims")) == ["#naps"]
    assert not iris(index, Search("claims", "muscle"))
    assert not iris(index, Search("claims", facets={"type": ["Causal"]}))
    assert (index.revision, index.records()) == ("r2", {"d1": "2", "d3": "1"})


def test_a_failed_update_changes_nothing(index: Index) -> None:
    def broken() -> Iterator[tuple[str, str, list[Entry]]]:
        yield "d1", "2", []
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.update(broken(), "r2")
    assert index.revision == "r1" and len(iris(index, Search("claims"))) == 3


def test_values_are_counted_the_most_frequent_first(index: Index) -> None:
    assert index.values("claims", "type") == [("Causal", 1), ("Comparative", 1)]
    assert index.values("studies", "type") == []


def test_an_index_stays_with_its_file_and_one_of_another_layout_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "search.sqlite")
    first = Index(place)
    first.update([("d1", "1", [GROWTH])], "r1")
    first.close()
    again = Index(place)
    assert again.revision == "r1" and iris(again, Search("claims", "muscle")) == ["#growth"]
    again.close()
    monkeypatch.setattr(index_module, "VERSION", 99)
    other = Index(place)
    assert other.revision is None and not iris(other, Search("claims"))
    other.close()


@pytest.mark.parametrize("words", ["", "common", "common -rare", "com"])
@pytest.mark.parametrize("many", [5, 10_000])
def test_pages_hold_each_entry_once(monkeypatch: pytest.MonkeyPatch, words: str, many: int) -> None:
    monkeypatch.setattr(pages_module, "_MANY", many)
    index, dice = Index(":memory:"), random.Random(1)
    entries = [Entry(f"#{n}", "claims", "common words", weight=dice.randint(0, 3)) for n in range(50)]
    index.update([("d", "1", entries)], "r")
    for sort in pages_module.SORTS:
        pages = [iris(index, Search("claims", words, sort=sort, limit=7, offset=at)) for at in range(0, 56, 7)]
        assert sorted(iri for page in pages for iri in page) == sorted(entry.iri for entry in entries)
    index.close()


def test_hits_are_a_page_of_the_search_with_the_words_marked(index: Index) -> None:
    start, end = MARKS
    total, hits = index.hits(Search("claims", "muscle"))
    assert total == 2 and [hit.entry.iri for hit in hits] == ["#growth", "#rest"]
    assert hits[0].title == f"Failure makes {start}muscle{end} grow"
    assert hits[1].excerpt == f"{start}Muscle{end} recovers between sets."


def test_hits_without_words_are_not_marked(index: Index) -> None:
    total, hits = index.hits(Search("claims", ""))
    assert total == 3 and not any(mark in hit.title + hit.excerpt for hit in hits for mark in MARKS)


def test_facets_are_counted_within_what_is_looked_for(index: Index) -> None:
    assert index.counts(Search("claims"), "type") == [("Causal", 1), ("Comparative", 1)]
    assert index.counts(Search("claims", "failure"), "type") == [("Causal", 1)]
    assert index.counts(Search("claims", facets={"concept": ["rest"]}), "type") == [("Comparative", 1)]
    assert index.counts(Search("studies", since=2000), "design") == [("RandomizedTrial", 1)]
