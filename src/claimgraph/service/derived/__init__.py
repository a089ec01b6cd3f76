"""Views that are derived from the graph on demand: nothing in them is typed by hand, nothing of them is stored."""

from __future__ import annotations

from claimgraph.service.derived import appraisal, audit, compare, conflicts, explain, falls, grade, ripple, wanted
from claimgraph.service.derived.told import Told
from claimgraph.service.derived.view import View

_ALL: tuple[View, ...] = (
    appraisal.VIEW,
    audit.VIEW,
    compare.VIEW,
    conflicts.VIEW,
    explain.VIEW,
    falls.VIEW,
    grade.VIEW,
    ripple.VIEW,
    wanted.VIEW,
)
VIEWS = {view.name: view for view in _ALL}
"""All views, by name."""

__all__ = ["VIEWS", "Told", "View"]
