"""How often each client without a token may send contributions."""

from __future__ import annotations

import ipaddress
import math
import time

from claimgraph.errors import OverLimit

_HOUR_S = 3600.0
_MOST_CLIENTS = 10_000
"""Clients that are known; the one that has been idle longest goes, and is then like new."""


class Quotas:
    """What is left to each client; it fills up evenly in the course of an hour."""

    def __init__(self, per_hour: int) -> None:
        """`per_hour` 0 sets no limit."""
        self._per_hour = per_hour
        self._known: dict[str, tuple[float, float]] = {}

    def take(self, client: str) -> None:
        """Take one of what a client has left.

        Raises:
            OverLimit: With status 429, if nothing is left.
        """
        if not self._per_hour:
            return
        now, name = time.monotonic(), network_of(client)
        left, at = self._known.pop(name, (float(self._per_hour), now))
        left = min(self._per_hour, left + (now - at) * self._per_hour / _HOUR_S)
        self._known[name] = (left - 1 if left >= 1 else left, now)
        if len(self._known) > _MOST_CLIENTS:
            del self._known[next(iter(self._known))]
        if left < 1:
            wait = math.ceil((1 - left) * _HOUR_S / self._per_hour)
            raise OverLimit(
                f"you have sent {self._per_hour} contributions within an hour; please come back later",
                status=429, retry_after_s=wait,
            )  # fmt: skip


def network_of(client: str) -> str:
    """The client, or with IPv6 its network: one household has more addresses than can be counted.

    >>> network_of("192.0.2.7"), network_of("2001:db8::17"), network_of("testclient")
    ('192.0.2.7', '2001:db8::/64', 'testclient')
    """
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
