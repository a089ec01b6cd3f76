"""What the SPARQL service costs, as ratios to `oxigraph serve` and `rdflib-endpoint` over the same data in one run.

Run with `make bench`. Each server is a process of its own on loopback; a client asks one lookup after the other over
one connection. CPU is that of the server and its workers, from the system's own accounts. Milliseconds are of this
machine; the ratios are what counts.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from gate import claim
from pyoxigraph import NamedNode, Quad

from claimgraph import shipped
from claimgraph.mediatypes import N_QUADS, TURTLE
from claimgraph.rdf.parse import parse_triples
from claimgraph.service import Claimgraph
from claimgraph.settings import read_settings

BASE = "http://localhost:8000/"
BIN = Path(sys.executable).parent
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
PREFIXES = "PREFIX cg: <https://w3id.org/claimgraph/ontology#> "
QUESTION = (shipped.data_folder("queries") / "claim_with_steps.rq").read_text("utf-8")
"""The catalogue's own question for a claim with all of its steps."""
LARGE = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 100000"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GOALS = {"uncached": 1.7, "cached": 0.65, "large": 1.2, "rdflib": 20.0, "p99": 5.0}


@dataclass
class Server:
    """A server process: its name, where its query endpoint is, its process."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes] = field(repr=False)

    def cpu_s(self) -> float:
        """Processor time of the server and its children so far, in seconds."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        return sum(_ticks(int(child)) for child in [str(pid), *children]) * TICK_S

    def resident_mb(self) -> float:
        """Resident memory of the server and its children, in MB."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        return sum(_resident_kb(int(child)) for child in [str(pid), *children]) / 1024


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _resident_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


class Client:
    """One connection that asks query after query, as cheaply as can be."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._socket = socket.create_connection(("127.0.0.1", server.port))
        self._file = self._socket.makefile("rb")

    def ask(self, query: str) -> int:
        """Ask a query by GET and read its whole answer; returns its size in bytes."""
        request = (
            f"GET {self._server.path}?query={quote(query)} HTTP/1.1\r\nHost: localhost:{self._server.port}\r\n"
            "Accept: application/sparql-results+json\r\n\r\n"
        )
        self._socket.sendall(request.encode())
        status = self._file.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"{self._server.name} answered {status!r}")
        length = None
        while (line := self._file.readline().strip().lower()) != b"":
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return len(self._file.read(length)) if length is not None else self._chunks()

    def _chunks(self) -> int:
        size = 0
        while count := int(self._file.readline(), 16):
            size += len(self._file.read(count))
            self._file.readline()
        self._file.readline()
        return size


def fill(folder: Path, claims: int) -> Path:
    """A store with generated claims, and all of its quads in one file."""
    graph = Claimgraph.open(read_settings(store=str(folder), base_iri=BASE), empty=True)
    graph.store.load(_quads(claims))
    file = folder.with_suffix(".nq")
    with file.open("wb") as output:
        graph.store.dump(output, N_QUADS)
    graph.close()
    return file


def _quads(claims: int) -> Iterator[Quad]:
    head = "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
    for number in range(claims):
        document = f"{BASE}claims/c{number}"
        for triple in parse_triples((head + claim(number)).encode(), TURTLE, base=document):
            yield Quad(triple.subject, triple.predicate, triple.object, NamedNode(document))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(name: str, path: str, command: Callable[[int], list[str]]) -> Iterator[Server]:
    """A server until the block is left."""
    port = _free_port()
    process = subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        server = Server(name, port, path, process)
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait(server: Server) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            Client(server).ask("ASK {}")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{server.name} does not answer")


def cost_ms(server: Server, queries: list[str]) -> tuple[float, float]:
    """CPU and wall clock of one query, in milliseconds."""
    client = Client(server)
    before, start = server.cpu_s(), time.perf_counter()
    for query in queries:
        client.ask(query)
    wall, cpu = time.perf_counter() - start, server.cpu_s() - before
    return cpu / len(queries) * 1000, wall / len(queries) * 1000


def lookups(claims: int, start: int, count: int) -> list[str]:
    """Lookups of one claim each, no two alike: the question with the claim's IRI in the place of the parameter."""
    text = "\n".join(line for line in QUESTION.splitlines() if not line.lstrip().startswith("#"))
    text = text.replace("SELECT ?claim", "SELECT").replace("ORDER BY ?claim", "ORDER BY")
    numbers = range(start, start + count)
    return [PREFIXES + text.replace("?claim", f"<{BASE}claims/c{n % claims}#claim>") + f" #{n}" for n in numbers]


def measure_lookups(servers: list[Server], claims: int, requests: int) -> dict[str, float]:
    """CPU of an uncached lookup on every server, measured in turn and several times; medians."""
    costs: dict[str, list[tuple[float, float]]] = {server.name: [] for server in servers}
    for turn in range(5):
        for server in servers:
            count = requests if server.name != "rdflib-endpoint" else requests // 20
            costs[server.name].append(cost_ms(server, lookups(claims, turn * requests, count)))
    return {name: _print_costs(name, measured) for name, measured in costs.items()}


