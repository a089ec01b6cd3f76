"""The use cases: what the command line, the HTTP service and users of the library call."""

from claimgraph.service.claimgraph import Claimgraph

__all__ = ["Claimgraph"]
