"""What a checklist is turned into."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One line of it.

    level   0 outermost; asks: whether something is to lie here, or only what stands below it
    number  as printed, or the path of ordinals where none is
    wanted  which materials are asked for, in words; points and note as printed
    place   where it stands in the file, in words
    """

    level: int
    number: str
    text: str
    asks: bool = True
    wanted: str = ""
    points: str = ""
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """remarks: what a person should know before going on, a sentence each."""

    title: str
    items: tuple[Item, ...]
    remarks: tuple[str, ...] = ()
