"""SERVICE to the hosts of an allow-list: the engine asks this server, and this server asks the host.

So the address that a host's name stands for is looked at before anybody connects to it, redirects included: a name
that leads into this machine's own network is refused, unless the list has that address itself.
"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import re
import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from claimgraph.errors import OverLimit, QueryError
from claimgraph.querying.lexer import Scan

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Reply:
    """What a host answered."""

    status: int
    media: str
    content: bytes


class Federation:
    """The allowed hosts, each `name` or `name:port`, and the way to them."""

    def __init__(self, hosts: Iterable[str], *, timeout_s: float, most_bytes: int) -> None:
        self.hosts = frozenset(host.lower() for host in hosts)
        self.secret = secrets.token_urlsafe(24)
        self._timeout_s, self._most_bytes = timeout_s, most_bytes

    def routed(self, query: str, scan: Scan, relay: str) -> str:
        """A query whose SERVICE calls go through the relay at an address of this server.

        Raises:
            QueryError: If a call goes to a host that is not allowed.
        """
        for start, end in reversed(scan.services):
            iri = query[start + 1 : end - 1]
            self.check(iri)
            target = base64.urlsafe_b64encode(iri.encode()).decode()
            query = f"{query[:start]}<{relay}{self.secret}/{target}>{query[end:]}"
        return query

    def unrouted(self, message: str) -> str:
        """A message of the engine with the addresses that were called in the place of those of the relay."""
        return re.sub(rf"\S*{re.escape(self.secret)}/([\w=-]*)", lambda match: f"<{_called(match[1])}>", message)

    def check(self, iri: str) -> None:
        """See that an address is one of an allowed host.

        Raises:
            QueryError: If it is not.
        """
        if not _names(iri) & self.hosts:
            expected = f"one of the hosts {', '.join(sorted(self.hosts))}"
            raise QueryError("query", found=f"a call to <{iri}>", expected=expected)

    async def ask(self, target: str, content: bytes, headers: dict[str, str]) -> Reply:
        """Pass a request of the engine on to the host that it is for.

        Raises:
            QueryError: If the host is not allowed, or its name stands for an address that nobody allowed.
            OverLimit: If its answer is too large.
            httpx.HTTPError: If it does not answer.
            httpx.InvalidURL: If it is no address.
            TimeoutError: If its answer is not through in time.
        """
        iri = _called(target)
        async with asyncio.timeout(self._timeout_s), httpx.AsyncClient(timeout=None, trust_env=False) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                self.check(iri)
                reply, location = await self._ask(client, iri, content, headers)
                if location is None:
                    return reply
                iri = urljoin(iri, location)
        raise QueryError("query", found=f"more than {_MOST_REDIRECTS} redirects", expected="an answer")

    async def _ask(
        self, client: httpx.AsyncClient, iri: str, content: bytes, headers: dict[str, str]
    ) -> tuple[Reply, str | None]:
        host = urlsplit(iri).hostname or ""
        address = await self._address(host, _port(iri))
        url = httpx.URL(iri).copy_with(host=address)
        sent = {**headers, "Host": urlsplit(iri).netloc.rpartition("@")[2]}
        extensions = {"sni_hostname": host}
        async with client.stream("POST", url, content=content, headers=sent, extensions=extensions) as response:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return Reply(response.status_code, "", b""), response.headers["location"]
            return await self._read(response), None

    async def _read(self, response: httpx.Response) -> Reply:
        content = bytearray()
        async for part in response.aiter_bytes():
            content += part
            if len(content) > self._most_bytes:
                raise OverLimit(f"a service answered with more than {self._most_bytes} bytes", status=413)
        return Reply(response.status_code, response.headers.get("content-type", ""), bytes(content))

    async def _address(self, host: str, port: int) -> str:
        """The address to connect to: the name is looked up once, and nobody looks it up again."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        address = str(found[0][4][0])
        if not ipaddress.ip_address(address).is_global and host not in (address, "localhost"):
            expected = "a public address, or one that is on the list itself"
            raise QueryError("query", found=f"the host {host}, which is at {address}", expected=expected)
        return address


def _called(target: str) -> str:
    return base64.urlsafe_b64decode(target.encode()).decode()


def _names(iri: str) -> set[str]:
    """How a list may name the host of an address, with and without its port; none where there is no such address."""
    try:
        parts = urlsplit(iri)
        return {parts.hostname or "", f"{parts.hostname}:{_port(iri)}"} if parts.scheme in _PORTS else set()
    except ValueError:
        return set()


def _port(iri: str) -> int:
    parts = urlsplit(iri)
    return parts.port or _PORTS[parts.scheme]
