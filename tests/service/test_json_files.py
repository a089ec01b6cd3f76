"""Files of records as JSON: read by their place, or as a list of trees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimgraph.errors import InputError, ParseError
from claimgraph.rdf.canonical import digest
from claimgraph.rdf.jsonld.tree import framed
from claimgraph.service.filling import shipped_records
from claimgraph.service.loading import read_bodies

BASE = "http://localhost:8000/"
BODIES = {body.path: body for body in shipped_records(BASE)}


def told(path: str) -> str:
    return json.dumps(framed(BODIES[path].triples, BASE + path, BASE, BASE + "context.jsonld"))


@pytest.mark.parametrize("suffix", [".json", ".jsonld"])
def test_a_folder_of_trees_brings_the_records_that_its_files_are_named_after(tmp_path: Path, suffix: str) -> None:
    paths = ["claims/rest-intervals", "studies/10.1113/jp278056", "concepts/resistance-training"]
    for path in paths:
        file = tmp_path / f"{path}{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(told(path), "utf-8")
    (tmp_path / "package.json").write_text("{}", "utf-8")
    read = {body.path: digest(body.triples) for body in read_bodies([tmp_path], BASE)}
    assert read == {path: digest(BODIES[path].triples) for path in paths}


def test_a_list_of_trees_brings_one_record_each(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text(f"[{','.join(map(told, BODIES))}]", "utf-8")
    read = {body.path: digest(body.triples) for body in read_bodies([file], BASE)}
    assert read == {path: digest(body.triples) for path, body in BODIES.items()}


def test_a_fault_names_the_file_and_the_place_in_it(tmp_path: Path) -> None:
    file = tmp_path / "claims" / "x.json"
    file.parent.mkdir()
    file.write_text('{"id": "#claim", "statment": {"en": "x"}}', "utf-8")
    with pytest.raises(ParseError, match=r"claims/x\.json: the unknown key 'statment' at /statment"):
        read_bodies([file], BASE)
    file.write_text("{}", "utf-8")
    with pytest.raises(InputError, match="a file that says nothing"):
        read_bodies([file], BASE)
