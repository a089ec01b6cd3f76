"""Search: which records a reader means by some words, and by what they are about.

The store's engine would read every text to find one; an index of its own answers in milliseconds at 100,000 claims.
"""

from claimgraph.search.entry import Entry
from claimgraph.search.index import MARKS, Hit, Index
from claimgraph.search.pages import Found, Search

__all__ = ["MARKS", "Entry", "Found", "Hit", "Index", "Search"]
