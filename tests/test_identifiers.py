"""DOIs, slugs, record paths and relative IRIs: each spelling is read, has one form, and leads back."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote, urljoin

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from claimgraph.errors import IdentifierError
from claimgraph.identifiers import (
    DOI_RESOLVER,
    DOI_SYNTAX,
    KINDS,
    MAX_SEGMENT,
    check_base,
    doi_iri,
    doi_of,
    doi_path,
    path_of,
    pmid_of,
    pubmed_iri,
    read_doi,
    record_path,
    relative_iri,
    slug_of,
    study_iri_of_path,
    study_path,
)

BASE = "http://localhost:8000/"
SICI = "10.1002/(sici)1097-0258(19980815)17:15/16<1661::aid-sim968>3.0.co;2-2"

_SUFFIXES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)
DOIS = (
    st.builds("10.{}/{}".format, st.integers(1000, 999_999_999), _SUFFIXES).map(str.lower).filter(DOI_SYNTAX.fullmatch)
)
SLUGS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True)
PMIDS = st.integers(1, 999_999_999).map(str)


@st.composite
def record_paths(draw: st.DrawFn) -> str:
    """Paths of records of every kind, of studies by DOI, PubMed number and slug."""
    studies = st.one_of(
        DOIS.map(study_path).filter(is_record_path),
        PMIDS.map("studies/pubmed/{}".format),
        SLUGS.map("studies/{}".format),
    )
    others = st.builds("{}/{}".format, st.sampled_from([kind for kind in KINDS if kind != "studies"]), SLUGS)
    return draw(st.one_of(studies, others))


def is_record_path(text: str) -> bool:
    try:
        return record_path(text) == text
    except IdentifierError:
        return False


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1080/02640414.2024.2321021", "10.1080/02640414.2024.2321021"),
        ("10.1519/JSC.0B013E3181", "10.1519/jsc.0b013e3181"),
        ("  10.5555/a\n", "10.5555/a"),
        ("doi:10.5555/a", "10.5555/a"),
        ("DOI: 10.5555/a", "10.5555/a"),
        ("doi 10.5555/a", "10.5555/a"),
        ("https://doi.org/10.5555/A", "10.5555/a"),
        ("HTTP://DX.DOI.ORG/10.5555/a", "10.5555/a"),
        ("https://doi.org/10.5555%2Fa", "10.5555/a"),
        ("https://doi.org/10.1002/a%3Cb%3E", "10.1002/a<b>"),
        ("10.1002/a%3Cb", "10.1002/a%3cb"),
        (SICI.upper(), SICI),
        ("10.123456789/a/b/c", "10.123456789/a/b/c"),
    ],
)
def test_a_doi_is_read_in_every_spelling(text: str, doi: str) -> None:
    assert read_doi(text) == doi


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.5555",
        "10.5555/",
        "10.555/a",
        "10.1234567890/a",
        "11.5555/a",
        "10.5555/a b",
        "a 10.5555/a",
        "https://example.org/10.5555/a",
        "https://doi.org/",
        "https://doi.org/10.5555/a%20b",
        "10.٥٥٥٥/a",
        "doi:doi:10.5555/a",
    ],
)
def test_what_is_no_doi_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(IdentifierError, match=r"^expected a DOI such as 10\.1080/") as refused:
        read_doi(text)
    assert refused.value.found == f"'{text}'"


@pytest.mark.parametrize(
    ("doi", "path"),
    [
        ("10.1080/02640414.2024.2321021", "10.1080/02640414.2024.2321021"),
        ("10.1002/A<b#c>", "10.1002/a%3Cb%23c%3E"),
        ("10.5555/a?b", "10.5555/a%3Fb"),
        ("10.5555/a%3cb", "10.5555/a%253cb"),
        ("10.5555/é", "10.5555/%C3%A9"),
        (SICI, "10.1002/(sici)1097-0258(19980815)17:15/16%3C1661::aid-sim968%3E3.0.co;2-2"),
    ],
)
def test_a_doi_is_encoded_once(doi: str, path: str) -> None:
    assert doi_path(doi) == path
    assert doi_iri(doi) == DOI_RESOLVER + path
    assert doi_of(DOI_RESOLVER + path) == doi.lower()
    assert study_path(doi) == f"studies/{path}"
    assert study_iri_of_path(f"studies/{path}") == doi_iri(doi)


@given(DOIS)
@example(SICI)
def test_a_doi_comes_back_from_its_iri(doi: str) -> None:
    assert doi_of(doi_iri(doi)) == doi
    assert study_iri_of_path(study_path(doi)) == doi_iri(doi)


@given(DOIS, st.sampled_from(["", "doi:", "DOI: ", "doi ", "https://doi.org/", "http://dx.doi.org/"]))
def test_a_doi_comes_back_from_every_way_to_announce_it(doi: str, prefix: str) -> None:
    announced = doi_path(doi) if prefix.startswith("http") else doi
    assert read_doi(prefix + announced) == doi
    assert read_doi(read_doi(prefix + announced)) == doi


@pytest.mark.parametrize(
    "iri",
    [
        "https://doi.org/10.5555/A",
        "https://doi.org/10.5555/a<b",
        "https://doi.org/10.5555/a%3cb",
        "https://doi.org/10.5555%2Fa",
        "https://doi.org/10.5555/a#b",
        "https://doi.org/10.55/a",
        "https://doi.org/",
        "http://doi.org/10.5555/a",
        "https://dx.doi.org/10.5555/a",
        "http://localhost:8000/studies/10.5555/a",
    ],
)
def test_only_the_one_spelling_of_an_iri_stands_for_a_doi(iri: str) -> None:
    assert doi_of(iri) is None


@given(PMIDS)
def test_a_pubmed_number_comes_back_from_its_iri(pmid: str) -> None:
    assert pmid_of(pubmed_iri(pmid)) == pmid
    assert study_iri_of_path(f"studies/pubmed/{pmid}") == pubmed_iri(pmid)


@pytest.mark.parametrize("path", ["claims/a", "studies/a-poster", "concepts/studies", "ontology"])
def test_other_records_describe_no_study_with_an_identifier(path: str) -> None:
    assert study_iri_of_path(path) is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("claims/repetitions-in-reserve", "claims/repetitions-in-reserve"),
        ("concepts/resistance-training", "concepts/resistance-training"),
        ("contributions/1", "contributions/1"),
        ("studies/a-poster", "studies/a-poster"),
        ("studies/pubmed/38393985", "studies/pubmed/38393985"),
        ("studies/10.1080/02640414.2024.2321021", "studies/10.1080/02640414.2024.2321021"),
        ("studies/10.1002/a%3Cb", "studies/10.1002/a%3Cb"),
        ("studies/10.1002/a<b", "studies/10.1002/a%3Cb"),
        ("studies/10.5555/a/b/c", "studies/10.5555/a/b/c"),
        ("claims/überlastung", "claims/%C3%BCberlastung"),
        ("claims/" + unicodedata.normalize("NFD", "überlastung"), "claims/%C3%BCberlastung"),
        ("claims/" + "a" * MAX_SEGMENT, "claims/" + "a" * MAX_SEGMENT),
    ],
)
def test_a_record_path_has_one_spelling(text: str, path: str) -> None:
    assert record_path(text) == path
    assert record_path(path) == path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "claims",
        "claims/",
        "/claims/a",
        "claims//a",
        "claims/a/",
        "claims/a/b",
        "claims/.",
        "claims/..",
        "claims/../secrets",
        "studies/10.5555/../a",
        "studies/10.5555/./a",
        "studies/10.5555//a",
        "studies/10.5555/A",
        "studies/10.5555/a%3cb",
        "studies/10.55/a",
        "studies/pubmed/0",
        "studies/pubmed/abc",
        "studies/pubmed/1234567890",
        "studies/pubmed/1/2",
        "revisions/a",
        "Claims/a",
        "claims/a%",
        "claims/a%zz",
        "claims/" + "a" * (MAX_SEGMENT + 1),
        "claims/" + "ü" * (MAX_SEGMENT // 6 + 1),
    ],
    ids=lambda text: text[:30] or "nothing",
)
def test_what_is_no_record_path_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(IdentifierError, match=r"^expected a record path such as claims/") as refused:
        record_path(text)
    assert refused.value.found == f"'{text}'"


@given(st.text(max_size=40), st.sampled_from([*(f"{kind}/" for kind in KINDS), "studies/10.5555/", ""]))
def test_an_accepted_record_path_is_ascii_stays_as_it_is_and_leaves_no_folder(text: str, start: str) -> None:
    try:
        path = record_path(start + text)
    except IdentifierError:
        return
    assert path.isascii() and record_path(path) == path
    assert not {".", "..", ""} & set(path.split("/"))
    assert str(PurePosixPath(path)) == path
    assert path_of(BASE + path + "#claim", BASE) == path


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Repetitions in Reserve", "repetitions-in-reserve"),
        ("  --a__b--  ", "a-b"),
        ("1RM (kg) vs. 70%", "1rm-kg-vs-70"),
        ("Überlastung & mTOR", "überlastung-mtor"),
        (unicodedata.normalize("NFD", "Überlastung"), "überlastung"),
        ("Größe", "grösse"),
        ("筋肥大", "筋肥大"),
    ],
)
def test_a_slug_keeps_letters_and_digits(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("name", ["", " ", "---", "?!", "___"])
def test_a_name_without_letters_has_no_slug(name: str) -> None:
    with pytest.raises(IdentifierError, match="a name with at least one letter or digit") as refused:
        slug_of(name)
    assert refused.value.found == f"'{name}'"


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_slug_is_its_own_slug_and_names_a_record(name: str) -> None:
    try:
        slug = slug_of(name)
    except IdentifierError:
        assume(False)
    assert slug_of(slug) == slug
    assert record_path(f"claims/{slug}") == quote(f"claims/{slug}")


@pytest.mark.parametrize(
    ("iri", "document", "relative"),
    [
        ("claims/a#claim", "claims/a", "#claim"),
        ("claims/a", "claims/a", ""),
        ("claims/b#claim", "claims/a", "b#claim"),
        ("concepts/c#x", "claims/a", "../concepts/c#x"),
        ("concepts/c#x", "studies/10.5555/a", "../../concepts/c#x"),
        ("studies/10.5555/a#finding-1", "claims/a", "../studies/10.5555/a#finding-1"),
        ("studies/10.5555/b", "studies/10.5555/a", "b"),
        ("studies/10.5555/b:c", "studies/10.5555/a", "./b:c"),
    ],
)
def test_an_iri_of_the_base_is_written_relative_to_its_document(iri: str, document: str, relative: str) -> None:
    assert relative_iri(BASE + iri, BASE + document, BASE) == relative


@pytest.mark.parametrize(
    "iri", ["https://doi.org/10.5555/a", "http://localhost:80/claims/a", "https://localhost:8000/claims/a", BASE]
)
def test_other_iris_stay_as_they_are(iri: str) -> None:
    assert relative_iri(iri, BASE + "claims/a", BASE) == iri


@given(
    record_paths(),
    record_paths(),
    st.sampled_from(["", "#claim", "#mechanism-1-step-3", "#a/../b?c:d"]),
    st.sampled_from([BASE, "https://example.org/graphs/mine/"]),
)
@example("studies/10.5555/b//c", "studies/10.5555/a", "", BASE)
@example("studies/10.5555/a;b", "studies/10.5555/a", "#finding-1", BASE)
def test_a_relative_iri_resolves_to_the_iri(target: str, document: str, fragment: str, base: str) -> None:
    iri = base + target + fragment
    relative = relative_iri(iri, base + document, base)
    assert urljoin(base + document, relative) == iri
    assert not relative.startswith("/")


@pytest.mark.parametrize(
    "base",
    [
        "http://localhost:8000/",
        "https://example.org/",
        "https://example.org/graphs/mine/",
        "http://[::1]:8000/",
    ],
)
def test_a_base_is_an_http_address_that_ends_in_a_slash(base: str) -> None:
    assert check_base(base) == base


@pytest.mark.parametrize(
    "base",
    [
        "",
        "localhost:8000/",
        "/",
        "http:///",
        "http://localhost:8000",
        "ftp://example.org/",
        "urn:claims/",
        "https://example.org/?x/",
        "https://example.org/#/",
        "https://example.org/a b/",
        "https://example.org/<a>/",
        'https://example.org/"/',
    ],
)
def test_what_is_no_base_is_refused_with_its_text(base: str) -> None:
    with pytest.raises(IdentifierError, match=r"expected an http\(s\) address that ends in a slash") as refused:
        check_base(base)
    assert refused.value.found == f"base IRI '{base}'"


def test_the_endings_of_files_are_those_of_the_syntaxes_that_records_come_in() -> None:
    from claimgraph.identifiers import FILE_ENDINGS
    from claimgraph.web.records import SUFFIXES

    assert set(FILE_ENDINGS) == set(SUFFIXES)


@pytest.mark.parametrize("name", ["claims/x.ttl", "claims/x.TTL", "concepts/x.json", "studies/x.html"])
def test_no_record_is_called_like_the_file_of_another(name: str) -> None:
    with pytest.raises(IdentifierError, match="a name that does not end like a file"):
        record_path(name)
    assert record_path("studies/10.1000/x.ttl") == "studies/10.1000/x.ttl"
