"""The graph as its clients ask and change it: its default graph is the union of records, a gate stands before it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pyoxigraph import Quad

from claimgraph.querying.datasets import Dataset, Upload, Using, at_version, read_quads, upload_task
from claimgraph.querying.exchange import Task
from claimgraph.querying.updates import as_task, parsable_whole, prepare_update
from claimgraph.querying.worker.difference import ADDED
from claimgraph.querying.workers import Workers
from claimgraph.store.snapshot import Snapshots
from claimgraph.vocabulary import PREFIXES


@dataclass(frozen=True)
class Difference:
    """What an update would change, and the revision on which that was found out."""

    removed: list[Quad]
    added: list[Quad]
    revision: str


class GraphDataset(Dataset):
    """The graph: its default graph is the union of records, and the SHACL gate stands before every change."""

    union = True
    prefixes = MappingProxyType(PREFIXES)

    def __init__(self, workers: Workers, snapshots: Snapshots, base: str) -> None:
        super().__init__(workers, snapshots, base)
        self._snapshots = snapshots

    async def difference(self, update: str, using: Using, *, deadline: float | None = None) -> Difference:
        """What an update would change; nothing is written. `deadline`, on the loop's clock, is that of a new task.

        Raises:
            QueryError: If it does not parse, or would change more than named graphs.
            OverLimit: If it takes too long, needs too much, or changes too much.
        """
        deadline = deadline or self._workers.deadline()
        whole, operations = await asyncio.to_thread(_cut, update, using)
        with self._snapshots.draft() as version:
            task = Task("difference", {**self.common(), "operations": operations}, whole.encode(), "update")
            told = await (await self._workers.run(at_version(task, version), deadline=deadline)).content()
        removed, _, added = told.partition(ADDED)
        gone, come = await asyncio.to_thread(lambda: (read_quads(removed), read_quads(added)))
        return Difference(gone, come, version.revision)

    async def parsed(self, uploads: Sequence[Upload], *, base: str, place: str) -> list[Quad]:
        """The quads of a document in one or more parts, their literals as they were written.

        Raises:
            ParseError: If it is not well formed.
        """
        parts = {"base": base, "root": self._base, "records": base == self._base}
        told = await (await self._workers.run(upload_task("parse", uploads, parts, place))).content()
        return await asyncio.to_thread(read_quads, told)

    async def close(self) -> None:
        """Let go of what was kept for readers."""
        self._snapshots.close()


def _cut(update: str, using: Using) -> tuple[str, list[dict[str, Any]]]:
    operations = prepare_update(update, using.default, using.named)
    return parsable_whole(update), [as_task(operation) for operation in operations]
