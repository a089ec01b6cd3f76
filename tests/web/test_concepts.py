"""Single concepts over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, serving

VOLUME = "/concepts/resistance-training/volume-load"
IRI = "http://localhost:8000/concepts/resistance-training#volume-load"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("concepts") / "store") as server:
        yield server


def test_a_concept_as_json_has_its_arrows_claims_and_studies(server: Server) -> None:
    told = server.http.get(VOLUME, headers={"Accept": "application/json"}).json()
    assert told["iri"] == IRI and told["label"] == "volume load"
    tension = [each for each in told["arrowsOut"] if each["consequence"].endswith("#mechanical-tension")]
    assert {each["influence"].rpartition("#")[2] for each in tension} == {"increases"}
    assert any(each["studies"] == 1 and 0 < each["confidence"] < 1 for each in tension)
    assert "http://localhost:8000/claims/repetitions-in-reserve#claim" in told["claims"]["outcome"]
    assert "https://doi.org/10.1080/02640414.2024.2321021" in told["studies"]["Measured by"]


def test_arrows_in_and_out_are_told_from_both_ends(server: Server) -> None:
    here = server.http.get(VOLUME, params={"format": "json"}).json()
    there = server.http.get("/concepts/resistance-training/mechanical-tension", params={"format": "json"}).json()
    ahead = [each for each in here["arrowsOut"] if each["consequence"] == there["iri"]]
    back = [each for each in there["arrowsIn"] if each["cause"] == IRI]
    assert len(ahead) == len(back) > 0


def test_a_concept_as_rdf_is_its_own_triples(server: Server) -> None:
    answer = server.http.get(VOLUME, headers={"Accept": "application/n-triples"})
    lines = answer.text.splitlines()
    assert lines and all(line.startswith(f"<{IRI}>") for line in lines)


def test_the_page_of_a_concept_is_not_sent_twice(server: Server) -> None:
    first = server.http.get(VOLUME, headers={"Accept": "text/html"})
    again = server.http.get(VOLUME, headers={"Accept": "text/html", "If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/concepts/resistance-training/no-such-concept", "text/html", 404),
        ("/concepts/resistance-training/scheme", "text/html", 404),
        ("/concepts/no-such-scheme/volume-load", "text/html", 404),
        ("/concepts/resistance-training/%00", "text/html", 404),
        (VOLUME, "image/png", 406),
        (f"{VOLUME}?format=png", "text/html", 400),
    ],
)
def test_what_is_no_concept_or_no_form_of_one_is_refused(server: Server, path: str, accept: str, status: int) -> None:
    assert server.http.get(path, headers={"Accept": accept}).status_code == status


def test_a_fragment_with_hard_characters_has_a_page(tmp_path: Path) -> None:
    record = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <#scheme> a skos:ConceptScheme ; skos:prefLabel "hard names"@en .
        <#a%2Fb> a skos:Concept ; skos:prefLabel "a <b>bold</b> name"@en ; skos:inScheme <#scheme> ;
            skos:definition "It is hard & <script>alert(1)</script>."@en .
        <#übung> a skos:Concept ; skos:prefLabel "Übung"@en ; skos:inScheme <#scheme> ; skos:broader <#a%2Fb> ;
            skos:definition "An exercise."@en .
        """
    with serving(tmp_path / "store") as server:
        put = server.http.put(
            "/concepts/hard", content=record, headers={"Content-Type": "text/turtle", **server.curator}
        )
        assert put.status_code == 201, put.text
        told = server.http.get("/concepts/hard/übung", headers={"Accept": "text/html"})
        assert told.status_code == 200 and "/concepts/hard/a%252Fb" in told.text
        wider = server.http.get("/concepts/hard/a%252Fb", headers={"Accept": "text/html"})
        assert wider.status_code == 200
        assert "<script>alert" not in wider.text and "a &lt;b&gt;bold&lt;/b&gt; name" in wider.text


def test_a_scheme_of_two_thousand_concepts_is_shown_and_searched(tmp_path: Path) -> None:
    concepts = "".join(
        f'<#c{number}> a skos:Concept ; skos:prefLabel "concept number {number}"@en ; skos:inScheme <#scheme> ;\n'
        f'    skos:definition "It has number {number}."@en ; cg:conceptKind cg:{("Process", "State")[number % 2]} .\n'
        for number in range(2000)
    )
    record = f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix cg: <https://w3id.org/claimgraph/ontology#> .
        <#scheme> a skos:ConceptScheme ; skos:prefLabel "many"@en .
        {concepts}"""
    with serving(tmp_path / "store") as server:
        headers = {"Content-Type": "text/turtle", **server.curator}
        assert server.http.put("/concepts/many", content=record, headers=headers).status_code == 201
        page = server.http.get("/concepts/many", headers={"Accept": "text/html"})
        assert page.status_code == 200 and page.text.count('href="/concepts/many/c') == 2000
        assert len(page.content) < 400_000
        found = server.http.get("/concepts", params={"q": "number 1234", "format": "json"}).json()
        assert [item["title"] for item in found["items"]] == ["concept number 1234"]
