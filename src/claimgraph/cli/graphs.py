"""The graph that a command works on: the store itself, or the server that holds it.

Both offer the same few use cases, so that a command does not care and nobody has to stop a server.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import quote

import httpx
from pyoxigraph import Quad, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

from claimgraph.errors import (
    Conflict,
    InputError,
    NotFound,
    ParameterError,
    ProposalError,
    QueryError,
    Refused,
    ServerFault,
    StoreLocked,
    StoreUnusable,
    Unauthorised,
)
from claimgraph.gate.report import Report, Result, Severity
from claimgraph.mediatypes import N_QUADS, RESULTS_JSON, TURTLE, RdfType
from claimgraph.network.exports import FORMATS, write
from claimgraph.rdf.parse import parse_quads, parse_triples
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service import Claimgraph
from claimgraph.service.backups import write_backup
from claimgraph.service.bibliography import File, ImportReport, import_references
from claimgraph.service.chains import NAME as CHAINS
from claimgraph.service.chronicle import restore, tell_history
from claimgraph.service.contributions import Contribution
from claimgraph.service.derived.told import written
from claimgraph.service.graphs import read_scope
from claimgraph.service.history import History
from claimgraph.service.listing import read_search
from claimgraph.service.listing import written as written_list
from claimgraph.service.loading import dump_records
from claimgraph.service.pages import IngestReport, ingest_page
from claimgraph.service.publications import nanopub, review
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.service.standings import Listed, find_listed, record_standings, study_named
from claimgraph.settings import Settings
from claimgraph.store.interface import Answer, Row, Wanted
from claimgraph.vocabulary import SH

_SAFE = "/:;()%!$&'*+,=@~"
"""What stands in the path of a record as it is."""


class Graph(Protocol):
    """What commands ask of a graph, wherever it is."""

    base: str

    def read(self, path: str) -> list[Triple]:
        """Triples of a record."""
        ...

    def select(self, query: str) -> list[Row]:
        """Rows of a SELECT."""
        ...

    def ask(self, query: str, wanted: Wanted) -> Answer:
        """Answer to a query."""
        ...

    def ask_named(self, name: str, values: Mapping[str, str], wanted: Wanted) -> Answer:
        """Answer to a question of the catalogue."""
        ...

    def ingest(self, content: bytes, name: str, *, dry_run: bool, replace: bool) -> IngestReport:
        """Read a page and write its records."""
        ...

    def load(self, bodies: list[Body], *, dry_run: bool) -> tuple[Report, dict[str, str]]:
        """Write records in one step; the gate's report, and what happened to each."""
        ...

    def validate(self, bodies: list[Body]) -> Report:
        """What the gate says about records."""
        ...

    def derive(self, name: str, path: str | None, values: Mapping[str, str], format: str) -> bytes:
        """A derived view of one claim or, with None, of the whole graph: as text, json or turtle."""
        ...

    def export(self, path: str | None, values: Mapping[str, str], format: str) -> bytes:
        """The graph of a claim or study, or with None the network, in a format of `FORMATS`."""
        ...

    def search(self, kind: str, values: Sequence[tuple[str, str]], format: str) -> bytes:
        """A page of a list of claims, studies or concepts, as text, json or csv."""
        ...

    def set_standing(
        self, studies: list[str], standing: str, *, because: str | None, dry_run: bool, format: str
    ) -> bytes:
        """Record the standing of studies; what that changes, as text, json or turtle."""
        ...

    def find_listed(self, content: str, place: str) -> list[Listed]:
        """The publications on a list, with the studies that they are."""
        ...

    def import_references(self, file: File, *, dry_run: bool, overwrite: bool, skip: bool) -> ImportReport:
        """Fill study records from a reference file, in one step."""
        ...

    def nanopub(self, path: str) -> list[Quad]:
        """The nanopublication of a claim, not signed."""
        ...

    def review(self, path: str) -> dict[str, Any]:
        """The ClaimReview of a claim."""
        ...

    def find_contributions(self, state: str | None, limit: int) -> tuple[list[Contribution], int]:
        """Contributions, the newest first, and how many there are."""
        ...

    def contribution(self, id: str) -> dict[str, Any]:
        """What a contribution would change, as JSON-ready values."""
        ...

    def decide(self, id: str, decision: str, *, because: str | None) -> None:
        """Accept or reject a contribution."""
        ...

    def history(self, path: str, values: Mapping[str, str], format: str) -> bytes:
        """The revisions of a record, or with `from` and `to` two of them compared: as text, json or turtle."""
        ...

    def revision(self, path: str, number: int) -> bytes:
        """What one revision of a record said, as Turtle."""
        ...

    def restore(self, path: str, number: int, *, because: str, dry_run: bool) -> dict[str, Any]:
        """Write an earlier revision as a new one; what came of it."""
        ...

    def dump(self, output: IO[bytes], kind: RdfType) -> None:
        """Write all records as N-Quads or TriG."""
        ...

    def backup(self, output: IO[bytes]) -> None:
        """Write everything as one archive."""
        ...


