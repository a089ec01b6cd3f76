"""What each client may have of the workers: seconds of query in a minute, and queries at once."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from claimgraph.errors import OverLimit

_MINUTE_S = 60.0
_MOST_CLIENTS = 10_000
"""Accounts that are kept; the one that has been idle longest goes, and is then like new."""


class Account:
    """The account of one client: it fills up evenly in the course of a minute."""

    def __init__(self, seconds: float) -> None:
        self._most = self._left = seconds
        self._at = time.monotonic()
        self.running = 0

    def left_s(self) -> float:
        """Seconds of query that are left now; below zero after a query that took more than there was."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._most / _MINUTE_S)
        self._at = now
        return self._left

    def spend(self, seconds: float) -> None:
        """Take what a query has used."""
        self._left = self.left_s() - seconds

    def wait_s(self) -> int:
        """Seconds until something is left again."""
        return math.ceil(max(0.0, -self.left_s()) * _MINUTE_S / self._most) + 1


class Accounts:
    """The accounts of all clients."""

    def __init__(self, seconds: float, at_once: int) -> None:
        """`seconds` of query in a minute and queries `at_once` for each client; 0 sets no limit."""
        self._seconds, self._at_once = seconds, at_once
        self._known: dict[str, Account] = {}

    @contextmanager
    def query_of(self, client: str) -> Iterator[Account | None]:
        """The account on which a query of a client goes; None where there is no limit.

        Raises:
            OverLimit: With status 429, if the account is empty or too many queries of the client run.
        """
        if not self._seconds and not self._at_once:
            yield None
            return
        account = self._account(client)
        if self._at_once and account.running >= self._at_once:
            raise OverLimit(f"{self._at_once} of your queries are running already", status=429, retry_after_s=1)
        if self._seconds and account.left_s() <= 0:
            found = f"your queries took more than {self._seconds:g} s in a minute"
            raise OverLimit(found, status=429, retry_after_s=account.wait_s())
        account.running += 1
        try:
            yield account
        finally:
            account.running -= 1

    def _account(self, client: str) -> Account:
        account = self._known.pop(client, None) or Account(self._seconds or math.inf)
        self._known[client] = account
        if len(self._known) > _MOST_CLIENTS:
            del self._known[next(iter(self._known))]
        return account
