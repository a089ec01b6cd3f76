"""Requests made at random, byte by byte, from the operations of the OpenAPI document; a seed makes the same ones again.

Most of a request is as it should be, so that what is wrong about it gets past the first check.
"""

from __future__ import annotations

import gzip
import random
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPException, HTTPResponse
from urllib.parse import quote

import oddities as odd
from described import FORM, MULTIPART, Operation, operations

from claimgraph.shipped import data_folder

Headers = list[tuple[str, str]]
_FRAMING = ("Content-Length", "Transfer-Encoding")


@dataclass(frozen=True)
class Sent:
    """One request as it goes over the wire.

    Attributes:
        data: Its bytes.
        whole: Whether it ends where its head says, so that an answer can be expected while the client stays.
    """

    data: bytes
    whole: bool

    def __str__(self) -> str:
        return f"{self.data[:1500]!r}{' …' if len(self.data) > 1500 else ''}"


class Hang(AssertionError):
    """A request that got no answer in time."""


def ask(address: tuple[str, int], sent: Sent, *, timeout_s: float) -> int | None:
    """Send a request and read its whole answer; returns the status, None where the server hung up without one.

    Raises:
        Hang: If neither comes in time.
    """
    with socket.create_connection(address, timeout=timeout_s) as connection:
        try:
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(sent.data)
                if not sent.whole:
                    connection.shutdown(socket.SHUT_WR)
            response = HTTPResponse(connection, method=sent.data.partition(b" ")[0].decode("latin-1"))
            response.begin()
            response.read()
            return response.status
        except TimeoutError:
            raise Hang(f"no answer in {timeout_s} s to {sent}") from None
        except (HTTPException, OSError):
            return None


class Dice:
    """Chance, with a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.choice, self.number, self.shuffle = self._random.choice, self._random.randint, self._random.shuffle
        self.bytes = self._random.randbytes

    def one_in(self, number: int) -> bool:
        return self._random.randrange(number) == 0

    def often(self, usual: str, other: Callable[[], str], *, of: int = 12) -> str:
        return other() if self.one_in(of) else usual

    def text(self) -> str:
        """An odd piece of text, now and then a long one or one of arbitrary characters."""
        what = self.number(0, 9)
        if what == 0:
            return self.choice(odd.TEXTS) * self.choice([2, 50, 1000])
        if what == 1:
            return "".join(chr(self.choice([self.number(32, 126), self.number(0, 0xD7FF)])) for _ in range(9))
        return "".join(self.choice(odd.TEXTS) for _ in range(self.choice([1, 1, 1, 2, 5])))

    def mangled(self, data: bytes) -> bytes:
        """The same bytes, some of them changed."""
        changed = bytearray(data)
        for _ in range(self.choice([1, 2, 8]) if changed else 0):
            changed[self.number(0, len(changed) - 1)] = self.number(0, 255)
        return bytes(changed)


class Records:
    """Records that the gate may well accept, with something odd in them."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice

    @classmethod
    def of(cls, seed: int) -> Records:
        return cls(Dice(seed))

    @cached_property
    def shipped(self) -> dict[str, str]:
        """The curated records: path and Turtle."""
        folder = data_folder("graph")
        names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.ttl"))
        return {name.removesuffix(".ttl"): (folder / name).read_text("utf-8") for name in names}

    def next(self) -> tuple[str, bytes]:
        """The path of a record and its Turtle, a line or two of which are changed."""
        path = self._dice.choice(list(self.shipped))
        lines = self.shipped[path].splitlines()
        for _ in range(self._dice.choice([1, 1, 2, 4])):
            self._change(lines)
        return path, (odd.PREFIXES + "\n".join(lines)).encode("utf-8", "surrogatepass")

    def _change(self, lines: list[str]) -> None:
        places = [place for place, line in enumerate(lines) if re.match(r" +\S.*[;,]$", line)]
        if not places:
            return
        place = self._dice.choice(places)
        line, how = lines[place], self._dice.number(0, 9)
        if how == 0:
            del lines[place]
        elif how == 1:
            lines.insert(place, lines[self._dice.choice(places)])
        elif how == 2:
            lines[place] = f"{line[:-1]}, {self._dice.choice(odd.TERMS)} {line[-1]}"
        elif how in (3, 4, 5):
            lines.insert(place, f"    {self._dice.choice(odd.PREDICATES)} {self._dice.choice(odd.TERMS)} ;")
        elif how == 6:
            lines[place] = re.sub(
                r"(cg|skos|dcterms):\w+", lambda found: self._dice.choice(["cg:cause", found[0], "a"]), line
            )
        else:
            words = line.rstrip(" ;,").split(None, 1)
            kept = words[0] if len(words) == 2 else ""
            lines[place] = f"    {kept} {self._dice.choice(odd.TERMS)} {line[-1]}"


