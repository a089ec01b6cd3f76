"""Claims, mechanisms, evidence, studies and concepts as plain frozen data; nothing here knows RDF.

IRIs are strings. Texts are those of one language, chosen when the graph is read.
"""

from claimgraph.model.claim import Claim, DeclaredStudy, Need, Outcome
from claimgraph.model.concept import Concept, ConceptScheme
from claimgraph.model.evidence import EvidenceLine, Tally
from claimgraph.model.mechanism import Link, Mechanism, Step
from claimgraph.model.study import Author, Finding, Proxy, Study

__all__ = [
    "Author", "Claim", "Concept", "ConceptScheme", "DeclaredStudy", "EvidenceLine", "Finding", "Link", "Mechanism",
    "Need", "Outcome", "Proxy", "Step", "Study", "Tally",
]  # fmt: skip
