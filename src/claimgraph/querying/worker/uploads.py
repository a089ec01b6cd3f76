"""The parsing of what clients send: a document that ends its parser ends a worker, not the server."""

from __future__ import annotations

from typing import IO, Any

from pyoxigraph import Quad, RdfFormat, serialize

from claimgraph.mediatypes import N_QUADS, record_type_of
from claimgraph.querying.worker.frames import Frames, send
from claimgraph.rdf.jsonld.reading import read_document


def parse_upload(task: dict[str, Any], content: bytes, out: IO[bytes]) -> None:
    """Send the quads of a document as N-Quads, their literals as they were written."""
    quads = parse_parts(task, content, fresh=False)
    send(out, b"P")
    out.flush()
    frames = Frames(out, N_QUADS.media, len(quads) + 1, task["bytes"])
    frames.write(serialize(quads, format=RdfFormat.N_QUADS) or b"")
    frames.close()


def parse_parts(task: dict[str, Any], content: bytes, *, fresh: bool) -> list[Quad]:
    """The quads of a document in one part or several; `fresh` gives blank nodes names that nothing else has.

    Raises:
        ParseError: If a part is not well formed.
    """
    quads: list[Quad] = []
    start = 0
    for part in task["parts"]:
        kind = record_type_of(part["media"])
        assert kind is not None
        piece = content[start : start + part["length"]]
        start += part["length"]
        quads += read_document(
            piece, kind, base=task["base"], root=task["root"], place=task["place"], records=task["records"],
            fresh=fresh,
        )  # fmt: skip
    return quads
