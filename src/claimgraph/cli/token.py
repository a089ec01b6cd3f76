"""The commands `token …`: who may write through the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli.options import Store
from claimgraph.errors import UsageError
from claimgraph.settings import Settings, read_settings

if TYPE_CHECKING:  # imported late where it is used, so that `--help` stays quick
    from claimgraph.service.tokens import Tokens

app = typer.Typer(
    help="Tokens that allow writing through the server.", no_args_is_help=True, rich_markup_mode="markdown"
)


@app.command("add")
def add_token(
    role: Annotated[str, typer.Option(help="reader, contributor, curator or admin.")],
    agent: Annotated[str, typer.Option(help="IRI of whoever will hold it, such as an ORCID.", metavar="IRI")],
    store: Store = None,
) -> None:
    """Make a token and print it: the one time that it can be seen.

    Example: `claimgraph token add --store store --role curator --agent https://orcid.org/0000-0002-1825-0097`
    """
    print(_tokens(read_settings(store=store)).add(role, agent))


@app.command("list")
def list_tokens(store: Store = None) -> None:
    """List tokens, without their secrets.

    Example: `claimgraph token list --store store`
    """
    for token in _tokens(read_settings(store=store)):
        print(f"{token.id}\t{token.role}\t{token.agent}\t{token.created}")


@app.command("revoke")
def revoke_token(
    identifier: Annotated[str, typer.Argument(help="The part of the token before the dot.")], store: Store = None
) -> None:
    """Take a token out of use.

    Example: `claimgraph token revoke --store store 1f0c9a2b7d3e`
    """
    _tokens(read_settings(store=store)).revoke(identifier)


def _tokens(settings: Settings) -> Tokens:
    from claimgraph.service.tokens import Tokens

    if settings.store == "memory":
        raise UsageError("tokens need a store that stays; give --store DIR")
    return Tokens(settings.root / "tokens")
