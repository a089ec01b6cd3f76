"""A worker without a network: what gets past the checks of a query still reaches nobody."""

from __future__ import annotations

import ctypes
import sys

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def leave_network() -> bool:
    """Move this process into a network of its own, where there is nobody; says whether the system allowed it.

    Linux alone has such networks, and some containers forbid them; the checks before the worker hold everywhere.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK) == 0)
    except (OSError, AttributeError):
        return False
