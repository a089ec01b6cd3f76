"""Writing to a remote store: a change is one update that requires the revision on which it was computed.

The update has one operation for each graph, since Virtuoso leaves some literals where one removes from several. Servers
make a request whole or not at all; should one stop in the middle, the revision has not moved on, and nobody takes half
a change for a whole one.
"""

from __future__ import annotations

import secrets
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.errors import Conflict, OverLimit
from claimgraph.store.connection import Connection
from claimgraph.store.endpoint import NoAnswer
from claimgraph.store.interface import Change
from claimgraph.store.spelling import normalised, spell_quads
from claimgraph.store.turns import Turn, Turns

OPERATION = 500
"""Quads in one operation of an update; Virtuoso takes about 1,500."""
MOST = 5000
"""Quads in one update of Virtuoso, which takes seconds for that many, and minutes for twice as many."""


class Writer:
    """What writes to one store; the threads of a process wait for each other, and processes take turns."""

    def __init__(self, server: Connection, turns: Turns, *, virtuoso: bool, loads_graphs: bool) -> None:
        self._server, self._turns = server, turns
        self._virtuoso, self._loads_graphs = virtuoso, loads_graphs
        self._lock = threading.RLock()
        self._turn: Turn | None = None

    @contextmanager
    def hold(self) -> Iterator[Turn]:
        """Have the turn until the block is left; inside of such a block, the same turn."""
        with self._lock:
            if self._turn is not None:
                yield self._turn
                return
            with self._turns.take() as self._turn:
                try:
                    yield self._turn
                finally:
                    self._turn = None

    def commit(self, change: Change, expecting: str | None) -> str:
        """See `Store.commit`.

        Raises:
            Conflict: If the store has moved on from `expecting`, or others no longer wait for this writer.
            OverLimit: If the change is larger than the server takes in one step.
        """
        removed, added = normalised(change.removed - change.added), normalised(change.added - change.removed)
        if self._virtuoso and len(removed) + len(added) > MOST:
            message = f"a change of {len(removed) + len(added)} statements is more than {MOST}, which Virtuoso can make"
            raise OverLimit(f"{message} in one step; write fewer records at once", status=413)
        with self.hold() as turn:
            if expecting is not None and turn.revision != expecting:
                raise Conflict(f"the store is at revision {turn.revision}, no longer at {expecting}")
            turn.revision = self._apply(turn, removed, added)
            return turn.revision

    def _apply(self, turn: Turn, removed: Sequence[Quad], added: Sequence[Quad]) -> str:
        """Write and read back; the revision moves on last."""
        revision = secrets.token_hex(12)
        old, new = self._turns.standing(turn.revision), self._turns.standing(revision)
        condition = self._spelt([old, self._turns.announcing(turn.token)])
        changes = [*_pieces(removed, added), ([old], [new])]
        try:
            self._server.update(" ;\n".join(self._operation(*change, condition) for change in changes))
        except NoAnswer:
            turn.open_ended = True
            raise
        if self._turns.state().revisions != {revision}:
            raise Conflict("others no longer waited for this write; try again")
        return revision

    def _operation(self, removed: Sequence[Quad], added: Sequence[Quad], condition: str) -> str:
        return f"DELETE {{\n{self._spelt(removed)}\n}} INSERT {{\n{self._spelt(added)}\n}} WHERE {{\n{condition}\n}}"

    def _spelt(self, quads: Iterable[Quad]) -> str:
        return spell_quads(quads, virtuoso=self._virtuoso)

    def load(self, quads: Iterable[Quad]) -> str:
        """See `Store.load`; by the Graph Store protocol where the store has it, else by updates."""
        coming = iter(quads)
        while portion := normalised(islice(coming, MOST if self._loads_graphs else OPERATION)):
            if self._loads_graphs:
                self._add(portion)
            else:
                self._server.update(f"INSERT DATA {{\n{self._spelt(portion)}\n}}")
        return self.commit(Change(), None)

    def _add(self, quads: Iterable[Quad]) -> None:
        for name, rows in _by_graph(quads).items():
            triples = (Quad(row.subject, row.predicate, row.object) for row in rows)
            self._server.add(name, self._spelt(triples))


def _pieces(removed: Sequence[Quad], added: Sequence[Quad]) -> Iterator[tuple[Sequence[Quad], Sequence[Quad]]]:
    """A change in parts of one operation each, none about two graphs."""
    going, coming = _by_graph(removed), _by_graph(added)
    for name in sorted(going.keys() | coming.keys()):
        old, new = going[name], coming[name]
        if len(old) + len(new) <= OPERATION:
            yield old, new
            continue
        yield from ((old[start : start + OPERATION], ()) for start in range(0, len(old), OPERATION))
        yield from (((), new[start : start + OPERATION]) for start in range(0, len(new), OPERATION))


def _by_graph(quads: Iterable[Quad]) -> defaultdict[str, list[Quad]]:
    graphs: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        name = quad.graph_name
        graphs[name.value if isinstance(name, (NamedNode, Literal)) else str(name)].append(quad)
    return graphs
