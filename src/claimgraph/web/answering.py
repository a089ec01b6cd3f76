"""Answers of workers: asked for on the account of a client, and sent as responses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import ExitStack

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from claimgraph.querying.accounts import Account, Accounts
from claimgraph.querying.exchange import Answered
from claimgraph.querying.workers import until_through
from claimgraph.web.leaving import while_there


async def ask_for_client(request: Request, ask: Callable[[Account | None], Awaitable[Answered]]) -> Answered:
    """Ask on the account of the client, until the answer is through or the client goes away.

    Raises:
        OverLimit: With status 429, if the client has had its share.
    """
    accounts: Accounts = request.app.state.accounts
    with ExitStack() as held:
        account = held.enter_context(accounts.query_of(client_of(request)))
        return await until_through(await while_there(request, ask(account)), held)


def client_of(request: Request) -> str:
    """Who asks: the address, as a proxy on this machine tells it."""
    return request.client.host if request.client else ""


def respond(answered: Answered, headers: dict[str, str]) -> Response:
    """An answer in one piece where it is whole; else as it comes, and broken off where it cannot be finished."""
    if answered.rest is None:
        return Response(answered.whole, headers=headers, media_type=answered.media)
    return StreamingResponse(answered.rest, headers=headers, media_type=answered.media)
