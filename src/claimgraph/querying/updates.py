"""SPARQL updates cut into their operations, so that each can be looked at before anything is written.

Only the frame of an operation is read here: its verb, the graphs that it names, its templates and its pattern, each
as the text that stands there. What the texts mean is left to the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from claimgraph.errors import NotWritable, QueryError
from claimgraph.querying.tokens import decoded, refused, tokens
from claimgraph.querying.worker.difference import VARIABLE

MOST_TOKENS = 2_000_000
MOST_REPEATED = 32_000_000
"""Most characters of prologues and of USING, counted for each operation to which they belong; they multiply."""
_VERBS = {"LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}


@dataclass(frozen=True)
class Block:
    """Triples of a template in one graph: the graph's term as written (None: the default graph), and their text."""

    graph: str | None
    triples: str


@dataclass(frozen=True)
class Operation:
    """One operation of an update.

    Attributes:
        verb: INSERT DATA, DELETE DATA, DELETE WHERE, MODIFY, or that of a graph management operation.
        prologue: The prefixes and bases declared before it.
        silent: Whether a failure is none.
        with_graph: The graph of WITH, as written.
        deletes: Template of what goes.
        inserts: Template of what comes.
        using: Graphs of USING, as written.
        using_named: Graphs of USING NAMED, as written.
        where: The pattern, with its braces.
        graphs: What a graph management operation names: terms, or DEFAULT, NAMED, ALL.
    """

    verb: str
    prologue: str = ""
    silent: bool = False
    with_graph: str | None = None
    deletes: tuple[Block, ...] = ()
    inserts: tuple[Block, ...] = ()
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    where: str = ""
    graphs: tuple[str, ...] = ()

    @property
    def has_dataset(self) -> bool:
        """Whether it says itself, with WITH or USING, which graphs its pattern is about."""
        return bool(self.with_graph or self.using or self.using_named)


def read_operations(text: str) -> list[Operation]:
    """Cut an update into its operations, in order.

    Raises:
        QueryError: If its frame is not that of an update; a text that passes may still not parse.

    >>> [operation.verb for operation in read_operations("CREATE GRAPH <http://e/g> ; DELETE WHERE { ?s ?p ?o }")]
    ['CREATE', 'DELETE WHERE']
    """
    return list(_Reader(decoded(text)).operations())


def prepare_update(text: str, using: Sequence[str] = (), using_named: Sequence[str] = ()) -> list[Operation]:
    """The operations of an update as they are to be evaluated.

    The graphs of the request become USING clauses of each pattern (protocol section 2.2.3). A `LOAD SILENT` is left
    out, since no LOAD succeeds here, and a CLEAR of a graph that is absent is none that fails (a graph without
    triples need not exist, SPARQL 1.1 Update section 3.1.3).

    Raises:
        QueryError: If the frame is not that of an update, or its text names its dataset beside the request.
    """
    operations = [operation for operation in read_operations(text) if operation.verb != "LOAD"]
    _check_repeated(len(operations) * sum(map(len, (*using, *using_named))))
    if not using and not using_named:
        return [replace(each, silent=each.silent or each.verb == "CLEAR") for each in operations]
    if any(operation.has_dataset for operation in operations):
        found = "USING or WITH in the text beside using-graph-uri parameters"
        raise QueryError("update", found=found, expected="the graphs named in one place only")
    terms, named = tuple(f"<{iri}>" for iri in using), tuple(f"<{iri}>" for iri in using_named)
    return [
        replace(each, using=terms, using_named=named, silent=each.silent or each.verb == "CLEAR") for each in operations
    ]


def _check_repeated(size: int) -> None:
    if size > MOST_REPEATED:
        found = "long prologues or datasets for many operations"
        raise QueryError("update", found=found, expected="fewer prefixes, graphs or operations")


def parsable_whole(text: str) -> str:
    """The update where an engine may parse it in one piece, else nothing.

    An engine that parses an update also runs it, so none may see a LOAD; and pyoxigraph 0.5 takes no prologue after
    some operations, though the grammar has one.
    """
    operations = read_operations(text)
    parsable = all(each.verb != "LOAD" and each.prologue == operations[0].prologue for each in operations)
    return text if parsable else ""


