"""What runs in the process that draws: the format as argument, DOT on standard input, the picture on standard output.

It is run as a file of its own, since nothing of the package is needed.
"""

from __future__ import annotations

import ctypes
import sys

from pygraphviz import AGraph


def main() -> None:
    """Draw one picture; one with letters as dots needs a font of the system, where SVG leaves that to the reader."""
    format = sys.argv[1]
    if format != "svg" and _fonts() == 0:
        sys.exit("this machine has no fonts, which PNG and PDF need (Debian: apt-get install fonts-dejavu-core)")
    graph = AGraph(string=sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(graph.draw(format=format, prog="dot", args="-Gdpi=144" if format == "png" else ""))


def _fonts() -> int | None:
    """How many fonts the fontconfig of Graphviz finds; None where that cannot be told."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:  # noqa: PTH123 - no file of ours
            paths = {line.split()[-1] for line in maps if "libfontconfig" in line}
        library = ctypes.CDLL(next(iter(paths)))
        library.FcConfigGetFonts.restype = ctypes.POINTER(ctypes.c_int)
        found = library.FcConfigGetFonts(None, 0)
        return found[0] if found else 0
    except (OSError, StopIteration, AttributeError):
        return None


if __name__ == "__main__":
    main()
