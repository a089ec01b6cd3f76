"""Search follows the store: what was written is found by the next search, what was withdrawn is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.errors import OverLimit
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.search import Search
from claimgraph.search.index import Index
from claimgraph.service import Claimgraph
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.settings import Settings

CLAIM = '@prefix cg: <https://w3id.org/claimgraph/ontology#> . <#claim> a cg:Claim ; cg:statement "%s"@en .'


def write(graph: Claimgraph, name: str, statement: str | None) -> None:
    path = f"claims/{name}"
    triples = parse_triples((CLAIM % statement).encode(), TURTLE, base=graph.store.base + path) if statement else []
    graph.records.write([Body(path, triples)], Author())


def titles(graph: Claimgraph, words: str, kind: str = "claims") -> list[str]:
    return [entry.title for entry in graph.search.search(Search(kind, words)).entries]


def test_the_curated_records_are_found_by_words(curated: Claimgraph) -> None:
    assert titles(curated, "volume load repetition total")[0].startswith("In resistance-trained adults")
    assert titles(curated, "refalo similar muscle hypertrophy", "studies")
    assert titles(curated, "aminoacidemia", "concepts") == ["amino acid availability"]


def test_the_curated_records_are_found_by_what_they_are_about(curated: Claimgraph) -> None:
    scheme = f"{curated.store.base}concepts/resistance-training"
    study = "https://doi.org/10.1080/02640414.2024.2321021"
    citing = curated.search.search(Search("claims", facets={"study": [study]}))
    assert citing.total > 1
    about = curated.search.search(Search("claims", facets={"concept": [f"{scheme}#volume-load"], "study": [study]}))
    assert 0 < about.total <= citing.total
    trials = curated.search.search(Search("studies", facets={"design": ["WithinPersonTrial"]}, since=2024))
    assert study in {entry.iri for entry in trials.entries}
    assert curated.search.search(Search("concepts", facets={"scheme": [scheme]})).total > 100


def test_a_write_is_found_by_the_next_search(graph: Claimgraph) -> None:
    assert titles(graph, "zebrafish") == []
    write(graph, "fish", "Zebrafish swim.")
    assert titles(graph, "zebrafish") == ["Zebrafish swim."]
    write(graph, "fish", "Zebrafish rest.")
    assert titles(graph, "zebrafish") == ["Zebrafish rest."]
    write(graph, "fish", None)
    assert titles(graph, "zebrafish") == []


def test_a_known_write_reads_only_what_it_changed(graph: Claimgraph, monkeypatch: pytest.MonkeyPatch) -> None:
    titles(graph, "muscle")
    read: list[str] = []
    entries = graph.search._entries
    monkeypatch.setattr(graph.search, "_entries", lambda document: read.append(document) or entries(document))
    write(graph, "fish", "Zebrafish swim.")
    assert titles(graph, "zebrafish") and read == [f"{graph.store.base}claims/fish"]


def test_the_index_stays_with_the_store_and_catches_up(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    first = Claimgraph.open(settings)
    assert titles(first, "muscle")
    first.close()
    second = Claimgraph.open(settings)
    write(second, "fish", "Zebrafish swim.")
    second.close()
    third = Claimgraph.open(settings)
    assert titles(third, "zebrafish") == ["Zebrafish swim."]
    third.close()
    kept = Index(str(tmp_path / "store" / "search.sqlite"))
    assert len(kept.records()) > 40
    kept.close()


def test_nobody_waits_for_ever_while_the_index_is_made(graph: Claimgraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph.search, "_patience_s", 0.01)
    with graph.search._refreshing, pytest.raises(OverLimit, match="the index for search is being made"):
        titles(graph, "muscle")
