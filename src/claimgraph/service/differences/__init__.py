"""What changed between two versions of a record, in words: every triple that came or went is in some sentence."""

from claimgraph.service.differences.difference import Difference, difference_of
from claimgraph.service.differences.names import Names
from claimgraph.service.differences.sentences import Change
from claimgraph.service.differences.wording import Piece

__all__ = ["Change", "Difference", "Names", "Piece", "difference_of"]
