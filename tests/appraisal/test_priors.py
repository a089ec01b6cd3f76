"""The priors are data: all designs and bases have one, and a file may put others in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.appraisal.priors import Priors
from claimgraph.errors import InputError, SettingError
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service import Claimgraph
from claimgraph.service.filling import ontology_triples
from claimgraph.settings import Settings
from claimgraph.vocabulary import CG, SKOS

PREFIX = "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"


def members(scheme: str) -> set[str]:
    triples = [triple for triple in ontology_triples() if triple.predicate == SKOS.inScheme]
    return {str(t.subject.value).removeprefix(CG.iri) for t in triples if t.object.value == CG.iri + scheme}  # type: ignore[union-attr]


def test_each_design_and_each_basis_has_a_prior() -> None:
    priors = Priors.read(ontology_triples())
    assert set(priors.systematic) == members("StudyDesigns") and len(priors.systematic) > 15
    assert set(priors.random) == members("EvidenceBases") and len(priors.random) > 4


def test_one_direct_measurement_in_one_trial_gives_three_quarters() -> None:
    priors = Priors.read(ontology_triples())
    assert priors.of_design("RandomizedTrial") + priors.of_basis("DirectMeasurement") == pytest.approx(0.25)


def test_stronger_designs_and_bases_err_less() -> None:
    priors = Priors.read(ontology_triples())
    designs = ("MetaAnalysis", "RandomizedTrial", "CohortStudy", "CrossSectionalStudy", "CaseReport", "ExpertOpinion")
    bases = ("DirectMeasurement", "Observation", "AuthorInference", "CitedLiterature", "CuratorInference", "Unstated")
    for errors in (list(map(priors.of_design, designs)), list(map(priors.of_basis, bases))):
        assert errors == sorted(errors) and len(set(errors)) == len(errors)


def test_what_nobody_knows_errs_as_often_as_the_worst() -> None:
    priors = Priors.read(ontology_triples())
    assert priors.of_design(None) == max(priors.systematic.values())
    assert priors.of_basis("Odd") == max(priors.random.values())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cg:CohortStudy cg:systematicError 1.5 .", "found the prior 1.5 of cg:CohortStudy"),
        ("cg:CohortStudy cg:systematicError 'often' .", "found the prior often of cg:CohortStudy"),
        ("cg:CohortStudy cg:systematicError 0.1, 0.2 .", "found two priors of cg:CohortStudy"),
    ],
)
def test_a_prior_that_is_none_is_refused(text: str, message: str) -> None:
    triples = parse_triples((PREFIX + text).encode(), TURTLE, base="http://l/")
    with pytest.raises(InputError, match=message):
        Priors.read(triples, "priors.ttl")


def test_a_file_puts_others_in_their_place(tmp_path: Path) -> None:
    file = tmp_path / "priors.ttl"
    file.write_text(f"{PREFIX}cg:WithinPersonTrial cg:systematicError 0.25 .", "utf-8")
    graph = Claimgraph.in_memory(Settings(store="memory", priors=str(file)))
    tree = graph.derive("appraisal", "claims/repetitions-in-reserve", {}).tree
    step = tree["hasRating"][3]["hasRating"][0]
    graph.close()
    assert step["confidence"] == pytest.approx(0.55)


def test_a_file_that_is_missing_is_said() -> None:
    graph = Claimgraph.in_memory(Settings(store="memory", priors="/nowhere/priors.ttl"), empty=True)
    with pytest.raises(SettingError, match=r"setting priors: '/nowhere/priors.ttl' cannot be read"):
        _ = graph.derivations
    graph.close()