class Requests:
    """An endless source of requests; most that need one carry the token."""

    def __init__(self, seed: int, token: str | None) -> None:
        self._dice, self._token, self._operations = Dice(seed), token, operations()
        self.records = Records(self._dice)

    def __iter__(self) -> Iterator[Sent]:
        while True:
            yield self.next()

    def next(self) -> Sent:
        """The next request."""
        operation = self._dice.choice(self._operations)
        media, body = self._body(operation)
        headers = [("Host", self._dice.often("localhost:8000", self._dice.text, of=20)), ("Connection", "close")]
        headers += self._headers(operation, media)
        body, length, whole = self._framed(body)
        whole = whole and not any(name in _FRAMING for name, _ in headers)
        method = self._dice.often(operation.method.upper(), lambda: self._dice.choice(odd.METHODS), of=8)
        lines = [
            f"{method} {self._target(operation)} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers + length),
        ]
        data = "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body
        return Sent(self._dice.mangled(data), False) if self._dice.one_in(60) else Sent(data, whole)

    def _target(self, operation: Operation) -> str:
        usual = {name: quote(value, safe="") for name, value in operation.examples("path").items()}
        path = operation.path.format(
            **{name: self._dice.often(value, self._coded, of=4) for name, value in usual.items()}
        )
        if self._dice.one_in(12):
            others = [
                f"{path}/",
                f"/{path}",
                path + self._coded(),
                f"{path}.ttl",
                path.upper(),
                f"http://x{path}",
                path[1:],
            ]
            path = self._dice.choice([*others, "*", f"{path};x", "/static/" + self._coded(), "/" + self._coded()])
        known = [(p["name"], p.get("example", "")) for p in operation.told.get("parameters", []) if p["in"] == "query"]
        pairs = [pair for pair in known if not self._dice.one_in(4)]
        pairs += [self._any_pair() for _ in range(self._dice.choice([0, 0, 0, 1, 3]))]
        self._dice.shuffle(pairs)
        asked = "&".join(f"{self._dice.often(name, self._coded, of=20)}={self._value(value)}" for name, value in pairs)
        return f"{path}?{asked}" if asked or self._dice.one_in(20) else path

    def _any_pair(self) -> tuple[str, str]:
        told = self._dice.choice(self._operations).told
        names = [p["name"] for p in told.get("parameters", []) if p["in"] == "query"] or ["x"]
        return self._dice.choice(names), self._dice.choice([*odd.TEXTS, *odd.QUERIES])

    def _value(self, value: object) -> str:
        return self._dice.often(quote(str(value), safe=":/"), self._coded, of=4)

    def _coded(self) -> str:
        """Odd text for an address: encoded once, as far as it is not, twice, and seldom not at all."""
        text, how = self._dice.text(), self._dice.number(0, 24)
        if how == 0:
            return text.replace(" ", "%20")
        once = quote(text, safe="%" if how < 9 else "", errors="replace")
        return quote(once) if how > 20 else once

    def _headers(self, operation: Operation, media: str | None) -> Headers:
        dice, headers = self._dice, []
        if not dice.one_in(3):
            headers.append(("Accept", self._accept()))
        if media is not None:
            charsets = [f"{media}; charset=utf-16", f"{media}; charset=", f"{media};", media.upper()]
            headers.append(
                ("Content-Type", dice.often(media, lambda: dice.choice([*odd.MEDIA, *charsets, dice.text()]), of=8))
            )
        if self._token and operation.secured:
            others = ["Bearer", "Basic eDp5", f"bearer  {self._token} x", dice.text()]
            headers.append(("Authorization", dice.often(f"Bearer {self._token}", lambda: dice.choice(others), of=20)))
        for name in ("If-Match", "If-None-Match"):
            if dice.one_in(8):
                headers.append((name, dice.choice(["*", '"x"', '""', 'W/""', 'W/"x", "y"', "x", '"', dice.text()])))
        headers += self._more_headers()
        return [(name, re.sub("[\r\n\0]", "", value)) for name, value in headers]

    def _more_headers(self) -> Headers:
        names = "Accept-Encoding Content-Encoding Range Expect Origin Cookie X-Forwarded-Host Upgrade TE Accept-Charset".split()
        names += [*_FRAMING, "Access-Control-Request-Method", "X-" + "y" * 200]
        values = [
            "gzip",
            "deflate, br;q=0.5",
            "bytes=0-1",
            "100-continue",
            "http://e",
            "websocket",
            "chunked",
            "5",
            "-1",
        ]
        headers = []
        while self._dice.one_in(4):
            headers.append((self._dice.choice(names), self._dice.choice([*values, self._dice.text()])))
        if self._dice.one_in(40):
            headers += [(f"X-{number}", "z" * 90) for number in range(self._dice.choice([50, 1500]))]
        return headers

    def _accept(self) -> str:
        kinds = [*odd.MEDIA, "*/*", "text/*", "application/*", "image/png", self._dice.text()]
        endings = ["", "", "", ";q=0.5", ";q=0", ";q=x", ";q=-1", ";q=nan", ";charset=utf-8", ';p="a,b']
        number = self._dice.choice([1, 1, 2, 6])
        return ", ".join(self._dice.choice(kinds) + self._dice.choice(endings) for _ in range(number))

    def _body(self, operation: Operation) -> tuple[str | None, bytes]:
        if not operation.bodies() and not self._dice.one_in(10):
            return None, b""
        contents = operation.told.get("requestBody", {}).get("content", {"text/turtle": {}})
        media: str = self._dice.choice(list(contents))
        example = operation.bodies().get(media)
        if media == FORM:
            pairs = [(name, self._sparql(text)) for name, text in (example or {"query": ""}).items()]
            body = "&".join(f"{name}={quote(text, errors='replace')}" for name, text in pairs).encode()
        elif media == MULTIPART:
            body, media = self._multipart()
        elif media.startswith("application/sparql"):
            body = self._sparql(example or "").encode("utf-8", "surrogatepass")
        elif media == "text/turtle":
            body = self._dice.choice([self.records.next()[1], self._turtle(), (example or "<a> <b> 1 .").encode()])
        else:
            body = self._document(media, example)
        return media, self._spoilt(body) if self._dice.one_in(8) else body

    def _sparql(self, example: str) -> str:
        start = self._dice.choice([example, *odd.QUERIES, *odd.UPDATES, ""])
        words = start.split(" ")
        for _ in range(self._dice.choice([0, 0, 1, 1, 2, 12])):
            word = self._dice.choice([*odd.SPARQL, *odd.TERMS, self._dice.text()])
            place = self._dice.number(0, len(words))
            words[place : place + self._dice.choice([0, 1])] = [word]
        return " ".join(words)

    def _turtle(self) -> bytes:
        said = [
            f"<{self._dice.choice(odd.IRIS)}> <{self._dice.choice(odd.IRIS)}> {self._dice.choice(odd.TERMS)} .\n"
            for _ in range(3)
        ]
        return (odd.PREFIXES + "".join(said)).encode("utf-8", "surrogatepass")

    def _multipart(self) -> tuple[bytes, str]:
        boundary = self._dice.choice(["x", "x", "----b", "a b", "é", "", "y" * 80])
        parts = []
        for _ in range(self._dice.choice([0, 1, 2, 120])):
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="p"; filename="{self._dice.text()}"\r\n'
            kind = self._dice.often("text/turtle", lambda: self._dice.choice([*odd.MEDIA, self._dice.text()]), of=6)
            parts.append(f"{head}Content-Type: {kind}\r\n\r\n<#a> a <#b> .\r\n")
        text = "".join(parts) + f"--{boundary}--\r\n"
        return text.encode("utf-8", "surrogatepass"), f"{MULTIPART}; boundary={boundary}"

    def _document(self, media: str, example: object) -> bytes:
        lines = "".join(self._dice.choice(odd.LINES) for _ in range(3))
        documents = odd.DOCUMENTS.get(media, [lines, lines, lines])
        return self._dice.choice([example if isinstance(example, str) else "", *documents]).encode(
            "utf-8", "surrogatepass"
        )

    def _spoilt(self, body: bytes) -> bytes:
        """A body in another encoding, cut, repeated, or with bytes changed."""
        how = self._dice.number(0, 7)
        if how == 0:
            return gzip.compress(body)
        if how == 1:
            return body.decode("utf-8", "replace").encode("utf-16")
        if how == 2:
            return body[: self._dice.number(0, len(body))]
        if how == 3:
            return body * self._dice.choice([2, 20])
        if how == 4:
            return self._dice.bytes(self._dice.choice([1, 30, 3000]))
        return b"\xef\xbb\xbf" + body if how == 5 else self._dice.mangled(body)

    def _framed(self, body: bytes) -> tuple[bytes, Headers, bool]:
        """How the length of a body is told, and whether that is true."""
        dice, how = self._dice, self._dice.number(0, 29)
        if how <= 2:
            size = dice.number(1, 50)
            chunks = [body[start : start + size] for start in range(0, min(len(body), 2000), size)]
            coded = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
            return coded + b"0\r\n\r\n", [("Transfer-Encoding", "chunked")], True
        if how == 3:
            wrong = dice.choice([b"zz\r\n", b"5\r\nabc", b"-1\r\n\r\n", b"ffffffffffffffff\r\n"])
            return wrong, [("Transfer-Encoding", "chunked")], False
        if how == 4:
            return body, [("Content-Length", str(len(body) + dice.number(1, 500)))], False
        if how == 5:
            return body, [("Content-Length", dice.choice(["-1", "x", "1, 2", "0x5", "9" * 30]))], False
        return body, [("Content-Length", str(len(body)))] if body or dice.one_in(2) else [], True
