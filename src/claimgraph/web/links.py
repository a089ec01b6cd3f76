"""Where IRIs lead in a browser of this server."""

from __future__ import annotations

from urllib.parse import quote

from claimgraph.identifiers import scheme_of
from claimgraph.service.view import record_of_study
from claimgraph.vocabulary import CG

_PLAIN = ":;()@!$&'*+,="
"""Characters that stand in a segment of an address as they are."""


def local_url(iri: str, base: str) -> str | None:
    """Address of an IRI: a path of this server for own ones, the page of a study here, the IRI itself on the web.

    IRIs that no browser should follow (`javascript:`, `file:`) have none.

    A concept has a page of its own beside that of its scheme.

    >>> local_url("http://localhost:8000/claims/x#claim", "http://localhost:8000/")
    '/claims/x#claim'
    >>> local_url("http://localhost:8000/concepts/sleep#short-sleep", "http://localhost:8000/")
    '/concepts/sleep/short-sleep'
    >>> local_url("javascript:alert(1)", "http://localhost:8000/") is None
    True
    """
    if iri.startswith(base):
        return _own_url("/" + iri.removeprefix(base).lstrip("/"))
    if iri.startswith(CG.iri):
        return None
    record = record_of_study(iri)
    if record:
        return f"/{record}"
    return iri if scheme_of(iri) in ("http", "https") else None


def _own_url(url: str) -> str:
    document, _, fragment = url.partition("#")
    if document.startswith("/concepts/") and fragment not in ("", "scheme"):
        return f"{document}/{quote(fragment, safe=_PLAIN)}"
    return url


def fragment_of(iri: str) -> str:
    """What stands after `#`."""
    return iri.rpartition("#")[2]
