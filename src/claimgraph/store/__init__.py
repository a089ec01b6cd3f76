"""Where the graph lives: one interface, and the stores that keep its promises."""

from claimgraph.store.embedded import EmbeddedStore
from claimgraph.store.interface import Answer, Change, Dataset, Store

__all__ = ["Answer", "Change", "Dataset", "EmbeddedStore", "Store"]
