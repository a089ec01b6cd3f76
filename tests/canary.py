"""A server on loopback that nobody should ever reach, and a file that nobody should ever read."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SECRET = "the-canary-sang"
_BODY = f'<http://e/{SECRET}> <http://e/p> "{SECRET}" .\n'.encode()


@dataclass
class Canary:
    """Records every connection, and answers each with a triple that must turn up nowhere.

    Attributes:
        port: Port on loopback.
        file: File on disk with the same triple.
        seen: First line of each request; empty for a connection without one.
    """

    port: int
    file: Path
    seen: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/canary"

    @property
    def file_url(self) -> str:
        return self.file.as_uri()


@contextmanager
def singing(folder: Path) -> Iterator[Canary]:
    """A canary that listens until the block is left."""
    seen: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        timeout = 2

        def handle(self) -> None:
            seen.append("")
            seen[-1] = self.rfile.readline(1000).decode("latin-1").strip()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nContent-Length: {len(_BODY)}\r\n\r\n"
            self.wfile.write(head.encode() + _BODY)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        file = folder / "canary.nt"
        file.write_bytes(_BODY)
        yield Canary(server.server_address[1], file, seen)
        server.shutdown()
        thread.join()
