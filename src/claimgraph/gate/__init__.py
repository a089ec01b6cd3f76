"""The gate: every way into the graph goes through it, at the cost of what is written."""

from claimgraph.gate.gate import Draft, Gate
from claimgraph.gate.report import Report, Result, Severity

__all__ = ["Draft", "Gate", "Report", "Result", "Severity"]
