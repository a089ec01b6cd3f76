"""The command line: `claimgraph`."""

from claimgraph.cli.app import main

__all__ = ["main"]
