"""The history of records over HTTP: lists, revisions in every syntax, comparisons, days, and restoring."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from serving import AGENT, Server, serving
from sites import crawl, faults_of

HEAD = "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
TURTLE = {"Content-Type": "text/turtle"}
HTML = {"Accept": "text/html"}


def sleep(statement: str) -> str:
    return f'{HEAD}<#claim> a cg:Claim ; cg:statement "{statement}"@en .\n'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("history") / "store") as server:
        yield server


@pytest.fixture(scope="module")
def base(server: Server) -> str:
    return str(server.http.get("/health").json()["base"])


def put(server: Server, path: str, text: str) -> None:
    answer = server.http.put(path, content=text, headers={**TURTLE, **server.curator})
    assert answer.status_code in (200, 201, 204), answer.text


@pytest.fixture(scope="module")
def claim(server: Server) -> str:
    """A claim with three revisions."""
    for statement in ("Short sleep lowers strength.", "Short sleep raises strength.", "Sleep <b>matters</b>."):
        put(server, "/claims/sleep", sleep(statement))
    return "/claims/sleep"


@pytest.fixture(scope="module")
def withdrawn(server: Server) -> str:
    """A claim that was taken out."""
    put(server, "/claims/gone", sleep("Short naps help."))
    answer = server.http.delete("/claims/gone", params={"because": "It was a test."}, headers=server.curator)
    assert answer.status_code in (200, 204)
    return "/claims/gone"


def test_the_list_names_who_when_and_why(server: Server, claim: str, base: str) -> None:
    told = server.http.get(f"{claim}/history").json()
    assert (told["revisions"], told["withdrawn"]) == (3, False)
    newest = told["listed"][0]
    assert newest["iri"] == f"{base}claims/sleep/history/3"
    assert (newest["number"], newest["who"], newest["kind"]) == (3, AGENT, "human")
    assert newest["why"] == "Written over HTTP." and len(newest["sha256"]) == 64


@pytest.mark.parametrize("path", ["/claims/rest-intervals", "/studies/10.1080/02640414.2024.2321021",
                                  "/concepts/resistance-training"])  # fmt: skip
def test_every_kind_of_record_has_a_history_and_pages_for_it(server: Server, path: str) -> None:
    for page in (f"{path}/history", f"{path}/history/1", f"{path}/history?from=1&to=1", f"{path}/history/1/restore"):
        answer = server.http.get(page, headers=HTML)
        assert answer.status_code == 200 and answer.text.count("<h1") == 1, page
    assert "Revision 1 of 1" in server.http.get(f"{path}/history/1", headers=HTML).text


def test_the_iri_of_a_revision_describes_it_and_says_what_the_record_said(
    server: Server, claim: str, base: str
) -> None:
    revision = NamedNode(f"{base}claims/sleep/history/1")
    answer = server.http.get(f"{claim}/history/1", headers={"Accept": "application/n-triples"})
    triples = list(parse(answer.content, format=RdfFormat.N_TRIPLES))
    assert any(t.subject == revision and t.object == NamedNode(AGENT) for t in triples)
    assert any(getattr(t.object, "value", "") == "Short sleep lowers strength." for t in triples)


@pytest.mark.parametrize("suffix", [".ttl", ".jsonld", ".json", ".nt", ".nq", ".trig", ".rdf", ".html"])
def test_a_revision_can_be_had_in_every_syntax_by_suffix(server: Server, claim: str, suffix: str) -> None:
    answer = server.http.get(f"{claim}/history/1{suffix}")
    assert answer.status_code == 200 and "Short sleep lowers strength." in answer.text


def test_a_revision_never_changes_so_that_it_is_sent_once(server: Server, claim: str) -> None:
    first = server.http.get(f"{claim}/history/2.ttl")
    again = server.http.get(f"{claim}/history/2.ttl", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_revision_is_a_memento_with_links_to_its_neighbours(server: Server, claim: str, base: str) -> None:
    answer = server.http.get(f"{claim}/history/2.ttl")
    assert parsedate_to_datetime(answer.headers["memento-datetime"]).tzinfo is not None
    for link in (
        f'<{base}claims/sleep>; rel="original timegate"',
        f'<{base}claims/sleep/history>; rel="timemap"; type="application/link-format"',
        f'<{base}claims/sleep/history/1>; rel="prev memento"',
        f'<{base}claims/sleep/history/3>; rel="next memento"',
    ):
        assert link in answer.headers["link"]


def test_the_record_leads_to_its_time_map(server: Server, claim: str, base: str) -> None:
    record = server.http.get(claim)
    assert f'<{base}claims/sleep/history>; rel="timemap"' in record.headers["link"]
    assert "Accept-Datetime" in record.headers["vary"]
    answer = server.http.get(f"{claim}/history", headers={"Accept": "application/link-format"})
    assert answer.headers["content-type"] == "application/link-format"
    assert answer.text.count("memento") == 3 and 'rel="first memento"; datetime="' in answer.text


def test_the_record_is_its_own_time_gate(server: Server, claim: str) -> None:
    written = server.http.get(f"{claim}/history/3.ttl").headers["memento-datetime"]
    now = server.http.get(claim, headers={"Accept-Datetime": written, "Accept": "text/turtle"})
    assert now.headers["memento-datetime"] == written and "matters" in now.text
    long_ago = {"Accept-Datetime": "Thu, 01 Jan 2015 00:00:00 GMT", "Accept": "text/turtle"}
    assert "lowers" in server.http.get(claim, headers=long_ago).text, "the first one stands for the time before"


def test_as_of_a_day_people_see_the_revision_then_in_force(server: Server, claim: str) -> None:
    today = server.http.get(f"{claim}/history").json()["listed"][0]["when"][:10]
    page = server.http.get(claim, params={"as-of": today}, headers=HTML)
    assert page.status_code == 200 and "Revision 3 of 3" in page.text
    before = server.http.get(claim, params={"as-of": "2015-01-01"})
    assert before.status_code == 404 and "its first revision is of" in before.json()["detail"]
    broken = server.http.get(claim, params={"as-of": "yesterday"})
    assert broken.status_code == 400 and "a date such as 2026-01-31" in broken.json()["detail"]


def test_two_revisions_are_compared_in_words_and_triples(server: Server, claim: str, base: str) -> None:
    told = server.http.get(f"{claim}/history", params={"from": 1, "to": 2}).json()
    [change] = told["changes"]
    assert change["text"] == "Statement reworded: “Short sleep lowers strength.” → “Short sleep raises strength.”"
    assert [piece["text"].strip() for piece in change["wording"] if piece["kind"] != "same"] == ["lowers", "raises"]
    assert told["removed"] == [
        f'<{base}claims/sleep#claim> <https://w3id.org/claimgraph/ontology#statement> "Short sleep lowers strength."@en .'
    ]


def test_every_page_is_valid_and_its_links_are_alive(server: Server, claim: str, withdrawn: str) -> None:
    seen = [
        *crawl(server.http, f"{claim}/history", most=45, follow=6),
        *crawl(server.http, f"{claim}/history/1", most=5, follow=2),
    ]
    own = [page for _, page in seen if "history" in page.url or "sign-in" in page.url]
    assert len(own) > 8 and {page.status for page in own} == {200}
    assert {page.url: faults for page in own if page.text and (faults := faults_of(page.text))} == {}
    for url in (withdrawn, f"{withdrawn}/history/2", f"{claim}?as-of=2099-01-01"):
        assert faults_of(server.http.get(url, headers=HTML).text) == [], url


def test_markup_in_a_record_comes_out_as_text_on_every_page(server: Server, claim: str) -> None:
    for page in ("/history", "/history/3", "/history?from=2&to=3", "/history?from=1&to=3", "/history/2/restore"):
        text = server.http.get(claim + page, headers=HTML).text
        assert "<b>matters" not in text, page
    assert "&lt;b&gt;matters" in server.http.get(f"{claim}/history?from=2&to=3", headers=HTML).text


def test_a_tombstone_says_who_when_and_why_and_leads_to_the_history(server: Server, withdrawn: str) -> None:
    page = server.http.get(withdrawn, headers=HTML)
    assert page.status_code == 410
    for words in ("It was a test.", AGENT, "taken out of the graph", f'href="{withdrawn}/history"', "Short naps help."):
        assert words in page.text
    told = server.http.get(withdrawn).json()
    assert told["withdrawal"]["why"] == "It was a test." and told["history"].endswith("claims/gone/history")
    assert server.http.get(f"{withdrawn}/history/1.ttl").status_code == 200
    assert server.http.get(f"{withdrawn}/history/2", headers=HTML).status_code == 200
    today = server.http.get(f"{withdrawn}/history").json()["listed"][0]["when"]
    assert server.http.get(withdrawn, params={"as-of": today}).status_code == 410


def test_a_program_restores_with_a_token_and_a_reason(server: Server) -> None:
    for statement in ("One.", "Two."):
        put(server, "/claims/restored", sleep(statement))
    where = "/claims/restored/history/1/restore"
    assert server.http.post(where, params={"because": "x"}).status_code == 401
    unexplained = server.http.post(where, headers=server.curator)
    assert unexplained.status_code == 400 and "the reason" in unexplained.json()["detail"]
    dry = server.http.post(where, params={"because": "It was better.", "dry-run": ""}, headers=server.curator)
    assert (dry.json()["outcome"], dry.json()["revision"]) == ("changed", 2)
    done = server.http.post(where, params={"because": "It was better."}, headers=server.curator)
    assert (done.status_code, done.json()["outcome"], done.json()["revision"]) == (200, "changed", 3)
    assert "One." in server.http.get("/claims/restored.ttl").text
    newest = server.http.get("/claims/restored/history").json()["listed"][0]
    assert newest["why"] == "Restores revision 1: It was better."


def test_a_form_that_has_been_overtaken_restores_nothing(server: Server) -> None:
    for statement in ("One.", "Two.", "Three."):
        put(server, "/claims/overtaken", sleep(statement))
    with httpx.Client(base_url=server.url) as browser:
        own = {"Sec-Fetch-Site": "same-origin"}
        browser.post("/sign-in", data={"token": server.token}, headers=own)
        fields = {"because": "It was better.", "at": "2"}
        answer = browser.post("/claims/overtaken/history/1/restore", data=fields, headers=own)
        assert answer.status_code == 409 and "now at revision 3, not at 2" in answer.text
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        fields["at"] = "3"
        assert browser.post("/claims/overtaken/history/1/restore", data=fields, headers=elsewhere).status_code == 403
        answer = browser.post("/claims/overtaken/history/1/restore", data=fields, headers=own)
        assert (answer.status_code, answer.headers["location"]) == (303, "/claims/overtaken/history")


def test_nothing_else_of_a_history_can_be_written(server: Server, claim: str) -> None:
    for path in ("/history", "/history/1"):
        for method in ("PUT", "POST", "DELETE"):
            answer = server.http.request(method, claim + path, headers={**server.curator, **TURTLE})
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


FAULTS = {
    "/claims/never-was/history": 404,
    "/claims/sleep/history/9": 404,
    "/claims/sleep/history/0": 404,
    "/claims/sleep/history/1.gif": 404,
    "/claims/sleep/history?page=2": 400,
    "/claims/sleep/history?limit=0": 400,
    "/claims/sleep/history?from=x": 400,
    "/claims/sleep/history?form=1": 400,
    "/claims/sleep/history?from=1&to=2&format=turtle": 400,
}


@pytest.mark.parametrize("path", FAULTS)
def test_a_mistaken_address_is_told(server: Server, claim: str, path: str) -> None:
    answer = server.http.get(path)
    assert answer.status_code == FAULTS[path] and answer.json()["detail"]


def test_a_record_whose_name_ends_like_a_history_wins(server: Server) -> None:
    study = '{head}<https://doi.org/{doi}> a cg:Study ; cg:doi "{doi}" ; cg:title "{title}"@en .\n'
    for doi, title in (("10.1000/x", "Shorter"), ("10.1000/x/history", "Longer"), ("10.1000/x/history/2", "Longest")):
        put(server, f"/studies/{doi}", study.format(head=HEAD, doi=doi, title=title))
    assert "Longer" in server.http.get("/studies/10.1000/x/history", headers={"Accept": "text/turtle"}).text
    assert "Longest" in server.http.get("/studies/10.1000/x/history/2", headers={"Accept": "text/turtle"}).text
    assert "Shorter" in server.http.get("/studies/10.1000/x/history/1.ttl").text
    assert server.http.get("/studies/10.1000/x/history/history").json()["title"] == "Longer"
