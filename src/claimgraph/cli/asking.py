"""The command `query`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from claimgraph import shipped
from claimgraph.cli.graphs import open_graph
from claimgraph.cli.output import console, results_table
from claimgraph.errors import UsageError
from claimgraph.mediatypes import (
    RDF_TYPES,
    RESULT_TYPES,
    RESULTS_CSV,
    RESULTS_JSON,
    TURTLE,
    rdf_type_named,
    result_type_named,
)
from claimgraph.querying.catalogue import Catalogue
from claimgraph.settings import Settings
from claimgraph.store.interface import Wanted


def ask(
    settings: Settings, question: str, parameters: Sequence[str], *, empty: bool, token: str | None, format: str | None
) -> None:
    """Ask and print: a table on a terminal, CSV in a pipe, or the format asked for."""
    table = format == "table" or (format is None and sys.stdout.isatty())
    wanted = _wanted(None if table else format, table=table)
    values = dict(_pair(parameter) for parameter in parameters)
    named = question in Catalogue.read(shipped.data_folder("queries"))
    if values and not named:
        raise UsageError("--param goes with a query of the catalogue; `claimgraph queries` lists them")
    with open_graph(settings, empty=empty, token=token) as graph:
        answer = graph.ask_named(question, values, wanted) if named else graph.ask(_text(question), wanted)
        base = graph.base
    if table and answer.media == RESULTS_JSON.media:
        console().print(results_table(answer.content, base))
        return
    sys.stdout.buffer.write(answer.content)
    if not answer.content.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.flush()


def _wanted(format: str | None, *, table: bool) -> Wanted:
    if table:
        return Wanted(solutions=RESULTS_JSON, boolean=RESULTS_JSON, graph=TURTLE)
    if format is None:
        return Wanted(solutions=RESULTS_CSV, boolean=RESULTS_JSON, graph=TURTLE)
    result, graph = result_type_named(format), rdf_type_named(format)
    if result is None and graph is None:
        known = ["table", *(kind.name for kind in RESULT_TYPES), *(kind.name for kind in RDF_TYPES)]
        raise UsageError(f"--format '{format}' is unknown; accepted are {', '.join(known)}")
    boolean = result if result and result.boolean else RESULTS_JSON
    return Wanted(solutions=result or RESULTS_CSV, boolean=boolean, graph=graph or TURTLE)


def _pair(parameter: str) -> tuple[str, str]:
    name, equals, value = parameter.partition("=")
    if not equals:
        raise UsageError(f"--param '{parameter}' has no value; write --param NAME=VALUE")
    return name, value


def _text(question: str) -> str:
    if question == "-":
        return sys.stdin.read()
    is_text = any(character in question for character in "{\n")
    path = Path(question)
    if not is_text and path.is_file():
        return path.read_text("utf-8")
    if not is_text and " " not in question:
        raise UsageError(
            f"'{question}' is no SPARQL text, no file and no query of the catalogue; `claimgraph queries` lists those"
        )
    return question
