"""The status contract: what each status says of a request that failed, and what comes with it."""

from __future__ import annotations

from claimgraph.mediatypes import HTML
from claimgraph.web.openapi.parts import GRAPHS, Json, content, header_of, ref
from claimgraph.web.problems import PROBLEM

FAULTS = {
    400: "Malformed: the problem says what was found and what was expected, with line and column where there are any.",
    401: "No token, or none that is known.",
    403: "The token's role is too low, the server is read-only, or this is nothing that can be written.",
    404: "Nothing has this name.",
    406: "Nothing that is offered is acceptable.",
    409: "Others lean on what would go, or the graph has moved on.",
    410: "The record was taken out of the graph.",
    412: "The state is not the one that `If-Match` or `If-None-Match` asks for.",
    413: "The body, or the answer, is larger than it may be.",
    415: "The body is of a type that is not taken, or not UTF-8.",
    422: "The SHACL gate refused it, and nothing was written; the report comes in the syntax asked for. Or fields of a "
    "proposal cannot be used; the problem says which, and why.",
    429: "This client has had its share for now; try again after `Retry-After`.",
    503: "It took more time or memory than it may, or too many wait; try again after `Retry-After`.",
}
"""Description of each status."""
_REPORTED = (409, 422)
"""Faults that come with a SHACL report."""


def fault(status: int) -> Json:
    """The response of a fault: a problem document, a page for a browser, a report where the gate speaks."""
    described: Json = {"description": FAULTS[status], "content": content([PROBLEM], ref("Problem")) | content([HTML])}
    if status in _REPORTED:
        described["content"] |= content(GRAPHS)
    if status == 401:
        described["headers"] = {
            "WWW-Authenticate": header_of("The scheme that is expected.", 'Bearer realm="claimgraph"')
        }
    if status in (429, 503):
        described["headers"] = {"Retry-After": header_of("Seconds to wait.", 1)}
    return described
