"""The commands that appraise: how sure, what the evidence does not bear out, why, and what is missing."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from claimgraph.cli.options import Base, Empty, Report, Store, Token, one_of
from claimgraph.settings import read_settings

app = typer.Typer(rich_markup_mode="markdown")


@app.command()
def appraise(
    claim: Annotated[str, typer.Argument(help="Claim: a slug, a record path or an IRI.", metavar="CLAIM")],
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Say how sure the evidence makes us of a claim, its mechanisms and each of their arrows, and what that rests on.

    Example: `claimgraph appraise repetitions-in-reserve`
    """
    from claimgraph.cli.deriving import print_view

    one_of("format", format, ("text", "json", "turtle"))
    settings = read_settings(store=store, base_iri=base_iri)
    print_view(settings, "appraisal", claim, {}, format=format, empty=empty, token=token)


@app.command()
def audit(
    claims: Annotated[
        list[str] | None, typer.Argument(help="Claims: slugs, record paths or IRIs; all without any.", metavar="CLAIM…")
    ] = None,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    kind: Annotated[
        str | None, typer.Option("--audit", help="Only this audit, such as `unmeasured`.", metavar="NAME")
    ] = None,
    severity: Annotated[
        str | None, typer.Option("--severity", help="Only `Warning` or `Info`.", metavar="NAME")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Leave with exit code 1 if there is any warning.")] = False,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Say what records claim that their evidence does not bear out: of some claims in order of reading, or of the
    whole graph by weight.

    Example: `claimgraph audit repetitions-in-reserve`

    Example: `claimgraph audit --audit unmeasured --format json` prints one flat list.

    Example: `claimgraph audit --strict rest-intervals` fails if there is a warning.
    """
    from claimgraph.cli.auditing import print_audit

    one_of("format", format, ("text", "json", "turtle"))
    settings = read_settings(store=store, base_iri=base_iri)
    chosen = {"audit": kind, "severity": severity}
    sys.exit(print_audit(settings, claims or [], chosen, strict=strict, empty=empty, token=token, format=format))


@app.command()
def explain(
    cause: Annotated[str, typer.Argument(help="Concept: its label, path or IRI.", metavar="FROM")],
    consequence: Annotated[str, typer.Argument(help="Concept: its label, path or IRI.", metavar="TO")],
    length: Annotated[int, typer.Option(help="Most arrows of a chain, 1 to 15.")] = 8,
    number: Annotated[int, typer.Option(help="Most chains, 1 to 50.")] = 5,
    proposed: Annotated[bool, typer.Option("--proposed", help="Let proposed arrows take part.")] = False,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Say how one concept leads to another: the surest chains of arrows across all claims, with who says so.

    Example: `claimgraph explain "repetitions in reserve" "rectus femoris hypertrophy"`

    Example: `claimgraph explain resistance-training#fatigue resistance-training#volume-load --format json`
    """
    from claimgraph.cli.deriving import print_view

    one_of("format", format, ("text", "json", "turtle"))
    settings = read_settings(store=store, base_iri=base_iri)
    values = {"from": cause, "to": consequence, "length": str(length), "number": str(number)}
    values |= {"proposed": "true"} if proposed else {}
    print_view(settings, "explain", None, values, format=format, empty=empty, token=token)


@app.command()
def falls(
    cause: Annotated[str, typer.Argument(help="Concept: its label, path or IRI.", metavar="CAUSE")],
    consequence: Annotated[str, typer.Argument(help="Concept: its label, path or IRI.", metavar="CONSEQUENCE")],
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Say which mechanisms and claims fall if the arrow between two concepts falls, and what they no longer reach.

    Example: `claimgraph falls fatigue "repetition capacity"`
    """
    from claimgraph.cli.deriving import print_view

    one_of("format", format, ("text", "json", "turtle"))
    settings = read_settings(store=store, base_iri=base_iri)
    values = {"cause": cause, "consequence": consequence}
    print_view(settings, "falls", None, values, format=format, empty=empty, token=token)


@app.command()
def conflicts(
    number: Annotated[int, typer.Option(help="Most conflicts to list.")] = 100,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Report = "text",
) -> None:
    """List the arrows on which claims put opposite signs under one contrast.

    Example: `claimgraph conflicts --store store`
    """
    from claimgraph.cli.deriving import print_view

    one_of("format", format, ("text", "json", "turtle"))
    settings = read_settings(store=store, base_iri=base_iri)
    print_view(settings, "conflicts", None, {"number": str(number)}, format=format, empty=empty, token=token)


@app.command()
def compare(
    claim: Annotated[str, typer.Argument(help="Claim: a slug, a record path or an IRI.", metavar="CLAIM")],
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Say what the mechanisms of a claim share, where they part, and which observation would tell them apart.

    Example: `claimgraph compare repetitions-in-reserve`
    """
    from claimgraph.cli.deriving import print_view

    one_of("format", format, ("text", "json", "turtle"))
    settings = read_settings(store=store, base_iri=base_iri)
    print_view(settings, "compare", claim, {}, format=format, empty=empty, token=token)


@app.command()
def grade(
    claim: Annotated[str, typer.Argument(help="Claim: a slug, a record path or an IRI.", metavar="CLAIM")],
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Say how certain the evidence for each outcome of a claim is by GRADE, which judgements are missing, and hints.

    Example: `claimgraph grade repetitions-in-reserve`
    """
    from claimgraph.cli.deriving import print_view

    one_of("format", format, ("text", "json", "turtle"))
    settings = read_settings(store=store, base_iri=base_iri)
    print_view(settings, "grade", claim, {}, format=format, empty=empty, token=token)


@app.command()
def wanted(
    claim: Annotated[
        str | None,
        typer.Argument(help="Claim: a slug, a record path or an IRI; without it the whole graph.", metavar="[CLAIM]"),
    ] = None,
    status: Annotated[str | None, typer.Option(help="open, closed or all.", metavar="STATUS")] = None,
    below: Annotated[str | None, typer.Option(help="Confidence below which an arrow is weak.", metavar="P")] = None,
    limit: Annotated[str | None, typer.Option(help="How many to show.", metavar="N")] = None,
    offset: Annotated[str | None, typer.Option(help="How many to leave out first.", metavar="N")] = None,
    store: Store = None,
    base_iri: Base = None,
    empty: Empty = False,
    token: Token = None,
    format: Report = "text",
) -> None:
    """Say which studies would decide a claim and each of its weak arrows, or those that the graph lacks most.

    Example: `claimgraph wanted repetitions-in-reserve --status open`

    Example: `claimgraph wanted --limit 10`
    """
    from claimgraph.cli.deriving import print_view

    one_of("format", format, ("text", "json", "turtle"))
    settings = read_settings(store=store, base_iri=base_iri)
    values = {"status": status, "below": below, "limit": limit, "offset": offset}
    print_view(settings, "wanted", claim, values, format=format, empty=empty, token=token)
