"""The forms of contributions in a browser: shown, sent, and shown again with what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import ClaimgraphError, Conflict, NotFound, OverLimit, ProposalError, Refused
from claimgraph.gate import Report
from claimgraph.service.contributions.forms import FIELDS
from claimgraph.web.negotiation import graph_of
from claimgraph.web.pages.propose import form_page, thanks_page
from claimgraph.web.pages.response import page_response
from claimgraph.web.problems import status_of
from claimgraph.web.proposals import Proposed, maker_of, submit
from claimgraph.web.records import checked_path
from claimgraph.web.signing_in import PRIVATE, fields_of

_KINDS = {"study": "evidence"}
"""Other names of kinds, as links to the forms have them."""
_PATHS = {"study": "doi", "hasStep": "cause", "hasLink": "cause", "plainStatement": "plain", "hasMechanism": "steps"}
"""Fields in which a property is typed that has another name."""


def propose_form(request: Request, target: str | None) -> Response:
    """The form for one kind of proposal; the query string may fill it."""
    given, target = dict(request.query_params), _checked(request, target)
    kind = _kind(given.pop("kind", ""), target)
    return page_response(form_page(graph_of(request), target, kind, given), headers={"Cache-Control": "no-cache"})


async def sent_form(request: Request, target: str | None) -> Response:
    """Take in a form; where something is wrong with it, it comes back as it was typed."""
    try:
        maker = maker_of(request)
    except OverLimit as error:
        fields = await fields_of(request, most=graph_of(request).settings.proposal_bytes)
        return _again(request, _checked(request, target or fields.get("target")), fields, error)
    fields = await fields_of(request, most=maker.most)
    target = _checked(request, target or fields.get("target"))
    kind = _kind(fields.get("kind", ""), target)
    given = {name: text for name, text in fields.items() if name not in ("kind", "target")}
    try:
        submitted = await submit(request, Proposed(kind, target, given), maker)
    except (ProposalError, Refused, Conflict, OverLimit) as error:
        return _again(request, target, fields, error)
    headers = {**PRIVATE, "Location": f"/{submitted.path}"}
    return page_response(thanks_page(graph_of(request), submitted), 201, headers)


def _checked(request: Request, target: str | None) -> str | None:
    """The path of the claim that is meant; None where a new one is.

    Raises:
        NotFound: If there is no such claim.
    """
    if not target:
        return None
    graph = graph_of(request)
    path = checked_path(target.removeprefix(graph.store.base))
    if not path.startswith("claims/") or not graph.store.has_graph(graph.store.base + path):
        raise NotFound(f"there is no claim {path}")
    return path


def _kind(asked: str, target: str | None) -> str:
    kind = _KINDS.get(asked, asked)
    if target is None:
        return "claim"
    return kind if kind in FIELDS and kind != "claim" else "evidence"


def _again(request: Request, target: str | None, fields: Mapping[str, str], error: ClaimgraphError) -> Response:
    kind = _kind(fields.get("kind", ""), target)
    page = form_page(graph_of(request), target, kind, fields, _troubles(error, kind))
    status = status_of(error)
    headers = dict(PRIVATE)
    if isinstance(error, OverLimit) and error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    return page_response(page, status, headers)


def _troubles(error: ClaimgraphError, kind: str) -> dict[str, str]:
    """What is wrong, by field; the empty name stands for the form as a whole."""
    if isinstance(error, ProposalError):
        return error.fields
    if isinstance(error, Refused):
        return _refused(error.report, kind)
    return {"": f"{str(error)[:1].upper()}{str(error)[1:]}."}


def _refused(report: Report, kind: str) -> dict[str, str]:
    """What the gate says, at the field in which it was typed where that can be told."""
    troubles: dict[str, str] = {}
    for result in report.violations:
        name = (result.path or "").rpartition("#")[2]
        field = "text" if kind == "correction" else _PATHS.get(name, name)
        troubles.setdefault(field if field in FIELDS[kind] else "", result.message)
    return troubles
