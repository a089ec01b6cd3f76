"""Reference files are read as their formats mean them; what is wrong in them is said with its place."""

from __future__ import annotations

import json
import time

import pytest

from claimgraph.bibliography import Reference, Update, read_references
from claimgraph.bibliography.values import orcid
from claimgraph.errors import InputError, UsageError
from claimgraph.model.study import Author

BIBTEX = r"""@string{jx = "Journal of Examples"}
% a remark
@article{muller2020,
  author = {M{\"u}ller, Jos\'e and van der Berg, A. B. and {The {DNA} Group} and others},
  title = {Sleep \& {DNA} at 5\% \emph{in vivo}: {\"O}l},
  journal = jx, year = 2020, volume = 4, number = "2", pages = {85--101},
  doi = {https://doi.org/10.5555/Sleep\_A}, language = {english}
}
"""
WORK = {
    "DOI": "10.5555/Sleep_A",
    "title": ["Sleep &amp;amp; <i>DNA</i> at\n   p &lt; 0.05"],
    "author": [
        {"given": "José", "family": "Müller", "ORCID": "http://orcid.org/0000-0002-1825-0097", "sequence": "first"},
        {"non-dropping-particle": "van der", "family": "Berg", "given": "A. B."},
        {"name": "The DNA Group"},
    ],
    "issued": {"date-parts": [[2019, 11]]},
    "published-print": {"date-parts": [[2020]]},
    "container-title": ["Journal of Examples"],
    "volume": "4",
    "issue": "2",
    "page": "85–101",
    "language": "en",
}
RIS = """\ufeffTY  - JOUR
AU  - Müller, José
AU  - van der Berg, A. B.
TI  - Sleep &amp; DNA
JO  - Journal of Examples
PY  - 2020/05//
VL  - 4
IS  - 2
SP  - 85
EP  - 101
DO  - 10.5555/Sleep_A
AN  - 38393985
DB  - PubMed
ER  -
"""


def one(content: str | bytes | object, format: str | None = None) -> Reference:
    """The only reference of a file, which has no fault."""
    text = content if isinstance(content, (str, bytes)) else json.dumps(content)
    entries = read_references(text if isinstance(text, bytes) else text.encode(), "refs", format)
    assert not entries.faults
    (reference,) = entries.references
    return reference


def fault(content: str | object) -> str:
    """What is wrong with the only entry of a file."""
    text = content if isinstance(content, str) else json.dumps(content)
    entries = read_references(text.encode(), "refs")
    assert not entries.references
    (found,) = entries.faults
    return str(found)


def test_bibtex_is_read_with_its_macros_and_latex() -> None:
    read = one(BIBTEX)
    study = read.study
    assert (study.doi, study.iri) == ("10.5555/sleep_a", "https://doi.org/10.5555/sleep_a")
    assert study.title == "Sleep & DNA at 5% in vivo: Öl" and read.language == "en" and read.line == 3
    assert study.authors == (Author("Müller", "José"), Author("van der Berg", "A. B."), Author("The DNA Group"))
    assert (study.year, study.container, study.volume, study.issue, study.pages) == (
        2020, "Journal of Examples", "4", "2", "85-101",
    )  # fmt: skip


@pytest.mark.parametrize("wrapped", [WORK, [WORK], {"message": WORK}, {"message": {"items": [WORK]}}])
def test_crossref_json_is_read_alone_in_a_list_and_as_an_answer(wrapped: object) -> None:
    study = one(wrapped).study
    assert study.title == "Sleep & DNA at p < 0.05"
    assert study.authors == (
        Author("Müller", "José", "0000-0002-1825-0097"),
        Author("van der Berg", "A. B."),
        Author("The DNA Group"),
    )
    assert (study.doi, study.year, study.pages) == ("10.5555/sleep_a", 2020, "85-101")


