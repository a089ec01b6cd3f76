"""The commands `contribution …`: what readers proposed, and the decisions of curators."""

from __future__ import annotations

from typing import Annotated

import typer

from claimgraph.cli.options import Base, Store, Token, one_of
from claimgraph.errors import UsageError
from claimgraph.settings import read_settings

app = typer.Typer(
    help="Contributions of readers: listed, looked at, decided about.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
Id = Annotated[str, typer.Argument(help="The last part of its path.", metavar="ID")]
Format = Annotated[str, typer.Option("--format", help="text or json.", metavar="FORMAT")]
Because = Annotated[str | None, typer.Option("--because", help="Why; it is kept.", metavar="TEXT")]


@app.command("list")
def list_contributions(
    state: Annotated[
        str | None, typer.Option("--state", help="pending, accepted, rejected or withdrawn.", show_default="all")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="How many at most, 1 to 200.", min=1, max=200)] = 50,
    store: Store = None,
    base_iri: Base = None,
    token: Token = None,
    format: Format = "text",
) -> None:
    """List contributions, the newest first.

    Example: `claimgraph contribution list --state pending`
    """
    from claimgraph.cli.contributions import print_list

    one_of("format", format, ("text", "json"))
    if state is not None:
        one_of("state", state, ("pending", "accepted", "rejected", "withdrawn"))
    print_list(read_settings(store=store, base_iri=base_iri), state, limit, format=format, token=token)


@app.command("show")
def show_contribution(
    id: Id, store: Store = None, base_iri: Base = None, token: Token = None, format: Format = "text"
) -> None:
    """Show what a contribution would change, and what that does to the evidence.

    Example: `claimgraph contribution show repetitions-in-reserve-57a51abf5b0a`
    """
    from claimgraph.cli.contributions import print_contribution

    one_of("format", format, ("text", "json"))
    print_contribution(read_settings(store=store, base_iri=base_iri), id, format=format, token=token)


@app.command("accept")
def accept_contribution(
    id: Id, because: Because = None, store: Store = None, base_iri: Base = None, token: Token = None
) -> None:
    """Write what a contribution proposes. Exit code 1 if it does not fit any more, or the shapes refuse it.

    Example: `claimgraph contribution accept repetitions-in-reserve-57a51abf5b0a`
    """
    from claimgraph.cli.contributions import decide

    decide(read_settings(store=store, base_iri=base_iri), id, "accept", because=because, token=token)


@app.command("reject")
def reject_contribution(
    id: Id, because: Because = None, store: Store = None, base_iri: Base = None, token: Token = None
) -> None:
    """Decline a contribution; the reason is kept and shown.

    Example: `claimgraph contribution reject repetitions-in-reserve-57a51abf5b0a --because "It was not measured."`
    """
    from claimgraph.cli.contributions import decide

    if not (because or "").strip():
        raise UsageError("--because is missing; say why, since the reason is kept and shown")
    decide(read_settings(store=store, base_iri=base_iri), id, "reject", because=because, token=token)
