"""The shipped examples: what must pass and what must fail, and with which result.

They prove an engine before it is trusted. An invalid example carries its expected results in W3C test vocabulary, on
the node `<#expected>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad, Triple

from claimgraph.errors import InputError
from claimgraph.gate.draft import Draft
from claimgraph.gate.gate import Engine, Gate
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.store.embedded import EmbeddedStore
from claimgraph.vocabulary import CGSH, SH

BASE = "http://localhost:8000/"
_PATHS = {"study": "studies/10.5555/example", "concept": "concepts/example", "contribution": "contributions/example"}
_MF_RESULT = NamedNode("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#result")
_RECORD_PATH = NamedNode(CGSH + "recordPath")


@dataclass(frozen=True)
class Example:
    """One example record.

    Attributes:
        name: Its file below the folder of examples.
        draft: The record.
        expected: Pairs of (focus node, shape) that a check must report, nothing else; empty for valid examples.
    """

    name: str
    draft: Draft
    expected: frozenset[tuple[str, str]]


def read_examples(folder: Path) -> list[Example]:
    """Read every example of the gate's shapes below a folder, in order of name; those of the audits are left out.

    Raises:
        InputError: If there is none: nothing would be proved.
    """
    examples = [_read(path, folder) for path in sorted(folder.glob("*/*/*.ttl")) if path.parent.parent.name != "audit"]
    if not examples:
        raise InputError(str(folder), found="no example", expected="valid and invalid ones that prove the gate")
    return examples


def _read(path: Path, folder: Path) -> Example:
    name = path.relative_to(folder).as_posix()
    record = _PATHS.get(name.partition("/")[0], "claims/example")
    triples = parse_triples(path.read_bytes(), TURTLE, base=BASE + record, place=name)
    stated = next((t.object for t in triples if t.predicate == _RECORD_PATH), None)
    if stated is not None:
        record = getattr(stated, "value", record)
        triples = parse_triples(path.read_bytes(), TURTLE, base=BASE + record, place=name)
    told = _reachable(triples, {t.subject for t in triples if t.predicate in (_MF_RESULT, _RECORD_PATH)})
    return Example(
        name,
        Draft(record, BASE + record, [triple for triple in triples if triple.subject not in told]),
        frozenset(_expected([triple for triple in triples if triple.subject in told])),
    )


def _reachable(triples: Sequence[Triple], roots: Iterable[object]) -> set[object]:
    found, pending = set(roots), list(roots)
    while pending:
        node = pending.pop()
        for triple in triples:
            if (
                triple.subject == node
                and isinstance(triple.object, pyoxigraph.BlankNode)
                and triple.object not in found
            ):
                found.add(triple.object)
                pending.append(triple.object)
    return found


def _expected(triples: Sequence[Triple]) -> Iterator[tuple[str, str]]:
    focus = {t.subject: t.object for t in triples if t.predicate == SH.focusNode}
    for triple in triples:
        if triple.predicate == SH.sourceShape:
            yield getattr(focus[triple.subject], "value", ""), getattr(triple.object, "value", "")


def example_store(folder: Path) -> EmbeddedStore:
    """A store that holds what the examples refer to."""
    store = EmbeddedStore.transient(BASE)
    triples = parse_triples((folder / "context.ttl").read_bytes(), TURTLE, base=BASE, place="context.ttl")
    store.load(
        Quad(t.subject, t.predicate, t.object, NamedNode(getattr(t.subject, "value", BASE).partition("#")[0]))
        for t in triples
    )
    return store


def disagreements(gate: Gate, engine: Engine, examples: Sequence[Example], store: EmbeddedStore) -> list[str]:
    """How the verdicts of an engine differ from what the examples expect, one sentence each."""
    found = []
    for example in examples:
        report = gate.check([example.draft], store, by=engine)
        heard = report.results if example.expected else report.violations
        results = {(result.focus, result.shape) for result in heard}
        if example.expected != results:
            missing, extra = sorted(example.expected - results), sorted(results - example.expected)
            found.append(f"{example.name}: missing {missing}, unexpected {extra}")
    return found


def prove(gate: Gate, folder: Path) -> list[str]:
    """Hold the deciding engine against the examples, and do without it if it disagrees with any.

    Returns:
        Why the fast engine was dropped; empty where it stays or was not there.
    """
    if len(gate.engines) == 1:
        return []
    found = disagreements(gate, gate.engines[0], read_examples(folder), example_store(folder))
    if found:
        gate.use_reference_only()
    return found
