"""Each audit speaks where it must and nowhere else: by pySHACL, and by the product's own runner on a real store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from audited import BASE, EXAMPLE, FOLDER, SHAPES, by_pyshacl, by_runner, context, read_example, union_of, write
from pyshacl import validate

from claimgraph import shipped
from claimgraph.appraisal.audits import COLUMNS, KINDS, audit_shapes
from claimgraph.service import Claimgraph
from claimgraph.service.revisions import Author
from claimgraph.settings import Settings
from claimgraph.vocabulary import CG, CGSH

VALID, INVALID = (sorted(FOLDER.glob(f"{kind}/*.ttl")) for kind in ("valid", "invalid"))


@pytest.fixture(scope="module")
def world() -> Iterator[Claimgraph]:
    """A store with what the examples refer to."""
    graph = Claimgraph.in_memory(Settings(store="memory"), empty=True)
    graph.records.write(list(context()), Author(reason="A test."))
    yield graph
    graph.close()


@pytest.mark.parametrize("path", [*VALID, *INVALID], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_example_is_heard_by_both_engines_alike_and_as_expected(path: Path, world: Claimgraph) -> None:
    triples, expected = read_example(path)
    assert bool(expected) == (path.parent.name == "invalid")
    write(world, triples)
    heard = by_runner(world.store, f"{BASE}{EXAMPLE}#claim")
    assert sorted((focus, shape) for focus, shape, _, _ in heard) == expected
    assert by_pyshacl(union_of(world.store), BASE + EXAMPLE) == heard
    assert not [message for *_, message in heard if "{" in message], "a variable of the message has no value"


def test_every_audit_has_valid_and_invalid_examples_of_its_name() -> None:
    for kind in KINDS:
        assert [path for path in VALID if path.stem.startswith(kind + "-")], kind
        assert [path for path in INVALID if path.stem.startswith(kind + "-")], kind
    assert [path.name for path in VALID + INVALID if not path.stem.startswith(KINDS)] == []


def test_every_shape_has_an_invalid_example_of_its_audit() -> None:
    shown = {(shape, path) for path in INVALID for _, shape in read_example(path)[1]}
    for shape in audit_shapes():
        name = shape.iri.removeprefix(CGSH)
        assert [path for heard, path in shown if heard == name and path.stem.startswith(shape.audit)], name


def test_every_example_begins_with_a_comment_and_states_severities() -> None:
    severities = {shape.iri.removeprefix(CGSH): shape.severity for shape in audit_shapes()}
    for path in VALID + INVALID:
        text = path.read_text(encoding="utf-8")
        assert re.match("# .+\\.\n@prefix", text), path.name
        stated = re.findall(r"sourceShape cgsh:(\S+) ; sh:resultSeverity sh:(\w+)", text)
        assert [severities[shape] for shape, _ in stated] == [severity for _, severity in stated], path.name


def test_the_audits_refuse_nothing_and_say_what_to_do() -> None:
    assert {shape.audit for shape in audit_shapes()} == set(KINDS)
    assert {shape.severity for shape in audit_shapes()} == {"Warning", "Info"}
    assert [shape.iri for shape in audit_shapes() if not shape.message.endswith(".")] == []


def test_every_variable_of_a_message_is_answered() -> None:
    for shape in audit_shapes():
        named = set(re.findall(r"\{\?(\w+)\}", shape.message))
        assert named <= set(shape.variables), shape.iri
        assert {"this"} <= set(shape.variables) and len(shape.variables) == len(set(shape.variables)), shape.iri


def test_every_shape_names_its_claim() -> None:
    wrong = [shape.iri for shape in audit_shapes() if shape.focus != "claim" and "claim" not in shape.variables]
    assert wrong == [] and "claim" in COLUMNS


def test_the_audits_are_well_formed_shacl() -> None:
    graph = rdflib.Graph()
    for name in ("claimgraph.ttl", "audit.ttl"):
        graph.parse(shipped.data_folder("shapes") / name)
    assert validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True)[0]
    assert len(SHAPES.messages) > 0


def test_the_gate_does_not_apply_the_audits_but_the_store_serves_them(curated: Claimgraph) -> None:
    iris = {shape.iri for shape in audit_shapes()}
    gate = {getattr(t.subject, "value", "") for t in curated.gate.shapes.triples}
    served = {getattr(t.subject, "value", "") for t in curated.store.graph(f"{curated.store.base}shapes")}
    assert iris and not iris & gate and iris <= served


def test_every_design_says_what_it_allows_and_why(curated: Claimgraph) -> None:
    rows = curated.store.select(
        "SELECT ?design ?strength ?note WHERE { ?design skos:inScheme cg:StudyDesigns"
        " OPTIONAL { ?design cg:allowsStrength ?strength } OPTIONAL { ?design skos:scopeNote ?note } }"
    )
    allowed: dict[str, set[str]] = {}
    for design, strength, note in rows:
        assert design and strength and note, design
        allowed.setdefault(design.value, set()).add(strength.value.removeprefix(CG.iri))
    nested = ({"Association"}, {"Association", "Probability"}, {"Association", "Probability", "Definitive"})
    assert len(allowed) > 15 and all(strengths in nested for strengths in allowed.values())
