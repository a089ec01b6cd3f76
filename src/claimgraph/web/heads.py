"""The heads of requests, bounded: the HTTP parser itself would take in a header for as long as one is sent."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEADERS = 64_000
"""Bytes of all headers of a request; what reads them takes time in proportion."""
_MOST_HEAD = 2 * MOST_HEADERS
"""Bytes until the head must be complete, the address included."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with an end to what a head may hold."""

    _head: int | None = None
    """Bytes of a head that is not complete; None outside of heads."""

    def data_received(self, data: bytes) -> None:
        """Hand data on to the parser, unless it makes a head too long."""
        if self._head is not None:
            self._head += len(data)
            if self._head > _MOST_HEAD:
                self.send_400_response("The head of the request is too long.")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """A head begins."""
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head is complete; one that is too long ends the connection with 400."""
        self._head = None
        if sum(len(name) + len(value) + 4 for name, value in self.headers) > MOST_HEADERS:
            raise ValueError("the headers are too long")
        super().on_headers_complete()