def _print_costs(name: str, measured: list[tuple[float, float]]) -> float:
    cpu = statistics.median(cpu for cpu, _ in measured)
    wall = statistics.median(wall for _, wall in measured)
    print(f"  {name:<16} {cpu:8.3f} ms CPU  {1000 / wall:8.0f} requests/s")
    return cpu


def measure_cached(server: Server, claims: int, requests: int) -> float:
    """CPU of a lookup whose answer is kept."""
    query = lookups(claims, 1, 1)
    cost_ms(server, query)
    return _print_costs("claimgraph, kept", [cost_ms(server, query * requests) for _ in range(5)])


def measure_large(servers: list[Server]) -> dict[str, float]:
    """CPU of an answer of 100,000 rows, and what it adds to the memory of the server."""
    costs = {}
    for server in servers:
        cost_ms(server, [LARGE + " #warm"])
        before = server.resident_mb()
        costs[server.name] = statistics.median(cost_ms(server, [f"{LARGE} #{turn}"])[0] for turn in range(5))
        print(f"  {server.name:<16} {costs[server.name]:8.0f} ms CPU  {server.resident_mb() - before:+8.1f} MB")
    return costs


def measure_beside_runaway(server: Server, claims: int, requests: int) -> float:
    """The 99th percentile of lookups while a runaway query burns in a worker, as a multiple of their median."""
    stop = threading.Event()

    def burn() -> None:
        while not stop.is_set():
            try:
                Client(server).ask(RUNAWAY)
            except RuntimeError:
                continue

    thread = threading.Thread(target=burn)
    thread.start()
    time.sleep(0.3)
    client, times = Client(server), []
    for query in lookups(claims, 50_000, requests):
        start = time.perf_counter()
        client.ask(query)
        times.append((time.perf_counter() - start) * 1000)
    stop.set()
    thread.join()
    times.sort()
    median, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    print(f"  {server.name:<16} median {median:.2f} ms, p99 {p99:.2f} ms")
    return p99 / median


def main() -> int:
    """Print the table; exit code 1 if a ratio is off its goal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--claims", type=int, default=1000, help="claims in the store, 139 triples each")
    parser.add_argument("--requests", type=int, default=1000, help="lookups in a turn")
    parser.add_argument("--without-rdflib", action="store_true", help="leave out the slowest peer")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = fill(Path(folder) / "store", options.claims)
        return _compare(Path(folder) / "store", data, options)


def _compare(store: Path, data: Path, options: argparse.Namespace) -> int:
    peer_store = data.with_suffix(".oxigraph")
    subprocess.run(
        [str(BIN / "oxigraph"), "load", "--location", peer_store, "--file", data], check=True, capture_output=True
    )
    ours = [str(BIN / "claimgraph"), "serve", "--store", str(store), "--empty", "--port"]
    theirs = [str(BIN / "oxigraph"), "serve", "--location", str(peer_store), "--union-default-graph", "--bind"]
    with (
        serving("claimgraph", "/sparql", lambda port: [*ours, str(port)]) as server,
        serving("oxigraph serve", "/query", lambda port: [*theirs, f"127.0.0.1:{port}"]) as peer,
    ):
        print("lookups of one claim, answers not kept")
        if options.without_rdflib:
            costs = measure_lookups([server, peer], options.claims, options.requests)
        else:
            command = [str(BIN / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", str(data), "--port"]
            with serving("rdflib-endpoint", "/", lambda port: [*command, str(port)]) as slow:
                costs = measure_lookups([server, peer, slow], options.claims, options.requests)
        cached = measure_cached(server, options.claims, options.requests)
        print("an answer of 100,000 rows")
        large = measure_large([server, peer])
        print("lookups beside a runaway query")
        p99 = measure_beside_runaway(server, options.claims, options.requests)
    base = costs["oxigraph serve"]
    ratios = {"uncached": costs["claimgraph"] / base, "cached": cached / base}
    ratios |= {"large": large["claimgraph"] / large["oxigraph serve"], "p99": p99}
    if "rdflib-endpoint" in costs:
        ratios["rdflib"] = costs["rdflib-endpoint"] / costs["claimgraph"]
    return _judge(ratios)


def _judge(ratios: dict[str, float]) -> int:
    missed = 0
    for name, ratio in ratios.items():
        kept = ratio >= GOALS[name] if name == "rdflib" else ratio <= GOALS[name]
        missed += not kept
        sign, verdict = ">=" if name == "rdflib" else "<=", "ok" if kept else "MISSED"
        print(f"{name:<10} {ratio:7.2f} x   goal {sign} {GOALS[name]} x   {verdict}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
