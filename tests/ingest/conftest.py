"""The vocabulary and the concepts that pages are read with."""

from __future__ import annotations

import pytest
from stories import CONCEPTS, LABELS, ontology

from claimgraph.ingest import ConceptIndex, Lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.of(ontology())


@pytest.fixture(scope="session")
def concepts() -> ConceptIndex:
    return ConceptIndex((CONCEPTS + name, labels) for name, labels in LABELS.items())
