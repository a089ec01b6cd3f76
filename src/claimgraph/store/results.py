"""Answers of a remote store: read by the engine's parsers, so that whatever the server's dialect is, ours goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, cast

from pyoxigraph import QueryBoolean, QuerySolutions, Triple, parse, parse_query_results, serialize

from claimgraph.errors import StoreUnusable
from claimgraph.mediatypes import JSON, N_TRIPLES, RESULT_TYPES, RESULTS_JSON, rdf_type_of
from claimgraph.store.interface import Answer, Wanted
from claimgraph.store.spelling import CARRIED
from claimgraph.vocabulary import PREFIXES, XSD

_CARRIED, _PLAIN = (CARRIED + XSD.iri).encode(), XSD.iri.encode()

Result = QuerySolutions | QueryBoolean | Iterable[Triple]


class Stream:
    """Pieces of an answer as a file, carried datatypes put back."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._raw = self._ready = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; none at the end."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._take()
        taken = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(taken) :]
        return taken

    def _take(self) -> None:
        """Take one piece; what may be the beginning of a carried datatype waits for the next."""
        piece = next(self._pieces, None)
        self._ended = piece is None
        text = (self._raw + (piece or b"")).replace(_CARRIED, _PLAIN)
        kept = 0 if self._ended else min(len(_CARRIED) - 1, len(text))
        self._ready += text[: len(text) - kept]
        self._raw = text[len(text) - kept :]


def read_result(source: IO[bytes] | Stream, media: str, url: str) -> Result:
    """Read an answer; rows and triples are parsed as they are asked for, and fail then with a SyntaxError.

    Raises:
        StoreUnusable: If it is no SPARQL result.
    """
    bare = media.partition(";")[0].strip().lower()
    table = RESULTS_JSON if bare == JSON else next((kind for kind in RESULT_TYPES if kind.media == bare), None)
    graph = N_TRIPLES if bare == "text/plain" else rdf_type_of(bare)
    if table is not None and table.boolean:
        try:
            return parse_query_results(source, table.format)  # type: ignore[arg-type]
        except (SyntaxError, ValueError) as error:
            raise unreadable(url, error) from None
    if graph is not None:
        return (quad.triple for quad in parse(cast("IO[bytes]", source), graph.format))
    raise StoreUnusable(f"{url} is no SPARQL endpoint: it answered '{media or 'nothing'}', which is no SPARQL result")


def unreadable(url: str, error: Exception) -> StoreUnusable:
    """An answer that breaks off, or is not what its media type says."""
    return StoreUnusable(f"the store at {url} sent an answer that cannot be read: {error}")


def answer_of(result: Result, wanted: Wanted) -> Answer:
    """A whole answer in the syntax that is wanted."""
    if isinstance(result, QuerySolutions):
        return Answer(result.serialize(format=wanted.solutions.format) or b"", wanted.solutions.media)
    if isinstance(result, QueryBoolean):
        return Answer(result.serialize(format=wanted.boolean.format) or b"", wanted.boolean.media)
    content = serialize(result, format=wanted.graph.format, prefixes=dict(PREFIXES))
    return Answer(content or b"", wanted.graph.media)