def write_operation(operation: Operation) -> str:
    """An operation as text again, on its own; a DELETE WHERE in its long form."""
    head = operation.prologue
    if operation.verb in ("INSERT DATA", "DELETE DATA"):
        return f"{head}{operation.verb} {_braced(operation.inserts or operation.deletes)}"
    if operation.verb in ("MODIFY", "DELETE WHERE"):
        parts = [f"WITH {operation.with_graph}"] if operation.with_graph else []
        parts += [f"DELETE {_braced(operation.deletes)}"] if operation.deletes or not operation.inserts else []
        parts += [f"INSERT {_braced(operation.inserts)}"] if operation.inserts else []
        parts += [f"USING {term}" for term in operation.using]
        parts += [f"USING NAMED {term}" for term in operation.using_named]
        return head + "\n".join([*parts, f"WHERE {operation.where}"])
    silent = " SILENT" if operation.silent else ""
    graphs = " TO ".join(term if term in ("DEFAULT", "NAMED", "ALL") else f"GRAPH {term}" for term in operation.graphs)
    return f"{head}{operation.verb}{silent} {graphs}"


def _braced(blocks: tuple[Block, ...]) -> str:
    inner = (f"GRAPH {b.graph} {{ {b.triples}\n}}" if b.graph else f"{b.triples}\n" for b in blocks)
    return "{ " + " ".join(inner) + "}"


def as_task(operation: Operation) -> dict[str, Any]:
    """An operation as a worker evaluates it: templates as Turtle in which IRIs stand for variables.

    Raises:
        NotWritable: If it would change the default graph, or all graphs at once.
    """
    if set(operation.graphs) & {"DEFAULT", "NAMED", "ALL"}:
        raise _unnamed(f"{operation.verb} {' TO '.join(operation.graphs)}")
    blocks = [block.graph or operation.with_graph for block in (*operation.deletes, *operation.inserts)]
    if None in blocks:
        raise _unnamed("a triple that is in no graph")
    texts = [block.triples for block in (*operation.deletes, *operation.inserts)]
    kinds = [token for text in texts for token in tokens(text)]
    names = [name for name in (*(text for _, text, _ in kinds), *blocks) if name and _is_variable(name)]
    return {
        "text": write_operation(operation),
        "verb": operation.verb,
        "prologue": operation.prologue,
        "silent": operation.silent,
        "with_graph": operation.with_graph,
        "deletes": [_block_task(block, operation) for block in operation.deletes],
        "inserts": [_block_task(block, operation) for block in operation.inserts],
        "using": operation.using,
        "using_named": operation.using_named,
        "where": operation.where,
        "graphs": operation.graphs,
        "variables": [name[1:] for name in names],
        "blank": any(text[:2] == "_:" or text in ("[", "(") for _, text, _ in kinds),
    }


def _unnamed(found: str) -> NotWritable:
    expected = "GRAPH or WITH and the record that is meant (/scratch/update takes any graph)"
    return NotWritable("update", found=found, expected=expected)


def _block_task(block: Block, operation: Operation) -> dict[str, Any]:
    return {"graph": block.graph or operation.with_graph, "triples": _as_turtle(block.triples)}


def _as_turtle(template: str) -> str:
    parts: list[str] = []
    last = "."
    for kind, text, _ in tokens(template):
        if kind == "comment" or text.isspace():
            parts.append(" ")
            continue
        last = text
        parts.append(f"<{VARIABLE}{text[1:]}>" if _is_variable(text) else text)
    return "".join(parts) + ("" if last.endswith(".") else " .")


def _is_variable(token: str) -> bool:
    return token[0] in "?$" and len(token) > 1


