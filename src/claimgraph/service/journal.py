"""Which records each write of this process changed, so that what is kept in memory can follow without starting anew."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

_KEPT = 256


class Journal:
    """The last writes, each from one revision of the store to the next.

    Writes that nobody enters here, such as those of other processes, leave a gap; nothing is known across a gap.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writes: OrderedDict[str, tuple[str, frozenset[str]]] = OrderedDict()

    def enter(self, before: str, after: str, documents: Iterable[str]) -> None:
        """Note a write that moved the store from one revision to another and changed these records alone."""
        with self._lock:
            self._writes[before] = (after, frozenset(documents))
            while len(self._writes) > _KEPT:
                self._writes.popitem(last=False)

    def changed(self, since: str, until: str) -> frozenset[str] | None:
        """IRIs of the records that changed between two revisions; None if that is not known.

        >>> journal = Journal()
        >>> journal.enter("1", "2", ["a"])
        >>> journal.enter("2", "3", ["b"])
        >>> sorted(journal.changed("1", "3")), journal.changed("0", "3")
        (['a', 'b'], None)
        """
        with self._lock:
            found: set[str] = set()
            at = since
            for _ in range(_KEPT + 1):
                if at == until:
                    return frozenset(found)
                if at not in self._writes:
                    return None
                at, documents = self._writes[at]
                found |= documents
        return None
