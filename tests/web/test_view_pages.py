"""Pages of derived views over HTTP and as functions: what they ask, what they explain, how they sum up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, serving
from sites import BROWSER

from claimgraph.appraisal.audits import KINDS
from claimgraph.service.derived import VIEWS
from claimgraph.vocabulary import CG
from claimgraph.web.pages.audit import EXPLAINED
from claimgraph.web.pages.derived import FORMS, PAGES, STARTING
from claimgraph.web.pages.reasons import Reasons


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("views") / "store"
    with serving(folder) as server:
        yield server


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/explain", 200, "How does one thing lead to another?"),
        ("/explain?number=3", 200, "How does one thing lead to another?"),
        ("/explain?bogus=1", 400, "Bogus: unknown"),
        ("/explain?from=fatigue", 400, "To: missing"),
        ("/explain?from=fatigue&to=volume+load&number=0", 400, "a whole number from 1 to 50 was expected"),
        ("/falls", 200, "What falls if an arrow falls?"),
        ("/falls?cause=fatgue&consequence=x", 400, "Did you mean"),
        ("/ripple", 200, "What leans on a study?"),
        ("/ripple?study=10.1000/none", 404, "there is no study"),
        ("/ripple?study=10.1080/02640414.2024.2321021&standing=lost", 400, "one of retracted, corrected"),
        ("/audit?offset=999", 200, "none here, 68 in all"),
        ("/wanted?status=lost", 400, "open or closed or all"),
    ],
)
def test_a_page_asks_and_says_what_was_wrong(server: Server, address: str, status: int, told: str) -> None:
    answer = server.http.get(address, headers=BROWSER)
    assert answer.status_code == status
    assert told in answer.text


def test_without_parameters_programs_are_told_what_is_missing(server: Server) -> None:
    answer = server.http.get("/explain", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "from"


@pytest.mark.parametrize("view", ["audit", "wanted"])
def test_a_page_begins_with_a_portion_and_leads_to_the_same_in_json(server: Server, view: str) -> None:
    page = server.http.get(f"/{view}", headers=BROWSER).text
    limit = int(STARTING[view]["limit"])
    assert f'href="/{view}?limit={limit}&amp;format=json"' in page
    assert len(server.http.get(f"/{view}?limit={limit}&format=json").json()) == limit


def test_every_view_has_a_page_and_a_form_where_it_must_be_asked_something() -> None:
    assert set(PAGES) == set(VIEWS)
    assert set(FORMS) == {name for name, view in VIEWS.items() if any(each.required for each in view.parameters)}


def test_every_audit_is_explained_in_the_order_of_its_weight() -> None:
    assert tuple(EXPLAINED) == KINDS
    for kind in EXPLAINED.values():
        assert all(sentence.endswith(".") for sentence in (kind.checks, kind.matters, kind.cure))


def witness(direction: str, *random: float) -> dict[str, object]:
    error = 0.05 + random[0]
    mentions = [{"randomError": each} for each in random]
    return {"direction": CG.iri + direction, "systematicError": 0.05, "error": error, "hasMention": mentions}


def test_the_sum_of_one_study_shows_what_its_error_is_made_of() -> None:
    tree = {"confidence": 0.85, "hasWitness": [witness("Supports", 0.5, 0.2)]}
    assert Reasons(tree, ()).sums == ["1 − (0.05 + 0.5 × 0.2) = 0.85"]


def test_the_sum_of_studies_on_both_sides_takes_the_one_from_the_other() -> None:
    tree = {"confidence": 0.23438, "hasWitness": [*[witness("Supports", 0.2)] * 2, witness("Disputes", 0.2)]}
    assert Reasons(tree, ()).sums == [
        "at least one of those who support it is right: 1 − 0.25 × 0.25 = 0.94",
        "at least one of those who dispute it is right: 1 − 0.25 = 0.75",
        "the first, and not the second: 0.94 × (1 − 0.75) = 0.23",
    ]


def test_without_evidence_there_is_no_sum() -> None:
    assert Reasons({"confidence": None}, ()).sums == []
