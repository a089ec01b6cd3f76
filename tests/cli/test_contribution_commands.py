"""The commands `contribution …`, on a store and through the server that holds it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from serving import Server, run, serving

CLAIM = "claims/repetitions-in-reserve"


def propose(server: Server, doi: str) -> str:
    told = {"kind": "evidence", "target": CLAIM, "direction": "Disputes", "basis": "Observation", "doi": doi}
    answer = server.http.post("/contributions", json={**told, "by": {"name": "A. Reader"}})
    return str(answer.json()["contribution"]["id"])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("commands") / "store"


def test_contributions_are_decided_through_the_server_and_on_the_store(store: Path) -> None:
    with serving(store) as server:
        served, direct, refused = (propose(server, f"10.5555/{name}") for name in ("served", "direct", "refused"))
        at = ("--store", str(store))
        listed = run("contribution", "list", *at, "--state", "pending").stdout
        assert all(id in listed for id in (served, direct, refused)) and "A. Reader" in listed
        told = json.loads(run("contribution", "show", served, *at, "--format", "json").stdout)
        assert (told["before"]["contradicting"], told["after"]["contradicting"]) == (0, 1)
        assert "token" in run("contribution", "accept", served, *at, expect=3).stderr
        with_token = (*at, "--token", server.token)
        assert run("contribution", "accept", f"contributions/{served}", *with_token).stdout == f"{served} accepted\n"
        assert "accepted already" in run("contribution", "accept", served, *with_token, expect=1).stderr
    assert "contradicting studies: 1 → 2" in run("contribution", "show", direct, *at).stdout
    run("contribution", "accept", direct, *at, "--because", "It holds.")
    assert "--because" in run("contribution", "reject", refused, *at, expect=2).stderr
    run("contribution", "reject", refused, *at, "--because", "Not measured.")
    found = json.loads(run("contribution", "list", *at, "--format", "json").stdout)
    states = {each["id"]: (each["state"], each["reviewer"], each["reason"]) for each in found["items"]}
    assert states[served][:2] == ("accepted", "https://orcid.org/0000-0002-1825-0097")
    assert states[direct] == ("accepted", "urn:claimgraph:local", "It holds.")
    assert states[refused] == ("rejected", "urn:claimgraph:local", "Not measured.")
    assert run("contribution", "list", *at, "--state", "pending").stdout == "no contribution is pending\n"


@pytest.mark.parametrize("command", ["show", "accept"])
def test_an_unknown_contribution_is_told(store: Path, command: str) -> None:
    assert "no contribution" in run("contribution", command, "no-such", "--store", str(store), expect=1).stderr


def test_a_page_beside_a_curated_record_can_be_reviewed_and_accepted(tmp_path: Path, shared_pages: Path) -> None:
    store, page = str(tmp_path / "store"), tmp_path / "repetitions-in-reserve.txt"
    page.write_text((shared_pages / page.name).read_text().replace("eight weeks", "nine weeks"))
    run("query", "--store", store, "ASK {}")
    [kept] = json.loads(run("ingest", "--store", store, "--format", "json", str(page)).stdout)
    assert kept["outcome"] == "contribution"
    [id] = [path.removeprefix("contributions/") for path in kept["records"]]
    shown = run("contribution", "show", id, "--store", store).stdout
    assert "A page of an evidence site, pending" in shown and "made by a program" in shown and "nine weeks" in shown
    run("contribution", "accept", id, "--store", store)
    assert "nine weeks" in " ".join(run("show", CLAIM, "--store", store).stdout.split())
