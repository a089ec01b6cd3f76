"""Moving a store to another base IRI."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.errors import StoreUnusable
from claimgraph.identifiers import check_base
from claimgraph.store.embedded import base_of
from claimgraph.store.folder import StoreFolder
from claimgraph.vocabulary import CG, XSD


def rebase(root: Path, base: str) -> int:
    """Rewrite every IRI of a store from its base to another one and return the number of quads.

    The new content is written beside the old and takes its place in the end, so an interruption loses nothing.

    Raises:
        StoreLocked: If a process holds the store.
        StoreUnusable: If there is no store.
        IdentifierError: If the new base is none.
    """
    check_base(base)
    folder = StoreFolder.hold(root)
    try:
        old = base_of(folder.data)
        if old is None:
            raise StoreUnusable(f"there is no store in {root}")
        return 0 if old == base else _rewrite(folder, old, base)
    finally:
        folder.release()


def _rewrite(folder: StoreFolder, old: str, base: str) -> int:
    coming = folder.coming
    shutil.rmtree(coming, ignore_errors=True)
    source, target = pyoxigraph.Store(str(folder.data)), pyoxigraph.Store(str(coming))
    target.bulk_extend(_moved(source, old, base))
    target.flush()
    count = len(target)
    del source, target
    folder.swap()
    return count


def _moved(source: pyoxigraph.Store, old: str, base: str) -> Iterator[Quad]:
    def move(term: object) -> object:
        if isinstance(term, NamedNode) and term.value.startswith(old):
            return NamedNode(base + term.value.removeprefix(old))
        return term

    for quad in source:
        if quad.predicate == CG.baseIri:
            yield Quad(move(quad.subject), quad.predicate, Literal(base, datatype=XSD.string), move(quad.graph_name))  # type: ignore[arg-type]
        else:
            yield Quad(*(move(term) for term in quad))  # type: ignore[arg-type]
