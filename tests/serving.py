"""A real server in a process of its own, on a free port, for tests that ask over HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

COMMAND = [sys.executable, "-c", "from claimgraph.cli import main; main()"]
AGENT = "https://orcid.org/0000-0002-1825-0097"


@dataclass
class Server:
    """A running server: its address, its store, a curator's token, a client without one, what it said since it runs."""

    url: str
    store: Path | str
    token: str
    process: subprocess.Popen[str]
    http: httpx.Client
    said: list[str]

    @property
    def curator(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


def run(*arguments: str, expect: int = 0, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own and hold its exit code against what is expected."""
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=120, **options)  # type: ignore[call-overload]
    assert done.returncode == expect, f"exit {done.returncode}: {done.stdout}\n{done.stderr}"
    return done  # type: ignore[no-any-return]


@contextmanager
def serving(
    store: Path | str, *flags: str, token: str | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Serve a store until the block is left; `environment` are variables besides those of this process."""
    env = {**os.environ, **(environment or {})}
    if token is None:
        added = run("token", "add", "--store", str(store), "--role", "curator", "--agent", AGENT, env=env)
        token = added.stdout.strip()
    arguments = [*COMMAND, "serve", "--store", str(store), "--port", "0", *flags]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=env)
    listener: threading.Thread | None = None
    try:
        url = _address(process)
        said: list[str] = []
        listener = threading.Thread(target=_listen, args=(process, said))
        listener.start()
        with httpx.Client(base_url=url, timeout=60) as http:
            yield Server(url, store, token, process, http, said)
    finally:
        process.terminate()
        process.wait(20)
        if listener:
            listener.join()
        if process.stderr:
            process.stderr.close()


def _listen(process: subprocess.Popen[str], said: list[str]) -> None:
    """Take in what a server says, so that it never waits for somebody to read it."""
    assert process.stderr is not None
    for line in process.stderr:
        said.append(line)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    said = []
    while " on http://" not in (line := process.stderr.readline()):
        said.append(line)
        assert line, f"the server did not start: {said}"
    url = line.partition(" on ")[2].split()[0]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            httpx.get(url + "health")
            return url
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError("the server does not answer")
