"""Recording that a publication was retracted or superseded, and what that does to the claims that lean on it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import IdentifierError, InputError, NotFound
from claimgraph.identifiers import doi_iri, read_doi
from claimgraph.service.derived.ripple import tell_ripple
from claimgraph.service.derived.told import Told
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.service.view import record_of_study
from claimgraph.store.interface import Row
from claimgraph.vocabulary import CG

if TYPE_CHECKING:
    from claimgraph.service.claimgraph import Claimgraph

_IDENTIFIED = "SELECT ?study ?identifier WHERE { ?study %s ?identifier }"
_STANDINGS = "SELECT ?study ?standing WHERE { ?study cg:publicationStanding ?standing }"
_COLUMNS = {"doi": "doi", "originalpaperdoi": "doi", "pmid": "pmid", "originalpaperpubmedid": "pmid"}
"""Columns of a list that name publications; the longer names are those of Retraction Watch's."""


def record_standings(graph: Claimgraph, standings: Mapping[str, str], author: Author, *, dry_run: bool = False) -> Told:
    """Record the standings of studies, all of them or none, and tell what that changes.

    Args:
        graph: The graph.
        standings: Local names of standings by IRI of the study, such as Retracted.
        author: Who records it, and why.
        dry_run: Only tell.

    Raises:
        NotFound: If there is no such study.
        Conflict: If somebody else has just written one of the records.
        Refused: If the gate refuses a record.
    """
    bodies, expecting = [], {}
    for study, standing in standings.items():
        path = record_of_study(study) or study.partition("#")[0].removeprefix(graph.store.base)
        expecting[path] = graph.records.etag(path)
        triples = graph.store.graph(graph.store.base + path)
        if not triples:
            raise NotFound(f"there is no study {study}")
        bodies.append(Body(path, list(_with_standing(triples, study, standing))))
    told = tell_ripple(graph.derivations, standings)
    graph.records.write(bodies, author, dry_run=dry_run, expecting=expecting)
    return told


def _with_standing(triples: Iterable[Triple], study: str, standing: str) -> Iterator[Triple]:
    node = NamedNode(study)
    for triple in triples:
        if triple.predicate != CG.publicationStanding or triple.subject != node:
            yield triple
    yield Triple(node, CG.publicationStanding, NamedNode(CG.iri + standing))


@dataclass(frozen=True)
class Listed:
    """A publication on a list.

    Attributes:
        identifier: Its DOI or PubMed number.
        study: IRI of the study of the graph that it is; None if the graph does not have it.
        standing: Local name of the standing that is recorded of it, None if none is.
    """

    identifier: str
    study: str | None
    standing: str | None = None


def find_listed(select: Callable[[str], list[Row]], content: str, place: str) -> list[Listed]:
    """The publications on a list: one DOI or PubMed number a line, or CSV with columns `doi` or `pmid`.

    `select` gives the rows of a query on the graph.

    Raises:
        InputError: With the line of what is neither.
    """
    known = known_identifiers(select)
    standings = {row[0].value: row[1].value.removeprefix(CG.iri) for row in select(_STANDINGS) if row[0] and row[1]}
    found = ((each, known.get(each)) for each in dict.fromkeys(read_list(content, place)))
    return [Listed(identifier, study, standings.get(study or "")) for identifier, study in found]


def known_identifiers(select: Callable[[str], list[Row]]) -> dict[str, str]:
    """IRIs of the studies of a graph by their DOIs and PubMed numbers."""
    found = {}
    for predicate in ("cg:doi", "cg:pmid"):
        for study, identifier in select(_IDENTIFIED % predicate):
            if isinstance(study, NamedNode) and isinstance(identifier, Literal):
                found[identifier.value] = study.value
    return found


def read_list(content: str, place: str) -> Iterator[str]:
    """DOIs, in lower case, and PubMed numbers of a list.

    Raises:
        InputError: With the line of what is neither.

    >>> list(read_list("10.1000/A\\n# a remark\\nhttps://doi.org/10.1000/b\\n38393985", "list"))
    ['10.1000/a', '10.1000/b', '38393985']
    >>> list(read_list("title,doi,pmid\\nSleep,10.1000/a,\\nRest,unavailable,7\\n", "list"))
    ['10.1000/a', '7']
    """
    head = content.lstrip("\ufeff").partition("\n")[0]
    columns = {place: _COLUMNS.get(name.strip().strip('"').lower()) for place, name in enumerate(head.split(","))}
    if any(columns.values()):
        yield from _of_table(content.lstrip("\ufeff"))
        return
    for number, line in enumerate(content.lstrip("\ufeff").splitlines(), 1):
        text = line.strip()
        if text and not text.startswith("#"):
            identifier = _identifier(text)
            if identifier is None:
                raise InputError(place, line=number, found=f"'{text[:80]}'", expected="a DOI or a PubMed number")
            yield identifier


def _of_table(content: str) -> Iterator[str]:
    for row in csv.DictReader(io.StringIO(content)):
        for name, value in row.items():
            identifier = _identifier((value or "").strip()) if _COLUMNS.get((name or "").strip().lower()) else None
            if identifier is not None and identifier != "0":
                yield identifier


def _identifier(text: str) -> str | None:
    if re.fullmatch("(pmid: ?)?[0-9]{1,9}", text, re.IGNORECASE):
        return str(int(re.sub("[^0-9]", "", text)))
    try:
        return read_doi(text)
    except IdentifierError:
        return None


def study_named(graph: Claimgraph, name: str) -> str:
    """IRI of the study that somebody calls by its DOI, PubMed number or IRI."""
    known = known_identifiers(graph.store.select).get(_identifier(name) or "")
    if known:
        return known
    identifier = _identifier(name)
    return doi_iri(identifier) if identifier and not identifier.isdecimal() else name
