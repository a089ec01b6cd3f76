"""ClaimReview says what the claim is and what its evidence makes of it; nothing in it is typed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, parse
from serving import Server, run, serving

from claimgraph.appraisal.confidence import appraise
from claimgraph.appraisal.priors import Priors
from claimgraph.errors import NotFound
from claimgraph.model import Claim, Dossier, EvidenceLine, Study
from claimgraph.publishing.claimreview import Appearance, claim_review
from claimgraph.service import Claimgraph
from claimgraph.service.filling import ontology_triples
from claimgraph.service.publications import review

SEED = "claims/repetitions-in-reserve"
CLAIM = "http://l/claims/a#claim"


def told(*lines: EvidenceLine, studies: tuple[Study, ...] = (), **more: object) -> dict:
    dossier = Dossier(Claim(CLAIM, "Sleep helps.", evidence=lines), {study.iri: study for study in studies})
    return claim_review(dossier, appraise(dossier, Priors.read(ontology_triples())), "http://l/", **more)


def line(number: int, study: str, direction: str = "Supports") -> EvidenceLine:
    return EvidenceLine(f"http://l/claims/a#evidence-{number}", study, direction, "DirectMeasurement")


def test_the_rating_is_the_confidence_of_the_appraisal() -> None:
    trial = Study("https://doi.org/10.5555/a", doi="10.5555/a", design="RandomizedTrial")
    rating = told(line(1, trial.iri), studies=(trial,))["reviewRating"]
    dossier = Dossier(Claim(CLAIM, "x", evidence=(line(1, trial.iri),)), {trial.iri: trial})
    confidence = appraise(dossier, Priors.read(ontology_triples())).rated.confidence
    assert confidence is not None and rating["ratingValue"] == round(confidence, 2)
    assert (rating["worstRating"], rating["bestRating"]) == (0, 1)
    assert rating["ratingExplanation"].startswith("1 source supports the claim itself, none dispute it.")


def test_without_evidence_that_counts_there_is_no_rating() -> None:
    assert "reviewRating" not in told()
    assert "reviewRating" not in told(line(1, "https://doi.org/10.5555/a", "Inconclusive"))


def test_a_retracted_study_is_named_so_and_counts_nothing() -> None:
    gone = Study("https://doi.org/10.5555/a", design="RandomizedTrial", standing="Retracted", doi="10.5555/a")
    one = Study("https://doi.org/10.5555/b", design="CohortStudy", doi="10.5555/b")
    review = told(line(1, gone.iri), line(2, one.iri), studies=(gone, one))
    assert "1 line counts nothing (retracted)" in review["reviewRating"]["ratingExplanation"]
    assert [each.get("creativeWorkStatus") for each in review["citation"]] == ["Retracted", None]


def test_what_is_not_known_is_left_out() -> None:
    bare = told()
    assert set(bare) == {"@context", "@type", "@id", "url", "author", "claimReviewed", "itemReviewed"}
    assert set(bare["itemReviewed"]) == {"@type", "@id", "text"}
    full = told(appearance=Appearance("a.txt", "00", "https://e/a"), reviewed="2026-11-23", language="en")
    assert full["itemReviewed"]["appearance"]["url"] == "https://e/a"
    assert (full["datePublished"], full["inLanguage"]) == ("2026-11-23", "en")


def test_the_seed_is_reviewed_with_its_page_and_its_articles(curated: Claimgraph) -> None:
    made = review(curated, SEED)
    appearance = made["itemReviewed"]["appearance"]
    assert appearance["name"] == "repetitions-in-reserve.txt" and len(appearance["identifier"]["value"]) == 64
    (article,) = made["citation"]
    identifiers = {each["propertyID"]: each["value"] for each in article["identifier"]}
    assert identifiers == {"doi": "10.1080/02640414.2024.2321021", "pmid": "38393985"}
    assert len(article["author"]) == 5 and made["inLanguage"] == "en"


def test_every_shipped_claim_has_one_and_its_confidence_if_there_is_any(curated: Claimgraph) -> None:
    rated = 0
    for path in curated.derivations.paths():
        made = review(curated, path)
        confidence = curated.derive("appraisal", path, {}).tree["confidence"]
        assert ("reviewRating" in made) == (confidence is not None)
        if confidence is not None:
            rated += 1
            assert made["reviewRating"]["ratingValue"] == round(confidence, 2)
    assert rated > 0


def test_what_is_no_claim_has_no_review(curated: Claimgraph) -> None:
    with pytest.raises(NotFound):
        review(curated, "claims/none")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("claimreview")) as server:
        yield server


def test_server_and_command_give_the_same_json_ld(server: Server) -> None:
    answer = server.http.get(f"{SEED}/claimreview")
    assert answer.headers["content-type"] == "application/ld+json"
    known = {"If-None-Match": answer.headers["etag"]}
    assert server.http.get(f"{SEED}/claimreview", headers=known).status_code == 304
    assert server.http.get(f"{SEED}/claimreview", headers={"Accept": "text/csv"}).status_code == 406
    assert server.http.get("claims/none/claimreview").status_code == 404
    printed = run("claimreview", "repetitions-in-reserve", "--store", str(server.store)).stdout
    assert json.loads(printed) == answer.json()
    terms = {"@vocab": "https://schema.org/"}
    triples = list(parse(json.dumps(answer.json() | {"@context": terms}), RdfFormat.JSON_LD))
    assert len(triples) > 30, "it is JSON-LD"
