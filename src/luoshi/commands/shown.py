"""What files of strangers say, on a terminal."""

from __future__ import annotations

import unicodedata


def shown(words: str) -> str:
    """The words with "�" for every sign a terminal obeys or hides (Unicode categories C*; lines stay lines): a file
    that is checked must not wipe out what is said of it.
    """
    return "".join(
        each
        if each == "\n" or not unicodedata.category(each).startswith("C")
        else "\N{REPLACEMENT CHARACTER}"
        for each in words
    )
