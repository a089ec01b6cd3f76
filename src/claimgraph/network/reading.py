"""What all claims of a store assert, read at once: a few questions of one pattern each, put together in memory.

Stores answer a single pattern from one index; joined, they look each link up by itself, which takes them longer than
everything that is done here. The engine writes the answers as text, and they are cut up a column at a time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

from claimgraph.appraisal.scrutiny import Setting
from claimgraph.mediatypes import RESULTS_JSON, RESULTS_TSV, TURTLE
from claimgraph.model import Outcome
from claimgraph.model.mechanism import INFLUENCES
from claimgraph.network.causal import Assertion, Causal, Key, Line, kind_of
from claimgraph.network.weighing import Facts
from claimgraph.store.interface import Store, Wanted
from claimgraph.vocabulary import CG

_TSV = Wanted(solutions=RESULTS_TSV, boolean=RESULTS_JSON, graph=TURTLE)
_NO_SETTING = Setting()
_FEW = {
    "direction": ("Supports", "Disputes", "Inconclusive"),
    "basis": (
        "DirectMeasurement", "Observation", "AuthorInference", "CitedLiterature", "CuratorInference", "Unstated"
    ),
    "standing": ("MostProbable", "LessSupported", "RuledOut"),
    "influence": tuple(INFLUENCES),
    "state": ("Proposed",),
}  # fmt: skip
"""Properties with few values, which the shapes fix; a link without a state here is curated."""
_FULL = (
    "alsoStatedBasis", "finding", "study", "direction", "basis", "hasEvidence", "intervention", "comparator",
    "hasLink", "hasStep", "standing", "contrast", "influence", "state", "cause", "consequence",
)  # fmt: skip
"""All properties that are read, in the order in which they are needed."""


def read_causal(store: Store) -> Causal:
    """The index of all arrows of a store.

    While somebody writes, what is read may be of two revisions: see `service.network`.
    """
    with _uncollected(), ThreadPoolExecutor(2) as asking:
        columns = _Columns(store, asking)
        for predicate in _FULL:
            for value in _FEW.get(predicate, (None,)):
                columns.ask(predicate, value)
        return Causal.of(_asserted(columns, _margins(store)))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector away from what is made in the block, now and later.

    Millions of tuples without a cycle among them: looking for one takes seconds, and would be done again and again in
    the middle of requests. They still go when nobody holds them any more.
    """
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


class _Columns:
    """Answers of a store, asked for ahead by two threads: the engine works while the last answer is cut up."""

    def __init__(self, store: Store, asking: Executor) -> None:
        self._store, self._asking = store, asking
        self._answers: dict[tuple[str, str | None], Future[bytes]] = {}

    def ask(self, predicate: str, value: str | None = None) -> None:
        """Ask for subjects and objects of a property, or for those subjects that have one value."""
        text = f"SELECT ?s {{ ?s cg:{predicate} cg:{value} }}" if value else f"SELECT ?s ?o {{ ?s cg:{predicate} ?o }}"
        self._answers[predicate, value] = self._asking.submit(self._content, text)

    def _content(self, text: str) -> bytes:
        return self._store.answer(text, _TSV).content

    def _cells(self, predicate: str, value: str | None = None) -> list[str]:
        """All cells; they are IRIs, which hold neither brackets nor tabs."""
        content = self._answers.pop((predicate, value)).result().decode()
        body = content.partition("\n")[2].replace("<", "").replace(">", "").rstrip("\n")
        return body.replace("\n", "\t").split("\t") if body else []

    def values(self, predicate: str) -> dict[str, str]:
        """The value of each subject."""
        cells = self._cells(predicate)
        return dict(zip(cells[0::2], cells[1::2], strict=True))

    def owners(self, predicate: str) -> dict[str, str]:
        """The subject of each value."""
        cells = self._cells(predicate)
        return dict(zip(cells[1::2], cells[0::2], strict=True))

    def many(self, predicate: str) -> dict[str, tuple[str, ...]]:
        """All values of each subject, sorted."""
        cells = self._cells(predicate)
        found: dict[str, list[str]] = {}
        for subject, value in zip(cells[0::2], cells[1::2], strict=True):
            found.setdefault(subject, []).append(value)
        return {subject: tuple(sorted(values)) for subject, values in found.items()}

    def names(self, predicate: str) -> dict[str, str]:
        """The local name of each subject's value, for a property with few values."""
        found: dict[str, str] = {}
        for value in _FEW[predicate]:
            found.update(dict.fromkeys(self._cells(predicate, value), value))
        return found


