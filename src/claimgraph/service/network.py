"""The causal network of a store as it is now: read once, and brought up to date record by record."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from claimgraph.appraisal.priors import Priors
from claimgraph.model import Nesting, Study
from claimgraph.network.causal import Causal, assertions_of
from claimgraph.network.reading import read_causal, read_facts
from claimgraph.network.weighing import Weighing
from claimgraph.network.weights import Weights
from claimgraph.rdf.read import read_claim
from claimgraph.service.journal import Journal
from claimgraph.store.interface import Store
from claimgraph.vocabulary import CG, RDF

_TRIES = 3
_MOST = 100
"""Records after which reading all of them anew is no slower."""


@dataclass(frozen=True)
class Network:
    """The network of one revision: what a reader holds does not change under his hands."""

    revision: str
    index: Causal
    weights: Weights
    weighing: Weighing


class Networks:
    """Keeps the network of the newest revision."""

    def __init__(
        self,
        store: Store,
        journal: Journal,
        priors: Priors,
        studies: Callable[[Iterable[str]], Mapping[str, Study]],
        nesting: Callable[[], Nesting],
    ) -> None:
        self._store, self._journal, self._priors = store, journal, priors
        self._studies, self._nesting = studies, nesting
        self._lock = threading.Lock()
        self._current: Network | None = None

    def current(self) -> Network:
        """The network as of now; whoever asks while it is being read waits."""
        current = self._current
        if current is not None and current.revision == self._store.revision():
            return current
        with self._lock:
            self._current = self._follow(self._current)
            return self._current

    def _follow(self, current: Network | None) -> Network:
        revision = self._store.revision()
        if current is not None and current.revision != revision:
            changed = self._journal.changed(current.revision, revision)
            current = None if changed is None or len(changed) > _MOST else self._updated(current, changed, revision)
        return current or self._read()

    def _read(self) -> Network:
        """Read all. What is written meanwhile is read once more if it is known, else all is; a few times."""
        for _ in range(_TRIES):
            before = self._store.revision()
            index = read_causal(self._store)
            after = self._store.revision()
            changed = self._journal.changed(before, after)
            if changed is not None:
                break
        for document in sorted(changed or ()):
            index = self._replaced(index, document)
        return self._weighed(after if changed is not None else before, index)

    def _weighed(self, revision: str, index: Causal) -> Network:
        weighing = Weighing(self._studies, read_facts(self._store), self._nesting(), self._priors)
        return Network(revision, index, Weights(weighing.confidence, weighing.ceiling), weighing)

    def _updated(self, current: Network, changed: Iterable[str], revision: str) -> Network:
        index, claims = current.index, self._store.base + "claims/"
        for document in sorted(changed):
            index = self._replaced(index, document)
        if all(document.startswith(claims) for document in changed):
            current.weights.forget(arrow for document in changed for arrow in current.index.of_document(document))
            return Network(revision, index, current.weights, current.weighing)
        return self._weighed(revision, index)

    def _replaced(self, index: Causal, document: str) -> Causal:
        if not document.startswith(self._store.base + "claims/"):
            return index
        triples = self._store.graph(document)
        node = f"{document}#claim"
        is_claim = any(t.predicate == RDF.type and t.object == CG.Claim for t in triples)
        return index.replaced(document, assertions_of(read_claim(triples, node)) if is_claim else ())
