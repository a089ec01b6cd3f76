"""The command `search`: the same lists as over HTTP, with and without a server."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from serving import Server, run, serving


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("search") / "store"


def found(store: Path, *arguments: str) -> list[str]:
    told = json.loads(run("search", *arguments, "--format", "json", "--store", str(store)).stdout)
    return [item["title"] for item in told["items"]]


@pytest.mark.parametrize(
    ("arguments", "least", "most"),
    [
        ([], 9, 9), (["muscle", "growth"], 1, 8), (['"to failure"', "--min-confidence", "0.05"], 1, 8),
        (["--type", "comparative", "--type", "causal"], 0, 0), (["--kind", "studies", "--design", "randomized trial"], 1, 20),
        (["--kind", "studies", "--since", "2024", "--until", "2024"], 1, 20), (["--kind", "concepts", "hypertr"], 3, 20),
        (["--study", "10.1080/02640414.2024.2321021"], 2, 9), (["--concept", "concepts/resistance-training#volume-load"], 1, 8),
        (["--kind", "concepts", "--scheme", "concepts/resistance-training", "--limit", "7", "--page", "2"], 7, 7),
    ],
)  # fmt: skip
def test_words_and_facts_find(store: Path, arguments: list[str], least: int, most: int) -> None:
    assert least <= len(found(store, *arguments)) <= most


def test_text_is_for_people_and_csv_for_tables(store: Path) -> None:
    text = run("search", "rest", "--store", str(store)).stdout
    assert text.startswith("1. ") and "confidence 0." in text and text.rstrip().endswith("found")
    table = run("search", "rest", "--format", "csv", "--store", str(store)).stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    assert rows and all(row["iri"].removeprefix("http://localhost:8000/") in text for row in rows)
    none = run("search", "nothingness", "--store", str(store)).stdout
    assert none == "0 found\n"


def test_a_page_in_between_says_where_it_is(store: Path) -> None:
    text = run("search", "--limit", "2", "--page", "2", "--store", str(store)).stdout
    assert text.startswith("3. ") and text.endswith("9 found, 3 to 4 shown\n")


def test_the_command_asks_the_server_that_holds_the_store(tmp_path: Path) -> None:
    with serving(tmp_path / "store") as server:
        for arguments in (["volume"], ["--kind", "studies", "--sort", "title"], ["--max-mechanism", "0.5"]):
            for format in ("text", "json", "csv"):
                told = run("search", *arguments, "--format", format, "--store", str(server.store)).stdout
                alone = run("search", *arguments, "--format", format, "--store", str(tmp_path / "other")).stdout
                assert told == alone and told
        assert _complaint(server.store) == _complaint(tmp_path / "other")


def _complaint(store: Path | str) -> str:
    return run("search", "--min-confidence", "7", "--store", str(store), expect=1).stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["--kind", "claim"], "claims, studies, concepts"), (["--format", "xml"], "text, json, csv")],
)
def test_what_it_does_not_take_is_said(store: Path, arguments: list[str], told: str) -> None:
    assert told in run("search", *arguments, "--store", str(store), expect=2).stderr


def test_control_characters_of_a_title_do_not_reach_the_terminal(tmp_path: Path) -> None:
    record = tmp_path / "claims" / "odd.ttl"
    record.parent.mkdir()
    record.write_text(
        '@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n<#claim> a cg:Claim ; cg:statement "Odd \\u001B[31mred"@en .'
    )
    run("load", str(tmp_path / "claims"), "--store", str(tmp_path / "store"))
    told = run("search", "odd", "--store", str(tmp_path / "store")).stdout
    assert "\x1b" not in told and "Odd \ufffd[31mred" in told


def test_its_help_shows_how_it_is_used() -> None:
    told = run("search", "--help").stdout
    assert "claimgraph search volume load" in told and "--min-confidence" in told


def test_a_server_makes_the_index_at_its_start(tmp_path: Path) -> None:
    with serving(tmp_path / "store") as server:
        assert isinstance(server, Server)
        for _ in range(200):
            if (tmp_path / "store" / "search.sqlite-wal").exists() or (tmp_path / "store" / "search.sqlite").exists():
                break
        assert server.http.get("/health").status_code == 200
    assert (tmp_path / "store" / "search.sqlite").stat().st_size > 100_000
