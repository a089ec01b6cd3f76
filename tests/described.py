"""The operations of the OpenAPI document, to be called with their own examples and held against what it says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx
from jsonschema import Draft202012Validator
from serving import Server

from claimgraph.service import Claimgraph
from claimgraph.settings import Settings
from claimgraph.web.app import make_app

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_ORDER = ["put", "post", "get", "delete"]
"""What PUT writes, POST adds to, GET reads and DELETE takes out."""


@cache
def document() -> dict[str, Any]:
    """The document of an application over the shipped graph."""
    graph = Claimgraph.in_memory(Settings(store="memory"))
    try:
        return json.loads(make_app(graph).state.openapi)  # type: ignore[no-any-return]
    finally:
        graph.close()


@dataclass(frozen=True)
class Operation:
    """An operation of the document."""

    path: str
    method: str
    told: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def secured(self) -> bool:
        return "security" in self.told

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in self.told["responses"]]

    def examples(self, place: str) -> dict[str, Any]:
        return {p["name"]: p["example"] for p in self.told.get("parameters", []) if p["in"] == place and "example" in p}

    def takes(self, name: str) -> bool:
        return any(p["name"] == name for p in self.told.get("parameters", []))

    def bodies(self) -> dict[str, Any]:
        """The examples of a body by media type."""
        contents = self.told.get("requestBody", {}).get("content", {})
        return {media: told["example"] for media, told in contents.items() if "example" in told}

    def response(self, status: int) -> dict[str, Any]:
        told = self.told["responses"][str(status)]
        name = told.get("$ref", "").rpartition("/")[2]
        return document()["components"]["responses"][name] if name else told  # type: ignore[no-any-return]

    def call(
        self,
        server: Server,
        media: str | None = None,
        *,
        path: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """Send the examples, with a curator's token where one is needed; what is given here takes their place."""
        media = media or next(iter(self.bodies()), None)
        names = {name: quote(value, safe="") for name, value in self.examples("path").items()} | (path or {})
        body = _encoded(media, self.bodies()[media]) if media else {}
        sent = (server.curator if self.secured else {}) | body.pop("headers", {}) | (headers or {})
        if content is not None:
            body = {"content": content}
        url = httpx.URL(server.url).join(self.path.format(**names))
        asked = self.examples("query") if query is None else query
        return server.http.request(self.method, url, params=asked, headers=sent, **body)

    def check(self, answer: httpx.Response) -> None:
        """Hold an answer against what the document says of its status, its type and its JSON."""
        assert answer.status_code in self.statuses, f"{self}: {answer.status_code} {answer.text[:300]}"
        if not answer.content:
            return
        contents = self.response(answer.status_code).get("content", {})
        media = answer.headers["content-type"].partition(";")[0]
        assert media in contents, f"{self}: {answer.status_code} as {media}"
        if media.endswith("json") and contents[media]["schema"]:
            schema = {**contents[media]["schema"], "components": document()["components"]}
            Draft202012Validator(schema).validate(answer.json())


def _encoded(media: str, example: Any) -> dict[str, Any]:
    if media == FORM:
        return {"data": example}
    if media == MULTIPART:
        return {"files": [(name, (None, text, "text/turtle")) for name, texts in example.items() for text in texts]}
    content = example if isinstance(example, str) else json.dumps(example)
    return {"content": content.encode(), "headers": {"Content-Type": media}}


def operations() -> list[Operation]:
    """Every operation, those of one path in the order in which their examples build on each other."""
    return [
        Operation(path, method, told[method])
        for path, told in document()["paths"].items()
        for method in sorted(told, key=_ORDER.index)
    ]
