"""pySHACL, the reference engine: always there, and the author of every report that refuses a write.

Used the usual way it parses the shapes and their SPARQL texts again for each record; here the shapes are read once
and a graph that remembers parsed queries does the rest.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import rdflib
from pyoxigraph import Literal, NamedNode, Triple
from pyshacl.graph_abstraction import DataGraph
from pyshacl.monkey import rdflib_bool_patch, rdflib_bool_unpatch
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from claimgraph.gate.report import Result, Severity
from claimgraph.gate.shapes import ShapeSet
from claimgraph.vocabulary import SH, XSD

_XSD_STRING = XSD.string.value
_SH = rdflib.Namespace(SH.iri)

logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
"""Ill-formed literals are told in the report; rdflib would also log a traceback for each."""


class PyshaclEngine:
    """pySHACL over shapes that are prepared once.

    pySHACL changes settings of rdflib while it runs, so one validation runs at a time.
    """

    name = "pyshacl"

    def __init__(self, shapes: ShapeSet) -> None:
        self._running = threading.Lock()
        with self._running:
            self._shapes = _prepared(shapes.triples)
        self._targeting = [shape for shape in self._shapes.shapes if any(shape.target()) and not shape.deactivated]

    def results(self, triples: Sequence[Triple], focus: Iterable[str], record: str) -> list[Result]:
        """Validate one record with what it refers to; results only for the focus nodes."""
        with self._running, _strict_literals():
            graph = _Remembering()
            _fill(graph, triples)
            return list(_read_results(self._run(graph, focus), record))

    def _run(self, graph: rdflib.Graph, focus: Iterable[str]) -> rdflib.Graph:
        """As `Validator.run`, but each shape looks only at nodes of the record.

        Its own option for that also hides nodes from `sh:node`, which then lets everything through.
        """
        data = DataGraph.from_rdflib_graph(graph)
        validator = Validator(data, shacl_graph=rdflib.Graph(), options={"inplace": True})
        executor = validator.make_executor()
        wanted = {_iri(iri) for iri in focus}
        found: list[Any] = []
        for shape in self._targeting:
            nodes = wanted.intersection(shape.focus_nodes(data))
            if nodes:
                found.extend(shape.validate(executor, data, focus=sorted(nodes))[1])
        report: rdflib.Graph = Validator.create_validation_report(self._shapes, not found, found)[0]
        return report


class _Settled(rdflib.Graph):
    """A graph that nobody changes any more, so that each pattern is looked up once."""

    def __init__(self) -> None:
        super().__init__()
        self._answers: dict[Any, tuple[Any, ...]] = {}

    def triples(self, triple: Any) -> Any:  # noqa: ANN401 - rdflib overloads this over paths
        answer = self._answers.get(triple)
        if answer is None:
            answer = self._answers[triple] = tuple(super().triples(triple))
        return iter(answer)

    def add(self, triple: Any) -> _Settled:  # noqa: ANN401 - as in rdflib
        self._answers.clear()
        super().add(triple)
        return self


class _Remembering(rdflib.Graph):
    """A graph that parses each query text once in the life of the process."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> rdflib.query.Result:  # noqa: ANN401 - rdflib's own
        prepared = _prepare(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


_prepare = lru_cache(maxsize=512)(prepareQuery)


def _prepared(triples: Sequence[Triple]) -> ShapesGraph:
    with _strict_literals():
        graph = _Settled()
        _fill(graph, triples)
        shapes = ShapesGraph(graph)
        _ = shapes.shapes
        return shapes


@contextmanager
def _strict_literals() -> Iterator[None]:
    """The settings of rdflib under which pySHACL judges literals: nothing normalised, `yes` is no boolean."""
    rdflib_bool_patch()  # type: ignore[no-untyped-call]  # pySHACL's own, without annotations
    try:
        yield
    finally:
        rdflib_bool_unpatch()  # type: ignore[no-untyped-call]  # the same


def _fill(graph: rdflib.Graph, triples: Iterable[Triple]) -> None:
    for triple in triples:
        graph.add((_term(triple.subject), _iri(triple.predicate.value), _term(triple.object)))


def _term(term: object) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        return _iri(term.value)
    if isinstance(term, Literal):
        return _literal(term.value, term.language, term.datatype.value)
    return rdflib.BNode(getattr(term, "value", str(term)))


@lru_cache(maxsize=8192)
def _iri(iri: str) -> rdflib.URIRef:
    return rdflib.URIRef(iri)


@lru_cache(maxsize=2048)
def _literal(value: str, language: str | None, datatype: str) -> rdflib.Literal:
    """Data and shapes spell plain strings alike, without datatype: rdflib takes the two spellings for two terms."""
    if language:
        return rdflib.Literal(value, lang=language)
    if datatype == _XSD_STRING:
        return rdflib.Literal(value)
    return rdflib.Literal(value, datatype=rdflib.URIRef(datatype), normalize=False)


def _read_results(report: rdflib.Graph, record: str) -> Iterator[Result]:
    for node in report.objects(None, _SH.result):
        messages = sorted(str(message) for message in report.objects(node, _SH.resultMessage))
        severity = report.value(node, _SH.resultSeverity)
        component = report.value(node, _SH.sourceConstraintComponent)
        yield Result(
            severity=Severity[str(severity).removeprefix(SH.iri).upper()],
            record=record,
            focus=str(report.value(node, _SH.focusNode)),
            shape=str(report.value(node, _SH.sourceShape)),
            message=messages[0] if messages else "",
            path=_text(report.value(node, _SH.resultPath)),
            value=_text(report.value(node, _SH.value)),
            component=str(component).removeprefix(SH.iri) if component else None,
        )


def _text(term: rdflib.term.Node | None) -> str | None:
    if term is None:
        return None
    return term.n3() if isinstance(term, rdflib.Literal) else str(term)
