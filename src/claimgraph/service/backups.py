"""Backups: everything that a store folder holds as one tar archive, made while the store serves."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from claimgraph import __version__
from claimgraph.errors import InputError, StoreUnusable, UsageError
from claimgraph.service.claimgraph import Claimgraph
from claimgraph.store.folder import StoreFolder

_ABOUT = "claimgraph.json"
_FORMAT = 1
_PARTS = ("data", "scratch", "bodies", "tokens")


def write_backup(graph: Claimgraph, output: IO[bytes]) -> None:
    """Write a backup of one revision: the graph, the scratch dataset, replaced bodies, hashed tokens.

    The graph is copied first: a body that comes after it is an orphan, which harms nothing.
    """
    with tempfile.TemporaryDirectory(dir=graph.root, prefix="backup-") as folder:
        copy = Path(folder) / "data"
        graph.store.backup(str(copy))
        about = {"format": _FORMAT, "base": graph.store.base, "version": __version__}
        (Path(folder) / _ABOUT).write_text(json.dumps(about), "utf-8")
        with tarfile.open(fileobj=output, mode="w|") as archive, graph.scratch.newest() as scratch:
            archive.add(Path(folder) / _ABOUT, _ABOUT)
            archive.add(copy, "data")
            archive.add(scratch.path, f"scratch/{scratch.revision}")
            for name in ("bodies", "tokens"):
                if (graph.root / name).exists():
                    archive.add(graph.root / name, name)


def restore_backup(source: Path, root: Path) -> str:
    """Make a store folder of a backup, and return its base IRI.

    The new content is unpacked beside its place and put there in the end, so an interruption leaves no half store.

    Raises:
        InputError: If the file is no backup.
        UsageError: If there is a store already.
        StoreLocked: If a process holds the folder.
        StoreUnusable: If the folder cannot be written.
    """
    folder = StoreFolder.hold(root)
    try:
        if any((root / part).exists() for part in _PARTS):
            raise UsageError(f"there is a store in {root}; a backup is restored to a folder that holds none")
        with _unpacked(source, root) as coming:
            about = _about(source, coming)
            for part in [part for part in reversed(_PARTS) if (coming / part).exists()]:
                (coming / part).rename(root / part)
        return about
    finally:
        folder.release()


@contextmanager
def _unpacked(source: Path, root: Path) -> Iterator[Path]:
    """The content of a backup in a folder that goes afterwards."""
    folder = root / "restoring"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _unpack(source, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(source: Path, folder: Path) -> None:
    try:
        folder.mkdir()
        with tarfile.open(source, mode="r:*") as archive:
            archive.extractall(folder, members=_members(archive, source), filter="data")
    except FileNotFoundError:
        raise InputError(str(source), found="no file", expected="a backup") from None
    except (tarfile.TarError, EOFError) as error:
        raise InputError(str(source), found=f"no whole archive ({error})", expected="a backup") from None
    except OSError as error:
        raise StoreUnusable(f"{folder} cannot be written: {error.strerror}") from None


def _members(archive: tarfile.TarFile, source: Path) -> Iterator[tarfile.TarInfo]:
    for member in archive:
        if member.name.partition("/")[0] not in (*_PARTS, _ABOUT):
            raise InputError(str(source), found=f"the file {member.name}", expected="a backup made by claimgraph")
        yield member


def _about(source: Path, folder: Path) -> str:
    try:
        about = json.loads((folder / _ABOUT).read_text("utf-8"))
        if about["format"] == _FORMAT and (folder / "data").is_dir():
            return str(about["base"])
        found = f"a backup of format {about['format']}"
    except (OSError, ValueError, KeyError, TypeError):
        found = f"an archive without {_ABOUT}"
    raise InputError(str(source), found=found, expected=f"a backup of format {_FORMAT}")
