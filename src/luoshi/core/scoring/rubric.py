"""A rubric as data: what experts fill in, what it is worth, and whether its parts make its total.

The shapes are those of real forms (points per item; grades times weight; things that end the matter whatever the rest;
thresholds with points; bonus; blocks with weights). Numbers are exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

KINDS = ("points", "grade", "steps", "veto", "bonus")
MOST_ITEMS, LONGEST, LARGEST = 200, 200, 100_000


class BadScoring(ValueError):
    """A rubric, a method or a sheet that cannot be used; the message is Chinese and says where."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line. most: the most points it can bring. grades: share of `most` by grade. steps: (from, points), highest
    first; whoever is below all gets `below`. step: points go by it (Fraction(1, 2): halves), None for any.
    comment: whoever fills it in says why.
    """

    key: str
    title: str
    kind: str
    most: Fraction = Fraction(0)
    block: str = ""
    grades: tuple[tuple[str, Fraction], ...] = ()
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    below: Fraction = Fraction(0)
    step: Fraction | None = None
    comment: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the rubric that is scored for itself and counts with its weight."""

    key: str
    title: str
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Rubric:
    """opinion: every sheet ends with an opinion in words."""

    title: str
    total: Fraction
    items: tuple[Item, ...]
    blocks: tuple[Block, ...] = ()
    opinion: bool = False

    def item(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)


def number(value: Any, where: str, low: int = 0, high: int = LARGEST) -> Fraction:
    """An exact number from JSON: an integer, or a decimal as text or number. Raises BadScoring."""
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > 40:
            raise InvalidOperation
        found = Decimal(str(value))
        if not found.is_finite() or not low <= found <= high or -found.as_tuple().exponent > 12:  # type: ignore[operator]
            raise InvalidOperation
    except InvalidOperation:
        raise BadScoring(f"{where}应是 {low} 至 {high} 之间的数，至多 12 位小数。") from None
    return Fraction(found)


def text(row: Mapping[str, Any], name: str, where: str, missing: str | None = None) -> str:
    value = row.get(name, missing)
    if not isinstance(value, str) or len(value) > LONGEST or (missing is None and not value.strip()):
        raise BadScoring(f"{where}的 {name} 应是 {LONGEST} 字以内的文字。")
    return value


def rows(data: Mapping[str, Any], name: str, where: str, most: int = MOST_ITEMS) -> Sequence[Any]:
    found = data.get(name, [])
    if not isinstance(found, list) or len(found) > most or not all(isinstance(row, dict) for row in found):
        raise BadScoring(f"{where}的 {name} 应是一个列表，至多 {most} 项。")
    return found


def read_rubric(data: Any) -> Rubric:
    """A rubric from its JSON. Raises BadScoring. Whether its sums are right is told by `problems`, not refused."""
    if not isinstance(data, Mapping):
        raise BadScoring("评分标准应是一个对象。")
    items = tuple(_item(row) for row in rows(data, "items", "评分标准"))
    blocks = tuple(
        Block(
            text(row, "key", "分块"),
            text(row, "title", "分块"),
            number(row.get("weight"), "分块的权重", 0, 1),
        )
        for row in rows(data, "blocks", "评分标准")
    )
    _only_once([item.key for item in items], "项目")
    _only_once([block.key for block in blocks], "分块")
    known = {block.key for block in blocks} or {""}
    for item in items:
        if item.kind not in ("veto", "bonus") and item.block not in known:
            raise BadScoring(f"“{item.title}”没有写明属于哪一个分块。")
    if not any(item.kind != "veto" for item in items):
        raise BadScoring("评分标准里没有一个计分的项目。")
    total = number(data.get("total", 100), "满分", 1)
    return Rubric(
        text(data, "title", "评分标准", ""), total, items, blocks, _yes(data, "opinion", "评分标准")
    )


def _yes(row: Mapping[str, Any], name: str, where: str) -> bool:
    value = row.get(name, False)
    if not isinstance(value, bool):
        raise BadScoring(f"{where}的 {name} 应是是或否。")
    return value


def _only_once(keys: Sequence[str], what: str) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise BadScoring(f"{what}“{twice[0]}”出现了两次。")


def _item(row: Mapping[str, Any]) -> Item:
    key, title = text(row, "key", "项目"), text(row, "title", "项目")
    kind, where = row.get("kind", "points"), f"“{title}”"
    if kind not in KINDS:
        raise BadScoring(f"{where}的计分方式不认识。")
    comment = _yes(row, "comment", where)
    if kind == "veto":
        return Item(key, title, kind, block=text(row, "block", where, ""), comment=comment)
    steps = _steps(row, where) if kind == "steps" else ()
    below = number(row.get("below", 0), f"{where}未达到时的分数")
    most = (
        max([below, *(points for _, points in steps)]) if steps else number(row.get("most"), f"{where}的分值")
    )
    grades = _grades(row, where) if kind == "grade" else ()
    step = None if row.get("step") is None else number(row["step"], f"{where}的打分间隔")
    if step is not None and (step <= 0 or most % step):
        raise BadScoring(f"{where}的分值应是打分间隔的整数倍。")
    return Item(key, title, kind, most, text(row, "block", where, ""), grades, steps, below, step, comment)


def _grades(row: Mapping[str, Any], where: str) -> tuple[tuple[str, Fraction], ...]:
    found = row.get("grades")
    if (
        not isinstance(found, dict)
        or not found
        or not all(isinstance(grade, str) and grade for grade in found)
    ):
        raise BadScoring(f"{where}应写明各等级的系数。")
    return tuple((grade, number(share, f"{where}等级的系数", 0, 1)) for grade, share in found.items())


def _steps(row: Mapping[str, Any], where: str) -> tuple[tuple[Fraction, Fraction], ...]:
    found = row.get("steps")
    if (
        not isinstance(found, list)
        or not found
        or not all(isinstance(s, list) and len(s) == 2 for s in found)
    ):
        raise BadScoring(f"{where}应写明各档的下限和分数。")
    steps = [(number(low, f"{where}的下限"), number(points, f"{where}的分数")) for low, points in found]
    if len({low for low, _ in steps}) < len(steps):
        raise BadScoring(f"{where}有两档的下限相同。")
    return tuple(sorted(steps, reverse=True))


def problems(rubric: Rubric) -> list[str]:
    """What does not add up, in sentences: real forms have parts that make 130 or 70 of 100."""
    found = []
    for block in rubric.blocks or (Block("", "各项", Fraction(1)),):
        made = sum(
            (i.most for i in rubric.items if i.block == block.key and i.kind not in ("veto", "bonus")),
            Fraction(0),
        )
        if made != rubric.total:
            found.append(f"“{block.title}”合计 {said(made)} 分，与满分 {said(rubric.total)} 分不符，请核对。")
    if rubric.blocks and (weights := sum((b.weight for b in rubric.blocks), Fraction(0))) != 1:
        found.append(f"各分块权重合计 {said(weights * 100)}%，不是 100%，请核对。")
    for item in rubric.items:
        if item.kind == "steps":
            points = [points for _, points in item.steps] + [item.below]
            if points != sorted(points, reverse=True):
                found.append(f"“{item.title}”达到更高一档反而得分更低，请核对。")
    return found


def said(value: Fraction) -> str:
    """A number for people: 12.5, 33.333 (to three decimals)."""
    rounded = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{rounded.quantize(Decimal('0.001')).normalize():f}"
