"""Versions of an engine folder: each stays until its last reader is gone, the newest stays for the next reader."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_NOT_COPIED = ("LOCK", "LOG", "LOG.old")


@dataclass
class Version:
    """One version: the revision that it holds, and the folder that a reader opens."""

    revision: str
    path: Path
    readers: int = 0


class Versions:
    """The versions that are in use, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[Version] = []

    @property
    def newest(self) -> Version | None:
        """The version that the next reader gets; None before the first."""
        return self._kept[-1] if self._kept else None

    def add(self, version: Version) -> None:
        """Make a version the newest."""
        with self._lock:
            self._kept.append(version)
            self._drop_unread()

    @contextmanager
    def reading(self) -> Iterator[Version]:
        """The newest version, held until the block is left."""
        with self._lock:
            version = self._kept[-1]
            version.readers += 1
        try:
            yield version
        finally:
            with self._lock:
                version.readers -= 1
                self._drop_unread()

    def _drop_unread(self) -> None:
        for version in [version for version in self._kept[:-1] if not version.readers]:
            shutil.rmtree(version.path, ignore_errors=True)
            self._kept.remove(version)


def copy_engine(source: Path, target: Path) -> None:
    """Copy the folder of an engine that nobody writes: its tables, which never change, as hard links."""
    target.mkdir()
    for file in os.scandir(source):
        if file.name.endswith(".sst"):
            os.link(file.path, target / file.name)
        elif file.name not in _NOT_COPIED and not file.name.startswith("LOG.old"):
            shutil.copyfile(file.path, target / file.name)
