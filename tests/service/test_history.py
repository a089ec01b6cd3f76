"""The history of a record: what each revision said, how it was on some day, and how it comes back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph.errors import Conflict, NotFound, Refused, StoreUnusable
from claimgraph.service import Claimgraph
from claimgraph.service import revisions as revisions_module
from claimgraph.service.chronicle import comparison, listing
from claimgraph.service.history import History, moment_of
from claimgraph.service.records import Body
from claimgraph.service.revisions import GRAPH, Author
from claimgraph.store.interface import Change
from claimgraph.vocabulary import CG, RDF
from claimgraph.web.pages.history import history_page

AUTHOR = Author("https://orcid.org/0000-0002-1825-0097", reason="A test.")
PATH = "claims/sleep"
DOCUMENT = "http://localhost:8000/claims/sleep"
CLAIM = NamedNode(DOCUMENT + "#claim")
Write = Callable[..., None]


def sleep(statement: str) -> list[Triple]:
    return [Triple(CLAIM, RDF.type, CG.Claim), Triple(CLAIM, CG.statement, Literal(statement, language="en"))]


def statement_in(triples) -> str:
    return next(t.object.value for t in triples if t.predicate == CG.statement)


@pytest.fixture
def write(empty_graph: Claimgraph, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a revision of the claim, or with None withdraws it, on a day of January 2026."""

    def write(statement: str | None, day: int = 1) -> None:
        moment = Literal(f"2026-01-{day:02}T12:00:00Z", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#dateTime"))
        monkeypatch.setattr(revisions_module, "_now", lambda: moment)
        empty_graph.records.write([Body(PATH, sleep(statement) if statement else ())], AUTHOR)

    return write


def test_every_revision_keeps_what_it_said(empty_graph: Claimgraph, write: Write) -> None:
    for statement in ("One.", "Two.", "Three."):
        write(statement)
    history = History.of(empty_graph, PATH)
    contents = [history.content(number) for number in (1, 2, 3)]
    assert [statement_in(content.triples) for content in contents] == ["One.", "Two.", "Three."]
    assert all(content.intact for content in contents)
    assert [entry.number for entry in history.entries(1, 3)] == [1, 2, 3]
    assert history.entry(2).agent == AUTHOR.agent and history.entry(2).reason == "A test."


def test_a_withdrawal_is_a_revision_that_says_nothing(empty_graph: Claimgraph, write: Write) -> None:
    write("One.")
    write(None)
    history = History.of(empty_graph, PATH)
    assert history.entry(2).withdrawn and len(history) == 2
    with pytest.raises(NotFound, match="claims/sleep was taken out of the graph with revision 2"):
        history.content(2)
    assert statement_in(history.content(1).triples) == "One."


def test_what_never_was_has_no_history(empty_graph: Claimgraph, write: Write) -> None:
    with pytest.raises(NotFound, match="there is no record claims/sleep"):
        History.of(empty_graph, PATH)
    write("One.")
    with pytest.raises(NotFound, match="claims/sleep has no revision 2; it has 1"):
        History.of(empty_graph, PATH).entry(2)


@pytest.mark.parametrize(
    ("asked", "number"),
    [("2026-01-05", 1), ("2026-01-10T11:59:59Z", 1), ("2026-01-10", 2), ("2026-01-19", 2), ("2026-03-01", 3)],
)
def test_as_of_a_day_the_revision_then_in_force_counts(
    empty_graph: Claimgraph, write: Write, asked: str, number: int
) -> None:
    for day, statement in ((5, "One."), (10, "Two."), (20, "Three.")):
        write(statement, day)
    assert History.of(empty_graph, PATH).as_of(moment_of(asked)).number == number


def test_before_its_first_day_there_was_no_record(empty_graph: Claimgraph, write: Write) -> None:
    write("One.", 5)
    with pytest.raises(NotFound, match="there was no claims/sleep on 2026-01-04; its first revision is of 2026-01-05"):
        History.of(empty_graph, PATH).as_of(moment_of("2026-01-04"))


def test_restoring_adds_a_revision_and_takes_none(empty_graph: Claimgraph, write: Write) -> None:
    write("One.")
    write("Two.")
    History.of(empty_graph, PATH).restore(1, Author(AUTHOR.agent, reason="It was better."))
    history = History.of(empty_graph, PATH)
    assert [statement_in(history.content(number).triples) for number in (1, 2, 3)] == ["One.", "Two.", "One."]
    restored = history.entry(3)
    assert restored.reason == "Restores revision 1: It was better."
    assert restored.sources == (f"{DOCUMENT}/history/1",)


def test_the_page_of_a_history_credits_maker_reviewer_and_contribution(empty_graph: Claimgraph) -> None:
    maker = Author(
        "https://orcid.org/0000-0002-1825-0097", reason="It was missing.",
        reviewer="https://orcid.org/0000-0001-5109-3700", contribution=f"{empty_graph.store.base}contributions/c1",
    )  # fmt: skip
    empty_graph.records.write([Body(PATH, sleep("One."))], maker)
    page = " ".join(history_page(empty_graph, listing(empty_graph, PATH)).split())
    assert "<bdi>It was missing.</bdi> Accepted by ORCID 0000-0001-5109-3700." in page
    assert '<a href="/contributions/c1">The contribution</a>' in page
    assert "ORCID 0000-0002-1825-0097</a>" in page


def test_a_withdrawn_record_can_be_restored(empty_graph: Claimgraph, write: Write) -> None:
    write("One.")
    write(None)
    History.of(empty_graph, PATH).restore(1, AUTHOR)
    assert statement_in(empty_graph.records.read(PATH)) == "One."


def test_restoring_what_somebody_else_has_changed_since_is_a_conflict(empty_graph: Claimgraph, write: Write) -> None:
    write("One.")
    write("Two.")
    write("Three.")
    with pytest.raises(Conflict, match="claims/sleep is now at revision 3, not at 2"):
        History.of(empty_graph, PATH).restore(1, AUTHOR, at=2)


def test_restoring_goes_through_the_gate(graph: Claimgraph) -> None:
    path, study = "claims/rest-intervals", "studies/10.1080/02640414.2024.2321021"
    cited = NamedNode("https://doi.org/10.1080/02640414.2024.2321021")
    claim = NamedNode(f"{graph.store.base}{path}#claim")
    line = NamedNode(f"{graph.store.base}{path}#evidence-77")
    before = graph.records.read(path)
    gone = Body("studies/10.1000/gone", [Triple(NamedNode("https://doi.org/10.1000/gone"), RDF.type, CG.Study), *(
        Triple(NamedNode("https://doi.org/10.1000/gone"), p, o) for p, o in
        ((CG.doi, Literal("10.1000/gone")), (CG.title, Literal("Gone", language="en")))
    )])  # fmt: skip
    assert graph.records.read(study) and cited
    evidence = [
        Triple(claim, CG.hasEvidence, line),
        Triple(line, RDF.type, CG.EvidenceLine),
        Triple(line, CG.study, NamedNode("https://doi.org/10.1000/gone")),
        Triple(line, CG.direction, CG.Supports),
        Triple(line, CG.basis, CG.Unstated),
    ]
    graph.records.write([gone, Body(path, [*before, *evidence])], AUTHOR)
    graph.records.write([Body(gone.path, ()), Body(path, before)], AUTHOR)
    with pytest.raises(Refused):
        History.of(graph, path).restore(2, AUTHOR)
    assert len(History.of(graph, path)) == 3


def test_a_damaged_body_is_told_not_shown(empty_graph: Claimgraph, write: Write) -> None:
    write("One.")
    write("Two.")
    history = History.of(empty_graph, PATH)
    digest = history.entry(1).sha256 or ""
    body = empty_graph.root / "bodies" / digest[:2] / digest[2:]
    body.write_bytes(body.read_bytes().replace(b"One.", b"0ne."))
    with pytest.raises(StoreUnusable, match="the body of revision 1 of claims/sleep is damaged"):
        history.content(1)


def test_a_current_revision_changed_past_the_gate_is_not_intact(empty_graph: Claimgraph, write: Write) -> None:
    write("One.")
    extra = Quad(CLAIM, CG.plainStatement, Literal("Smuggled.", language="en"), NamedNode(DOCUMENT))
    empty_graph.store.commit(Change(added=frozenset([extra])))
    assert not History.of(empty_graph, PATH).content(1).intact


def test_a_revision_spelled_otherwise_when_it_was_written_is_found_all_the_same(
    empty_graph: Claimgraph, write: Write
) -> None:
    write("One.")
    node, system = NamedNode(DOCUMENT + "/history/1"), NamedNode(empty_graph.store.base + GRAPH)
    [recorded] = [q for q in empty_graph.store.graph(system.value) if q.subject == node and q.predicate == CG.sha256]
    other = Quad(node, CG.sha256, Literal("0" * 64), system)
    old = Quad(node, CG.sha256, recorded.object, system)
    empty_graph.store.commit(Change(removed=frozenset([old]), added=frozenset([other])))
    write("Two.")
    assert statement_in(History.of(empty_graph, PATH).content(1).triples) == "One."


def test_a_list_comes_page_by_page_newest_first(empty_graph: Claimgraph, write: Write) -> None:
    for number in range(1, 8):
        write(f"{number}.")
    pages = [listing(empty_graph, PATH, number=number, limit=3) for number in (1, 2, 3)]
    assert [[entry.number for entry in page.entries] for page in pages] == [[7, 6, 5], [4, 3, 2], [1]]
    assert {page.pages for page in pages} == {3}


def test_a_comparison_tells_words_and_triples(empty_graph: Claimgraph, write: Write) -> None:
    write("Short sleep lowers strength.")
    write("Short sleep raises strength.")
    tree = comparison(empty_graph, PATH, 1, 2).told().tree
    assert [change["text"] for change in tree["changes"]] == [
        "Statement reworded: “Short sleep lowers strength.” → “Short sleep raises strength.”"
    ]
    assert len(tree["removed"]) == len(tree["added"]) == 1


def test_a_thousand_revisions_stay_usable(empty_graph: Claimgraph) -> None:
    records = empty_graph.records
    records.write([Body(PATH, sleep("0."))], AUTHOR)
    quads = set()
    system = NamedNode(empty_graph.store.base + GRAPH)
    before = History.of(empty_graph, PATH).entry(1)
    for number in range(2, 1001):
        node = NamedNode(f"{DOCUMENT}/history/{number}")
        said = {t.predicate: t.object for t in before.triples} | {CG.revisionNumber: Literal(number)}
        quads |= {Quad(node, predicate, value, system) for predicate, value in said.items()}
    current = NamedNode(DOCUMENT), CG.currentRevision
    removed = {Quad(*current, NamedNode(f"{DOCUMENT}/history/1"), system)}
    quads.add(Quad(*current, NamedNode(f"{DOCUMENT}/history/1000"), system))
    empty_graph.store.commit(Change(frozenset(removed), frozenset(quads)))
    start = time.perf_counter()
    page = listing(empty_graph, PATH)
    History.of(empty_graph, PATH).as_of(datetime.now(UTC))
    assert [entry.number for entry in page.entries][:2] == [1000, 999] and page.pages == 20
    assert time.perf_counter() - start < 1
