"""The scratch dataset as its clients ask and change it: no gate, no union."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from claimgraph.errors import Conflict, OverLimit
from claimgraph.mediatypes import RdfType
from claimgraph.querying.accounts import Account
from claimgraph.querying.datasets import Dataset, Upload, Using, at_version, upload_task
from claimgraph.querying.exchange import Answered, Task
from claimgraph.querying.updates import parsable_whole, prepare_update, write_operation
from claimgraph.querying.workers import Workers
from claimgraph.store.scratch import Scratch


@dataclass(frozen=True)
class Expecting:
    """The state on which a write insists.

    Attributes:
        revisions: Revisions of which one must be current; None takes any.
        exists: Whether the graph must be there, or must not; None takes both.
    """

    revisions: frozenset[str] | None = None
    exists: bool | None = None


ANY = Expecting()


class ScratchDataset(Dataset):
    """The scratch dataset: no gate, no union; each write is atomic, and one comes after the other."""

    def __init__(self, workers: Workers, scratch: Scratch, base: str) -> None:
        super().__init__(workers, scratch, base)
        self._scratch = scratch
        self._writing = asyncio.Lock()

    async def update(self, update: str, using: Using) -> None:
        """Run an update.

        Raises:
            QueryError: If it does not parse or fails.
            OverLimit: If it takes too long or needs too much.
        """
        whole, operations = await asyncio.to_thread(_cut, update, using)
        await self._write(Task("update", {**self.common(), "operations": operations}, whole.encode(), "update"))

    async def graph(self, name: str | None, kind: RdfType, account: Account | None = None) -> Answered:
        """One graph (the empty name: the unnamed one), or with None the whole dataset, on somebody's account.

        Raises:
            NotFound: If there is no such graph.
        """
        parts = {**self.common(), "name": name, "graph": kind.media}
        return await self.read(Task("graph", parts, place="graph", account=account))

    async def replace(self, name: str | None, uploads: Sequence[Upload], expecting: Expecting = ANY) -> bool:
        """Put documents in the place of a graph or of everything; returns whether the graph is new.

        Raises:
            ParseError: If one of them is not well formed; the graph stays as it was.
            Conflict: If the state is not as expected.
        """
        return await self._upload("replace", name, uploads, expecting)

    async def merge(self, name: str | None, uploads: Sequence[Upload], expecting: Expecting = ANY) -> bool:
        """Add documents to a graph or to the dataset; otherwise like `replace`."""
        return await self._upload("merge", name, uploads, expecting)

    async def remove(self, name: str | None, expecting: Expecting = ANY) -> None:
        """Remove a graph, or everything.

        Raises:
            NotFound: If there is no such graph.
            Conflict: If the state is not as expected.
        """
        task = Task("remove", {**self.common(), "name": name, "exists": expecting.exists}, place="graph")
        await self._write(task, expecting)

    async def _upload(self, task: str, name: str | None, uploads: Sequence[Upload], expecting: Expecting) -> bool:
        parts: dict[str, Any] = {"prefixes": {}, "name": name, "base": name or self._base, "exists": expecting.exists}
        parts |= {"root": self._base, "records": False}
        return bool((await self._write(upload_task(task, uploads, parts, "body"), expecting))["created"])

    async def _write(self, task: Task, expecting: Expecting = ANY) -> dict[str, Any]:
        deadline = self._workers.deadline()
        async with self._turn(deadline):
            if expecting.revisions is not None and self.revision() not in expecting.revisions:
                raise Conflict("the dataset has changed since")
            with self._scratch.draft() as version:
                told = await (await self._workers.run(at_version(task, version), deadline=deadline)).content()
        answer: dict[str, Any] = json.loads(told)
        return answer

    @asynccontextmanager
    async def _turn(self, deadline: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout_at(deadline):
                await self._writing.acquire()
        except TimeoutError:
            raise OverLimit("other writes took too long", retry_after_s=1) from None
        try:
            yield
        finally:
            self._writing.release()


def _cut(update: str, using: Using) -> tuple[str, list[str]]:
    operations = prepare_update(update, using.default, using.named)
    return parsable_whole(update), [write_operation(operation) for operation in operations]
