"""How large the dumps are and what their checksums are, where that is found out quickly."""

from __future__ import annotations

import hashlib
import io
import time
from dataclasses import dataclass
from threading import Lock

from claimgraph.mediatypes import RdfType
from claimgraph.service.loading import dump_records
from claimgraph.store.interface import Store

_SHARE = 20
"""How often longer than a dump took none is made again."""


@dataclass(frozen=True)
class Weight:
    """The size of a dump in bytes, and its SHA-256."""

    revision: str
    size: int
    sha256: str


class Dumps:
    """The weights of the dumps of a store, kept until the next write; one is found out at a time."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, Lock()
        self._kept: dict[str, Weight] = {}
        self._until: dict[str, float] = {}

    def weight(self, kind: RdfType) -> Weight | None:
        """The weight of the dump in a syntax; None while another is being made, or too soon after the last one."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            revision, start = self._store.revision(), time.monotonic()
            kept = self._kept.get(kind.name)
            if kept is not None and kept.revision == revision:
                return kept
            if start < self._until.get(kind.name, 0):
                return None
            self._kept[kind.name] = weight = self._weigh(kind, revision)
            end = time.monotonic()
            self._until[kind.name] = end + _SHARE * (end - start)
            return weight
        finally:
            self._lock.release()

    def _weigh(self, kind: RdfType, revision: str) -> Weight:
        content = io.BytesIO()
        dump_records(self._store, content, kind)
        return Weight(revision, content.tell(), hashlib.sha256(content.getvalue()).hexdigest())
