"""Many records at once over HTTP: pages to ingest, datasets to load or validate, the dump."""

from __future__ import annotations

import asyncio
import io
import tempfile

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from claimgraph.bibliography import FORMATS
from claimgraph.errors import InputError, OverLimit, ParameterError
from claimgraph.gate import Report
from claimgraph.identifiers import record_path
from claimgraph.mediatypes import JSON, N_QUADS, RDF_TYPES, TRIG, RdfType, best_of, negotiate_rdf, rdf_type_named
from claimgraph.service.backups import write_backup
from claimgraph.service.bibliography import File, import_references
from claimgraph.service.loading import bodies_of_quads, dump_records
from claimgraph.service.pages import ingest_page
from claimgraph.service.records import Body
from claimgraph.web.endpoint import main_of
from claimgraph.web.negotiation import body_of, flag, graph_of, tags_of, writer_of
from claimgraph.web.problems import HttpFault, report_response
from claimgraph.web.uploads import read_graph, read_uploads

DUMP_TYPES = (N_QUADS, TRIG)
_TRIES = 5
_PART = 1_000_000
_IMPORT = {"name", "format", "dry-run", "replace", "skip"}


async def ingest(request: Request) -> Response:
    """Read an evidence page, posted as text, and write its records; `name` is its file name."""
    author = writer_of(request)
    name = request.query_params.get("name")
    if not name:
        raise HttpFault(
            400, "the parameter 'name' is missing: the file name of the page, such as creatine-strength.txt"
        )
    content = await body_of(request)
    report = await run_in_threadpool(
        ingest_page, graph_of(request), content, name,
        author=author, dry_run=flag(request, "dry-run"), replace=flag(request, "replace"),
    )  # fmt: skip
    created = report.outcome == "created" and not flag(request, "dry-run")
    headers = {"Location": graph_of(request).store.base + report.path} if created else None
    return JSONResponse(report.as_json(), 201 if created else 200, headers)


async def import_studies(request: Request) -> Response:
    """Fill study records from a reference file; `format` is one of its formats where the content does not tell."""
    author, asked = writer_of(request), request.query_params
    unknown = sorted(set(asked) - _IMPORT)
    if unknown:
        expected = f"one of {', '.join(sorted(_IMPORT))}"
        raise ParameterError("import", unknown[0], found="unknown", expected=expected)
    format = asked.get("format") or None
    if format is not None and format not in FORMATS:
        raise ParameterError("import", "format", found=f"'{format}'", expected=f"one of {', '.join(FORMATS)}")
    file = File(asked.get("name") or "body", await body_of(request), format)
    report = await run_in_threadpool(
        import_references, graph_of(request), [file], author=author, dry_run=flag(request, "dry-run"),
        overwrite=flag(request, "replace"), skip=flag(request, "skip"),
    )  # fmt: skip
    return JSONResponse(report.as_json())


async def load(request: Request) -> Response:
    """Write the records of a dataset, all of them or none."""
    author = writer_of(request, reason="Loaded over HTTP.")
    graph = graph_of(request)
    bodies = await _bodies(request, None)
    written = await run_in_threadpool(graph.records.write, bodies, author, dry_run=flag(request, "dry-run"))
    return JSONResponse({"report": written.report.as_json(), "outcomes": written.outcomes})


async def validate(request: Request) -> Response:
    """The SHACL report for a posted graph; `record` is its path where the syntax names no graphs."""
    report = await _validated(request, await _bodies(request, request.query_params.get("record")))
    media = best_of(request.headers.get("accept"), [JSON, *(kind.media for kind in RDF_TYPES)])
    if media is None:
        raise HttpFault(406, "nothing acceptable; a report can be had as JSON or in any RDF syntax")
    return report_response(report, media, headers={"Vary": "Accept"})


async def _validated(request: Request, bodies: list[Body]) -> Report:
    """The report, in the time of a query, the wait for others included.

    It needs no token, so one is made after the other: many at once would take the memory of the server.
    """
    graph, turn, loop = graph_of(request), request.app.state.validating, asyncio.get_running_loop()
    deadline = loop.time() + graph.settings.query_timeout_s
    try:
        async with asyncio.timeout_at(deadline):
            await turn.acquire()
    except TimeoutError:
        raise OverLimit("other reports took too long", retry_after_s=1) from None
    try:
        return await run_in_threadpool(graph.records.validate, bodies, timeout_s=deadline - loop.time())
    finally:
        turn.release()


async def _bodies(request: Request, record: str | None) -> list[Body]:
    base = graph_of(request).store.base
    if record:
        path = record_path(record)
        return [Body(path, await read_graph(request, base + path, "body"))]
    quads = await main_of(request).parsed(await read_uploads(request), base=base, place="body")
    bodies = bodies_of_quads(quads, base, "body")
    if not bodies:
        raise InputError("body", found="no record", expected="graphs named after records of this base")
    return bodies


def dump(request: Request) -> Response:
    """All records of one revision as N-Quads or TriG."""
    kind, store = _dump_type(request), graph_of(request).store
    for _ in range(_TRIES):
        revision, output = store.revision(), io.BytesIO()
        headers = {"Vary": "Accept", "ETag": f'W/"{revision}-{kind.name}"'}
        if tags_of(request, "if-none-match").contains_weak(f"{revision}-{kind.name}"):
            return Response(status_code=304, headers=headers)
        dump_records(store, output, kind)
        if store.revision() == revision:
            return Response(output.getvalue(), headers=headers, media_type=kind.media)
    raise OverLimit("the records are being written all the time; back up the store instead", retry_after_s=5)


def _dump_type(request: Request) -> RdfType:
    asked = request.query_params.get("format")
    if asked is not None:
        named = rdf_type_named(asked)
        if named is None or named not in DUMP_TYPES:
            accepted = ", ".join(kind.name for kind in DUMP_TYPES)
            raise HttpFault(400, f"format '{asked}' is unknown; accepted are {accepted}")
        return named
    kind = negotiate_rdf(request.headers.get("accept"), DUMP_TYPES)
    if kind is None:
        raise HttpFault(406, f"nothing acceptable; the dump can be had as {N_QUADS.media} or {TRIG.media}")
    return kind


async def backup(request: Request) -> Response:
    """A backup of everything, for administrators."""
    writer_of(request, role="admin", writes=False)
    file = tempfile.TemporaryFile(dir=graph_of(request).root)  # noqa: SIM115 - closed when it has been sent
    await run_in_threadpool(write_backup, graph_of(request), file)
    size = file.tell()
    file.seek(0)
    headers = {"Content-Length": str(size), "Content-Disposition": 'attachment; filename="claimgraph-backup.tar"'}
    parts = iter(lambda: file.read(_PART), b"")
    return StreamingResponse(
        parts, headers=headers, media_type="application/x-tar", background=BackgroundTask(file.close)
    )
