"""Dumps hold every record, come whole or not at all, and bring back the same graph from each form."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from serving import run, serving

from claimgraph import shipped
from claimgraph.rdf.canonical import dataset_digest
from claimgraph.service.dumping import MANIFEST, dump_to_folder
from claimgraph.service.records import Body

BASE = "http://localhost:8000/"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("dumps") / "store")
    run("query", "--store", folder, "ASK { ?s ?p ?o }")
    return folder


@pytest.fixture(scope="module")
def digest(store: str) -> str:
    found = run("hash", "--store", store).stdout.strip()
    assert len(found) == 64
    return found


@pytest.mark.parametrize("name", ["all.nq", "all.trig", "folder"])
def test_each_form_brings_back_the_same_graph(tmp_path: Path, store: str, digest: str, name: str) -> None:
    target, copy = str(tmp_path / name), str(tmp_path / "copy")
    run("dump", "--store", store, target)
    assert run("hash", target).stdout.strip() == digest, "the files alone have it, too"
    run("load", "--store", copy, "--empty", target)
    assert run("hash", "--store", copy).stdout.strip() == digest
    assert not list(tmp_path.rglob("*.part"))


def test_the_shipped_files_have_the_hash_of_the_store_that_they_fill(digest: str) -> None:
    assert run("hash", str(shipped.data_folder("graph"))).stdout.strip() == digest


def test_another_word_is_another_hash(tmp_path: Path, digest: str) -> None:
    claims = tmp_path / "claims"
    claims.mkdir()
    for statement in ("a", "b"):
        text = f'<#claim> a <https://w3id.org/claimgraph/ontology#Claim> ; <http://e/p> 1.50, "{statement}" .'
        (claims / f"{statement}.ttl").write_text(text)
    found = [run("hash", str(claims / f"{name}.ttl")).stdout for name in "ab"]
    assert len({*found, digest}) == 3


def test_a_format_may_be_named(store: str, tmp_path: Path) -> None:
    trig = run("dump", "--store", store, "--format", "trig").stdout
    run("dump", "--store", store, str(tmp_path / "all.trig"), "--format", "trig")
    assert (tmp_path / "all.trig").read_text() == trig and f"<{BASE}claims/repetitions-in-reserve> {{" in trig
    assert run("dump", "--store", store, "--format", "trig").stdout == trig, "the same bytes each time"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["all.ttl"], "'all.ttl' is no file ending in .nq or .trig, or a folder"),
        (["all.nq.gz"], "'all.nq.gz' is no file ending in .nq or .trig, or a folder"),
        (["all.jsonld"], "is no file ending in"),
        (["all.nq", "--format", "trig"], "'all.nq' is no file ending in .trig"),
        (["folder", "--format", "nquads"], "'folder' is no file ending in .nq"),
        (["all.nq", "--format", "turtle"], "--format 'turtle' is unknown; accepted are nquads, trig"),
    ],
)
def test_other_endings_and_formats_are_refused(arguments: list[str], message: str, tmp_path: Path) -> None:
    assert message in run("dump", "--store", "memory", *arguments, cwd=tmp_path, expect=2).stderr
    assert not list(tmp_path.iterdir())


def test_an_existing_folder_may_have_any_name(store: str, tmp_path: Path) -> None:
    folder = tmp_path / "graph.v2.nq"
    folder.mkdir()
    run("dump", "--store", store, str(folder))
    assert (folder / "claims" / "repetitions-in-reserve.ttl").is_file()


def test_a_file_in_the_way_of_the_folder_is_told(store: str, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    done = run("dump", "--store", store, str(tmp_path / "out"), expect=3)
    assert "out" in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "out").read_text() == "mine"


def test_over_http_the_dump_is_the_same_and_has_a_tag(tmp_path: Path, store: str) -> None:
    nquads = run("dump", "--store", store).stdout
    trig = run("dump", "--store", store, "--format", "trig").stdout
    digest = run("hash", "--store", store).stdout
    with serving(store) as server:
        assert server.http.get("dump").text == nquads
        answer = server.http.get("dump?format=trig")
        assert answer.text == trig and answer.headers["content-type"].startswith("application/trig")
        assert server.http.get("dump", headers={"Accept": "application/trig"}).text == trig
        known = {"If-None-Match": answer.headers["etag"]}
        assert server.http.get("dump?format=trig", headers=known).status_code == 304
        assert server.http.get("dump?format=nquads", headers=known).status_code == 200
        assert server.http.get("dump?format=turtle").status_code == 400
        assert run("hash", "--store", store).stdout == digest
        run("dump", "--store", store, str(tmp_path / "all.trig"))
        assert (tmp_path / "all.trig").read_text() == trig


def bodies(*names: str, said: str = "x") -> list[Body]:
    return [
        Body(
            f"claims/{name}", [Triple(NamedNode(f"{BASE}claims/{name}#claim"), NamedNode("http://e/p"), Literal(said))]
        )
        for name in names
    ]


def test_files_of_records_that_are_gone_go_too(tmp_path: Path) -> None:
    dump_to_folder(bodies("a", "b", "c"), tmp_path, BASE)
    (tmp_path / "claims" / "c.ttl").write_text("# mine now")
    (tmp_path / "claims" / "other.ttl").write_text("# mine")
    (tmp_path / "notes.ttl").write_text("# mine")
    done = dump_to_folder(bodies("a"), tmp_path, BASE)
    assert [file.name for file in done.removed] == ["b.ttl"]
    assert [file.name for file in done.left] == ["c.ttl", "other.ttl"]
    assert (tmp_path / "notes.ttl").is_file() and (tmp_path / "claims" / "a.ttl").is_file()
    again = dump_to_folder([], tmp_path, BASE)
    assert [file.name for file in again.removed] == ["a.ttl"] and (tmp_path / "claims").is_dir()


def test_folders_that_become_empty_go(tmp_path: Path) -> None:
    body = Body("studies/10.5555/x", bodies("a")[0].triples)
    dump_to_folder([body], tmp_path, BASE)
    dump_to_folder([], tmp_path, BASE)
    assert [file.name for file in tmp_path.iterdir()] == [MANIFEST]


@pytest.mark.parametrize(
    "name", ["../victim.ttl", "claims/../../victim.ttl", "/etc/x.ttl", "claims//x.ttl", "notes.ttl"]
)
def test_a_list_of_files_removes_nothing_outside(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for file in (tmp_path / "victim.ttl", folder / "notes.ttl"):
        file.write_text("mine")
    digest = hashlib.sha256(b"mine").hexdigest()
    (folder / MANIFEST).write_text(json.dumps({"files": {name: digest}}))
    dump_to_folder(bodies("a"), folder, BASE)
    assert (tmp_path / "victim.ttl").is_file() and (folder / "notes.ttl").is_file()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": []}', '{"files": {"claims/a.ttl": 3}}', '"x"'])
def test_a_broken_list_of_files_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)
    assert dump_to_folder(bodies("a"), tmp_path, BASE).records == 1


_NODES = st.sampled_from([NamedNode("http://e/a"), NamedNode("http://e/b"), BlankNode("x"), BlankNode("y")])
_QUADS = st.lists(
    st.builds(Quad, _NODES, st.just(NamedNode("http://e/p")), st.one_of(_NODES, st.text().map(Literal))), max_size=8
)


@given(_QUADS, st.randoms())
def test_the_hash_knows_neither_order_nor_labels(quads: list[Quad], random: object) -> None:
    def relabelled(term: object) -> object:
        return BlankNode(f"other{term.value}") if isinstance(term, BlankNode) else term

    mixed = [Quad(relabelled(q.subject), q.predicate, relabelled(q.object)) for q in quads]
    random.shuffle(mixed)
    assert dataset_digest(mixed) == dataset_digest(quads)
    extra = Quad(NamedNode("http://e/z"), NamedNode("http://e/q"), Literal("z"))
    assert dataset_digest([*quads, extra]) != dataset_digest(quads)
