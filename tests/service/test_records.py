from __future__ import annotations

import threading
import time

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import Conflict, NotFound, OverLimit, Refused, Unauthorised, UsageError
from claimgraph.mediatypes import TURTLE
from claimgraph.network.arrows import GRAPH, all_arrows
from claimgraph.rdf.parse import parse_triples
from claimgraph.service import Claimgraph
from claimgraph.service.records import MOST_TRIPLES, Body
from claimgraph.service.revisions import Author
from claimgraph.service.tokens import Tokens
from claimgraph.vocabulary import CG

BASE = "http://localhost:8000/"
AUTHOR = Author("https://orcid.org/0000-0002-1825-0097", reason="A test.")
CONCEPTS = f"{BASE}concepts/k#"


def body(path: str, text: str) -> Body:
    head = f"@prefix cg: <{CG.iri}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
    return Body(path, parse_triples((head + text).encode(), TURTLE, base=BASE + path))


def concepts() -> Body:
    rows = "".join(
        f'<#{name}> a skos:Concept ; skos:prefLabel "{name}"@en ; skos:definition "D."@en ; skos:inScheme <#s> .'
        for name in "abc"
    )
    return body("concepts/k", f'<#s> a skos:ConceptScheme ; skos:prefLabel "k"@en . {rows}')


def claim(path: str, *arrows: tuple[str, str, str], standing: str = "MostProbable", state: str = "Curated") -> Body:
    links = " , ".join(f"<#l{n}>" for n in range(len(arrows)))
    text = f"""<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasMechanism <#m> .
        <#m> a cg:Mechanism ; cg:standing cg:{standing} ; cg:hasStep <#t> .
        <#t> a cg:MechanismStep ; cg:position 1 ; cg:statement "t"@en ; cg:hasLink {links} ."""
    for number, (cause, influence, consequence) in enumerate(arrows):
        text += f"""<#l{number}> a cg:CausalLink ; cg:cause <{CONCEPTS}{cause}> ; cg:influence cg:{influence} ;
            cg:consequence <{CONCEPTS}{consequence}> ; cg:state cg:{state} ."""
    return body(path, text)


def arrows(graph: Claimgraph) -> set[tuple[str, str, str]]:
    found = graph.store.graph(BASE + GRAPH)
    return {(t.subject.value[-1], t.predicate.value.rpartition("#")[2], t.object.value[-1]) for t in found}


def write(graph: Claimgraph, *bodies: Body) -> dict[str, str]:
    return graph.records.write(list(bodies), AUTHOR).outcomes


def test_arrows_follow_their_claims(empty_graph: Claimgraph) -> None:
    write(empty_graph, concepts(), claim("claims/x", ("a", "increases", "b"), ("b", "hasNoEffectOn", "c")))
    assert arrows(empty_graph) == {("a", "increases", "b"), ("a", "influences", "b"), ("b", "hasNoEffectOn", "c")}
    write(empty_graph, claim("claims/x", ("a", "decreases", "b")))
    assert arrows(empty_graph) == {("a", "decreases", "b"), ("a", "influences", "b")}


def test_an_arrow_goes_with_the_last_claim_that_asserts_it(empty_graph: Claimgraph) -> None:
    write(
        empty_graph, concepts(), claim("claims/x", ("a", "increases", "b")), claim("claims/y", ("a", "increases", "b"))
    )
    write(empty_graph, Body("claims/x", ()))
    assert arrows(empty_graph) == {("a", "increases", "b"), ("a", "influences", "b")}
    write(empty_graph, Body("claims/y", ()))
    assert arrows(empty_graph) == set()


def test_the_super_property_stays_while_another_arrow_needs_it(empty_graph: Claimgraph) -> None:
    write(
        empty_graph, concepts(), claim("claims/x", ("a", "increases", "b")), claim("claims/y", ("a", "modulates", "b"))
    )
    write(empty_graph, Body("claims/x", ()))
    assert arrows(empty_graph) == {("a", "modulates", "b"), ("a", "influences", "b")}


@pytest.mark.parametrize("how", [{"standing": "RuledOut"}, {"state": "Proposed"}], ids=["ruled out", "proposed"])
def test_ruled_out_and_proposed_links_derive_nothing(empty_graph: Claimgraph, how: dict[str, str]) -> None:
    write(empty_graph, concepts(), claim("claims/x", ("a", "increases", "b"), **how))
    assert arrows(empty_graph) == set()


