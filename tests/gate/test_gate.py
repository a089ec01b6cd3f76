from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph import shipped
from claimgraph.errors import InputError
from claimgraph.gate import Draft, Gate, Report, Severity
from claimgraph.gate.examples import Example, disagreements, example_store, prove, read_examples
from claimgraph.gate.fast_engine import FastEngine
from claimgraph.gate.gate import Engine
from claimgraph.gate.report import Result
from claimgraph.gate.rules import RULES
from claimgraph.gate.shapes import ShapeSet
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service.filling import ontology_triples, shipped_records
from claimgraph.store import Change, EmbeddedStore
from claimgraph.vocabulary import CG, CGSH, SH, XSD

BASE = "http://localhost:8000/"
EXAMPLES = read_examples(shipped.data_folder("shapes") / "examples")
STORE = example_store(shipped.data_folder("shapes") / "examples")
GATE = Gate(ShapeSet.read(shipped.gate_shape_files()), ontology_triples())
BY_NAME = {engine.name: engine for engine in GATE.engines}


def draft_of(text: str, path: str = "claims/x") -> Draft:
    head = f"@prefix cg: <{CG.iri}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    return Draft(path, BASE + path, parse_triples((head + text).encode(), TURTLE, base=BASE + path))


def test_both_engines_are_there() -> None:
    assert FastEngine.installed(), "the extra `fast` is part of what tests need"
    assert set(BY_NAME) == {"shacl", "pyshacl"}


@pytest.mark.parametrize("engine", BY_NAME.values(), ids=list(BY_NAME))
def test_an_engine_gives_every_example_its_expected_verdict(engine: Engine) -> None:
    assert len(EXAMPLES) > 200
    assert disagreements(GATE, engine, EXAMPLES, STORE) == []


def _mutations(example: Example, seed: int) -> list[Draft]:
    """The record with one triple gone, doubled with another value, or with its value changed."""
    chance = random.Random(f"{example.name}{seed}")
    triples = list(example.draft.triples)
    place = chance.randrange(len(triples))
    victim = triples[place]
    texts = (
        Literal("x"),
        Literal("x", language="en"),
        Literal("", language="en"),
        Literal("10.1000/X"),
        Literal("10.1000/x\n"),
    )
    typed = [("-1", XSD.integer), ("0", XSD.integer), ("1.5", XSD.decimal), ("1,5", XSD.decimal), ("yes", XSD.boolean)]
    numbers = [Literal(text, datatype=datatype) for text, datatype in [*typed, ("true", XSD.boolean)]]
    nodes = [NamedNode("http://e/nowhere"), CG.Supports, CG.Curated, CG.increases]
    own = [NamedNode(example.draft.document + "#claim"), chance.choice(triples).object]
    value = chance.choice([*texts, *numbers, *nodes, *own])
    changed = Triple(victim.subject, victim.predicate, value)
    moved = Triple(victim.subject, chance.choice(triples).predicate, victim.object)
    variants = [
        [t for t in triples if t != victim],
        [*triples, changed],
        [changed if t == victim else t for t in triples],
        [*triples, moved],
    ]
    return [Draft(example.draft.path, example.draft.document, variant) for variant in variants]


_COMPARING = {CGSH + "Finding-lower", CGSH + "Finding-estimateBelowUpper"}
"""Beside a value of the wrong type, which both refuse, engines differ on whether it also is too large."""


@pytest.mark.parametrize("seed", range(3))
def test_both_engines_agree_on_mutations_of_every_example(seed: int) -> None:
    mutants = [mutant for example in EXAMPLES for mutant in _mutations(example, seed)]
    assert len(mutants) > 1000
    refused = 0
    for mutant in mutants:
        reports = {name: GATE.check([mutant], STORE, by=engine) for name, engine in BY_NAME.items()}
        told = {
            name: {(r.focus, r.shape, r.severity) for r in report.results if r.shape not in _COMPARING}
            for name, report in reports.items()
        }
        lines = "\n".join(str(triple) for triple in mutant.triples)
        assert reports["shacl"].conforms == reports["pyshacl"].conforms, lines
        assert told["shacl"] == told["pyshacl"], lines
        refused += not reports["pyshacl"].conforms
    assert 0 < refused < len(mutants)


