"""The task `query`: a SPARQL query over a snapshot, serialised by the engine as it goes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import pyoxigraph
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    serialize,
)

from claimgraph.querying.worker.frames import Frames


def answer_query(store: Store, task: dict[str, Any], text: str, out: IO[bytes]) -> None:
    """Evaluate a query and send its answer."""
    default, named = task["default"], task["named"]
    given = bool(default or named)
    result = store.query(
        text,
        base_iri=task["base"],
        prefixes=task["prefixes"],
        use_default_graph_as_union=task["union"] and not (given or task["stated"]),
        default_graph=[NamedNode(iri) for iri in default] if given else None,
        named_graphs=[NamedNode(iri) for iri in named] if given else None,
    )
    rows, size = task["rows"], task["bytes"]
    if isinstance(result, QuerySolutions):
        write_solutions(result, Frames(out, task["solutions"], rows, size))
    elif isinstance(result, QueryBoolean):
        write_solutions(result, Frames(out, task["boolean"], rows, size))
    else:
        write_triples(result, Frames(out, task["graph"], rows, size), task["prefixes"])


def write_solutions(result: QuerySolutions | QueryBoolean, frames: Frames) -> None:
    """Send the answer to a SELECT or an ASK."""
    format_ = QueryResultsFormat.from_media_type(frames.media)
    assert format_ is not None
    result.serialize(frames, format_)  # type: ignore[arg-type]
    frames.close()


def write_triples(triples: Iterable[pyoxigraph.Triple], frames: Frames, prefixes: dict[str, str]) -> None:
    """Send a graph, one row a triple."""

    def counted() -> Iterable[pyoxigraph.Triple]:
        for triple in triples:
            frames.row()
            yield triple

    format_ = RdfFormat.from_media_type(frames.media)
    serialize(counted(), frames, format_, prefixes=prefixes)  # type: ignore[arg-type]
    frames.close()
