"""Whose turn it is: a process that was stopped in the moment in which it was done goes on."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from typing import cast

from claimgraph.querying import slots
from claimgraph.querying.slots import Slots


class Told:
    """A process that only notes what signals it gets."""

    pid = 0

    def __init__(self) -> None:
        self.signals: list[signal.Signals] = []

    def send_signal(self, number: signal.Signals) -> None:
        self.signals.append(number)


def test_a_task_that_is_done_while_it_is_stopped_leaves_a_process_that_goes_on() -> None:
    async def play() -> Told:
        places, process = Slots(1, 10), Told()
        loop = asyncio.get_running_loop()
        slow = await places.enter(loop.time() + 10)
        slow.begin(cast(Process, process))
        await asyncio.sleep(slots.YOUNG_S * 2)
        quick = await places.enter(loop.time() + 10)
        quick.begin(cast(Process, Told()))
        await asyncio.sleep(slots.HURRY_S * 3)
        assert process.signals[-1] == signal.SIGSTOP
        slow.leave()
        quick.leave()
        return process

    assert asyncio.run(play()).signals[-1] == signal.SIGCONT
