"""A SPARQL 1.1 endpoint over HTTP: its addresses, its credentials, and what its refusals mean.

Queries and updates go as forms, which every server takes; the addresses may stand in messages, credentials never do.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from claimgraph.errors import ClaimgraphError, QueryError, SettingError, StoreUnusable
from claimgraph.mediatypes import N_TRIPLES, RESULTS_JSON
from claimgraph.settings import Settings
from claimgraph.store.interface import Dataset

NO_GRAPH = "urn:claimgraph:none"
"""A graph that never exists. Without named graphs in the request, some servers would take all of the store."""
ACCEPTED = {False: {"Accept": RESULTS_JSON.media}, True: {"Accept": N_TRIPLES.media}}
"""What we take: rows, or where the query makes a graph, its triples."""
MOST_ROWS = "X-SPARQL-MaxRows"
"""Header with which Virtuoso says that it cut an answer."""
_PLACES = (re.compile(r"error at (\d+):(\d+)"), re.compile(r"line:? (\d+)(?:,? col(?:umn)?:? (\d+))?", re.IGNORECASE))


@dataclass(frozen=True)
class Endpoint:
    """Where a remote store takes what.

    Attributes:
        query_url: Queries.
        update_url: Updates.
        graph_url: Whole graphs (Graph Store protocol), or None.
        credentials: As in the setting `store_auth`, or None.
    """

    query_url: str
    update_url: str
    graph_url: str | None = None
    credentials: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Endpoint:
        """The endpoint that the settings name.

        Raises:
            SettingError: If an address is none or holds credentials, if it is not told where updates go, or if the
                credentials are of no known kind.
        """
        query = _address("store", settings.remote or "")
        update = settings.store_update_url or _updates_beside(query)
        graph = settings.store_graph_url
        endpoint = cls(
            query,
            _address("store_update_url", update),
            _address("store_graph_url", graph) if graph else None,
            settings.store_auth.get_secret_value() if settings.store_auth else None,
        )
        endpoint.auth()
        return endpoint

    def auth(self) -> httpx.Auth | None:
        """The credentials for one client; they remember what it was challenged with."""
        return _credentials(self.credentials) if self.credentials else None


def _address(setting: str, url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(
            f"setting '{setting}': '{_without_user(url)}' is no address such as http://localhost:7878/query"
        )
    return url


def _without_user(url: str) -> str:
    return url.rpartition("@")[2]


def _updates_beside(query: str) -> str:
    if not query.endswith("/query"):
        raise SettingError(f"setting 'store_update_url' is missing: it cannot be told from {query} where updates go")
    return query.removesuffix("query") + "update"


def _credentials(text: str) -> httpx.Auth:
    kind, _, secret = text.partition(":")
    user, colon, password = secret.partition(":")
    if kind == "bearer" and secret:
        return _Bearer(secret)
    if kind == "basic" and user and colon:
        return httpx.BasicAuth(user, password)
    if kind == "digest" and user and colon:
        return httpx.DigestAuth(user, password)
    raise SettingError("setting 'store_auth' is none of basic:user:password, digest:user:password, bearer:token")


class _Bearer(httpx.Auth):
    """RFC 6750: the token in a header."""

    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers["Authorization"] = self._header
        yield request


def query_form(query: str, dataset: Dataset) -> Mapping[str, str | Sequence[str]]:
    """A query as a form, with its dataset as the SPARQL protocol names it (section 2.1)."""
    form: dict[str, str | Sequence[str]] = {"query": query}
    if dataset.default:
        form |= {"default-graph-uri": list(dataset.default), "named-graph-uri": list(dataset.named) or [NO_GRAPH]}
    elif dataset.named:
        form |= {"default-graph-uri": [NO_GRAPH], "named-graph-uri": list(dataset.named)}
    return form


class NoAnswer(StoreUnusable):
    """The store could not be reached, or went away in the middle: whether it did what it was asked is not known."""

    def __init__(self, url: str, error: Exception) -> None:
        super().__init__(f"the store at {url} does not answer: {str(error) or type(error).__name__}")


def refusal(url: str, status: int, text: str, shift: int | None = None) -> ClaimgraphError:
    """What an answer of another status than 200 means.

    Args:
        url: Where it is from.
        status: Its status.
        text: What it says.
        shift: With the query of a user, columns put before its first line; None for what is no query.
    """
    told = text.strip().partition("\n")[0][:300]
    if status in (401, 403):
        return StoreUnusable(f"the store at {url} refuses the credentials of store_auth ({status})")
    if status == 400 and shift is not None:
        line, column = _place(text)
        column = column - shift if column and line == 1 else column
        return QueryError("query", line=line, column=column, found=f"it does not parse ({told})", expected="SPARQL 1.1")
    return StoreUnusable(f"the store at {url} answered {status}{': ' if told else ''}{told}")


def _place(text: str) -> tuple[int | None, int | None]:
    for pattern in _PLACES:
        if match := pattern.search(text):
            return int(match[1]), int(match[2]) if match[2] else None
    return None, None
