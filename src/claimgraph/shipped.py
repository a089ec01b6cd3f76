"""Where the data folders lie that ship with the package.

In an installed wheel they are inside the package; in a checkout (editable install) at its top level.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from claimgraph.errors import StoreUnusable

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_folder(name: str) -> Path:
    """The folder `ontology`, `shapes`, `graph` or `queries`.

    Raises:
        StoreUnusable: If the installation lacks it.
    """
    for root in (_PACKAGE / "data", _PACKAGE.parent.parent):
        if (root / name).is_dir():
            return root / name
    raise StoreUnusable(f"the installation lacks its folder '{name}'; install claimgraph again")


def ontology_files() -> list[Path]:
    """Every Turtle file of the vocabulary, its schemes and alignments, in a fixed order."""
    return _turtle_files(data_folder("ontology"))


def shape_files() -> list[Path]:
    """Every SHACL file about records, in a fixed order; examples and the ontology's own style left out."""
    folder = data_folder("shapes")
    return [path for path in sorted(folder.glob("*.ttl")) if path.name != "ontology-style.ttl"]


def gate_shape_files() -> list[Path]:
    """Those that a write must pass: all but the audits, which look at the whole graph and refuse nothing."""
    return [path for path in shape_files() if path != audit_shape_file()]


def audit_shape_file() -> Path:
    """The audits."""
    return data_folder("shapes") / "audit.ttl"


def graph_files() -> Iterator[tuple[str, Path]]:
    """The curated records as (record path, file), in a fixed order."""
    folder = data_folder("graph")
    for path in _turtle_files(folder):
        yield path.relative_to(folder).as_posix().removesuffix(".ttl"), path


def digest_of(files: list[Path]) -> str:
    """SHA-256 over the content of files, so that a store knows whether its vocabulary is the shipped one."""
    total = hashlib.sha256()
    for path in files:
        total.update(path.read_bytes())
    return total.hexdigest()


def _turtle_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.ttl"), key=lambda path: path.relative_to(folder).as_posix())
