"""Reference files fill study records: what curators wrote stays, what differs is told, all or nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple
from serving import Server, run, serving

from claimgraph.bibliography import Reference
from claimgraph.bibliography.merging import merge
from claimgraph.bibliography.resolver import Resolver
from claimgraph.errors import InputError, NotFound, ServerFault, SettingError
from claimgraph.model import Study
from claimgraph.model.study import Author
from claimgraph.rdf.read import read_study
from claimgraph.service import Claimgraph
from claimgraph.service.bibliography import File, ImportReport, import_references
from claimgraph.settings import Settings, read_settings
from claimgraph.vocabulary import CG

DOI = "10.1080/02640414.2024.2321021"
SEED, SEED_PATH = f"https://doi.org/{DOI}", f"studies/{DOI}"
NEW = {
    "DOI": "10.5555/new", "title": "Sleep", "issued": {"date-parts": [[2020]]}, "container-title": "J", "page": "1-2",
    "author": [{"family": "Example", "given": "Ada"}],
}  # fmt: skip
RECORD = "http://localhost:8000/studies/10.5555/new"


def imported(graph: Claimgraph, *works: object, **options: bool) -> ImportReport:
    return import_references(graph, [File("works.json", json.dumps(works).encode())], **options)


def study(graph: Claimgraph, doi: str) -> Study:
    return read_study(graph.records.read(f"studies/{doi}"), f"https://doi.org/{doi}")


def test_a_new_study_gets_a_record(graph: Claimgraph) -> None:
    (entry,) = imported(graph, NEW).entries
    assert (entry.outcome, entry.path) == ("created", "studies/10.5555/new")
    made = study(graph, "10.5555/new")
    assert (made.title, made.year, made.pages, made.authors) == ("Sleep", 2020, "1-2", (Author("Example", "Ada"),))
    assert (made.design, made.standing, made.volume) == (None, None, None)
    assert imported(graph, NEW).entries[0].outcome == "unchanged"


def test_what_curators_wrote_stays_and_what_differs_is_told(graph: Claimgraph) -> None:
    before = graph.records.read(SEED_PATH)
    work = NEW | {"DOI": DOI, "title": "Another", "volume": "43", "issue": "1"}
    (entry,) = imported(graph, work).entries
    assert entry.outcome == "unchanged" and set(graph.records.read(SEED_PATH)) == set(before)
    assert {each.field for each in entry.differences} == {"title", "year", "container", "volume", "pages", "authors"}
    assert all(not each.replaced for each in entry.differences)


def test_replacing_changes_bibliographic_fields_only(graph: Claimgraph) -> None:
    before = study(graph, DOI)
    work = NEW | {"DOI": DOI, "PMID": "38393985", "title": "Another", "updated-by": [{"type": "retraction"}]}
    imported(graph, work)
    assert study(graph, DOI).standing == "Retracted", "a standing that was not known is filled in"
    imported(graph, NEW | {"DOI": DOI, "title": "Another", "updated-by": [{"type": "correction"}]}, overwrite=True)
    after = study(graph, DOI)
    assert (after.title, after.year, after.pages, after.standing) == ("Another", 2020, "1-2", "Retracted")
    assert after.authors == (Author("Example", "Ada"),) and after.volume == before.volume
    assert (after.findings, after.proxies, after.measured, after.design) == (
        before.findings, before.proxies, before.measured, before.design,
    )  # fmt: skip
    authors = [t for t in graph.records.read(SEED_PATH) if t.predicate == CG.familyName]
    assert len(authors) == 1, "authors who are no longer in the byline are gone"


def test_orcids_are_added_to_the_authors_that_are_there(graph: Claimgraph) -> None:
    people = [{"family": a.family, "given": (a.given or "")[:1]} for a in study(graph, DOI).authors]
    people[0]["ORCID"] = "0000-0002-1825-0097"
    (entry,) = imported(graph, {"DOI": DOI, "author": people}).entries
    assert entry.filled == ("names and ORCIDs of authors",) and not entry.differences
    assert study(graph, DOI).authors[0] == Author("Refalo", "Martin C.", "0000-0002-1825-0097")


def test_a_study_is_found_by_its_pubmed_number(graph: Claimgraph) -> None:
    (entry,) = imported(graph, {"PMID": "38393985", "title": "Another"}).entries
    assert entry.path == SEED_PATH
    (entry,) = imported(graph, {"PMID": "38393985", "DOI": "10.5555/other", "title": "x"}).entries
    assert entry.path == SEED_PATH and [each.field for each in entry.differences] == ["doi", "title"]


def test_identifiers_of_two_studies_are_refused(graph: Claimgraph) -> None:
    imported(graph, NEW)
    with pytest.raises(InputError, match="the PubMed number 38393985, which is that of"):
        imported(graph, NEW | {"PMID": "38393985"})


def test_a_preprint_is_joined_to_its_article(graph: Claimgraph) -> None:
    preprint = {"DOI": "10.5555/pre", "subtype": "preprint", "title": "Sleep"}
    relation = {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/new"}]}
    (lone,) = imported(graph, preprint | {"relation": relation}).entries
    assert "10.5555/new, which the graph does not have" in lone.notes[0]
    imported(graph, preprint | {"relation": relation}, NEW)
    made = study(graph, "10.5555/pre")
    assert (made.standing, made.version_of) == ("Preprint", ("https://doi.org/10.5555/new",))


def test_a_notice_marks_the_study_that_it_is_about(graph: Claimgraph) -> None:
    updates = [{"type": "retraction", "DOI": DOI}, {"type": "retraction", "DOI": "10.5555/none"}]
    report = imported(graph, {"DOI": "10.5555/notice", "title": "Retraction", "update-to": updates})
    assert [entry.outcome for entry in report.entries] == ["notice", "changed", "notice"]
    assert study(graph, DOI).standing == "Retracted"
    assert not graph.store.has_graph("http://localhost:8000/studies/10.5555/notice")


def test_a_title_that_says_retracted_is_noted(graph: Claimgraph) -> None:
    (entry,) = imported(graph, NEW | {"title": "RETRACTED ARTICLE: Sleep"}).entries
    assert "claimgraph study standing" in entry.notes[0]


def test_a_wrong_value_writes_nothing_unless_skipped(graph: Claimgraph) -> None:
    wrong = {"id": "w", "DOI": "x"}
    state = graph.store.revision()
    with pytest.raises(InputError, match=r"works.json: expected a DOI .* in entry 2 \(w\)"):
        imported(graph, NEW, wrong)
    assert graph.store.revision() == state
    assert [entry.outcome for entry in imported(graph, NEW, wrong, skip=True).entries] == ["created", "skipped"]


def test_a_dry_run_writes_nothing(graph: Claimgraph) -> None:
    state = graph.store.revision()
    assert imported(graph, NEW, dry_run=True).entries[0].outcome == "created"
    assert graph.store.revision() == state


_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["A", "B"]),
        "year": st.sampled_from([2019, 2020]),
        "container": st.sampled_from(["J", "K"]),
        "volume": st.sampled_from(["1", "2"]),
        "standing": st.sampled_from(["Retracted", "Corrected"]),
        "authors": st.sampled_from([(Author("A"),), (Author("A", "Bo"), Author("C")), (Author("D"), Author("C", "E"))]),
    },
)


@settings(max_examples=60, deadline=None)
@given(_FIELDS, _FIELDS, st.booleans())
def test_merging_keeps_fills_and_settles(one: dict, other: dict, replace: bool) -> None:
    def merged(record: tuple[Triple, ...], fields: dict, *, replace: bool) -> tuple[Triple, ...]:
        stated = Reference("f", "k", Study("https://doi.org/10.5555/new", doi="10.5555/new", **fields))
        return merge(record, RECORD, "https://doi.org/10.5555/new", stated, language="en", replace=replace).triples

    first = merged((), one, replace=False)
    second = merged(first, other, replace=replace)
    told = read_study(second, "https://doi.org/10.5555/new")
    for name in set(one) | set(other) - {"authors"}:
        if name != "authors":
            wins = other if name not in one or (replace and name in other and name != "standing") else one
            assert getattr(told, name) == wins[name]
    if not replace:
        kept = {t for t in first if t.predicate not in (CG.givenName,)}
        assert kept <= set(second)
    assert set(merged(second, other, replace=replace)) == set(second), "doing it again changes nothing"


def test_other_things_said_of_a_study_stay() -> None:
    node = NamedNode("https://doi.org/10.5555/new")
    said = [Triple(node, CG.title, Literal("Schlaf", language="de")), Triple(node, CG.participants, Literal(3))]
    stated = Reference("f", "k", Study(node.value, title="Sleep"), language="en")
    merged = merge(said, RECORD, node.value, stated, language="en", replace=True)
    assert set(said) <= set(merged.triples)


CSL = "application/vnd.citationstyles.csl+json"
ANSWERS = {
    "/10.5555/new": (302, "text/plain", b"", "/agency/new"),
    "/agency/new": (200, CSL, json.dumps(NEW).encode(), ""),
    "/10.5555/circle": (302, "text/plain", b"", "/10.5555/circle"),
    "/10.5555/away": (302, "text/plain", b"", "http://127.0.0.2:9/secret"),
    "/10.5555/page": (200, "text/html", b"<html>", ""),
    "/10.5555/huge": (200, CSL, b"x" * 3_000_000, ""),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, kind, content, location = ANSWERS.get(self.path, (404, "text/plain", b"", ""))
        self.send_response(status if CSL in self.headers["Accept"] else 406)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(content)

    def log_message(self, *parts: object) -> None:
        pass


@contextmanager
def resolver() -> Iterator[str]:
    """A resolver on this machine: it knows a work, sends in circles, sends away, and says things that are no work."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("doi", "kind", "message"),
    [
        ("10.5555/none", NotFound, "does not know the DOI 10.5555/none"),
        ("10.5555/circle", ServerFault, "more than 5 times"),
        ("10.5555/away", ServerFault, "sends to http://127.0.0.2:9"),
        ("10.5555/page", ServerFault, "has text/html"),
        ("10.5555/huge", ServerFault, "more than 2000000 bytes"),
        ("nonsense", InputError, "--from-doi: expected a DOI"),
    ],
)
def test_a_resolver_that_has_no_work_is_told_plainly(doi: str, kind: type[Exception], message: str) -> None:
    with resolver() as address, Resolver(address) as asked, pytest.raises(kind, match=message):
        asked.ask(doi)


