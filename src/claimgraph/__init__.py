"""claimgraph: claims, the mechanisms that explain them, and the evidence for and against each arrow.

Library users start at `claimgraph.service.Claimgraph`; the command `claimgraph` and the HTTP service are
two faces of the same use cases.
"""

__version__ = "0.1.0"
