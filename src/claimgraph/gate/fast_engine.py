"""The compiled engine (`shacl` on PyPI, extra `fast`): a fraction of a millisecond a record, trusted after a check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Triple, serialize

from claimgraph.gate.report import Result, Severity
from claimgraph.gate.shapes import ShapeSet

if TYPE_CHECKING:
    import shacl

try:
    import shacl as _shacl
except ImportError:
    _shacl = None  # type: ignore[assignment]  # the extra is not installed


class FastEngine:
    """Compiled shapes; takes the record as text, so literals are judged as they were received."""

    name = "shacl"

    def __init__(self, shapes: ShapeSet) -> None:
        self._shapes = _shacl.Shapes.from_text(shapes.ntriples, format="ntriples")

    @staticmethod
    def installed() -> bool:
        """Whether the extra `fast` is installed."""
        return _shacl is not None

    def results(self, triples: Sequence[Triple], focus: Iterable[str], record: str) -> list[Result]:
        """Validate one record with what it refers to; results only for the focus nodes."""
        text = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
        report = self._shapes.validate_text(text, format="ntriples")
        wanted = {f"<{iri}>" for iri in focus}
        return [_result(found, record) for found in report.results if found.focus_node in wanted]


def _result(found: shacl.Result, record: str) -> Result:
    return Result(
        severity=Severity[found.severity.upper()],
        record=record,
        focus=found.focus_node[1:-1],
        shape=_bare(found.root_shape or found.source_shape) or "",
        message=min(found.messages, default=""),
        path=_bare(found.path),
        value=_bare(found.value),
        component=found.component,
    )


def _bare(term: str | None) -> str | None:
    return term[1:-1] if term and term.startswith("<") and term.endswith(">") else term