def test_without_network_it_says_so() -> None:
    with (
        Resolver("http://127.0.0.1:9/", timeout_s=2) as asked,
        pytest.raises(ServerFault, match="import a file instead"),
    ):
        asked.ask("10.5555/new")


@pytest.mark.parametrize("address", ["http://doi.org/", "https://doi.org", "ftp://doi.org/", "file:///etc/"])
def test_the_resolver_is_asked_over_https_only(address: str) -> None:
    with pytest.raises(SettingError, match="doi_resolver"):
        read_settings(doi_resolver=address)


def test_the_resolver_is_that_of_the_doi_foundation() -> None:
    assert Settings().doi_resolver == "https://doi.org/"


def test_the_command_imports_files_and_dois(tmp_path: Path) -> None:
    store, bib = str(tmp_path / "store"), tmp_path / "refs.bib"
    bib.write_text(f"@article{{a, doi={{{DOI}}}, year=2023}}\n@article{{b, title={{x}}}}\n")
    with resolver() as address:
        environment = {"CLAIMGRAPH_DOI_RESOLVER": address, "PATH": "/usr/bin"}
        done = run(
            "study", "import", str(bib), "--from-doi", "10.5555/NEW", "--store", store, env=environment, expect=1
        )
        assert f"{SEED_PATH} unchanged" in done.stdout and "year kept: '2024'" in done.stdout
        assert f"{bib}:2 b skipped" in done.stdout and "1 of 3 entries left out" in done.stderr
        assert "studies/10.5555/new created: doi, year, container, pages, title, 1 author" in done.stdout
    again = run("study", "import", str(bib), "--skip", "--format", "json", "--store", store)
    assert [entry["outcome"] for entry in json.loads(again.stdout)["entries"]] == ["unchanged", "skipped"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "nothing to import"),
        (["/nowhere.bib"], 1, "/nowhere.bib: expected a file that can be read"),
        (["{bad}"], 1, "2: expected a DOI"),
        (["{bad}", "--syntax", "endnote"], 2, "--syntax 'endnote' is unknown"),
        (["{bad}", "--syntax", "csl"], 1, "broken JSON"),
        (["{bad}", "--format", "turtle"], 2, "--format 'turtle' is unknown"),
    ],
    ids=["nothing", "no file", "bad DOI", "no syntax", "other syntax", "no format"],
)
def test_wrong_calls_of_import_say_what_is_wrong(tmp_path: Path, arguments: list[str], code: int, message: str) -> None:
    bad = tmp_path / "bad.bib"
    bad.write_text("@article{fine, doi={10.5555/x}}\n@article{bad, doi={x}}\n")
    told = [argument.format(bad=bad) for argument in arguments]
    done = run("study", "import", *told, "--store", str(tmp_path / "store"), expect=code)
    assert message in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "store").exists(), "nothing is written"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("import")) as server:
        yield server


