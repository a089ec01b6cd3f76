"""Every shape speaks, every shape can fail, and every property is shown in use."""

import re
from collections import defaultdict

import pytest
import rdflib
from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse
from pyshacl import validate

from claimgraph.shipped import data_folder, gate_shape_files, graph_files, ontology_files, shape_files
from claimgraph.vocabulary import CG, CGSH, RDF, SH

EXAMPLES = data_folder("shapes") / "examples"
CONCERNS = ("claim", "mechanism", "evidence", "study", "concept", "appraisal", "contribution", "record")
VALID, INVALID = (
    [path for path in sorted(EXAMPLES.glob(f"*/{kind}/*.ttl")) if path.parent.parent.name != "audit"]
    for kind in ("valid", "invalid")
)
"""Those of the gate; what audits must say stands in test_audits."""
BASE = "http://localhost:8000/claims/example"
ELSEWHERE = {
    "Record-removed": "needs the history of a store",
    "Record-judged": "depends on which engine stumbles",
}
"""Rules of the gate that no single record can break, and why."""

TOGETHER = {"EvidenceLine-finding"}
"""Shapes whose breach is always that of another too: what is no finding is no finding of the study either."""

_TARGETS = {NamedNode(SH.iri + name) for name in ("targetClass", "targetSubjectsOf")}
_SPARQL, _DEACTIVATED = NamedNode(SH.iri + "sparql"), NamedNode(SH.iri + "deactivated")


def triples_of(path):
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE)]


def name_of(shape):
    return shape.value.removeprefix(CGSH)


SHAPES = [triple for path in gate_shape_files() for triple in triples_of(path)]
NODES = {t.subject for t in SHAPES if t.predicate in _TARGETS}
PROPERTIES = {t.object for t in SHAPES if t.subject in NODES and t.predicate == SH.property}
QUERIES = {t.subject for t in SHAPES if t.predicate == _SPARQL}
NATIVE = {t.subject for t in SHAPES if t.predicate == _DEACTIVATED}
SPEAKING = PROPERTIES | QUERIES | NATIVE


def objects(subject, predicate):
    return [t.object for t in SHAPES if t.subject == subject and t.predicate == predicate]


def expected_shapes(path):
    return {name_of(t.object) for t in triples_of(path) if t.predicate == SH.sourceShape}


def test_there_are_shapes_and_examples_of_every_kind():
    assert PROPERTIES
    assert QUERIES
    assert NATIVE
    assert {path.parent.parent.name for path in VALID} == set(CONCERNS)
    assert {path.parent.parent.name for path in INVALID} == set(CONCERNS)


def test_every_shape_has_an_iri():
    shapes = [t.subject for t in SHAPES if t.predicate == RDF.type and t.object in (SH.NodeShape, SH.PropertyShape)]
    assert shapes
    assert [shape for shape in shapes if isinstance(shape, BlankNode) or not shape.value.startswith(CGSH)] == []
    assert [t.object for t in SHAPES if t.predicate == SH.property and isinstance(t.object, BlankNode)] == []


@pytest.mark.parametrize("shape", sorted(SPEAKING, key=name_of), ids=name_of)
def test_a_shape_says_what_to_do_and_how_grave_it_is(shape):
    messages = objects(shape, SH.message) + [m for query in objects(shape, _SPARQL) for m in objects(query, SH.message)]
    assert [message.language for message in messages] == ["en"]
    assert messages[0].value.endswith(".") or messages[0].value.endswith("@en.")
    assert len(objects(shape, SH.severity)) == 1


def test_every_property_shape_belongs_to_one_node_shape():
    owners = defaultdict(list)
    for triple in SHAPES:
        if triple.predicate == SH.property:
            owners[triple.object].append(name_of(triple.subject))
    declared = {t.subject for t in SHAPES if t.predicate == RDF.type and t.object == SH.PropertyShape}
    assert declared == set(owners)
    assert {name_of(shape): names for shape, names in owners.items() if len(names) != 1} == {}


