"""A derived view as somebody asked for it, and what its page is made from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from claimgraph.service import Claimgraph
from claimgraph.service.derived import Told


@dataclass(frozen=True)
class Asked:
    """A view as it was asked for.

    Attributes:
        graph: Where it was derived from.
        name: Name of the view.
        path: Path of the claim that it is about, None for the whole graph.
        values: The parameters as they were given.
        url: Its address on this server.
    """

    graph: Claimgraph
    name: str
    path: str | None
    values: Mapping[str, str]
    url: str

    def address(self, **changed: str | int | None) -> str:
        """Its address with other values of some parameters; None takes one away.

        >>> Asked(None, "wanted", None, {"limit": "5", "offset": "5"}, "/wanted").address(offset=None)
        '/wanted?limit=5'
        """
        return self._at(self.url, **changed)

    def file(self, format: str, **changed: str | int | None) -> str:
        """Address of the same in a format of graphs, such as svg, with other values of some parameters."""
        return self._at(f"{self.url}.{format}", **changed)

    def _at(self, url: str, **changed: str | int | None) -> str:
        values = {name: str(value) for name, value in {**self.values, **changed}.items() if value not in (None, "")}
        return f"{url}?{urlencode(values)}" if values else url


Draw = Callable[[Asked, Told], str]
"""Makes the page of a view."""


def plain(told: Told) -> Any:  # noqa: ANN401 - a tree of JSON has any shape
    """The answer as programs get it, so that a page says the same."""
    return json.loads(told.json())
