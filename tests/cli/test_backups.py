"""Backup and restore, as commands."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path

import httpx
import pytest
from serving import AGENT, run, serving


def dump_digest(store: Path) -> str:
    lines = run("dump", "--store", str(store)).stdout.splitlines()
    assert len(lines) > 1000
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def test_a_backup_of_a_served_store_restores_to_the_same_content(tmp_path: Path) -> None:
    store, again, archive = tmp_path / "store", tmp_path / "again", tmp_path / "backup.tar"
    with serving(store) as server:
        admin = run("token", "add", "--store", str(store), "--role", "admin", "--agent", AGENT).stdout.strip()
        server.http.post("scratch/update", data={"update": "INSERT DATA { <a> <b> <c> }"}, headers=server.curator)
        claim = server.http.get("claims/rest-intervals", headers={"Accept": "text/turtle"}).text
        changed = claim.replace('"@en', ' "@en', 1).encode()
        headers = {"Content-Type": "text/turtle", **server.curator}
        assert server.http.put("claims/rest-intervals", content=changed, headers=headers).status_code == 204
        assert server.http.get("backup").status_code == 401
        assert server.http.get("backup", headers=server.curator).status_code == 403
        run("backup", "--store", str(store), str(archive), "--token", admin)
        digest = dump_digest(store)
    run("restore", "--store", str(again), str(archive))
    assert dump_digest(again) == digest
    assert sorted(p.name for p in (again / "bodies").rglob("*")) == sorted(
        p.name for p in (store / "bodies").rglob("*")
    )
    with serving(again, token=server.token) as restored:
        answer = httpx.get(restored.url + "scratch/store", headers={"Accept": "application/n-quads"})
        assert len(answer.text.splitlines()) == 1
        headers = {"Authorization": f"Bearer {server.token}"}
        assert restored.http.delete("claims/rest-intervals", headers=headers).status_code == 204, "tokens are kept"


def test_a_backup_needs_no_server(tmp_path: Path) -> None:
    run("dump", "--store", str(tmp_path / "store"))
    run("backup", "--store", str(tmp_path / "store"), str(tmp_path / "b.tar"))
    run("restore", "--store", str(tmp_path / "new"), str(tmp_path / "b.tar"))
    assert dump_digest(tmp_path / "new") == dump_digest(tmp_path / "store")
    again = run("restore", "--store", str(tmp_path / "new"), str(tmp_path / "b.tar"), expect=2)
    assert "there is a store" in again.stderr
    assert not list((tmp_path / "store").glob("backup-*"))


def archive_of(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({}, "an archive without claimgraph.json"),
        ({"data/x": b"", "claimgraph.json": b"{"}, "an archive without claimgraph.json"),
        ({"data/x": b"", "claimgraph.json": json.dumps({"format": 9}).encode()}, "a backup of format 9"),
        ({"../evil": b"x"}, "the file ../evil"),
        ({"data/../../evil": b"x"}, "no whole archive"),
    ],
    ids=["empty", "broken", "later format", "foreign file", "path that leaves"],
)
def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path: Path, members: dict[str, bytes], found: str) -> None:
    archive = archive_of(tmp_path / "x.tar", members)
    refused = run("restore", "--store", str(tmp_path / "store"), str(archive), expect=1)
    assert found in refused.stderr
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["lock"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store", "x.tar"]


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    run("backup", "--store", str(tmp_path / "store"), str(tmp_path / "b.tar"))
    content = (tmp_path / "b.tar").read_bytes()
    (tmp_path / "b.tar").write_bytes(content[: len(content) // 2])
    refused = run("restore", "--store", str(tmp_path / "new"), str(tmp_path / "b.tar"), expect=1)
    assert "no whole archive" in refused.stderr
