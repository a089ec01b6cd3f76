"""Records in RDF syntaxes."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode, Quad, Triple, serialize

from claimgraph.mediatypes import JSON_LD, N_QUADS, TRIG, TURTLE, RdfType
from claimgraph.rdf.turtle import write_turtle
from claimgraph.vocabulary import PREFIXES
from claimgraph.web.problems import HttpFault


def write_record(triples: Sequence[Triple], kind: RdfType, base: str, path: str) -> bytes:
    """A record in an RDF syntax; with graph names where the syntax has them.

    Raises:
        HttpFault: 406 if the syntax cannot hold it: RDF/XML has no way to write some predicates, such as `rdf:li`.
    """
    document = base + path
    if kind is TURTLE:
        return write_turtle(triples, document=document, base=base, declare_base=True).encode()
    ordered = sorted(triples, key=str)
    try:
        if kind in (TRIG, N_QUADS):
            graph = NamedNode(document)
            quads = [Quad(t.subject, t.predicate, t.object, graph) for t in ordered]
            return serialize(quads, format=kind.format, prefixes=dict(PREFIXES)) or b""
        prefixes = None if kind is JSON_LD else dict(PREFIXES)
        return serialize(ordered, format=kind.format, prefixes=prefixes) or b""
    except OSError as error:
        raise HttpFault(406, f"{path} cannot be written as {kind.media}: {error}") from None
