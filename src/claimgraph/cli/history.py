"""The commands `history` and `restore-revision`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from claimgraph.cli.options import Base, DryRun, Report, Store, Token, one_of
from claimgraph.errors import UsageError
from claimgraph.settings import read_settings

app = typer.Typer(rich_markup_mode="markdown")
Record = Annotated[
    str, typer.Argument(help="Record: a slug of a claim, a record path, a DOI or an IRI.", metavar="RECORD")
]


@app.command()
def history(
    record: Record,
    start: Annotated[
        int | None, typer.Option("--from", help="Compare this revision …", metavar="N", show_default="the one before")
    ] = None,
    end: Annotated[
        int | None, typer.Option("--to", help="… with this one.", metavar="M", show_default="the newest")
    ] = None,
    revision: Annotated[
        int | None, typer.Option("--revision", help="Print what this revision said, as Turtle.", metavar="N")
    ] = None,
    page: Annotated[int, typer.Option("--page", help="Which page of the list, from 1.")] = 1,
    store: Store = None,
    base_iri: Base = None,
    token: Token = None,
    format: Report = "text",
) -> None:
    """List the revisions of a record, newest first, or say in words what changed between two of them.

    Example: `claimgraph history repetitions-in-reserve`

    Example: `claimgraph history repetitions-in-reserve --from 1 --to 3`

    Example: `claimgraph history 10.1080/02640414.2024.2321021 --revision 1 > before.ttl`
    """
    from claimgraph.cli.graphs import open_graph
    from claimgraph.cli.naming import path_of_name

    one_of("format", format, ("text", "json", "turtle"))
    compared = start is not None or end is not None
    if compared and format == "turtle":
        raise UsageError("--format 'turtle' is not for comparisons; accepted are text, json")
    asked = {"from": start, "to": end} if compared else {"page": page}
    values = {name: str(value) for name, value in asked.items() if value is not None}
    with open_graph(read_settings(store=store, base_iri=base_iri), token=token) as graph:
        path = path_of_name(record, graph.base)
        told = graph.history(path, values, format) if revision is None else graph.revision(path, revision)
    sys.stdout.buffer.write(told)
    sys.stdout.flush()


@app.command("restore-revision")
def restore_revision(
    record: Record,
    number: Annotated[int, typer.Argument(help="Number of the revision.", metavar="N")],
    because: Annotated[
        str, typer.Option("--because", help="Why; it is kept with the history.", metavar="TEXT", show_default=False)
    ],
    store: Store = None,
    base_iri: Base = None,
    dry_run: DryRun = False,
    token: Token = None,
) -> None:
    """Write what an earlier revision of a record said as a new one; the history stays whole.

    Example: `claimgraph restore-revision repetitions-in-reserve 1 --because "The rewording overclaimed."`
    """
    from claimgraph.cli.graphs import open_graph
    from claimgraph.cli.naming import path_of_name

    if not because.strip():
        raise UsageError("--because is empty; say why")
    with open_graph(read_settings(store=store, base_iri=base_iri), token=token) as graph:
        path = path_of_name(record, graph.base)
        restored = graph.restore(path, number, because=because.strip(), dry_run=dry_run)
    print(f"{path}\t{restored['outcome']}\trevision {restored['revision']}")
