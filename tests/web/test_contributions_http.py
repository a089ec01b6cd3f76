"""Contributions over HTTP: what strangers may, what curators decide, and what happens to hostile text."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import AGENT, Server, run, serving
from sites import faults_of

CLAIM = "claims/repetitions-in-reserve"
SCRIPT = '<script>alert("x")</script>'
HTML = {"Accept": "text/html"}


def evidence(doi: str = "10.5555/http", **more: Any) -> dict[str, Any]:
    told = {"kind": "evidence", "target": CLAIM, "direction": "Disputes", "basis": "Observation", "doi": doi}
    return {**told, **more}


def propose(server: Server, doi: str = "10.5555/http", **more: Any) -> dict[str, Any]:
    answer = server.http.post("/contributions", json=evidence(doi, **more))
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


def review_of(server: Server, id: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return server.http.get(f"/contributions/{id}/review?format=json", headers=headers)


def state(server: Server, id: str) -> str:
    return str(review_of(server, id, server.curator).json()["contribution"]["state"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environment = {"CLAIMGRAPH_PROPOSALS_PER_HOUR": "0", "CLAIMGRAPH_PROPOSAL_BYTES": "100000"}
    with serving(tmp_path_factory.mktemp("contributions") / "store", environment=environment) as server:
        yield server


def test_anybody_may_propose_and_gets_a_word_to_take_it_back(server: Server) -> None:
    told = propose(server, "10.5555/anybody", by={"name": "Ann", "orcid": "0000-0002-1825-0097"})
    found = told["contribution"]
    assert found["state"] == "pending" and found["agent"]["name"] == "Ann" and len(told["secret"]) > 20
    assert server.http.post(f"/contributions/{found['id']}/withdraw", json={"secret": "guess"}).status_code == 401
    done = server.http.post(f"/contributions/{found['id']}/withdraw", json={"secret": told["secret"]})
    assert done.status_code == 200 and done.json()["state"] == "withdrawn"


def test_a_token_names_its_agent(server: Server) -> None:
    answer = server.http.post("/contributions", json=evidence("10.5555/token"), headers=server.curator)
    assert answer.json()["contribution"]["agent"]["iri"] == AGENT and answer.json()["secret"] is None
    id = answer.json()["contribution"]["id"]
    assert server.http.post(f"/contributions/{id}/withdraw", headers=server.curator).json()["state"] == "withdrawn"


def test_a_token_that_is_not_valid_is_refused_rather_than_forgotten(server: Server) -> None:
    answer = server.http.post("/contributions", json=evidence(), headers={"Authorization": "Bearer x.y"})
    assert answer.status_code == 401


def test_only_a_curator_decides(server: Server, tmp_path: Path) -> None:
    id = propose(server, "10.5555/role")["contribution"]["id"]
    added = run("token", "add", "--store", str(server.store), "--role", "contributor", "--agent", "https://e.example/c")
    contributor = {"Authorization": f"Bearer {added.stdout.strip()}"}
    for action in ("accept", "reject"):
        assert server.http.post(f"/contributions/{id}/{action}", json={"reason": "x"}).status_code == 401
        assert (
            server.http.post(f"/contributions/{id}/{action}", json={"reason": "x"}, headers=contributor).status_code
            == 403
        )
    assert state(server, id) == "pending"


def test_an_accepted_contribution_changes_its_claim(server: Server) -> None:
    id = propose(server, "10.5555/accepted", title="A study")["contribution"]["id"]
    assert "10.5555/accepted" not in server.http.get(f"/{CLAIM}.ttl").text
    done = server.http.post(f"/contributions/{id}/accept", json={"reason": "It holds."}, headers=server.curator)
    assert done.status_code == 200 and (done.json()["state"], done.json()["reviewer"]) == ("accepted", AGENT)
    assert "10.5555/accepted" in server.http.get(f"/{CLAIM}.ttl").text
    again = server.http.post(f"/contributions/{id}/accept", headers=server.curator)
    assert again.status_code == 409 and "accepted already" in again.json()["detail"]


def test_of_two_curators_at_once_one_gets_a_conflict(server: Server) -> None:
    id = propose(server, "10.5555/race")["contribution"]["id"]
    statuses: list[int] = []

    def accept() -> None:
        with httpx.Client(base_url=server.url, timeout=60) as http:
            statuses.append(http.post(f"/contributions/{id}/accept", headers=server.curator).status_code)

    threads = [threading.Thread(target=accept) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 409, 409]


def test_a_rejection_needs_a_reason(server: Server) -> None:
    id = propose(server, "10.5555/reason")["contribution"]["id"]
    refused = server.http.post(f"/contributions/{id}/reject", headers=server.curator)
    assert refused.status_code == 422 and "Say why" in refused.json()["fields"]["reason"]
    done = server.http.post(f"/contributions/{id}/reject", json={"reason": "Not measured."}, headers=server.curator)
    assert done.json()["reason"] == "Not measured."


def test_what_was_rejected_is_not_shown_again(server: Server) -> None:
    id = propose(server, "10.5555/insult", quote="An insult.")["contribution"]["id"]
    assert "An insult." in server.http.get(f"/contributions/{id}", headers=HTML).text
    server.http.post(f"/contributions/{id}/reject", json={"reason": "No."}, headers=server.curator)
    page = server.http.get(f"/contributions/{id}", headers=HTML).text
    assert "An insult." not in page and "is not shown any more" in page
    assert review_of(server, id).status_code == 401
    assert "An insult." in review_of(server, id, server.curator).text


def test_a_word_to_the_curator_is_for_curators(server: Server) -> None:
    id = propose(server, "10.5555/word", note="Between us.")["contribution"]["id"]
    assert "Between us." not in review_of(server, id).text + server.http.get(f"/contributions/{id}", headers=HTML).text
    assert "Between us." in review_of(server, id, server.curator).text


@pytest.mark.parametrize(
    ("media", "suffix"), [("text/turtle", ".ttl"), ("application/ld+json", ".jsonld"), ("application/n-triples", ".nt")]
)
def test_a_whole_record_is_proposed_as_rdf(server: Server, media: str, suffix: str) -> None:
    text = server.http.get(f"/{CLAIM}{suffix}").text.replace("eight weeks", f"8 weeks ({suffix})")
    headers = {"Content-Type": media}
    asked = {"target": CLAIM, "name": "Ann", "agent": "automated"}
    answer = server.http.post("/contributions", params=asked, content=text.encode(), headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.json()["contribution"]["agent"]["automated"] is True
    told = server.http.get(f"/contributions/{answer.json()['contribution']['id']}/review?format=json").json()
    assert "8 weeks" in told["added"][CLAIM] and "eight weeks" in told["removed"][CLAIM]
    assert "reworded" in str(told["changes"][CLAIM])


def test_a_whole_record_is_proposed_as_a_tree(server: Server) -> None:
    tree = {"id": "#claim", "type": "Claim", "statement": {"en": "Short sleep lowers strength."}}
    told = {"target": "claims/short-sleep", "record": tree, "by": {"name": "Ann"}}
    answer = server.http.post("/contributions", json=told)
    assert answer.status_code == 201 and answer.json()["contribution"]["title"] == "A new claim"
    assert server.http.get("/claims/short-sleep").status_code == 404


def test_what_the_gate_refuses_comes_as_a_report(server: Server) -> None:
    asked = {"target": CLAIM}
    body = b"<#claim> a <https://w3id.org/claimgraph/ontology#Claim> ."
    headers = {"Content-Type": "text/turtle"}
    answer = server.http.post("/contributions", params=asked, content=body, headers=headers)
    assert answer.status_code == 422 and "one statement per language" in str(answer.json()["report"])


FAULTY: dict[str, tuple[dict[str, Any], int]] = {
    "no kind": ({"target": CLAIM}, 422),
    "an unknown claim": ({"kind": "mechanism", "target": "claims/nowhere", "steps": "x"}, 404),
    "no path": (
        {
            "kind": "evidence",
            "target": "../tokens",
            "doi": "10.1000/x",
            "direction": "Supports",
            "basis": "Observation",
        },
        422,
    ),
    "a tree where a text is due": ({"kind": "correction", "target": CLAIM, "what": "statement", "text": {"a": 1}}, 422),
    "a record of contributions": ({"target": "contributions/x", "record": {"id": "#contribution"}}, 422),
    "a record without target": ({"record": {"id": "#claim"}}, 422),
    "a field beside a record": ({"target": CLAIM, "record": {"id": "#claim"}, "doi": "10.1000/x"}, 422),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_proposal_is_told_and_kept_out(server: Server, name: str) -> None:
    body, status = FAULTY[name]
    before = server.http.get("/health").json()["revision"]
    answer = server.http.post("/contributions", json=body)
    assert answer.status_code == status, answer.text
    assert server.http.get("/health").json()["revision"] == before


@pytest.mark.parametrize(
    ("content", "status"), [(b"[" * 200_000, 413), (b"[" * 15_000, 400), (b"{", 400), (b"\xff", 400), (b"[]", 422)]
)  # fmt: skip
def test_a_body_that_is_no_proposal_harms_nobody(server: Server, content: bytes, status: int) -> None:
    answer = server.http.post("/contributions", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == status


def test_a_dry_run_keeps_nothing(server: Server) -> None:
    answer = server.http.post("/contributions?dry-run", json=evidence("10.5555/dry"))
    assert answer.status_code == 200 and answer.json()["report"]["conforms"] is True
    assert "10.5555/dry" not in str(server.http.get("/contributions?limit=200").json())


def test_the_list_is_paged_by_state(server: Server) -> None:
    for number in range(3):
        propose(server, f"10.5555/list-{number}")
    told = server.http.get("/contributions?state=pending&limit=2")
    assert len(told.json()["items"]) == 2 and told.json()["total"] >= 3 and 'rel="next"' in told.headers["link"]
    assert {each["state"] for each in told.json()["items"]} == {"pending"}
    assert server.http.get("/contributions?state=lost").status_code == 400
    assert server.http.get("/contributions?colour=red").status_code == 400


HOSTILE = {
    "name": SCRIPT, "quote": f"Well{SCRIPT}", "title": '"><img src=x onerror=alert(1)>', "note": SCRIPT,
    "authors": "javascript:alert(1), <b>\n" + "W" * 250, "container": "{{ 7 * 7 }}", "measured": "",
}  # fmt: skip


def test_text_of_strangers_comes_out_as_text(server: Server) -> None:
    form = {key: value for key, value in evidence("10.5555/hostile").items() if key != "target"}
    wrong = server.http.post(f"/{CLAIM}/propose", data={**form, **HOSTILE, "year": SCRIPT}, headers=HTML)
    assert wrong.status_code == 422
    sent = server.http.post(f"/{CLAIM}/propose", data={**form, **HOSTILE}, headers=HTML)
    assert sent.status_code == 201, sent.text
    place = sent.headers["location"]
    pages = [wrong, sent, server.http.get(place, headers=HTML), server.http.get("/contributions", headers=HTML)]
    review = server.http.get(f"{place}/review", headers={**HTML, **server.curator})
    assert "&lt;script&gt;" in review.text and "Well&lt;script" in review.text and "{{ 7 * 7 }}" in review.text
    server.http.post(f"{place}/accept", headers=server.curator)
    pages += [
        review,
        server.http.get(f"/{CLAIM}", headers=HTML),
        server.http.get("/studies/10.5555/hostile", headers=HTML),
    ]
    for page in pages:
        assert "<script>alert" not in page.text and "<img src=x" not in page.text, page.url
        assert not re.search(r'href="javascript:', page.text)
        assert faults_of(page.text) == [], page.url
        assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("target", ["javascript:alert(1)", "//evil.example/", "http://evil.example/claims/x", SCRIPT])
def test_a_target_elsewhere_is_refused(server: Server, target: str) -> None:
    answer = server.http.post("/contributions", data={**evidence(), "target": target}, headers=HTML)
    assert (
        answer.status_code in (404, 422)
        and "<script>alert" not in answer.text
        and 'javascript:alert(1)"' not in answer.text
    )


def test_a_form_comes_back_as_it_was_typed_with_words_at_the_field(server: Server) -> None:
    fields = {
        "kind": "evidence",
        "direction": "Disputes",
        "basis": "Observation",
        "doi": "10.1/nope",
        "quote": "As it stands.",
    }
    page = server.http.post(f"/{CLAIM}/propose", data=fields, headers=HTML)
    assert page.status_code == 422
    assert (
        'id="f-doi-why">This is no DOI' in page.text
        and 'value="10.1/nope"' in page.text
        and "As it stands." in page.text
    )
    assert 'aria-invalid="true"' in page.text and '<option value="Observation" selected>' in page.text


def test_the_review_of_a_visitor_leads_to_signing_in(server: Server) -> None:
    id = propose(server, "10.5555/visitor")["contribution"]["id"]
    answer = server.http.get(f"/contributions/{id}/review", headers=HTML)
    assert answer.status_code == 303 and answer.headers["location"] == f"/sign-in?next=/contributions/{id}/review"
    assert server.http.get(f"/contributions/{id}/review?format=json").headers["x-robots-tag"] == "noindex"


def test_a_page_of_another_site_cannot_decide(server: Server) -> None:
    id = propose(server, "10.5555/elsewhere")["contribution"]["id"]
    with httpx.Client(base_url=server.url) as browser:
        browser.post("/sign-in", data={"token": server.token})
        foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        assert browser.post(f"/contributions/{id}/accept", data={"reason": ""}, headers=foreign).status_code == 403
        assert browser.post("/contributions", json=evidence("10.5555/x"), headers=foreign).status_code == 403
        own = {"Origin": server.url.rstrip("/"), **HTML}
        done = browser.post(f"/contributions/{id}/accept", data={"reason": ""}, headers=own)
        assert done.status_code == 303 and done.headers["location"] == f"/contributions/{id}"
    assert state(server, id) == "accepted"


def test_strangers_have_a_share_and_tokens_do_not(tmp_path: Path) -> None:
    environment = {"CLAIMGRAPH_PROPOSALS_PER_HOUR": "2", "CLAIMGRAPH_PENDING_CONTRIBUTIONS": "3"}
    with serving(tmp_path / "store", environment=environment) as server:
        statuses = [server.http.post("/contributions", json=evidence(f"10.5555/{n}")).status_code for n in range(3)]
        assert statuses == [201, 201, 429]
        late = server.http.post("/contributions", json=evidence("10.5555/late"))
        assert 0 < int(late.headers["retry-after"]) <= 1800
        form = {key: value for key, value in evidence("10.5555/late").items() if key != "target"}
        page = server.http.post(f"/{CLAIM}/propose", data=form, headers=HTML)
        assert page.status_code == 429 and 'value="10.5555/late"' in page.text and page.headers["retry-after"]
        assert (
            server.http.post("/contributions", json=evidence("10.5555/late"), headers=server.curator).status_code == 201
        )

        full = server.http.post("/contributions", json=evidence("10.5555/full"), headers=server.curator)
        assert full.status_code == 503 and full.headers["retry-after"] == "3600"
        page = server.http.post(
            f"/{CLAIM}/propose", data={**form, "doi": "10.5555/full"}, headers={**HTML, **server.curator}
        )
        assert page.status_code == 503 and "wait for a review already" in page.text


def test_a_proposal_that_is_too_large_is_refused(server: Server) -> None:
    large = evidence(quote="x" * 150_000)
    assert server.http.post("/contributions", json=large).status_code == 413
    form = {"kind": "evidence", "quote": "x" * 150_000}
    assert server.http.post(f"/{CLAIM}/propose", data=form, headers=HTML).status_code == 413
    headers = {"Content-Type": "text/turtle"}
    assert (
        server.http.post(
            "/contributions", params={"target": CLAIM}, content=b"#" * 150_000, headers=headers
        ).status_code
        == 413
    )


PNG = {"Accept": "image/png"}
PROMISED: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "a body of no kind": ("POST", f"/contributions?target={CLAIM}", {"content": b"x", "headers": {"Content-Type": "text/plain"}}, 415),
    "the same once more": ("POST", "/contributions", {"json": evidence("10.5555/promised")}, 409),
    "the same once more, by the form": (
        "POST", f"/{CLAIM}/propose",
        {"data": {key: value for key, value in evidence("10.5555/promised").items() if key != "target"}, "headers": HTML}, 409,
    ),
    "a form of another kind": ("POST", f"/{CLAIM}/propose", {"json": {}}, 415),
    "a form for no claim": ("POST", "/claims/nowhere/propose", {"data": {"kind": "step"}}, 404),
    "no form for no claim": ("GET", "/claims/nowhere/propose", {}, 404),
    "a list as a picture": ("GET", "/contributions", {"headers": PNG}, 406),
    "a review as a picture": ("GET", "/contributions/{id}/review", {"headers": PNG}, 406),
    "a review in no format": ("GET", "/contributions/{id}/review?format=pdf", {}, 400),
    "a review of nothing": ("GET", "/contributions/nothing/review", {}, 404),
    "a decision about nothing": ("POST", "/contributions/nothing/accept", {"curator": True}, 404),
    "a decision that is no object": ("POST", "/contributions/{id}/accept", {"content": b"[]", "curator": True}, 400),
    "a decision with more than it takes": ("POST", "/contributions/{id}/accept", {"json": {"colour": "red"}, "curator": True}, 422),
    "a novel as a reason": ("POST", "/contributions/{id}/reject", {"json": {"reason": "x" * 30_000}, "curator": True}, 413),
    "a withdrawal with more than it takes": ("POST", "/contributions/{id}/withdraw", {"json": {"colour": "red"}}, 422),
    "a withdrawal without a word": ("POST", "/contributions/{id}/withdraw", {}, 401),
    "a withdrawal of nothing": ("POST", "/contributions/nothing/withdraw", {"json": {"secret": "x"}}, 404),
}  # fmt: skip


@pytest.mark.parametrize("name", PROMISED)
def test_each_fault_has_its_status(server: Server, name: str) -> None:
    method, path, options, status = PROMISED[name]
    told = server.http.post("/contributions", json=evidence("10.5555/promised"))
    found = (
        server.http.get("/contributions?limit=200").json()["items"]
        if told.status_code == 409
        else [told.json()["contribution"]]
    )
    id = next(each["id"] for each in found if each["state"] == "pending")
    headers = {**(server.curator if options.get("curator") else {}), **options.get("headers", {})}
    sent = {key: value for key, value in options.items() if key not in ("curator", "headers")}
    answer = server.http.request(method, path.format(id=id), headers=headers, **sent)
    assert answer.status_code == status, answer.text[:300]


def test_a_server_for_reading_takes_nothing_in(tmp_path: Path) -> None:
    with serving(tmp_path / "store", "--read-only") as server:
        assert server.http.post("/contributions", json=evidence()).status_code == 403


def test_a_killed_server_has_accepted_whole_contributions_or_none(tmp_path: Path) -> None:
    store = tmp_path / "store"
    environment = {"CLAIMGRAPH_PROPOSALS_PER_HOUR": "0"}
    acknowledged: list[str] = []
    with serving(store, environment=environment) as server:
        ids = {propose(server, f"10.5555/kill-{number}")["contribution"]["id"]: number for number in range(12)}

        def accept() -> None:
            try:
                with httpx.Client(base_url=server.url, timeout=60) as http:
                    for id in ids:
                        answer = http.post(f"/contributions/{id}/accept", headers=server.curator)
                        if answer.status_code == 200:
                            acknowledged.append(id)
            except httpx.TransportError:
                return

        thread = threading.Thread(target=accept)
        thread.start()
        while len(acknowledged) < 4:
            threading.Event().wait(0.002)
        server.kill()
        thread.join()
        token = server.token
    with serving(store, token=token, environment=environment) as server:
        claim = server.http.get(f"/{CLAIM}.ttl").text
        for id, number in ids.items():
            cited = f"10.5555/kill-{number}>" in claim
            assert cited == (state(server, id) == "accepted")
            assert cited or id not in acknowledged
            assert (server.http.get(f"/studies/10.5555/kill-{number}").status_code == 200) == cited
        left = next((id for id in ids if state(server, id) == "pending"), None)
        if left:
            assert (
                server.http.post(
                    f"/contributions/{left}/accept", headers={"Authorization": f"Bearer {token}"}
                ).status_code
                == 200
            )
