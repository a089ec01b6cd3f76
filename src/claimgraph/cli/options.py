"""Options that many commands have, and what they accept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from claimgraph.errors import UsageError

Store = Annotated[
    str | None,
    typer.Option(
        "--store", help="Folder of the store, `memory`, or `sparql:URL`.", metavar="DIR", show_default="store"
    ),
]
Base = Annotated[str | None, typer.Option("--base-iri", help="IRI under which all records lie.", metavar="IRI")]
Empty = Annotated[bool, typer.Option("--empty", help="Do not fill a new store with the curated records.")]
Token = Annotated[
    str | None, typer.Option("--token", help="Token for the server that holds the store.", envvar="CLAIMGRAPH_TOKEN")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, write nothing.")]
Report = Annotated[str, typer.Option("--format", help="text, json or turtle.", metavar="FORMAT")]


def one_of(option: str, value: str, accepted: Sequence[str]) -> None:
    """Refuse a value that an option does not take.

    Raises:
        UsageError: With the values that it takes.
    """
    if value not in accepted:
        raise UsageError(f"--{option} '{value}' is unknown; accepted are {', '.join(accepted)}")
