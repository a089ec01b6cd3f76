"""Signing in with a browser: what the cookie proves, what it does not hold, and from where it counts."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from serving import AGENT, Server, run, serving

SLEEP = (
    '@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n<#claim> a cg:Claim ; cg:statement "Sleep helps."@en .\n'
)
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("signing-in") / "store") as server:
        yield server


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    """A client that keeps cookies of its own."""
    with httpx.Client(base_url=server.url, timeout=60) as client:
        yield client


def sign_in(client: httpx.Client, token: str, **fields: str) -> httpx.Response:
    return client.post("/sign-in", data={"token": token, **fields}, headers=OWN)


def put(client: httpx.Client, name: str, **headers: str) -> httpx.Response:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return client.put(f"/claims/{name}", content=SLEEP, headers={"Content-Type": "text/turtle", **named})


def test_a_token_begins_a_session_that_writes(server: Server, browser: httpx.Client) -> None:
    answer = sign_in(browser, server.token)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert put(browser, "signed-in", Sec_Fetch_Site="same-origin").status_code in (200, 201)
    written = f"<{server.http.get('/health').json()['base']}claims/signed-in/history/1>"
    asked = {"query": f"ASK {{ {written} <http://www.w3.org/ns/prov#wasAttributedTo> <{AGENT}> }}"}
    assert server.http.get("/sparql", params=asked).json()["boolean"] is True


def test_the_cookie_is_closed_to_scripts_and_other_sites_and_holds_no_secret(
    server: Server, browser: httpx.Client
) -> None:
    set_cookie = sign_in(browser, server.token).headers["set-cookie"]
    flags = {part.strip().lower() for part in set_cookie.split(";")}
    assert {"httponly", "samesite=strict", "path=/"} <= flags and "secure" not in flags
    secret = server.token.partition(".")[2]
    assert secret not in set_cookie and AGENT not in set_cookie


def test_behind_tls_the_cookie_is_secure_and_for_this_host_alone(tmp_path) -> None:
    with serving(tmp_path / "store", "--base-iri", "https://claims.example/") as server:
        behind = {"Host": "claims.example", **OWN}
        answer = server.http.post("/sign-in", data={"token": server.token}, headers=behind)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-claimgraph=") and "Secure" in cookie


def test_who_is_signed_in_is_told_as_json(server: Server, browser: httpx.Client) -> None:
    asked = {"Accept": "application/json"}
    assert browser.get("/sign-in", headers=asked).json() == {"signedIn": False, "agent": None, "role": None}
    sign_in(browser, server.token)
    answer = browser.get("/sign-in", headers=asked)
    assert answer.json() == {"signedIn": True, "agent": AGENT, "role": "curator"}
    assert answer.headers["cache-control"] == "no-store"


FOREIGN = {
    "a form of another site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    "a neighbour on the same domain": {"Sec-Fetch-Site": "same-site"},
    "a foreign origin in an old browser": {"Origin": "https://elsewhere.example"},
    "a hidden origin": {"Origin": "null"},
    "another port of this host": {"Origin": "http://127.0.0.1:1"},
    "no word on where it is from": {},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_a_cookie_writes_nothing_for_other_sites(
    server: Server, browser: httpx.Client, headers: dict[str, str]
) -> None:
    sign_in(browser, server.token)
    answer = browser.put("/claims/foreign", content=SLEEP, headers={"Content-Type": "text/turtle", **headers})
    assert answer.status_code == 403 and "page of this site" in answer.json()["detail"]
    assert server.http.get("/claims/foreign").status_code == 404


def test_the_own_origin_is_enough_for_an_old_browser(server: Server, browser: httpx.Client) -> None:
    sign_in(browser, server.token)
    assert put(browser, "old-browser", Origin=server.url.rstrip("/")).status_code in (200, 201)


def test_a_token_in_the_header_needs_no_origin(server: Server) -> None:
    headers = {"Content-Type": "text/turtle", "Origin": "https://elsewhere.example", **server.curator}
    assert server.http.put("/claims/by-token", content=SLEEP, headers=headers).status_code in (200, 201)


def test_nobody_signs_others_in_or_out_from_elsewhere(server: Server) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/sign-in", "/sign-out"):
        answer = server.http.post(path, data={"token": server.token}, headers=foreign)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_signing_out_ends_it(server: Server, browser: httpx.Client) -> None:
    sign_in(browser, server.token)
    assert browser.post("/sign-out", headers=OWN).status_code == 303
    assert put(browser, "signed-out", **OWN).status_code == 401


def test_a_session_dies_with_its_token(server: Server, browser: httpx.Client) -> None:
    token = run("token", "add", "--store", str(server.store), "--role", "curator", "--agent", AGENT).stdout.strip()
    sign_in(browser, token)
    run("token", "revoke", "--store", str(server.store), token.partition(".")[0])
    answer = put(browser, "revoked", **OWN)
    assert answer.status_code == 401 and "not signed in any more" in answer.json()["detail"]


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1] + ("0" if c[-1] != "0" else "1"), lambda c: "", lambda c: "x" * 90]
)
def test_a_made_up_session_is_none(server: Server, browser: httpx.Client, change) -> None:
    sign_in(browser, server.token)
    session = change(browser.cookies["claimgraph"])
    forged = {"Cookie": f"claimgraph={session}", "Content-Type": "text/turtle", **OWN}
    assert server.http.put("/claims/forged", content=SLEEP, headers=forged).status_code == 401


def test_a_contributor_is_told_what_is_missing(server: Server, browser: httpx.Client) -> None:
    added = run("token", "add", "--store", str(server.store), "--role", "contributor", "--agent", AGENT)
    sign_in(browser, added.stdout.strip())
    answer = put(browser, "contributed", **OWN)
    assert answer.status_code == 403 and "signed in as contributor" in answer.json()["detail"]


@pytest.mark.parametrize(
    "ahead", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "elsewhere"]
)
def test_signing_in_never_leads_elsewhere(server: Server, browser: httpx.Client, ahead: str) -> None:
    assert sign_in(browser, server.token, next=ahead).headers["location"] == "/sign-in"
    assert ahead not in browser.get("/sign-in", params={"next": ahead}, headers={"Accept": "text/html"}).text


def test_pages_do_not_depend_on_the_cookie(server: Server, browser: httpx.Client) -> None:
    asked = {"Accept": "text/html"}
    before = browser.get("/claims/rest-intervals", headers=asked)
    sign_in(browser, server.token)
    after = browser.get("/claims/rest-intervals", headers=asked)
    assert "cookie" not in after.headers["vary"].lower() and "set-cookie" not in after.headers
    assert (before.headers["etag"].partition("-")[0], before.text) == (
        after.headers["etag"].partition("-")[0],
        after.text,
    )


def test_wrong_tokens_are_refused_and_soon_not_looked_at(tmp_path) -> None:
    with serving(tmp_path / "store") as server:
        statuses = [sign_in(server.http, f"0123456789ab.{number}").status_code for number in range(6)]
        assert statuses == [401] * 5 + [429]
        answer = sign_in(server.http, server.token)
        assert answer.status_code == 429 and 0 < int(answer.headers["retry-after"]) <= 60
        assert put(server.http, "by-header", **server.curator).status_code in (200, 201)


def test_a_form_in_another_coding_is_refused(server: Server) -> None:
    answer = server.http.post("/sign-in", json={"token": server.token}, headers=OWN)
    assert answer.status_code == 415