def test_arrows_kept_by_writes_are_those_computed_afresh(curated: Claimgraph) -> None:
    kept = set(curated.store.graph(BASE + GRAPH))
    assert len(kept) > 50
    assert {quad.triple for quad in all_arrows(curated.store)} == kept


def test_no_triple_of_the_curated_graph_stands_in_two_records(curated: Claimgraph) -> None:
    rows = curated.store.select(
        """SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?o } FILTER(STR(?g) < STR(?h))
        FILTER(STRSTARTS(STR(?g), "http://localhost:8000/claims/") || STRSTARTS(STR(?g), "http://localhost:8000/studies/")) }"""
    )
    assert rows == []


def test_revisions_say_who_when_and_why_and_keep_what_was_replaced(empty_graph: Claimgraph) -> None:
    first = body("claims/x", '<#claim> a cg:Claim ; cg:statement "one"@en .')
    write(empty_graph, first)
    before = empty_graph.records.revision("claims/x")
    assert before is not None and before.number == 1
    write(empty_graph, body("claims/x", '<#claim> a cg:Claim ; cg:statement "two"@en .'))
    after = empty_graph.records.revision("claims/x")
    assert after is not None and after.number == 2 and after.sha256 != before.sha256
    rows = empty_graph.store.select(
        """SELECT ?number ?agent ?reason ?time WHERE { ?r cg:revisionOf <claims/x> ; cg:revisionNumber ?number ;
        prov:wasAttributedTo ?agent ; cg:reason ?reason ; prov:generatedAtTime ?time } ORDER BY ?number"""
    )
    assert [row[0].value for row in rows if row[0]] == ["1", "2"]
    assert {row[1].value for row in rows if row[1]} == {AUTHOR.agent}
    assert before.sha256 is not None
    assert b'"one"@en' in empty_graph.body(before.sha256)


def test_a_withdrawn_record_can_come_back(empty_graph: Claimgraph) -> None:
    one = body("claims/x", '<#claim> a cg:Claim ; cg:statement "one"@en .')
    write(empty_graph, one)
    assert write(empty_graph, Body("claims/x", ())) == {"claims/x": "removed"}
    revision = empty_graph.records.revision("claims/x")
    assert revision is not None and revision.withdrawn
    with pytest.raises(NotFound):
        empty_graph.records.read("claims/x")
    assert write(empty_graph, one) == {"claims/x": "created"}
    back = empty_graph.records.revision("claims/x")
    assert back is not None and back.number == 3


def test_literals_in_another_spelling_of_the_same_value_are_no_change(empty_graph: Claimgraph) -> None:
    text = '<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasOutcome <#o> . <#o> a cg:ClaimedOutcome ; cg:outcome <../concepts/k#a> ; cg:effectDirection cg:Increase ; cg:unit "cm" ; cg:equivalenceMargin {} .'
    write(empty_graph, concepts(), body("claims/x", text.format("1.50")))
    assert write(empty_graph, body("claims/x", text.format("1.5"))) == {"claims/x": "unchanged"}


def test_one_fault_refuses_the_whole_write(empty_graph: Claimgraph) -> None:
    revision = empty_graph.store.revision()
    with pytest.raises(Refused) as caught:
        write(empty_graph, concepts(), body("claims/x", "<#claim> a cg:Claim ."))
    assert [r.record for r in caught.value.report.violations] == [BASE + "claims/x"]
    assert empty_graph.store.revision() == revision and not empty_graph.store.has_graph(BASE + "concepts/k")


def test_server_managed_triples_are_ignored_on_input(empty_graph: Claimgraph) -> None:
    text = '<#claim> a cg:Claim ; cg:statement "s"@en . <> cg:currentRevision <http://e/forged> .'
    write(empty_graph, body("claims/x", text))
    assert all(t.predicate != CG.currentRevision for t in empty_graph.records.read("claims/x"))


def test_a_stale_tag_is_a_conflict(empty_graph: Claimgraph) -> None:
    one = body("claims/x", '<#claim> a cg:Claim ; cg:statement "one"@en .')
    with pytest.raises(Conflict, match="is now absent"):
        empty_graph.records.write([one], AUTHOR, expecting={"claims/x": "tag"})


