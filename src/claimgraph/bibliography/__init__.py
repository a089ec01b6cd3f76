"""Reference files into references: CSL-JSON, Crossref JSON, BibTeX, RIS, and what the DOI resolver gives.

Nothing here knows a store; `claimgraph.service.bibliography` writes what was read.
"""

from claimgraph.bibliography.reading import FORMATS, read_references
from claimgraph.bibliography.reference import Entries, Reference, Update

__all__ = ["FORMATS", "Entries", "Reference", "Update", "read_references"]
