"""The two SPARQL services of a server, and three small graphs that both of them hold.

The same requests are sent to both: the records `claims/w3c-one`, `-two` and `-three` of the main dataset are graphs of
the same names in the scratch dataset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from serving import Server

BASE = "http://localhost:8000/"
ONE, TWO, THREE = (f"{BASE}claims/w3c-{name}" for name in ("one", "two", "three"))
ABSENT = "http://garden.example/absent"
PREFIX = "PREFIX cg: <https://w3id.org/claimgraph/ontology#>\n"
_TEXTS = {ONE: '"ein"@de', TWO: '"deux"@fr', THREE: '"tre"@it'}
TURTLE = "text/turtle"


@dataclass(frozen=True)
class Service:
    """One of the two services: its addresses begin with `prefix`."""

    server: Server
    prefix: str

    def send(
        self, method: str, where: str, content: str | bytes = b"", *, token: bool = True, **headers: str
    ) -> httpx.Response:
        """Send a request with exactly these headers besides those of the connection; underscores stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= self.server.curator if token else {}
        request = self.server.http.build_request(method, self.prefix + where, content=content or None, headers=named)
        if "accept" not in {name.lower() for name in named}:
            del request.headers["accept"]
        return self.server.http.send(request)

    def query(self, text: str, **parameters: Any) -> httpx.Response:
        headers = {"Content-Type": "application/sparql-query"}
        url = self.prefix + "sparql"
        return self.server.http.post(url, content=PREFIX + text, params=parameters, headers=headers)

    def says(self, text: str, **parameters: Any) -> bool:
        """The answer to an ASK query."""
        answer = self.query(text, **parameters)
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["boolean"])

    def update(self, text: str, **parameters: Any) -> httpx.Response:
        headers = {"Content-Type": "application/sparql-update", **self.server.curator}
        url = self.prefix + "update"
        return self.server.http.post(url, content=PREFIX + text, params=parameters, headers=headers)

    def fill(self) -> None:
        """Put the three graphs there as they were first."""
        for name, statement in _TEXTS.items():
            turtle = f'{PREFIX}<{name}#claim> a cg:Claim ; cg:statement {statement} , "x"@en .'
            headers = {"Content-Type": TURTLE, **self.server.curator}
            done = self.server.http.put(self.prefix + "store", params={"graph": name}, content=turtle, headers=headers)
            assert done.is_success, done.text