def test_over_http_it_needs_a_token_and_tells_places(server: Server) -> None:
    content = b"@article{a, doi={10.5555/http}, year=2020}\n@article{b, doi={y}}"
    assert server.http.post("import", content=content).status_code == 401
    bad = server.http.post("import", content=content, headers=server.curator, params={"name": "my.bib"})
    assert bad.status_code == 400 and (bad.json()["place"], bad.json()["line"]) == ("my.bib", 2)
    dry = server.http.post("import", content=content, headers=server.curator, params={"skip": "", "dry-run": ""})
    assert dry.status_code == 200 and dry.json()["entries"][0]["outcome"] == "created"
    assert server.http.get("studies/10.5555/http").status_code == 404
    done = server.http.post("import", content=content, headers=server.curator, params={"skip": "", "format": "bibtex"})
    assert done.status_code == 200 and server.http.get("studies/10.5555/http").status_code == 200
    for params in ({"format": "endnote"}, {"syntax": "bibtex"}):
        assert server.http.post("import", content=content, headers=server.curator, params=params).status_code == 400


def test_the_import_command_works_through_a_server(server: Server, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text("@article{a, doi={10.5555/served}, year=2020}")
    store = str(server.store)
    assert "token" in run("study", "import", str(bib), "--store", store, expect=3).stderr
    done = run("study", "import", str(bib), "--store", store, "--token", server.token)
    assert "studies/10.5555/served created: doi, year" in done.stdout
    assert server.http.get("studies/10.5555/served").status_code == 200
