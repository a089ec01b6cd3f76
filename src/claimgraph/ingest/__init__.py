"""From the text of an evidence page to records of the graph.

`read_page` turns bytes into the parts of a page or refuses them with one error; `records_of` turns the parts into
triples, with the wordings of the ontology (`Lexicon`) and the concepts of the graph (`ConceptIndex`). Nothing here
writes to a store.
"""

from claimgraph.ingest.linking import Arrow, ConceptIndex, arrows_in
from claimgraph.ingest.page import read_page
from claimgraph.ingest.parts import (
    Citation,
    Count,
    ListedStudy,
    Page,
    PageDetail,
    PageMechanism,
    PageStep,
    Passage,
    Side,
)
from claimgraph.ingest.records import records_of
from claimgraph.ingest.wording import Introduction, Lexicon

__all__ = [
    "Arrow",
    "Citation",
    "ConceptIndex",
    "Count",
    "Introduction",
    "Lexicon",
    "ListedStudy",
    "Page",
    "PageDetail",
    "PageMechanism",
    "PageStep",
    "Passage",
    "Side",
    "arrows_in",
    "read_page",
    "records_of",
]
