"""Asking a remote store and waiting for its answer, from any thread."""

from __future__ import annotations

import httpx
from pyoxigraph import QueryBoolean, QuerySolutions

from claimgraph.errors import StoreUnusable
from claimgraph.mediatypes import N_TRIPLES
from claimgraph.store.endpoint import ACCEPTED, MOST_ROWS, Endpoint, NoAnswer, query_form, refusal
from claimgraph.store.interface import Dataset, Row
from claimgraph.store.results import Result, Stream, read_result, unreadable

CONNECT_S, READ_S = 5.0, 60.0
"""How long to wait for a connection, and for an answer."""
BROKEN = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
"""What a connection that the server has closed looks like."""
UNION = Dataset()


class Cut(StoreUnusable):
    """The server cuts answers at this many rows; an answer is whole or an error."""

    def __init__(self, url: str, most: int) -> None:
        self.most = most
        super().__init__(f"the store at {url} cuts answers at {most} rows; raise its ResultSetMaxRows")


class Connection:
    """Connections to an endpoint, kept open; each request is one of the SPARQL protocol."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._http = httpx.Client(auth=endpoint.auth(), timeout=httpx.Timeout(READ_S, connect=CONNECT_S))

    def query(self, query: str, dataset: Dataset = UNION, *, graph: bool = False, shift: int = 0) -> Result:
        """Evaluate a query as it stands.

        Args:
            query: The text.
            dataset: The graphs that it sees.
            graph: Whether its answer is a graph.
            shift: Columns that were put before the first line of what the caller wrote.

        Raises:
            QueryError: If it does not parse.
            Cut: If the server cuts the answer.
            StoreUnusable: If it is away, refuses the credentials, or answers something else.
        """
        url = self._endpoint.query_url
        response = self._send(url, shift, data=query_form(query, dataset), headers=ACCEPTED[graph])
        if most := response.headers.get(MOST_ROWS):
            raise Cut(url, int(most))
        return read_result(Stream(iter((response.content,))), response.headers.get("content-type", ""), url)

    def select(self, query: str, dataset: Dataset = UNION, *, shift: int = 0) -> list[Row]:
        """Rows of a SELECT; errors as with `query`."""
        result = self.query(query, dataset, shift=shift)
        try:
            if isinstance(result, QuerySolutions):
                return [tuple(solution) for solution in result]
        except SyntaxError as error:
            raise unreadable(self._endpoint.query_url, error) from None
        raise unreadable(self._endpoint.query_url, TypeError("rows were expected"))

    def ask(self, query: str) -> bool:
        """The answer to an ASK; errors as with `query`."""
        result = self.query(query)
        if not isinstance(result, QueryBoolean):
            raise unreadable(self._endpoint.query_url, TypeError("yes or no was expected"))
        return bool(result)

    def update(self, update: str) -> None:
        """Run an update.

        Raises:
            NoAnswer: If the store is away, or went away before it said that it is done.
            StoreUnusable: If it refuses.
        """
        self._send(self._endpoint.update_url, data={"update": update})

    def add(self, graph: str, triples: str) -> None:
        """Add N-Triples to a graph by the Graph Store protocol; errors as with `update`."""
        assert self._endpoint.graph_url is not None
        headers = {"Content-Type": N_TRIPLES.media}
        self._send(self._endpoint.graph_url, params={"graph": graph}, content=triples.encode(), headers=headers)

    def _send(self, url: str, shift: int | None = None, **options: object) -> httpx.Response:
        try:
            response = self._post(url, **options)
        except httpx.HTTPError as error:
            raise NoAnswer(url, error) from None
        if not response.is_success:
            raise refusal(url, response.status_code, response.text, shift)
        return response

    def _post(self, url: str, **options: object) -> httpx.Response:
        """Once more where the connection breaks, as one that was kept open may: what we ask may be done twice."""
        try:
            return self._http.post(url, **options)  # type: ignore[arg-type]
        except BROKEN:
            return self._http.post(url, **options)  # type: ignore[arg-type]

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
