from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest

from claimgraph.errors import InputError, NotFound, ParameterError, QueryError
from claimgraph.querying.catalogue import read_query
from claimgraph.querying.lexer import MAX_NESTING, check_update, scan_query
from claimgraph.querying.parameters import TYPES, Parameter
from claimgraph.service import Claimgraph

EXAMPLES = {"claim": "claims/repetitions-in-reserve#claim"}
WANTED = {
    "claim_with_steps", "claims_by_study", "claims_about_concept", "steps_by_basis", "evidence_tally",
    "chain_from_concept", "studies_by_design", "shared_steps",
}  # fmt: skip


def rows(graph: Claimgraph, name: str, **values: str) -> list[dict[str, str]]:
    found = json.loads(graph.ask_named(name, values).content)["results"]["bindings"]
    return [{key: cell["value"] for key, cell in row.items()} for row in found]


def test_the_catalogue_has_the_questions_that_were_promised(curated: Claimgraph) -> None:
    assert set(curated.catalogue) >= WANTED


_OF_UNFINISHED = {"proposed_links", "unreliable_studies"}
"""Questions to which the curated graph, as it should be, has no answer."""


def test_every_question_answers_its_own_example_in_a_total_order(curated: Claimgraph) -> None:
    for name, query in curated.catalogue.items():
        values = {p.name: p.example for p in query.parameters if p.example}
        found = rows(curated, name, **values)
        assert bool(found) == (name not in _OF_UNFINISHED), f"{name} has no answer for its own example"
        assert found == rows(curated, name, **values)
        assert "ORDER BY" in query.text


def test_the_seed_claim_comes_with_its_steps_in_order(curated: Claimgraph) -> None:
    found = rows(curated, "claim_with_steps", claim="claims/repetitions-in-reserve#claim")
    assert [row["position"] for row in found] == ["1", "2", "3", "4", "1", "2", "3"]
    bases = [row["basis"].partition("#")[2] for row in found]
    assert bases == [
        "DirectMeasurement", "DirectMeasurement", "AuthorInference", "DirectMeasurement", "Observation",
        "CitedLiterature", "DirectMeasurement",
    ]  # fmt: skip


def test_the_tally_counts_studies_once(curated: Claimgraph) -> None:
    [row] = rows(curated, "evidence_tally", claim="claims/repetitions-in-reserve#claim")
    assert (row["supporting"], row["contradicting"]) == ("1", "0")


def test_questions_across_claims_have_answers(curated: Claimgraph) -> None:
    claims = {
        row["claim"] for row in rows(curated, "claims_by_study", study="https://doi.org/10.1080/02640414.2024.2321021")
    }
    assert len(claims) >= 2
    assert rows(curated, "shared_steps") and rows(curated, "contradicting_evidence")
    reached = {
        row["consequenceLabel"]
        for row in rows(curated, "chain_from_concept", concept="concepts/resistance-training#repetitions-in-reserve")
    }
    assert {"mechanical tension", "rectus femoris hypertrophy"} <= reached


def test_an_unknown_question_names_those_that_exist(curated: Claimgraph) -> None:
    with pytest.raises(NotFound, match="known are arrows_into_concept"):
        curated.ask_named("nothing", {})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "parameter 'study' is missing"),
        ({"study": "a b"}, "parameter 'study' is 'a b'; an IRI such as"),
        ({"study": "x", "limit": "1"}, "parameter 'limit' is unknown; one of study"),
    ],
    ids=["missing", "wrong", "unknown"],
)
def test_parameters_are_checked_by_name(curated: Claimgraph, values: dict[str, str], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        curated.ask_named("claims_by_study", values)


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("iri", "https://doi.org/10.1/x", "<x>"),
        ("concept", "concepts/a#b", "a b"),
        ("integer", "20", "twenty"),
        ("integer", "-3", "9" * 40),
        ("decimal", "0.5", "0,5"),
        ("date", "2024-05-31", "2024-13-01"),
        ("boolean", "true", "yes"),
        ("string", 'anything " } # goes', None),
    ],
)
def test_each_type_takes_what_it_says(type_: str, good: str, bad: str | None) -> None:
    parameter = Parameter("p", type_, "Something.")
    assert parameter.term("q", good, "http://l/") is not None
    if bad is not None:
        with pytest.raises(ParameterError, match="was expected"):
            parameter.term("q", bad, "http://l/")


