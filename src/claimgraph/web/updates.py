"""The SPARQL 1.1 update endpoints (protocol section 2.2): through the gate on the graph, as they are on scratch."""

from __future__ import annotations

import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from claimgraph.errors import Conflict, OverLimit
from claimgraph.mediatypes import JSON, RDF_TYPES, best_of, rdf_type_of
from claimgraph.querying.datasets import Using
from claimgraph.querying.graph import Difference
from claimgraph.service.records import Written
from claimgraph.service.revisions import Author
from claimgraph.service.updating import write_difference
from claimgraph.web.endpoint import main_of, scratch_of
from claimgraph.web.negotiation import graph_of, writer_of
from claimgraph.web.problems import HttpFault, report_response
from claimgraph.web.protocol import UPDATE, Asked, read_operation
from claimgraph.web.scratch import NO_DRY_RUN, scratch_writer_of

_TRIES = 8
"""How often an update is evaluated anew because somebody else wrote in the meantime."""


async def update(request: Request) -> Response:
    """Change records by a SPARQL update: what it would change is found out first, then written through the gate."""
    author, deadline = writer_of(request, reason="Updated by SPARQL."), main_of(request).deadline()
    asked = await read_operation(request, UPDATE)
    text = asked.text(UPDATE)
    await run_in_threadpool(graph_of(request).check_update, text)
    dry_run = asked.dry_run
    for _ in range(_TRIES):
        difference = await main_of(request).difference(text, _using(asked), deadline=deadline)
        try:
            written = await run_in_threadpool(_write, request, difference, author, dry_run=dry_run)
        except Conflict:
            continue
        return _told(request, written, dry_run=dry_run)
    raise OverLimit("others wrote all the time; try again", retry_after_s=1)


async def scratch_update(request: Request) -> Response:
    """Change the scratch dataset."""
    scratch_writer_of(request)
    asked = await read_operation(request, UPDATE)
    if asked.dry_run:
        raise HttpFault(400, NO_DRY_RUN)
    text = asked.text(UPDATE)
    await run_in_threadpool(graph_of(request).check_update, text)
    await scratch_of(request).update(text, _using(asked))
    return Response(status_code=204)


def _using(asked: Asked) -> Using:
    return Using(asked.default, asked.named)


def _write(request: Request, difference: Difference, author: Author, *, dry_run: bool) -> Written:
    graph = graph_of(request)
    return write_difference(
        graph.records,
        graph.store,
        difference.removed,
        difference.added,
        author,
        at=difference.revision,
        dry_run=dry_run,
    )


def _told(request: Request, written: Written, *, dry_run: bool) -> Response:
    """Nothing where all went well and nobody asked; else the outcomes and the gate's report."""
    accept = request.headers.get("accept")
    if not dry_run and not (written.report.results and accept):
        return Response(status_code=204, headers={"Vary": "Accept"})
    media = best_of(accept, [JSON, *(kind.media for kind in RDF_TYPES)]) or JSON
    if rdf_type_of(media):
        return report_response(written.report, media, headers={"Vary": "Accept"})
    told = {"outcomes": written.outcomes, "report": written.report.as_json()}
    return Response(json.dumps(told, ensure_ascii=False), headers={"Vary": "Accept"}, media_type=JSON)
