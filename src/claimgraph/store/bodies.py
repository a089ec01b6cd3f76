"""Bodies of revisions: files named after the SHA-256 of their content, written once and never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from claimgraph.errors import NotFound


class BodyStore:
    """A private, content-addressed folder; an orphan in it is harmless, nothing in it is ever lost."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep a body and return its digest; keeping the same one twice is the same as once."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
        return digest

    def get(self, digest: str) -> bytes:
        """Read a body.

        Raises:
            NotFound: If there is none with this digest.
        """
        try:
            return self._path(digest).read_bytes()
        except OSError:
            raise NotFound(f"no body with SHA-256 {digest} is kept") from None

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]
