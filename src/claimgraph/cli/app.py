"""The commands. Each is a thin face of a use case; exit codes are 0 done, 1 refused by data, 2 wrong call, 3 the
environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from claimgraph import __version__
from claimgraph.cli import appraisal, contribution, finding, history, output, study, token
from claimgraph.cli.options import Base, DryRun, Empty, Report, Store, Token, one_of
from claimgraph.errors import (
    ClaimgraphError,
    Conflict,
    EnvironmentFault,
    InputError,
    NotFound,
    Refused,
    Unauthorised,
    UsageError,
)
from claimgraph.settings import origins, read_settings

if TYPE_CHECKING:  # imported late where they are used, so that `--help` stays quick
    from claimgraph.gate import Report as ShapesReport

EXIT_CODES: tuple[tuple[type[ClaimgraphError], int], ...] = (
    (UsageError, 2),
    (EnvironmentFault, 3),
    (Unauthorised, 3),
    (Refused, 1),
    (Conflict, 1),
    (NotFound, 1),
    (InputError, 1),
    (ClaimgraphError, 1),
)
"""Error to exit code, the first that fits."""

app = typer.Typer(
    name="claimgraph",
    help="Claims, the mechanisms that explain them, and the evidence for and against each arrow.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(appraisal.app)
app.add_typer(finding.app)
app.add_typer(history.app)
app.add_typer(token.app, name="token")
app.add_typer(study.app, name="study")
app.add_typer(contribution.app, name="contribution")


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        app()
    except ClaimgraphError as error:
        fail(error)
    except UnicodeDecodeError as error:
        fail(InputError(None, found=f"a file that is not UTF-8 ({error.reason})", expected="text in UTF-8"))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        fail(EnvironmentFault(f"{error.filename or 'the system'}: {error.strerror or error}"))
    except KeyboardInterrupt:
        sys.exit(130)


def fail(error: ClaimgraphError) -> NoReturn:
    """Print an error and leave with its exit code."""
    print(f"claimgraph: {error}", file=sys.stderr)
    sys.exit(exit_code(error))


def exit_code(error: ClaimgraphError) -> int:
    """Exit code of an error."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def _version(wanted: bool) -> None:
    if wanted:
        print(f"claimgraph {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def serve(
    store: Store = None,
    base_iri: Base = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default="8000")] = None,
    read_only: Annotated[
        bool | None, typer.Option("--read-only", help="Refuse every write.", show_default=False)
    ] = None,
    empty: Empty = False,
) -> None:
    """Serve the graph over HTTP until interrupted.

    Example: `claimgraph serve --store store --port 8000`
    """
    from claimgraph.web.server import run

    settings = read_settings(store=store, base_iri=base_iri, host=host, port=port, read_only=read_only)
    run(settings, empty=empty)


@app.command()
def ingest(
    pages: Annotated[
        list[Path], typer.Argument(help="Evidence pages as text files, or folders of them.", metavar="PAGE…")
    ],
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    dry_run: DryRun = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace records that a curator wrote.")] = False,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write Turtle files to this folder instead of the store.", metavar="DIR")
    ] = None,
    token: Token = None,
    format: Annotated[str, typer.Option("--format", help="text or json.", metavar="FORMAT")] = "text",
) -> None:
    """Read evidence pages and write their records.

    Example: `claimgraph ingest --store store pages/repetitions-in-reserve.txt`

    Example: `claimgraph ingest --to records pages/` writes Turtle files and leaves the store alone.
    """
    from claimgraph.cli.ingesting import ingest_pages

    settings = read_settings(store=store, base_iri=base_iri)
    sys.exit(
        ingest_pages(settings, pages, to=to, empty=empty, dry_run=dry_run, replace=replace, token=token, format=format)
    )