def test_every_shape_has_an_invalid_example():
    shown = {shape for path in INVALID for shape in expected_shapes(path)}
    assert {name_of(shape) for shape in SPEAKING} - set(ELSEWHERE) - shown == set()
    assert shown - {name_of(shape) for shape in SPEAKING} == set()


def test_a_shape_without_example_is_one_that_no_record_can_break():
    assert set(ELSEWHERE) <= {name_of(shape) for shape in NATIVE}


@pytest.mark.parametrize("shape", sorted(PROPERTIES, key=name_of), ids=name_of)
def test_a_shape_alone_fails_in_at_least_one_example(shape):
    shown = [expected_shapes(path) for path in INVALID if name_of(shape) in expected_shapes(path)]
    assert min(map(len, shown)) == (2 if name_of(shape) in TOGETHER else 1)


def test_every_property_with_a_shape_is_used_in_a_valid_example():
    used = {(t.object, u.predicate) for path in VALID for t, u in _described(triples_of(path))}
    wanted = {
        (target, path)
        for node in NODES
        for target in objects(node, SH.targetClass)
        for shape in objects(node, SH.property)
        for path in objects(shape, SH.path)
    }
    assert wanted
    assert {f"{target} {path}" for target, path in wanted - used} == set()


def _described(triples):
    types = [t for t in triples if t.predicate == RDF.type]
    return [(t, u) for t in types for u in triples if u.subject == t.subject]


def test_every_class_with_a_shape_has_a_valid_example():
    classes = {target for node in NODES for target in objects(node, SH.targetClass)}
    assert classes
    assert classes - {t.object for path in VALID for t in triples_of(path) if t.predicate == RDF.type} == set()


def test_every_example_begins_with_a_comment_and_is_named_for_what_it_shows():
    assert [path.name for path in VALID + INVALID if not path.read_text(encoding="utf-8").startswith("# ")] == []
    assert [path.name for path in VALID + INVALID if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", path.stem)] == []


def test_invalid_examples_and_they_alone_expect_results():
    assert [path.name for path in INVALID if not expected_shapes(path)] == []
    assert [path.name for path in VALID if expected_shapes(path)] == []


def test_every_example_states_the_severity_of_its_shapes():
    wrong = []
    for path in INVALID:
        triples = triples_of(path)
        stated = {t.subject: t.object for t in triples if t.predicate == SH.resultSeverity}
        shapes = {t.subject: t.object for t in triples if t.predicate == SH.sourceShape}
        wrong += [path.name for node in shapes if [stated.get(node)] != objects(shapes[node], SH.severity)]
    assert wrong == []


def test_the_shapes_are_well_formed_shacl():
    graph = rdflib.Graph()
    for path in shape_files():
        graph.parse(path)
    assert validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True)[0]


def test_every_own_term_in_use_is_declared():
    files = [*ontology_files(), *shape_files(), data_folder("shapes") / "ontology-style.ttl", *VALID]
    files += [path for path in INVALID if "Record-terms" not in expected_shapes(path)]
    files += [path for _, path in graph_files()]
    used = defaultdict(set)
    for path in files:
        for triple in triples_of(path):
            for term in (triple.subject, triple.predicate, triple.object):
                if isinstance(term, NamedNode) and term.value.startswith(CG.iri):
                    used[term.value.removeprefix(CG.iri)].add(path.name)
    assert used
    assert {term: names for term, names in used.items() if term not in CG} == {}


def test_every_own_term_in_a_query_is_declared():
    texts = {path.name: path.read_text(encoding="utf-8") for path in data_folder("queries").glob("*.rq")}
    texts |= {f"shapes {t.subject}": t.object.value for t in SHAPES if t.predicate == SH.select}
    used = {(name, term) for name, text in texts.items() for term in re.findall(r"\bcg:(\w+)", text)}
    assert used
    assert {pair for pair in used if pair[1] not in CG} == set()