def _asserted(columns: _Columns, margins: Mapping[str, tuple[Outcome, ...]]) -> Iterator[tuple[Key, Assertion]]:
    evidence, settings = _evidence(columns), _settings(columns, margins)
    steps, mechanisms, standings = columns.owners("hasLink"), columns.owners("hasStep"), columns.names("standing")
    contrasts, influences, states = columns.values("contrast"), columns.names("influence"), columns.names("state")
    causes, consequences = columns.values("cause"), columns.values("consequence")
    same, new = dict[str, str]().setdefault, tuple.__new__
    for link, step in steps.items():
        mechanism, cause, consequence = mechanisms.get(step), causes.get(link), consequences.get(link)
        if mechanism is None or cause is None or consequence is None:
            continue
        setting = settings.get(link.partition("#")[0], _NO_SETTING)
        stated = contrasts.get(link)
        contrast = (stated,) if stated else setting.comparator
        lines = evidence.get(step, ()) + evidence.get(link, ())
        if len(lines) > 1:
            lines = tuple(sorted(lines))
        standing, state = standings.get(mechanism, ""), states.get(link, "Curated")
        key = new(Key, (same(cause, cause), influences.get(link, ""), same(consequence, consequence), contrast))
        kind = kind_of(standing, state)
        yield key, new(Assertion, (link, step, mechanism, standing, state, lines, setting, stated, kind))


def _evidence(columns: _Columns) -> dict[str, tuple[Line, ...]]:
    """Evidence lines by what they stand on, by IRI."""
    also, findings, studies = columns.many("alsoStatedBasis"), columns.many("finding"), columns.values("study")
    directions, bases, owners = columns.names("direction"), columns.names("basis"), columns.owners("hasEvidence")
    found: dict[str, tuple[Line, ...]] = {}
    same, new = dict[str, str]().setdefault, tuple.__new__
    for iri, owner in owners.items():
        study = studies.get(iri, "")
        others = tuple(basis.removeprefix(CG.iri) for basis in also[iri]) if iri in also else ()
        study = same(study, study)
        line = new(Line, (iri, study, directions.get(iri, ""), bases.get(iri, ""), others, findings.get(iri, ())))
        found[owner] = (*found[owner], line) if owner in found else (line,)
    return found


def _settings(columns: _Columns, margins: Mapping[str, tuple[Outcome, ...]]) -> dict[str, Setting]:
    """What each claim compares, and within which margins, by the IRI of its record."""
    interventions, comparators = columns.many("intervention"), columns.many("comparator")
    return {
        node.removesuffix("#claim"): Setting(
            interventions.get(node, ()), comparators.get(node, ()), margins.get(node, ())
        )
        for node in interventions.keys() | comparators.keys() | margins.keys()
        if node.endswith("#claim")
    }


_MARGINS = """SELECT ?claim ?outcome ?concept ?margin ?unit WHERE {
    ?outcome cg:equivalenceMargin ?margin ; cg:outcome ?concept . ?claim cg:hasOutcome ?outcome .
    OPTIONAL { ?outcome cg:unit ?unit } } ORDER BY ?outcome"""


def _margins(store: Store) -> dict[str, tuple[Outcome, ...]]:
    """The outcomes that have a margin, by claim."""
    found: dict[str, tuple[Outcome, ...]] = {}
    for claim, outcome, concept, margin, unit in store.select(_MARGINS):
        if claim and outcome and concept and margin:
            known = Outcome(outcome.value, concept.value, "", margin=Decimal(margin.value), unit=unit and unit.value)
            found[claim.value] = (*found.get(claim.value, ()), known)
    return found


def read_facts(store: Store) -> Facts:
    """Design and publication standing of all studies, as local names."""
    designs, standings = _pairs(store, "design"), _pairs(store, "publicationStanding")
    known = designs.keys() | standings.keys()
    return {study: (designs.get(study), standings.get(study)) for study in known}


def _pairs(store: Store, predicate: str) -> dict[str, str]:
    rows = store.select(f"SELECT ?study ?value {{ ?study a cg:Study ; cg:{predicate} ?value }}")
    return {study.value: value.value.removeprefix(CG.iri) for study, value in rows if study and value}
