"""Pages of derived views as functions: every audit is explained, and what they say is what programs get."""

from __future__ import annotations

from claimgraph.appraisal.audits import KINDS
from claimgraph.service.derived import VIEWS
from claimgraph.vocabulary import CG
from claimgraph.web.pages.audit import EXPLAINED
from claimgraph.web.pages.derived import FORMS, PAGES
from claimgraph.web.pages.reasons import Reasons


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
