"""Words of a text as they are looked for: Chinese in pairs of characters, so that two-character words are found.

Text and question are cut in the same way: full width to half, small letters, runs of Chinese into overlapping pairs
with the last character alone behind them, runs of letters and digits whole. A word of the question is found where its
pairs follow each other; letters and digits, and a single character, where a piece begins with them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
LONGEST_PIECE = 40
_RUNS = re.compile(rf"[{CHINESE}]+|[a-z0-9]+")
_BREAK = re.compile(rf"(?<=[{CHINESE}])\s+(?=[{CHINESE}])")


@dataclass(frozen=True, slots=True)
class Looked:
    """One word of a question.

    pieces   what a text must hold, each of them
    begins   what some piece must begin with; empty: nothing more
    chained  pieces and beginning as they follow each other in the text
    """

    pieces: tuple[str, ...]
    begins: str

    @property
    def chained(self) -> str:
        return f" {' '.join([*self.pieces, self.begins] if self.begins else [*self.pieces, ''])}"


def folded(text: str) -> str:
    """Half width, small letters, no break inside a Chinese sentence (a line of a PDF ends anywhere)."""
    return _BREAK.sub("", unicodedata.normalize("NFKC", text).lower())


def pieces_of(text: str) -> list[str]:
    """A text cut for the index."""
    found: list[str] = []
    for run in _RUNS.findall(folded(text)):
        if run[0].isascii():
            found.append(run[:LONGEST_PIECE])
        else:
            found += [run[at : at + 2] for at in range(len(run))]
    return found


def looked_for(word: str) -> list[Looked]:
    """A word of the question cut alike; several where letters and Chinese meet in it, none where nothing is left."""
    found = []
    for run in _RUNS.findall(folded(word)):
        if run[0].isascii():
            found.append(Looked((), run[:LONGEST_PIECE]))
        elif len(run) == 1:
            found.append(Looked((), run))
        else:
            found.append(Looked(tuple(run[at : at + 2] for at in range(len(run) - 1)), ""))
    return found