def test_csl_json_is_read() -> None:
    csl = {
        "id": "x", "type": "article-journal", "title": "Sleep", "PMID": "38393985", "container-title": "J",
        "issued": {"raw": "2020-03"}, "author": [{"literal": "The Group"}], "page": "e12", "volume": 3,
    }  # fmt: skip
    read = one([csl])
    study = read.study
    assert study.iri == "https://pubmed.ncbi.nlm.nih.gov/38393985/" and study.doi is None
    assert (study.year, study.volume, study.pages, study.authors) == (2020, "3", "e12", (Author("The Group"),))
    assert read.language is None, "what is not there is left out"


def test_ris_is_read() -> None:
    read = one(RIS.replace("\n", "\r\n"))
    study = read.study
    assert study.authors == (Author("Müller", "José"), Author("van der Berg", "A. B."))
    assert (study.doi, study.pmid, study.year, study.pages) == ("10.5555/sleep_a", "38393985", 2020, "85-101")
    assert (study.title, study.container, study.volume, study.issue) == ("Sleep & DNA", "Journal of Examples", "4", "2")
    assert read.line == 1


def test_an_accession_number_of_another_database_is_no_pubmed_number() -> None:
    assert one(RIS.replace("PubMed", "Scopus")).study.pmid is None


def test_what_crossref_says_of_a_works_standing_is_read() -> None:
    updated = [{"type": "correction", "DOI": "10.5555/c"}, {"type": "retraction", "DOI": "10.5555/r"}]
    assert one(WORK | {"updated-by": updated}).study.standing == "Retracted"
    assert one(WORK | {"updated-by": updated[:1]}).study.standing == "Corrected"
    assert one(WORK | {"subtype": "preprint"}).study.standing == "Preprint"
    concern = one(WORK | {"updated-by": [{"type": "expression_of_concern"}]})
    assert concern.study.standing is None and "expression of concern" in concern.notes[0]
    assert one(WORK).study.standing is None


def test_a_notice_speaks_of_another_work() -> None:
    notice = one(WORK | {"update-to": [{"type": "retraction", "DOI": "10.5555/OTHER"}]})
    assert notice.notice and notice.updates == (Update("10.5555/other", "Retracted"),)
    newer = one(WORK | {"update-to": [{"type": "new_version", "DOI": "10.5555/old"}]})
    assert not newer.notice and newer.updates == (Update("10.5555/old", "Superseded"),)


