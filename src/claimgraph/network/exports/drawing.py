"""Layout and drawing by Graphviz, in a process that can be killed: layers of a large graph can take it minutes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from claimgraph.errors import EnvironmentFault, OverLimit
from claimgraph.network.exports.dot import write_dot
from claimgraph.network.view import View

MOST_NODES = 400
MOST_EDGES = 1_500
"""What a picture holds at most: beyond, it is no longer legible, and its layout takes minutes."""
TIMEOUT_S = 20.0
_AT_ONCE = 2
_turns = BoundedSemaphore(_AT_ONCE)
_MADE = re.compile(rb"/CreationDate \(D:[0-9]{14}Z\)")
"""When a PDF was made, in place of which it states one time for all, so that the same view gives the same bytes."""
_COMMAND = [sys.executable, "-I", str(Path(__file__).with_name("graphviz.py"))]


def draw(view: View, format: str, *, legend: bool = True, timeout_s: float = TIMEOUT_S) -> bytes:
    """A picture of a view, with its title and legend unless they stand elsewhere: svg, png or pdf, by Graphviz.

    Raises:
        OverLimit: If the view is too large for a picture, its layout takes too long, or others are being drawn.
        EnvironmentFault: If Graphviz does not work here.
    """
    if len(view.nodes) > MOST_NODES or len(view.edges) > MOST_EDGES:
        raise OverLimit(
            f"a picture has at most {MOST_NODES} concepts and {MOST_EDGES} arrows, this would have {len(view.nodes)} "
            f"and {len(view.edges)}; ask for a part of it, or for a format without layout such as graphml",
            status=413,
        )
    text = "".join(write_dot(view, legend=legend))
    with _turn(timeout_s):
        return _drawn(text, format, timeout_s)


@contextmanager
def _turn(timeout_s: float) -> Iterator[None]:
    if not _turns.acquire(timeout=timeout_s):
        raise OverLimit("too many pictures are being drawn", retry_after_s=5)
    try:
        yield
    finally:
        _turns.release()


def _drawn(text: str, format: str, timeout_s: float) -> bytes:
    try:
        done = subprocess.run([*_COMMAND, format], input=text.encode(), capture_output=True, timeout=timeout_s)
    except subprocess.TimeoutExpired:
        raise OverLimit(
            f"the layout took longer than {timeout_s:g} s; ask for a part of the network, or for a format without "
            "layout such as graphml",
            status=413,
        ) from None
    if done.returncode or not done.stdout or b"syntax error" in done.stderr:
        raise EnvironmentFault(f"the picture could not be drawn: {_last_line(done.stderr)}")
    return _MADE.sub(b"/CreationDate (D:20000101000000Z)", done.stdout) if format == "pdf" else done.stdout


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "Graphviz ended without a word"
