"""Edits make the proposed record from the record, on tables."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import ProposalError
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.rdf.turtle import write_turtle
from claimgraph.service.contributions.edits import (
    AddEvidence,
    AddMechanism,
    AddStep,
    Arrow,
    Edit,
    Line,
    NewClaim,
    NewStep,
    Reword,
    edited,
)
from claimgraph.service.contributions.fragments import Names, fragments_of
from claimgraph.service.contributions.merging import merged
from claimgraph.vocabulary import CG

BASE = "http://localhost:8000/"
DOCUMENT = f"{BASE}claims/x"
HEAD = "@prefix cg: <https://w3id.org/claimgraph/ontology#> ."
RECORD = """
<#claim> a cg:Claim ; cg:statement "Rest helps."@en ; cg:hasMechanism <#mechanism-1> ; cg:hasEvidence <#evidence-1> .
<#evidence-1> a cg:EvidenceLine ; cg:direction cg:Supports ; cg:basis cg:Unstated ; cg:study <https://doi.org/10.1000/a> .
<#mechanism-1> a cg:Mechanism ; cg:standing cg:MostProbable ; cg:hasStep <#mechanism-1-step-1> , <#mechanism-1-step-2> .
<#mechanism-1-step-1> a cg:MechanismStep ; cg:position 1 ; cg:statement "One."@en .
<#mechanism-1-step-2> a cg:MechanismStep ; cg:position 2 ; cg:statement "Zwei."@de .
"""
STUDY = "https://doi.org/10.1000/b"
AGAINST = Line(STUDY, "Disputes", "DirectMeasurement", "It did not.")


def read(text: str) -> list[Triple]:
    return parse_triples((HEAD + text).encode(), TURTLE, base=DOCUMENT)


def told(triples: list[Triple] | frozenset[Triple]) -> str:
    return write_turtle(triples, document=DOCUMENT, base=BASE)


def change(edit: Edit, *, taken: tuple[str, ...] = ()) -> tuple[set[Triple], set[Triple]]:
    """What an edit takes from the record and what it brings."""
    record = read(RECORD)
    after = edited(edit, record, Names(DOCUMENT, {*fragments_of(record, DOCUMENT), *taken}), "en")
    return set(record) - set(after), set(after) - set(record)


EDITS: dict[str, tuple[Edit, str, str]] = {
    "a study on the claim": (
        AddEvidence("claim", AGAINST),
        "",
        """<#claim> cg:hasEvidence <#evidence-2> . <#evidence-2> a cg:EvidenceLine ; cg:direction cg:Disputes ;
        cg:basis cg:DirectMeasurement ; cg:study <https://doi.org/10.1000/b> ; cg:quote "It did not."@en .""",
    ),
    "a study on a step": (
        AddEvidence("mechanism-1-step-2", Line(STUDY, "Supports", "Observation")),
        "",
        """<#mechanism-1-step-2> cg:hasEvidence <#mechanism-1-step-2-evidence-1> .
        <#mechanism-1-step-2-evidence-1> a cg:EvidenceLine ; cg:direction cg:Supports ; cg:basis cg:Observation ;
        cg:study <https://doi.org/10.1000/b> .""",
    ),
    "another wording": (
        Reword("claim", "statement", "Rest helps a little."),
        '<#claim> cg:statement "Rest helps."@en .',
        '<#claim> cg:statement "Rest helps a little."@en .',
    ),
    "another wording in the language that stands there": (
        Reword("mechanism-1-step-2", "statement", "Drei."),
        '<#mechanism-1-step-2> cg:statement "Zwei."@de .',
        '<#mechanism-1-step-2> cg:statement "Drei."@de .',
    ),
    "a wording where there was none": (
        Reword("mechanism-1", "summary", "It is so."),
        "",
        '<#mechanism-1> cg:summary "It is so."@en .',
    ),
    "a step at the end": (
        AddStep("mechanism-1", NewStep("Three.")),
        "",
        """<#mechanism-1> cg:hasStep <#mechanism-1-step-3> .
        <#mechanism-1-step-3> a cg:MechanismStep ; cg:position 3 ; cg:statement "Three."@en .""",
    ),
    "a step in between moves the later ones": (
        AddStep("mechanism-1", NewStep("Between.", "Plainly.", Arrow(f"{BASE}concepts/k#a", "increases", f"{BASE}concepts/k#b")), 2),
        "<#mechanism-1-step-2> cg:position 2 .",
        """<#mechanism-1-step-2> cg:position 3 . <#mechanism-1> cg:hasStep <#mechanism-1-step-3> .
        <#mechanism-1-step-3> a cg:MechanismStep ; cg:position 2 ; cg:statement "Between."@en ;
            cg:plainStatement "Plainly."@en ; cg:hasLink <#mechanism-1-step-3-link-1> .
        <#mechanism-1-step-3-link-1> a cg:CausalLink ; cg:cause <../concepts/k#a> ; cg:influence cg:increases ;
            cg:consequence <../concepts/k#b> ; cg:state cg:Curated .""",
    ),
    "a mechanism with its steps": (
        AddMechanism("LessSupported", (NewStep("First."), NewStep("Then.")), "Another way."),
        "",
        """<#claim> cg:hasMechanism <#mechanism-2> . <#mechanism-2> a cg:Mechanism ; cg:standing cg:LessSupported ;
            cg:summary "Another way."@en ; cg:hasStep <#mechanism-2-step-1> , <#mechanism-2-step-2> .
        <#mechanism-2-step-1> a cg:MechanismStep ; cg:position 1 ; cg:statement "First."@en .
        <#mechanism-2-step-2> a cg:MechanismStep ; cg:position 2 ; cg:statement "Then."@en .""",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_what_it_says_and_nothing_else(name: str) -> None:
    edit, gone, come = EDITS[name]
    assert change(edit) == (set(read(gone)), set(read(come)))


MISFITS: dict[str, tuple[Edit, str]] = {
    "a part that is not there": (AddEvidence("mechanism-9", AGAINST), "on"),
    "evidence on evidence": (AddEvidence("evidence-1", AGAINST), "on"),
    "a study that is cited there already": (AddEvidence("claim", Line("https://doi.org/10.1000/a", "Supports", "Unstated")), "doi"),
    "the wording that stands there": (Reword("claim", "statement", "Rest helps."), "text"),
    "a wording of evidence": (Reword("evidence-1", "statement", "x"), "on"),
    "a step beyond the end": (AddStep("mechanism-1", NewStep("x"), 4), "position"),
    "a step of no mechanism": (AddStep("claim", NewStep("x")), "on"),
    "a second most probable mechanism": (AddMechanism("MostProbable", (NewStep("x"),)), "standing"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISFITS)
def test_an_edit_that_does_not_fit_says_at_which_field(name: str) -> None:
    edit, field = MISFITS[name]
    with pytest.raises(ProposalError) as caught:
        change(edit)
    assert list(caught.value.fields) == [field]


def test_names_that_were_ever_given_are_not_given_again() -> None:
    taken = ("evidence-4", "mechanism-7-step-1-evidence-1", "mechanism-1-step-5-link-1")
    come = change(AddEvidence("claim", AGAINST), taken=taken)[1]
    assert NamedNode(f"{DOCUMENT}#evidence-5") in {t.object for t in come}
    come = change(AddMechanism("RuledOut", (NewStep("x"),)), taken=taken)[1]
    assert NamedNode(f"{DOCUMENT}#mechanism-8") in {t.object for t in come}
    come = change(AddStep("mechanism-1", NewStep("x")), taken=taken)[1]
    assert NamedNode(f"{DOCUMENT}#mechanism-1-step-6") in {t.object for t in come}


def test_a_new_claim_is_a_whole_record() -> None:
    edit = NewClaim(
        "Naps help.", "Sleep a little.", "Causal", (), (f"{BASE}concepts/k#a",), (),
        AddMechanism("MostProbable", (NewStep("Why."),)), AGAINST,
    )  # fmt: skip
    found = told(edited(edit, [], Names(DOCUMENT, ()), "en"))
    for part in (
        "cg:Record",
        "foaf:primaryTopic <#claim>",
        '"Naps help."@en',
        "<#mechanism-1-step-1>",
        "<#evidence-1>",
    ):
        assert part in found


def proposed(edit: Edit) -> list[Triple]:
    record = read(RECORD)
    return edited(edit, record, Names(DOCUMENT, fragments_of(record, DOCUMENT)), "en")


def join(edit: Edit, meanwhile: list[Triple]) -> tuple[set[Triple], list[str]]:
    given = fragments_of(meanwhile, DOCUMENT) - fragments_of(read(RECORD), DOCUMENT)
    found = merged(read(RECORD), proposed(edit), meanwhile, DOCUMENT, given)
    return set(found.triples), [clash.property.removeprefix(CG.iri) for clash in found.clashes]


def test_a_proposal_joins_a_record_that_has_changed_elsewhere() -> None:
    meanwhile = proposed(Reword("mechanism-1-step-1", "statement", "Eins."))
    triples, clashes = join(AddEvidence("claim", AGAINST), meanwhile)
    assert clashes == [] and triples == set(meanwhile) | change(AddEvidence("claim", AGAINST))[1]


def test_two_additions_with_one_name_get_two_names() -> None:
    meanwhile = proposed(AddMechanism("RuledOut", (NewStep("Mine."),)))
    triples, clashes = join(AddMechanism("LessSupported", (NewStep("Yours."),)), meanwhile)
    found = fragments_of(triples, DOCUMENT)
    assert clashes == [] and {"mechanism-2-step-1", "mechanism-3", "mechanism-3-step-1"} <= found
    statements = {
        t.subject.value[-18:]: t.object.value
        for t in triples
        if t.predicate == CG.statement and isinstance(t.object, Literal)
    }
    assert statements["mechanism-2-step-1"] == "Mine." and statements["mechanism-3-step-1"] == "Yours."


CLASHES: dict[str, tuple[Edit, Edit, list[str]]] = {
    "both correct one wording": (Reword("claim", "statement", "A."), Reword("claim", "statement", "B."), ["statement"]),
    "both put a step in one place": (
        AddStep("mechanism-1", NewStep("A."), 2), AddStep("mechanism-1", NewStep("B."), 2), ["position"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CLASHES)
def test_what_two_have_changed_is_a_clash(name: str) -> None:
    mine, theirs, expected = CLASHES[name]
    assert join(mine, proposed(theirs))[1] == expected


def test_evidence_on_a_step_that_is_gone_is_a_clash() -> None:
    step = NamedNode(f"{DOCUMENT}#mechanism-1-step-2")
    meanwhile = [t for t in read(RECORD) if step not in (t.subject, t.object)]
    assert join(AddEvidence("mechanism-1-step-2", AGAINST), meanwhile)[1] == ["hasEvidence"]
