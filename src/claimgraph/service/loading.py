"""Many records at once: from folders in the layout of `graph/`, from datasets, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple, serialize

from claimgraph.errors import IdentifierError, InputError
from claimgraph.identifiers import KINDS, path_of, record_path
from claimgraph.mediatypes import JSON_LD, JSON_TREE, RDF_TYPES, TRIG, RdfType, rdf_type_of_suffix
from claimgraph.rdf.jsonld.reading import read_document
from claimgraph.rdf.parse import holds_graphs, triples_of_graph
from claimgraph.rdf.turtle import write_trig, write_turtle
from claimgraph.service.records import Body
from claimgraph.store.interface import Store


def read_bodies(paths: Sequence[Path], base: str) -> list[Body]:
    """Read records from files and folders.

    A file below a folder `claims`, `studies`, `concepts` or `contributions` is the record of that path; a dataset
    (N-Quads, TriG) brings one record a graph.

    Raises:
        InputError: If a file is missing, of no known syntax, or its place does not tell which record it is.
        ParseError: If a file is not well formed.
    """
    bodies: list[Body] = []
    for path in paths:
        files = sorted(_rdf_files(path)) if path.is_dir() else [path]
        if not files:
            raise InputError(str(path), found="no RDF file in the folder", expected="files such as claims/x.ttl")
        for file in files:
            bodies.extend(read_file(file, base))
    return bodies


def _rdf_files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file() and _is_record_file(file))


def _is_record_file(file: Path) -> bool:
    """Whether a file in a folder is read: plain JSON only where its place names a record, since much else is JSON."""
    kind = _kind_of(file)
    return kind is not None and (kind is not JSON_TREE or path_of_file(file, kind) is not None)


def _kind_of(file: Path) -> RdfType | None:
    return JSON_TREE if file.name.lower().endswith(JSON_TREE.suffix) else rdf_type_of_suffix(file.name)


def read_file(file: Path, base: str) -> list[Body]:
    """Read the record, or with a dataset the records, of one file."""
    kind = _kind_of(file)
    if kind is None:
        known = ", ".join(kind.suffix for kind in (*RDF_TYPES, JSON_TREE))
        raise InputError(str(file), found="a file of no known syntax", expected=f"a name that ends in one of {known}")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(str(file), found=error.strerror or "an error", expected="a file that can be read") from None
    path = path_of_file(file, kind)
    if path is not None and (kind is JSON_LD or not holds_graphs(kind)):
        quads = read_document(content, kind, base=base + path, root=base, place=str(file))
        triples = triples_of_graph(quads, str(file))
        if not triples:
            raise InputError(str(file), found="a file that says nothing", expected="the triples of a record")
        return [Body(path, triples)]
    if not holds_graphs(kind) and kind is not JSON_TREE:
        expected = "it below a folder claims, studies, concepts or contributions, whose path names the record"
        raise InputError(str(file), found="a record file outside of such a folder", expected=expected)
    quads = read_document(content, kind, base=base, root=base, place=str(file), records=True)
    return bodies_of_quads(quads, base, str(file))


def path_of_file(file: Path, kind: RdfType) -> str | None:
    """The record path that a file's place tells, None if it tells none.

    >>> from claimgraph.mediatypes import TURTLE
    >>> path_of_file(Path("graph/claims/x.ttl"), TURTLE)
    'claims/x'
    """
    parts = file.resolve().parts
    for place in [place for place, part in enumerate(parts[:-1]) if part in KINDS]:
        try:
            return record_path("/".join(parts[place:])[: -len(kind.suffix)])
        except IdentifierError:
            continue
    return None


def bodies_of_quads(quads: Iterable[Quad], base: str, place: str) -> list[Body]:
    """The records of a dataset; graphs that the store keeps itself are left out.

    Raises:
        InputError: If a graph is no record of this base.
    """
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        if quad.graph_name == DefaultGraph():
            expected = f"each triple in the graph of its record, such as <{base}claims/…>"
            raise InputError(place, found=f"the triple {quad.triple} in no graph", expected=expected)
        graphs[getattr(quad.graph_name, "value", "")].append(quad.triple)
    bodies = []
    for name, triples in sorted(graphs.items()):
        path = path_of(name, base)
        if path is None:
            raise InputError(place, found=f"the graph <{name}>", expected=f"records of the base {base}")
        if path.partition("/")[0] in KINDS:
            if base + record_path(path) != name:
                raise InputError(place, found=f"the graph <{name}>", expected=f"<{base + record_path(path)}>")
            bodies.append(Body(path, triples))
    return bodies


def record_names(store: Store) -> list[str]:
    """Paths of all records, sorted."""
    paths = (path_of(name, store.base) for name in store.graph_names())
    return sorted(path for path in paths if path and path.partition("/")[0] in KINDS)


def dump_records(store: Store, output: IO[bytes], kind: RdfType) -> int:
    """Write all records as a dataset and return their number; the same bytes for the same records.

    TriG comes in the layout of `graph/`, with absolute IRIs.
    """
    names = record_names(store)
    if kind is TRIG:
        documents = (store.base + path for path in names)
        for text in write_trig((document, store.graph(document)) for document in documents):
            output.write(text.encode())
        return len(names)
    for path in names:
        graph = NamedNode(store.base + path)
        quads = (Quad(t.subject, t.predicate, t.object, graph) for t in sorted(store.graph(graph.value), key=str))
        output.write(serialize(quads, format=kind.format) or b"")
    return len(names)


def write_record_file(folder: Path, path: str, triples: Iterable[Triple], base: str) -> Path:
    """Write one record in the one layout; returns its file."""
    file = folder / f"{path}.ttl"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = write_turtle(triples, document=base + path, base=base)
    temporary = file.with_name(file.name + ".part")
    temporary.write_text(text, "utf-8")
    temporary.replace(file)
    return file
