"""The scratch dataset: a store of its own beside the graph, which no gate guards and the main dataset never sees.

It is a folder of numbered engine folders, of which the highest is current and never written again. A write goes to a
copy made of hard links, in another process, and takes effect when the copy is renamed to the next number: so it is
atomic whatever it does, and a process that is killed in the middle leaves nothing behind.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph

from claimgraph.errors import StoreUnusable
from claimgraph.store.versions import Version, Versions, copy_engine

_COMING = "coming"


class Scratch:
    """The versions of the scratch dataset; one writer at a time, which the caller sees to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._versions = Versions()
        self._drafts = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            number = self._recover()
        except (OSError, ValueError, RuntimeError) as error:
            raise StoreUnusable(f"the scratch dataset in {folder} cannot be opened: {error}") from None
        self._versions.add(Version(str(number), folder / str(number)))

    def _recover(self) -> int:
        """Number of the current version; what an interrupted write or an earlier version left is removed."""
        numbers = sorted(int(path.name) for path in self._folder.iterdir() if path.name.isdecimal())
        for path in self._folder.iterdir():
            if not numbers or path.name != str(numbers[-1]):
                shutil.rmtree(path)
        if numbers:
            return numbers[-1]
        pyoxigraph.Store(str(self._folder / _COMING))
        (self._folder / _COMING).rename(self._folder / "0")
        return 0

    def revision(self) -> str:
        """Token of what the next reader will see."""
        version = self._versions.newest
        assert version is not None
        return version.revision

    @contextmanager
    def newest(self) -> Iterator[Version]:
        """The current version, held until the block is left."""
        with self._versions.reading() as version:
            yield version

    @contextmanager
    def draft(self) -> Iterator[Version]:
        """A copy to be written; it becomes the current version if the block is left without an error."""
        self._drafts += 1
        path = self._folder / f"{_COMING}-{self._drafts}"
        with self.newest() as version:
            copy_engine(version.path, path)
        try:
            yield Version(version.revision, path)
            number = str(int(version.revision) + 1)
            path.rename(self._folder / number)
            self._versions.add(Version(number, self._folder / number))
        finally:
            shutil.rmtree(path, ignore_errors=True)