@app.command()
def validate(
    paths: Annotated[list[Path], typer.Argument(help="Record files, datasets, or folders of them.", metavar="PATH…")],
    store: Store = None,
    base_iri: Base = None,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Check records against the shapes, as a write would, and write nothing.

    Without `--store` the records are checked against the shipped graph. Exit code 1 if a shape is violated.

    Example: `claimgraph validate graph/`

    Example: `claimgraph validate --format turtle graph/claims/repetitions-in-reserve.ttl`
    """
    from claimgraph.cli.graphs import open_graph
    from claimgraph.service.loading import read_bodies

    one_of("format", format, ("text", "json", "turtle"))
    settings = read_settings(store=store or "memory", base_iri=base_iri)
    with open_graph(settings, token=token) as graph:
        bodies = read_bodies(paths, graph.base)
        report = graph.validate(bodies)
    _print_report(report, format)
    if format == "text":
        print(f"{len(bodies)} record{'s' * (len(bodies) != 1)} checked", file=sys.stderr)
    sys.exit(0 if report.conforms else 1)


@app.command()
def query(
    question: Annotated[
        str,
        typer.Argument(help="SPARQL text, a file that holds it, or the name of a catalogue query.", metavar="QUERY"),
    ],
    parameters: Annotated[
        list[str] | None, typer.Option("--param", help="Parameter of a catalogue query.", metavar="NAME=VALUE")
    ] = None,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="table, csv, tsv, json, xml; for graphs turtle, ntriples, jsonld, rdfxml.",
            metavar="FORMAT",
            show_default="table on a terminal, else csv",
        ),
    ] = None,
) -> None:
    """Ask the graph: SPARQL text, a file, or a question of the catalogue (`claimgraph queries` lists them).

    Example: `claimgraph query 'SELECT ?c WHERE { ?c a cg:Claim }'` (the project's prefixes need no declaration)

    Example: `claimgraph query steps_by_basis --param basis=cg:AuthorInference --format json`
    """
    from claimgraph.cli.asking import ask

    settings = read_settings(store=store, base_iri=base_iri)
    ask(settings, question, parameters or [], empty=empty, token=token, format=format)


@app.command()
def queries() -> None:
    """List the questions of the catalogue with their parameters.

    Example: `claimgraph queries`
    """
    from rich.table import Table

    from claimgraph import shipped
    from claimgraph.querying.catalogue import Catalogue

    table = Table("name", "answers", "parameters")
    for name, entry in Catalogue.read(shipped.data_folder("queries")).items():
        table.add_row(
            name, entry.summary, "\n".join(f"{p.name} ({p.type}{', required' * p.required})" for p in entry.parameters)
        )
    output.console().print(table)


@app.command()
def show(
    claim: Annotated[
        str, typer.Argument(help="Claim or study: a slug, a record path, a DOI or an IRI.", metavar="CLAIM")
    ],
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
) -> None:
    """Show a claim, or a study, as a page to read.

    Example: `claimgraph show repetitions-in-reserve`

    Example: `claimgraph show 10.1080/02640414.2024.2321021`
    """
    from claimgraph.cli.graphs import open_graph
    from claimgraph.cli.naming import path_of_name
    from claimgraph.service.view import claim_view, study_view

    settings = read_settings(store=store, base_iri=base_iri)
    with open_graph(settings, empty=empty, token=token) as graph:
        path = path_of_name(claim, graph.base)
        if path.startswith("studies/"):
            page = output.study_page(study_view(graph, path, graph.base, settings.language))
        else:
            page = output.claim_page(claim_view(graph, path, graph.base, settings.language))
    output.console().print(page)


@app.command()
def nanopub(
    claim: Annotated[str, typer.Argument(help="Claim: a slug, a record path or an IRI.", metavar="CLAIM")],
    key: Annotated[
        Path | None, typer.Option("--key", help="Sign with this private RSA key; needs --agent.", metavar="FILE")
    ] = None,
    agent: Annotated[str | None, typer.Option("--agent", help="IRI of who signs.", metavar="IRI")] = None,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Annotated[str, typer.Option("--format", help="trig, nquads or jsonld.", metavar="FORMAT")] = "trig",
) -> None:
    """Print a claim as nanopublication under a trusty URI: assertion, provenance, publication info.

    Example: `claimgraph nanopub repetitions-in-reserve > claim.trig`

    Example: `claimgraph nanopub repetitions-in-reserve --key ~/.nanopub/id_rsa --agent https://orcid.org/0000-0002-1825-0097`
    """
    from claimgraph.cli.publishing import print_nanopub

    settings = read_settings(store=store, base_iri=base_iri)
    print_nanopub(settings, claim, format=format, key=key, agent=agent, empty=empty, token=token)


@app.command()
def claimreview(
    claim: Annotated[str, typer.Argument(help="Claim: a slug, a record path or an IRI.", metavar="CLAIM")],
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
) -> None:
    """Print a claim as schema.org ClaimReview (JSON-LD), rated by the confidence that its evidence gives.

    Example: `claimgraph claimreview repetitions-in-reserve`
    """
    from claimgraph.cli.publishing import print_review

    print_review(read_settings(store=store, base_iri=base_iri), claim, empty=empty, token=token)


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="Record files, datasets, or folders of them.", metavar="PATH…")],
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    dry_run: DryRun = False,
    token: Token = None,
) -> None:
    """Write records from files, all of them or none.

    Example: `claimgraph load --store store records/`

    Example: `claimgraph load --store store --empty dump.nq`
    """
    from claimgraph.cli.graphs import open_graph
    from claimgraph.service.loading import read_bodies

    settings = read_settings(store=store, base_iri=base_iri)
    with open_graph(settings, empty=empty, token=token) as graph:
        report, outcomes = graph.load(read_bodies(paths, graph.base), dry_run=dry_run)
    for path, outcome in outcomes.items():
        print(f"{path}\t{outcome}")
    if report.results:
        print(report.text(), file=sys.stderr)


@app.command()
def dump(
    target: Annotated[
        Path | None,
        typer.Argument(help="A folder, or a file ending in .nq or .trig; standard output without it.", metavar="PATH"),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", help="nquads or trig.", metavar="FORMAT", show_default="told by the ending, else nquads"
        ),
    ] = None,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
) -> None:
    """Write all records: to a folder in the layout of `graph/`, or as N-Quads or TriG.

    Into a folder that it wrote before, it takes out the files of records that are gone; what others changed stays.

    Example: `claimgraph dump --store store records/`

    Example: `claimgraph dump --store store | gzip > records.nq.gz`
    """
    from claimgraph.cli.dumping import dump_to

    settings = read_settings(store=store, base_iri=base_iri)
    dump_to(settings, target, format=format, empty=empty, token=token)


@app.command("hash")
def print_hash(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Record files, datasets, or folders of them.", metavar="[PATH…]")
    ] = None,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
) -> None:
    """Print the SHA-256 of all records in canonical form (RDFC-1.0): of the store, or of files.

    It is the same for a store and each of its dumps, and for two stores exactly if their records say the same.

    Example: `claimgraph hash --store store`

    Example: `claimgraph hash dump.trig`
    """
    from claimgraph.cli.dumping import print_hash as run

    run(read_settings(store=store, base_iri=base_iri), paths or [], empty=empty, token=token)


@app.command()
def export(
    view: Annotated[
        str,
        typer.Argument(
            help="A claim, a mechanism, a study, a concept, `explain` for chains, or `network` for all.", metavar="VIEW"
        ),
    ] = "network",
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="svg, png, pdf, html, dot, mmd, graphml, gexf, gml, cyjs, cx2, json, jgf, csv or ttl.",
            show_default="that of FILE, else svg",
        ),
    ] = None,
    output_file: Annotated[
        Path | None, typer.Option("-o", "--output", help="Where to write; standard output without it.", metavar="FILE")
    ] = None,
    mechanism: Annotated[str | None, typer.Option(help="One mechanism of the claim, by number.")] = None,
    standing: Annotated[str | None, typer.Option(help="Only mechanisms of this standing.")] = None,
    depth: Annotated[int | None, typer.Option(help="How many arrows away from a concept.", show_default="1")] = None,
    proposed: Annotated[
        bool | None,
        typer.Option(help="Show links without a curator, and ruled-out mechanisms.", show_default="of a claim only"),
    ] = None,
    collapsed: Annotated[bool, typer.Option(help="Make one arrow of those that say the same.")] = False,
    cause: Annotated[
        str | None, typer.Option("--from", help="Concept that the chains start from.", metavar="CONCEPT")
    ] = None,
    consequence: Annotated[
        str | None, typer.Option("--to", help="Concept that they lead to.", metavar="CONCEPT")
    ] = None,
    length: Annotated[int | None, typer.Option(help="Most arrows of a chain.", show_default="8")] = None,
    number: Annotated[int | None, typer.Option(help="Most chains.", show_default="5")] = None,
    chain: Annotated[int | None, typer.Option(help="Only one of the chains, by its place.")] = None,
) -> None:
    """Write the causal graph of a claim, a study or a concept, the chains between two concepts, or the whole network:
    as a picture or for other tools.

    Example: `claimgraph export repetitions-in-reserve -o figure.pdf`

    Example: `claimgraph export concepts/resistance-training#volume-load --depth 2 --format graphml -o volume.graphml`

    Example: `claimgraph export explain --from "repetitions in reserve" --to "muscle hypertrophy" -o chains.svg`

    Example: `claimgraph export network --collapsed -o network.svg`
    """
    from claimgraph.cli.exporting import export_view

    flags = {"proposed": proposed, "collapsed": collapsed or None}
    values = {name: str(value).lower() for name, value in flags.items() if value is not None}
    texts = {"mechanism": mechanism, "standing": standing, "from": cause, "to": consequence}
    values |= {name: text for name, text in texts.items() if text}
    numbers = {"depth": depth, "length": length, "number": number, "chain": chain}
    values |= {name: str(value) for name, value in numbers.items() if value is not None}
    settings = read_settings(store=store, base_iri=base_iri)
    export_view(settings, view, values, format=format, target=output_file, empty=empty, token=token)


@app.command()
def backup(
    target: Annotated[
        Path | None, typer.Argument(help="The archive to write; standard output without it.", metavar="FILE")
    ] = None,
    store: Store = None,
    token: Token = None,
) -> None:
    """Write everything that a store holds to one tar archive, also while it is served (with an admin's token).

    Example: `claimgraph backup --store store claims.tar`
    """
    from claimgraph.cli.backups import backup_to

    backup_to(read_settings(store=store), target, token=token)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="An archive made by `claimgraph backup`.", metavar="FILE")],
    store: Store = None,
) -> None:
    """Make a store of a backup, in a folder that holds none.

    Example: `claimgraph restore --store new-store claims.tar`
    """
    from claimgraph.cli.backups import restore_from

    restore_from(read_settings(store=store), source)


@app.command()
def rebase(
    base: Annotated[str, typer.Argument(help="The new base IRI, ending in a slash.", metavar="IRI")],
    store: Store = None,
) -> None:
    """Move a store to another base IRI: every own IRI is rewritten.

    Example: `claimgraph rebase --store store https://example.org/kg/`
    """
    from claimgraph.service.rebasing import rebase as move

    settings = read_settings(store=store)
    if settings.store == "memory" or settings.remote is not None:
        raise UsageError("only a store in a folder can be moved; give --store DIR")
    print(f"{move(Path(settings.store), base)} statements are now under {base}", file=sys.stderr)


@app.command("settings")
def show_settings(
    store: Store = None,
    base_iri: Base = None,
    format: Annotated[str, typer.Option("--format", help="text or json.", metavar="FORMAT")] = "text",
) -> None:
    """Print every setting with its value and where it comes from: flag, environment, claimgraph.toml or default.

    Example: `CLAIMGRAPH_PORT=9000 claimgraph settings`
    """
    import json

    one_of("format", format, ("text", "json"))
    rows = origins({"store": store, "base_iri": base_iri})
    if format == "json":
        print(json.dumps({name: {"value": value, "origin": origin} for name, value, origin in rows}, indent=2))
        return
    for name, value, origin in rows:
        print(f"{name}\t{'' if value is None else value}\t{origin}")


def _print_report(report: ShapesReport, format: str) -> None:
    import json

    from claimgraph.rdf.turtle import write_turtle

    if format == "json":
        print(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
    elif format == "turtle":
        print(write_turtle(report.as_triples()), end="")
    else:
        print(report.text())
