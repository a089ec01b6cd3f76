"""What the SPARQL 1.1 Protocol says of requests: where the one query or update stands, and its dataset."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from claimgraph.web.negotiation import body_of, is_set, is_utf8, refuse_unknown
from claimgraph.web.problems import HttpFault

FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 10_000
_LONG = 50_000
"""Length of a form that is decoded beside the event loop: a long one takes a second."""


@dataclass(frozen=True)
class Operation:
    """A query or an update as the protocol names it: `query` with `default-graph-uri`, `update` with `using-…`."""

    name: str
    media: str
    default: str
    named: str


QUERY = Operation("query", "application/sparql-query", "default-graph-uri", "named-graph-uri")
UPDATE = Operation("update", "application/sparql-update", "using-graph-uri", "using-named-graph-uri")
_DRY_RUN = "dry-run"
_OF_UPDATE = frozenset({UPDATE.name, UPDATE.default, UPDATE.named, _DRY_RUN})
"""Parameters of an update; a query may have others, which clients of other servers send."""


@dataclass(frozen=True)
class Asked:
    """What a request asks: the texts that it holds, the graphs of its dataset, whether to do it or only to tell."""

    texts: list[str]
    default: list[str]
    named: list[str]
    dry_run: bool = False

    def text(self, operation: Operation) -> str:
        """The one text.

        Raises:
            HttpFault: 400 if there is none, or more than one.
        """
        if len(self.texts) != 1:
            raise HttpFault(400, f"exactly one '{operation.name}' was expected, {len(self.texts)} were found")
        return self.texts[0]


async def read_operation(request: Request, operation: Operation) -> Asked:
    """Read a request by GET, by a form, or with the text itself as its body.

    Raises:
        HttpFault: 400 if it holds the other operation or a graph that is no IRI, 413 if it is too large, 415 if its
            body is of another type or not UTF-8.
    """
    parameters = await _parameters(request, operation)
    other = UPDATE if operation is QUERY else QUERY
    if any(name == other.name for name, _ in parameters):
        raise HttpFault(400, f"'{other.name}' is not taken here, only '{operation.name}'")
    if operation is UPDATE:
        refuse_unknown(request, (name for name, _ in parameters), _OF_UPDATE)
    texts = [value for name, value in parameters if name == operation.name]
    default = [absolute(value) for name, value in parameters if name == operation.default]
    named = [absolute(value) for name, value in parameters if name == operation.named]
    dry_runs = [is_set(request, name, value) for name, value in parameters if name == _DRY_RUN]
    return Asked(texts, default, named, any(dry_runs))


async def _parameters(request: Request, operation: Operation) -> list[tuple[str, str]]:
    in_url = _fields(request.scope["query_string"].decode("latin-1"))
    if request.method != "POST":
        return in_url
    media = request.headers.get("content-type", "")
    bare = media.partition(";")[0].strip().lower()
    if bare not in (FORM, operation.media):
        known = f"{FORM} and {operation.media}"
        raise HttpFault(415, f"the body is '{media or 'of no stated type'}'; accepted are {known}")
    text = _decoded(await body_of(request), media)
    if bare == operation.media:
        return [*in_url, (operation.name, text)]
    return [*in_url, *(await run_in_threadpool(_fields, text) if len(text) > _LONG else _fields(text))]


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HttpFault(400, f"there are more than {_MOST_FIELDS} parameters") from None


def _decoded(content: bytes, media: str) -> str:
    if is_utf8(media):
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    raise HttpFault(415, "the body must be UTF-8")


def absolute(name: str) -> str:
    """A graph's IRI, decoded once.

    Raises:
        HttpFault: 400 if it is relative or no IRI.
    """
    try:
        return NamedNode(name).value
    except ValueError:
        raise HttpFault(400, f"graph '{name}' is no absolute IRI") from None
