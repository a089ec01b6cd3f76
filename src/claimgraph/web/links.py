"""Where IRIs lead in a browser of this server."""

from __future__ import annotations

from claimgraph.identifiers import scheme_of
from claimgraph.service.view import record_of_study
from claimgraph.vocabulary import CG


def local_url(iri: str, base: str) -> str | None:
    """Address of an IRI: a path of this server for own ones, the page of a study here, the IRI itself on the web.

    IRIs that no browser should follow (`javascript:`, `file:`) have none.

    >>> local_url("http://localhost:8000/claims/x#claim", "http://localhost:8000/")
    '/claims/x#claim'
    >>> local_url("javascript:alert(1)", "http://localhost:8000/") is None
    True
    """
    if iri.startswith(base):
        return "/" + iri.removeprefix(base).lstrip("/")
    if iri.startswith(CG.iri):
        return None
    record = record_of_study(iri)
    if record:
        return f"/{record}"
    return iri if scheme_of(iri) in ("http", "https") else None


def fragment_of(iri: str) -> str:
    """What stands after `#`."""
    return iri.rpartition("#")[2]
