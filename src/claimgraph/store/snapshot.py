"""Snapshots: read-only copies of the newest revision, for readers in other processes.

A copy is made of hard links when somebody first asks after a write, costs milliseconds at any size, and is kept until
its last reader is gone. A reader sees a whole revision, never half a write.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Copied(Protocol):
    """A store that can copy itself while it serves."""

    def revision(self) -> str:
        """Token of the current content."""
        ...

    def backup(self, folder: str) -> None:
        """Write a copy."""
        ...


@dataclass
class _Copy:
    revision: str
    path: Path
    readers: int = 0


class Snapshots:
    """The snapshots of one store, in a folder on the same file system as the store."""

    def __init__(self, store: Copied, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._lock = threading.Lock()
        self._copies: list[_Copy] = []
        self._made = 0
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    @contextmanager
    def newest(self) -> Iterator[Path]:
        """A folder with the newest revision, held until the block is left."""
        copy = self._take()
        try:
            yield copy.path
        finally:
            self._release(copy)

    def _take(self) -> _Copy:
        with self._lock:
            revision = self._store.revision()
            if not self._copies or self._copies[-1].revision != revision:
                self._made += 1
                path = self._folder / str(self._made)
                self._store.backup(str(path))
                self._copies.append(_Copy(revision, path))
                self._drop_unread()
            copy = self._copies[-1]
            copy.readers += 1
            return copy

    def _release(self, copy: _Copy) -> None:
        with self._lock:
            copy.readers -= 1
            self._drop_unread()

    def _drop_unread(self) -> None:
        """Older copies go with their last reader; the newest stays for the next."""
        for copy in [copy for copy in self._copies[:-1] if not copy.readers]:
            shutil.rmtree(copy.path, ignore_errors=True)
            self._copies.remove(copy)

    def close(self) -> None:
        """Remove all snapshots."""
        shutil.rmtree(self._folder, ignore_errors=True)
