"""Proposals as requests bring them: forms, JSON, or a whole record in any RDF syntax."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from claimgraph.errors import InputError, OverLimit, ParseError, ProposalError, Unauthorised
from claimgraph.mediatypes import JSON, JSON_TREE
from claimgraph.querying.datasets import Upload
from claimgraph.rdf.parse import check_depth
from claimgraph.service.contributions import Submitted
from claimgraph.service.contributions.fields import Fields
from claimgraph.web.answering import client_of
from claimgraph.web.cookies import signed_in
from claimgraph.web.negotiation import body_of, graph_of, writer_of
from claimgraph.web.problems import HttpFault
from claimgraph.web.uploads import read_graph, read_parts

_NESTED = ("study", "by", "arrow")
"""Objects in which JSON may group fields; a field has the same name with or without."""
_MAKER = ("name", "orcid", "agent", "note")


@dataclass(frozen=True)
class Maker:
    """Who sends a proposal.

    Attributes:
        agent: IRI of the agent of the token or session; None for somebody without one.
        most: How many bytes may come; None for the usual limit.
    """

    agent: str | None
    most: int | None


@dataclass(frozen=True)
class Proposed:
    """A proposal of a request: the fields of a form, or with `upload` a whole record."""

    kind: str
    target: str | None
    fields: Mapping[str, str] = field(default_factory=dict)
    record: Any = None


def maker_of(request: Request) -> Maker:
    """Who sends a proposal; somebody without a token has only so many in an hour.

    Raises:
        HttpFault: 403 on a read-only server, or if a page of another site sends it with a session.
        Unauthorised: If a token is given that is not valid.
        OverLimit: With status 429, if the client has had its share.
    """
    graph = graph_of(request)
    if graph.settings.read_only:
        raise HttpFault(403, "this server is read-only")
    if "authorization" in request.headers or signed_in(request, graph) is not None:
        try:
            return Maker(writer_of(request, role="contributor").agent, None)
        except Unauthorised as error:
            if not error.known:
                raise
    request.app.state.quotas.take(client_of(request))
    return Maker(None, graph.settings.proposal_bytes)


async def read_json(request: Request, maker: Maker) -> Proposed:
    """A proposal in JSON: the fields of a form, or with `record` a whole record as a tree.

    Raises:
        ProposalError: If it is no proposal, by field.
        ParseError: If it is no JSON.
    """
    tree = _loaded(await body_of(request, most=maker.most))
    if not isinstance(tree, dict):
        raise ProposalError({"": "A proposal is an object, with kind, target and the fields of its kind."})
    flat = dict(_flat({key: value for key, value in tree.items() if key not in ("kind", "target", "record")}))
    kind, target = tree.get("kind", "record" if "record" in tree else ""), tree.get("target")
    if not isinstance(kind, str) or not isinstance(target, str | None):
        raise ProposalError({"target": "Kind and target are texts."})
    return Proposed(kind, target, flat, tree.get("record"))


def _loaded(content: bytes) -> object:
    check_depth(content, "body")
    try:
        return json.loads(content.decode("utf-8"))
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise ParseError("body", found=error.msg, expected="well-formed JSON in UTF-8", **place) from None
    except ValueError as error:
        raise ParseError("body", found=str(error), expected="well-formed JSON in UTF-8") from None


def _flat(tree: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The fields of a tree as a form would have them: lists become lines."""
    for name, value in tree.items():
        if isinstance(value, dict) and name in _NESTED:
            yield from _flat(value)
        elif isinstance(value, list):
            yield name, "\n".join(_line(name, each) for each in value)
        elif value is not None:
            yield name, _line(name, value)


def _line(name: str, value: object) -> str:
    if isinstance(value, dict) and name == "authors" and set(value) <= {"family", "given"}:
        return ", ".join(" ".join(str(value[part]).split()) for part in ("family", "given") if value.get(part))
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ProposalError({name: "A text or a number was expected here."})
    return " ".join(str(value).split()) if name in ("authors", "steps", "measured") else str(value)


@asynccontextmanager
async def turn(request: Request) -> AsyncIterator[None]:
    """A turn at the gate: what needs no token is judged one after the other, as with `/validate`.

    Raises:
        OverLimit: If others take too long.
    """
    waiting: asyncio.Semaphore = request.app.state.validating
    try:
        async with asyncio.timeout(graph_of(request).settings.query_timeout_s):
            await waiting.acquire()
    except TimeoutError:
        raise OverLimit("other proposals took too long", retry_after_s=1) from None
    try:
        yield
    finally:
        waiting.release()


async def submit(request: Request, proposed: Proposed, maker: Maker, *, dry_run: bool = False) -> Submitted:
    """Take a proposal in; errors as with `Desk.propose`."""
    desk = graph_of(request).contributions
    if proposed.record is not None:
        content = json.dumps(proposed.record).encode()
        return await _submit_record(request, proposed, [Upload(content, JSON_TREE)], maker, dry_run=dry_run)
    async with turn(request):
        return await run_in_threadpool(
            desk.propose, proposed.kind, proposed.target, proposed.fields, agent=maker.agent, dry_run=dry_run
        )


async def submit_rdf(request: Request, maker: Maker, *, dry_run: bool = False) -> Submitted:
    """Take in a whole record in an RDF syntax; the query string says of which record, and who sends it."""
    asked = request.query_params
    target = asked.get("target", "")
    document = _document(request, target)
    triples = await read_graph(request, document, target, most=maker.most)
    fields = {name: asked[name] for name in _MAKER if name in asked}
    return await _submit(request, target, fields, triples, maker, dry_run=dry_run)


async def _submit_record(
    request: Request, proposed: Proposed, uploads: list[Upload], maker: Maker, *, dry_run: bool
) -> Submitted:
    target = proposed.target or ""
    triples = await read_parts(request, uploads, _document(request, target), "record")
    return await _submit(request, target, proposed.fields, triples, maker, dry_run=dry_run)


async def _submit(
    request: Request, target: str, given: Mapping[str, str], triples: list[Any], maker: Maker, *, dry_run: bool
) -> Submitted:
    desk, fields = graph_of(request).contributions, Fields(given, {})
    unknown = sorted(set(given) - set(_MAKER))
    if unknown:
        raise ProposalError({unknown[0]: f"A proposed record has no such field; it has {', '.join(_MAKER)}."})
    credit, note = fields.credit(), fields.text("note") or ""
    fields.done()
    credit = type(credit)(maker.agent, credit.name, credit.orcid, credit.automated)
    async with turn(request):
        return await run_in_threadpool(desk.propose_record, target, triples, credit, note=note, dry_run=dry_run)


def _document(request: Request, target: str) -> str:
    """IRI of the record that is proposed."""
    base = graph_of(request).store.base
    try:
        return graph_of(request).records.document(target.removeprefix(base))
    except InputError:
        why = "Name the record that you propose to change, such as claims/repetitions-in-reserve."
        raise ProposalError({"target": why}) from None


def is_json(request: Request) -> bool:
    """Whether the body of a request is JSON."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == JSON
