"""How a worker and its pool talk: tasks in, frames out.

A task is two lengths, a header in JSON and bytes. A frame is a letter, a length and a payload. P says that a text has
been parsed. A small answer is one frame W: its media type, a line end, its bytes. A larger one begins with H, its
media type, once its first bytes exist; D carries bytes, E ends it. X is an error.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

FRAME = struct.Struct("<cI")
TASK = struct.Struct("<II")
CHUNK = 64 * 1024
FIRST = 4 * CHUNK
"""Bytes that gather before an answer opens, so that most answers over a limit get a status of their own."""
_ROW = {
    "application/sparql-results+json": b'}},{"',
    "application/sparql-results+xml": b"</result>",
    "text/csv": b"\r\n",
    "text/tab-separated-values": b"\n",
}
"""What ends a row in the bytes of an answer; text in CSV that holds line ends of its own counts as more rows."""


class OverLimit(Exception):
    """The answer has more rows or bytes than allowed."""


class Frames:
    """Standard output as a file of frames, with the limits of one answer."""

    def __init__(self, out: IO[bytes], media: str, rows: int, size: int) -> None:
        self._out, self.media = out, media
        self._rows, self._size = rows, size
        self._mark = _ROW.get(media)
        self._buffer = bytearray()
        self._opened = False

    def write(self, data: bytes) -> int:
        """Take bytes of the answer."""
        self._size -= len(data)
        if self._size < 0:
            raise OverLimit("bytes")
        if self._mark:
            self._rows -= data.count(self._mark)
        if self._rows < 0:
            raise OverLimit("rows")
        self._buffer += data
        if len(self._buffer) >= (CHUNK if self._opened else FIRST):
            self._pass_on()
        return len(data)

    def row(self) -> None:
        """Count a row that no mark in the bytes tells."""
        self._rows -= 1
        if self._rows < 0:
            raise OverLimit("rows")

    def flush(self) -> None:
        """Nothing; serialisers call it when they are done, and the whole may still go out as one frame."""

    def _pass_on(self) -> None:
        if not self._opened:
            self._opened = True
            send(self._out, b"H", self.media.encode())
        send(self._out, b"D", bytes(self._buffer))
        self._out.flush()
        self._buffer.clear()

    def close(self) -> None:
        """Send the rest, or the whole where nothing has gone out."""
        if not self._opened:
            send(self._out, b"W", self.media.encode() + b"\n" + bytes(self._buffer))
            return
        self._pass_on()
        send(self._out, b"E")


def send(out: IO[bytes], letter: bytes, payload: bytes = b"") -> None:
    """Write one frame; it goes out when `out` is flushed."""
    out.write(FRAME.pack(letter, len(payload)) + payload)


def pack(header: dict[str, Any], content: bytes) -> bytes:
    """A task as it goes to a worker."""
    text = json.dumps(header).encode()
    return TASK.pack(len(text), len(content)) + text + content


def receive(source: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next task; None when there will be none."""
    head = source.read(TASK.size)
    if len(head) < TASK.size:
        return None
    header, content = TASK.unpack(head)
    return json.loads(source.read(header)), source.read(content)
