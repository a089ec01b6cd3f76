"""The commands `nanopub` and `claimreview`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from claimgraph.cli.graphs import open_graph
from claimgraph.cli.naming import path_of_name
from claimgraph.errors import IdentifierError, InputError, UsageError
from claimgraph.identifiers import scheme_of
from claimgraph.mediatypes import rdf_type_named
from claimgraph.publishing.signing import signed
from claimgraph.service.publications import NANOPUB_TYPES, write_nanopub
from claimgraph.settings import Settings


def print_nanopub(
    settings: Settings, claim: str, *, format: str, key: Path | None, agent: str | None, empty: bool, token: str | None
) -> None:
    """Print the nanopublication of a claim, signed where a key is given."""
    kind = rdf_type_named(format)
    if kind not in NANOPUB_TYPES or kind is None:
        accepted = ", ".join(each.name for each in NANOPUB_TYPES)
        raise UsageError(f"--format '{format}' is unknown; accepted are {accepted}")
    if (key is None) != (agent is None):
        raise UsageError("--key and --agent belong together: whose key it is, such as --agent https://orcid.org/0000-…")
    secret = _key(key) if key else b""
    if agent is not None and (scheme_of(agent) not in ("http", "https") or not agent.isprintable() or " " in agent):
        raise IdentifierError("--agent", found=f"'{agent}'", expected="an IRI such as an ORCID")
    with open_graph(settings, empty=empty, token=token) as graph:
        quads = graph.nanopub(path_of_name(claim, graph.base))
    if key is not None and agent is not None:
        quads = signed(quads, secret, agent, place=str(key))
    sys.stdout.buffer.write(write_nanopub(quads, kind))
    sys.stdout.flush()


def _key(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(str(file), found=error.strerror or "an error", expected="a private key") from None


def print_review(settings: Settings, claim: str, *, empty: bool, token: str | None) -> None:
    """Print the ClaimReview of a claim."""
    with open_graph(settings, empty=empty, token=token) as graph:
        told = graph.review(path_of_name(claim, graph.base))
    print(json.dumps(told, indent=2, ensure_ascii=False))
