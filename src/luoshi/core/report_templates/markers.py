"""Markers in a text: `{{全市 双师型教师占比 本期}}`. Full-width braces and other spaces mean the same."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ROW = "每一行："
LONGEST = 120
MOST_NEAR = 3
_MARKER = re.compile(rf"(?:\{{\{{|｛｛)([^{{}}｛｝\n\t]{{0,{LONGEST}}})(?:\}}\}}|｝｝)")
_LEFT = re.compile(r"\{\{|\}\}|｛｛|｝｝")


@dataclass(frozen=True, slots=True)
class Marker:
    """name: as it stands there; span: with its braces, in the text of the cell or paragraph."""

    name: str
    span: tuple[int, int]

    @property
    def key(self) -> str:
        return key_of(self.name)

    @property
    def is_row(self) -> bool:
        return self.key.startswith(_ROW_KEY)


def key_of(name: str) -> str:
    """By which names are compared: without blanks, full-width signs as half-width ones."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


_ROW_KEY = key_of(ROW)


def markers_in(text: str) -> Iterator[Marker]:
    for found in _MARKER.finditer(text):
        yield Marker(" ".join(found[1].split()), found.span())


def is_broken(text: str) -> bool:
    """Whether braces are left when the markers are taken out: one that was not closed, or is too long."""
    return _LEFT.search(_MARKER.sub("", text)) is not None


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The names most like one that nobody knows, the nearest first."""
    by_key = {key_of(each): each for each in known}
    wanted = key_of(name)
    inside = [key for key in by_key if wanted and (wanted in key or key in wanted)]
    close = difflib.get_close_matches(wanted, list(by_key), MOST_NEAR, 0.5)
    inside.sort(key=lambda key: abs(len(key) - len(wanted)))
    return [by_key[key] for key in dict.fromkeys([*close, *inside])][:MOST_NEAR]
