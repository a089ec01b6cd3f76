"""What forms offer: the values of the vocabulary's schemes."""

from __future__ import annotations

from functools import cache

from pyoxigraph import NamedNode

from claimgraph.service.filling import ontology_triples
from claimgraph.vocabulary import CG, SKOS

INFLUENCES = ("increases", "decreases", "maintains", "modulates", "hasNoEffectOn")
STANDINGS = ("MostProbable", "LessSupported", "RuledOut")
DIRECTIONS = ("Supports", "Disputes", "Inconclusive")


@cache
def values_of(scheme: str) -> tuple[str, ...]:
    """Local names of the values of a scheme, in its order.

    >>> values_of("EvidenceDirections")
    ('Supports', 'Disputes', 'Inconclusive')
    """
    wanted = NamedNode(CG.iri + scheme)
    found = {
        triple.subject.value.removeprefix(CG.iri)
        for triple in ontology_triples()
        if triple.predicate == SKOS.inScheme and triple.object == wanted and isinstance(triple.subject, NamedNode)
    }
    return tuple(name for name in CG.names() if name in found)
