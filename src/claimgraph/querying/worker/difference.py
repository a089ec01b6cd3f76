"""The task `difference`: what an update would change in the main dataset, evaluated on a copy that goes afterwards.

The engine's own updates see no union of graphs. So each operation is evaluated as a query over the union, and its
templates are filled in here, with the state that the operations before it left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from claimgraph.querying.worker.frames import Frames, OverLimit, send

MEDIA = "application/n-quads"
ADDED = b"# added\n"
"""The line between the quads that go and those that come."""
VARIABLE = "urn:claimgraph:variable:"
"""Prefix of the IRIs that stand for variables while a template is parsed."""
Solution = Mapping[str, Any]


def send_difference(store: Store, task: dict[str, Any], text: str, out: IO[bytes]) -> None:
    """Evaluate an update on a copy and send the quads that go and those that come."""
    check_syntax([operation["text"] for operation in task["operations"]], text, task)
    send(out, b"P")
    out.flush()
    ledger = Ledger(store, task["rows"])
    for operation in task["operations"]:
        _Evaluation(store, task, operation).run(ledger)
    removed, added = ledger.net()
    frames = Frames(out, MEDIA, len(removed) + len(added) + 1, task["bytes"])
    frames.write(serialize(removed, format=RdfFormat.N_QUADS) or b"")
    frames.write(ADDED)
    frames.write(serialize(added, format=RdfFormat.N_QUADS) or b"")
    frames.close()


def check_syntax(operations: list[str], whole: str, task: dict[str, Any]) -> None:
    """Let the engine parse an update in one piece, or where none is given piece by piece.

    It runs on an empty store, where little can happen.

    Raises:
        SyntaxError: If the whole does not parse; with the place.
        ValueError: If a piece does not parse.
    """
    if whole:
        _try(whole, task)
        return
    for operation in operations:
        try:
            _try(operation, task)
        except SyntaxError as error:
            raise ValueError(f"it does not parse ({error.msg})") from None


def _try(text: str, task: dict[str, Any]) -> None:
    try:
        Store().update(text, base_iri=task["base"], prefixes=task["prefixes"])
    except (ValueError, RuntimeError, OSError):
        return


class Ledger:
    """What has gone and come since the beginning, on a copy that is kept in step."""

    def __init__(self, store: Store, most: int) -> None:
        self._store, self._left = store, most
        self._was_there: dict[Quad, bool] = {}

    def remove(self, quads: Iterable[Quad]) -> None:
        """Take quads out."""
        for quad in list(quads):
            if quad in self._store:
                self._touch(quad, was_there=True)
                self._store.remove(quad)

    def add(self, quads: Iterable[Quad]) -> None:
        """Put quads in."""
        for quad in list(quads):
            if quad not in self._store:
                self._touch(quad, was_there=False)
                self._store.add(quad)

    def _touch(self, quad: Quad, *, was_there: bool) -> None:
        self._left -= 1
        if self._left < 0:
            raise OverLimit("rows")
        self._was_there.setdefault(quad, was_there)

    def net(self) -> tuple[list[Quad], list[Quad]]:
        """What is gone and what has come in the end; the store's own notion of sameness decides (1.50 is 1.5)."""
        touched = self._was_there.items()
        removed = [quad for quad, was_there in touched if was_there and quad not in self._store]
        return removed, [quad for quad, was_there in touched if not was_there and quad in self._store]


