"""What the graph holds, counted: classes, properties, links to other collections.

One grouping each, over the whole store. Counts are kept until the next write; where counting takes long, for some
time longer, so that it never takes more than a twentieth of the time of the server.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from pyoxigraph import NamedNode

from claimgraph.errors import OverLimit
from claimgraph.store.interface import Store
from claimgraph.vocabulary import CG, SKOS

TARGETS = {
    "GO": "http://purl.obolibrary.org/obo/GO_",
    "UBERON": "http://purl.obolibrary.org/obo/UBERON_",
    "MeSH": "http://id.nlm.nih.gov/mesh/",
    "HGNC": "http://identifiers.org/hgnc/",
    "DOI": "https://doi.org/",
    "PubMed": "https://pubmed.ncbi.nlm.nih.gov/",
}
"""Other collections that the graph links to, and how their IRIs begin."""
_CLASSES = "SELECT ?class (COUNT(*) AS ?count) WHERE { ?node a ?class } GROUP BY ?class"
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?count) WHERE { ?node ?property ?value } GROUP BY ?property"
_MATCHES = """SELECT ?property ?value (COUNT(*) AS ?count) WHERE {
    VALUES ?property { skos:exactMatch skos:closeMatch skos:broadMatch cg:study }
    ?node ?property ?value } GROUP BY ?property ?value"""
_RIGHTS = """SELECT ?property ?value (COUNT(*) AS ?count) WHERE {
    VALUES ?property { dcterms:creator dcterms:license } ?record a cg:Record ; ?property ?value }
    GROUP BY ?property ?value ORDER BY DESC(?count) ?value"""
_MODIFIED = "SELECT (MAX(?when) AS ?last) WHERE { ?record cg:currentRevision/prov:generatedAtTime ?when }"
_EXAMPLE = "SELECT ?node WHERE { ?node a %s } LIMIT 1"
_PATIENCE_S = 5
_SHARE = 20
"""How often longer than counting took its result is kept at least."""


@dataclass(frozen=True)
class Census:
    """Counts at one revision.

    Attributes:
        revision: The store revision that was counted.
        classes: Instances by class.
        properties: Triples by property.
        links: Triples that lead to another collection, by property and name of the collection.
        rights: Creators and licences of the records, the most frequent first, by property.
        modified: When the last record was changed, None if there is none.
        examples: One instance each of the main classes.
    """

    revision: str
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    links: Mapping[tuple[str, str], int]
    rights: Mapping[str, list[str]]
    modified: str | None
    examples: list[str]

    @property
    def triples(self) -> int:
        """All triples."""
        return sum(self.properties.values())


def take_census(store: Store) -> Census:
    """Count what a store holds now."""
    revision = store.revision()
    links: Counter[tuple[str, str]] = Counter()
    for prop, value, count in store.select(_MATCHES):
        name = next((name for name, start in TARGETS.items() if value and value.value.startswith(start)), None)
        if name and prop and count:
            links[prop.value, name] += int(count.value)
    rights: dict[str, list[str]] = {}
    for prop, value, _ in store.select(_RIGHTS):
        if prop and isinstance(value, NamedNode):
            rights.setdefault(prop.value, []).append(value.value)
    last = next(iter(store.select(_MODIFIED)), (None,))[0]
    examples = (store.select(_EXAMPLE % kind) for kind in (CG.Claim, CG.Study, SKOS.ConceptScheme))
    return Census(
        revision=revision,
        classes=_counts(store, _CLASSES),
        properties=_counts(store, _PROPERTIES),
        links=links,
        rights=rights,
        modified=last.value if last else None,
        examples=[row[0].value for rows in examples for row in rows if row[0]],
    )


def _counts(store: Store, query: str) -> dict[str, int]:
    counts = {term.value: int(count.value) for term, count in store.select(query) if term and count}
    return dict(sorted(counts.items()))


class Censuses:
    """The newest census of a store; one is taken at a time."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, Lock()
        self._kept: Census | None = None
        self._until = 0.0

    def newest(self) -> Census:
        """The census of the current revision, or of one shortly before it where counting takes long.

        Raises:
            OverLimit: If the first one takes longer than anybody should wait.
        """
        if not self._lock.acquire(timeout=_PATIENCE_S if self._kept is None else 0):
            if self._kept is None:
                raise OverLimit("the graph is being counted", retry_after_s=_PATIENCE_S)
            return self._kept
        try:
            start = time.monotonic()
            if self._kept is None or (self._kept.revision != self._store.revision() and start >= self._until):
                self._kept = take_census(self._store)
                took = time.monotonic() - start
                self._until = time.monotonic() + _SHARE * took
            return self._kept
        finally:
            self._lock.release()
