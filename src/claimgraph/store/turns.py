"""Taking turns on a remote store: who may write next, agreed by announcements that lie in the store itself.

A conditional update (DELETE/INSERT WHERE the old revision stands) is not enough: servers evaluate two of them at once,
and both apply. So a writer first announces itself, and looks who else has. It goes on only when it stands alone. Two
writers cannot both think so: each announces before it looks, so the later of the two looks has both before it. Of
several, those with the larger tokens step back. The announcement stands until the writer has read back what it wrote;
and each write requires it, so that a writer that was given up for dead can change nothing any more.

What is asked of the server: an update that is acknowledged is seen by every query that begins after it.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.errors import StoreUnusable
from claimgraph.store.interface import Row
from claimgraph.vocabulary import CG, XSD

WRITING = "system/writing"
"""Path of the graph in which writers announce themselves."""
PATIENCE_S = 90.0
"""How long an announcement may stand before its writer is given up for dead; longer than a request may take."""
_TRIES = 3


class Server(Protocol):
    """What is needed of a remote store."""

    def select(self, query: str) -> list[Row]:
        """Rows of a SELECT."""
        ...

    def update(self, text: str) -> None:
        """Run an update."""
        ...


@dataclass(frozen=True)
class State:
    """The revisions that stand, of which there should be one, and the writers that are announced."""

    revisions: frozenset[str]
    announced: frozenset[str]

    @property
    def revision(self) -> str:
        """The revision; empty where the store has none yet.

        Raises:
            StoreUnusable: If there are several.
        """
        if len(self.revisions) > 1:
            several = ", ".join(sorted(self.revisions))
            raise StoreUnusable(f"the store has several revisions, {several}; all but one must go by hand")
        return next(iter(self.revisions), "")


@dataclass
class Turn:
    """A turn that was taken.

    Attributes:
        token: What announces it.
        revision: The revision of the store; nobody else moves it on.
        open_ended: Whether something that was asked of the server may be done later than anybody knows.
    """

    token: str
    revision: str
    open_ended: bool = False


class Turns:
    """The turns of one store."""

    def __init__(self, server: Server, base: str, system: str, *, patience_s: float = PATIENCE_S) -> None:
        self._server, self._patience_s = server, patience_s
        self._node = NamedNode(base + system)
        self._writing = NamedNode(base + WRITING)
        self._query = f"SELECT ?graph ?token WHERE {{ GRAPH ?graph {{ {self._node} {CG.storeRevision} ?token }} }}"

    def state(self) -> State:
        """What stands now."""
        rows = [(_value(graph), _value(token)) for graph, token in self._server.select(self._query)]
        return State(
            frozenset(token for graph, token in rows if graph == self._node.value),
            frozenset(token for graph, token in rows if graph == self._writing.value),
        )

    def standing(self, token: str) -> Quad:
        """The quad that says that a revision stands."""
        return self._quad(token, self._node)

    def announcing(self, token: str) -> Quad:
        """The quad that announces a writer."""
        return self._quad(token, self._writing)

    def _quad(self, token: str, graph: NamedNode) -> Quad:
        return Quad(self._node, CG.storeRevision, Literal(token, datatype=XSD.string), graph)

    @contextmanager
    def take(self) -> Iterator[Turn]:
        """Wait until nobody else writes, and keep the others waiting until the block is left."""
        since: dict[str, float] = {}
        while (turn := self._try(since)) is None:
            self._wait(since)
        try:
            yield turn
        finally:
            if not turn.open_ended:
                self._withdraw(turn.token)

    def _try(self, since: dict[str, float]) -> Turn | None:
        """A turn; None if somebody else goes first."""
        token = secrets.token_hex(12)
        self._server.update(f"INSERT DATA {{ {_block(self.announcing(token))} }}")
        try:
            state = self._alone(token, since)
            if state is not None:
                return Turn(token, state.revision)
        except BaseException:
            self._withdraw(token)
            raise
        self._withdraw(token)
        return None

    def _alone(self, token: str, since: dict[str, float]) -> State | None:
        """The state once nobody else stands in it; None if somebody else goes first."""
        while True:
            state = self.state()
            others = state.announced - {token}
            if not others and token in state.announced:
                return state
            if token not in state.announced or min(others) < token:
                return None
            self._give_up(others, since)
            _pause()

    def _wait(self, since: dict[str, float]) -> None:
        """Wait until nobody writes, or as long as one of those who do may take."""
        while announced := self.state().announced:
            if self._give_up(announced, since):
                return
            _pause()

    def _give_up(self, others: frozenset[str], since: dict[str, float]) -> bool:
        """Take away what has been announced for so long that its writer must have died."""
        now = time.monotonic()
        dead = [token for token in others if now - since.setdefault(token, now) > self._patience_s]
        for token in dead:
            self._withdraw(token)
        return bool(dead)

    def _withdraw(self, token: str) -> None:
        """Take an announcement back. If that fails, the others will wait until they lose patience."""
        for _ in range(_TRIES):
            with suppress(StoreUnusable):
                self._server.update(f"DELETE DATA {{ {_block(self.announcing(token))} }}")
                return


def _block(quad: Quad) -> str:
    return f"GRAPH {quad.graph_name} {{ {quad.subject} {quad.predicate} {quad.object} }}"


def _pause() -> None:
    time.sleep(random.uniform(0.002, 0.01))


def _value(term: object) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)