class _Evaluation:
    """One operation over the state that those before it left."""

    def __init__(self, store: Store, task: dict[str, Any], operation: dict[str, Any]) -> None:
        self._store, self._operation = store, operation
        self._base, self._prefixes = task["base"], task["prefixes"]

    def run(self, ledger: Ledger) -> None:
        verb = self._operation["verb"]
        if verb in ("CLEAR", "DROP"):
            ledger.remove(self._contents(self._graphs()[0]))
        elif verb in ("ADD", "MOVE", "COPY"):
            self._transfer(ledger, verb, *self._graphs())
        elif verb != "CREATE":
            solutions = self._solutions()
            removed = list(self._filled(self._operation["deletes"], solutions))
            added = list(self._filled(self._operation["inserts"], solutions))
            ledger.remove(removed)
            ledger.add(added)

    def _graphs(self) -> list[NamedNode]:
        return [self._resolved(term) for term in self._operation["graphs"]]

    def _transfer(self, ledger: Ledger, verb: str, source: NamedNode, target: NamedNode) -> None:
        """ADD, MOVE and COPY of SPARQL 1.1 Update section 3.2; onto itself each of them changes nothing."""
        quads = self._contents(source)
        if source == target:
            return
        if verb != "ADD":
            ledger.remove(self._contents(target, must_exist=False))
        ledger.add(Quad(quad.subject, quad.predicate, quad.object, target) for quad in quads)
        if verb == "MOVE":
            ledger.remove(quads)

    def _contents(self, graph: NamedNode, *, must_exist: bool = True) -> list[Quad]:
        quads = list(self._store.quads_for_pattern(None, None, None, graph))
        if must_exist and not quads and not self._operation["silent"]:
            raise ValueError(f"there is no graph {graph}")
        return quads

    def _resolved(self, term: str) -> NamedNode:
        """A graph's IRI, relative and prefixed names resolved by the engine."""
        rows = self._query(f"{self._operation['prologue']}SELECT ({term} AS ?graph) {{}}", None, None)
        graph = next(iter(rows))["graph"]
        assert isinstance(graph, NamedNode)
        return graph

    def _query(self, text: str, default: list[NamedNode] | None, named: list[NamedNode] | None) -> Any:  # noqa: ANN401
        return self._store.query(
            text,
            base_iri=self._base,
            prefixes=self._prefixes,
            use_default_graph_as_union=default is None,
            default_graph=default,  # type: ignore[arg-type]
            named_graphs=named,  # type: ignore[arg-type]
        )

    def _solutions(self) -> list[Solution]:
        """Solutions of the pattern: one that binds nothing where there is no pattern, as with data."""
        operation = self._operation
        if not operation["where"]:
            return [{}]
        names = sorted(set(operation["variables"]))
        distinct = "" if operation["blank"] else "DISTINCT "
        wanted = " ".join(f"?{name}" for name in names) or "(1 AS ?claimgraph)"
        text = f"{operation['prologue']}SELECT {distinct}{wanted} WHERE {operation['where']}"
        rows = self._query(text, *self._dataset())
        return [{name: row[name] for name in names} for row in rows]

    def _dataset(self) -> tuple[list[NamedNode] | None, list[NamedNode] | None]:
        operation = self._operation
        using = [self._resolved(term) for term in operation["using"]]
        named = [self._resolved(term) for term in operation["using_named"]]
        if using or named:
            return using, named
        if operation["with_graph"]:
            return [self._resolved(operation["with_graph"])], None
        return None, None

    def _filled(self, blocks: list[dict[str, Any]], solutions: list[Solution]) -> Iterator[Quad]:
        for block in blocks:
            triples = list(self._template(block["triples"]))
            name = block["graph"]
            variable = name[1:] if name[0] in "?$" else None
            constant = None if variable else self._resolved(name)
            for solution in solutions:
                graph = solution[variable] if variable else constant
                if isinstance(graph, NamedNode):
                    yield from _instances(triples, graph, solution)

    def _template(self, text: str) -> Iterator[Triple]:
        declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self._prefixes.items())
        turtle = f"{declared}{self._operation['prologue']}{text}"
        for quad in parse(turtle, RdfFormat.TURTLE, base_iri=self._base):
            yield quad.triple


def _instances(triples: list[Triple], graph: NamedNode, solution: Solution) -> Iterator[Quad]:
    """A template filled in; triples that a solution leaves incomplete or ill-formed are left out (section 3.1.3)."""
    fresh: dict[str, BlankNode] = {}

    def term(node: Any) -> Any:  # noqa: ANN401 - any term
        if isinstance(node, BlankNode):
            return fresh.setdefault(node.value, BlankNode())
        if isinstance(node, NamedNode) and node.value.startswith(VARIABLE):
            return solution[node.value.removeprefix(VARIABLE)]
        return node

    for triple in triples:
        subject, predicate, object_ = term(triple.subject), term(triple.predicate), term(triple.object)
        if (
            isinstance(subject, (NamedNode, BlankNode))
            and isinstance(predicate, NamedNode)
            and isinstance(object_, (NamedNode, BlankNode, Literal))
        ):
            yield Quad(subject, predicate, object_, graph)
