"""A retraction is recorded once, with its reason, and everything that leaned on the study is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, run, serving

from claimgraph.errors import InputError, ParameterError
from claimgraph.service import Claimgraph
from claimgraph.service.derived.ripple import standing_named
from claimgraph.service.standings import find_listed, read_list, study_named
from claimgraph.vocabulary import CG

DOI = "10.1080/02640414.2024.2321021"
STUDY = f"https://doi.org/{DOI}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("standings")) as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "store")


def test_a_retraction_takes_all_support_from_the_seed(curated: Claimgraph) -> None:
    told = curated.derive("ripple", None, {"study": STUDY})
    (seed,) = (each for each in told.tree["hasClaimChange"] if "repetitions-in-reserve" in each["ofClaim"].value)
    assert (seed["supportingBefore"], seed["supportingAfter"]) == (1, 0)
    changes = [each for each in told.tree["hasChange"] if "repetitions-in-reserve" in each["ofClaim"].value]
    assert len(changes) > 25 and all(each["confidenceAfter"] is None for each in changes)
    links = {
        link.iri
        for m in curated.derivations.claim("claims/repetitions-in-reserve").mechanisms[:1]
        for s in m.steps
        for link in s.links
    }
    assert links <= {each["rates"].value for each in changes}


def test_a_ripple_reaches_every_claim_that_cites_the_study(curated: Claimgraph) -> None:
    rows = curated.store.select(f"SELECT DISTINCT ?line WHERE {{ ?line cg:study <{STUDY}> }}")
    citing = {row[0].value.partition("#")[0] for row in rows if row[0]}
    told = curated.derive("ripple", None, {"study": STUDY})
    assert {each["ofClaim"].value.partition("#")[0] for each in told.tree["hasClaimChange"]} == citing
    assert len(citing) > 1


def test_a_study_that_no_claim_cites_says_so(graph: Claimgraph) -> None:
    cited = {row[0].value for row in graph.store.select("SELECT ?s WHERE { ?l cg:study ?s }") if row[0]}
    known = {row[0].value for row in graph.store.select("SELECT ?s WHERE { ?s a cg:Study }") if row[0]}
    alone = sorted(known - cited)
    assert alone
    assert "No claim cites it." in graph.derive("ripple", None, {"study": alone[0]}).text


def test_the_command_tells_then_records_then_knows_it(store: str) -> None:
    before = run("study", "standing", DOI, "retracted", "--dry-run", "--store", store).stdout
    assert "supporting studies that are not retracted: 1 → 0" in before
    assert "mechanism 1: 0.11 → no evidence" in before
    asked = "SELECT ?standing { ?study cg:publicationStanding ?standing }"
    assert "Retracted" not in run("query", asked, "--store", store).stdout
    after = run("study", "standing", DOI.upper(), "retracted", "--because", "a test", "--store", store).stdout
    assert after == before
    assert "cg:Retracted" in run("query", asked, "--store", store, "--format", "tsv").stdout.replace(CG.iri, "cg:")
    again = run("study", "standing", DOI, "retracted", "--dry-run", "--store", store).stdout
    assert "0 claims and 0 arrows change" in again


def test_the_reason_is_kept_with_the_history(store: str) -> None:
    run("study", "standing", DOI, "retracted", "--because", "notice 10.1000/y", "--store", store)
    rows = run("query", "SELECT ?why { ?revision cg:reason ?why }", "--store", store).stdout
    assert "notice 10.1000/y" in rows


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["study", "standing", DOI, "retracted"], 2, "--because is missing"),
        (["study", "standing", DOI, "odd", "--dry-run"], 1, "'odd'; one of retracted, corrected"),
        (["study", "standing", "10.1000/none", "retracted", "--dry-run"], 1, "there is no study"),
        (["study", "standing", "no doi", "retracted", "--dry-run"], 1, "no doi"),
        (["study", "check", "/nowhere.txt"], 3, "/nowhere.txt"),
    ],
    ids=["no reason", "no standing", "unknown study", "no name", "no file"],
)
def test_wrong_calls_say_what_is_wrong_with_a_standing(arguments: list[str], code: int, message: str) -> None:
    assert message in run(*arguments, "--store", "memory", expect=code).stderr


def test_a_list_is_checked_in_one_go(store: str, tmp_path: Path) -> None:
    file = tmp_path / "retracted.csv"
    file.write_text(
        f"Record ID,OriginalPaperDOI,OriginalPaperPubMedID\n1,{DOI},38393985\n2,unavailable,0\n3,10.1000/x,\n"
    )
    checked = run("study", "check", str(file), "--store", store, expect=1)
    assert "3 on the list, 2 of them in the graph" not in checked.stderr
    assert "1 of them in the graph" in checked.stderr and "mechanism 1: 0.11 → no evidence" in checked.stdout
    run("study", "check", str(file), "--mark", "--because", "list", "--store", store)
    assert "1 marked already" in run("study", "check", str(file), "--store", store).stderr


@pytest.mark.parametrize("content", ["", "\n\n", "# nothing\n", "\ufeff"])
def test_an_empty_list_holds_nothing(curated: Claimgraph, content: str) -> None:
    assert find_listed(curated.store.select, content, "list") == []


def test_a_list_with_something_else_says_in_which_line() -> None:
    with pytest.raises(InputError, match="list:2: expected a DOI or a PubMed number, found 'hello'"):
        list(read_list("10.1000/x\nhello\n", "list"))


@pytest.mark.parametrize("name", [DOI, DOI.upper(), STUDY, "38393985", "PMID: 38393985"])
def test_a_study_goes_by_any_of_its_names(curated: Claimgraph, name: str) -> None:
    assert study_named(curated, name) == STUDY


def test_a_standing_goes_by_any_spelling() -> None:
    assert {standing_named(text) for text in ("retracted", "Retracted", "cg:Retracted", CG.Retracted.value)} == {
        "Retracted"
    }
    with pytest.raises(ParameterError):
        standing_named("")


def test_over_http_it_needs_a_token_and_a_reason(server: Server) -> None:
    asked = {"study": DOI, "standing": "retracted"}
    assert server.http.post("standing", params=asked).status_code == 401
    assert server.http.post("standing", params=asked, headers=server.curator).status_code == 400
    unknown = server.http.post(
        "standing", params={**asked, "dry-run": "", "study": "10.1000/none"}, headers=server.curator
    )
    assert unknown.status_code == 404
    dry = server.http.post("standing", params={**asked, "dry-run": "true"}, headers=server.curator)
    assert dry.status_code == 200 and len(dry.json()["hasChange"]) > 25
    done = server.http.post("standing", params={**asked, "because": "a test", "format": "text"}, headers=server.curator)
    assert done.status_code == 200 and "1 → 0" in done.text
    assert server.http.get("claims/repetitions-in-reserve/appraisal").json()["hasRating"][3]["confidence"] is None


def test_the_command_works_through_a_server_that_holds_the_store(server: Server) -> None:
    store = str(server.store)
    told = run("study", "standing", DOI, "corrected", "--dry-run", "--store", store, "--token", server.token)
    assert "corrected" in told.stdout
    refused = run("study", "standing", DOI, "corrected", "--because", "x", "--store", store, expect=3)
    assert "token" in refused.stderr
    assert "mechanism" in run("appraise", "repetitions-in-reserve", "--store", store).stdout
