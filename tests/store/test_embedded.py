from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract import A, StoreContract, quad

from claimgraph.errors import NotFound, StoreLocked, StoreUnusable
from claimgraph.store import Change, EmbeddedStore
from claimgraph.store.bodies import BodyStore
from claimgraph.store.folder import StoreFolder

BASE = "http://localhost:8000/"


class TestOnDisk(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[EmbeddedStore]:
        store = EmbeddedStore.open(tmp_path / "data", BASE)
        yield store
        store.close()


class TestInMemory(StoreContract):
    @pytest.fixture
    def store(self) -> Iterator[EmbeddedStore]:
        store = EmbeddedStore.in_memory(BASE)
        yield store
        store.close()


class TestTransient(StoreContract):
    @pytest.fixture
    def store(self) -> EmbeddedStore:
        return EmbeddedStore.transient(BASE)


def test_a_store_in_memory_leaves_no_folder() -> None:
    store = EmbeddedStore.in_memory(BASE)
    folder = store.scratch
    assert folder is not None and folder.is_dir()
    store.close()
    assert not folder.exists()


def test_a_closed_store_opens_again_with_its_content_and_revision(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "data", BASE)
    revision = store.commit(Change(added=frozenset([quad("x", "1")])))
    store.close()
    again = EmbeddedStore.open(tmp_path / "data", BASE)
    assert len(again.graph(A)) == 1 and again.revision() == revision
    again.close()


def test_a_store_of_another_base_is_refused_by_name(tmp_path: Path) -> None:
    EmbeddedStore.open(tmp_path / "data", BASE).close()
    with pytest.raises(StoreUnusable, match="has the base IRI http://localhost:8000/, not http://other/"):
        EmbeddedStore.open(tmp_path / "data", "http://other/")


def test_a_backup_opens_as_a_store_of_its_own(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "data", BASE)
    store.commit(Change(added=frozenset([quad("x", "1")])))
    store.backup(str(tmp_path / "copy"))
    store.commit(Change(added=frozenset([quad("y", "2")])))
    copy = EmbeddedStore.open(tmp_path / "copy", BASE)
    assert len(copy.graph(A)) == 1
    copy.close()
    store.close()


def test_a_folder_that_is_no_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no store")
    with pytest.raises(StoreUnusable, match="cannot be opened"):
        EmbeddedStore.open(tmp_path / "data", BASE)


def test_a_held_folder_names_its_holder_and_its_address(tmp_path: Path) -> None:
    folder = StoreFolder.hold(tmp_path)
    folder.announce("http://127.0.0.1:8000/")
    with pytest.raises(StoreLocked, match=f"held by process {os.getpid()}") as caught:
        StoreFolder.hold(tmp_path)
    assert caught.value.address == "http://127.0.0.1:8000/"
    folder.release()
    StoreFolder.hold(tmp_path).release()


def test_bodies_are_kept_under_their_digest_and_never_changed(tmp_path: Path) -> None:
    bodies = BodyStore(tmp_path)
    digest = bodies.put(b"body")
    assert bodies.put(b"body") == digest and bodies.get(digest) == b"body"
    with pytest.raises(NotFound, match="no body"):
        bodies.get("0" * 64)


_WRITER = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from claimgraph.store import Change, EmbeddedStore
store = EmbeddedStore.open(Path(sys.argv[1]), "http://localhost:8000/")
graph = NamedNode("http://localhost:8000/claims/a")
print("ready", flush=True)
for number in range(10**6):
    quads = [Quad(NamedNode(f"{graph.value}#x{number}"), NamedNode(f"http://e/{part}"), Literal("1"), graph) for part in "pq"]
    store.commit(Change(added=frozenset(quads)))
    print(number, flush=True)
"""


@pytest.mark.parametrize("round_", range(3))
def test_a_killed_writer_loses_no_acknowledged_commit(tmp_path: Path, round_: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(tmp_path / "data")], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
    time.sleep(0.3 + 0.2 * round_)
    os.kill(writer.pid, signal.SIGKILL)
    acknowledged = [int(line) for line in writer.stdout.read().split()]
    writer.wait()
    writer.stdout.close()
    assert acknowledged
    store = EmbeddedStore.open(tmp_path / "data", BASE)
    found = {triple.subject.value.rpartition("x")[2] for triple in store.graph(A)}
    assert {str(number) for number in acknowledged} <= found
    assert len(store.graph(A)) == 2 * len(found), "half a commit was kept"
    store.close()
