"""The versions of an engine folder, and the scratch dataset that is made of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from claimgraph.errors import StoreUnusable
from claimgraph.store.scratch import Scratch

A = NamedNode("http://e/a")


def write(scratch: Scratch, number: int) -> None:
    with scratch.draft() as draft:
        Store(str(draft.path)).add(Quad(A, A, NamedNode(f"http://e/{number}"), A))


def count(scratch: Scratch) -> int:
    with scratch.newest() as version:
        return len(Store.read_only(str(version.path)))


def test_a_new_scratch_dataset_is_empty(tmp_path: Path) -> None:
    assert count(Scratch(tmp_path / "scratch")) == 0


def test_each_draft_becomes_the_next_version_and_only_the_newest_stays(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    for number in range(20):
        write(scratch, number)
        assert (count(scratch), scratch.revision()) == (number + 1, str(number + 1))
    assert [path.name for path in tmp_path.iterdir()] == ["20"]


def test_a_reader_keeps_its_version_until_it_is_done(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    with scratch.newest() as version:
        write(scratch, 1)
        write(scratch, 2)
        assert version.path.exists() and len(Store.read_only(str(version.path))) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["2"]


def test_a_draft_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    write(scratch, 1)
    with pytest.raises(RuntimeError, match="on purpose"), scratch.draft() as draft:
        Store(str(draft.path)).add(Quad(A, A, A, A))
        raise RuntimeError("on purpose")
    assert count(scratch) == 1 and scratch.revision() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_what_an_interrupted_write_left_is_gone_at_the_next_opening(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    write(scratch, 1)
    (tmp_path / "coming-7").mkdir()
    (tmp_path / "0").mkdir()
    again = Scratch(tmp_path)
    assert (count(again), again.revision()) == (1, "1")
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "scratch").write_text("a file")
    with pytest.raises(StoreUnusable, match="scratch dataset"):
        Scratch(tmp_path / "scratch")
