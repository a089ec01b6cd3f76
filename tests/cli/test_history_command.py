"""`claimgraph history` and `restore-revision`, on a store and through the server that holds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import run, serving

HEAD = "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"


@pytest.fixture(scope="module", params=["store", "server"])
def options(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """The options that lead to a store with a claim of two revisions: held by nobody, or by a server."""
    folder = tmp_path_factory.mktemp("history")
    store = folder / "store"
    for statement in ("Short sleep lowers strength.", "Short sleep raises strength."):
        (folder / "claims").mkdir(exist_ok=True)
        (folder / "claims" / "sleep.ttl").write_text(f'{HEAD}<#claim> a cg:Claim ; cg:statement "{statement}"@en .\n')
        run("load", "--store", str(store), "--empty", str(folder / "claims"))
    if request.param == "store":
        yield ("--store", str(store))
        return
    with serving(store) as server:
        yield ("--store", str(store), "--token", server.token)


def test_the_revisions_are_listed_newest_first(options: tuple[str, ...]) -> None:
    lines = run("history", "sleep", *options).stdout.splitlines()
    assert lines[0] == "claims/sleep: 2 revisions"
    assert lines[2].split()[0] == "2" and lines[2].endswith("written by the command line")
    assert lines[3].strip() == "Loaded from files."
    told = json.loads(run("history", "sleep", "--format", "json", *options).stdout)
    assert [entry["number"] for entry in told["listed"]] == [2, 1]
    assert "cg:revisionNumber 2" in run("history", "sleep", "--format", "turtle", *options).stdout


def test_two_revisions_are_compared_in_words(options: tuple[str, ...]) -> None:
    told = run("history", "sleep", "--from", "1", "--to", "2", *options).stdout
    sentence = "Statement reworded: “Short sleep lowers strength.” → “Short sleep raises strength.”"
    assert " ".join(told.split()).endswith(sentence)
    assert run("history", "sleep", "--to", "2", *options).stdout == told


def test_a_revision_is_printed_as_it_was(options: tuple[str, ...], tmp_path: Path) -> None:
    told = run("history", "sleep", "--revision", "1", *options).stdout
    assert "lowers strength" in told


def test_a_comparison_as_turtle_is_a_wrong_call(options: tuple[str, ...]) -> None:
    refused = run("history", "sleep", "--from", "1", "--format", "turtle", *options, expect=2)
    assert "--format 'turtle' is not for comparisons" in refused.stderr


def test_a_revision_that_never_was_is_told(options: tuple[str, ...]) -> None:
    assert "has no revision 9" in run("history", "sleep", "--from", "9", *options, expect=1).stderr


def test_restoring_writes_a_new_revision(options: tuple[str, ...]) -> None:
    dry = run("restore-revision", "sleep", "1", "--because", "It was better.", "--dry-run", *options)
    assert dry.stdout == "claims/sleep\tchanged\trevision 2\n"
    done = run("restore-revision", "sleep", "1", "--because", "It was better.", *options)
    assert done.stdout == "claims/sleep\tchanged\trevision 3\n"
    assert "Restores revision 1: It was better." in run("history", "sleep", *options).stdout
    assert "--because" in run("restore-revision", "sleep", "1", *options, expect=2).stderr
