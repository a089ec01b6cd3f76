"""Whose turn it is: quick tasks never wait behind slow ones.

A task is young at first. One that is not done after 50 ms of work has to share a few places with others like it: where
none is free its process stands still, and they take turns, until it is done or its time is up. All of the old stand
still while a young one hurries, because it is not done after 5 ms. Of those that wait to begin, the one that came last
goes first. So ten runaway queries cost those who ask little some tenths of a second.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from asyncio.subprocess import Process
from collections import deque
from contextlib import suppress
from pathlib import Path

from claimgraph.errors import OverLimit

YOUNG_S = 0.05
"""How much work makes a task old, in seconds."""
HURRY_S = 0.005
"""After how long a young task has the old ones stand still."""
TURN_S = 0.25
"""How long an older one goes on while others stand still."""

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Slots:
    """The places of a pool, as many for the young as for the old."""

    def __init__(self, count: int, waiting: int) -> None:
        """`count` places of either kind; `waiting` tasks may wait or stand still, more are turned away."""
        self._young_left = self._old_left = self._count = count
        self._most_waiting = waiting
        self._waiting: list[asyncio.Future[None]] = []
        self._standing: deque[Turn] = deque()
        self._old: set[Turn] = set()
        self._hurrying: set[Turn] = set()

    @property
    def is_busy(self) -> bool:
        """Whether somebody is at work besides those who have just begun."""
        return self._old_left < self._count or not self._young_left

    async def enter(self, deadline: float) -> Turn:
        """A turn, once a place for the young is free.

        Raises:
            OverLimit: If none is free before the deadline, or too many wait already.
        """
        if self._young_left:
            self._young_left -= 1
        else:
            await self._wait(deadline)
        return Turn(self)

    async def _wait(self, deadline: float) -> None:
        if len(self._waiting) + len(self._standing) >= self._most_waiting:
            raise OverLimit("too many queries are waiting; try again in a moment", retry_after_s=1)
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout_at(deadline):
                await place
        except BaseException as error:
            if place in self._waiting:
                self._waiting.remove(place)
            elif not place.cancelled():
                self.leave_young()
            if isinstance(error, TimeoutError):
                raise OverLimit("no worker became free in time", retry_after_s=1) from None
            raise

    def leave_young(self) -> None:
        """A young task is done, or no longer young."""
        while self._waiting:
            place = self._waiting.pop()
            if not place.done():
                place.set_result(None)
                return
        self._young_left += 1

    @property
    def is_hurried(self) -> bool:
        """Whether a young task has the old ones stand still."""
        return bool(self._hurrying)

    def hurry(self, turn: Turn) -> None:
        """A young task wants the processor for itself."""
        self._hurrying.add(turn)
        if len(self._hurrying) == 1:
            for old in self._old:
                old.send(signal.SIGSTOP)

    def calm(self, turn: Turn) -> None:
        """A young task hurries no more."""
        if turn in self._hurrying:
            self._hurrying.remove(turn)
            if not self._hurrying:
                for old in self._old:
                    old.send(signal.SIGCONT)

    def grow_old(self, turn: Turn) -> bool:
        """Whether there is a place for a task that is no longer young; if not, it will be told when there is."""
        if self._old_left:
            self._old_left -= 1
            return True
        self._standing.append(turn)
        return False

    def running(self, turn: Turn) -> None:
        """An old task runs, or stands still only for the young."""
        self._old.add(turn)
        if self._hurrying:
            turn.send(signal.SIGSTOP)

    def not_running(self, turn: Turn) -> None:
        """An old task does not run."""
        self._old.discard(turn)

    def next_standing(self, turn: Turn) -> Turn | None:
        """The task that has stood still longest, for which another one that is old stands still now; None if none."""
        if not self._standing:
            return None
        self._standing.append(turn)
        return self._standing.popleft()

    def leave_old(self) -> None:
        """A task that was no longer young is done: its place goes to the one that has stood still longest."""
        if self._standing:
            self._standing.popleft().go_on()
        else:
            self._old_left += 1

    def leave_standing(self, turn: Turn) -> None:
        """A task that stands still is done with."""
        with suppress(ValueError):
            self._standing.remove(turn)


class Turn:
    """The turn of one task: young, then old or standing still."""

    def __init__(self, slots: Slots) -> None:
        self._slots, self._state = slots, "young"
        self._timer: asyncio.TimerHandle | None = None
        self._process: Process | None = None
        self._worked_s: float | None = None
        self._ran_s = 0.0
        self._since: float | None = None

    def begin(self, process: Process) -> None:
        """The process that does the task has begun."""
        self._process, self._since = process, time.monotonic()
        self._worked_s = _work_s(process) if self._slots.is_busy else None
        self._timer = asyncio.get_running_loop().call_later(HURRY_S, self._hurry)

    def _hurry(self) -> None:
        self._slots.hurry(self)
        self._timer = asyncio.get_running_loop().call_later(YOUNG_S - HURRY_S, self._age)

    def _age(self) -> None:
        left_s = self._young_left_s()
        if left_s > 0.005:
            self._timer = asyncio.get_running_loop().call_later(left_s, self._age)
            return
        self._slots.calm(self)
        self._slots.leave_young()
        if self._slots.grow_old(self):
            self._run()
        else:
            self._stand()

    def _young_left_s(self) -> float:
        """Work that is left until the task is old: a process among others gets less than all the time."""
        now = _work_s(self._process)
        if self._worked_s is None or now is None:
            return 0.0
        return YOUNG_S - (now - self._worked_s)

    def go_on(self) -> None:
        """A place is free: the process goes on."""
        self._run()
        self._since = time.monotonic()
        if not self._slots.is_hurried:
            self.send(signal.SIGCONT)

    def _run(self) -> None:
        self._state = "old"
        self._slots.running(self)
        self._timer = asyncio.get_running_loop().call_later(TURN_S, self._hand_over)

    def _hand_over(self) -> None:
        waiting = self._slots.next_standing(self)
        if waiting is None:
            self._run()
            return
        self._stand()
        waiting.go_on()

    def _stand(self) -> None:
        self._state = "standing"
        self._count()
        self._slots.not_running(self)
        self.send(signal.SIGSTOP)

    def _count(self) -> None:
        if self._since is not None:
            self._ran_s += time.monotonic() - self._since
            self._since = None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process."""
        with suppress(ProcessLookupError):
            if self._process is not None:
                self._process.send_signal(number)

    def leave(self) -> float:
        """The task is done, or its process is dead; returns the seconds that it ran, standing still left out."""
        self._count()
        if self._timer:
            self._timer.cancel()
        state, self._state = self._state, "done"
        self._slots.calm(self)
        self._slots.not_running(self)
        if state != "young":
            # It may have been stopped in the moment in which it was done; nobody else would wake it for its next task.
            self.send(signal.SIGCONT)
        if state == "young":
            self._slots.leave_young()
        elif state == "old":
            self._slots.leave_old()
        elif state == "standing":
            self._slots.leave_standing(self)
        return self._ran_s


def _work_s(process: Process | None) -> float | None:
    """Processor time of a process so far, in seconds; None where the system does not tell."""
    try:
        stat = Path(f"/proc/{process.pid}/stat").read_bytes() if process else b""
        fields = stat.rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) * _TICK_S
    except (OSError, IndexError):
        return None
