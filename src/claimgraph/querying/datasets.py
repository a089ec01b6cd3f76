"""A dataset as its clients ask it: each task goes to a worker, over the newest version of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol

from pyoxigraph import Quad, RdfFormat, parse

from claimgraph.mediatypes import RdfType
from claimgraph.querying.accounts import Account
from claimgraph.querying.exchange import Answered, Task
from claimgraph.querying.workers import Workers, until_through
from claimgraph.store.interface import Wanted
from claimgraph.store.versions import Version


@dataclass(frozen=True)
class Upload:
    """A document that a client sent: its bytes, its syntax."""

    content: bytes
    kind: RdfType


@dataclass(frozen=True)
class Using:
    """The dataset of an update as the protocol names it."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()


class Readable(Protocol):
    """What keeps versions that a worker can open."""

    def newest(self) -> AbstractContextManager[Version]:
        """The newest version, held until the block is left."""
        ...

    def revision(self) -> str:
        """Token of what the next reader will see."""
        ...


class Dataset:
    """What all datasets have in common: they answer queries."""

    union = False
    prefixes: Mapping[str, str] = MappingProxyType({})

    def __init__(self, workers: Workers, versions: Readable, base: str) -> None:
        self._workers, self._versions, self._base = workers, versions, base

    def revision(self) -> str:
        """Token that changes with every write."""
        return self._versions.revision()

    async def current_revision(self) -> str:
        """The same, where finding out may take a while."""
        return self.revision()

    async def answer(self, query: str, wanted: Wanted, account: Account | None = None) -> Answered:
        """Evaluate a query, on somebody's account; returns when the first bytes of its answer exist.

        Raises:
            QueryError: If the query does not parse or cannot be evaluated.
            OverLimit: If it takes too long, needs too much, or too many others wait; after the first bytes the
                answer raises it.
        """
        parts = {
            "base": self._base,
            "prefixes": {name: iri for name, iri in self.prefixes.items() if f"{name}:" in query},
            "default": list(wanted.dataset.default),
            "named": list(wanted.dataset.named),
            "stated": wanted.dataset.stated,
            "union": self.union,
            "solutions": wanted.solutions.media,
            "boolean": wanted.boolean.media,
            "graph": wanted.graph.media,
        }
        return await self.read(Task("query", parts, query.encode(), account=account))

    def deadline(self) -> float:
        """When a request that arrives now must be done, on the loop's clock."""
        return self._workers.deadline()

    def common(self) -> dict[str, Any]:
        """What every task on this dataset needs."""
        return {"base": self._base, "prefixes": dict(self.prefixes)}

    async def read(self, task: Task) -> Answered:
        """Run a task over the newest version, which is held until the answer is through."""
        deadline = self._workers.deadline()
        with ExitStack() as held:
            version = held.enter_context(self._versions.newest())
            return await until_through(await self._workers.run(at_version(task, version), deadline=deadline), held)


def at_version(task: Task, version: Version) -> Task:
    """A task over one version of the data."""
    return replace(task, parts={**task.parts, "path": str(version.path)})


def upload_task(name: str, uploads: Sequence[Upload], parts: dict[str, Any], place: str) -> Task:
    """A task about documents."""
    pieces = [{"length": len(upload.content), "media": upload.kind.media} for upload in uploads]
    content = b"".join(upload.content for upload in uploads)
    return Task(name, {**parts, "parts": pieces}, content, place)


def read_quads(content: bytes) -> list[Quad]:
    """Quads that a worker sent."""
    return list(parse(content, RdfFormat.N_QUADS))
