"""Contributions come in through the gate, stay out of the graph, and are decided about once."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest
from pyoxigraph import Literal

from claimgraph.errors import Conflict, NotFound, OverLimit, ProposalError, Refused, Unauthorised
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service import Claimgraph
from claimgraph.service.contributions import Credit, Submitted
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.settings import Settings
from claimgraph.vocabulary import CG

CLAIM = "claims/repetitions-in-reserve"
CURATOR = Author("https://orcid.org/0000-0002-1825-0097")
EVIDENCE = {
    "direction": "contradicts", "basis": "direct measurement", "doi": "https://doi.org/10.5555/ABC",
    "quote": "The groups differed.", "title": "A study", "authors": "Doe, Jane\nJohn Smith", "year": "2020",
    "design": "randomized trial", "participants": "12", "measured": "volume load", "name": "Ann",
    "orcid": "https://orcid.org/0000-0002-1825-0097", "note": "Please look.",
}  # fmt: skip


def propose(graph: Claimgraph, kind: str = "evidence", target: str | None = CLAIM, **given: str) -> Submitted:
    values = {**(EVIDENCE if kind == "evidence" else {}), **given}
    return graph.contributions.propose(kind, target, values)


def tally(graph: Claimgraph) -> tuple[int, int]:
    found = graph.derivations.claim(CLAIM).tally()
    return found.supporting, found.contradicting


def correct(graph: Claimgraph, text: str) -> Submitted:
    return propose(graph, "correction", what="statement", text=text)


def test_a_proposal_waits_outside_of_the_graph(graph: Claimgraph) -> None:
    before = set(graph.store.graph(graph.store.base + CLAIM))
    taken = propose(graph)
    assert set(graph.store.graph(graph.store.base + CLAIM)) == before
    assert not graph.store.has_graph(graph.store.base + "studies/10.5555/abc")
    everywhere = graph.store.select("SELECT ?text WHERE { ?node ?property ?text }")
    literals = {row[0].value for row in everywhere if isinstance(row[0], Literal)}
    assert "The groups differed." not in literals and "Please look." not in literals
    found = graph.contributions.get(taken.path)
    assert (found.state, found.name, found.orcid, found.automated) == ("pending", "Ann", "0000-0002-1825-0097", False)
    assert found.agent == graph.store.base + taken.path + "#agent"
    assert found.base == f"{graph.store.base}{CLAIM}/history/1"


def test_the_secret_is_kept_nowhere_in_the_clear(graph: Claimgraph) -> None:
    taken = propose(graph)
    assert taken.secret is not None
    kept = graph.body(graph.contributions.get(taken.path).digest)
    assert taken.secret.encode() not in kept
    assert not [
        quad for quad in graph.store.select("SELECT ?o WHERE { ?s ?p ?o }") if quad[0] and taken.secret in quad[0].value
    ]


def test_acceptance_writes_claim_study_and_state_at_once(graph: Claimgraph) -> None:
    taken, revision = propose(graph), graph.store.revision()
    assert tally(graph) == (1, 0)
    written = graph.contributions.accept(taken.path, CURATOR, reason="It holds.")
    assert written.outcomes == {CLAIM: "changed", "studies/10.5555/abc": "created", taken.path: "changed"}
    assert int(graph.store.revision()) == int(revision) + 1
    assert tally(graph) == (1, 1)
    study = graph.derivations.study("https://doi.org/10.5555/abc")
    assert (study.year, study.design, study.participants, study.authors[0].family) == (
        2020,
        "RandomizedTrial",
        12,
        "Doe",
    )
    found = graph.contributions.get(taken.path)
    assert (found.state, found.reviewer, found.reason) == ("accepted", CURATOR.agent, "It holds.")


def test_the_history_credits_maker_reviewer_and_contribution(graph: Claimgraph) -> None:
    taken = propose(graph)
    graph.contributions.accept(taken.path, CURATOR, reason="It holds.")
    document = graph.store.base + taken.path
    [row] = graph.store.select(
        f"""SELECT ?agent ?reviewer ?from ?reason WHERE {{ <{graph.store.base}{CLAIM}> cg:currentRevision ?revision .
        ?revision prov:wasAttributedTo ?agent ; cg:reviewer ?reviewer ; prov:wasDerivedFrom ?from ; cg:reason ?reason }}"""
    )
    assert [term.value for term in row if term][:3] == [f"{document}#agent", CURATOR.agent, document]
    assert row[3] is not None and row[3].value == "A study that contradicts the claim, accepted. It holds."


def test_the_review_shows_evidence_and_confidence_before_and_after(graph: Claimgraph) -> None:
    review = graph.contributions.review(propose(graph).path)
    assert review.can_be_accepted and review.note == "Please look."
    assert review.before is not None and review.after is not None
    assert (review.before.tally.contradicting, review.after.tally.contradicting) == (0, 1)
    assert any(moved.name == "the claim" for moved in review.moved)
    assert any("contradicting studies" in message for message in review.audits_that_come)
    assert {t.predicate for t in review.added[CLAIM]} >= {CG.hasEvidence, CG.direction, CG.study}
    assert review.removed[CLAIM] == ()


def test_a_study_that_the_graph_has_is_not_made_again(graph: Claimgraph) -> None:
    known = "10.1080/02640414.2024.2321021"
    taken = propose(graph, doi=known.upper(), title="Another title", basis="observation")
    assert list(graph.contributions.accept(taken.path, CURATOR).outcomes) == [CLAIM, taken.path]


def test_a_study_that_came_meanwhile_stays_as_it_is(graph: Claimgraph) -> None:
    first, second = propose(graph), propose(graph, on="mechanism-1-step-1", title="Another title")
    graph.contributions.accept(first.path, CURATOR)
    outcomes = graph.contributions.accept(second.path, CURATOR).outcomes
    assert "studies/10.5555/abc" not in outcomes
    assert graph.derivations.study("https://doi.org/10.5555/abc").title == "A study"


WRONG: dict[str, tuple[str, Mapping[str, str], str, str]] = {
    "a bad DOI": ("evidence", {"doi": "10.1/x"}, "doi", "This is no DOI"),
    "a DOI of another scheme": ("evidence", {"doi": "javascript:alert(1)"}, "doi", "This is no DOI"),
    "no DOI": ("evidence", {"doi": " "}, "doi", "Name the study"),
    "no direction": ("evidence", {"direction": ""}, "direction", "supports or contradicts"),
    "an unknown basis": ("evidence", {"basis": "hearsay"}, "basis", "none of the values"),
    "a wrong ORCID": ("evidence", {"orcid": "0000-0002-1825-0098"}, "orcid", "a digit is wrong"),
    "a year in words": ("evidence", {"year": "soon"}, "year", "whole number"),
    "a NUL": ("evidence", {"quote": "a\x00b"}, "quote", "U+0000"),
    "an override of the writing direction": ("evidence", {"name": "a\u202eb"}, "name", "U+202E"),
    "too long a quote": ("evidence", {"quote": "x" * 2001}, "quote", "there is room for 2000"),
    "an unknown field": ("evidence", {"colour": "red"}, "colour", "no such field"),
    "an unknown part": ("evidence", {"on": "mechanism-9"}, "on", "no such part"),
    "an unknown concept": ("step", {"statement": "s", "cause": "gravity", "influence": "increases", "consequence": "volume load"}, "cause", "no concept"),
    "half an arrow": ("step", {"statement": "s", "cause": "volume load"}, "influence", "all three or none"),
    "a step without words": ("step", {"statement": ""}, "statement", "Write what happens"),
    "a mechanism without steps": ("mechanism", {"summary": "x"}, "steps", "at least one step"),
    "no kind": ("poem", {}, "kind", "none of the kinds"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_at_its_field(curated: Claimgraph, name: str) -> None:
    kind, given, field, words = WRONG[name]
    before = curated.store.revision()
    with pytest.raises(ProposalError) as caught:
        propose(curated, kind, **given)
    assert words in caught.value.fields[field] and curated.store.revision() == before


def test_all_that_is_wrong_is_said_at_once(curated: Claimgraph) -> None:
    with pytest.raises(ProposalError) as caught:
        propose(curated, doi="x", year="y", orcid="z")
    assert set(caught.value.fields) == {"doi", "year", "orcid"}


def test_what_the_gate_refuses_is_not_taken_in(graph: Claimgraph) -> None:
    with pytest.raises(Refused):
        propose(graph, "step", statement="s", cause="volume load", influence="increases", consequence="volume load")
    assert graph.contributions.find() == ([], 0)


def test_a_new_claim_gets_a_name_of_its_own(graph: Claimgraph) -> None:
    made = [propose(graph, "claim", None, statement="Naps help memory.", steps=f"Sleep {n}.\nThen more.") for n in "ab"]
    targets = [graph.contributions.get(each.path).target.removeprefix(graph.store.base) for each in made]
    assert targets == ["claims/naps-help-memory", "claims/naps-help-memory-2"]
    assert graph.contributions.accept(made[0].path, CURATOR).outcomes[targets[0]] == "created"
    assert [step.statement for step in graph.derivations.claim(targets[0]).mechanisms[0].steps] == [
        "Sleep a.",
        "Then more.",
    ]


def test_the_same_is_not_proposed_twice_unless_it_was_taken_back(graph: Claimgraph) -> None:
    first = propose(graph)
    with pytest.raises(Conflict, match="proposed already, and is pending"):
        propose(graph, name="Somebody else")
    graph.contributions.withdraw(first.path, secret=first.secret)
    assert propose(graph).path == first.path + "-2"


def test_only_its_maker_takes_a_proposal_back(graph: Claimgraph) -> None:
    taken = propose(graph)
    for held in ({}, {"secret": "guess"}, {"agent": "https://e.example/other"}):
        with pytest.raises(Unauthorised):
            graph.contributions.withdraw(taken.path, **held)
    graph.contributions.withdraw(taken.path, secret=taken.secret)
    assert graph.contributions.get(taken.path).state == "withdrawn"
    own = graph.contributions.propose(
        "evidence", CLAIM, {**EVIDENCE, "doi": "10.5555/own"}, agent="https://e.example/me"
    )
    assert own.secret is None
    graph.contributions.withdraw(own.path, agent="https://e.example/me")
    assert graph.contributions.get(own.path).state == "withdrawn"


def test_a_rejection_needs_a_reason_and_keeps_it(graph: Claimgraph) -> None:
    taken = propose(graph)
    with pytest.raises(ProposalError, match="Say why"):
        graph.contributions.reject(taken.path, CURATOR, reason=" ")
    graph.contributions.reject(taken.path, CURATOR, reason="It measured something else.")
    found = graph.contributions.get(taken.path)
    assert (found.state, found.reason, found.reviewer) == ("rejected", "It measured something else.", CURATOR.agent)
    with pytest.raises(Conflict, match="rejected already"):
        graph.contributions.accept(taken.path, CURATOR)


def test_a_proposal_joins_a_record_that_moved_on(graph: Claimgraph) -> None:
    taken, other = propose(graph), correct(graph, "Another wording.")
    graph.contributions.accept(other.path, CURATOR)
    assert graph.contributions.review(taken.path).moved_on
    graph.contributions.accept(taken.path, CURATOR)
    assert tally(graph) == (1, 1) and graph.derivations.claim(CLAIM).statement == "Another wording."


def test_two_corrections_of_one_wording_do_not_both_get_in(graph: Claimgraph) -> None:
    one, two = correct(graph, "One wording."), correct(graph, "Two wordings.")
    graph.contributions.accept(one.path, CURATOR)
    assert graph.contributions.review(two.path).clashes == (
        "Of the claim somebody has changed the wording since this was proposed.",
    )
    with pytest.raises(Conflict, match="somebody has changed the wording"):
        graph.contributions.accept(two.path, CURATOR)
    assert graph.contributions.get(two.path).state == "pending"


def test_an_acceptance_of_what_was_not_seen_is_a_conflict(graph: Claimgraph) -> None:
    taken, other = propose(graph), correct(graph, "Another wording.")
    seen = graph.contributions.review(taken.path).seen
    graph.contributions.accept(other.path, CURATOR)
    with pytest.raises(Conflict, match="look again"):
        graph.contributions.accept(taken.path, CURATOR, seen=seen)


def test_an_acceptance_that_the_gate_refuses_changes_nothing(graph: Claimgraph) -> None:
    taken = propose(
        graph,
        "step",
        on="mechanism-1",
        statement="s",
        cause="volume load",
        influence="increases",
        consequence="mechanical tension",
    )
    concepts = f"{graph.store.base}concepts/resistance-training"
    proposal = graph.contributions.get(taken.path)
    kept = graph.body(proposal.digest).decode()
    bad = kept.replace("concepts/resistance-training#volume-load", "concepts/resistance-training#no-such")
    digest = graph.keep_body(bad.encode())
    record = [t for t in graph.records.read(taken.path) if t.predicate != CG.proposedDigest]
    node = next(t.subject for t in record if t.predicate == CG.targetRecord)
    text = f'<{node.value}> <{CG.proposedDigest.value}> "{digest}" .'
    graph.records.write([Body(taken.path, [*record, *parse_triples(text.encode(), TURTLE, base=concepts)])], CURATOR)
    revision = graph.store.revision()
    with pytest.raises(Refused):
        graph.contributions.accept(taken.path, CURATOR)
    assert graph.store.revision() == revision and graph.contributions.get(taken.path).state == "pending"


def test_of_two_curators_at_once_one_wins(graph: Claimgraph) -> None:
    taken, outcomes = propose(graph), []

    def decide(number: int) -> None:
        try:
            graph.contributions.accept(taken.path, Author(f"https://e.example/{number}"))
            outcomes.append("accepted")
        except Conflict as conflict:
            outcomes.append(str(conflict))

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", *[f"{taken.path} is accepted already"] * 3]
    assert tally(graph) == (1, 1)


def test_a_whole_record_can_be_proposed(graph: Claimgraph) -> None:
    triples = [t for t in graph.records.read(CLAIM) if t.predicate != CG.declaredSynthesized]
    taken = graph.contributions.propose_record(CLAIM, triples, Credit("https://e.example/me"))
    review = graph.contributions.review(taken.path)
    assert [t.predicate for t in review.removed[CLAIM]] == [CG.declaredSynthesized] and review.added[CLAIM] == ()
    with pytest.raises(ProposalError, match="nothing would change"):
        graph.contributions.propose_record(CLAIM, graph.records.read(CLAIM), Credit())
    with pytest.raises(ProposalError, match="cannot change contributions"):
        graph.contributions.propose_record(taken.path, triples, Credit())


def test_lists_are_by_state_and_newest_first(graph: Claimgraph) -> None:
    made = [propose(graph, doi=f"10.5555/{n}") for n in range(3)]
    graph.contributions.reject(made[1].path, CURATOR, reason="No.")
    found, total = graph.contributions.find(state="pending", limit=1)
    assert total == 2 and len(found) == 1
    assert graph.contributions.find(state="rejected")[0][0].path == made[1].path
    assert graph.contributions.find(target=graph.store.base + CLAIM)[1] == 3
    with pytest.raises(NotFound):
        graph.contributions.get("no-such")


def test_only_so_many_proposals_may_wait() -> None:
    graph = Claimgraph.in_memory(Settings(store="memory", pending_contributions=1))
    try:
        propose(graph)
        with pytest.raises(OverLimit, match="1 contributions wait"):
            propose(graph, doi="10.5555/two")
    finally:
        graph.close()


def test_a_page_kept_by_ingest_can_be_reviewed(graph: Claimgraph) -> None:
    turtle = (
        b'@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n<#claim> a cg:Claim ; cg:statement "Other."@en .\n'
    )
    taken = propose(graph)
    digest = graph.keep_body(turtle)
    record = [t for t in graph.records.read(taken.path) if t.predicate not in (CG.proposedDigest, CG.baseRevision)]
    node = next(t.subject for t in record if t.predicate == CG.targetRecord)
    added = parse_triples(f'<{node.value}> <{CG.proposedDigest.value}> "{digest}" .'.encode(), TURTLE, base="http://e/")
    graph.records.write([Body(taken.path, [*record, *added])], CURATOR)
    review = graph.contributions.review(taken.path)
    assert review.kind == "page" and review.after is not None and review.after.tally.supporting == 0
