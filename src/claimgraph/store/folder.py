"""The folder of an embedded store: who holds it, and where its parts lie.

`data/` is the engine's, `scratch/` the scratch dataset, `bodies/` the replaced revisions, `snapshots/` what readers in
other processes see, `tokens` the credentials; `lock` names the process that holds the folder and, if it is a server,
its address.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from contextlib import suppress
from itertools import count
from pathlib import Path

from claimgraph.errors import StoreLocked, StoreUnusable


class StoreFolder:
    """A store folder held by this process until it is released."""

    def __init__(self, root: Path, lock: int) -> None:
        self.root = root
        self._lock = lock

    @classmethod
    def hold(cls, root: Path) -> StoreFolder:
        """Take the folder for this process, making it if it is not there.

        Raises:
            StoreLocked: If another process holds it; with that process's address if it is a server.
            StoreUnusable: If the folder cannot be made or written.
        """
        try:
            root.mkdir(parents=True, exist_ok=True)
            lock = os.open(root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnusable(f"the store folder {root} cannot be used: {error.strerror}") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = _read(lock)
            os.close(lock)
            raise StoreLocked(
                f"the store {root} is held by process {holder.get('pid', '?')}", address=holder.get("address")
            ) from None
        folder = cls(root, lock)
        folder._write({"pid": str(os.getpid())})
        folder._recover()
        return folder

    @classmethod
    def hold_one(cls, parent: Path) -> StoreFolder:
        """Take the first of the numbered folders that no other process holds."""
        for number in count(1):
            with suppress(StoreLocked):
                return cls.hold(parent / str(number))
        raise AssertionError("numbers do not end")

    def announce(self, address: str) -> None:
        """Say in the lock where the server of this folder listens, so that commands go through it."""
        self._write({"pid": str(os.getpid()), "address": address})

    def release(self) -> None:
        """Let other processes have the folder."""
        os.ftruncate(self._lock, 0)
        os.close(self._lock)

    @property
    def data(self) -> Path:
        """Folder of the engine."""
        return self.root / "data"

    @property
    def coming(self) -> Path:
        """Folder in which a new engine folder is prepared, to take the place of the old one by `swap`."""
        return self.root / "data.coming"

    @property
    def _going(self) -> Path:
        return self.root / "data.going"

    def swap(self) -> None:
        """Put the prepared engine folder in the place of the old one."""
        self.data.rename(self._going)
        self.coming.rename(self.data)
        shutil.rmtree(self._going)

    def _recover(self) -> None:
        """Finish or undo a swap that was interrupted."""
        if self._going.exists() and not self.data.exists():
            (self.coming if self.coming.exists() else self._going).rename(self.data)
        shutil.rmtree(self._going, ignore_errors=True)

    def _write(self, holder: dict[str, str]) -> None:
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, json.dumps(holder).encode(), 0)


def _read(lock: int) -> dict[str, str]:
    try:
        holder = json.loads(os.pread(lock, 4096, 0) or b"{}")
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}
