"""The audits by the library, the command and the server: as one flat list, as a SHACL report, and to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse
from serving import Server, run, serving

from claimgraph.errors import NotFound, ParameterError
from claimgraph.service import Claimgraph
from claimgraph.vocabulary import CG, CGSH, RDF, SH

SEED = "claims/repetitions-in-reserve"
KEYS = ["claim", "step", "link", "evidence", "study", "audit", "severity", "variable", "basis", "message"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("audit")) as server:
        yield server


def rows(graph: Claimgraph, path: str | None = SEED, **values: str) -> Any:
    return json.loads(graph.derive("audit", path, values).json())


def test_the_json_is_one_flat_array_of_strings_and_nulls(curated: Claimgraph) -> None:
    found = rows(curated)
    assert isinstance(found, list) and found
    for row in found:
        assert list(row) == KEYS
        assert all(value is None or isinstance(value, str) for value in row.values())
        iris = [row[key] for key in ("claim", "step", "link", "evidence", "study", "variable", "basis") if row[key]]
        assert all(iri.startswith(("http://", "https://")) for iri in iris)
        assert row["severity"] in ("Warning", "Info")
    assert {row["claim"] for row in found} == {f"http://localhost:8000/{SEED}#claim"}


def test_messages_name_concepts_by_their_labels_and_studies_by_their_doi(curated: Claimgraph) -> None:
    (message,) = (row["message"] for row in rows(curated) if (row["variable"] or "").endswith("#net-protein-balance"))
    assert message == (
        "DOI 10.1080/02640414.2024.2321021 neither assigned nor measured net muscle protein balance and declares no "
        "proxy for it, so 'direct measurement' does not hold for myofibrillar protein synthesis → net muscle protein "
        "balance; right would be 'author inference'."
    )


def test_the_whole_graph_is_told_by_weight_and_in_pages(curated: Claimgraph) -> None:
    every = rows(curated, None)
    severities = [row["severity"] for row in every]
    assert severities == sorted(severities, reverse=True) and len({row["claim"] for row in every}) > 5
    assert rows(curated, None, limit="3", offset="2") == every[2:5]
    assert rows(curated, None, audit="silent") == [row for row in every if row["audit"] == "silent"] != []
    assert rows(curated, None, severity="Info") == [row for row in every if row["severity"] == "Info"] != []


def test_several_claims_are_told_one_after_the_other(curated: Claimgraph) -> None:
    both = rows(curated, None, claims="repetitions-in-reserve, rest-intervals")
    assert both == rows(curated) + rows(curated, "claims/rest-intervals")


def test_the_triples_are_a_shacl_validation_report(curated: Claimgraph) -> None:
    triples = curated.derive("audit", SEED, {}).triples()
    results = {t.object for t in triples if t.predicate == SH.result}
    assert len(results) == len(rows(curated))
    assert [t.object.value for t in triples if t.predicate == SH.conforms] == ["false"]
    for predicate in (SH.focusNode, SH.sourceShape, SH.resultSeverity, SH.resultMessage, SH.value, CG.audit):
        assert {t.subject for t in triples if t.predicate == predicate} == results, predicate
    assert all(t.object.value.startswith(CGSH) for t in triples if t.predicate == SH.sourceShape)


def test_a_choice_without_results_conforms(curated: Claimgraph) -> None:
    told = curated.derive("audit", SEED, {"audit": "standing"})
    assert json.loads(told.json()) == [] and told.text == "the audits have nothing to say\n"
    triples = told.triples()
    assert {t.object for t in triples if t.predicate == RDF.type} == {SH.ValidationReport}
    assert [t.object.value for t in triples if t.predicate == SH.conforms] == ["true"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"audit": "vibes"}, "'vibes'; one of standing, apart"),
        ({"severity": "warning"}, "'warning'; one of Warning, Info"),
        ({"limit": "-1"}, "'-1'; a whole number that is not negative"),
        ({"limit": "many"}, "'many'; a whole number"),
        ({"depth": "2"}, "unknown; one of audit, severity, claims, limit, offset"),
    ],
)
def test_a_wrong_choice_is_refused_with_what_is_accepted(
    curated: Claimgraph, values: dict[str, str], message: str
) -> None:
    with pytest.raises(ParameterError) as refused:
        curated.derive("audit", None, values)
    assert message in str(refused.value)


def test_a_claim_that_is_not_there_is_said_to_be_missing(curated: Claimgraph) -> None:
    with pytest.raises(NotFound, match="there is no claim claims/nothing"):
        curated.derive("audit", "claims/nothing", {})
    with pytest.raises(NotFound, match="there is no claim claims/nothing"):
        curated.derive("audit", None, {"claims": "rest-intervals,nothing"})


def test_the_text_is_grouped_by_step_and_fits_the_page(curated: Claimgraph) -> None:
    text = curated.derive("audit", SEED, {}).text
    lines = text.splitlines()
    assert lines[0] == "17 warnings, 7 infos" and max(map(len, lines)) <= 100
    places = [line.strip() for line in lines if line.startswith("  ") and not line.startswith("   ")]
    assert places.index("mechanism-1-step-4") < places.index("mechanism-2-step-1")
    assert {"outcome-1", "mechanism-1", "mechanism-2-step-3"} <= set(places)


def test_the_command_prints_each_form_and_is_strict_where_asked() -> None:
    text = run("audit", "repetitions-in-reserve", "--store", "memory", "--strict", expect=1).stdout
    assert "! unmeasured: DOI 10.1080/02640414.2024.2321021 neither assigned nor measured mTOR signaling" in text
    found = json.loads(run("audit", "--store", "memory", "--audit", "equivalence", "--format", "json").stdout)
    assert {row["audit"] for row in found} == {"equivalence"} and len({row["claim"] for row in found}) > 1
    turtle = run("audit", "rest-intervals", "ribosome-biogenesis", "--store", "memory", "--format", "turtle").stdout
    reports = [q for q in parse(turtle.encode(), format=RdfFormat.TURTLE) if q.object == SH.ValidationReport]
    assert len(reports) == 1
    run("audit", "--store", "memory", "--empty", "--strict")


def test_the_server_tells_a_claim_and_the_whole_graph(server: Server) -> None:
    claim = server.http.get(f"{SEED}/audit", headers={"Accept": "application/json"})
    assert claim.headers["content-type"] == "application/json" and list(claim.json()[0]) == KEYS
    assert server.http.get(f"{SEED}/audit", headers={"If-None-Match": claim.headers["etag"]}).status_code == 304
    every = server.http.get("audit", params={"audit": "unmeasured", "format": "json"}).json()
    assert [row for row in claim.json() if row["audit"] == "unmeasured"] == [
        row for row in every if row["claim"] == claim.json()[0]["claim"]
    ]
    for accept in ("text/plain", "text/html", "text/turtle", "application/ld+json"):
        answer = server.http.get("audit", headers={"Accept": accept})
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(accept)
    assert server.http.get("audit", params={"audit": "vibes"}).status_code == 400
    assert server.http.get("claims/nothing/audit").status_code == 404
    through = run("audit", "rest-intervals", "--store", str(server.store), "--format", "json")
    assert json.loads(through.stdout) == server.http.get("claims/rest-intervals/audit").json()
