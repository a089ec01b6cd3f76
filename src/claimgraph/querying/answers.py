"""Answers that were given before: kept for as long as nothing was written, least recently used ones go first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

_OVERHEAD = 400
"""Bytes that an entry takes besides its content, roughly."""


@dataclass(frozen=True)
class KeptAnswer:
    """A serialised answer and its media type."""

    media: str
    content: bytes


class Answers:
    """The kept answers, bounded in bytes; the keys hold all that an answer depends on, the revision included."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._size = most_bytes, 0
        self._kept: OrderedDict[bytes, KeptAnswer] = OrderedDict()

    @property
    def largest(self) -> int:
        """Bytes of the largest answer that is kept."""
        return self._most // 16

    def get(self, key: bytes) -> KeptAnswer | None:
        """The answer under a key, None if it is not kept."""
        answer = self._kept.get(key)
        if answer is not None:
            self._kept.move_to_end(key)
        return answer

    def keep(self, key: bytes, answer: KeptAnswer) -> None:
        """Keep an answer if it is not too large, and let go of the oldest ones."""
        if len(answer.content) > self.largest or key in self._kept:
            return
        self._kept[key] = answer
        self._size += len(answer.content) + _OVERHEAD
        while self._size > self._most:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone.content) + _OVERHEAD
