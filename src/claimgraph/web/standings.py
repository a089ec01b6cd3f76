"""Recording the standing of studies over HTTP: `POST /standing?study=…&standing=retracted&because=…`."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import ParameterError
from claimgraph.service import Claimgraph
from claimgraph.service.derived.ripple import standing_named
from claimgraph.service.derived.told import Told
from claimgraph.service.revisions import Author
from claimgraph.service.standings import record_standings, study_named
from claimgraph.web.derived import media_of, told_response
from claimgraph.web.negotiation import flag, graph_of, writer_of
from claimgraph.web.pages.derived import text_page

_KNOWN = {"study", "standing", "because", "dry-run", "format"}


async def standing(request: Request) -> Response:
    """Record a standing of one or more studies; the answer tells what that changes."""
    graph = graph_of(request)
    asked = request.query_params
    unknown = sorted(set(asked) - _KNOWN)
    if unknown:
        raise ParameterError("standing", unknown[0], found="unknown", expected=f"one of {', '.join(sorted(_KNOWN))}")
    because, dry_run = asked.get("because", "").strip(), flag(request, "dry-run")
    author = writer_of(request, reason=because or None, writes=not dry_run)
    if not because and not dry_run:
        raise ParameterError("standing", "because", found="missing", expected="the reason, such as a notice's DOI")
    studies, name = asked.getlist("study"), standing_named(asked.get("standing", ""), "standing")
    if not studies:
        raise ParameterError("standing", "study", found="missing", expected="a DOI, a PubMed number or an IRI")
    media = media_of(request, asked.get("format"))
    told = await run_in_threadpool(_record, graph, studies, name, author, dry_run=dry_run)
    return told_response(told, media, graph.store.base, lambda: text_page(graph, told, "What the standing changes"))


def _record(graph: Claimgraph, studies: list[str], name: str, author: Author, *, dry_run: bool) -> Told:
    standings = {study_named(graph, study): name for study in studies}
    return record_standings(graph, standings, author, dry_run=dry_run)