def test_no_text_of_a_caller_becomes_part_of_a_query(curated: Claimgraph) -> None:
    parameter = Parameter("p", "string", "Something.")
    assert str(parameter.term("q", '" } DROP ALL #\n', "http://l/")) == '"\\" } DROP ALL #\\n"'
    assert set(TYPES) == {"iri", "concept", "string", "integer", "decimal", "date", "boolean"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o }", "no header"),
        ("#+ description: x\nSELECT ?s WHERE { ?s ?p ?o }", "without summary"),
        ("#+ summary: x\n#+ colour: red\nASK {}", "header key 'colour'"),
        ("#+ summary: x\n#+ columns: [o]\nSELECT ?s WHERE { ?s ?p ?o }", "projection"),
        ("#+ summary: [\nASK {}", "no YAML"),
        (
            "#+ summary: x\n#+ parameters:\n#+   - {name: s, type: colour, description: y}\nASK {}",
            "parameter type 'colour'",
        ),
        ("#+ summary: x\n#+ parameters:\n#+   - {name: s}\nASK {}", "name, type, description"),
        (
            "#+ summary: x\n#+ columns: [o]\n#+ parameters:\n#+   - {name: s, type: iri, description: y}\n"
            "SELECT ?o WHERE { ?s ?p ?o }",
            "not projected",
        ),
    ],
    ids=["none", "no summary", "unknown key", "other columns", "no YAML", "unknown type", "no type", "not projected"],
)
def test_a_header_that_does_not_fit_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_query("q", text)


def test_aggregates_are_columns_by_their_alias() -> None:
    text = "#+ summary: x\n#+ columns: [s, n]\nSELECT ?s (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s"
    assert read_query("q", text).columns == ("s", "n")


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <x>" }',
        "SELECT * { ?s <http://e/SERVICE> ?o } # SERVICE",
        "PREFIX load: <http://e/> SELECT * { ?s load:load ?service }",
        "SELECT * { ?s ?p '''LOAD ' SERVICE''' }",
        "SELECT ?service WHERE { ?service ?load $SERVICE }",
    ],
)
def test_words_in_strings_names_and_comments_are_no_calls(text: str) -> None:
    scan_query(text, max_bytes=1000)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <x> {} }",
        "select * {service silent ?x {}}",
        "LOAD <http://e/>",
        "SELECT * { ?s<SERVICE <x> {} }",
    ],
)
def test_calls_to_the_outside_are_refused_with_their_place(text: str) -> None:
    with pytest.raises(QueryError, match=r"query:1:\d+: it contains (SERVICE|LOAD)"):
        scan_query(text, max_bytes=1000)


def test_nesting_and_size_are_bounded() -> None:
    scan_query("(" * MAX_NESTING, max_bytes=1000)
    with pytest.raises(QueryError, match="nested more than"):
        scan_query("(" * (MAX_NESTING + 1), max_bytes=1000)
    with pytest.raises(QueryError, match="at most 10 bytes"):
        scan_query("é" * 6, max_bytes=10)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ASK {}", "ASK"),
        ("PREFIX ask: <http://e/ask#> SELECT * {}", "SELECT"),
        ("# ASK\nBASE <http://select/> construct where {}", "CONSTRUCT"),
        ("DESCRIBE <x>", "DESCRIBE"),
        ("nonsense", None),
    ],
)
def test_the_form_of_a_query_is_told_from_its_words(text: str, form: str | None) -> None:
    assert scan_query(text, max_bytes=1000).form == form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s <http://e/\\u0041#frag> ?o } SERVICE <http://127.0.0.1:1/> { }",
        "PREFIX e: <http://e/> SELECT * { ?s e:a\\#b ?o } SERVICE <http://127.0.0.1:1/> { }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { } }",
        'SELECT * { ?s ?p "\\u0022 } SERVICE <http://127.0.0.1:1/> { } #" }',
        "SELECT * { ?s ?p ?o \\SERVICE <x> {} }",
    ],
    ids=["escape in IRI", "escape in name", "escaped word", "escaped quote", "backslash"],
)
def test_escapes_hide_no_call_to_the_outside(text: str) -> None:
    with pytest.raises(QueryError, match=r"SERVICE|backslash"):
        scan_query(text, max_bytes=1000)


