"""How many places a school is proposed: by a number it holds, or by its type, and more for its last results.

Exact and pure, so that whoever reads the rule in words reckons the same. A number that is missing is not zero: there is
no proposal then, and somebody writes it with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any

HIGHEST, LARGEST = 10_000, 10**9


class By(StrEnum):
    NUMBER = "number"
    TYPE = "type"


class Rounding(StrEnum):
    DOWN = "down"
    HALF = "half"
    UP = "up"


ROUNDED = {Rounding.DOWN: "舍去零头", Rounding.HALF: "四舍五入", Rounding.UP: "有零头就进一"}


@dataclass(frozen=True, slots=True)
class QuotaBasis:
    """source: key of the number, or of the attribute that is the type. per: one place for so many; least, most: of what
    follows from it (most 0: no limit). types: value of the attribute and its number, in order. each_win: what one last
    result adds, cap: up to what altogether (0: no limit).
    """

    by: By
    source: str
    per: int = 0
    rounding: Rounding = Rounding.DOWN
    least: int = 0
    most: int = 0
    types: tuple[tuple[str, int], ...] = ()
    each_win: int = 0
    cap: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One school: the number it holds, or its type; whichever is known."""

    value: Fraction | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """number None: nothing is known. known: of how many schools something is, where several share the places."""

    number: int | None
    raised: int = 0
    value: Fraction | None = None
    known: int = 0


def places(basis: QuotaBasis, parts: Sequence[Part], wins: int) -> Places:
    """For a school (one part), or for the schools of a county together."""
    if basis.by == By.TYPE:
        numbers = dict(basis.types)
        told = [numbers[part.type] for part in parts if part.type in numbers]
        number, value, known = (min(sum(told), HIGHEST) if told else None), None, len(told)
    else:
        held = [part.value for part in parts if part.value is not None]
        value, known = (sum(held, Fraction()) if held else None), len(held)
        number = None if value is None else _by_number(basis, value)
    if number is None:
        return Places(None, 0, value, known)
    room = max(basis.cap - number, 0) if basis.cap else HIGHEST
    return Places(number, min(wins * basis.each_win, room), value, known)


def _by_number(basis: QuotaBasis, value: Fraction) -> int:
    exact = value / basis.per
    rounded = {
        Rounding.DOWN: floor(exact),
        Rounding.UP: ceil(exact),
        Rounding.HALF: floor(exact + Fraction(1, 2)),
    }[basis.rounding]
    found = max(rounded, basis.least)
    return min(found, basis.most) if basis.most else min(found, HIGHEST)


def in_words(basis: QuotaBasis, source: str, unit: str, type_labels: Mapping[str, str]) -> str:
    """按“专任教师数”，每 30 人 1 个，舍去零头，最少 1 个，最多 4 个；上一届每项结果加 1 个，合计最多 6 个。"""
    if basis.by == By.TYPE:
        each = "，".join(f"{type_labels.get(key, key)} {number} 个" for key, number in basis.types)
        said = f"按“{source}”：{each}"
    else:
        most = f"，最多 {basis.most} 个" if basis.most else ""
        said = f"按“{source}”，每 {basis.per} {unit or '个数'} 1 个名额，{ROUNDED[basis.rounding]}"
        said += f"，最少 {basis.least} 个{most}"
    if basis.each_win:
        cap = f"，合计最多 {basis.cap} 个" if basis.cap else ""
        said += f"；上一届每项结果加 {basis.each_win} 个{cap}"
    return f"{said}。"


def to_json(basis: QuotaBasis) -> dict[str, Any]:
    return asdict(basis) | {"types": [list(each) for each in basis.types]}


def from_json(data: Mapping[str, Any]) -> QuotaBasis:
    """The inverse of `to_json`. Raises KeyError, TypeError, ValueError for what is no such rule."""
    types = tuple((str(key), _whole(number)) for key, number in data["types"])
    numbers = {name: _whole(data[name]) for name in ("per", "least", "most", "each_win", "cap")}
    by = By(data["by"])
    if by == By.NUMBER and not numbers["per"]:
        raise ValueError("one place for none")
    return QuotaBasis(by, str(data["source"]), rounding=Rounding(data["rounding"]), types=types, **numbers)


def _whole(value: Any) -> int:
    """Letters times a number would fill the memory."""
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError("no number of places")
    return value


def reckoned(rows: Sequence[Mapping[str, Any]], groups: Sequence[str]) -> dict[tuple[str, str], int]:
    """By unit and group how many places were set from what was kept; units of which nothing is known are left out."""
    found = {}
    for row in rows:
        number = None if row["number"] is None else row["number"] + row["raised"]
        number = row.get("by_hand", number)
        if number is not None:
            found.update({(row["unit"], group): number for group in groups})
    return found


def claims_to_be_reckoned(reason: str, words: str, number: int | None) -> bool:
    """Of places that are not as many as were reckoned: what stands beside them says that they are."""
    return reason.strip() == words[:200].strip() or f"，改为 {number} 个：" in reason