class _Reader:
    """Reads the tokens of one update from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        meant = (token for token in tokens(text) if token[0] not in ("space", "comment"))
        self._tokens = list(islice(meant, MOST_TOKENS + 1))
        if len(self._tokens) > MOST_TOKENS:
            found = f"it has more than {MOST_TOKENS} words and marks"
            raise QueryError("update", found=found, expected="a shorter update")
        self._at = 0
        self._prologue = ""

    def operations(self) -> Iterator[Operation]:
        repeated = 0
        while True:
            self._read_prologue()
            repeated += len(self._prologue)
            _check_repeated(repeated)
            if self._next() is None:
                return
            yield replace(self._operation(), prologue=self._prologue)
            if self._next() is None:
                return
            self._expect(";")

    def _next(self) -> str | None:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else None

    def _word(self) -> str:
        return (self._next() or "").upper()

    def _take(self) -> str:
        token = self._next()
        if token is None:
            raise refused(self._text, len(self._text), "the end of the update", "more of it", "update")
        self._at += 1
        return token

    def _took(self, word: str) -> bool:
        found = self._word() == word
        self._at += found
        return found

    def _expect(self, *words: str) -> str:
        found = self._take()
        if found.upper() not in words:
            self._at -= 1
            offset = self._tokens[self._at][2]
            raise refused(self._text, offset, f"it does not parse ('{found}')", " or ".join(words), "update")
        return found.upper()

    def _read_prologue(self) -> None:
        while self._word() in ("BASE", "PREFIX", "VERSION"):
            count = 3 if self._word() == "PREFIX" else 2
            self._prologue += " ".join(self._take() for _ in range(count)) + "\n"

    def _operation(self) -> Operation:
        if self._word() in _VERBS:
            return self._management()
        graph = self._term() if self._took("WITH") else None
        verb = self._expect("INSERT", "DELETE")
        if graph is None and self._took("DATA"):
            blocks = tuple(self._blocks())
            deletes, inserts = (blocks, ()) if verb == "DELETE" else ((), blocks)
            return Operation(f"{verb} DATA", deletes=deletes, inserts=inserts)
        if graph is None and verb == "DELETE" and self._took("WHERE"):
            start = self._at
            blocks = tuple(self._blocks())
            return Operation("DELETE WHERE", deletes=blocks, where=self._between(start, self._at))
        return self._modify(verb, graph)

    def _modify(self, verb: str, graph: str | None) -> Operation:
        deletes = tuple(self._blocks()) if verb == "DELETE" else ()
        inserts = tuple(self._blocks()) if verb == "INSERT" or self._took("INSERT") else ()
        using: list[str] = []
        named: list[str] = []
        while self._took("USING"):
            (named if self._took("NAMED") else using).append(self._term())
        self._expect("WHERE")
        start = self._at
        self._skip_braces()
        where = self._between(start, self._at)
        return Operation("MODIFY", "", False, graph, deletes, inserts, tuple(using), tuple(named), where)

    def _management(self) -> Operation:
        verb = self._take().upper()
        silent = self._took("SILENT")
        if verb == "LOAD":
            self._term()
            return Operation(verb, silent=silent, graphs=(self._graph(),) if self._took("INTO") else ())
        graphs = [self._graph()]
        if verb in ("ADD", "MOVE", "COPY"):
            self._expect("TO")
            graphs.append(self._graph())
        return Operation(verb, silent=silent, graphs=tuple(graphs))

    def _graph(self) -> str:
        if self._word() in ("DEFAULT", "NAMED", "ALL"):
            return self._take().upper()
        self._took("GRAPH")
        return self._term()

    def _term(self) -> str:
        kind, token, offset = (
            self._tokens[self._at] if self._at < len(self._tokens) else ("", "nothing", len(self._text))
        )
        if kind not in ("iri", "name"):
            raise refused(self._text, offset, f"it does not parse ('{token}')", "a graph", "update")
        return self._take()

    def _blocks(self) -> Iterator[Block]:
        """The triples of a template, graph by graph."""
        self._expect("{")
        start = self._at
        while self._word() != "}":
            if self._word() != "GRAPH":
                self._skip_braces() if self._next() in ("[", "(", "{") else self._take()
                continue
            yield from self._block(None, start)
            self._take()
            graph = self._term()
            inner = self._at
            self._skip_braces()
            yield Block(graph, self._between(inner + 1, self._at - 1))
            self._took(".")
            start = self._at
        yield from self._block(None, start)
        self._take()

    def _block(self, graph: str | None, start: int) -> Iterator[Block]:
        if start < self._at:
            yield Block(graph, self._between(start, self._at))

    def _skip_braces(self) -> None:
        depth = 0
        while True:
            token = self._take()
            depth += (token in ("{", "[", "(")) - (token in ("}", "]", ")"))
            if depth <= 0:
                return

    def _between(self, start: int, end: int) -> str:
        """The text of the tokens from `start` up to `end`."""
        if start >= end:
            return ""
        _, last, offset = self._tokens[end - 1]
        return self._text[self._tokens[start][2] : offset + len(last)]