def test_writers_at_once_keep_positions_of_the_gate(empty_graph: Claimgraph) -> None:
    """One takes a concept away while another starts to use it: exactly one of them gets through."""
    write(empty_graph, concepts())
    gone = body(
        "concepts/k",
        '<#s> a skos:ConceptScheme ; skos:prefLabel "k"@en . <#b> a skos:Concept ; skos:prefLabel "b"@en ; skos:definition "D."@en ; skos:inScheme <#s> .',
    )
    user = claim("claims/u", ("a", "increases", "b"))
    refused: list[str] = []

    def attempt(one: Body) -> None:
        try:
            write(empty_graph, one)
        except Refused:
            refused.append(one.path)

    for _ in range(10):
        threads = [threading.Thread(target=attempt, args=(one,)) for one in (gone, user)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        dangling = empty_graph.store.select(
            "SELECT ?l WHERE { ?l cg:cause ?c FILTER NOT EXISTS { ?c a skos:Concept } }"
        )
        assert dangling == []
        write(empty_graph, Body("claims/u", ())) if empty_graph.store.has_graph(BASE + "claims/u") else None
        write(empty_graph, concepts())
    assert refused


def test_blank_nodes_are_named_and_keep_their_names(empty_graph: Claimgraph) -> None:
    text = '<#claim> a cg:Claim ; cg:statement "s"@en ; cg:hasOutcome [ a cg:ClaimedOutcome ; cg:outcome <../concepts/k#a> ; cg:effectDirection cg:Increase ] .'
    write(empty_graph, concepts(), body("claims/x", text))
    [node] = [t.object for t in empty_graph.records.read("claims/x") if t.predicate == CG.hasOutcome]
    assert isinstance(node, NamedNode) and node.value.startswith(BASE + "claims/x#b-")
    assert write(empty_graph, body("claims/x", text)) == {"claims/x": "unchanged"}


def test_the_vocabulary_is_brought_up_to_date_when_it_changed(
    tmp_path_factory: pytest.TempPathFactory, empty_graph: Claimgraph
) -> None:
    from claimgraph.service.filling import vocabulary_changes

    assert not list(vocabulary_changes(empty_graph.store))
    assert len(empty_graph.store.graph(BASE + "ontology")) > 1000
    assert len(empty_graph.store.graph(BASE + "shapes")) > 1000


def test_tokens_are_hashed_and_know_their_role(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("tokens") / "tokens"
    tokens = Tokens(file)
    curator = tokens.add("curator", AUTHOR.agent)
    assert tokens.check(curator, "contributor").agent == AUTHOR.agent
    with pytest.raises(Unauthorised, match="needs the role admin") as caught:
        tokens.check(curator, "admin")
    assert caught.value.known
    for wrong in ("", "x", curator + "x", curator.partition(".")[0], "." + curator.partition(".")[2]):
        with pytest.raises(Unauthorised, match="not valid"):
            tokens.check(wrong, "reader")
    tokens.revoke(curator.partition(".")[0])
    with pytest.raises(Unauthorised):
        tokens.check(curator, "reader")
    with pytest.raises(UsageError, match="known are reader"):
        tokens.add("king", AUTHOR.agent)
    assert file.stat().st_mode & 0o077 == 0


def test_a_write_of_many_records_takes_time_in_proportion(empty_graph: Claimgraph) -> None:
    many = [body(f"claims/many{n}", f'<#claim> a cg:Claim ; cg:statement "{n}"@en .') for n in range(5000)]
    start = time.process_time()
    written = empty_graph.records.write(many, AUTHOR, dry_run=True)
    assert len(written.outcomes) == 5000 and time.process_time() - start < 5


def test_a_record_has_a_largest_size(empty_graph: Claimgraph) -> None:
    triples = [
        Triple(NamedNode(f"{BASE}claims/x#claim"), CG.statement, Literal(str(n))) for n in range(MOST_TRIPLES + 1)
    ]
    with pytest.raises(OverLimit, match="claims/x has 20001 triples"):
        empty_graph.records.validate([Body("claims/x", triples)])


def test_validation_ends_when_its_time_is_over(empty_graph: Claimgraph) -> None:
    with pytest.raises(OverLimit, match="the gate ran out of time"):
        empty_graph.records.validate([concepts()], timeout_s=0)
