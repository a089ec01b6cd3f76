"""Answers of workers as responses."""

from __future__ import annotations

from starlette.responses import Response, StreamingResponse

from claimgraph.querying.exchange import Answered


def respond(answered: Answered, headers: dict[str, str]) -> Response:
    """An answer in one piece where it is whole; else as it comes, and broken off where it cannot be finished."""
    if answered.rest is None:
        return Response(answered.whole, headers=headers, media_type=answered.media)
    return StreamingResponse(answered.rest, headers=headers, media_type=answered.media)
