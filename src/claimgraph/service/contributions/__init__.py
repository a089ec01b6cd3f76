"""Contributions of the community: proposed, kept outside of the graph, reviewed, and accepted in one gated write."""

from claimgraph.service.contributions.credit import Credit
from claimgraph.service.contributions.desk import Desk, Submitted
from claimgraph.service.contributions.record import Contribution
from claimgraph.service.contributions.review import Review

__all__ = ["Contribution", "Credit", "Desk", "Review", "Submitted"]