class LocalGraph:
    """The store of this machine, held by this process."""

    def __init__(self, graph: Claimgraph) -> None:
        self._graph = graph
        self.base = graph.store.base

    def read(self, path: str) -> list[Triple]:
        """See `Graph.read`."""
        return self._graph.records.read(path)

    def select(self, query: str) -> list[Row]:
        """See `Graph.select`."""
        return self._graph.store.select(query)

    def ask(self, query: str, wanted: Wanted) -> Answer:
        """See `Graph.ask`."""
        return self._graph.ask(query, wanted)

    def ask_named(self, name: str, values: Mapping[str, str], wanted: Wanted) -> Answer:
        """See `Graph.ask_named`."""
        return self._graph.ask_named(name, values, wanted)

    def ingest(self, content: bytes, name: str, *, dry_run: bool, replace: bool) -> IngestReport:
        """See `Graph.ingest`."""
        return ingest_page(self._graph, content, name, dry_run=dry_run, replace=replace)

    def load(self, bodies: list[Body], *, dry_run: bool) -> tuple[Report, dict[str, str]]:
        """See `Graph.load`."""
        written = self._graph.records.write(bodies, Author(reason="Loaded from files."), dry_run=dry_run)
        return written.report, written.outcomes

    def validate(self, bodies: list[Body]) -> Report:
        """See `Graph.validate`."""
        return self._graph.records.validate(bodies)

    def derive(self, name: str, path: str | None, values: Mapping[str, str], format: str) -> bytes:
        """See `Graph.derive`."""
        return written(self._graph.derive(name, path, values), format, self.base)

    def export(self, path: str | None, values: Mapping[str, str], format: str) -> bytes:
        """See `Graph.export`."""
        graph = self._graph
        view = graph.chains_view(values) if path == CHAINS else graph.network_view(read_scope(values, self.base, path))
        return write(view, FORMATS[format], timeout_s=graph.settings.picture_timeout_s)

    def search(self, kind: str, values: Sequence[tuple[str, str]], format: str) -> bytes:
        """See `Graph.search`."""
        wanted = read_search(kind, values, self.base)
        return written_list(wanted, self._graph.search.search(wanted), format, self.base)

    def set_standing(
        self, studies: list[str], standing: str, *, because: str | None, dry_run: bool, format: str
    ) -> bytes:
        """See `Graph.set_standing`."""
        standings = {study_named(self._graph, study): standing for study in studies}
        told = record_standings(self._graph, standings, Author(reason=because), dry_run=dry_run)
        return written(told, format, self.base)

    def find_listed(self, content: str, place: str) -> list[Listed]:
        """See `Graph.find_listed`."""
        return find_listed(self.select, content, place)

    def import_references(self, file: File, *, dry_run: bool, overwrite: bool, skip: bool) -> ImportReport:
        """See `Graph.import_references`."""
        return import_references(self._graph, [file], dry_run=dry_run, overwrite=overwrite, skip=skip)

    def nanopub(self, path: str) -> list[Quad]:
        """See `Graph.nanopub`."""
        return nanopub(self._graph, path)

    def review(self, path: str) -> dict[str, Any]:
        """See `Graph.review`."""
        return review(self._graph, path)

    def find_contributions(self, state: str | None, limit: int) -> tuple[list[Contribution], int]:
        """See `Graph.find_contributions`."""
        return self._graph.contributions.find(state=state, limit=limit)

    def contribution(self, id: str) -> dict[str, Any]:
        """See `Graph.contribution`."""
        return self._graph.contributions.review(id).as_json(self.base)

    def decide(self, id: str, decision: str, *, because: str | None) -> None:
        """See `Graph.decide`."""
        desk = self._graph.contributions
        if decision == "accept":
            desk.accept(id, Author(), reason=because)
        else:
            desk.reject(id, Author(), reason=because or "")

    def history(self, path: str, values: Mapping[str, str], format: str) -> bytes:
        """See `Graph.history`."""
        return written(tell_history(self._graph, path, values), format, self.base)

    def revision(self, path: str, number: int) -> bytes:
        """See `Graph.revision`."""
        content = History.of(self._graph, path).content(number)
        return write_turtle(content.triples, document=self.base + path, base=self.base, declare_base=True).encode()

    def restore(self, path: str, number: int, *, because: str, dry_run: bool) -> dict[str, Any]:
        """See `Graph.restore`."""
        return restore(self._graph, path, number, Author(reason=because), dry_run=dry_run)

    def dump(self, output: IO[bytes], kind: RdfType) -> None:
        """See `Graph.dump`."""
        dump_records(self._graph.store, output, kind)

    def backup(self, output: IO[bytes]) -> None:
        """See `Graph.backup`."""
        write_backup(self._graph, output)