def test_a_preprint_names_its_article() -> None:
    relation = {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/A"}, {"id-type": "issn", "id": "1"}]}
    assert one(WORK | {"relation": relation}).study.version_of == ("10.5555/a",)


def test_a_wrong_orcid_is_noted_and_left_out() -> None:
    read = one(WORK | {"author": [{"family": "E", "ORCID": "0000-0002-1825-0098"}]})
    assert read.study.authors == (Author("E"),) and "0000-0002-1825-0098" in read.notes[0]


@pytest.mark.parametrize("text", ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1694-233X"])
def test_an_orcid_has_a_check_character(text: str) -> None:
    assert orcid(text) == text[-19:]
    assert orcid(text[:-1] + ("1" if text[-1] != "1" else "2")) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("@article{k, title={x}, doi={no doi}}", "refs:1: expected a DOI such as 10.1080/02640414.2024.2321021, found the DOI 'no doi' in entry k"),
        ("\n@article{k, year={soon}}", "refs:2: expected a year such as 2020, found the year 'soon' in entry k"),
        ("@article{k, year={20200}}", "the year '20200'"),
        ("@article{k, pmid={x1}}", "the PubMed number 'x1'"),
        ("@article{k, title=nomacro}", "'title = nomacro'"),
        ("@article{k, title={a} # {b}}", "expected a value in braces or quotes"),
        ("@article{k, title={a}, title={b}}", "the field title twice in entry k"),
        ("@article{k, title={" + "{" * 60 + "}" * 60 + "\\a}}", "braces nested 60 deep"),
        ("@article{k, title={" + "x" * 5001 + "}}", "5001 letters as 'title' in entry k"),
        ("@article{k, title={never closed", "which breaks off"),
        ([{"id": "a", "DOI": 5.5, "issued": 1}], "the DOI '5.5' in entry 1 (a)"),
        ([{"id": "a", "title": {"x": 1}}], "an object without works as 'title' in entry 1 (a)"),
        (["text"], "a string instead of a work in entry 1"),
        ([{"id": "a", "issued": {"date-parts": [["x"]]}}], "the year 'x' in entry 1 (a)"),
        ("TY  - JOUR\nPY  - never\nER  -\n", "refs:1: expected a year such as 2020, found the year 'never' in entry 1"),
        ("TY  - JOUR\nDO  - 11/2\nER  -\n", "the DOI '11/2' in entry 1"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_its_entry(content: object, message: str) -> None:
    assert message in fault(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "found nothing"),
        (b"hello", "found text of no known format"),
        (b"{}", "found an object without works"),
        (b"[]", "found no entry"),
        (b'"x', "text of no known format"),
        (b'[{"DOI": ', "refs:1:10: expected CSL-JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"DOI": "10.5555/x", "volume": ' + b"9" * 5000 + b"}]", "a monstrous number"),
        (b"\n@article{k, title={\xff}}", "refs:2: expected text in UTF-8, found bytes that are not UTF-8"),
        (b"TY  - JOUR\nTI  - x\n", "refs:1: expected 'ER  - ' on its last line"),
        (b"TY  - JOUR\nTY  - JOUR\nER  -\n", "refs:1: expected 'ER  - ' on its last line"),
        (b"@comment{x}", "found no entry"),
        (b"TY  - JOUR\nTI  - x\n" + b"more\n" * 501 + b"ER  -\n", "refs:503: expected RIS entries"),
        (b"@article{" * 20_001, "20001 beginnings of entries"),
        (b"\n".join(b"@article{k%d, year=2020}" % n for n in range(2001)), "2001 entries"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_error(content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_references(content, "refs")
    assert message in str(caught.value) and len(str(caught.value)) < 600


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="format 'endnote' is unknown; accepted are csl, crossref, bibtex, ris"):
        read_references(b"x", "refs", "endnote")


def test_a_key_that_comes_twice_is_a_fault() -> None:
    entries = read_references(b"@article{k, year=2020}\n@article{k, year=2021}", "refs")
    assert [str(fault) for fault in entries.faults] == [
        "refs:2: expected each key once, found the key a second time in entry k"
    ]


_DOUBLING = "".join(f"@string{{a{n} = a{n - 1} # a{n - 1}}}\n" for n in range(1, 60))


@pytest.mark.parametrize(
    "content",
    [
        '@string{a0 = "xxxxxxxx"}\n' + _DOUBLING + "@article{k, title = a59, doi={10.5555/x}}",
        "@article{" * 19_000,
        "@article{k, author={" + "A, B and " * 5000 + "C}}",
        "@article{k, title={" + "\\'" * 2400 + "}}",
        "@article{k, title={" + "$" * 4900 + "}}",
        "@article{k, title={" + "<i " * 1600 + "}}",
        "@article{k, title={\\input{/etc/passwd} \\include{/etc/passwd}}, doi={10.5555/x}}",
        json.dumps([{"title": "&amp;" * 900, "DOI": "10.5555/x"}]),
        "TY  - JOUR\n" + "AU  - A, B\n" * 20_000 + "TI  - x\n" + "more\n" * 400 + "ER  -\n",
        "TY  - JOUR\nER  -\n" * 1900,
    ],
    ids=[
        "macros that double", "openings", "authors", "accents", "dollars", "tags", "files", "entities", "lines",
        "entries",
    ],
)  # fmt: skip
def test_hostile_files_end_soon(content: str) -> None:
    started = time.process_time()
    try:
        entries = read_references(content.encode(), "refs")
        told = [reference.study.title or "" for reference in entries.references]
        assert all(len(title) < 20_000 and "root:" not in title for title in told)
    except InputError as error:
        assert len(str(error)) < 2000
    assert time.process_time() - started < 10
