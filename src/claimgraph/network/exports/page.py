"""A self-contained page: the picture as SVG with a few lines of script to move and enlarge it; nothing is fetched."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from claimgraph.network.exports.attributes import printable
from claimgraph.network.exports.drawing import TIMEOUT_S
from claimgraph.network.exports.svg import draw_svg
from claimgraph.network.view import View

_STYLE = """
html, body { margin: 0; height: 100%; font-family: sans-serif; }
main { height: 100%; overflow: hidden; }
svg { width: 100%; height: 100%; cursor: grab; touch-action: none; }
a:focus-visible { outline: 3px solid #0072B2; }
"""
_SCRIPT = """
"use strict";
const svg = document.querySelector("svg"), box = svg.viewBox.baseVal;
const zoom = (factor, x, y) => {
  const scale = svg.getScreenCTM().inverse(), at = new DOMPoint(x, y).matrixTransform(scale);
  box.x = at.x - (at.x - box.x) * factor; box.y = at.y - (at.y - box.y) * factor;
  box.width *= factor; box.height *= factor;
};
let held = null, moved = false;
svg.addEventListener("wheel", event => {
  event.preventDefault(); zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, event.clientX, event.clientY);
}, { passive: false });
svg.addEventListener("pointerdown", event => { held = event; moved = false; });
addEventListener("pointermove", event => {
  if (!held) return;
  const step = 1 / svg.getScreenCTM().a, dx = event.clientX - held.clientX, dy = event.clientY - held.clientY;
  moved = moved || Math.abs(dx) + Math.abs(dy) > 3;
  if (moved) { box.x -= dx * step; box.y -= dy * step; held = event; }
});
addEventListener("pointerup", () => { held = null; });
svg.addEventListener("click", event => { if (moved) event.preventDefault(); }, true);
svg.addEventListener("dragstart", event => event.preventDefault());
addEventListener("keydown", event => {
  const middle = [innerWidth / 2, innerHeight / 2], by = box.width / 10;
  if (event.key === "+") zoom(1 / 1.2, ...middle);
  else if (event.key === "-") zoom(1.2, ...middle);
  else if (event.key === "ArrowLeft") box.x -= by;
  else if (event.key === "ArrowRight") box.x += by;
  else if (event.key === "ArrowUp") box.y -= by;
  else if (event.key === "ArrowDown") box.y += by;
});
"""


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


POLICY = f"default-src 'none'; style-src {_source(_STYLE)}; script-src {_source(_SCRIPT)}; base-uri 'none'"
"""Content Security Policy of the page, which holds wherever it is opened: its own style and script, nothing else."""
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
"""
_TAIL = """
</main>
<script>{script}</script>
</body>
</html>
"""


def draw_page(view: View, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """The picture as a page.

    Raises:
        OverLimit: See `draw`.
    """
    picture = draw_svg(view, timeout_s=timeout_s).decode().partition("?>\n")[2]
    head = _HEAD.format(title=escape(printable(" ".join(view.title.split()))), style=_STYLE, policy=POLICY)
    return (head + picture + _TAIL.format(script=_SCRIPT)).encode()
