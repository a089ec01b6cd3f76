"""What the registration agency of a DOI knows of it, by content negotiation at the DOI resolver.

https://citation.doi.org/docs.html: the resolver sends who accepts CSL-JSON on to the agency that registered the DOI.
"""

from __future__ import annotations

from types import TracebackType
from urllib.parse import quote, urljoin, urlsplit

import httpx

from claimgraph import __version__
from claimgraph.bibliography import values
from claimgraph.bibliography.values import Wrong
from claimgraph.errors import InputError, NotFound, ServerFault
from claimgraph.identifiers import DOI_RESOLVER

CSL = "application/vnd.citationstyles.csl+json"
TIMEOUT_S = 15.0
MOST_BYTES = 2_000_000
MOST_REDIRECTS = 5
AGENCIES = ("doi.org", "crossref.org", "crosscite.org", "datacite.org", "medra.org", "japanlinkcenter.org")
"""Hosts, with those below them, that a resolver may send on to: the agencies that answer content negotiation."""


class Resolver:
    """Asks for the bibliographic data of DOIs.

    Raises on each `ask`:
        InputError: If a text is no DOI, or the answer is none.
        NotFound: If the resolver does not know it.
        ServerFault: If there is no network, or the resolver does not answer.
    """

    def __init__(self, address: str = DOI_RESOLVER, *, timeout_s: float = TIMEOUT_S) -> None:
        self._address, self._host = address, urlsplit(address).netloc
        agent = f"claimgraph/{__version__}"
        self._http = httpx.Client(timeout=timeout_s, headers={"Accept": CSL, "User-Agent": agent}, trust_env=True)

    def __enter__(self) -> Resolver:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def ask(self, text: str) -> bytes:
        """CSL-JSON of a DOI."""
        try:
            doi = values.doi(text)
        except Wrong as wrong:
            raise InputError("--from-doi", found=wrong.found, expected=wrong.expected) from None
        address = self._address + quote(doi, safe="/:;()")
        for _ in range(MOST_REDIRECTS + 1):
            status, headers, content = self._get(address, doi)
            if status not in (301, 302, 303, 307, 308):
                return _checked(status, headers, content, doi)
            address = self._next(address, headers.get("location", ""), doi)
        raise ServerFault(f"the resolver sends on and on for {doi}: more than {MOST_REDIRECTS} times")

    def _get(self, address: str, doi: str) -> tuple[int, httpx.Headers, bytes]:
        try:
            with self._http.stream("GET", address) as response:
                content = b""
                for part in response.iter_bytes():
                    content += part
                    if len(content) > MOST_BYTES:
                        raise ServerFault(f"{urlsplit(address).netloc} sends more than {MOST_BYTES} bytes for {doi}")
                return response.status_code, response.headers, content
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServerFault(
                f"{urlsplit(address).netloc} cannot be asked for {doi}: {error or type(error).__name__}; "
                "where there is no network, import a file instead"
            ) from None

    def _next(self, address: str, location: str, doi: str) -> str:
        coming = urljoin(address, location)
        parts = urlsplit(coming)
        known = any(parts.hostname == agency or (parts.hostname or "").endswith(f".{agency}") for agency in AGENCIES)
        if parts.netloc == self._host or (parts.scheme == "https" and known and parts.port in (None, 443)):
            return coming
        raise ServerFault(
            f"the resolver sends to {parts.scheme}://{parts.netloc} for {doi}, which is no registration agency known "
            "here; import a file instead"
        )


def _checked(status: int, headers: httpx.Headers, content: bytes, doi: str) -> bytes:
    if status == 404:
        raise NotFound(f"the resolver does not know the DOI {doi}")
    if status != 200:
        raise ServerFault(f"the resolver answered {status} for {doi}")
    if "json" not in headers.get("content-type", ""):
        raise ServerFault(f"the resolver has {headers.get('content-type', 'no type')} for {doi}, not {CSL}")
    return content