def test_the_whole_curated_graph_conforms_with_both_engines() -> None:
    drafts = [Draft(body.path, BASE + body.path, body.triples) for body in shipped_records(BASE)]
    assert len(drafts) >= 10
    for engine in GATE.engines:
        assert GATE.check(drafts, EmbeddedStore.transient(BASE), by=engine).violations == []


def test_a_report_names_the_fault_the_node_and_the_shape_in_every_form() -> None:
    report = GATE.check([draft_of("<#claim> a cg:Claim .")], STORE)
    [violation] = report.violations
    assert (violation.focus, violation.shape) == (BASE + "claims/x#claim", CGSH + "Claim-statement")
    assert "A claim needs one statement" in violation.message
    for part in ("does not conform: 1 violation", BASE + "claims/x#claim", "cgsh:Claim-statement", "cg:statement"):
        assert part in report.text()
    [entry] = report.as_json()["results"]  # type: ignore[misc]
    assert entry["sourceShape"] == CGSH + "Claim-statement" and entry["resultPath"] == CG.statement.value
    told = {(t.predicate, t.object) for t in report.as_triples()}
    assert (SH.focusNode, NamedNode(BASE + "claims/x#claim")) in told
    assert (SH.sourceShape, NamedNode(CGSH + "Claim-statement")) in told
    assert (SH.conforms, Literal(False)) in told


def test_reports_of_both_engines_read_alike() -> None:
    broken = [example for example in EXAMPLES if example.expected]
    for example in broken[:40]:
        texts = {name: GATE.check([example.draft], STORE, by=engine) for name, engine in BY_NAME.items()}
        messages = {name: {(r.focus, r.shape, r.message) for r in report.results} for name, report in texts.items()}
        assert messages["shacl"] == messages["pyshacl"]


def test_infos_and_warnings_do_not_refuse() -> None:
    result = Result(Severity.WARNING, "r", "f", "s", "m")
    assert Report.of([result]).conforms and "conforms, with remarks: 1 warning" in Report.of([result]).text()


def test_what_the_same_write_brings_counts_as_there() -> None:
    study = draft_of("<https://doi.org/10.5555/new> a cg:Study ; cg:doi '10.5555/new' .", "studies/10.5555/new")
    claim = draft_of(
        """<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasEvidence <#evidence-1> .
        <#evidence-1> a cg:EvidenceLine ; cg:study <https://doi.org/10.5555/new> ; cg:direction cg:Supports ; cg:basis cg:Unstated ."""
    )
    assert GATE.check([claim, study], STORE).conforms
    [violation] = GATE.check([claim], STORE).violations
    assert violation.shape == CGSH + "EvidenceLine-study" and violation.value == "https://doi.org/10.5555/new"


def _used() -> EmbeddedStore:
    """A store in which a claim uses a concept."""
    store = EmbeddedStore.transient(BASE)
    rows = {
        "concepts/c": """<#s> a skos:ConceptScheme ; skos:prefLabel "s"@en .
            <#a> a skos:Concept ; skos:prefLabel "a"@en ; skos:definition "d"@en ; skos:inScheme <#s> .
            <#b> a skos:Concept ; skos:prefLabel "b"@en ; skos:definition "d"@en ; skos:inScheme <#s> .""",
        "claims/u": '<#claim> a cg:Claim ; cg:statement "s"@en ; cg:population <../concepts/c#a> .',
    }
    for path, text in rows.items():
        graph = NamedNode(BASE + path)
        quads = [Quad(t.subject, t.predicate, t.object, graph) for t in draft_of(text, path).triples]
        store.commit(Change(added=frozenset(quads)))
    return store