class ServedGraph:
    """The server that holds the store; writes need a token."""

    def __init__(self, address: str, token: str | None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=address, headers=headers, timeout=120)
        self.base = str(self._send("GET", "health").json()["base"])

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own options
        try:
            response = self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise ServerFault(f"the server that holds the store does not answer: {error}") from None
        if response.status_code >= 400:
            _raise(response)
        return response

    def read(self, path: str) -> list[Triple]:
        """See `Graph.read`."""
        response = self._send("GET", quote(path, safe=_SAFE), headers={"Accept": TURTLE.media})
        return parse_triples(response.content, TURTLE, base=self.base + path)

    def select(self, query: str) -> list[Row]:
        """See `Graph.select`."""
        response = self._send("POST", "sparql", data={"query": query}, headers={"Accept": RESULTS_JSON.media})
        solutions = parse_query_results(response.content, QueryResultsFormat.JSON)
        assert isinstance(solutions, QuerySolutions)
        return [tuple(solution) for solution in solutions]

    def ask(self, query: str, wanted: Wanted) -> Answer:
        """See `Graph.ask`."""
        accept = f"{wanted.solutions.media}, {wanted.boolean.media};q=0.9, {wanted.graph.media};q=0.8"
        response = self._send("POST", "sparql", data={"query": query}, headers={"Accept": accept})
        return Answer(response.content, response.headers["content-type"].partition(";")[0])

    def ask_named(self, name: str, values: Mapping[str, str], wanted: Wanted) -> Answer:
        """See `Graph.ask_named`."""
        accept = {"Accept": wanted.solutions.media}
        response = self._send("GET", f"queries/{quote(name)}", params=dict(values), headers=accept)
        return Answer(response.content, response.headers["content-type"].partition(";")[0])

    def ingest(self, content: bytes, name: str, *, dry_run: bool, replace: bool) -> IngestReport:
        """See `Graph.ingest`."""
        flags = {"name": name, **_flags(dry_run=dry_run, replace=replace)}
        response = self._send("POST", "ingest", content=content, params=flags, headers={"Content-Type": "text/plain"})
        return IngestReport.from_json(response.json())

    def load(self, bodies: list[Body], *, dry_run: bool) -> tuple[Report, dict[str, str]]:
        """See `Graph.load`."""
        response = self._post_records("load", bodies, **_flags(dry_run=dry_run))
        return _report(response.json()["report"]), response.json()["outcomes"]

    def validate(self, bodies: list[Body]) -> Report:
        """See `Graph.validate`."""
        return _report(self._post_records("validate", bodies).json())

    def _post_records(self, route: str, bodies: list[Body], **flags: str) -> httpx.Response:
        lines = [
            f"{t.subject} {t.predicate} {t.object} <{self.base}{body.path}> ." for body in bodies for t in body.triples
        ]
        headers = {"Content-Type": N_QUADS.media, "Accept": "application/json"}
        return self._send("POST", route, content="\n".join(lines).encode(), params=flags, headers=headers)

    def derive(self, name: str, path: str | None, values: Mapping[str, str], format: str) -> bytes:
        """See `Graph.derive`."""
        where = f"{quote(path, safe=_SAFE)}/{name}" if path else name
        return self._send("GET", where, params={**values, "format": format}).content

    def export(self, path: str | None, values: Mapping[str, str], format: str) -> bytes:
        """See `Graph.export`."""
        record = path is not None and path != CHAINS
        where = f"{quote(path or 'network', safe=_SAFE)}{'/graph' if record else ''}.{format}"
        return self._send("GET", where, params=dict(values)).content

    def search(self, kind: str, values: Sequence[tuple[str, str]], format: str) -> bytes:
        """See `Graph.search`."""
        return self._send("GET", kind, params=[*values, ("format", format)]).content

    def set_standing(
        self, studies: list[str], standing: str, *, because: str | None, dry_run: bool, format: str
    ) -> bytes:
        """See `Graph.set_standing`."""
        told = {"study": studies, "standing": standing, "format": format, **_flags(dry_run=dry_run)}
        return self._send("POST", "standing", params=told | ({"because": because} if because else {})).content

    def find_listed(self, content: str, place: str) -> list[Listed]:
        """See `Graph.find_listed`."""
        return find_listed(self.select, content, place)

    def import_references(self, file: File, *, dry_run: bool, overwrite: bool, skip: bool) -> ImportReport:
        """See `Graph.import_references`."""
        told = {"name": file.name, **_flags(dry_run=dry_run, replace=overwrite, skip=skip)}
        told |= {"format": file.format} if file.format else {}
        values = self._send("POST", "import", content=file.content, params=told).json()
        return ImportReport.from_json(values, _report(values["report"]))

    def nanopub(self, path: str) -> list[Quad]:
        """See `Graph.nanopub`."""
        where, accept = f"{quote(path, safe=_SAFE)}/nanopub", {"Accept": N_QUADS.media}
        return parse_quads(self._send("GET", where, headers=accept).content, N_QUADS, base=self.base)

    def review(self, path: str) -> dict[str, Any]:
        """See `Graph.review`."""
        told: dict[str, Any] = self._send("GET", f"{quote(path, safe=_SAFE)}/claimreview").json()
        return told

    def find_contributions(self, state: str | None, limit: int) -> tuple[list[Contribution], int]:
        """See `Graph.find_contributions`."""
        asked = {"limit": str(limit), "format": "json", **({"state": state} if state else {})}
        told = self._send("GET", "contributions", params=asked).json()
        return [Contribution.from_json(each) for each in told["items"]], told["total"]

    def contribution(self, id: str) -> dict[str, Any]:
        """See `Graph.contribution`."""
        told: dict[str, Any] = self._send(
            "GET", f"contributions/{quote(_id(id), safe=_SAFE)}/review", params={"format": "json"}
        ).json()
        return told

    def decide(self, id: str, decision: str, *, because: str | None) -> None:
        """See `Graph.decide`."""
        given = {"reason": because} if because else {}
        self._send("POST", f"contributions/{quote(_id(id), safe=_SAFE)}/{decision}", json=given)

    def history(self, path: str, values: Mapping[str, str], format: str) -> bytes:
        """See `Graph.history`."""
        asked = {**values, "format": format}
        return self._send("GET", f"{quote(path, safe=_SAFE)}/history", params=asked).content

    def revision(self, path: str, number: int) -> bytes:
        """See `Graph.revision`."""
        return self._send("GET", f"{quote(path, safe=_SAFE)}/history/{number}.ttl").content

    def restore(self, path: str, number: int, *, because: str, dry_run: bool) -> dict[str, Any]:
        """See `Graph.restore`."""
        where = f"{quote(path, safe=_SAFE)}/history/{number}/restore"
        told: dict[str, Any] = self._send("POST", where, params={"because": because, **_flags(dry_run=dry_run)}).json()
        return told

    def dump(self, output: IO[bytes], kind: RdfType) -> None:
        """See `Graph.dump`."""
        output.write(self._send("GET", "dump", headers={"Accept": kind.media}).content)

    def backup(self, output: IO[bytes]) -> None:
        """See `Graph.backup`."""
        with self._http.stream("GET", "backup") as response:
            if response.status_code >= 400:
                response.read()
                _raise(response)
            for part in response.iter_raw():
                output.write(part)


