"""Pages of derived views as functions: every audit is explained, and what they say is what programs get."""

from __future__ import annotations

from claimgraph.appraisal.audits import KINDS
from claimgraph.web.pages.audit import EXPLAINED


def test_every_audit_is_explained_in_the_order_of_its_weight() -> None:
    assert tuple(EXPLAINED) == KINDS
    for kind in EXPLAINED.values():
        assert all(sentence.endswith(".") for sentence in (kind.checks, kind.matters, kind.cure))
