"""Free text of strangers: on one line, in one normal form, without characters that steer a screen."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]|[\U000e0000-\U000e007f]"
)
"""Control characters, overrides of the writing direction and tags; signs that every script needs are not among them."""


def clean(text: str, *, most: int) -> str:
    """A text on one line, in Unicode's composed form.

    Raises:
        ValueError: With a sentence for its writer, if it is too long or holds characters that nobody sees.

    >>> clean("  two \\n lines ", most=20)
    'two lines'
    >>> clean("a\\x00b", most=20)
    Traceback (most recent call last):
    ValueError: This holds a character that cannot be shown (U+0000); please type it again.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    found = unseen(line)
    if found:
        raise ValueError(f"This holds a character that cannot be shown ({found}); please type it again.")
    if len(line) > most:
        raise ValueError(f"This has {len(line)} characters; there is room for {most}.")
    return line


def unseen(text: str) -> str | None:
    """The first character that cannot be shown, by its number; None where all can.

    >>> unseen("a\\u202eb"), unseen("Überlastung")
    ('U+202E', None)
    """
    match = _UNSEEN.search(text)
    if match:
        return f"U+{ord(match[0]):04X}"
    return next((f"U+{ord(each):04X}" for each in text if unicodedata.category(each) == "Cs"), None)


def lines_of(text: str) -> list[str]:
    """The lines of a text that are not empty.

    >>> lines_of("one\\r\\n\\n two ")
    ['one', 'two']
    """
    return [line.strip() for line in re.split(r"\r\n|\r|\n", text) if line.strip()]
