"""Plain text of titles and names that carry markup: HTML and JATS tags, entities, LaTeX."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text

from claimgraph.bibliography.values import Wrong

MAX_DEPTH = 40
"""Braces nested deeper than this are refused."""
_TAG = re.compile(
    r"</?(?:(?:jats|mml):[a-z-]{1,30}|i|b|u|em|strong|sub|sup|sc|scp|small|span|p|br|tt|italic|bold|title|inf|math|mi|mn"
    r"|mo|mrow|msub|msup)(?:\s{1,9}[a-z:-]{1,30}=[^<>]{0,300})?\s?/?>",
    re.IGNORECASE,
)
_LATEX = re.compile(r"[\\{}~$]|--|``|''")
_COMMENT = re.compile(r"(?<!\\)%")


def plain(text: str) -> str:
    """Text without HTML or JATS tags, its entities resolved, on one line.

    >>> plain("Effects of <i>in vivo</i> loading&amp;nbsp;at p &lt; 0.05\\n   in <jats:italic>muscle</jats:italic>")
    'Effects of in vivo loading at p < 0.05 in muscle'
    >>> plain("n<p and p>0.05")
    'n<p and p>0.05'
    """
    for _ in range(2):
        text = html.unescape(_TAG.sub("", text))
    return line(_TAG.sub("", text))


def line(text: str) -> str:
    """Text on one line, in one spelling of its letters, without control characters."""
    kept = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def from_latex(text: str) -> str:
    r"""Text of a LaTeX source, on one line.

    Raises:
        Wrong: If braces are nested too deeply.

    >>> from_latex(r'M{\"u}ller, Jos\'e: {DNA} at 5% \& more -- \emph{in vivo}')
    'Müller, José: DNA at 5% & more – in vivo'
    """
    if not _LATEX.search(text):
        return line(text)
    depth = deepest = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise Wrong(f"braces nested {deepest} deep", f"at most {MAX_DEPTH}")
    return line(_converter().latex_to_text(_COMMENT.sub(r"\\%", text)))


@cache
def _converter() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="text", keep_braced_groups=False)