def test_nothing_goes_that_another_record_uses() -> None:
    store = _used()
    without_a = draft_of(
        """<#s> a skos:ConceptScheme ; skos:prefLabel "s"@en .
        <#b> a skos:Concept ; skos:prefLabel "b"@en ; skos:definition "d"@en ; skos:inScheme <#s> .""",
        "concepts/c",
    )
    [violation] = GATE.check([without_a], store).violations
    assert violation.shape == CGSH + "Record-removed"
    assert violation.focus == BASE + "concepts/c#a" and violation.value == BASE + "claims/u#claim"
    gone = Draft("concepts/c", BASE + "concepts/c", [])
    assert [v.shape for v in GATE.check([gone], store).violations] == [CGSH + "Record-removed"]


def test_what_uses_it_may_go_in_the_same_write() -> None:
    both = [Draft("concepts/c", BASE + "concepts/c", []), Draft("claims/u", BASE + "claims/u", [])]
    assert GATE.check(both, _used()).conforms


def test_an_unused_node_may_go() -> None:
    text = """<#s> a skos:ConceptScheme ; skos:prefLabel "s"@en .
        <#a> a skos:Concept ; skos:prefLabel "a"@en ; skos:definition "d"@en ; skos:inScheme <#s> ."""
    assert GATE.check([draft_of(text, "concepts/c")], _used()).conforms


@pytest.mark.parametrize(
    "literal",
    ['"1,5"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"yes"^^<http://www.w3.org/2001/XMLSchema#boolean>'],
)
@pytest.mark.parametrize("engine", BY_NAME.values(), ids=list(BY_NAME))
def test_an_ill_formed_number_or_boolean_never_passes(engine: Engine, literal: str) -> None:
    text = f"""<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasOutcome <#o> .
        <#o> a cg:ClaimedOutcome ; cg:outcome <{BASE}concepts/known#cause> ; cg:effectDirection cg:Increase ; cg:unit "cm" ; cg:equivalenceMargin {literal} ."""
    report = GATE.check([draft_of(text)], STORE, by=engine)
    assert not report.conforms


class _Failing:
    name = "failing"

    def results(self, triples: object, focus: object, record: str) -> list[Result]:
        raise ValueError("ill-formed decimal")


def test_an_engine_that_fails_lets_nothing_through() -> None:
    report = GATE.check([draft_of('<#claim> a cg:Claim ; cg:statement "s"@en .')], STORE, by=_Failing())
    [violation] = report.violations
    assert violation.shape == CGSH + "Record-judged" and "failing: ill-formed decimal" in (violation.value or "")


class _Blind:
    name = "blind"

    def results(self, triples: object, focus: object, record: str) -> list[Result]:
        return []


def test_a_fast_engine_that_misses_an_example_is_dropped() -> None:
    gate = Gate(GATE.shapes, ontology_triples())
    gate._fast = _Blind()
    found = prove(gate, shipped.data_folder("shapes") / "examples")
    assert found and gate.engine == "pyshacl"


def test_every_rule_has_a_shape_with_message_and_severity() -> None:
    for shape in RULES:
        assert GATE.shapes.messages[shape] and GATE.shapes.severities[shape] is Severity.VIOLATION


_SHAPE = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no shape with a target"),
        (
            "e:S a sh:NodeShape ; sh:property e:P . e:P a sh:PropertyShape ; sh:path e:p ; sh:minCount 1 .",
            "no shape with a target",
        ),
        ("e:S a sh:NodeShape ; sh:targetClass e:C ; sh:minCuont 1 .", "sh:minCuont"),
        ("e:S a sh:NodeShape ; sh:targetClass e:C .", "no constraint"),
        (
            "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property e:P . e:P a sh:PropertyShape ; sh:minCount 1 .",
            "no sh:path",
        ),
        ("e:S a sh:NodeShape ; sh:targetClass e:C ; sh:node e:S .", "refers to itself"),
    ],
    ids=["empty", "no target", "misspelt", "no constraint", "no path", "recursive"],
)
def test_shapes_that_would_let_everything_through_are_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        ShapeSet.of(parse_triples((_SHAPE + text).encode(), TURTLE, base="http://e/"))


def test_the_gate_does_not_start_without_a_message_for_each_rule(tmp_path: Path) -> None:
    shapes = [path for path in shipped.gate_shape_files() if path.name != "record.ttl"]
    with pytest.raises(InputError, match="no message for"):
        Gate(ShapeSet.read(shapes), ontology_triples())