_CANARY = "<http://127.0.0.1:1/> { }"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ ?s ?p 1SERVICE {_CANARY} }}",
        f"SELECT * {{ ?s ?p 1e0SERVICE {_CANARY} }}",
        f"SELECT * {{ ?s ?p trueSERVICE {_CANARY} }}",
        f"SELECT * {{ SERVICESILENT{_CANARY} }}",
        "PREFIX e: <http://127.0.0.1:1/> SELECT * { SERVICEe: { } }",
        "PREFIX e: <http://127.0.0.1:1/> PREFIX SERVICEe: <x> SELECT * { SERVICEe: # {\n { } }",
        "PREFIX e: <http://127.0.0.1:1/> SELECT * { ?s ?p ?o.SERVICESILENTe: { } }",
        "PREFIX e: <http://127.0.0.1:1/> SELECT * { ?s ?p 1.SERVICEe:x { } }",
        "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:x { } }",
        f"PREFIX e: <x> SELECT * {{ ?s ?p e:.SERVICE {_CANARY} }}",
        f"SELECT * {{ FILTER(1<2)SERVICE#>\n{_CANARY} }}",
        f"SELECT * {{ FILTER(1<=2)SERVICE#>\n{_CANARY} }}",
        f'SELECT * {{ FILTER(?x<?y#>"""\n) SERVICE {_CANARY} #"""\n }}',
        f'SELECT * {{ FILTER(?x<#>"""\n?y) SERVICE {_CANARY} #"""\n }}',
        f"SELECT * {{ FILTER(?x<'>'''\n') SERVICE {_CANARY} #'''\n }}",
        f'SELECT * {{ <<e:s#>"""\n ?p ?o>> ?a ?b . SERVICE {_CANARY} #"""\n }}',
    ],
)
def test_nothing_glued_or_read_in_two_ways_hides_a_call_to_the_outside(text: str) -> None:
    with pytest.raises(QueryError, match=r"SERVICE|may be an operator"):
        scan_query(text, max_bytes=1000)


@pytest.mark.parametrize(
    "text",
    [
        "LOADSILENT<http://127.0.0.1:1/>",
        "PREFIX e: <http://127.0.0.1:1/> LOADe:",
        "PREFIX e: <http://127.0.0.1:1/> LOADSILENTe:x",
        "PREFIX e: <http://127.0.0.1:1/> LOAD SILENTe:x",
        'INSERT { } WHERE { FILTER(1<2#>"""\n) } ; LOAD <http://127.0.0.1:1/> #"""',
        "INSERT DATA { LOAD SILENT <http://127.0.0.1:1/> }",
    ],
)
def test_nothing_glued_or_read_in_two_ways_hides_a_load(text: str) -> None:
    with pytest.raises(QueryError, match=r"LOAD|may be an operator"):
        check_update(text, max_bytes=1000)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX service: <http://e/> SELECT * { service:a service:b service:c }",
        "SELECT * { VALUES (?a ?b) { (<http://e/volume-load#a> <http://e/service#b>) } FILTER(?x < 2 || ?x<3) }",
        "SELECT * { ?s <#service> ?o ; <x> (<#load>) }",
    ],
)
def test_names_that_contain_such_words_are_taken(text: str) -> None:
    scan_query(text, max_bytes=1000)


def test_looking_at_a_query_takes_time_in_proportion_to_its_length() -> None:
    start = time.process_time()
    for unit in (".", "-", "1-", "a.", "a.b-", "#", "'", '\\"', "LOAD SILENT <x>;", "SERVICEe:#"):
        with suppress(QueryError):
            check_update(unit * (200_000 // len(unit)), max_bytes=1_000_000)
    assert time.process_time() - start < 10


def test_long_rows_of_operators_are_refused() -> None:
    for text in ("SELECT * {FILTER(" + "!" * 10_000 + "1)}", "SELECT * {" + "MINUS{}" * 4000 + "}"):
        with pytest.raises(QueryError, match="more than 2000 operators or words"):
            scan_query(text, max_bytes=100_000)


@pytest.mark.parametrize("piece", ["'\\", "a-", ".", "a.", "é-", "LOAD.", '"', "<a", "\\u0041", '}"""\\', "(]", "a:%"])
def test_no_query_is_scanned_for_longer_than_its_length_explains(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    start = time.monotonic()
    with suppress(QueryError):
        scan_query(text, max_bytes=100_000)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("text", ["SELECT * { VALUES ?x { '''x' } }", 'ASK { ?s ?p """x"" }'])
def test_a_long_string_that_is_never_closed_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(QueryError, match=r"query:1:\d+: it has a string that is never closed"):
        scan_query(text, max_bytes=1000)


def test_from_names_the_graphs_of_a_query(curated: Claimgraph) -> None:
    def count(clause: str) -> int:
        found = curated.ask(f"SELECT (COUNT(*) AS ?n) {clause} WHERE {{ ?s ?p ?o }}").content
        return int(json.loads(found)["results"]["bindings"][0]["n"]["value"])

    assert count("FROM <http://none/>") == 0
    assert 0 < count("FROM <claims/rest-intervals>") < count("")
