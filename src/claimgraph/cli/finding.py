"""The command `search`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from claimgraph.cli.options import Base, Empty, Store, Token, one_of
from claimgraph.search.entry import KINDS
from claimgraph.service.listing import FORMATS
from claimgraph.settings import Settings, read_settings

app = typer.Typer(rich_markup_mode="markdown")
_OF_CLAIMS, _OF_STUDIES, _OF_CONCEPTS = "Claims", "Studies", "Concepts"


@app.command()
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Words: all must occur; the last may be a beginning; `-word` must not.", metavar="[WORD…]"),
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="claims, studies or concepts.", metavar="KIND")] = "claims",
    concept: Annotated[
        list[str] | None,
        typer.Option(help="Only what is about it, or right below it: IRI or path.", metavar="CONCEPT"),
    ] = None,
    type: Annotated[
        list[str] | None, typer.Option(help="Only claims or concepts of this kind, such as causal.", metavar="NAME")
    ] = None,
    standing: Annotated[
        list[str] | None,
        typer.Option(help="Of one of its mechanisms, or of a study, such as retracted.", metavar="NAME"),
    ] = None,
    study: Annotated[
        list[str] | None,
        typer.Option(help="Claims that cite it: DOI or IRI.", metavar="STUDY", rich_help_panel=_OF_CLAIMS),
    ] = None,
    strength: Annotated[
        list[str] | None,
        typer.Option(help="How strongly claims are worded.", metavar="NAME", rich_help_panel=_OF_CLAIMS),
    ] = None,
    min_confidence: Annotated[
        float | None, typer.Option(help="Least confidence by a claim's own evidence.", rich_help_panel=_OF_CLAIMS)
    ] = None,
    max_confidence: Annotated[
        float | None, typer.Option(help="Highest confidence by a claim's own evidence.", rich_help_panel=_OF_CLAIMS)
    ] = None,
    min_mechanism: Annotated[
        float | None, typer.Option(help="Least confidence of its surest mechanism.", rich_help_panel=_OF_CLAIMS)
    ] = None,
    max_mechanism: Annotated[
        float | None, typer.Option(help="Highest confidence of its surest mechanism.", rich_help_panel=_OF_CLAIMS)
    ] = None,
    design: Annotated[
        list[str] | None,
        typer.Option(help="Design, such as randomized-trial.", metavar="NAME", rich_help_panel=_OF_STUDIES),
    ] = None,
    since: Annotated[int | None, typer.Option(help="Earliest year.", rich_help_panel=_OF_STUDIES)] = None,
    until: Annotated[int | None, typer.Option(help="Latest year.", rich_help_panel=_OF_STUDIES)] = None,
    scheme: Annotated[
        str | None, typer.Option(help="Scheme that holds it.", metavar="IRI", rich_help_panel=_OF_CONCEPTS)
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(help="relevance, title, year, studies or confidence.", metavar="ORDER", show_default="relevance"),
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Entries on a page, 1 to 1000.", show_default="50")] = None,
    page: Annotated[int | None, typer.Option(help="Which page.", show_default="1")] = None,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Annotated[str, typer.Option("--format", help="text, json or csv.", metavar="FORMAT")] = "text",
) -> None:
    """Find claims, studies or concepts by words and by facts: the same lists as `/claims`, `/studies` and `/concepts`.

    Filters that are given several times must all hold. Words in quotes stand together.

    Example: `claimgraph search volume load`

    Example: `claimgraph search '"to failure" -protein' --min-confidence 0.2 --sort confidence`

    Example: `claimgraph search --kind studies --design randomized-trial --since 2020 --format csv`

    Example: `claimgraph search hypertr --kind concepts`
    """
    one_of("format", format, FORMATS)
    one_of("kind", kind, KINDS)
    given = {
        "q": " ".join(words or []), "concept": concept, "type": type, "standing": standing,
        "study": study, "strength": strength, "min-confidence": min_confidence,
        "max-confidence": max_confidence, "min-mechanism": min_mechanism, "max-mechanism": max_mechanism,
        "design": design, "since": since, "until": until, "scheme": scheme, "sort": sort, "limit": limit, "page": page,
    }  # fmt: skip
    settings = read_settings(store=store, base_iri=base_iri)
    print_found(settings, kind, given, format=format, empty=empty, token=token)


def print_found(
    settings: Settings, kind: str, given: Mapping[str, object], *, format: str, empty: bool, token: str | None
) -> None:
    """Print a page of a list."""
    from claimgraph.cli.graphs import open_graph

    values = [(name, str(each)) for name, value in given.items() for each in _several(value)]
    with open_graph(settings, empty=empty, token=token) as graph:
        content = graph.search(kind, values, format)
    sys.stdout.buffer.write(content)
    sys.stdout.flush()


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [] if value is None else [value]