def test_a_cycle_is_named_with_its_nodes_and_feedback_breaks_it() -> None:
    def text(feedback: str) -> str:
        link = "a cg:CausalLink ; cg:influence cg:increases ; cg:state cg:Curated"
        known = BASE + "concepts/known#"
        return f"""<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasMechanism <#m> .
            <#m> a cg:Mechanism ; cg:standing cg:MostProbable ; cg:hasStep <#s> .
            <#s> a cg:MechanismStep ; cg:position 1 ; cg:statement "s"@en ; cg:hasLink <#a> , <#b> .
            <#a> {link} ; cg:cause <{known}cause> ; cg:consequence <{known}effect> .
            <#b> {link} ; cg:cause <{known}effect> ; cg:consequence <{known}cause> {feedback} ."""

    [violation] = GATE.check([draft_of(text(""))], STORE).violations
    assert violation.shape == CGSH + "Mechanism-acyclic"
    assert "known#cause" in (violation.value or "") and "known#effect" in (violation.value or "")
    assert GATE.check([draft_of(text("; cg:feedback true"))], STORE).conforms


def test_untyped_nodes_and_misspelt_terms_do_not_slip_through() -> None:
    draft = draft_of(
        '<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasmechanism <#m> . <#m> cg:standing cg:MostProbable .'
    )
    assert {v.shape for v in GATE.check([draft], STORE).violations} == {CGSH + "Record-terms", CGSH + "Record-types"}


def test_the_gate_sees_literals_as_they_were_received() -> None:
    draft = draft_of(
        '<#claim> a cg:Claim ; cg:statement "s"@en ; cg:declaredSupporting "1"^^<http://www.w3.org/2001/XMLSchema#int> .'
    )
    assert [v.shape for v in GATE.check([draft], STORE).violations] == [CGSH + "Claim-declaredSupporting"]


def test_a_type_of_another_record_is_no_focus() -> None:
    assert GATE.check(
        [draft_of(f'<#claim> a cg:Claim ; cg:statement "s"@en ; cg:population <{BASE}concepts/known#cause> .')], STORE
    ).conforms


def test_a_used_node_does_not_lose_what_makes_it_usable() -> None:
    store = _used()
    retyped = draft_of(
        """<#s> a skos:ConceptScheme ; skos:prefLabel "s"@en .
        <#a> a skos:ConceptScheme ; skos:prefLabel "a"@en .
        <#b> a skos:Concept ; skos:prefLabel "b"@en ; skos:definition "d"@en ; skos:inScheme <#s> .""",
        "concepts/c",
    )
    shapes = {(v.focus, v.shape) for v in GATE.check([retyped], store).violations}
    assert (BASE + "concepts/c#a", CGSH + "Record-removed") in shapes


def test_parts_of_another_record_are_no_parts_of_this_one() -> None:
    other = draft_of(
        """<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasMechanism <#m> .
        <#m> a cg:Mechanism ; cg:standing cg:MostProbable ; cg:hasStep <#t> .
        <#t> a cg:MechanismStep ; cg:position 1 ; cg:statement "t"@en .""",
        "claims/other",
    )
    thief = draft_of('<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasMechanism <other#m> .')
    assert [v.shape for v in GATE.check([thief, other], STORE).violations] == [CGSH + "Claim-hasMechanism"]


def test_a_record_adds_no_value_to_the_lists_of_the_vocabulary() -> None:
    draft = draft_of(
        '<#claim> a cg:Claim ; cg:statement "s"@en . <#mine> <http://www.w3.org/2004/02/skos/core#inScheme> cg:Standings ; a <http://e/X> .'
    )
    assert CGSH + "Record-concepts" in {v.shape for v in GATE.check([draft], STORE).violations}


def test_a_doi_belongs_to_the_study_whose_iri_it_makes() -> None:
    draft = draft_of('<#study> a cg:Study ; cg:doi "10.5555/known" .', "studies/copy")
    assert [v.shape for v in GATE.check([draft], STORE).violations] == [CGSH + "Study-identity"]
