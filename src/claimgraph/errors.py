"""Everything that can go wrong, as one tree.

    ClaimgraphError
    ├── InputError              the data given cannot be accepted
    │   ├── ParseError          RDF that is not well formed
    │   ├── PageError           an evidence page that cannot be read
    │   ├── IdentifierError     a DOI, slug or record path that is none
    │   ├── QueryError          SPARQL that does not parse or is not allowed here
    │   ├── NotWritable         a graph that is no record, or a change to all graphs at once
    │   └── ParameterError      a query parameter that is missing or of the wrong type
    ├── ProposalError           fields of a proposal that cannot be used; carries a sentence for each
    ├── Refused                 the gate found violations; carries the report
    ├── Conflict                the graph has moved on, or others lean on what would go
    ├── NotFound                nothing has this name
    ├── Unauthorised            no token, or one that does not allow this
    ├── OverLimit               a request takes more time, memory, rows or bytes than it may
    ├── UsageError              the call itself is wrong
    │   └── SettingError        a setting is unknown, contradictory or out of range
    └── EnvironmentFault        the surroundings do not allow it
        ├── StoreLocked         another process holds the store
        ├── StoreUnusable       the store cannot be opened or is of another base
        ├── PortTaken           somebody else listens there
        └── ServerFault         the server that holds the store answered with an error

Messages give the place, what was found and what was expected; the parts are attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ClaimgraphError(Exception):
    """Root of the tree; `str()` of it is a message for people."""


class InputError(ClaimgraphError):
    """The data given cannot be accepted.

    Attributes:
        place: File, URL or name of the input, or None.
        line: Line counted from 1, or None.
        column: Column counted from 1, or None.
        found: What stands there.
        expected: What would be accepted.

    >>> print(InputError("graph/claims/x.ttl", line=14, column=9, found="'cg:hasStep'", expected="'.' or ';'"))
    graph/claims/x.ttl:14:9: expected '.' or ';', found 'cg:hasStep'
    """

    def __init__(
        self,
        place: str | None,
        *,
        found: str,
        expected: str,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        self.place, self.line, self.column = place, line, column
        self.found, self.expected = found, expected
        where = ":".join(str(part) for part in (place, line, column) if part is not None)
        super().__init__(f"{where}: {self._sentence()}" if where else self._sentence())

    def _sentence(self) -> str:
        return f"expected {self.expected}, found {self.found}"


class ParseError(InputError):
    """RDF that is not well formed; `found` is the parser's own account where it gives no token."""

    def _sentence(self) -> str:
        return f"{self.found}; {self.expected} was expected"


class PageError(InputError):
    """An evidence page that cannot be read."""


class IdentifierError(InputError):
    """A DOI, slug, IRI or record path that is none."""


class QueryError(InputError):
    """SPARQL that does not parse, or asks for something that is not allowed here."""

    def _sentence(self) -> str:
        return f"{self.found}; {self.expected} was expected"


class NotWritable(InputError):
    """A change to a graph that is no record, or to all graphs at once."""


class ParameterError(InputError):
    """A parameter that is missing, unknown or of the wrong type."""

    def __init__(self, query: str, parameter: str, *, found: str, expected: str) -> None:
        self.query, self.parameter = query, parameter
        super().__init__(f"query '{query}'", found=found, expected=expected)

    def _sentence(self) -> str:
        return f"parameter '{self.parameter}' is {self.found}; {self.expected} was expected"


class ProposalError(ClaimgraphError):
    """Fields of a proposal cannot be used.

    Attributes:
        fields: For each of them a sentence for whoever typed it; the empty name stands for the proposal as a whole.

    >>> print(ProposalError({"doi": "This is no DOI.", "": "Nothing would change."}))
    doi: This is no DOI. Nothing would change.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(f"{name}: {why}" if name else why for name, why in fields.items()))


class Refused(ClaimgraphError):
    """The gate found violations and nothing was written.

    Attributes:
        report: The `claimgraph.gate.report.Report` that says which.
    """

    def __init__(self, report: Any) -> None:  # noqa: ANN401 - the report lives two rungs above this tree
        self.report = report
        super().__init__(str(report))


class Conflict(ClaimgraphError):
    """The graph has moved on since the caller looked, or other records lean on what would go."""


class NotFound(ClaimgraphError):
    """Nothing in the graph, the catalogue or on disk has this name."""


class Unauthorised(ClaimgraphError):
    """No token was given, or its role does not allow this.

    Attributes:
        known: True where a valid token was given whose role is too low.
    """

    def __init__(self, message: str, *, known: bool = False) -> None:
        self.known = known
        super().__init__(message)


class OverLimit(ClaimgraphError):
    """A request takes more time, memory, rows or bytes than it may, or too many wait.

    Attributes:
        status: HTTP status that fits: 503 where another try may succeed, 413 where something is too large, 429 where
            this client has had its share.
        retry_after_s: When to try again, in seconds; None where it would not help.
    """

    def __init__(self, message: str, *, status: int = 503, retry_after_s: int | None = None) -> None:
        self.status, self.retry_after_s = status, retry_after_s
        super().__init__(message)


class UsageError(ClaimgraphError):
    """The call itself is wrong: options that exclude each other, an unknown format."""


class SettingError(UsageError):
    """A setting is unknown, contradictory or out of range."""


class EnvironmentFault(ClaimgraphError):
    """The surroundings do not allow it: disk, locks, ports, other servers."""


class StoreLocked(EnvironmentFault):
    """Another process holds the store.

    Attributes:
        address: Where that process listens, or None if it is no server.
    """

    def __init__(self, message: str, *, address: str | None = None) -> None:
        self.address = address
        super().__init__(message)


class StoreUnusable(EnvironmentFault):
    """The store cannot be opened, or belongs to another base IRI."""


class PortTaken(EnvironmentFault):
    """Somebody else listens on the port."""


class ServerFault(EnvironmentFault):
    """The server that holds the store could not be reached or answered with an error of its own."""
