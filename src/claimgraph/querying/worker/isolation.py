"""What keeps a worker to itself: no network, and no life beyond that of its server."""

from __future__ import annotations

import ctypes
import signal
import sys

_PARENT_DEATH_SIGNAL = 1
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def leave_network() -> bool:
    """Move this process into a network of its own, where there is nobody; says whether the system allowed it.

    So what gets past the checks of a query still reaches nobody.

    Linux alone has such networks, and some containers forbid them; the checks before the worker hold everywhere.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK) == 0)
    except (OSError, AttributeError):
        return False


def die_with_parent() -> None:
    """Let the system end this process with its server, even one that stands still; Linux alone can."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
