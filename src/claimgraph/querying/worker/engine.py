"""The engine folder that a worker has open, and the memory that it may use over it."""

from __future__ import annotations

import resource
import sys

from pyoxigraph import Store


class Engine:
    """At most one open store at a time: read-only ones stay open for the next task."""

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        self._path: str | None = None
        self._store: Store | None = None

    def reading(self, path: str) -> Store:
        """The store in a folder that nobody writes."""
        if path != self._path or self._store is None:
            self._store = None
            self._unlimit()
            self._store, self._path = Store.read_only(path), path
            self._limit()
        return self._store

    def writing(self, path: str) -> Store:
        """The store in a folder that is this worker's alone; closed when the caller lets go of it."""
        self._unlimit()
        store = Store(path)
        self._limit()
        return store

    def none(self) -> None:
        """Limit the memory of a task that needs no store."""
        self._unlimit()
        self._limit()

    def _limit(self) -> None:
        if not sys.platform.startswith("linux"):
            return  # elsewhere the limit is not kept by the system, and what is mapped cannot be asked
        limit = _mapped_bytes() + self._memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))

    def _unlimit(self) -> None:
        """What the engine maps at opening varies too much to count: the limit is on top of it."""
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _mapped_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no pathlib in a worker
        return int(file.read().split()[0]) * resource.getpagesize()
