"""Backups of a store to a file, and stores of backups."""

from __future__ import annotations

import sys
from pathlib import Path

from claimgraph.cli.graphs import open_graph
from claimgraph.errors import StoreUnusable, UsageError
from claimgraph.service.backups import restore_backup
from claimgraph.settings import Settings


def backup_to(settings: Settings, target: Path | None, *, token: str | None) -> None:
    """Write a backup to a file, which appears when it is whole; to standard output without one.

    Raises:
        StoreUnusable: If the file cannot be written.
    """
    with open_graph(settings, empty=True, token=token) as graph:
        if target is None:
            graph.backup(sys.stdout.buffer)
            return
        part = target.with_name(target.name + ".part")
        try:
            with part.open("wb") as output:
                graph.backup(output)
            part.replace(target)
        except OSError as error:
            raise StoreUnusable(f"{target} cannot be written: {error.strerror}") from None
        finally:
            part.unlink(missing_ok=True)
    print(f"{target}: {target.stat().st_size} bytes", file=sys.stderr)


def restore_from(settings: Settings, source: Path) -> None:
    """Make the store folder of the settings from a backup.

    Raises:
        UsageError: If the settings name no folder.
    """
    if settings.remote is not None:
        raise UsageError("a backup is restored to a folder; give --store DIR")
    base = restore_backup(source, Path(settings.store))
    print(f"{settings.store}: restored, its base IRI is {base}", file=sys.stderr)