def _id(text: str) -> str:
    """The last part of the path of a contribution, which may be given whole."""
    return text.removeprefix("contributions/")


def _flags(**flags: bool) -> dict[str, str]:
    return {name.replace("_", "-"): "true" for name, value in flags.items() if value}


def _raise(response: httpx.Response) -> None:
    """Turn a problem document back into the error that the server raised."""
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    detail = problem.get("detail") or f"the server answered {response.status_code}"
    if "fields" in problem:
        raise ProposalError(problem["fields"])
    if "report" in problem:
        raise Refused(_report(problem["report"]))
    if response.status_code in (401, 403):
        raise Unauthorised(f"{detail}; give --token or CLAIMGRAPH_TOKEN", known=response.status_code == 403)
    if response.status_code in (404, 410):
        raise NotFound(detail)
    if response.status_code in (409, 412):
        raise Conflict(detail)
    if response.status_code == 413:
        raise InputError(None, found=detail, expected="less")
    if "parameter" in problem:
        raise ParameterError(
            problem["query"], problem["parameter"], found=problem["found"], expected=problem["expected"]
        )
    if response.status_code == 400 and {"found", "expected"} <= set(problem):
        kind = QueryError if problem.get("type", "").endswith("QueryError") else InputError
        raise kind(
            problem.get("place"), line=problem.get("line"), column=problem.get("column"),
            found=problem["found"], expected=problem["expected"],
        )  # fmt: skip
    raise ServerFault(detail)


