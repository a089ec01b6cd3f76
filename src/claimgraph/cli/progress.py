"""Progress bars for work that takes a while."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

Item = TypeVar("Item")


def progress_over(items: Sequence[Item], label: str) -> Iterator[Item]:
    """Go through items with a progress bar, where there are several and somebody looks."""
    shown = len(items) > 1 and sys.stderr.isatty()
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not shown) as progress:
        yield from progress.track(items)
