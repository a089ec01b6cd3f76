"""The commands `study …`: imports, retractions and what leans on them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli.options import Base, DryRun, Empty, Report, Store, Token, one_of
from claimgraph.errors import UsageError
from claimgraph.settings import read_settings

app = typer.Typer(
    help="Studies: imports, retractions and what leans on them.", no_args_is_help=True, rich_markup_mode="markdown"
)
Because = Annotated[
    str | None, typer.Option("--because", help="Why, such as the DOI of the notice; needed to record.", metavar="TEXT")
]


@app.command("standing")
def study_standing(
    study: Annotated[str, typer.Argument(help="DOI, PubMed number or IRI of the study.", metavar="STUDY")],
    standing: Annotated[
        str,
        typer.Argument(help="retracted, corrected, superseded, preprint or 'in good standing'.", metavar="STANDING"),
    ],
    because: Because = None,
    store: Store = None,
    base_iri: Base = None,
    dry_run: DryRun = False,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Record that a study was retracted, and list every step, arrow, mechanism and claim whose confidence changes.

    Example: `claimgraph study standing 10.1080/02640414.2024.2321021 retracted --dry-run`

    Example: `claimgraph study standing 10.1000/x retracted --because "notice 10.1000/y"`
    """
    from claimgraph.cli.studies import set_standing
    from claimgraph.service.derived.ripple import standing_named

    one_of("format", format, ("text", "json", "turtle"))
    _reason(because, needed=not dry_run)
    settings = read_settings(store=store, base_iri=base_iri)
    name = standing_named(standing, "standing")
    set_standing(settings, [study], name, because=because, dry_run=dry_run, format=format, token=token)


@app.command("check")
def check_studies(
    file: Annotated[
        Path,
        typer.Argument(help="DOIs or PubMed numbers, one a line or in CSV; - is input.", metavar="FILE"),
    ],
    standing: Annotated[str, typer.Option("--standing", help="What the list is a list of.")] = "retracted",
    mark: Annotated[bool, typer.Option("--mark", help="Record the standing of those that the graph has.")] = False,
    because: Because = None,
    store: Store = None,
    base_iri: Base = None,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Check a list of retracted publications against the graph: which it has, and what leans on them.

    Exit code 1 if the graph has one of them and `--mark` was not given.

    Example: `claimgraph study check retractions.csv`

    Example: `claimgraph study check retracted.txt --mark --because "retraction list of November"`
    """
    from claimgraph.cli.studies import check_list
    from claimgraph.service.derived.ripple import standing_named

    one_of("format", format, ("text", "json", "turtle"))
    _reason(because, needed=mark)
    settings = read_settings(store=store, base_iri=base_iri)
    name = standing_named(standing, "standing")
    sys.exit(check_list(settings, file, name, mark=mark, because=because, format=format, token=token))


@app.command("import")
def import_studies(
    files: Annotated[
        list[Path] | None, typer.Argument(help="CSL-JSON, Crossref JSON, BibTeX or RIS; - is input.", metavar="FILE…")
    ] = None,
    from_doi: Annotated[
        list[str] | None, typer.Option("--from-doi", help="Ask the DOI resolver; may be repeated.", metavar="DOI")
    ] = None,
    syntax: Annotated[
        str | None,
        typer.Option(
            "--syntax", help="csl, crossref, bibtex or ris.", metavar="SYNTAX", show_default="told by the content"
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite bibliographic fields that differ.")] = False,
    skip: Annotated[bool, typer.Option("--skip", help="Leave out entries that cannot be used, without fault.")] = False,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    dry_run: DryRun = False,
    token: Token = None,
    format: Annotated[str, typer.Option("--format", help="text or json.", metavar="FORMAT")] = "text",
) -> None:
    """Fill study records from reference files: what curators wrote stays, and what differs is told.

    An entry without DOI and PubMed number is left out, with exit code 1 unless `--skip`.

    Example: `claimgraph study import references.bib works.json`

    Example: `claimgraph study import --from-doi 10.1080/02640414.2024.2321021 --dry-run`
    """
    from claimgraph.bibliography import FORMATS
    from claimgraph.cli.studies import import_studies as run

    one_of("format", format, ("text", "json"))
    if syntax is not None:
        one_of("syntax", syntax, tuple(FORMATS))
    if not files and not from_doi:
        raise UsageError("nothing to import; give files, or --from-doi DOI")
    settings = read_settings(store=store, base_iri=base_iri)
    code = run(
        settings, files or [], from_doi or [], syntax=syntax, dry_run=dry_run, overwrite=replace, skip=skip,
        empty=empty, format=format, token=token,
    )  # fmt: skip
    sys.exit(code)


def _reason(because: str | None, *, needed: bool) -> None:
    if needed and not (because or "").strip():
        raise UsageError("--because is missing; say why, such as the DOI of the notice, or use --dry-run")
