"""Snapshots: read-only copies of the newest revision, for readers in other processes.

A copy is made of hard links when somebody first asks after a write, costs milliseconds at any size, and is kept until
its last reader is gone. A reader sees a whole revision, never half a write.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from claimgraph.store.versions import Version, Versions, copy_engine


class Copied(Protocol):
    """A store that can copy itself while it serves."""

    def revision(self) -> str:
        """Token of the current content."""
        ...

    def backup(self, folder: str) -> None:
        """Write a copy."""
        ...


class Snapshots:
    """The snapshots of one store, in a folder on the same file system as the store."""

    def __init__(self, store: Copied, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._lock, self._renewing = threading.Lock(), threading.Lock()
        self._versions = Versions()
        self._made = 0
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def revision(self) -> str:
        """Token of what the next reader will see."""
        return self._store.revision()

    @contextmanager
    def newest(self) -> Iterator[Version]:
        """The newest revision, held until the block is left."""
        self._renew()
        with self._versions.reading() as version:
            yield version

    @contextmanager
    def draft(self) -> Iterator[Version]:
        """A copy of the newest revision that may be written, and goes when the block is left."""
        with self.newest() as version:
            path = self._path()
            copy_engine(version.path, path)
            try:
                yield Version(version.revision, path)
            finally:
                shutil.rmtree(path, ignore_errors=True)

    def _path(self) -> Path:
        with self._lock:
            self._made += 1
            return self._folder / str(self._made)

    def _renew(self) -> None:
        path = self._path()
        with self._renewing:
            revision = self._store.revision()
            newest = self._versions.newest
            if newest is None or newest.revision != revision:
                self._store.backup(str(path))
                self._versions.add(Version(revision, path))

    def close(self) -> None:
        """Remove all snapshots."""
        shutil.rmtree(self._folder, ignore_errors=True)
