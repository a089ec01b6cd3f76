"""What a SPARQL update would change, written record by record through the gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pyoxigraph import Quad, Triple

from claimgraph.errors import IdentifierError, NotWritable
from claimgraph.identifiers import path_of, record_path
from claimgraph.rdf.canonical import normalise
from claimgraph.service.records import Body, Records, Written
from claimgraph.service.revisions import Author
from claimgraph.store.interface import Store


def write_difference(
    records: Records,
    store: Store,
    removed: Sequence[Quad],
    added: Sequence[Quad],
    author: Author,
    *,
    at: str,
    dry_run: bool = False,
) -> Written:
    """Write the records that a difference touches, all in one atomic step.

    Args:
        records: The records of the store.
        store: The store.
        removed: Quads that go.
        added: Quads that come.
        author: Who writes and why.
        at: Store revision on which the difference was found.
        dry_run: Only say what would happen.

    Raises:
        NotWritable: If it touches a graph that is no record.
        Refused: If the gate finds a violation in a touched record.
        Conflict: If the store has moved on since.
    """
    gone, come = _by_graph(removed), _by_graph(added)
    bodies = []
    for name in sorted(gone.keys() | come.keys()):
        path = record_path_of(name, store.base)
        going = set(normalise(gone[name]))
        staying = [triple for triple in store.graph(name) if triple not in going]
        bodies.append(Body(path, [*staying, *come[name]]))
    return records.write(bodies, author, dry_run=dry_run, at=at)


def record_path_of(name: str, base: str) -> str:
    """The path of the record that a graph holds.

    Raises:
        NotWritable: If it holds none.
    """
    try:
        path = record_path(path_of(name, base) or "")
    except IdentifierError:
        path = ""
    if not path or base + path != name:
        expected = f"a record such as <{base}claims/…> (the scratch dataset takes any graph)"
        raise NotWritable(None, found=f"the graph <{name}>", expected=expected)
    return path


def _by_graph(quads: Iterable[Quad]) -> defaultdict[str, list[Triple]]:
    graphs: defaultdict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        graphs[getattr(quad.graph_name, "value", "")].append(quad.triple)
    return graphs
