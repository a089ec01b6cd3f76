"""The tasks on the scratch dataset: an update by the engine itself, and its graphs one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, serialize

from claimgraph.errors import Conflict, NotFound, ParseError
from claimgraph.querying.worker.difference import check_syntax
from claimgraph.querying.worker.frames import Frames
from claimgraph.querying.worker.query import write_triples

Told = dict[str, Any]
"""What a write tells; it goes out once the store is closed."""
DEFAULT = ""
"""How a task names the unnamed graph."""


def update(store: Store, task: dict[str, Any], text: str) -> Told:
    """Run an update, operation by operation; the copy that it works on counts only when all of them succeed."""
    check_syntax(task["operations"], text, task)
    for operation in task["operations"]:
        store.update(operation, base_iri=task["base"], prefixes=task["prefixes"])
    return {}


def read_graph(store: Store, task: dict[str, Any], out: IO[bytes]) -> None:
    """Send one graph, or where the task names none the whole dataset."""
    name, media = task["name"], task["graph"]
    frames = Frames(out, media, task["rows"], task["bytes"])
    if name is None:
        serialize(_counted(store, frames), frames, RdfFormat.from_media_type(media))  # type: ignore[arg-type]
        frames.close()
        return
    graph = _existing(store, name)
    quads = store.quads_for_pattern(None, None, None, graph)
    if media in ("application/n-quads", "application/trig") and name != DEFAULT:
        serialize(quads, frames, RdfFormat.from_media_type(media))  # type: ignore[arg-type]
        frames.close()
        return
    write_triples((quad.triple for quad in quads), frames, task["prefixes"])


def write_graph(store: Store, task: dict[str, Any], quads: Iterable[Quad]) -> Told:
    """Replace a graph or add to it; the answer says whether it is new."""
    graph = _named(task["name"])
    created = not _exists(store, graph)
    _check_expected(task, exists=not created)
    if task["task"] == "replace":
        store.clear_graph(graph)
    if isinstance(graph, NamedNode):
        store.add_graph(graph)
    store.extend(_within(quads, graph))
    return {"created": created}


def write_dataset(store: Store, task: dict[str, Any], quads: Iterable[Quad]) -> Told:
    """Replace the whole dataset or add to it."""
    if task["task"] == "replace":
        store.clear()
    store.extend(quads)
    return {"created": False}


def remove_graph(store: Store, task: dict[str, Any]) -> Told:
    """Remove a graph, or empty the unnamed one or the whole dataset, which always exist."""
    if task["name"] is None:
        store.clear()
        return {}
    _check_expected(task, exists=_exists(store, _named(task["name"])))
    if task["name"] == DEFAULT:
        store.clear_graph(DefaultGraph())
    else:
        store.remove_graph(_existing(store, task["name"]))
    return {}


def _within(quads: Iterable[Quad], graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    for quad in quads:
        if quad.graph_name not in (DefaultGraph(), graph):
            raise ParseError("body", found=f"the named graph {quad.graph_name}", expected=f"triples of {graph}")
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


def _check_expected(task: dict[str, Any], *, exists: bool) -> None:
    if task["exists"] is not None and task["exists"] != exists:
        raise Conflict("the graph is there already" if exists else "there is no such graph")


def _counted(store: Store, frames: Frames) -> Iterator[Quad]:
    for quad in store:
        frames.row()
        yield quad


def _named(name: str) -> NamedNode | DefaultGraph:
    return NamedNode(name) if name else DefaultGraph()


def _exists(store: Store, graph: NamedNode | DefaultGraph) -> bool:
    return isinstance(graph, DefaultGraph) or store.contains_named_graph(graph)


def _existing(store: Store, name: str) -> NamedNode | DefaultGraph:
    graph = _named(name)
    if not _exists(store, graph):
        raise NotFound(f"there is no graph <{name}>")
    return graph
