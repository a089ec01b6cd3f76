"""What a reader types into a search box, as an expression of SQLite's full-text search.

Words must all occur; the last one, from two letters on, may be the beginning of a word, and so may one that ends with
`*`; "words in quotes"
stand together; a word after `-` must not occur. Nothing that is typed can be a syntax error.
"""

from __future__ import annotations

import re

_PART = re.compile(r'(?P<not>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORDS = re.compile(r"\w+")
MOST_WORDS = 24
"""Further words are left out."""


def expression(typed: str) -> str | None:
    """The expression that finds what is meant; None if nothing that could be found was typed.

    >>> expression('muscle "to failure" -protein hyper')
    '("muscle" "to failure" "hyper" *) NOT ("protein")'
    >>> expression('  "" * ') is None
    True
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for part in _PART.finditer(typed):
        found = _term(part)
        if found:
            (unwanted if part["not"] else wanted).append(found)
    wanted, unwanted = wanted[:MOST_WORDS], unwanted[:MOST_WORDS]
    if not wanted:
        return None
    if re.search(r"\w\w$", typed) and not wanted[-1].endswith("*") and _last_is_wanted(typed):
        wanted[-1] += " *"
    found = f"({' '.join(wanted)})"
    return f"{found} NOT ({' OR '.join(unwanted)})" if unwanted else found


def _term(part: re.Match[str]) -> str:
    """A word, or several that stand together: hyphens and points part words."""
    words = " ".join(_WORDS.findall(part["phrase"] if part["phrase"] is not None else part["word"]))
    if not words:
        return ""
    begins = part["word"] is not None and part["word"].endswith("*")
    return f'"{words}" *' if begins else f'"{words}"'


def _last_is_wanted(typed: str) -> bool:
    last = typed.split()[-1]
    return not last.startswith("-")
