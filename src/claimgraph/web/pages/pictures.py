"""Pictures inside pages, kept in memory: drawing one takes Graphviz a tenth of a second."""

from __future__ import annotations

import threading
from collections import OrderedDict
from hashlib import blake2b

from markupsafe import Markup

from claimgraph.errors import EnvironmentFault, OverLimit
from claimgraph.network.exports.dot import write_dot
from claimgraph.network.exports.inline import draw_inline
from claimgraph.network.view import View
from claimgraph.web.links import local_url

_MOST_BYTES = 32_000_000
_MOST_NODES = 60
"""Concepts in a picture inside a page; a larger one is for the network's own page."""


class Pictures:
    """Pictures by what they show; the ones looked at last are kept."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._kept: OrderedDict[bytes, str] = OrderedDict()
        self._lock, self._bytes, self._most = threading.Lock(), 0, most_bytes

    def inline(self, view: View, *, prefix: str, base: str, timeout_s: float) -> Markup | None:
        """An `svg` element; None for a view without arrows, or one that is too large or cannot be drawn now."""
        if not view.edges or len(view.nodes) > _MOST_NODES:
            return None
        text = "".join((prefix, base, view.title, *write_dot(view)))
        key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        drawn = self._get(key)
        if drawn is None:
            try:
                drawn = draw_inline(view, prefix=prefix, address=lambda iri: local_url(iri, base), timeout_s=timeout_s)
            except (OverLimit, EnvironmentFault):
                return None
            self._put(key, drawn)
        return Markup(drawn)

    def _get(self, key: bytes) -> str | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _put(self, key: bytes, drawn: str) -> None:
        with self._lock:
            self._bytes += len(drawn) - len(self._kept.get(key, ""))
            self._kept[key] = drawn
            self._kept.move_to_end(key)
            while self._bytes > self._most and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])


PICTURES = Pictures()
"""The pictures of this process; what they show is their key, so that they are never out of date."""
