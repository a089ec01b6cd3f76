"""DOIs are found in every spelling, and refused where one is announced and none follows."""

from __future__ import annotations

import pytest

from claimgraph.errors import PageError
from claimgraph.ingest.bibliography import citations_in, dois_in, is_identifier, read_listed_study
from claimgraph.ingest.lines import Line
from claimgraph.ingest.parts import Side


def lines(*texts: str) -> list[Line]:
    return [Line("x.txt", number, text, gap=False) for number, text in enumerate(texts, start=4)]


@pytest.mark.parametrize(
    ("text", "dois"),
    [
        ("in the study with DOI 10.5555/abc.1.", ["10.5555/abc.1"]),
        ("in the study (DOI: 10.5555/abc(1)2)", ["10.5555/abc(1)2"]),
        ("see https://doi.org/10.5555/ABC, and", ["10.5555/abc"]),
        ("see HTTP://DX.DOI.ORG/10.5555/abc/", ["10.5555/abc"]),
        ("see doi.org/10.5555/abc#results", ["10.5555/abc"]),
        ("see https://doi.org/10.5555/a%28b%29c", ["10.5555/a(b)c"]),
        ("see https://doi.org/10.5555%2Fabc", ["10.5555/abc"]),
        ("doi:10.5555/a;doi:10.5555/b", ["10.5555/a", "10.5555/b"]),
        ("(10.5555/a,10.5555/b)", ["10.5555/a", "10.5555/b"]),
        ("DOIs 10.5555/a and 10.5555/b", ["10.5555/a", "10.5555/b"]),
        ("[10.5555/a].", ["10.5555/a"]),
        ("“10.5555/a”", ["10.5555/a"]),
        ("10.5555/a—and more", ["10.5555/a"]),
        ("<10.1002/(sici)1<1:a>3.0.co;2-2>", ["10.1002/(sici)1<1:a>3.0.co;2-2"]),
        ("https://journal.example/doi/abs/10.5555/a.", ["10.5555/a"]),
        ("the study with DOI10.5555/a", ["10.5555/a"]),
        ("volume 110.5555/a or 1.10.5555/a", []),
        ("a ratio of 10.5/20 or 10.55/20", []),
        ("no studies", []),
    ],
)
def test_dois_are_found_and_freed_of_what_surrounds_them(text: str, dois: list[str]) -> None:
    assert [citation.doi for citation in dois_in(text)] == dois
    assert [text[citation.start : citation.end].lower()[:3] for citation in dois_in(text)] == ["10."] * len(dois)


@pytest.mark.parametrize("text", ["DOI 10.5555/abc...", "DOI 10.5555/abc…"])
def test_a_doi_before_an_ellipsis_may_be_cut_off(text: str) -> None:
    assert [citation.cut_off for citation in dois_in(text)] == [True]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the study with DOI 11.1080/xyz.", "'11.1080/xyz' after 'DOI'"),
        ("the study with DOI 10.12.", "'10.12' after 'DOI'"),
        ("the study with DOI .", "nothing after 'DOI'"),
        ("the study with DOI", "nothing after 'DOI'"),
        ("doi:abc and 10.5555/a", "'abc' after 'doi'"),
        ("https://doi.org/abc", "'abc' after 'https://doi.org/'"),
        ("DOI not-a-doi", "'not-a-doi' after 'DOI'"),
        ("DOI10.55/a", "'10.55/a' after 'DOI'"),
        ("shown before (10.108/japplphysiol.00670)", "'10.108/japplphysiol.00670'"),
        ("shown before (11.1080/x)", "'11.1080/x'"),
        ("DOI 10.5555/a and DOI ten", "'ten' after 'DOI'"),
        ("DOI 10.5555/" + "a" * 300, "after 'DOI'"),
    ],
)
def test_an_announced_doi_that_is_none_is_refused(text: str, found: str) -> None:
    with pytest.raises(PageError) as refused:
        citations_in(text, lines(text))
    assert found in refused.value.found
    assert refused.value.line == 4


@pytest.mark.parametrize(
    "text",
    [
        "a poster without a DOI",
        "the report has no DOI and no date",
        "DOI: not available",
        "DOI unknown",
        "the DOI of the study was checked",
        "an idol, a doyen and doings",
        "the study with DOI...",
        "the study with DOI 10.55…",
    ],
)
def test_words_about_dois_announce_none(text: str) -> None:
    assert citations_in(text, lines(text)) == ()


def test_the_line_of_a_bad_doi_is_that_on_which_it_is_announced() -> None:
    with pytest.raises(PageError, match=r"^x\.txt:6: expected a DOI such as .*, found 'ten' after 'doi'$"):
        read_listed_study(lines("A title (1999)", "A journal", "doi: ten"), Side.SUPPORTING, 1)


@pytest.mark.parametrize(
    ("texts", "title", "year", "doi"),
    [
        (["Loading in men (1996)", "10.5555/a"], "Loading in men", 1996, "10.5555/a"),
        (["Loading in men (1996).", "https://doi.org/10.5555/A"], "Loading in men", 1996, "10.5555/a"),
        (["Loading in men (1996), doi:10.5555/a"], "Loading in men", 1996, "10.5555/a"),
        (["10.5555/a", "Loading in men (1996)"], "Loading in men", 1996, "10.5555/a"),
        (
            ["Loading (and unloading) in men (1996)", "DOI", "10.5555/a"],
            "Loading (and unloading) in men",
            1996,
            "10.5555/a",
        ),
        (["Doe J. (1996). Loading in men. Journal.", "10.5555/a"], None, 1996, "10.5555/a"),
        (["Loading in men", "10.5555/a"], None, None, "10.5555/a"),
        (["Loading in 20 men... (1996)", "10.5555/a"], None, 1996, "10.5555/a"),
        (["Loading (1996) and again (1997) in men", "10.5555/a"], None, None, "10.5555/a"),
        (["The first study saw it, the second did not."], None, None, None),
        (["Loading in men (1996)"], "Loading in men", 1996, None),
        (["Loading in men (1996)", "10.5555/a..."], "Loading in men", 1996, None),
    ],
)
def test_a_listed_study_gives_title_year_and_doi_where_they_are_plain(
    texts: list[str], title: str | None, year: int | None, doi: str | None
) -> None:
    study = read_listed_study(lines(*texts), Side.CONTRADICTING, 3)
    assert (study.title, study.year, study.doi) == (title, year, doi)
    assert (study.text, study.line, study.side, study.position) == ("\n".join(texts), 4, Side.CONTRADICTING, 3)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("10.5555/a", True),
        ("https://doi.org/10.5555/a", True),
        ("DOI: 10.5555/a.", True),
        ("doi:", True),
        ("10.5555", True),
        ("Loading in men, 10.5555/a", False),
        ("1996", False),
    ],
)
def test_a_line_that_is_only_an_identifier_is_known(text: str, verdict: bool) -> None:
    assert is_identifier(text) is verdict
