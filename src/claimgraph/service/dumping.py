"""Records as a folder of files, and the one number that tells whether two stores, folders or datasets are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from claimgraph.identifiers import KINDS
from claimgraph.rdf.canonical import dataset_digest, name_blank_nodes, normalise
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service.records import MANAGED, Body

MANIFEST = ".claimgraph-dump"
"""What an earlier dump wrote into a folder: digests by file name."""


@dataclass(frozen=True)
class FolderDump:
    """What a dump did to a folder.

    Attributes:
        records: Number of records in it.
        removed: Files of records that are gone, which an earlier dump wrote and nobody has changed since.
        left: Turtle files that stay though they are no records of the store.
    """

    records: int
    removed: tuple[Path, ...] = ()
    left: tuple[Path, ...] = ()


def dump_to_folder(bodies: Sequence[Body], folder: Path, base: str) -> FolderDump:
    """Write records as files in the layout of `graph/`, each at once as a whole.

    Files of records that are gone since an earlier dump go, too; what others put or changed there stays.
    """
    before = _manifest(folder)
    texts = {f"{body.path}.ttl": write_turtle(body.triples, document=base + body.path, base=base) for body in bodies}
    now = {name: _digest(text.encode()) for name, text in texts.items()}
    folder.mkdir(parents=True, exist_ok=True)
    _write_manifest(folder, before | now)
    for name, text in texts.items():
        _write(folder / name, text)
    removed = [folder / name for name in sorted(set(before) - set(now)) if _is_as_written(folder / name, before[name])]
    for file in removed:
        _remove(file, folder)
    _write_manifest(folder, now)
    found = (file for kind in KINDS for file in sorted((folder / kind).rglob("*.ttl")))
    left = tuple(file for file in found if file.relative_to(folder).as_posix() not in now)
    return FolderDump(len(bodies), tuple(removed), left)


def _manifest(folder: Path) -> dict[str, str]:
    """Digests of what an earlier dump wrote; none where there was none, or the list is broken."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        named = {name: digest for name, digest in told["files"].items() if _is_below(name)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {name: digest for name, digest in named.items() if isinstance(digest, str)}


def _is_below(name: str) -> bool:
    """Whether a name of the list can be that of a record's file: nothing else is ever removed."""
    parts = name.split("/")
    return parts[0] in KINDS and name.endswith(".ttl") and not {"", ".", ".."} & set(parts)


def _write_manifest(folder: Path, digests: Mapping[str, str]) -> None:
    _write(folder / MANIFEST, json.dumps({"files": dict(sorted(digests.items()))}, indent=1, ensure_ascii=False) + "\n")


def _write(file: Path, text: str) -> None:
    content = text.encode()
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(file.name + ".part")
    temporary.write_bytes(content)
    temporary.replace(file)


def _is_as_written(file: Path, digest: str) -> bool:
    return file.is_file() and not file.is_symlink() and _digest(file.read_bytes()) == digest


def _remove(file: Path, folder: Path) -> None:
    file.unlink()
    for above in file.parents:
        if above == folder or any(above.iterdir()):
            return
        above.rmdir()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def records_digest(bodies: Iterable[Body], base: str) -> str:
    """SHA-256 of the canonical N-Quads (RDFC-1.0) of records as a store holds them, whichever way they are written."""
    return dataset_digest(quad for body in bodies for quad in _stored(body, base))


def _stored(body: Body, base: str) -> Iterable[Quad]:
    graph = NamedNode(base + body.path)
    kept = [triple for triple in body.triples if triple.predicate not in MANAGED]
    for triple in normalise(name_blank_nodes(kept, graph.value)):
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
