"""Claims, mechanisms, evidence, studies and concepts as plain frozen data; nothing here knows RDF.

IRIs are strings. Texts are those of one language, chosen when the graph is read.
"""

from claimgraph.model.appraisal import Appraisal, Judgement
from claimgraph.model.claim import Claim, DeclaredStudy, Need, Outcome
from claimgraph.model.concept import Concept, ConceptScheme
from claimgraph.model.dossier import Dossier
from claimgraph.model.evidence import EvidenceLine, Tally
from claimgraph.model.literature import Literature, Nesting
from claimgraph.model.mechanism import Link, Mechanism, Step
from claimgraph.model.study import Author, Finding, Proxy, Study

__all__ = [
    "Appraisal", "Author", "Claim", "Concept", "ConceptScheme", "DeclaredStudy", "Dossier", "EvidenceLine", "Finding",
    "Judgement", "Link", "Literature", "Mechanism", "Need", "Nesting", "Outcome", "Proxy", "Step", "Study", "Tally",
]  # fmt: skip
