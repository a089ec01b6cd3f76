"""Real SPARQL servers on free loopback ports, for tests of the remote store."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from claimgraph.settings import Settings
from claimgraph.store.endpoint import Endpoint
from claimgraph.store.remote import RemoteStore

BASE = "http://localhost:8000/"
VIRTUOSO = "virtuoso-t"
PACKAGE = "virtuoso-opensource-7-bin"
_CONFIGURATION = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
ServerThreads = 20
CaseMode = 2
DirsAllowed = .
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = .
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {most_rows}
MaxQueryExecutionTime = 60
"""


@dataclass
class RemoteServer:
    """A server: how it is started, and the settings with which claimgraph reaches it."""

    arguments: list[str]
    folder: Path
    store: str
    update_url: str
    graph_url: str
    auth: str | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = self.folder / "server.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(self.arguments, cwd=self.folder, stdout=output, stderr=output)
        deadline = time.monotonic() + 60
        while not _answers(self.store.removeprefix("sparql:")):
            assert self._process.poll() is None and time.monotonic() < deadline, log.read_text("utf-8")[-2000:]
            time.sleep(0.05)

    def stop(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()

    @property
    def settings(self) -> Settings:
        auth = {"store_auth": self.auth} if self.auth else {}
        return Settings(store=self.store, store_update_url=self.update_url, store_graph_url=self.graph_url, **auth)

    @property
    def environment(self) -> dict[str, str]:
        """Settings as variables, for claimgraph in a process of its own."""
        named = {"STORE": self.store, "STORE_UPDATE_URL": self.update_url, "STORE_GRAPH_URL": self.graph_url}
        named |= {"STORE_AUTH": self.auth} if self.auth else {}
        return {f"CLAIMGRAPH_{name}": value for name, value in named.items()}

    def without_graph_url(self) -> Endpoint:
        return replace(Endpoint.of(self.settings), graph_url=None)

    def empty(self) -> None:
        """Remove every graph of the base."""
        store = Endpoint.of(self.settings)
        query = f'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{BASE}")) }}'
        with httpx.Client(auth=store.auth(), timeout=60) as http:
            rows = http.post(
                store.query_url, data={"query": query}, headers={"Accept": "application/sparql-results+json"}
            )
            for row in rows.json()["results"]["bindings"]:
                cleared = http.post(store.update_url, data={"update": f"CLEAR GRAPH <{row['g']['value']}>"})
                cleared.raise_for_status()

    def open(self, base: str | None = BASE) -> RemoteStore:
        return RemoteStore(Endpoint.of(self.settings), base)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def oxigraph(folder: Path, *flags: str) -> Iterator[RemoteServer]:
    """`oxigraph serve` over a folder, its default graph the union of all."""
    address = f"127.0.0.1:{free_port()}"
    program = shutil.which("oxigraph", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert program, "the package oxigraph of the extra 'test' is not installed"
    arguments = [program, "serve", "--location", str(folder / "oxigraph"), "--bind", address]
    arguments += flags or ("--union-default-graph",)
    url = f"http://{address}"
    with _running(RemoteServer(arguments, folder, f"sparql:{url}/query", f"{url}/update", f"{url}/store")) as server:
        yield server


@contextmanager
def virtuoso(folder: Path, *, most_rows: int = 100_000) -> Iterator[RemoteServer]:
    """Virtuoso with a configuration made here: queries without credentials, updates as dba by HTTP Digest."""
    if shutil.which(VIRTUOSO) is None:
        missing = f"{VIRTUOSO} is not installed (Debian: {PACKAGE}, `make packages`); nothing is tested on Virtuoso"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    port, sql_port = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_CONFIGURATION.format(port=port, sql_port=sql_port, most_rows=most_rows))
    arguments = [VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"]
    url = f"http://127.0.0.1:{port}"
    graphs = f"{url}/sparql-graph-crud-auth"
    server = RemoteServer(arguments, folder, f"sparql:{url}/sparql", f"{url}/sparql-auth", graphs, "digest:dba:dba")
    with _running(server):
        yield server


@contextmanager
def _running(server: RemoteServer) -> Iterator[RemoteServer]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, params={"query": "ASK {}"}, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