def _report(values: Mapping[str, Any]) -> Report:
    return Report.of(
        Result(
            severity=Severity[entry["severity"].upper()],
            record=entry["record"],
            focus=entry["focusNode"],
            shape=entry["sourceShape"],
            message=entry["message"],
            path=entry["resultPath"],
            value=entry["value"],
            component=(entry["sourceConstraintComponent"] or "").removeprefix(SH.iri) or None,
        )
        for entry in values["results"]
    )


@contextmanager
def open_graph(settings: Settings, *, empty: bool = False, token: str | None = None) -> Iterator[Graph]:
    """Open the store, or where a server holds it, that server.

    Raises:
        StoreLocked: If a process holds it that is no server.
    """
    try:
        graph = Claimgraph.open(settings, empty=empty)
    except StoreLocked as locked:
        if locked.address is None:
            raise
        served = ServedGraph(locked.address, token or os.environ.get("CLAIMGRAPH_TOKEN"))
        if settings.base_iri not in (None, served.base):
            raise StoreUnusable(f"the server has the base IRI {served.base}, not {settings.base_iri}") from None
        yield served
        return
    try:
        yield LocalGraph(graph)
    finally:
        graph.close()


def exists(settings: Settings) -> bool:
    """Whether the store of the settings has been made."""
    return settings.remote is not None or (settings.store != "memory" and (Path(settings.store) / "data").is_dir())
